/* look.h: what the commands that look into a model share: which sentence, by which model, and its value. */
#ifndef SEQLAB_REPL_LOOK_H
#define SEQLAB_REPL_LOOK_H

#include "repl/repl.h"
#include "view/heatmap.h"

/* A command that takes a sentence, or draws one of the test set when no words are given, has a struct that begins with
 * a Request, and this part. */
extern const OptionPart look_parts[];
typedef struct LookOptions { Request request; } LookOptions; /* of a command with no others */
extern const Options look_options;

/* The sentence and model that the line asks for; "#2" is the second of the last list. False if it gives both words and
 * length=. */
bool look_request(Repl *repl, const Arguments *arguments, Request *request, Error *error);
/* The same, but without words, length= and seed= the sentence that was asked about last. */
bool look_request_again(Repl *repl, const Arguments *arguments, Request *request, Error *error);
/* The first word, "" if there is none, to be freed; rest: the arguments without it. */
char *look_subject(const Arguments *arguments, Arguments *rest);
/* The translation that the arguments ask for; forced: with the interventions of `force`. NULL with a message. */
Translation *look_translate(Repl *repl, const Arguments *arguments, bool forced, Error *error);
/* Source, answer, tokens, log-probability and reference. */
json_t *translation_value(const Translation *translation);
json_t *string_list_value(char *const *list, int count);
json_t *number_list_value(const double *numbers, int count); /* null where one is not finite */
/* [[row], ...]; null where a number is not finite or masked (model/trace.h), but 0 where that is a weight */
json_t *matrix_value(const TraceArray *array);
/* The decoder's input at each step: <SOS>, then its previous output. */
json_t *decoder_inputs_value(const Translation *translation);

/* ---- places in a trace ---- */
/* The choices of side=: "encoder|backward|decoder". */
extern const char *const cell_sides[];
/* The state of one layer's cells; its gates have the same key but for the quantity. side: one of cell_sides. */
TraceKey cells_at(const char *side, int layer);
/* The tokens that rows or columns of a trace belong to; null where they belong to none. */
json_t *axis_tokens_value(const Translation *translation, TraceAxis axis);
/* The place that an option names, from 0, or `usual` if it was not given (0); false if it is past the last. */
bool place_within(const char *option, int given, int count, int usual, int *place, Error *error);
/* The place of the largest number, by size, among columns from .. from + count - 1 of a row. */
int largest_place(const TraceArray *array, int row, int from, int count);
/* Sets the error: no such value in this trace, and the nearest name. Always false. */
bool trace_name_unknown(const Trace *trace, const char *name, Error *error);

/* ---- a source that is a picture (data task=picture) ---- */
/* Its rows as strings of '#' and '.'; the padding at the end of dots is left out. */
json_t *picture_value(const int *dots, int count);
/* The source of a pair of a list: its number, and its picture, else its sentence. */
void show_pair_source(const json_t *pair, int number, Canvas *canvas);
/* The dots of count columns, -1 behind the end of the picture (free it). */
int *dots_of(const json_t *rows, int count);

/* ---- parts of pictures ---- */
/* The source sentence, unless the source is a picture; and with it. */
void show_source(const json_t *value, Canvas *canvas);
void show_source_read(const json_t *value, Canvas *canvas);
/* The reference, if it is known and differs from the answer (NULL: always), and the number of unknown tokens. */
void show_beside_answer(const json_t *value, const char *answer, Canvas *canvas);

/* The answer, its reference and the number of unknown tokens. */
void show_answer(const json_t *value, Canvas *canvas);
/* The source, a picture where it is one, the answer. */
void show_translation(const json_t *value, Canvas *canvas);

/* ---- to draw: new lists; free them ---- */
/* Tokens as text (view/short_text.h); the strings are part of the list. count: of the tokens, or NULL. */
const char **labels_of(const json_t *array, const Canvas *canvas, int *count);
/* NaN for null. */
float *numbers_of(const json_t *rows, int row_count, int columns);

/* A heat map with the lists that it points to, of which any may be NULL. */
typedef struct MapCells {
    const char **row_labels, **column_labels;
    float *values;
    int *partner;
    bool *masked;
    Heatmap map;
} MapCells;
void map_cells_point(MapCells *cells); /* the map at the lists */
void map_cells_free(MapCells *cells);

#endif
