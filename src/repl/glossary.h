/* glossary.h: the words that `glossary` explains. */
#ifndef SEQLAB_REPL_GLOSSARY_H
#define SEQLAB_REPL_GLOSSARY_H

#include <jansson.h>
#include <stdbool.h>

#include "term/term.h"

/* By any of its names, in either language, upper or lower case. */
bool glossary_has(const char *word);

/* Its entry, as the command has it in a list `terms`; NULL: there is none. glossary_show draws such a list. */
json_t *glossary_term(const char *word);
void glossary_show(const json_t *value, Canvas *canvas);
/* The names that are one word, in the current language. */
void glossary_each(CompletionAdd *add, void *context);

#endif
