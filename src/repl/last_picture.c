/* last_picture.c: the last command that made a picture to explore. */
#include "repl/last_picture.h"

#include "repl/parse.h"

void last_picture_forget(LastPicture *last)
{
    if (last->value != NULL)
        arguments_free(&last->arguments);
    json_decref(last->value);
    *last = (LastPicture){0};
}

void last_picture_keep(LastPicture *last, Arguments *arguments, json_t *value)
{
    if (value == NULL || arguments->command->picture == NULL) {
        arguments_free(arguments);
        return;
    }
    last_picture_forget(last);
    *last = (LastPicture){*arguments, json_incref(value)};
}
