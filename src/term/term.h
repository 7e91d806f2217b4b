/* term.h: the person's terminal: one interface, two kinds behind it.
 *
 * screen: ncurses with a transcript, a live view, a status line and a prompt (readline inside the pane).
 * plain: a line terminal, a pipe, TERM=dumb, a screen reader. The program writes canvases and reads lines
 * and does not know which one it talks to.
 *
 * All calls come from one thread. Nothing here waits longer than the time it is given. */
#ifndef SEQLAB_TERM_TERM_H
#define SEQLAB_TERM_TERM_H

#include <stdbool.h>

#include "base/error.h"
#include "view/picture.h"

typedef struct Terminal Terminal;

typedef enum { TERMINAL_AUTOMATIC, TERMINAL_SCREEN, TERMINAL_PLAIN } TerminalKind;
/* The background: as the terminal says (dark if it does not), or as a person says. */
typedef enum { THEME_AUTO, THEME_DARK, THEME_LIGHT } Theme;

typedef struct TerminalOptions {
    TerminalKind kind;
    bool ascii;          /* ASCII only, whatever the locale says */
    bool no_color;      /* NO_COLOR is looked at as well */
    Theme theme;        /* with AUTO, SEQLAB_THEME is looked at as well */
    bool no_mouse;
    const char *history; /* file of the line history, or NULL; written atomically */
} TerminalOptions;

typedef struct TerminalCapabilities {
    Screen screen;      /* what to draw for; the columns are those of the results */
    int rows;
    bool interactive;   /* a person types: there is a prompt, lines may be edited */
    bool romanised;     /* the screen has ASCII alone: Hangul is shown in Roman letters */
    bool full_screen;   /* the curses screen: live views are drawn in place */
} TerminalCapabilities;

/* AUTOMATIC: the screen when input and output are terminals that can move the cursor, else plain. Sets LC_CTYPE
 * (LC_NUMERIC stays "C") and the signal handlers: INT always; WINCH, TSTP, TERM, HUP and crashes where a person
 * sits at a terminal. Without LC_ALL, LC_CTYPE and LANG the characters are taken to be UTF-8; "C" means pictures in
 * ASCII, and text too unless the terminal says that it takes UTF-8. */
Terminal *terminal_open(const TerminalOptions *options, Error *error);
/* "dark", "light" or "auto"; false for anything else. */
bool theme_parse(const char *name, Theme *theme);
/* The end of the screen's transcript goes to the normal screen. After TERM or HUP this does not return: the program
 * ends by that signal, so whatever is to be saved is saved before. */
void terminal_close(Terminal *terminal); /* NULL is fine */

TerminalCapabilities terminal_capabilities(const Terminal *terminal);
Screen terminal_screen(const Terminal *terminal); /* what to draw a canvas for, now */
/* What to draw a live view for, and the rows that it has room for. */
Screen terminal_live_screen(Terminal *terminal, int *rows);

/* Adds a picture to the end of the transcript, which takes it over and draws it again when its width changes. An error
 * goes to standard error on a plain terminal that is no terminal. */
void terminal_show(Terminal *terminal, Picture picture, bool error);
/* The same with rows that stay as they are. */
void terminal_append(Terminal *terminal, const Canvas *canvas, bool error);

/* Whether standard output takes no more: the reader of a pipe has gone, the disk is full. */
bool terminal_output_failed(void);

/* Shows a picture in place of the last live view; NULL takes it away. Plain: nothing, since rows there are
 * only added. The canvas is copied. */
void terminal_live(Terminal *terminal, const Canvas *canvas);
void terminal_status(Terminal *terminal, const char *text); /* one line; plain: nothing */
/* On the full screen: a lesson at this step of so many, whose text stays in view beside the results until the next one
 * comes. Takes the picture over. No title: there is no lesson. Plain: nothing. */
void terminal_lesson(Terminal *terminal, const char *title, int step, int steps, Picture picture);
/* The last result's picture once more, which then stands beside later results where the window is wide and there is no
 * lesson. Takes it over. Plain: nothing. */
void terminal_picture(Terminal *terminal, Picture picture);

/* The prompt of the next line ("seqlab> ", "...> " while a Lua chunk is unfinished), and the line that Enter alone
 * stands for (NULL: none), which the full screen shows in grey behind the cursor. */
void terminal_prompt(Terminal *terminal, const char *prompt, const char *offer);

/* Scrolls what was shown out of sight; in a pipe nothing happens. */
void terminal_clear(Terminal *terminal);

/* Shows a line behind the prompt, as if it had been typed there; in a pipe nothing. */
void terminal_echo(Terminal *terminal, const char *line);

typedef enum {
    TERMINAL_NOTHING,  /* the time is up */
    TERMINAL_LINE,     /* a line was entered: *line, owned by the caller; if it was pasted, it may be several, which the
                            caller echoes one by one (terminal_echo). An empty line leaves nothing on the full screen */
    TERMINAL_END,      /* end of input: Ctrl-D on an empty line, end of the pipe, TERM, HUP */
    TERMINAL_INTERRUPT,/* Ctrl-C while work runs or on an empty line; elsewhere it only empties the line */
    TERMINAL_PAUSE     /* Ctrl-P while the terminal listens */
} TerminalEvent;

