/* line_waiting.h: lines that were entered and not run yet, oldest first.
 *
 * Somebody may type ahead while work runs. There is one such queue in a process, as there is one line editor. */
#ifndef SEQLAB_TERM_LINE_WAITING_H
#define SEQLAB_TERM_LINE_WAITING_H

#include <stdbool.h>

enum { LINE_WAITING_MOST = 256 };

/* Takes the line over; NULL is the end of input (Ctrl-D on an empty line). Nobody adds one while that many wait. */
void line_waiting_add(char *line);
/* False when none is waiting. *line is the caller's. */
bool line_waiting_take(char **line);
int line_waiting_count(void);
void line_waiting_forget(void);

#endif
