/* line_file.h: files that grow by whole lines: the log of a run, the runs of a sweep, what a claim was measured to be.
 *
 * A line is one write at the file's end: several processes may append to one file, and one that is stopped or killed
 * leaves whole lines. A last line without an end, which a crash of the machine may leave, stays by itself. */
#ifndef SEQLAB_BASE_LINE_FILE_H
#define SEQLAB_BASE_LINE_FILE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

typedef struct LineFile {
    int file; /* -1: not open */
    char *path;
    Buffer line; /* the last one: its memory is used again */
    bool json;   /* of fields: an object a line; else CSV */
} LineFile;

/* Makes the file if it is missing. False, with nothing to close, if nothing can be appended to it. */
bool line_file_open(LineFile *lines, const char *path, Error *error);
/* Appends a line without its end. False leaves the file as it was. */
bool line_file_add(LineFile *lines, const char *line, Error *error);
/* What was appended is on the disk; closes the file in any case. One that is not open is fine. */
bool line_file_close(LineFile *lines, Error *error);

/* ---- lines of named values ---- */

typedef struct LineField {
    const char *name, *text; /* text NULL: the number, which is missing where it is NaN or infinite */
    double number;
} LineField;

/* By its ending the file has CSV (.csv), whose first line has the names, or JSON lines (.jsonl). False also if it has
 * other columns. */
bool line_file_open_fields(LineFile *lines, const char *path, const LineField *fields, int count, Error *error);
bool line_file_add_fields(LineFile *lines, const LineField *fields, int count, Error *error);

/* A field of CSV, quoted by RFC 4180 where it must be. */
void csv_add_field(Buffer *out, const char *text);

#endif
