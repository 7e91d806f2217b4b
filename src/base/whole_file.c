/* whole_file.c: reading all of a file, and writing all or nothing. */
#include "base/whole_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"

enum { LINKS_MOST = 40, NAMES_TRIED = 1000 };

static bool system_error(const char *path, Error *error)
{
    if (errno == ENOENT || errno == ENOTDIR)
        return error_set(error, ERROR_SYSTEM,
                         TEXT("%s: there is no such file or folder; check the name (Tab completes it)",
                              "%s: 그런 파일이나 폴더가 없습니다. 이름을 확인하십시오(Tab을 누르면 이름이 완성됩니다)"),
                         path);
    return error_set(error, ERROR_SYSTEM, "%s: %s", path, system_reason(errno));
}

static bool is_regular(const char *path, mode_t mode, Error *error)
{
    if (S_ISREG(mode))
        return true;
    const char *kind = S_ISDIR(mode)    ? TEXT("a folder", "폴더")
                       : S_ISFIFO(mode) ? TEXT("a pipe", "파이프")
                       : S_ISSOCK(mode) ? TEXT("a socket", "소켓")
                                        : TEXT("a device", "장치");
    return error_set(error, ERROR_SYSTEM, TEXT("%s is %s, not a regular file; give the name of a file",
                                               "%s: 일반 파일이 아니라 %s입니다. 파일 이름을 쓰십시오"), path, kind);
}

/* ---- reading ---- */

static bool read_bytes(int file, const char *path, Buffer *out, Error *error)
{
    for (size_t at = 0; at < out->length;) {
        ssize_t count = read(file, out->text + at, out->length - at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return system_error(path, error);
        if (count == 0)
            return error_set(error, ERROR_SYSTEM, TEXT("%s became shorter while it was read; try again",
                                                       "%s 파일이 읽는 도중에 짧아졌습니다. 다시 해 보십시오"), path);
        at += (size_t)count;
    }
    return true;
}

static bool read_open(int file, const char *path, size_t most, Buffer *out, Error *error)
{
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0)
        return system_error(path, error);
    if (!is_regular(path, status.st_mode, error))
        return false;
    if ((uintmax_t)status.st_size > most)
        return error_set(error, ERROR_SYSTEM, TEXT("%s is too large: the limit is %zu MiB",
                                                   "%s: 파일이 너무 큽니다. %zuMiB까지 됩니다"),
                         path, most >> 20);
    size_t size = (size_t)status.st_size;
    *out = (Buffer){.text = memory_new(size + 1, 1), .length = size, .capacity = size + 1};
    if (read_bytes(file, path, out, error))
        return true;
    buffer_free(out);
    return false;
}

/* Whatever signals come. */
static int open_patiently(const char *path, int flags, unsigned mode)
{
    int file;
    do
        file = open(path, flags | O_CLOEXEC, mode);
    while (file < 0 && errno == EINTR);
    return file;
}

bool whole_file_read(const char *path, size_t most, Buffer *out, Error *error)
{
    int file = open_patiently(path, O_RDONLY | O_NONBLOCK, 0); /* to open a pipe would wait for its writer */
    bool read = read_open(file, path, most, out, error);
    if (file >= 0)
        close(file);
    return read;
}

/* ---- links and folders ---- */

static char *folder_of(const char *path)
{
    char *copy = memory_string(path), *folder = memory_string(dirname(copy));
    free(copy);
    return folder;
}

char *path_joined(const char *folder, const char *name) { return text_format("%s/%s", folder, name); }

bool path_ends(const char *path, const char *ending)
{
    size_t length = strlen(path), own = strlen(ending);
    return length > own && strcmp(path + length - own, ending) == 0;
}

char *path_expanded(const char *typed)
{
    const char *home = getenv("HOME");
    bool of_home = typed[0] == '~' && (typed[1] == '/' || typed[1] == '\0');
    if (!of_home || home == NULL || home[0] == '\0')
        return memory_string(typed);
    return path_joined(home, typed[1] == '/' ? typed + 2 : "");
}

char *path_quoted(const char *path)
{
    Buffer quoted = {0};
    buffer_add_char(&quoted, '\'');
    for (; *path != '\0'; path++) {
        if (*path == '\'')
            buffer_add(&quoted, "'\\'");
        buffer_add_char(&quoted, *path);
    }
    buffer_add_char(&quoted, '\'');
    return buffer_take(&quoted);
}

/* The folder's absolute name, then the file's name; NULL if there is no such folder. */
static char *absolute(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    char *folder = folder_of(path), *real = realpath(folder, NULL), *whole = NULL;
    if (*name == '\0')
        errno = EISDIR;
    else if (real != NULL)
        whole = path_joined(strcmp(real, "/") == 0 ? "" : real, name);
    free(folder);
    free(real);
    return whole;
}

