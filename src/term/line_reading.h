/* line_reading.h: what is said about the line while it is typed: how it may go on, what its words are, help.
 *
 * The program knows what a line means and is asked through term.h (terminal_completer, terminal_reader); nothing is
 * run for it. */
#ifndef SEQLAB_TERM_LINE_READING_H
#define SEQLAB_TERM_LINE_READING_H

#include "term/term.h"

/* The names that complete the word from start to cursor: an array and strings to free; NULL: none. */
char **line_reading_candidates(const char *line, int start, int cursor, int *count);

/* The line that Enter alone stands for; NULL: none. */
void line_reading_offer(const char *line);

/* What the program says about this line, with the cursor at that byte. Valid until the next call. */
const LineReading *line_reading(const char *line, size_t cursor);

/* Earlier lines, the newest first; NULL after the oldest. */
typedef const char *EarlierLine(int back);
/* What would follow: the rest of the offered line, if it begins so, else of the newest earlier one; "" for nothing.
 * Valid until something else is offered or entered. */
const char *line_suggestion(const char *line, EarlierLine *earlier);
/* Bytes of it up to the end of its first word. */
size_t line_suggestion_word(const char *suggestion);

void line_reading_close(void);

#endif
