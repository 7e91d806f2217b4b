/* complete.h: completion of commands, options, their values and files. */
#ifndef SEQLAB_REPL_COMPLETE_H
#define SEQLAB_REPL_COMPLETE_H

#include "repl/repl.h"

/* A Completer (term/term.h); argument is the Repl. */
void repl_complete(void *argument, const char *line, int word_start, int cursor, CompletionAdd *add, void *context);

#endif
