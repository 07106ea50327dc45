#include "clogind.h"

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

int clogind_open(struct clogind_bus **out, uint64_t timeout_microseconds) {
    struct clogind_bus *made = calloc(1, sizeof *made);
    if (made == NULL) return -ENOMEM;
    int result = sd_bus_open_system(&made->bus);
    if (result >= 0) result = sd_bus_set_method_call_timeout(made->bus, timeout_microseconds);
    if (result < 0) {
        clogind_close(made);
        return result;
    }
    *out = made;
    return 0;
}

void clogind_close(struct clogind_bus *bus) {
    if (bus == NULL) return;
    sd_bus_close_unref(bus->bus);
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
        if (strcmp(name, texts[i].name) == 0) return sd_bus_message_read(reply, "v", "s", texts[i].place);
    }
    if (strcmp(name, "Timestamp") == 0) return sd_bus_message_read(reply, "v", "t", &session->since_microseconds);
    return sd_bus_message_skip(reply, "v");
}

/* Fills in a session's properties; the texts live as long as the reply that is handed out. */
static int describe(sd_bus *bus, const char *path, struct clogind_session *session, sd_bus_message **reply) {
    int result = sd_bus_call_method(bus, DESTINATION, path, "org.freedesktop.DBus.Properties", "GetAll", NULL, reply, "s",
                                    SESSION);
    if (result < 0) return result;
    result = sd_bus_message_enter_container(*reply, 'a', "{sv}");
    while (result >= 0 && (result = sd_bus_message_enter_container(*reply, 'e', "sv")) > 0) {
        const char *name = NULL;
        result = sd_bus_message_read(*reply, "s", &name);
        if (result >= 0) result = read_property(*reply, name, session);
        if (result >= 0) result = sd_bus_message_exit_container(*reply);
    }
    return result;
}

int clogind_sessions(struct clogind_bus *bus, void *context, void (*each)(void *context, const struct clogind_session *)) {
    sd_bus_message *list = NULL;
    int result = sd_bus_call_method(bus->bus, DESTINATION, MANAGER_PATH, MANAGER, "ListSessions", NULL, &list, "");
    if (result >= 0) result = sd_bus_message_enter_container(list, 'a', "(susso)");
    for (int count = 0; result >= 0 && count < SESSIONS_MAX; count++) {
        struct clogind_session session = {.tty = "", .service = "", .remote_host = "", .class_name = "", .state = ""};
        const char *seat = NULL, *path = NULL;
        result = sd_bus_message_read(list, "(susso)", &session.id, &session.uid, &session.user, &seat, &path);
        if (result <= 0) break;
        sd_bus_message *properties = NULL;
        result = describe(bus->bus, path, &session, &properties);
        /* A session may end between the two questions; that one is gone, the others are not. */
        if (result >= 0) each(context, &session);
        else if (result != -ETIMEDOUT && result != -ENOTCONN && result != -ECONNRESET) result = 0;
        sd_bus_message_unref(properties);
    }
    sd_bus_message_unref(list);
    return result < 0 ? result : 0;
}

int clogind_inhibitors(struct clogind_bus *bus, void *context,
                       void (*each)(void *context, const struct clogind_inhibitor *)) {
    sd_bus_message *list = NULL;
    int result = sd_bus_call_method(bus->bus, DESTINATION, MANAGER_PATH, MANAGER, "ListInhibitors", NULL, &list, "");
    if (result >= 0) result = sd_bus_message_enter_container(list, 'a', "(ssssuu)");
    while (result >= 0) {
        struct clogind_inhibitor lock = {0};
        result = sd_bus_message_read(list, "(ssssuu)", &lock.what, &lock.who, &lock.why, &lock.mode, &lock.uid, &lock.pid);
        if (result <= 0) break;
        each(context, &lock);
    }
    sd_bus_message_unref(list);
    return result < 0 ? result : 0;
}
