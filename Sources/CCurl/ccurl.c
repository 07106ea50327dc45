/* Options deprecated after Ubuntu 22.04's libcurl 7.81 have no replacement there. */
#define CURL_DISABLE_DEPRECATION
/* The macros that check types call the functions by name. */
#define CURL_DISABLE_TYPECHECK
#include "ccurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <string.h>

/* libcurl and the thirty libraries that it needs take 15 ms and 8 MiB to load, which commands without a request and
 * nodes without a coordinator should not pay: it is loaded by name when the first request is made. */
static struct {
    __typeof__(&curl_global_init) global_init;
    __typeof__(&curl_easy_init) easy_init;
    __typeof__(&curl_easy_cleanup) easy_cleanup;
    __typeof__(&curl_easy_reset) easy_reset;
    __typeof__(&curl_easy_setopt) easy_setopt;
    __typeof__(&curl_easy_getinfo) easy_getinfo;
    __typeof__(&curl_easy_perform) easy_perform;
    __typeof__(&curl_easy_strerror) easy_strerror;
    __typeof__(&curl_slist_append) slist_append;
    __typeof__(&curl_slist_free_all) slist_free_all;
} api;
static int is_loaded;

const char *ccurl_load(void) {
    if (is_loaded) return NULL;
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
#define FIND(name)                                                                                                    \
    *(void **)&api.name = dlsym(library, "curl_" #name);                                                              \
    if (api.name == NULL) return dlerror();
    FIND(global_init)
    FIND(easy_init)
    FIND(easy_cleanup)
    FIND(easy_reset)
    FIND(easy_setopt)
    FIND(easy_getinfo)
    FIND(easy_perform)
    FIND(easy_strerror)
    FIND(slist_append)
    FIND(slist_free_all)
#undef FIND
    if (api.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return "curl_global_init failed";
    is_loaded = 1;
    return NULL;
}

const int ccurl_dns = CURLE_COULDNT_RESOLVE_HOST, ccurl_connect = CURLE_COULDNT_CONNECT,
          ccurl_timeout = CURLE_OPERATION_TIMEDOUT, ccurl_tls = CURLE_SSL_CONNECT_ERROR,
          ccurl_certificate = CURLE_PEER_FAILED_VERIFICATION, ccurl_ca_file = CURLE_SSL_CACERT_BADFILE,
          ccurl_write = CURLE_WRITE_ERROR;

void *ccurl_open(void) { return api.easy_init(); }

void ccurl_close(void *handle) { api.easy_cleanup(handle); }

struct sink {
    const struct ccurl_request *request;
    struct ccurl_answer *answer;
};

static size_t receive(char *data, size_t one, size_t count, void *context) {
    struct sink *sink = context;
    size_t size = one * count;
    if (size > sink->request->answer_max - sink->answer->size) {
        sink->answer->is_too_large = 1;
        return 0;
    }
    memcpy(sink->request->answer + sink->answer->size, data, size);
    sink->answer->size += size;
    return size;
}

static void set_transport(CURL *curl, const struct ccurl_request *request) {
    /* Signals are the program's: without this libcurl uses SIGALRM for name lookups. */
    api.easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    api.easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    api.easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    api.easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    api.easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
    api.easy_setopt(curl, CURLOPT_TIMEOUT_MS, request->total_milliseconds);
    api.easy_setopt(curl, CURLOPT_MAXCONNECTS, 1L);
    api.easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    /* The least that libcurl accepts for sending, 16 KiB; answers are small. */
    api.easy_setopt(curl, CURLOPT_BUFFERSIZE, 4096L);
    api.easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
    if (request->is_direct) api.easy_setopt(curl, CURLOPT_NOPROXY, "*");
    api.easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    api.easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    api.easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (request->ca_file != NULL) {
        api.easy_setopt(curl, CURLOPT_CAINFO, request->ca_file);
        api.easy_setopt(curl, CURLOPT_CAPATH, NULL);
    } else {
        /* By hash, so that one certificate is read rather than all of them: 1.5 MiB less. */
        api.easy_setopt(curl, CURLOPT_CAINFO, NULL);
        api.easy_setopt(curl, CURLOPT_CAPATH, request->ca_directory);
    }
}

void ccurl_perform(void *handle, const struct ccurl_request *request, struct ccurl_answer *answer) {
    CURL *curl = handle;
    struct sink sink = {request, answer};
    struct curl_slist *headers = NULL;
    memset(answer, 0, sizeof *answer);
    /* Forgets every option and keeps the connection. */
    api.easy_reset(curl);
    set_transport(curl, request);
    for (const char *const *line = request->headers; *line != NULL; line++) headers = api.slist_append(headers, *line);
    /* Without this a body above 1 KiB waits a second for "100 Continue" from servers that never say it. */
    headers = api.slist_append(headers, "Expect:");
    api.easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    api.easy_setopt(curl, CURLOPT_URL, request->url);
    api.easy_setopt(curl, CURLOPT_ERRORBUFFER, answer->error);
    api.easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    api.easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
    if (request->body != NULL) {
        api.easy_setopt(curl, CURLOPT_POST, 1L);
        api.easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size);
        api.easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
    }
    CURLcode code = api.easy_perform(curl);
    answer->code = (int)code;
    api.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    api.easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &answer->connections);
    curl_off_t wait = 0;
    if (api.easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
        answer->retry_after = wait > 86400 ? 86400 : (long)wait;
    if (code != CURLE_OK && answer->error[0] == '\0')
        strncpy(answer->error, api.easy_strerror(code), sizeof answer->error - 1);
    api.slist_free_all(headers);
    /* Nothing of the caller's is pointed to after the return. */
    api.easy_reset(curl);
}
