/* results.h: results of lab verbs as values, shared by the commands that make and combine them. */
#ifndef SEQLAB_REPL_RESULTS_H
#define SEQLAB_REPL_RESULTS_H

#include "repl/repl.h"

/* ---- reading a value ---- */
const char *json_text(const json_t *object, const char *name);  /* "" where there is none */
const char *json_text_at(const json_t *array, size_t index);     /* likewise */
double json_double(const json_t *object, const char *name);     /* NaN where there is none */

/* ---- drawing ---- */
/* canvas_prose of a format: wrapped, never cut. */
void prose_format(Canvas *canvas, Style style, int indent, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* A list of objects: the name of each, to type, and beside it what it is, wrapped there. */
void show_meanings(const json_t *list, const char *name, const char *meaning, Canvas *canvas);

/* ---- train: options read, results told ---- */
TrainOptions read_train_options(const Arguments *arguments);
json_t *train_value(const TrainResult *result);

#endif