/* Handles keys, resizes and redraws for up to `milliseconds` (-1: until something happens, 0: what is there). The
 * screen draws nothing outside of it. While work runs (terminal_busy), lines typed ahead are kept and given later;
 * only interrupts come through, and drop those lines. While it listens, work runs too, but lines are given at once. */
TerminalEvent terminal_pump(Terminal *terminal, int milliseconds, char **line);
typedef enum { TERMINAL_FREE, TERMINAL_BUSY, TERMINAL_LISTENS, TERMINAL_PAUSED } TerminalBusy; /* paused: it listens */
void terminal_busy(Terminal *terminal, TerminalBusy busy);

/* ---- a page: the whole screen for one picture, which has the keys ---- */

typedef enum {
    PAGE_KEY_CHARACTER,
    PAGE_KEY_PASTE,
    PAGE_KEY_UP, PAGE_KEY_DOWN, PAGE_KEY_LEFT, PAGE_KEY_RIGHT,
    PAGE_KEY_HOME, PAGE_KEY_END, PAGE_KEY_PAGE_UP, PAGE_KEY_PAGE_DOWN, /* the wheel turns pages too */
    PAGE_KEY_ENTER, PAGE_KEY_ESCAPE, PAGE_KEY_TAB, PAGE_KEY_BACK_TAB, PAGE_KEY_BACKSPACE, PAGE_KEY_DELETE,
    PAGE_KEY_OTHER
} PageKeyName;

typedef struct PageKey {
    PageKeyName name;
    const char *text; /* the character, or all that was pasted; valid during the call */
    char letter;      /* of a character in ASCII: itself, or of a Hangul letter the key that types it; 0: none */
} PageKey;

typedef struct PageView {
    Canvas *canvas; /* empty, as wide as the screen, which may be a single column; rows beyond `rows` are not shown */
    int rows;
    int cursor_row, cursor_column; /* where the terminal's cursor stands: an input method draws there */
} PageView;

typedef struct TerminalPage {
    void *argument;
    void (*draw)(void *argument, PageView *view); /* after each key, and when the window got another size */
    bool (*key)(void *argument, const PageKey *key); /* false closes the page */
    /* Called while no key waits; returns after how many milliseconds it wants to be called again, -1: not before the
     * next key. A key that comes meanwhile stops what it does: its terminal_pump returns TERMINAL_INTERRUPT.
     * NULL: none. */
    int (*idle)(void *argument);
} TerminalPage;

/* Shows the page until a key or Ctrl-C closes it, or the program has to end. Work that a key starts may pump; it has
 * the keys that come meanwhile wait, but for Ctrl-C. False at once where there is no full screen, or a page is open. */
bool terminal_page(Terminal *terminal, const TerminalPage *page);
/* Draws the open page now, before work that does not pump; nothing where there is none. */
void terminal_page_draw(Terminal *terminal);

/* Hands the full screen's terminal a text for its clipboard (OSC 52); many take it, some only if told to. */
void terminal_copy(Terminal *terminal, const char *text);

enum { FUNCTION_KEYS = 5 };
/* At the prompt of the full screen, F1 to F5 then stand for this line; the text typed so far stays. NULL: nothing. */
void terminal_function_key(Terminal *terminal, int number, const char *line);

/* Asked for names that complete the word at the cursor, which stands from byte word_start to byte cursor of the
 * line; a word ends at blanks and at = , ( ) { } [ ] and quotes. add(context, candidate) is called for each. */
typedef void CompletionAdd(void *context, const char *candidate);
typedef void Completer(void *argument, const char *line, int word_start, int cursor, CompletionAdd *add,
                       void *context);
void terminal_completer(Terminal *terminal, Completer *completer, void *argument);

/* What the program says about the line being typed, for the full screen. */
typedef struct LineReading {
    Style *styles; /* of each byte of the line */
    Buffer hint;   /* one line of help for the place of the cursor; empty: none */
    Buffer help;   /* the line that F1 runs; empty: none */
} LineReading;
/* Asked whenever the line is drawn, so it is quick: the styles come in plain and the texts empty. It runs nothing. */
typedef void LineReader(void *argument, const char *line, size_t cursor, LineReading *reading);
void terminal_reader(Terminal *terminal, LineReader *reader, void *argument);

/* Set by the SIGINT handler, and by TERM and HUP for good; work that takes long looks at it, on any thread. Valid
 * without any terminal open. */
bool interrupt_requested(void);
void interrupt_clear(void);
/* Called inside the SIGINT handler, on the main thread (so that Lua can set its hook there); NULL for none. It may
 * do only what a signal handler may, and returns whether it answers the signal; if nothing does, and no person sits
 * at the terminal, another one a second later ends the program. */
typedef bool InterruptNotice(void);
void interrupt_notify(InterruptNotice *notice);

#endif