/* The target of a link, one step; path is absolute. */
static char *link_target(const char *path)
{
    char to[PATH_MAX];
    ssize_t length = readlink(path, to, sizeof to - 1);
    if (length < 0)
        return NULL;
    to[length] = '\0';
    if (*to == '/')
        return absolute(to);
    char *folder = folder_of(path), *whole = path_joined(folder, to), *target = absolute(whole);
    free(folder);
    free(whole);
    return target;
}

char *whole_file_target(const char *path, Error *error)
{
    struct stat status;
    char *at = absolute(path);
    bool there = at != NULL && lstat(at, &status) == 0;
    for (int links = 0; there && S_ISLNK(status.st_mode); links++) {
        char *next = links < LINKS_MOST ? link_target(at) : NULL;
        if (links == LINKS_MOST)
            errno = ELOOP;
        free(at);
        at = next;
        there = at != NULL && lstat(at, &status) == 0;
    }
    if (at == NULL) {
        system_error(path, error);
    } else if (there && !is_regular(path, status.st_mode, error)) {
        free(at);
        at = NULL;
    }
    return at;
}

/* ---- temporary files ---- */

/* Removes the files that killed processes left in this folder: seqlab-PID-N.part. The process that writes one holds a
 * lock on it, which the system releases when it ends. */
static void remove_left_behind(const char *path)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        const char *name = entry->d_name;
        long process;
        int number, end = 0;
        if (sscanf(name, "seqlab-%ld-%d.part%n", &process, &number, &end) != 2 || end == 0 || name[end] != '\0')
            continue;
        char *left = path_joined(path, name);
        int file = open_patiently(left, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
        if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0)
            unlink(left);
        if (file >= 0)
            close(file);
        free(left);
    }
    if (folder != NULL)
        closedir(folder);
}

/* Makes a new file with a unique name, in *path; -1 with errno if it cannot. Another process may have taken it for one
 * left behind, between its making and its lock: then it has no name any more, and the next is made. */
static int open_temporary(const char *folder, unsigned mode, char **path)
{
    struct stat status;
    for (int number = 0; number < NAMES_TRIED; number++) {
        char name[64];
        snprintf(name, sizeof name, "seqlab-%ld-%d.part", (long)getpid(), number);
        *path = path_joined(folder, name);
        int file = open_patiently(*path, O_WRONLY | O_CREAT | O_EXCL, mode);
        bool taken = file >= 0 || errno == EEXIST;
        if (file >= 0) {
            flock(file, LOCK_EX);
            if (fstat(file, &status) == 0 && status.st_nlink > 0)
                return file;
            close(file);
        }
        free(*path);
        if (!taken)
            break;
    }
    return -1;
}

/* ---- writing ---- */

static bool write_bytes(int file, const char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t count = write(file, bytes + at, size - at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count == 0)
            errno = EIO;
        if (count <= 0)
            return false;
        at += (size_t)count;
    }
    return true;
}

static bool synced(int file)
{
    int status;
    do
        status = fsync(file);
    while (status != 0 && errno == EINTR);
    return status == 0;
}

/* A rename is on the disk only when its folder is. Some systems cannot sync a folder: the file is whole all the same. */
static void sync_folder(const char *path)
{
    int folder = open_patiently(path, O_RDONLY | O_DIRECTORY, 0);
    if (folder >= 0) {
        synced(folder);
        close(folder);
    }
}

/* Replaces the old file by the new one; errno has the error. */
static bool replace(const char *target, const char *folder, unsigned mode, const FilePart *parts, int count)
{
    struct stat old;
    bool there = stat(target, &old) == 0;
    char *temporary;
    int file = open_temporary(folder, mode, &temporary);
    if (file < 0)
        return false;
    if (there)
        fchmod(file, old.st_mode & 0777);
    bool written = true;
    for (int i = 0; i < count && written; i++)
        written = write_bytes(file, parts[i].bytes, parts[i].count);
    written = written && synced(file) && rename(temporary, target) == 0;
    int reason = errno;
    if (written)
        sync_folder(folder);
    else
        unlink(temporary);
    close(file); /* after the sync it has nothing left to fail at; and the lock goes with it */
    free(temporary);
    errno = reason;
    return written;
}

bool whole_file_may_write(const char *path, Error *error)
{
    char *target = whole_file_target(path, error);
    if (target == NULL)
        return false;
    char *folder = folder_of(target);
    bool may = access(folder, W_OK) == 0 || system_error(path, error);
    free(folder);
    free(target);
    return may;
}

bool whole_file_write(const char *path, unsigned mode, const FilePart *parts, int count, Error *error)
{
    char *target = whole_file_target(path, error);
    if (target == NULL)
        return false;
    char *folder = folder_of(target);
    remove_left_behind(folder);
    bool written = replace(target, folder, mode, parts, count) || system_error(path, error);
    free(folder);
    free(target);
    return written;
}

/* ---- folders ---- */

void folders_make(const char *path)
{
    char *copy = memory_string(path);
    for (char *slash = copy; *copy != '\0' && (slash = strchr(slash + 1, '/')) != NULL; *slash = '/') {
        *slash = '\0';
        mkdir(copy, 0700);
    }
    mkdir(copy, 0700);
    free(copy);
}
