/* page.h: a page of the full screen: its keys out of keystrokes, and its picture into a frame. Knows no terminal. */
#ifndef SEQLAB_TERM_PAGE_H
#define SEQLAB_TERM_PAGE_H

#include "term/cells.h"
#include "term/keys.h"
#include "term/term.h"

/* Draws the page over the whole frame. romanise: the terminal shows ASCII alone. */
void page_draw(const TerminalPage *page, Screen screen, bool romanise, Frame *frame);
/* Gives the page the keys of a keystroke, one after the other; false where one of them closes it. The stroke is left
 * with the characters behind that one. */
bool page_press(const TerminalPage *page, Keystroke *stroke);

#endif
