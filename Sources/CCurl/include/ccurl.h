/* One HTTP request a call, on top of libcurl: what Swift cannot call itself, as
 * curl_easy_setopt(3) and curl_easy_getinfo(3) are variadic. */
#ifndef CCURL_H
#define CCURL_H

#include <stddef.h>

/* What is asked; every text ends with a zero. */
struct ccurl_request {
    const char *url;
    /* Lines "Name: value", ended by NULL. */
    const char *const *headers;
    /* NULL for GET, else the body of a POST. */
    const void *body;
    size_t body_size;
    long connect_milliseconds;
    long total_milliseconds;
    /* A file of certificates to trust instead of the system's; NULL for these. */
    const char *ca_file;
    /* The directory of the system's certificates, by hash of their subject. */
    const char *ca_directory;
    /* No proxy, whatever the environment says. */
    int is_direct;
    /* Where the answer's body goes; more than this is refused. */
    char *answer;
    size_t answer_max;
};

/* What came of it. */
struct ccurl_answer {
    /* A CURLcode, 0 for a complete answer. */
    int code;
    long status;
    size_t size;
    /* Seconds of Retry-After, 0 without one. Dates are understood too. */
    long retry_after;
    int is_too_large;
    /* New connections that this request needed: 0 when a kept one was used. */
    long connections;
    char error[256];
};

/* Loads the system's libcurl.so.4: NULL, or why it cannot be used. Call from one thread at a time. */
const char *ccurl_load(void);
/* The rest only after ccurl_load. One connection cache; a handle serves one request at a time. NULL when memory is out. */
void *ccurl_open(void);
void ccurl_close(void *handle);
/* Blocks: until the answer or the total deadline; a stuck name service may hold libcurl's threads longer. */
void ccurl_perform(void *handle, const struct ccurl_request *request, struct ccurl_answer *answer);

/* CURLcodes that decisions depend on. */
extern const int ccurl_dns, ccurl_connect, ccurl_timeout, ccurl_tls, ccurl_certificate, ccurl_ca_file, ccurl_write;

#endif
