/* prompt_pane.h: the line being typed, laid out over as many rows as it needs. */
#ifndef SEQLAB_TERM_PROMPT_PANE_H
#define SEQLAB_TERM_PROMPT_PANE_H

#include "term/cells.h"
#include "term/line_editor.h"

/* Rows that the prompt and the line take at this width, with the cursor's. */
int prompt_pane_rows(const LineEditorView *view, int width);

/* Draws them into `rows` rows of the frame from `top` on and places the frame's cursor; if they need more, the part
 * around the cursor. */
void prompt_pane_draw(const LineEditorView *view, Style prompt_style, Frame *frame, int top, int rows);

/* Then, behind the cursor, what the line may go on with; and a line of help in a row of its own. */
void prompt_pane_draw_suggestion(const LineEditorView *view, Screen screen, Frame *frame);
void prompt_pane_draw_hint(const LineEditorView *view, Screen screen, Frame *frame, int row);

/* Rows for the names that complete a word, at most `limit`; and drawing them. */
int prompt_pane_match_rows(const LineEditorView *view, int width, int limit);
void prompt_pane_draw_matches(const LineEditorView *view, Frame *frame, int top, int rows);

/* All of these above the row `bottom` of a frame, as far as they may go, without the hint; returns the first row that
 * they take. */
int prompt_pane_place(const LineEditorView *view, Style prompt_style, Screen screen, Frame *frame, int bottom);

/* Whether this key is F1: then the line that explains the word at the cursor waits to be run. */
bool prompt_pane_helps(const Keystroke *stroke);

/* What is to be decided about several pasted lines; NULL where the line is one. */
Canvas *prompt_pane_question(Screen screen);

/* Says why the line editor did not take a text; NULL where it took all. */
Canvas *prompt_pane_refusal(Screen screen);

#endif
