/* text_files.h: small files to read, made in a temporary folder and taken away again. */
#ifndef SEQLAB_TESTS_TEXT_FILES_H
#define SEQLAB_TESTS_TEXT_FILES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_FILE_PATH = 256 };

/* Writes bytes to a new file; path has room for TEXT_FILE_PATH. */
static inline void write_text_file(char *path, const void *bytes, size_t count)
{
    const char *folder = getenv("TMPDIR");
    snprintf(path, TEXT_FILE_PATH, "%s/seqlab-text-XXXXXX", folder != NULL ? folder : "/tmp");
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    FILE *stream = fdopen(descriptor, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, count, stream), count);
    assert_int_equal(fclose(stream), 0);
}

static inline void write_text(char *path, const char *text) { write_text_file(path, text, strlen(text)); }

#endif
