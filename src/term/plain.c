/* plain.c: the terminal of lines.
 *
 * Three ways to talk, by what is at the two ends:
 *
 *   stream   a pipe or a file at one end: lines are read, canvases written, nothing else
 *   cooked   a person at a terminal that cannot move its cursor: the kernel edits the line, we show a prompt
 *   edited   a person at any other terminal: readline edits the line
 *
 * While work runs the terminal is the kernel's, which keeps what is typed ahead.
 *
 * Rows are only added, for a screen reader reads them once: no live view, and output that comes while a line is typed
 * goes below it; then the line comes again. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/unicode.h"
#include "term/background.h"
#include "term/display.h"
#include "term/keys.h"
#include "term/line_editor.h"
#include "term/line_waiting.h"
#include "term/prompt_pane.h"
#include "term/signals.h"
#include "term/terminal_internal.h"

typedef enum { PLAIN_STREAM, PLAIN_COOKED, PLAIN_EDITED } PlainMode;

typedef struct PlainTerminal {
    Terminal base;
    PlainMode mode;
    bool ended, prompt_shown;
    TerminalBusy busy;
    bool pastes_marked;
    bool pause; /* Ctrl-P was pressed while the terminal listened */
    Screen screen; /* but for its columns, which change */
    char *prompt;
    Buffer input;          /* stream and cooked: what was read */
    size_t start, looked;  /* of it: given as lines; found to hold no newline */
    Keys *keys;            /* edited */
} PlainTerminal;

static PlainTerminal *plain_of(const Terminal *terminal) { return (PlainTerminal *)terminal; }

static bool interactive(const PlainTerminal *plain) { return plain->mode != PLAIN_STREAM; }

/* ---- the window ---- */

/* False if the terminal does not say. */
static bool terminal_size(int *columns, int *rows)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return false;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return true;
}

static int plain_columns(void)
{
    int columns, rows;
    if (terminal_size(&columns, &rows))
        return columns;
    const char *wanted = getenv("COLUMNS");
    columns = wanted != NULL ? atoi(wanted) : 0;
    return columns > 0 ? columns : 80;
}

static Screen shown_on(const PlainTerminal *plain)
{
    Screen screen = plain->screen;
    screen.columns = plain_columns();
    return screen;
}

/* ---- output that leaves the line being typed whole ---- */

static void before_output(PlainTerminal *plain)
{
    if (line_editor_begun())
        line_editor_leave();
    else if (plain->prompt_shown)
        fputc('\n', stdout); /* the kernel holds what was typed; it cannot be drawn again */
    plain->prompt_shown = false;
}

/* While work tells its progress, a prompt behind each row would be read aloud again and again: an empty one waits for
 * the next key. */
static void after_output(const PlainTerminal *plain)
{
    if (line_editor_begun() && (plain->busy == TERMINAL_FREE || *line_editor_view().line != '\0'))
        line_editor_show();
    fflush(stdout);
}

static void plain_append(Terminal *terminal, const Canvas *canvas, bool error)
{
    PlainTerminal *plain = plain_of(terminal);
    Buffer text = {0};
    bool apart = error && !interactive(plain);
    canvas_to_text(canvas, apart ? 0 : plain->screen.colors, &text);
    if (apart) {
        fflush(stdout); /* so that the two streams keep their order */
        fwrite(buffer_text(&text), 1, text.length, stderr);
    } else if (canvas_rows(canvas) > 0) {
        before_output(plain);
        fwrite(buffer_text(&text), 1, text.length, stdout);
        after_output(plain);
    }
    buffer_free(&text);
}

static void plain_show(Terminal *terminal, Picture picture, bool error)
{
    Canvas *canvas = picture_canvas(&picture, shown_on(plain_of(terminal)));
    plain_append(terminal, canvas, error);
    canvas_close(canvas);
    picture_release(&picture);
}

/* ---- lines ---- */

static void plain_prompt(Terminal *terminal, const char *prompt)
{
    PlainTerminal *plain = plain_of(terminal);
    free(plain->prompt);
    plain->prompt = memory_string(prompt);
    if (plain->mode == PLAIN_EDITED)
        line_editor_prompt(prompt);
}

static void plain_clear(Terminal *terminal)
{
    if (plain_of(terminal)->mode == PLAIN_EDITED)
        fputs("\033[H\033[2J", stdout);
}

static void plain_echo(Terminal *terminal, const char *line)
{
    PlainTerminal *plain = plain_of(terminal);
    if (interactive(plain))
        printf("%s%s\n", plain->prompt, line);
}

