#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct start {
    void (*body)(void *context);
    void *context;
    char name[16];
};

static void *run(void *argument) {
    struct start start = *(struct start *)argument;
    free(argument);
    pthread_setname_np(pthread_self(), start.name);
    start.body(start.context);
    return NULL;
}

int clinux_start_thread(const char *name, void (*body)(void *context), void *context) {
    struct start *start = calloc(1, sizeof *start);
    pthread_attr_t attributes;
    pthread_t thread;
    if (start == NULL) return -ENOMEM;
    start->body = body;
    start->context = context;
    strncpy(start->name, name, sizeof start->name - 1);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 1 << 20);
    int code = pthread_create(&thread, &attributes, run, start);
    pthread_attr_destroy(&attributes);
    if (code != 0) free(start);
    return -code;
}

int clinux_send_datagram(const char *path, const void *bytes, size_t size) {
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof to.sun_path) return -EINVAL;
    memcpy(to.sun_path, path, length);
    /* An abstract name begins with a zero and has exactly its length; sd_notify(3). */
    if (path[0] == '@') to.sun_path[0] = '\0';
    socklen_t to_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (path[0] == '@' ? 0 : 1));
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    /* Not waiting: a service manager that reads nothing must not hold up the loop. */
    ssize_t sent = sendto(fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&to, to_size);
    int result = sent < 0 ? -errno : 0;
    close(fd);
    return result;
}

void clinux_use_one_arena(void) { mallopt(M_ARENA_MAX, 1); }

void clinux_trim_memory(void) { malloc_trim(0); }

void clinux_drop_text(void) {
    /* proc(5), /proc/[pid]/smaps: "begin-end perms offset device inode path", then "Name: value kB" lines. */
    FILE *maps = fopen("/proc/self/smaps", "re");
    char *line = NULL;
    size_t size = 0;
    unsigned long begin = 0, end = 0, inode = 0, anonymous, from, to, number;
    char permissions[5] = "", flags[5];
    if (maps == NULL) return;
    while (getline(&line, &size, maps) > 0) {
        /* Into variables of their own: "Anonymous" begins with a hexadecimal digit. */
        if (sscanf(line, "%lx-%lx %4s %*s %*s %lu", &from, &to, flags, &number) == 4) {
            begin = from;
            end = to;
            inode = number;
            memcpy(permissions, flags, sizeof permissions);
            continue;
        }
        if (sscanf(line, "Anonymous: %lu kB", &anonymous) != 1 || anonymous != 0) continue;
        /* Private, not writable, and no page of it differs from the file: relocated data is anonymous. */
        if (inode != 0 && (strcmp(permissions, "r-xp") == 0 || strcmp(permissions, "r--p") == 0))
            madvise((void *)begin, end - begin, MADV_DONTNEED);
    }
    free(line);
    fclose(maps);
}
