#define _GNU_SOURCE
#include "clinux_proc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's own record, getdents64(2); glibc's struct dirent64 has the same layout. */
typedef struct dirent64 record;

/* Longest path below /proc here: "2147483647/cgroup" and room for longer names. */
#define PATH_SIZE 64

static int pid_of(const char *name) {
    int pid = 0;
    if (*name == '\0') return 0;
    for (; *name != '\0'; name++) {
        if (*name < '0' || *name > '9' || pid > 100000000) return 0;
        pid = pid * 10 + (*name - '0');
    }
    return pid;
}

int clinux_open_listing(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/* Takes the owner over from the pass before, or asks. */
static int owner(int fd, const char *name, const struct clinux_process *known, uint32_t pass, struct clinux_process *out) {
    if (known != NULL && known->passes >= 2 && ((uint32_t)out->pid + pass) % 4 != 0) {
        out->uid = known->uid;
    } else {
        struct stat found;
        if (fstatat(fd, name, &found, AT_SYMLINK_NOFOLLOW) < 0) return -1;
        out->uid = found.st_uid;
    }
    out->passes = known != NULL ? known->passes + 1 : 1;
    return 0;
}

static int by_pid(const void *left, const void *right) {
    int one = ((const struct clinux_process *)left)->pid, other = ((const struct clinux_process *)right)->pid;
    return (one > other) - (one < other);
}

int64_t clinux_list_processes(int fd, const struct clinux_process *last, size_t last_count, uint32_t pass,
                              struct clinux_process *out, size_t max) {
    _Alignas(record) char buffer[32768];
    int64_t count = 0;
    size_t at = 0;
    /* The kernel lists by number; other file systems, as of a test's tree, do not. */
    int is_sorted = 1, highest = 0;
    if (lseek(fd, 0, SEEK_SET) < 0) return -errno;
    for (;;) {
        long length = syscall(SYS_getdents64, fd, buffer, sizeof buffer);
        if (length < 0) return -errno;
        if (length == 0) break;
        for (long offset = 0; offset < length;) {
            const record *entry = (const record *)(buffer + offset);
            offset += entry->d_reclen;
            struct clinux_process found = {.pid = pid_of(entry->d_name), .inode = (uint32_t)entry->d_ino};
            if (found.pid == 0) continue;
            const struct clinux_process *known = NULL;
            /* Mostly the next one of the pass before. */
            while (last != NULL && at < last_count && last[at].pid < found.pid) at++;
            if (last != NULL && at < last_count && last[at].pid == found.pid) {
                known = &last[at];
            } else if (last != NULL && found.pid < highest) {
                known = bsearch(&found, last, last_count, sizeof found, by_pid);
            }
            if (known != NULL && known->inode != found.inode) known = NULL;
            if (owner(fd, entry->d_name, known, pass, &found) < 0) continue;
            if (found.pid < highest) is_sorted = 0;
            if (found.pid > highest) highest = found.pid;
            if ((size_t)count < max) out[count] = found;
            count++;
        }
    }
    if (!is_sorted) qsort(out, (size_t)count < max ? (size_t)count : max, sizeof *out, by_pid);
    return count;
}

static ssize_t read_all(int fd, const char *name, void *buffer, size_t size, uint64_t *inode) {
    int file = openat(fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0) return -errno;
    ssize_t result = 0;
    struct stat found;
    if (inode != NULL) *inode = fstat(file, &found) < 0 ? 0 : found.st_ino;
    /* The files of /proc and control groups come in one piece where the buffer is large enough. */
    while ((size_t)result < size) {
        ssize_t count = read(file, (char *)buffer + result, size - (size_t)result);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) result = -errno;
        if (count <= 0) break;
        result += count;
    }
    close(file);
    return result;
}

ssize_t clinux_read_small(int fd, const char *name, void *buffer, size_t size) {
    return read_all(fd, name, buffer, size, NULL);
}

ssize_t clinux_read_counter(int fd, const char *name, void *buffer, size_t size, uint64_t *inode) {
    return read_all(fd, name, buffer, size, inode);
}

ssize_t clinux_read_process(int fd, int pid, const char *name, void *buffer, size_t size) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%d/%s", pid, name);
    return read_all(fd, path, buffer, size, NULL);
}

ssize_t clinux_read_process_link(int fd, int pid, const char *name, char *buffer, size_t size) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%d/%s", pid, name);
    ssize_t length = readlinkat(fd, path, buffer, size);
    return length < 0 ? -errno : length;
}
