/* answer.h: an answer beside what was expected, token by token. */
#ifndef SEQLAB_VIEW_ANSWER_H
#define SEQLAB_VIEW_ANSWER_H

#include "view/canvas.h"

/* Words, or letters if `words` is false and there are no blanks: green where the reference has the same in that place, else red and
 * marked; then how many of the reference's are right. From a place on in one row; false where the end had to be cut. */
bool answer_draw(Canvas *canvas, int row, int column, const char *answer, const char *reference, bool words);

#endif
