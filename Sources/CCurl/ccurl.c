/* Options deprecated after Ubuntu 22.04's libcurl 7.81 have no replacement there. */
#define CURL_DISABLE_DEPRECATION
#include "ccurl.h"

#include <curl/curl.h>
#include <string.h>

const int ccurl_dns = CURLE_COULDNT_RESOLVE_HOST, ccurl_connect = CURLE_COULDNT_CONNECT,
          ccurl_timeout = CURLE_OPERATION_TIMEDOUT, ccurl_tls = CURLE_SSL_CONNECT_ERROR,
          ccurl_certificate = CURLE_PEER_FAILED_VERIFICATION, ccurl_ca_file = CURLE_SSL_CACERT_BADFILE,
          ccurl_write = CURLE_WRITE_ERROR;

void ccurl_prepare(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

void *ccurl_open(void) { return curl_easy_init(); }

void ccurl_close(void *handle) { curl_easy_cleanup(handle); }

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
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, request->total_milliseconds);
    curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    /* The least that libcurl accepts for sending, 16 KiB; answers are small. */
    curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 4096L);
    curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
    if (request->is_direct) curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (request->ca_file != NULL) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, request->ca_file);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    } else {
        /* By hash, so that one certificate is read rather than all of them: 1.5 MiB less. */
        curl_easy_setopt(curl, CURLOPT_CAINFO, NULL);
        curl_easy_setopt(curl, CURLOPT_CAPATH, request->ca_directory);
    }
}

void ccurl_perform(void *handle, const struct ccurl_request *request, struct ccurl_answer *answer) {
    CURL *curl = handle;
    struct sink sink = {request, answer};
    struct curl_slist *headers = NULL;
    memset(answer, 0, sizeof *answer);
    /* Forgets every option and keeps the connection. */
    curl_easy_reset(curl);
    set_transport(curl, request);
    for (const char *const *line = request->headers; *line != NULL; line++) headers = curl_slist_append(headers, *line);
    /* Without this a body above 1 KiB waits a second for "100 Continue" from servers that never say it. */
    headers = curl_slist_append(headers, "Expect:");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, answer->error);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
    if (request->body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
    }
    CURLcode code = curl_easy_perform(curl);
    answer->code = (int)code;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &answer->connections);
    curl_off_t wait = 0;
    if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
        answer->retry_after = wait > 86400 ? 86400 : (long)wait;
    if (code != CURLE_OK && answer->error[0] == '\0')
        strncpy(answer->error, curl_easy_strerror(code), sizeof answer->error - 1);
    curl_slist_free_all(headers);
    /* Nothing of the caller's is pointed to after the return. */
    curl_easy_reset(curl);
}
