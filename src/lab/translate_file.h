/* translate_file.h: answers to all lines of a file, written to another one. */
#ifndef SEQLAB_LAB_TRANSLATE_FILE_H
#define SEQLAB_LAB_TRANSLATE_FILE_H

#include "lab/accuracy.h"

/* A line of the input is a source; or a source, a tab and its reference (what follows another tab is ignored). Line N of
 * the output belongs to line N of the input: source, tab, answer, and a tab and the reference if there is one. A line
 * that begins with "# " is copied; a blank one, and one that cannot be translated, is blank. */
typedef struct TranslateFileOptions {
    const char *file, *out; /* a pipe is read to its end, or written to; any other file is replaced whole */
    BeamOptions search;     /* width 1: greedy answers */
} TranslateFileOptions;
typedef struct TranslatedFile {
    int lines, answers, references;
    int unknown;            /* source tokens that the vocabulary lacks */
    PairsReading reading;   /* bad: lines that were not translated */
    AccuracyResult scores;  /* of the lines with a reference; freed by whoever asked */
} TranslatedFile;
/* False with a message also if it was stopped: then nothing is written. model NULL: the current one. */
bool lab_translate_file(Lab *lab, const char *model, const TranslateFileOptions *options, TranslatedFile *result,
                        Error *error);

#endif
