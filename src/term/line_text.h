/* line_text.h: the characters of a line that somebody types, pastes, completes or finds in the history: characters
 * that a terminal shows, and newlines. What would steer a terminal never gets in, and so never comes out. */
#ifndef SEQLAB_TERM_LINE_TEXT_H
#define SEQLAB_TERM_LINE_TEXT_H

#include <stdbool.h>

#include "base/buffer.h"

/* Whether a line may contain every character of a name. */
bool line_text_is_clean(const char *text);
/* The text without the others, in normal form C (free it). Tabs become blanks, for nobody pastes to complete a word;
 * newlines at the end go. */
char *line_text_cleaned(const char *text, size_t count);

#endif