/* While a line is edited, pastes come between marks: one of several lines then waits for Enter. */
static void mark_pastes(PlainTerminal *plain, bool marked)
{
    if (plain->mode != PLAIN_EDITED || plain->pastes_marked == marked)
        return;
    plain->pastes_marked = marked;
    fputs(marked ? KEYS_MARK_PASTES : KEYS_MARK_NO_PASTES, stdout);
    fflush(stdout);
}

static void show_prompt(PlainTerminal *plain)
{
    if (plain->busy == TERMINAL_BUSY)
        return;
    if (plain->mode == PLAIN_EDITED && !line_editor_begun()) {
        fflush(stdout);
        line_editor_begin();
        mark_pastes(plain, true);
    } else if (plain->mode == PLAIN_COOKED && plain->busy == TERMINAL_FREE && !plain->prompt_shown) {
        fputs(plain->prompt, stdout);
        fflush(stdout);
        plain->prompt_shown = true;
    }
}

/* Consumed lines are removed when more input arrives, so that a long input is moved once, not once a line. */
static void add_input(PlainTerminal *plain, const char *bytes, size_t count)
{
    Buffer *input = &plain->input;
    if (plain->start > 0) {
        input->length -= plain->start;
        memmove(input->text, input->text + plain->start, input->length);
        plain->looked -= plain->start;
        plain->start = 0;
    }
    buffer_add_bytes(input, bytes, count);
}

static void read_input(PlainTerminal *plain)
{
    char bytes[4096];
    ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count > 0 && plain->mode == PLAIN_EDITED)
        keys_feed(plain->keys, bytes, (size_t)count, clock_milliseconds());
    else if (count > 0)
        add_input(plain, bytes, (size_t)count);
    else if (count == 0 || (errno != EINTR && errno != EAGAIN))
        plain->ended = true;
}

/* Keys that came behind the end of a line wait for the next prompt. */
static void take_keys(PlainTerminal *plain)
{
    Keystroke stroke;
    bool pasted = false;
    while (line_editor_begun() && keys_next(plain->keys, clock_milliseconds(), &stroke))
        if (plain->busy >= TERMINAL_LISTENS && keystroke_is_pause(&stroke))
            plain->pause = true;
        else if (!prompt_pane_helps(&stroke)) {
            line_editor_press(&stroke);
            pasted = pasted || stroke.kind == KEYSTROKE_PASTE;
        }
    Canvas *refusal = prompt_pane_refusal(shown_on(plain)),
           *question = pasted ? prompt_pane_question(shown_on(plain)) : NULL;
    if (refusal != NULL)
        plain_append(&plain->base, refusal, false);
    if (question != NULL)
        plain_append(&plain->base, question, false);
    canvas_close(refusal);
    canvas_close(question);
}

/* The first line of what was read; what has no newline yet counts only at the end. */
static bool take_line(PlainTerminal *plain, char **line)
{
    Buffer *input = &plain->input;
    size_t unseen = input->length - plain->looked;
    const char *newline = unseen > 0 ? memchr(input->text + plain->looked, '\n', unseen) : NULL;
    size_t end = newline != NULL ? (size_t)(newline - input->text) : input->length;
    plain->looked = newline != NULL ? end + 1 : end;
    if (newline == NULL && !(plain->ended && end > plain->start))
        return false;
    size_t length = end - plain->start;
    if (length > 0 && input->text[end - 1] == '\r')
        length--; /* a file from Windows */
    *line = memory_text(input->text + plain->start, length);
    plain->start = plain->looked;
    return true;
}

static TerminalEvent next_line(PlainTerminal *plain, char **line)
{
    if (plain->pause) {
        plain->pause = false;
        return TERMINAL_PAUSE;
    }
    if (!(plain->mode == PLAIN_EDITED ? line_waiting_take(line) : take_line(plain, line))) {
        *line = NULL;
        if (!plain->ended)
            return TERMINAL_NOTHING;
    }
    if (*line == NULL && interactive(plain))
        puts(""); /* the shell's prompt begins on a row of its own */
    plain->prompt_shown = false;
    return *line != NULL ? TERMINAL_LINE : TERMINAL_END;
}

/* ---- signals ---- */

static TerminalEvent interrupted(PlainTerminal *plain)
{
    bool cleared = false;
    if (plain->mode == PLAIN_EDITED) {
        keys_forget(plain->keys);
        cleared = line_editor_cancel();
    } else if (plain->mode == PLAIN_COOKED) {
        buffer_clear(&plain->input);
        plain->start = plain->looked = 0;
        if (plain->prompt_shown)
            puts("");
        plain->prompt_shown = false;
    }
    if (plain->busy != TERMINAL_FREE || !interactive(plain))
        return TERMINAL_INTERRUPT;
    interrupt_clear();
    return cleared ? TERMINAL_NOTHING : TERMINAL_INTERRUPT;
}

