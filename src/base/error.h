/* error.h: error messages for the person who can fix the cause.
 *
 * A function that can fail for a reason outside the program returns bool or a pointer, and takes an
 * Error last. It fills the Error only when it fails. Mistakes of the program itself are asserts. */
#ifndef SEQLAB_BASE_ERROR_H
#define SEQLAB_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    ERROR_NONE,
    ERROR_USAGE,       /* a wrong name, key or value in the input */
    ERROR_DATA,        /* a file's contents: names file and line */
    ERROR_SYSTEM,      /* the operating system refused */
    ERROR_SHAPE,       /* tensors that do not fit: names both shapes */
    ERROR_NUMBER,      /* a loss, gradient or weight became NaN or infinite */
    ERROR_INTERRUPTED, /* Ctrl-C */
    ERROR_SCRIPT       /* a Lua error, with its traceback */
} ErrorKind;

enum { ERROR_LENGTH = 2048 };

typedef struct Error {
    ErrorKind kind;
    char message[ERROR_LENGTH]; /* one or more lines, UTF-8, no newline at the end */
} Error;

/* Writes the message; cut at ERROR_LENGTH on a character boundary, with ? for control characters other than tab and
 * newline and for bytes that are not UTF-8. error may be NULL. Always false, so that a function can end in
 * `return error_set(...)`. */
bool error_set(Error *error, ErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts words in front of the message: "FILE:12: " before "three columns expected". Always false. */
bool error_prefix(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* strerror(code) for people: in Korean where the reason is a common one. */
const char *system_reason(int code);

/* The candidate nearest to a misspelt name (Damerau-Levenshtein, at most a third of its letters wrong), or
 * NULL. candidates: count strings; NULL entries are skipped. */
const char *nearest_name(const char *name, const char *const *candidates, size_t count);

#endif
