#include "clogind.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

/* Interface: org.freedesktop.login1(5). */
#define DESTINATION "org.freedesktop.login1"
#define MANAGER_PATH "/org/freedesktop/login1"
#define MANAGER "org.freedesktop.login1.Manager"
#define SESSION "org.freedesktop.login1.Session"

/* More sessions than this are not looked at one by one. */
#define SESSIONS_MAX 1000

struct clogind_bus {
    sd_bus *bus;
};

/* libsystemd and what it needs would be loaded by every command that never asks: it is loaded at the first question. */
static struct {
    __typeof__(&sd_bus_open_system) open_system;
    __typeof__(&sd_bus_set_method_call_timeout) set_method_call_timeout;
    __typeof__(&sd_bus_close_unref) close_unref;
    __typeof__(&sd_bus_message_read) message_read;
    __typeof__(&sd_bus_message_skip) message_skip;
    __typeof__(&sd_bus_call_method) call_method;
    __typeof__(&sd_bus_message_enter_container) message_enter_container;
    __typeof__(&sd_bus_message_exit_container) message_exit_container;
    __typeof__(&sd_bus_message_unref) message_unref;
} api;
static int is_loaded;

static int load(void) {
    if (is_loaded) return 0;
    void *library = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return -ELIBACC;
#define FIND(name)                                                                                                    \
    *(void **)&api.name = dlsym(library, "sd_bus_" #name);                                                            \
    if (api.name == NULL) return -ELIBBAD;
    FIND(open_system)
    FIND(set_method_call_timeout)
    FIND(close_unref)
    FIND(message_read)
    FIND(message_skip)
    FIND(call_method)
    FIND(message_enter_container)
    FIND(message_exit_container)
    FIND(message_unref)
#undef FIND
    is_loaded = 1;
    return 0;
}

int clogind_open(struct clogind_bus **out, uint64_t timeout_microseconds) {
    int result = load();
    if (result < 0) return result;
    struct clogind_bus *made = calloc(1, sizeof *made);
    if (made == NULL) return -ENOMEM;
    result = api.open_system(&made->bus);
    if (result >= 0) result = api.set_method_call_timeout(made->bus, timeout_microseconds);
    if (result < 0) {
        clogind_close(made);
        return result;
    }
    *out = made;
    return 0;
}

void clogind_close(struct clogind_bus *bus) {
    if (bus == NULL) return;
    if (bus->bus != NULL) api.close_unref(bus->bus);
    free(bus);
}

/* Reads one member of the dictionary that GetAll answers with, if it is one of ours. */
static int read_property(sd_bus_message *reply, const char *name, struct clogind_session *session) {
    const struct {
        const char *name;
        const char **place;
    } texts[] = {
        {"TTY", &session->tty},           {"Service", &session->service}, {"RemoteHost", &session->remote_host},
        {"Class", &session->class_name}, {"State", &session->state},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(name, texts[i].name) == 0) return api.message_read(reply, "v", "s", texts[i].place);
    }
    if (strcmp(name, "Timestamp") == 0) return api.message_read(reply, "v", "t", &session->since_microseconds);
    return api.message_skip(reply, "v");
}

/* Fills in a session's properties; the texts live as long as the reply that is handed out. */
static int describe(sd_bus *bus, const char *path, struct clogind_session *session, sd_bus_message **reply) {
    int result = api.call_method(bus, DESTINATION, path, "org.freedesktop.DBus.Properties", "GetAll", NULL, reply, "s",
                                    SESSION);
    if (result < 0) return result;
    result = api.message_enter_container(*reply, 'a', "{sv}");
    while (result >= 0 && (result = api.message_enter_container(*reply, 'e', "sv")) > 0) {
        const char *name = NULL;
        result = api.message_read(*reply, "s", &name);
        if (result >= 0) result = read_property(*reply, name, session);
        if (result >= 0) result = api.message_exit_container(*reply);
    }
    return result;
}

int clogind_sessions(struct clogind_bus *bus, void *context, void (*each)(void *context, const struct clogind_session *)) {
    sd_bus_message *list = NULL;
    int result = api.call_method(bus->bus, DESTINATION, MANAGER_PATH, MANAGER, "ListSessions", NULL, &list, "");
    if (result >= 0) result = api.message_enter_container(list, 'a', "(susso)");
    for (int count = 0; result >= 0 && count < SESSIONS_MAX; count++) {
        struct clogind_session session = {.tty = "", .service = "", .remote_host = "", .class_name = "", .state = ""};
        const char *seat = NULL, *path = NULL;
        result = api.message_read(list, "(susso)", &session.id, &session.uid, &session.user, &seat, &path);
        if (result <= 0) break;
        sd_bus_message *properties = NULL;
        result = describe(bus->bus, path, &session, &properties);
        /* A session may end between the two questions; that one is gone, the others are not. */
        if (result >= 0) each(context, &session);
        else if (result != -ETIMEDOUT && result != -ENOTCONN && result != -ECONNRESET) result = 0;
        api.message_unref(properties);
    }
    api.message_unref(list);
    return result < 0 ? result : 0;
}

int clogind_inhibitors(struct clogind_bus *bus, void *context,
                       void (*each)(void *context, const struct clogind_inhibitor *)) {
    sd_bus_message *list = NULL;
    int result = api.call_method(bus->bus, DESTINATION, MANAGER_PATH, MANAGER, "ListInhibitors", NULL, &list, "");
    if (result >= 0) result = api.message_enter_container(list, 'a', "(ssssuu)");
    while (result >= 0) {
        struct clogind_inhibitor lock = {0};
        result = api.message_read(list, "(ssssuu)", &lock.what, &lock.who, &lock.why, &lock.mode, &lock.uid, &lock.pid);
        if (result <= 0) break;
        each(context, &lock);
    }
    api.message_unref(list);
    return result < 0 ? result : 0;
}
