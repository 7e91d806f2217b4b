/* line_editor.h: the line being typed. readline does the work, and only this header's source knows it.
 *
 * Keys come by line_editor_press, and finished lines go to line_waiting.h. In a pane the caller draws line_editor_view;
 * on a line terminal readline draws itself, and the caller leaves the line before it prints something else.
 *
 * There is one editor in a process, since readline's state is global. */
#ifndef SEQLAB_TERM_LINE_EDITOR_H
#define SEQLAB_TERM_LINE_EDITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "term/keys.h"
#include "term/term.h"

typedef struct LineEditorOptions {
    bool in_pane;
    bool unicode;              /* the locale's characters are UTF-8 */
    const char *terminal_type; /* the terminfo name; NULL: what TERM says */
    const char *history;       /* the file, or NULL */
} LineEditorOptions;

void line_editor_open(const LineEditorOptions *options);
void line_editor_close(void);

void line_editor_prompt(const char *prompt);
void line_editor_size(int rows, int columns);

/* Ctrl-C: throws away what is being typed, a search, a half-typed key. True if there was anything. On a line
 * terminal the prompt is then gone, until line_editor_begin. */
bool line_editor_cancel(void);

/* Pages, the wheel and clicks are not the editor's. What is pasted is taken back by one undo; newlines stay in it, but
 * not at its end. Characters that a terminal would obey or hide are dropped. */
void line_editor_press(const Keystroke *stroke);
/* Once, in the person's language, after a text that was too long to be taken; else NULL. *until_key: it was typed, and
 * what more of it comes is dropped until Enter or another key is pressed. */
const char *line_editor_take_refusal(bool *until_key);

/* ---- in a pane ---- */
typedef struct LineEditorView {
    const char *prompt;  /* or what a search shows in its place */
    const char *line;
    size_t cursor;       /* byte offset in line */
    const Style *styles; /* of each byte of line; NULL: plain */
    const char *suggestion; /* what would follow; "" or NULL: nothing */
    const char *hint;    /* a line of help; "" or NULL: none */
    const char *help;    /* the command that explains the place of the cursor; "" or NULL: none */
    bool romanised;      /* the screen has ASCII alone */
    const char *const *matches; /* the names that would complete the word, until the next key */
    int match_count;
} LineEditorView;

void line_editor_forget_matches(void);
/* Valid until the next call of another function. */
LineEditorView line_editor_view(void);
/* True once after Ctrl-L. */
bool line_editor_wants_redraw(void);

/* ---- on a line terminal ---- */
/* Shows the prompt and takes the terminal; it is given back by itself when a line is finished. */
void line_editor_begin(void);
bool line_editor_begun(void);
/* Gives it back; what was typed comes back with the next begin. */
void line_editor_end(void);
/* Other output is to stand below the line as it is now; then the line is shown again, at the latest by the next key. */
void line_editor_leave(void);
void line_editor_show(void);
/* Gives the terminal's modes back and takes them again, around a stop or for good. */
void line_editor_suspend(void);
void line_editor_resume(void);
void line_editor_resized(void);

#endif
