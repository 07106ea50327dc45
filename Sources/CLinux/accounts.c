#define _GNU_SOURCE
#include "clinux.h"

#include <crypt.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

/* setfsuid(2) tells nothing of failure: asking with an impossible id reads back. */
static uint32_t current_fsuid(void) { return (uint32_t)syscall(SYS_setfsuid, (uid_t)-1); }
static uint32_t current_fsgid(void) { return (uint32_t)syscall(SYS_setfsgid, (gid_t)-1); }

int clinux_groups(const char *name, uint32_t gid, uint32_t *out, int count) {
    return getgrouplist(name, gid, out, &count) < 0 ? -ERANGE : count;
}

int clinux_assume_identity(uint32_t uid, uint32_t gid, const uint32_t *groups, int count) {
    if (syscall(SYS_setgroups, (size_t)count, groups) < 0) return -errno;
    syscall(SYS_setfsgid, gid);
    syscall(SYS_setfsuid, uid);
    if (current_fsuid() == uid && current_fsgid() == gid) return 0;
    clinux_resume_root();
    return -EPERM;
}

int clinux_resume_root(void) {
    /* Root needs no group; a thread that is used again must not keep a user's. */
    if (geteuid() == 0) syscall(SYS_setgroups, (size_t)0, NULL);
    syscall(SYS_setfsuid, geteuid());
    syscall(SYS_setfsgid, getegid());
    return current_fsuid() == geteuid() && current_fsgid() == getegid() ? 0 : -EPERM;
}

int clinux_find_account(const char *name, uint32_t uid, struct clinux_account *out, char *buffer, size_t size) {
    struct passwd entry, *found = NULL;
    int code = name != NULL ? getpwnam_r(name, &entry, buffer, size, &found) : getpwuid_r(uid, &entry, buffer, size, &found);
    if (found == NULL) {
        /* getpwnam(3): these errno values all mean "no such account". */
        int absent = code == 0 || code == ENOENT || code == ESRCH || code == EBADF || code == EPERM;
        return absent ? 0 : -code;
    }
    out->name = entry.pw_name;
    out->gecos = entry.pw_gecos;
    out->home = entry.pw_dir;
    out->shell = entry.pw_shell;
    out->uid = entry.pw_uid;
    out->gid = entry.pw_gid;
    return 1;
}

int64_t clinux_find_group(const char *name, uint32_t gid) {
    /* A group of a domain can have thousands of members in its entry. */
    size_t size = 1 << 20;
    char *buffer = malloc(size);
    if (buffer == NULL) return -ENOMEM;
    struct group entry, *found = NULL;
    int code = name != NULL ? getgrnam_r(name, &entry, buffer, size, &found) : getgrgid_r(gid, &entry, buffer, size, &found);
    int64_t result = found != NULL ? (int64_t)found->gr_gid : (code == ERANGE ? -ERANGE : -ENOENT);
    free(buffer);
    return result;
}

int clinux_password_matches(const char *password, const char *hash) {
    struct crypt_data *data = calloc(1, sizeof *data);
    if (data == NULL) return -ENOMEM;
    const char *again = crypt_r(password, hash, data);
    int same = again != NULL && again[0] != '*' && strcmp(again, hash) == 0;
    explicit_bzero(data, sizeof *data);
    free(data);
    return same;
}
