/* parse.h: a typed line read as `name words... key=value...`, checked against a command's options. */
#ifndef SEQLAB_REPL_PARSE_H
#define SEQLAB_REPL_PARSE_H

#include "repl/command.h"

/* The first word of a line, its bytes and where the rest begins. */
typedef struct FirstWord { const char *text; size_t length; const char *rest; } FirstWord;
FirstWord first_word(const char *line);

/* rest: what follows the command's name. Values may be quoted: file="my pairs.tsv". The error for a
 * wrong key, value or word suggests the nearest one that is right. */
bool arguments_parse(const Command *command, const char *rest, Arguments *out, Error *error);

/* The same for the values of a script; words may be NULL. */
bool arguments_from_values(const Command *command, const char *words, const GivenOption *given, int count,
                           Arguments *out, Error *error);
void arguments_free(Arguments *arguments);

/* ---- the pieces of a line, right or wrong ---- */
typedef struct LinePieces {
    const char *rest;
    bool sentence, raw;
} LinePieces;
LinePieces line_pieces(const Command *command, const char *rest);
typedef struct LinePiece {
    const char *begin;
    size_t length;
    size_t key; /* bytes of the option's name before its =; 0: it is a word */
} LinePiece;
/* The next one, and its text without quotation marks. False at the end. error: of a mark that is not closed. */
bool line_next_piece(LinePieces *pieces, LinePiece *piece, Buffer *text, Error *error);

#endif
