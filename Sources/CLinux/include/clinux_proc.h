/* One pass over /proc, and small reads of the kernel's texts, without garbage.
 *
 * Rules as in clinux.h: >= 0 is success, < 0 is the negated errno. */
#ifndef CLINUX_PROC_H
#define CLINUX_PROC_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct clinux_process {
    int32_t pid;
    uint32_t uid; /* the effective uid: the owner of /proc/PID, proc(5) */
    uint32_t inode; /* of /proc/PID, low half: another process under this number has another one */
    uint32_t passes; /* in how many passes it was seen */
};

/* A readable descriptor of a directory at an absolute path, to be kept and listed again and again. */
int clinux_open_listing(const char *path);
/* Fills `out` with the processes of the proc directory `fd`, read from its start; who ends meanwhile is left out.
 * `last` are the `last_count` entries of the pass before, as this left them, by number: an owner that was looked at
 * twice is looked at again in every fourth pass only, as programs that give up root do so when they start. With `last`
 * NULL every owner is looked at. Returns how many there are, which may be more than `max`: then only `max` were filled in. */
int64_t clinux_list_processes(int fd, const struct clinux_process *last, size_t last_count, uint32_t pass,
                              struct clinux_process *out, size_t max);
/* Reads a small file `name` below `fd` from its start: up to `size` bytes. Returns the count, never blocks on a FIFO. */
ssize_t clinux_read_small(int fd, const char *name, void *buffer, size_t size);
/* The same for `fd`/PID/`name`. */
ssize_t clinux_read_process(int fd, int pid, const char *name, void *buffer, size_t size);
/* The same as clinux_read_small, with the inode of the file in `*inode`: a control group made anew has another one. */
ssize_t clinux_read_counter(int fd, const char *name, void *buffer, size_t size, uint64_t *inode);
/* The text of the link `fd`/PID/`name`. */
ssize_t clinux_read_process_link(int fd, int pid, const char *name, char *buffer, size_t size);

#endif
