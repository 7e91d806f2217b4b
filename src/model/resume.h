/* resume.h: what training must know, besides the model's values, to go on as if it had never stopped.
 *
 * Plain data by name, so that it can wait in memory between two runs, or in a file, and whoever keeps it need not know
 * what it means. Training writes (training.h):
 *
 *     optimiser          "adam", "adamw", "sgd"
 *     optimiser.step     steps taken: Adam mends its first means by it
 *     optimiser.first    array, as many numbers as the model has parameters: the running mean of the gradient
 *     optimiser.second   array, likewise: of its square (not of sgd)
 *     step               steps since training began anew
 *     loss               the smoothed loss
 *
 * and the lab adds where it is in the order of the batches:
 *
 *     batches.seed, batches.random, batches.size, batches.next
 *
 * What comes from a file is not trusted: training_import and lab_train check it. */
#ifndef SEQLAB_MODEL_RESUME_H
#define SEQLAB_MODEL_RESUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RESUME_NAME = 32, RESUME_TEXT = 96, RESUME_ARRAYS = 4, RESUME_TEXTS = 16 };

typedef struct ResumeArray {
    char name[RESUME_NAME];
    size_t count;
    float *values; /* owned */
} ResumeArray;

typedef struct ResumeText {
    char name[RESUME_NAME], text[RESUME_TEXT]; /* numbers are written out, so that they come back to the last bit */
} ResumeText;

/* All zero is empty: training begins anew. */
typedef struct Resume {
    int array_count, text_count;
    ResumeArray arrays[RESUME_ARRAYS];
    ResumeText texts[RESUME_TEXTS];
} Resume;

void resume_clear(Resume *resume);         /* frees and empties */
bool resume_empty(const Resume *resume);

/* Adds, or replaces what has this name. False where the name or the text is too long or there is no room: nothing is
 * changed then. values are copied. */
bool resume_put_text(Resume *resume, const char *name, const char *text);
bool resume_put_array(Resume *resume, const char *name, const float *values, size_t count);
void resume_put_whole(Resume *resume, const char *name, uint64_t number);
void resume_put_number(Resume *resume, const char *name, double number);

/* NULL or false where there is none of this name, or no such number. */
const char *resume_text(const Resume *resume, const char *name);
const ResumeArray *resume_array(const Resume *resume, const char *name);
bool resume_whole(const Resume *resume, const char *name, uint64_t most, uint64_t *number);
bool resume_number(const Resume *resume, const char *name, double *number); /* finite */

#endif
