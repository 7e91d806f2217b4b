/* results.h: JSON helpers for results, shared by the commands. */
#ifndef SEQLAB_REPL_RESULTS_H
#define SEQLAB_REPL_RESULTS_H

#include "repl/repl.h"

/* ---- reading a value ---- */
const char *json_text(const json_t *object, const char *name);  /* "" if there is none */
const char *json_text_at(const json_t *array, size_t index);     /* likewise */
const char *json_answer(const json_t *object, const char *name); /* the same; "(nothing)" for an empty one */
int json_whole(const json_t *object, const char *name);         /* 0 if there is none */
double json_double(const json_t *object, const char *name);     /* NaN if there is none */
double json_cell(const json_t *rows, int row, int column);      /* of a list of lists; likewise */
size_t json_largest(const json_t *numbers);                     /* the place of the first of the largest */
/* 62.5% as 63, as lessons round too (lessons/common.lua); 0.285 is a little less in a double. */
double whole_percent(double share);

/* ---- drawing ---- */
/* canvas_prose of a format: wrapped, never cut. */
void prose_format(Canvas *canvas, Style style, int indent, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* canvas_marked of a format. */
void marked_format(Canvas *canvas, int indent, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* canvas_prose of a text, which is freed. */
void prose_take(Canvas *canvas, Style style, int indent, Buffer *text);
/* The texts of a list with commas between, where the format has %s; nothing if there are none. */
void show_joined(const json_t *names, Style style, const char *format, Canvas *canvas);
/* A list of objects: the name of each, and beside it its description, wrapped there. */
void show_meanings(const json_t *list, const char *name, const char *meaning, Canvas *canvas);
/* The value as its command shows it, with a blank row below. */
void command_draw(const Command *command, const json_t *value, Canvas *canvas);
/* The same as a picture, which keeps the value. */
Picture picture_of_result(const Command *command, const json_t *value);

/* ---- making a value ---- */
json_t *json_finite(double value); /* null for NaN and infinity */
void json_put(json_t *object, const char *format, ...); /* adds the members of what json_pack makes */
/* {values, mean, sd, least, most} of a list of numbers, which it takes over; sd: null for one. Without any only the
 * empty values. */
json_t *json_spread(json_t *values);
/* The options that apply, by name: a choice as its name, a range as two numbers. */
json_t *options_value(const Options *options, const void *base);
json_t *argument_value(const Arguments *arguments, const char *name); /* of one option */
json_t *train_value(const TrainResult *result);
const char *loss_of_kind(ModelKind kind); /* which tokens the loss and the speed count: "target", "text", "hidden" */
/* Adds how a file of pairs was read: its encoding, the lines left out, and "reading", the sentences about it. */
void put_reading(json_t *value, const PairsReading *reading);
/* Prints a value as one line of JSON. */
void json_print_line(const json_t *value);

#endif
