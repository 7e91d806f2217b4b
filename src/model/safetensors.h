/* safetensors.h: the file format: eight bytes that give the length of a JSON header, the header (names, types,
 * shapes, places, and texts under "__metadata__"), and then the numbers, little-endian.
 *
 * A file from outside is not trusted: every length and place is checked against the file's size before use. */
#ifndef SEQLAB_MODEL_SAFETENSORS_H
#define SEQLAB_MODEL_SAFETENSORS_H

#include <jansson.h>
#include <stdint.h>

#include "base/error.h"

typedef struct SafeTensors {
    json_t *header;             /* an object */
    unsigned char *data;        /* the numbers' part, owned together with the header's bytes */
    size_t size;                /* of data */
    unsigned char *file;
} SafeTensors;

/* Reads and checks a whole file. path is named in the message. */
bool safetensors_read(const char *path, SafeTensors *out, Error *error);
void safetensors_free(SafeTensors *tensors);

/* The place of a float32 tensor of exactly this shape; NULL with a message that names both shapes. */
const unsigned char *safetensors_find(const SafeTensors *tensors, const char *name, int rank, const int *shape,
                                      Error *error);
/* A text of "__metadata__", or NULL. */
const char *safetensors_text(const SafeTensors *tensors, const char *name);

/* Writes header and data to a temporary file beside path, syncs, and renames it to path. */
bool safetensors_write(const char *path, json_t *header, const unsigned char *data, size_t size, Error *error);

#endif
