/* korean_layout.h: commands typed with the Korean layout on, and Korean sentences with it off. */
#ifndef SEQLAB_REPL_KOREAN_LAYOUT_H
#define SEQLAB_REPL_KOREAN_LAYOUT_H

#include "repl/meant.h"

/* "ㅗ디ㅔ ㅅㄱ먀ㅜ" as "help train", a new string; NULL where the line names a command as it is, or names none either way. */
char *korean_layout_line(CommandList commands, const char *line);
/* The sentence that the keys of "sksms rksek" write with the layout on; NULL: none, or it has a syllable
 * that Korean hardly has, or is a word alone in an English session. */
char *korean_layout_sentence(const char *line);

#endif
