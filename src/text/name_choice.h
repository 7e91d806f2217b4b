/* name_choice.h: which of a few names somebody wrote. */
#ifndef SEQLAB_TEXT_NAME_CHOICE_H
#define SEQLAB_TEXT_NAME_CHOICE_H

#include "base/error.h"

/* Which of name_of's names it is (NULL after the last, at most 32), or -1 with a message that lists them.
 * what: "task". */
int data_find_name(const char *what, const char *name, const char *(*name_of)(int i), Error *error);

#endif
