#define _GNU_SOURCE
#include "clinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int clinux_spawn(const char *path, char *const argv[], char *const envp[], int in, int out, int err) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t pid = -1;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) return -code;
    code = posix_spawnattr_init(&attributes);
    if (code != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return -code;
    }
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    int fds[3] = {in, out, err};
    for (int target = 0; target < 3 && code == 0; target++) {
        code = posix_spawn_file_actions_adddup2(&actions, fds[target], target);
    }
    if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (code == 0) code = posix_spawn(&pid, path, &actions, &attributes, argv, envp);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code != 0 ? -code : pid;
}

int clinux_pidfd_open(int pid) {
    /* By number: glibc 2.36 is the first with a wrapper, and we promise 2.35. */
    int fd = (int)syscall(434 /* SYS_pidfd_open, the same on every architecture */, pid, 0);
    return fd < 0 ? -errno : fd;
}

int clinux_reap(int pid, int *status) {
    int raw = 0;
    pid_t ended;
    do {
        ended = waitpid(pid, &raw, WNOHANG);
    } while (ended < 0 && errno == EINTR);
    if (ended < 0) return -errno;
    if (ended == 0) return 0;
    *status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
    return 1;
}

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) < 0 ? -errno : 0; }

int clinux_set_nonblocking(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno : 0;
}

static int finish_connect(int fd, int timeout_milliseconds) {
    struct pollfd waiting = {.fd = fd, .events = POLLOUT};
    int ready;
    do {
        ready = poll(&waiting, 1, timeout_milliseconds);
    } while (ready < 0 && errno == EINTR);
    if (ready < 0) return -errno;
    if (ready == 0) return -ETIMEDOUT;
    int code = 0;
    socklen_t size = sizeof code;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size) < 0) return -errno;
    return -code;
}

int clinux_probe_tcp(const char *address, uint16_t port, int timeout_milliseconds) {
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    const struct sockaddr *to;
    socklen_t size;
    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1) {
        to = (const struct sockaddr *)&v4;
        size = sizeof v4;
    } else if (inet_pton(AF_INET6, address, &v6.sin6_addr) == 1) {
        to = (const struct sockaddr *)&v6;
        size = sizeof v6;
    } else {
        return -EINVAL;
    }
    int fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -errno;
    int result = connect(fd, to, size) == 0 ? 0 : -errno;
    if (result == -EINPROGRESS) result = finish_connect(fd, timeout_milliseconds);
    close(fd);
    return result;
}

int64_t clinux_boot_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

const char *clinux_error_text(int code, char *buffer, size_t size) { return strerror_r(code, buffer, size); }
