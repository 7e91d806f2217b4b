/* encoding.h: text files in other encodings than UTF-8, as spreadsheets and older Korean programs write them. */
#ifndef SEQLAB_TEXT_ENCODING_H
#define SEQLAB_TEXT_ENCODING_H

#include "base/buffer.h"
#include "base/error.h"

/* Makes the file's bytes UTF-8 without a byte-order mark, and returns the name of their encoding: the byte-order
 * mark shows UTF-8, UTF-16 and UTF-32; bytes that are not UTF-8 but Korean are CP949, which includes EUC-KR. "UTF-8"
 * also if only some lines of UTF-8 are damaged: they are still in the text. NULL, with the command that converts the
 * file, if it cannot be read; path is for that message. */
const char *encoding_read(Buffer *text, const char *path, Error *error);

#endif
