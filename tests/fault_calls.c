/* fault_calls.c: the calls behind --wrap. */
#include "fault_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct { Fault fault; Calls calls; int number, count; bool armed; } now;

void fault_arm(Fault fault, Calls calls, int number)
{
    now.fault = fault, now.calls = calls, now.number = number, now.count = 0;
    now.armed = true;
}

int fault_disarm(void)
{
    now.armed = false;
    return now.count;
}

/* Whether this call is to fail; errno is then set. */
static bool fails(Calls calls, bool may_be_interrupted)
{
    if (!now.armed || calls != now.calls)
        return false;
    now.count++;
    if (now.fault == FAULT_KILL_BEFORE && now.count == now.number)
        raise(SIGKILL);
    bool interrupted = now.fault == FAULT_INTERRUPTED && may_be_interrupted && now.count == now.number;
    errno = interrupted ? EINTR : ENOSPC;
    return interrupted || (now.fault == FAULT_ONE && now.count == now.number) || (now.fault == FAULT_FROM && now.count >= now.number);
}

static void done(Calls calls)
{
    if (now.armed && calls == now.calls && now.fault == FAULT_KILL_AFTER && now.count == now.number)
        raise(SIGKILL);
}

/* A call with this result when it fails; its own otherwise. */
#define WRAP(type, name, parameters, arguments, interruptible, failure) \
    type __real_##name parameters; \
    type __wrap_##name parameters; \
    type __wrap_##name parameters \
    { \
        if (fails(CALLS_SYSTEM, interruptible)) \
            return failure; \
        type result = __real_##name arguments; \
        done(CALLS_SYSTEM); \
        return result; \
    }

WRAP(ssize_t, read, (int file, void *bytes, size_t count), (file, bytes, count), true, -1)
WRAP(int, fsync, (int file), (file), true, -1)
WRAP(int, close, (int file), (file), false, -1)
WRAP(int, rename, (const char *from, const char *to), (from, to), false, -1)
WRAP(int, unlink, (const char *path), (path), false, -1)
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), false, -1)
WRAP(char *, mkdtemp, (char *path), (path), false, NULL)
WRAP(int, flock, (int file, int operation), (file, operation), false, -1)
WRAP(int, fchmod, (int file, mode_t mode), (file, mode), false, -1)

ssize_t __real_write(int file, const void *bytes, size_t count);
ssize_t __wrap_write(int file, const void *bytes, size_t count);
ssize_t __wrap_write(int file, const void *bytes, size_t count)
{
    if (fails(CALLS_SYSTEM, true))
        return -1;
    bool cut = now.armed && now.fault == FAULT_SHORT && now.count == now.number && count > 1;
    ssize_t result = __real_write(file, bytes, cut ? count / 2 : count);
    done(CALLS_SYSTEM);
    return result;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (fails(CALLS_SYSTEM, true))
        return -1;
    int result = __real_open(path, flags, mode);
    done(CALLS_SYSTEM);
    return result;
}

#define WRAP_MEMORY(name, parameters, arguments) \
    void *__real_##name parameters; \
    void *__wrap_##name parameters; \
    void *__wrap_##name parameters { return fails(CALLS_MEMORY, false) ? NULL : __real_##name arguments; }

WRAP_MEMORY(malloc, (size_t bytes), (bytes))
WRAP_MEMORY(calloc, (size_t count, size_t size), (count, size))
WRAP_MEMORY(realloc, (void *old, size_t bytes), (old, bytes))
