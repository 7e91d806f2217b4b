/* record.h: what the session has shown so far, to be exported: the lines typed, and what each showed. */
#ifndef SEQLAB_REPL_RECORD_H
#define SEQLAB_REPL_RECORD_H

#include "view/picture.h"

enum { RECORD_MOST = 400 }; /* entries; the oldest go */

typedef struct Record Record;

Record *record_open(void);
void record_close(Record *record);

void record_line(Record *record, const char *line);
void record_picture(Record *record, Picture picture); /* takes it over */

/* Draws all lines with what they showed, but for the last line, which asks for it. */
void record_draw(const Record *record, Canvas *canvas);

#endif
