/* whole_file.h: files that are read whole, and replaced whole or not at all.
 *
 * One function writes every file that must survive a crash, a full disk and a kill: saved models, those kept while they
 * train, the progress of lessons, the lines typed. It writes a temporary file beside the old one, syncs it, and renames it:
 * at every moment the name leads to the old contents or to the new, never to a part. */
#ifndef SEQLAB_BASE_WHOLE_FILE_H
#define SEQLAB_BASE_WHOLE_FILE_H

#include "base/buffer.h"
#include "base/error.h"

/* A file's name as a person types it, with ~ and ~/ at its beginning as the home folder; the caller frees it. */
char *path_expanded(const char *typed);

char *path_joined(const char *folder, const char *name); /* FOLDER/NAME; the caller frees it */
bool path_ends(const char *path, const char *ending);    /* behind a name: ".lua" alone does not end in ".lua" */

/* A file's name as a shell takes it, in quotation marks, for a command that a person may copy; the caller frees it. */
char *path_quoted(const char *path);

/* Reads a regular file of at most `most` bytes into an empty buffer. False, with ERROR_SYSTEM, if the file is missing,
 * unreadable, too large, or a folder, pipe, device or socket (which might never end). */
bool whole_file_read(const char *path, size_t most, Buffer *out, Error *error);

/* The file that a write to path replaces: links are followed, also one to a missing file. An absolute name, the same
 * for all names of the file; the caller frees it. NULL, with the reason, if the folder is missing or the name leads to
 * anything but a regular file. */
char *whole_file_target(const char *path, Error *error);

typedef struct FilePart {
    const void *bytes;
    size_t count;
} FilePart;

/* Whether a write could replace the file, for who has long work to do first. False with the reason. */
bool whole_file_may_write(const char *path, Error *error);

/* Replaces the file with these parts, one after the other. An existing file keeps its permissions, a new one gets
 * `mode` less the process's mask. False leaves the old file as it was, and no temporary file.
 *
 * A process killed during a write leaves seqlab-PID-N.part behind; the next write into that folder removes it. */
bool whole_file_write(const char *path, unsigned mode, const FilePart *parts, int count, Error *error);

/* Makes a folder and those above it, for this user alone, as far as they are missing. Where that fails, the writing of the
 * file that it is for says so. */
void folders_make(const char *path);

#endif
