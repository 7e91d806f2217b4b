/* background.h: which color the terminal has behind its text. */
#ifndef SEQLAB_TERM_BACKGROUND_H
#define SEQLAB_TERM_BACKGROUND_H

#include "base/buffer.h"

/* Asks the terminal at standard input and output; at most 100 ms. Returns red, green and blue, a byte each, or black if
 * it does not say. What comes in meanwhile, keys among it and the answer itself, is appended to typed: it goes to the
 * key decoder, which drops answers. */
int background_ask(Buffer *typed);
/* An answer that is still to come must not be shown as typed text: until background_settle the kernel echoes nothing.
 * For a terminal from which nobody reads. */
void background_hush(void);
/* Waits for that answer a moment and gives the terminal its modes back. */
void background_settle(void);

#endif
