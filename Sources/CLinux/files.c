#define _GNU_SOURCE
#include "clinux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From <linux/fs.h>, whose inclusion clashes with <sys/mount.h> on some versions. */
#define CLINUX_RENAME_NOREPLACE 1u
#define CLINUX_RENAME_EXCHANGE 2u

#define RESULT(expression) ((expression) < 0 ? -errno : 0)

/* EINTR is retried here and nowhere else. */
#define RETRY(result, expression)                                                                                     \
    do {                                                                                                              \
        (result) = (expression);                                                                                      \
    } while ((result) < 0 && errno == EINTR)

static int fill(const struct stat *from, struct clinux_entry *out) {
    out->mode = from->st_mode;
    out->uid = from->st_uid;
    out->gid = from->st_gid;
    out->device = from->st_dev;
    out->inode = from->st_ino;
    out->size = (uint64_t)from->st_size;
    out->links = from->st_nlink;
    return 0;
}

int clinux_describe(int fd, const char *name, struct clinux_entry *out) {
    struct stat found;
    int flags = AT_SYMLINK_NOFOLLOW | (name[0] == '\0' ? AT_EMPTY_PATH : 0);
    return fstatat(fd, name, &found, flags) < 0 ? -errno : fill(&found, out);
}

int clinux_describe_target(const char *path, struct clinux_entry *out) {
    struct stat found;
    return stat(path, &found) < 0 ? -errno : fill(&found, out);
}

static int open_at(int fd, const char *name, int flags, unsigned int mode) {
    int result;
    RETRY(result, openat(fd, name, flags | O_CLOEXEC, mode));
    return result < 0 ? -errno : result;
}

int clinux_open_directory(int fd, const char *name) {
    return open_at(fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
}

int clinux_open_root(const char *path) { return open_at(AT_FDCWD, path, O_PATH | O_DIRECTORY, 0); }

int clinux_open_file(int fd, const char *name) {
    return open_at(fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0);
}

int clinux_create_file(int fd, const char *name, unsigned int mode) {
    int file = open_at(fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    /* The umask may have taken bits away; the mode asked for is the mode wanted. */
    if (file >= 0 && fchmod(file, mode) < 0) {
        int code = errno;
        close(file);
        return -code;
    }
    return file;
}

int clinux_make_directory(int fd, const char *name, unsigned int mode) { return RESULT(mkdirat(fd, name, mode)); }

int clinux_make_link(const char *target, int fd, const char *name) { return RESULT(symlinkat(target, fd, name)); }

ssize_t clinux_read_link(int fd, const char *name, char *buffer, size_t size) {
    ssize_t length = readlinkat(fd, name, buffer, size);
    if (length < 0) return -errno;
    return (size_t)length >= size ? -ENAMETOOLONG : length;
}

int clinux_rename(int from_fd, const char *from, int to_fd, const char *to) {
    return RESULT(renameat(from_fd, from, to_fd, to));
}

int clinux_rename_new(int from_fd, const char *from, int to_fd, const char *to) {
    return RESULT(syscall(SYS_renameat2, from_fd, from, to_fd, to, CLINUX_RENAME_NOREPLACE));
}

int clinux_rename_exchange(int fd, const char *one, const char *other) {
    return RESULT(syscall(SYS_renameat2, fd, one, fd, other, CLINUX_RENAME_EXCHANGE));
}

int clinux_remove(int fd, const char *name, int is_directory) {
    return RESULT(unlinkat(fd, name, is_directory ? AT_REMOVEDIR : 0));
}

int clinux_change_owner(int fd, uint32_t uid, uint32_t gid) {
    /* fchown(2) refuses handles; the empty path means the handle itself. */
    return RESULT(fchownat(fd, "", uid, gid, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW));
}

int clinux_sync(int fd) {
    int result;
    RETRY(result, fsync(fd));
    return result < 0 ? -errno : 0;
}

static int with_readable(int handle, int (*work)(int fd)) {
    int own = open_at(handle, ".", O_RDONLY | O_DIRECTORY, 0);
    if (own < 0) return own;
    int result;
    RETRY(result, work(own));
    int code = errno;
    close(own);
    return result < 0 ? -code : 0;
}

int clinux_sync_directory(int fd) { return with_readable(fd, fsync); }

int clinux_sync_filesystem(int fd) { return with_readable(fd, syncfs); }

int clinux_list(int fd, void *context, int (*each)(void *context, const char *name)) {
    /* A descriptor of its own, so that the caller's keeps its position. */
    int own = open_at(fd, ".", O_RDONLY | O_DIRECTORY, 0);
    if (own < 0) return own;
    DIR *directory = fdopendir(own);
    if (directory == NULL) {
        int code = errno;
        close(own);
        return -code;
    }
    int result = 0;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(directory);
        if (entry == NULL) {
            result = -errno;
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (each(context, entry->d_name) != 0) break;
    }
    closedir(directory);
    return result;
}

int clinux_lock(int fd) {
    int result;
    RETRY(result, flock(fd, LOCK_EX | LOCK_NB));
    return result < 0 ? -errno : 0;
}
