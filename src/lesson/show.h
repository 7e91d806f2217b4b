/* show.h: what the commands of lessons show. */
#ifndef SEQLAB_LESSON_SHOW_H
#define SEQLAB_LESSON_SHOW_H

#include <jansson.h>

#include "view/canvas.h"

void lesson_show(const json_t *value, Canvas *canvas);

#endif
