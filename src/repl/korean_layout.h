/* korean_layout.h: commands typed with the Korean layout on, and Korean sentences with it off. */
#ifndef SEQLAB_REPL_KOREAN_LAYOUT_H
#define SEQLAB_REPL_KOREAN_LAYOUT_H

#include "repl/meant.h"
#include "text/dataset.h"

/* "ㅗ디ㅔ ㅅㄱ먀ㅜ" as "help train", a new string; NULL where the line names a command as it is, or names none either way. */
char *korean_layout_line(CommandList commands, const char *line);
/* The sentence that the keys of "sksms rksek" write with the layout on; NULL: none, or it has a syllable
 * that Korean hardly has. */
char *korean_layout_sentence(const char *line);
/* The same of a line that is no command; outside Korean NULL too unless the data (NULL: none) know one of its words. */
char *korean_layout_hint(const char *line, const Dataset *dataset);

#endif
