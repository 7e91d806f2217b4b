/* pairs_file.h: pairs of texts read from a tab-separated file.
 *
 * A line holds two columns, or three whose last (ManyThings' attribution) is not kept. Both are normalised to NFC and
 * lose the spaces at their ends. Empty lines and lines that begin with # and hold no tab are skipped; a pair that comes
 * again is kept once. A byte-order mark at the start and CR LF line ends are fine. All else is refused with file, line
 * and reason. */
#ifndef SEQLAB_TEXT_PAIRS_FILE_H
#define SEQLAB_TEXT_PAIRS_FILE_H

#include "base/buffer.h"
#include "base/error.h"

/* The limits of a file. */
enum { PAIRS_FILE_BYTES = 64 << 20, PAIRS_LINE_BYTES = 64 << 10, PAIRS_MOST = 2000000 };

/* Where the two texts of a pair begin in PairsFile.text; each ends with a NUL. */
typedef struct PairPlace { size_t column[2]; } PairPlace;

typedef struct PairsFile {
    Buffer text;
    PairPlace *pair;
    int count, capacity;
} PairsFile;

/* Fills pairs (all zero before); if it fails, keeps none. interrupted: NULL, or called at each line; true stops. */
bool pairs_file_read(const char *path, bool (*interrupted)(void), PairsFile *pairs, Error *error);
bool pairs_file_stopped(const char *path, Error *error); /* the error of that; always false */
void pairs_file_free(PairsFile *pairs);

const char *pairs_file_text(const PairsFile *pairs, int index, int column);

#endif