static void stop(PlainTerminal *plain)
{
    bool marked = plain->pastes_marked;
    mark_pastes(plain, false);
    line_editor_suspend();
    fputc('\n', stdout);
    fflush(stdout);
    signals_stop_now();
    signals_took_continue();
    plain->prompt_shown = false;
    mark_pastes(plain, marked);
    line_editor_resume();
}

static TerminalEvent handle_signals(PlainTerminal *plain)
{
    signals_drain();
    if (signals_took_resize() && plain->mode == PLAIN_EDITED)
        line_editor_resized();
    if (signals_took_stop())
        stop(plain);
    if (signals_took_continue()) {
        line_editor_suspend();
        line_editor_resume();
    }
    if (signals_ending() != 0)
        return TERMINAL_END;
    return signals_took_interrupt() ? interrupted(plain) : TERMINAL_NOTHING;
}

static TerminalEvent pump(PlainTerminal *plain, int milliseconds, char **line)
{
    long deadline = clock_milliseconds() + milliseconds;
    bool waited = false, had_input = false;
    for (;;) {
        TerminalEvent event = handle_signals(plain);
        if (event == TERMINAL_NOTHING && plain->busy != TERMINAL_BUSY)
            event = next_line(plain, line);
        if (event != TERMINAL_NOTHING)
            return event;
        int left = wait_remaining(milliseconds, deadline);
        if (waited && !had_input && left == 0)
            return TERMINAL_NOTHING;
        show_prompt(plain);
        if (plain->mode == PLAIN_EDITED && plain->busy != TERMINAL_BUSY) {
            take_keys(plain);
            if (line_waiting_count() > 0)
                continue;
            left = shorter_wait(left, keys_wait(plain->keys, clock_milliseconds()));
        }
        had_input = wait_for_input(plain->busy == TERMINAL_BUSY ? -1 : STDIN_FILENO, left);
        if (had_input)
            read_input(plain);
        waited = true;
    }
}

static TerminalEvent plain_pump(Terminal *terminal, int milliseconds, char **line)
{
    TerminalEvent event = pump(plain_of(terminal), milliseconds, line);
    mark_pastes(plain_of(terminal), line_editor_begun());
    return event;
}

static void plain_busy(Terminal *terminal, TerminalBusy busy)
{
    PlainTerminal *plain = plain_of(terminal);
    plain->busy = busy;
    if (busy == TERMINAL_BUSY)
        line_editor_end();
    mark_pastes(plain, line_editor_begun());
}

/* ---- opening and closing ---- */

static TerminalCapabilities plain_capabilities(const Terminal *terminal)
{
    const PlainTerminal *plain = plain_of(terminal);
    TerminalCapabilities capabilities = {
        .screen = shown_on(plain),
        .rows = 24,
        .interactive = interactive(plain),
    };
    int columns;
    terminal_size(&columns, &capabilities.rows);
    return capabilities;
}

static void plain_close(Terminal *terminal)
{
    PlainTerminal *plain = plain_of(terminal);
    line_editor_end();
    mark_pastes(plain, false);
    fflush(stdout);
    if (plain->mode == PLAIN_EDITED)
        line_editor_close();
    keys_close(plain->keys);
    signals_guard(-1, NULL, NULL);
    buffer_free(&plain->input);
    free(plain->prompt);
    free(plain);
}

static const TerminalTable plain_table = {
    .close = plain_close,
    .capabilities = plain_capabilities,
    .append = plain_append,
    .show = plain_show,
    .prompt = plain_prompt,
    .clear = plain_clear,
    .echo = plain_echo,
    .pump = plain_pump,
    .busy = plain_busy,
};

Terminal *plain_open(const TerminalSettings *settings)
{
    PlainTerminal *plain = memory_new(1, sizeof *plain);
    plain->base.table = &plain_table;
    plain->mode = settings->type != NULL ? PLAIN_EDITED : PLAIN_COOKED;
    if (!settings->input_is_terminal || !settings->output_is_terminal)
        plain->mode = PLAIN_STREAM;
    plain->screen = settings->screen;
    plain->prompt = memory_string("");
    struct termios modes;
    if (interactive(plain) && tcgetattr(STDIN_FILENO, &modes) == 0)
        signals_guard(STDIN_FILENO, &modes, plain->mode == PLAIN_EDITED ? KEYS_MARK_NO_PASTES : NULL);
    if (plain->mode != PLAIN_EDITED)
        return &plain->base;
    plain->keys = keys_open();
    keys_feed(plain->keys, buffer_text(&settings->typed), settings->typed.length, clock_milliseconds());
    line_editor_open(&(LineEditorOptions){.unicode = settings->unicode, .terminal_type = settings->type,
                                          .history = settings->history});
    background_hush();
    return &plain->base;
}
