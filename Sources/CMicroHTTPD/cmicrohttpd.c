#include "cmicrohttpd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct server {
    struct MHD_Daemon *daemon;
    cmhd_handler handler;
    void *context;
};

struct reply {
    struct MHD_Connection *connection;
    enum MHD_Result result;
};

static enum MHD_Result queue(struct MHD_Connection *connection, const struct cmhd_page *page, const char *allow) {
    struct MHD_Response *response =
        MHD_create_response_from_buffer(page->size, (void *)page->body, MHD_RESPMEM_MUST_COPY);
    if (response == NULL) return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, page->content_type);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    /* Probes come seconds apart: a kept connection would only hold one of the few. */
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    if (allow != NULL) MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, allow);
    enum MHD_Result result = MHD_queue_response(connection, page->status, response);
    MHD_destroy_response(response);
    return result;
}

static void give(void *context, const struct cmhd_page *page) {
    struct reply *reply = context;
    reply->result = queue(reply->connection, page, NULL);
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **state) {
    struct server *server = context;
    (void)version;
    (void)upload;
    (void)upload_size;
    (void)state;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
        static const char text[] = "only GET and HEAD\n";
        struct cmhd_page page = {MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", text, sizeof text - 1};
        return queue(connection, &page, "GET, HEAD");
    }
    struct reply reply = {connection, MHD_NO};
    server->handler(server->context, url, &reply, give);
    return reply.result;
}

/* A listening socket, made here so that the errno is known. */
static int listen_on(const char *address, uint16_t *port) {
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(*port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(*port)};
    struct sockaddr *to = (struct sockaddr *)&v4;
    socklen_t size = sizeof v4;
    if (inet_pton(AF_INET, address, &v4.sin_addr) != 1) {
        if (inet_pton(AF_INET6, address, &v6.sin6_addr) != 1) return -EINVAL;
        to = (struct sockaddr *)&v6;
        size = sizeof v6;
    }
    int fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
    if (fd < 0) return -errno;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, to, size) < 0 || listen(fd, 16) < 0 || getsockname(fd, to, &size) < 0) {
        int code = errno;
        close(fd);
        return -code;
    }
    *port = ntohs(to->sa_family == AF_INET ? v4.sin_port : v6.sin6_port);
    return fd;
}

void *cmhd_start(const char *address, uint16_t *port, const struct cmhd_limits *limits, cmhd_handler handler,
                 void *context, int *error) {
    struct server *server = calloc(1, sizeof *server);
    int fd = server == NULL ? -ENOMEM : listen_on(address, port);
    if (fd < 0) {
        *error = -fd;
        free(server);
        return NULL;
    }
    server->handler = handler;
    server->context = context;
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, server, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_LIMIT, limits->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        limits->connections_per_address, MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits->memory_per_connection,
        MHD_OPTION_CONNECTION_TIMEOUT, limits->timeout_seconds, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (server->daemon == NULL) {
        *error = errno == 0 ? ENOMEM : errno;
        close(fd);
        free(server);
        return NULL;
    }
    return server;
}

void cmhd_stop(void *handle) {
    struct server *server = handle;
    MHD_stop_daemon(server->daemon);
    free(server);
}
