/* last_picture.h: the last command that made a picture to explore, as it was given, and its result. */
#ifndef SEQLAB_REPL_LAST_PICTURE_H
#define SEQLAB_REPL_LAST_PICTURE_H

#include "repl/command.h"

/* All zero: there was none. */
typedef struct LastPicture {
    Arguments arguments;
    json_t *value;
} LastPicture;

/* Takes the arguments over. value: NULL if the command failed; then, and if its result is no picture, what was kept stays. */
void last_picture_keep(LastPicture *last, Arguments *arguments, json_t *value);
void last_picture_forget(LastPicture *last);

#endif
