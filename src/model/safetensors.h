/* safetensors.h: the file format: eight bytes that give the length of a JSON header, the header (names, types,
 * shapes, places, and texts under "__metadata__"), and then the numbers, little-endian.
 *
 * A file from outside is not trusted. It is checked as a whole when it is read, by the rules of the format's reference
 * implementation (the Rust crate safetensors): the tensors cover the bytes behind the header from the first to the last,
 * without holes and overlaps, each as many as its shape and type need. */
#ifndef SEQLAB_MODEL_SAFETENSORS_H
#define SEQLAB_MODEL_SAFETENSORS_H

#include <jansson.h>

#include "base/buffer.h"
#include "base/error.h"
#include "engine/tensor.h"

typedef struct SafeTensors {
    json_t *header;            /* an object: a tensor's entry by its name, and "__metadata__" */
    const unsigned char *data; /* the numbers: the end of file */
    size_t size;               /* of data */
    Buffer file;
} SafeTensors;

/* Reads and checks a whole file. The message names path, and the rule that the file breaks. */
bool safetensors_read(const char *path, SafeTensors *out, Error *error);
void safetensors_free(SafeTensors *tensors);

/* The place of a float32 tensor of exactly this shape; NULL with a message that names both shapes. */
const unsigned char *safetensors_find(const SafeTensors *tensors, const char *name, int rank, const int *shape,
                                      Error *error);
/* Numbers as a file has them, float32. Reading is false where one of them is NaN or infinite. */
void safetensors_put(unsigned char *bytes, const real *values, size_t count);
bool safetensors_get(real *values, const unsigned char *bytes, size_t count);
/* A text of "__metadata__", or NULL. */
const char *safetensors_text(const SafeTensors *tensors, const char *name);

/* Replaces the file whole (see whole_file.h). */
bool safetensors_write(const char *path, json_t *header, const unsigned char *data, size_t size, Error *error);

#endif
