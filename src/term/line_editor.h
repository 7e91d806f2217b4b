/* line_editor.h: the line being typed. readline does the work, and only this header's source knows it.
 *
 * Two ways to use it. In a pane readline neither reads nor draws: keys come by line_editor_feed and the caller
 * draws line_editor_view. On a line terminal readline reads and draws itself, one key for each line_editor_read,
 * and the caller hides the line while it prints something else.
 *
 * There is one editor in a process, since readline's state is global. */
#ifndef SEQLAB_TERM_LINE_EDITOR_H
#define SEQLAB_TERM_LINE_EDITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "term/term.h"

typedef struct LineEditorOptions {
    bool in_pane;
    bool unicode;              /* keys are UTF-8; what is not is thrown away */
    const char *terminal_type; /* the terminfo name; NULL: what TERM says */
    const char *history;       /* the file, or NULL */
} LineEditorOptions;

void line_editor_open(const LineEditorOptions *options);
void line_editor_close(void);

void line_editor_prompt(const char *prompt);
void line_editor_completer(Completer *completer, void *argument);
void line_editor_size(int rows, int columns);

/* ---- finished lines wait here, oldest first ---- */
/* False when none is waiting. *line is the caller's; NULL is the end of input (Ctrl-D on an empty line). */
bool line_editor_take(char **line);
int line_editor_waiting(void);
void line_editor_forget_waiting(void);

/* Ctrl-C: throws away what is being typed, a search, a half-typed key. True where there was anything. On a line
 * terminal the prompt is then gone, until line_editor_begin. */
bool line_editor_cancel(void);

/* ---- in a pane ---- */
/* One whole character or one whole escape sequence. */
void line_editor_feed(const char *bytes, size_t count);
/* Text from the clipboard, taken back by one undo. Newlines stay, but not at its end. */
void line_editor_paste(const char *text, size_t count);

typedef struct LineEditorView {
    const char *prompt;  /* or what a search shows in its place */
    const char *line;
    size_t cursor;       /* byte offset in line */
    const char *const *matches; /* the names that would complete the word, until the next key */
    int match_count;
} LineEditorView;

void line_editor_forget_matches(void);
/* Valid until the next call of another function. */
LineEditorView line_editor_view(void);
/* True once after Ctrl-L. */
bool line_editor_wants_redraw(void);
/* True where a lone ESC means something to the editor: it ends a search, and vi's users need it. */
bool line_editor_wants_escape(void);

/* ---- on a line terminal ---- */
/* Shows the prompt and takes the terminal; it is given back by itself when a line is finished. */
void line_editor_begin(void);
bool line_editor_begun(void);
/* Takes both away again; what was typed comes back with the next begin. */
void line_editor_end(void);
void line_editor_read(void);
/* Takes the prompt and the line off the terminal and puts them back, around other output. */
void line_editor_hide(void);
void line_editor_show(void);
/* Gives the terminal's modes back and takes them again, around a stop or for good. */
void line_editor_suspend(void);
void line_editor_resume(void);
void line_editor_resized(void);

#endif
