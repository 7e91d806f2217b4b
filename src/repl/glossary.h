/* glossary.h: the words that `glossary` explains. */
#ifndef SEQLAB_REPL_GLOSSARY_H
#define SEQLAB_REPL_GLOSSARY_H

#include <stdbool.h>

#include "term/term.h"

/* By any of its names, in either language, upper or lower case. */
bool glossary_has(const char *word);

/* The names that are one word, in the current language. */
void glossary_each(CompletionAdd *add, void *context);

#endif
