/* own_folder.h: a folder of the test's own, names of files in it, and files as bytes. */
#ifndef SEQLAB_TESTS_OWN_FOLDER_H
#define SEQLAB_TESTS_OWN_FOLDER_H

#include <unistd.h>

#include "base/buffer.h"
#include "test.h"

static char folder[] = "/tmp/seqlab-test.XXXXXX";
static char saved[64], changed[64], pairs[64];

static inline void make_folder(void)
{
    assert_non_null(mkdtemp(folder));
    snprintf(saved, sizeof saved, "%s/model.safetensors", folder);
    snprintf(changed, sizeof changed, "%s/changed.safetensors", folder);
    snprintf(pairs, sizeof pairs, "%s/pairs.tsv", folder);
}

static inline void remove_folder(void)
{
    unlink(saved);
    unlink(changed);
    unlink(pairs);
    assert_int_equal(rmdir(folder), 0); /* fails where a temporary file was left behind */
}

/* A new file each time: what is cut to nothing and written again is flushed to the disk by some file systems. */
static inline void write_file(const char *name, const void *bytes, size_t count)
{
    unlink(name);
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

static inline Buffer read_file(const char *name)
{
    Buffer bytes = {0};
    char piece[4096];
    size_t count;
    FILE *file = fopen(name, "r");
    assert_non_null(file);
    while ((count = fread(piece, 1, sizeof piece, file)) > 0)
        buffer_add_bytes(&bytes, piece, count);
    fclose(file);
    return bytes;
}

#endif
