/* A small read-only HTTP server on top of libmicrohttpd, whose start is variadic. */
#ifndef CMICROHTTPD_H
#define CMICROHTTPD_H

#include <stddef.h>
#include <stdint.h>

/* One page, made by the callback. `body` is copied before the callback's owner may free it. */
struct cmhd_page {
    unsigned int status;
    const char *content_type;
    const void *body;
    size_t size;
};

struct cmhd_limits {
    unsigned int connections;
    unsigned int connections_per_address;
    size_t memory_per_connection;
    unsigned int timeout_seconds;
};

/* Called on the server's one thread for GET and HEAD: fill `page`. `give` copies it out of the callback's stack. */
typedef void (*cmhd_give)(void *reply, const struct cmhd_page *page);
typedef void (*cmhd_handler)(void *context, const char *path, void *reply, cmhd_give give);

/* Listens on a numeric address, IPv4 or IPv6 without brackets. Port 0 takes any; *port says which.
 * NULL on failure, with *error an errno value, EINVAL for an address that is none. */
void *cmhd_start(const char *address, uint16_t *port, const struct cmhd_limits *limits, cmhd_handler handler,
                 void *context, int *error);
/* Blocks: until the thread is gone, which no client can delay. */
void cmhd_stop(void *server);

#endif
