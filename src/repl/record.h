/* record.h: what the session has shown so far, to be exported: the lines typed, what each showed, and the last result. */
#ifndef SEQLAB_REPL_RECORD_H
#define SEQLAB_REPL_RECORD_H

#include <jansson.h>

#include "view/picture.h"

enum { RECORD_MOST = 400 }; /* entries; the oldest go */

typedef struct Record Record;

Record *record_open(void);
void record_close(Record *record);

void record_line(Record *record, const char *line);
void record_picture(Record *record, Picture picture); /* takes it over */
/* What export writes as data: shared, not copied. */
void record_result(Record *record, const char *command, const json_t *value);

/* NULL, and "": none yet. */
const json_t *record_last(const Record *record, const char **command);
/* Draws all lines with what they showed, but for the last line, which asks for it. */
void record_draw(const Record *record, Canvas *canvas);

#endif
