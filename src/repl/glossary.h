/* glossary.h: whether `glossary` explains a word. */
#ifndef SEQLAB_REPL_GLOSSARY_H
#define SEQLAB_REPL_GLOSSARY_H

#include <stdbool.h>

/* By any of its names, in either language, upper or lower case. */
bool glossary_has(const char *word);

#endif
