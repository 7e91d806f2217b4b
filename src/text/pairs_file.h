/* pairs_file.h: pairs of texts read from a file with columns, or from two files, one for each language.
 *
 * The first two columns are a pair; others are ignored. Both texts are normalised (normal_text.h) and lose the spaces
 * at their ends. Blank lines and comments are skipped, and so is a first row that names the columns; a pair that comes
 * again is kept once. encoding.h finds the encoding, pairs_table.h the columns.
 *
 * Lines that are not pairs are left out and counted; a file that has more of them than pairs is refused. */
#ifndef SEQLAB_TEXT_PAIRS_FILE_H
#define SEQLAB_TEXT_PAIRS_FILE_H

#include "base/buffer.h"
#include "base/error.h"
#include "text/load_watch.h"
#include "text/pairs_table.h"

/* The limits of a file. */
enum { PAIRS_FILE_BYTES = 64 << 20, PAIRS_LINE_BYTES = 64 << 10, PAIRS_MOST = 2000000, BAD_LINES_NAMED = 3 };

/* Where the two texts of a pair begin in PairsFile.text; each ends with a NUL. */
typedef struct PairPlace { size_t column[2]; } PairPlace;

typedef struct BadLine { int number; char reason[96]; } BadLine;

/* How a file was read, for the person who gave it. */
typedef struct PairsReading {
    const char *encoding;
    char separator;        /* as in PairsTable */
    bool quoted, headed;   /* cells in quotation marks; a first row that names the columns */
    int columns;           /* the most of any row */
    int good, bad;         /* lines that are pairs, repeated ones too; and lines that are not */
    int repeated;          /* lines with a pair that an earlier one has too */
    BadLine first_bad[BAD_LINES_NAMED];
} PairsReading;

/* Counts a line that is left out; the first are named with the reason. */
void pairs_leave_out(PairsReading *reading, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Whether the bytes of a row can be a text; if not, it is left out. */
bool pairs_row_is_sound(const PairsRow *row, PairsReading *reading);

typedef struct PairsFile {
    Buffer text;
    PairPlace *pair;
    int count, capacity;
    PairsReading reading;
} PairsFile;

/* Fills pairs (all zero before); if it fails, keeps none. with: NULL, or a second file, whose lines go with those of
 * the first. */
bool pairs_file_read(const char *path, const char *with, LoadWatch watch, PairsFile *pairs, Error *error);
bool pairs_file_stopped(const char *path, Error *error); /* the error of that; always false */
void pairs_file_free(PairsFile *pairs);

const char *pairs_file_text(const PairsFile *pairs, int index, int column);

/* Appends sentences about all that differs from a plain UTF-8 file of two columns without faults. */
void pairs_reading_text(const PairsReading *reading, Buffer *out);

#endif
