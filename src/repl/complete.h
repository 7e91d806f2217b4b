/* complete.h: what the prompt knows of a line while it is typed: completion, and its reading. Nothing is run. */
#ifndef SEQLAB_REPL_COMPLETE_H
#define SEQLAB_REPL_COMPLETE_H

#include "repl/repl.h"

/* What they ask: the repl, and what folders above it know. */
typedef struct Typing {
    Repl *repl;
    /* The names in a table of Lua ("op.", "" for the globals), a function's with "(" behind it, a table's with ".". It
     * calls nothing, and returns false while it cannot tell. NULL: there is no Lua. */
    bool (*lua_names)(void *lua, const char *table, CompletionAdd *add, void *context);
    void *lua;
    /* What a lesson may be called, and whether the open one takes a line that is no command; NULL: none are there. */
    void (*lesson_names)(void *lessons, TextMeaning meaning, CompletionAdd *add, void *context);
    bool (*lesson_takes)(void *lessons, const char *line);
    void *lessons;
} Typing;

/* A Completer and a LineReader (term/term.h); argument is a Typing. */
void repl_complete(void *argument, const char *line, int word_start, int cursor, CompletionAdd *add, void *context);
void repl_reading(void *argument, const char *line, size_t cursor, LineReading *reading);

#endif
