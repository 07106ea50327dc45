/* What the Glibc module of Swift leaves out, as plain prototypes.
 *
 * Rules: no _GNU_SOURCE here (it clashes with the Glibc module); every function
 * has one result channel: >= 0 is success, < 0 is the negated errno. */
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* --- Paths and directories ------------------------------------------------ */

/* What fstatat(2) says of one entry, itself, never of a link's target. */
struct clinux_entry {
    uint32_t mode; /* st_mode, type bits included */
    uint32_t uid;
    uint32_t gid;
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    uint64_t links;
    /* Wall clock, nanoseconds since 1970. */
    int64_t access_nanoseconds;
    int64_t change_nanoseconds;
};

/* Describes `name` below the directory `fd`; a link is described, not followed.
 * With `name` "" the descriptor itself is described. */
int clinux_describe(int fd, const char *name, struct clinux_entry *out);
/* Describes what an absolute path leads to, links followed. */
int clinux_describe_target(const char *path, struct clinux_entry *out);
/* A handle (O_PATH) of a directory below `fd`, refusing a link in its place.
 * Needs search permission on the way only; good for every call here that takes
 * a directory. */
int clinux_open_directory(int fd, const char *name);
/* A handle of the directory at an absolute path, links followed. */
int clinux_open_root(const char *path);
/* Opens a regular file for reading without following a link and without ever
 * blocking on a FIFO or device. */
int clinux_open_file(int fd, const char *name);
/* Creates a file that must not exist, for writing, with exactly `mode`. */
int clinux_create_file(int fd, const char *name, unsigned int mode);
int clinux_make_directory(int fd, const char *name, unsigned int mode);
int clinux_make_link(const char *target, int fd, const char *name);
/* Reads a link's text; returns its length, -ENAMETOOLONG if it does not fit. */
ssize_t clinux_read_link(int fd, const char *name, char *buffer, size_t size);
int clinux_rename(int from_fd, const char *from, int to_fd, const char *to);
/* renameat2(2) with RENAME_NOREPLACE; -EINVAL where the file system lacks it. */
int clinux_rename_new(int from_fd, const char *from, int to_fd, const char *to);
/* renameat2(2) with RENAME_EXCHANGE; -EINVAL where the file system lacks it. */
int clinux_rename_exchange(int fd, const char *one, const char *other);
int clinux_remove(int fd, const char *name, int is_directory);
/* Changes the owner of what the descriptor or handle itself stands for. */
int clinux_change_owner(int fd, uint32_t uid, uint32_t gid);
/* fsync(2) of an open file. */
int clinux_sync(int fd);
/* fsync(2) of a directory given by its handle. */
int clinux_sync_directory(int fd);
/* syncfs(2): flushes the whole file system that the directory is on. */
int clinux_sync_filesystem(int fd);
/* Lists the entries of a directory, "." and ".." left out: calls `each` with
 * every name until it returns non-zero. The descriptor is not consumed. */
int clinux_list(int fd, void *context, int (*each)(void *context, const char *name));

/* --- Identity -------------------------------------------------------------- */

/* The groups of an account, its own first, as getgrouplist(3) finds them; their
 * number, or -ERANGE where they do not fit. */
int clinux_groups(const char *name, uint32_t gid, uint32_t *out, int count);
/* Gives the calling thread the file-system identity of a user: setfsuid(2),
 * setfsgid(2) and these groups, for this thread alone. The kernel then drops
 * CAP_DAC_OVERRIDE and CAP_CHOWN for file accesses of this thread.
 * (Raw system calls: glibc's setgroups would change every thread.) */
int clinux_assume_identity(uint32_t uid, uint32_t gid, const uint32_t *groups, int count);
/* Takes root's own identity back. Never fails for a process that is root. */
int clinux_resume_root(void);

/* --- Processes ------------------------------------------------------------- */

/* Starts a program with an empty signal mask, default dispositions, a session
 * of its own and no descriptors but the three given ones. Returns its PID. */
int clinux_spawn(const char *path, char *const argv[], char *const envp[], int in, int out, int err);
/* A descriptor that becomes readable when the process ends. */
int clinux_pidfd_open(int pid);
/* Collects an ended child. `*status` is the exit status, or 128 + the signal's
 * number when it was killed. Returns 1 when collected, 0 while it runs. */
int clinux_reap(int pid, int *status);
int clinux_pipe(int ends[2]);
int clinux_set_nonblocking(int fd);

/* --- Network --------------------------------------------------------------- */

/* Connects to a numeric IPv4 or IPv6 address within a deadline and hangs up.
 * 0 when it answered, -ETIMEDOUT, -ECONNREFUSED, -ENETUNREACH, … */
int clinux_probe_tcp(const char *address, uint16_t port, int timeout_milliseconds);

/* --- Accounts --------------------------------------------------------------- */

/* A passwd entry from NSS: getpwnam_r(3), or getpwuid_r(3) where `name` is NULL.
 * The text members point into `buffer`. 1 found, 0 no such account. */
struct clinux_account {
    const char *name;
    const char *gecos;
    const char *home;
    const char *shell;
    uint32_t uid;
    uint32_t gid;
};
int clinux_find_account(const char *name, uint32_t uid, struct clinux_account *out, char *buffer, size_t size);
/* The gid of a group from NSS, or -ENOENT. With `name` NULL: whether `gid` is taken. */
int64_t clinux_find_group(const char *name, uint32_t gid);
/* 1 when crypt(3) of `password` with `hash` gives `hash` again, 0 when not. */
int clinux_password_matches(const char *password, const char *hash);

/* --- The resident agent ----------------------------------------------------- */

/* Starts a detached thread with a name of at most 15 bytes and a stack of 1 MiB. */
int clinux_start_thread(const char *name, void (*body)(void *context), void *context);
/* Sends one datagram to a Unix socket; a path that begins with '@' is an abstract name. */
int clinux_send_datagram(const char *path, const void *bytes, size_t size);
/* Keeps the allocator to one arena: threads come and go, and each arena of theirs would stay. */
void clinux_use_one_arena(void);
/* Gives free memory back to the system. */
void clinux_trim_memory(void);
/* Unmaps the resident pages of every private mapping of a file that is not writable and has no page of its own; they
 * come back from the page cache when they are used. */
void clinux_drop_text(void);

/* --- Odds and ends ---------------------------------------------------------- */

/* Seconds since boot, suspend included: CLOCK_BOOTTIME. Nanoseconds. */
int64_t clinux_boot_nanoseconds(void);
/* flock(2), exclusive, not waiting: 0, or -EWOULDBLOCK. */
int clinux_lock(int fd);
/* The text of an errno value, as strerror(3) in the C locale. Thread-safe. */
const char *clinux_error_text(int code, char *buffer, size_t size);

#endif
