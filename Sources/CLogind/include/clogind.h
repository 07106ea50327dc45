/* systemd-logind's answers, through libsystemd's own D-Bus client.
 *
 * Every function: 0 or more is success, less is a negated errno; -ETIMEDOUT when
 * logind did not answer in time. Nothing here keeps text of the caller. */
#ifndef CLOGIND_H
#define CLOGIND_H

#include <stdint.h>

/* A connection to the system bus; made once, used by one thread at a time. */
struct clogind_bus;

/* Connects; calls made through it wait at most so long for an answer. */
int clogind_open(struct clogind_bus **out, uint64_t timeout_microseconds);
void clogind_close(struct clogind_bus *bus);

/* One session. Texts are valid during the call only; "" where logind has none. */
struct clogind_session {
    const char *id;
    const char *user;
    const char *tty;
    const char *service;
    const char *remote_host;
    const char *class_name;
    const char *state;
    uint32_t uid;
    /* Wall clock, microseconds since 1970. */
    uint64_t since_microseconds;
};
/* Asks for all sessions: org.freedesktop.login1.Manager.ListSessions and each one's properties. */
int clogind_sessions(struct clogind_bus *bus, void *context, void (*each)(void *context, const struct clogind_session *));

/* One inhibitor lock, as systemd-inhibit(1) --list shows it. */
struct clogind_inhibitor {
    const char *what;
    const char *who;
    const char *why;
    const char *mode;
    uint32_t uid;
    uint32_t pid;
};
/* Asks for all locks: org.freedesktop.login1.Manager.ListInhibitors. */
int clogind_inhibitors(struct clogind_bus *bus, void *context, void (*each)(void *context, const struct clogind_inhibitor *));

#endif
