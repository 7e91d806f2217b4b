/* screen.c: the full screen: its layout, and what keys and signals do to it.
 *
 *     transcript      what was said, the newest at the bottom; PageUp and PageDown
 *     live view       what is changing now, if anything is
 *     status          a rule with words in it
 *     completions     after Tab, if there are several
 *     prompt          as many rows as the line needs
 *
 * A frame is put together from cells and handed to the display, which knows curses; keys come from poll and our own
 * decoder, and go to the line editor. Nothing is drawn outside of terminal_pump and terminal_busy. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "term/display.h"
#include "term/keys.h"
#include "term/line_editor.h"
#include "term/line_waiting.h"
#include "term/page.h"
#include "term/prompt_pane.h"
#include "term/signals.h"
#include "term/terminal_internal.h"
#include "term/transcript.h"

enum {
    LEAST_COLUMNS = 20,
    LEAST_ROWS = 6,
    LEAST_TRANSCRIPT_ROWS = 2,
    WHEEL_ROWS = 3,
    LIVE_MILLISECONDS = 40 /* a live view alone is drawn this often at most */
};

typedef struct ScreenTerminal {
    Terminal base;
    bool unicode, ascii, ended;
    TerminalBusy busy;
    bool pause;      /* Ctrl-P was pressed while the terminal listened */
    bool dirty;      /* something to draw now */
    bool live_dirty; /* only the live view or the status changed: it may wait a moment */
    long drawn_at;
    int transcript_rows; /* of the frame drawn last */
    Keys *keys;
    Transcript *transcript;
    CellRow *live;
    int live_rows;
    char *status, *prompt;
    const TerminalPage *page; /* shown in place of all else; NULL: none */
    bool page_idles;          /* what it does now is stopped by a key */
    char *function_keys[FUNCTION_KEYS]; /* the lines that they stand for */
    Frame frame;
} ScreenTerminal;

static ScreenTerminal *screen_of(const Terminal *terminal) { return (ScreenTerminal *)terminal; }

/* ---- putting a frame together ---- */

static void draw_status(const ScreenTerminal *screen, Frame *frame, int row)
{
    int below = transcript_rows_below(screen->transcript, display_screen(), screen->transcript_rows);
    char note[96] = "";
    if (below > 0)
        snprintf(note, sizeof note, TEXT(" %d more below (PageDown) ", " 아래에 %d줄 더 있음(PageDown) "), below);
    else if (line_waiting_count() > 0)
        snprintf(note, sizeof note, TEXT(" typed ahead: %d ", " 미리 입력한 줄: %d "), line_waiting_count());
    prompt_pane_draw_rule(screen->status, note, screen->unicode && !screen->ascii, frame, row);
}

/* From the bottom up: each part takes what it needs, as far as it may; the transcript has the rest. */
static void compose(ScreenTerminal *screen)
{
    Frame *frame = &screen->frame;
    LineEditorView view = line_editor_view();
    int bottom = prompt_pane_place(&view, screen->busy == TERMINAL_BUSY ? STYLE_DIM : STYLE_STRONG, display_screen(), frame);
    int status = --bottom;
    int rows = at_most(screen->live_rows, bottom > LEAST_TRANSCRIPT_ROWS ? bottom - LEAST_TRANSCRIPT_ROWS : 0);
    bottom -= rows;
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < screen->live[row].count; column++)
            frame_put(frame, bottom + row, column, &screen->live[row].cells[column]);
    if (rows > 0 && rows < screen->live_rows) {
        char note[32];
        snprintf(note, sizeof note, " +%d ", screen->live_rows - rows);
        int start = frame->columns - utf8_width(note);
        frame_text(frame, bottom + rows - 1, start, frame->columns, STYLE_DIM, note);
    }
    screen->transcript_rows = bottom;
    transcript_draw(screen->transcript, frame, display_screen(), bottom);
    draw_status(screen, frame, status);
}

/* A window that is too small for all that says so, and shows the line being typed. */
static void compose_small(ScreenTerminal *screen)
{
    Frame *frame = &screen->frame;
    LineEditorView view = line_editor_view();
    frame_text(frame, 0, 0, frame->columns, STYLE_WARNING, TEXT("too small", "창이 너무 작습니다"));
    int rows = at_most(prompt_pane_rows(&view, frame->columns), frame->rows - 1);
    if (rows > 0)
        prompt_pane_draw(&view, STYLE_STRONG, frame, frame->rows - rows, rows);
    screen->transcript_rows = 0;
}

/* Work that the page started shows its progress over the page's last row. */
static void compose_page(ScreenTerminal *screen)
{
    Frame *frame = &screen->frame;
    page_draw(screen->page, display_screen(), !screen->unicode, frame);
    for (int column = 0; screen->live_rows > 0 && column < frame->columns; column++)
        frame_put(frame, frame->rows - 1, column,
                  column < screen->live[0].count ? &screen->live[0].cells[column] : &(Cell){.text = " ", .width = 1});
}

static void draw(ScreenTerminal *screen)
{
    Frame *frame = &screen->frame;
    frame_begin(frame, display_rows(), display_columns());
    if (screen->page != NULL)
        compose_page(screen);
    else if (frame->rows < LEAST_ROWS || frame->columns < LEAST_COLUMNS)
        compose_small(screen);
    else
        compose(screen);
    for (int row = 0; row < frame->rows; row++)
        for (int column = 0; column < frame->columns; column++)
            if (frame_cell(frame, row, column)->width > 0)
                display_put(row, column, frame_cell(frame, row, column));
    display_cursor(frame->cursor_row, frame->cursor_column);
    display_flush();
    screen->dirty = screen->live_dirty = false;
    screen->drawn_at = clock_milliseconds();
}

/* Milliseconds until the screen has to be drawn: 0 now, -1 there is nothing to draw. */
static int draw_wait(const ScreenTerminal *screen)
{
    if (screen->dirty)
        return 0;
    if (!screen->live_dirty)
        return -1;
    long left = screen->drawn_at + LIVE_MILLISECONDS - clock_milliseconds();
    return left > 0 ? (int)left : 0;
}

/* ---- what the program shows ---- */

static void screen_append(Terminal *terminal, const Canvas *canvas, bool error)
{
    ScreenTerminal *screen = screen_of(terminal);
    (void)error;
    transcript_add_canvas(screen->transcript, canvas);
    screen->dirty = true;
}

static void screen_show(Terminal *terminal, Picture picture, bool error)
{
    ScreenTerminal *screen = screen_of(terminal);
    (void)error;
    transcript_add(screen->transcript, picture, display_screen());
    screen->dirty = true;
}

static void forget_live(ScreenTerminal *screen)
{
    for (int row = 0; row < screen->live_rows; row++)
        cells_free(&screen->live[row]);
    free(screen->live);
    screen->live = NULL;
    screen->live_rows = 0;
}

static void screen_live(Terminal *terminal, const Canvas *canvas)
{
    ScreenTerminal *screen = screen_of(terminal);
    forget_live(screen);
    screen->live_dirty = true;
    if (canvas == NULL)
        return;
    int rows = canvas_rows(canvas);
    screen->live = memory_new((size_t)rows + 1, sizeof(CellRow));
    screen->live_rows = rows;
    for (int row = 0; row < rows; row++) {
        screen->live[row] = cells_from_canvas(canvas, row);
        if (!screen->unicode)
            cells_romanise(&screen->live[row]);
    }
}

static void screen_status(Terminal *terminal, const char *text)
{
    ScreenTerminal *screen = screen_of(terminal);
    free(screen->status);
    screen->status = screen->unicode ? memory_string(text) : utf8_romanised(text);
    screen->live_dirty = true;
}

static void screen_prompt(Terminal *terminal, const char *prompt)
{
    ScreenTerminal *screen = screen_of(terminal);
    free(screen->prompt);
    screen->prompt = memory_string(prompt);
    line_editor_prompt(prompt);
    screen->dirty = true;
}

static void screen_clear(Terminal *terminal)
{
    ScreenTerminal *screen = screen_of(terminal);
    for (int row = 0; row < screen->transcript_rows; row++)
        transcript_add_line(screen->transcript, "", "");
    transcript_to_end(screen->transcript);
    screen->dirty = true;
}

static void screen_echo(Terminal *terminal, const char *line)
{
    ScreenTerminal *screen = screen_of(terminal);
    transcript_add_line(screen->transcript, screen->prompt, line);
    transcript_to_end(screen->transcript);
    screen->dirty = true;
}

static void screen_busy(Terminal *terminal, TerminalBusy busy)
{
    ScreenTerminal *screen = screen_of(terminal);
    if (screen->busy == busy && !screen->live_dirty)
        return;
    screen->busy = busy;
    if (busy != TERMINAL_BUSY && signals_took_interrupt())
        line_waiting_forget(); /* it came after the work's last check */
    draw(screen);
}

/* ---- keys ---- */

static void scroll(ScreenTerminal *screen, int rows)
{
    if (screen->transcript_rows > 0)
        transcript_scroll(screen->transcript, rows, display_screen(), screen->transcript_rows);
}

static void press(ScreenTerminal *screen, const Keystroke *stroke)
{
    int page = screen->transcript_rows > 2 ? screen->transcript_rows - 1 : 1, function = function_key(stroke);
    if (function > 0 && screen->function_keys[function - 1] != NULL) {
        line_waiting_add(memory_string(screen->function_keys[function - 1]));
        return;
    }
    if (prompt_pane_helps(stroke))
        return;
    line_editor_press(stroke);
    switch (stroke->kind) {
    case KEYSTROKE_ESCAPE: transcript_to_end(screen->transcript); break;
    case KEYSTROKE_PAGE_UP: scroll(screen, -page); break;
    case KEYSTROKE_PAGE_DOWN: scroll(screen, page); break;
    case KEYSTROKE_WHEEL_UP: scroll(screen, -WHEEL_ROWS); break;
    case KEYSTROKE_WHEEL_DOWN: scroll(screen, WHEEL_ROWS); break;
    default: break;
    }
    screen->dirty = true;
}

/* As many lines may wait as somebody types ahead while work runs; otherwise one, and the keys behind it are taken after
 * it. Keys that are not taken are not read either, and whoever pastes them waits. */
static bool takes_keys(const ScreenTerminal *screen)
{
    return line_waiting_count() < (screen->busy == TERMINAL_BUSY ? LINE_WAITING_MOST : 1);
}

static void take_keys(ScreenTerminal *screen)
{
    Keystroke stroke;
    while (takes_keys(screen) && keys_next(screen->keys, clock_milliseconds(), &stroke))
        if (screen->busy == TERMINAL_LISTENS && keystroke_is_pause(&stroke))
            screen->pause = true;
        else
            press(screen, &stroke);
    Canvas *refusal = prompt_pane_refusal(display_screen());
    if (refusal != NULL)
        transcript_add_canvas(screen->transcript, refusal);
    canvas_close(refusal);
    if (line_editor_wants_redraw()) {
        screen_clear(&screen->base);
        display_repaint();
    }
}

/* ---- signals ---- */

static void resize(ScreenTerminal *screen)
{
    display_resize();
    line_editor_size(display_rows(), display_columns());
    screen->dirty = true;
}

/* The text typed so far stays visible. Lines typed ahead are dropped, as a terminal does on ^C. */
static TerminalEvent interrupted(ScreenTerminal *screen)
{
    screen->dirty = true;
    keys_forget(screen->keys);
    line_waiting_forget();
    if (screen->busy != TERMINAL_FREE)
        return TERMINAL_INTERRUPT;
    interrupt_clear();
    Buffer line = {0};
    buffer_format(&line, "%s^C", line_editor_view().line);
    bool cleared = line_editor_cancel();
    if (cleared)
        transcript_add_line(screen->transcript, screen->prompt, line.text);
    buffer_free(&line);
    return cleared ? TERMINAL_NOTHING : TERMINAL_INTERRUPT;
}

static TerminalEvent handle_signals(ScreenTerminal *screen)
{
    signals_drain();
    if (signals_took_stop()) {
        display_suspend();
        signals_stop_now();
        signals_took_continue();
        display_resume();
        resize(screen);
    }
    if (signals_took_continue()) {
        display_resume();
        resize(screen);
    }
    if (signals_took_resize())
        resize(screen);
    if (signals_ending() != 0)
        return TERMINAL_END;
    return signals_took_interrupt() ? interrupted(screen) : TERMINAL_NOTHING;
}

/* ---- the loop ---- */

static TerminalEvent next_line(ScreenTerminal *screen, char **line)
{
    if (screen->ended)
        return TERMINAL_END;
    if (screen->pause) {
        screen->pause = false;
        return TERMINAL_PAUSE;
    }
    if (screen->busy == TERMINAL_BUSY || !line_waiting_take(line))
        return TERMINAL_NOTHING;
    if (*line == NULL)
        return TERMINAL_END;
    if (**line != '\0' && strchr(*line, '\n') == NULL)
        screen_echo(&screen->base, *line);
    return TERMINAL_LINE;
}

static void read_keys(ScreenTerminal *screen)
{
    char bytes[4096];
    ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count > 0)
        keys_feed(screen->keys, bytes, (size_t)count, clock_milliseconds());
    else if (count == 0 || (errno != EINTR && errno != EAGAIN))
        screen->ended = true; /* the terminal is gone */
}

/* For work that a page started: keys wait, unless a key is to stop it. */
static TerminalEvent pump_under_page(ScreenTerminal *screen, int milliseconds)
{
    long deadline = clock_milliseconds() + milliseconds;
    for (;;) {
        TerminalEvent event = handle_signals(screen);
        bool key_waits = screen->page_idles && (screen->ended || keys_wait(screen->keys, clock_milliseconds()) >= 0);
        if (draw_wait(screen) == 0)
            draw(screen);
        int left = wait_remaining(milliseconds, deadline);
        if (event != TERMINAL_NOTHING || key_waits)
            return event != TERMINAL_NOTHING ? event : TERMINAL_INTERRUPT;
        if (wait_for_input(screen->page_idles ? STDIN_FILENO : -1, shorter_wait(left, draw_wait(screen))))
            read_keys(screen);
        else if (left == 0)
            return TERMINAL_NOTHING;
    }
}

static TerminalEvent screen_pump(Terminal *terminal, int milliseconds, char **line)
{
    ScreenTerminal *screen = screen_of(terminal);
    if (screen->page != NULL)
        return pump_under_page(screen, milliseconds);
    long deadline = clock_milliseconds() + milliseconds;
    bool waited = false, had_input = false;
    for (;;) {
        TerminalEvent event = handle_signals(screen);
        take_keys(screen);
        if (event == TERMINAL_NOTHING)
            event = next_line(screen, line);
        if (draw_wait(screen) == 0)
            draw(screen);
        int left = wait_remaining(milliseconds, deadline);
        if (event != TERMINAL_NOTHING || (waited && !had_input && left == 0))
            return event;
        bool takes = takes_keys(screen);
        int wait = shorter_wait(left, takes ? keys_wait(screen->keys, clock_milliseconds()) : -1);
        had_input = wait_for_input(takes ? STDIN_FILENO : -1, shorter_wait(wait, draw_wait(screen)));
        if (had_input)
            read_keys(screen);
        waited = true;
    }
}

/* ---- a page ---- */

/* The keys behind the one that closes it are the line's. */
static bool press_page_keys(ScreenTerminal *screen)
{
    Keystroke stroke;
    bool stays = true;
    while (stays && keys_next(screen->keys, clock_milliseconds(), &stroke)) {
        if (stroke.kind == KEYSTROKE_KEY && stroke.count == 1 && stroke.bytes[0] == '\f')
            display_repaint(); /* Ctrl-L */
        stays = page_press(screen->page, &stroke);
        interrupt_clear(); /* it stopped the work that the key had started */
        screen->dirty = true;
        if (!stays && stroke.count > 0)
            line_editor_press(&stroke);
    }
    return stays;
}

/* After how many milliseconds it wants to be called again; -1: not before the next key. */
static int idle_page(ScreenTerminal *screen)
{
    screen->page_idles = true;
    int again = screen->page->idle != NULL ? screen->page->idle(screen->page->argument) : -1;
    screen->page_idles = false;
    screen->dirty = true;
    return again;
}

static void show_page(ScreenTerminal *screen)
{
    long idle_at = 0;
    bool idles = true;
    while (press_page_keys(screen) && !screen->ended && handle_signals(screen) == TERMINAL_NOTHING &&
           !interrupt_requested()) {
        if (draw_wait(screen) == 0)
            draw(screen);
        int pending = keys_wait(screen->keys, clock_milliseconds()), wait = idles ? wait_remaining(0, idle_at) : -1;
        if (wait_for_input(STDIN_FILENO, shorter_wait(shorter_wait(wait, pending), draw_wait(screen)))) {
            read_keys(screen);
            idles = true;
            idle_at = 0;
        } else if (idles && pending < 0 && wait_remaining(0, idle_at) == 0) {
            int again = idle_page(screen);
            idles = again >= 0;
            idle_at = clock_milliseconds() + again;
        }
    }
}

/* The keys of a page come one after the other, whatever work each of them starts. */
static bool screen_page(Terminal *terminal, const TerminalPage *page)
{
    ScreenTerminal *screen = screen_of(terminal);
    TerminalBusy busy = screen->busy;
    if (screen->page != NULL)
        return false;
    screen->page = page;
    screen->busy = TERMINAL_BUSY;
    screen->dirty = true;
    show_page(screen);
    screen->page = NULL;
    screen->busy = busy;
    screen->dirty = true;
    interrupt_clear();
    return true;
}

static void screen_page_draw(Terminal *terminal)
{
    if (screen_of(terminal)->page != NULL)
        draw(screen_of(terminal));
}

static void screen_function_key(Terminal *terminal, int number, const char *line)
{
    char **key = &screen_of(terminal)->function_keys[number - 1];
    free(*key);
    *key = line != NULL ? memory_string(line) : NULL;
}

/* ---- opening and closing ---- */

static TerminalCapabilities screen_capabilities(const Terminal *terminal)
{
    const ScreenTerminal *screen = screen_of(terminal);
    Screen shown = display_screen();
    return (TerminalCapabilities){
        .columns = shown.columns,
        .rows = display_rows(),
        .colors = shown.colors,
        .background = shown.background,
        .unicode = shown.unicode,
        .interactive = true,
        .full_screen = true,
        .romanised = !screen->unicode,
    };
}

static void screen_close(Terminal *terminal)
{
    ScreenTerminal *screen = screen_of(terminal);
    Screen shown = display_screen();
    int rows = display_rows();
    line_editor_close();
    display_close();
    /* The last rows stay visible in the shell, one row of it left for the shell's prompt. */
    Buffer text = {0};
    transcript_end_text(screen->transcript, shown, rows > 1 ? rows - 1 : 1, &text);
    fwrite(buffer_text(&text), 1, text.length, stdout);
    fflush(stdout);
    buffer_free(&text);
    forget_live(screen);
    keys_close(screen->keys);
    transcript_close(screen->transcript);
    frame_free(&screen->frame);
    for (int i = 0; i < FUNCTION_KEYS; i++)
        free(screen->function_keys[i]);
    free(screen->status);
    free(screen->prompt);
    free(screen);
}

static const TerminalTable screen_table = {
    .close = screen_close,
    .capabilities = screen_capabilities,
    .append = screen_append,
    .show = screen_show,
    .live = screen_live,
    .status = screen_status,
    .prompt = screen_prompt,
    .clear = screen_clear,
    .echo = screen_echo,
    .pump = screen_pump,
    .busy = screen_busy,
    .page = screen_page,
    .page_draw = screen_page_draw,
    .function_key = screen_function_key,
};

Terminal *screen_open(const TerminalSettings *settings, Error *error)
{
    DisplayOptions display = {.type = settings->type, .unicode = settings->unicode,
                              .ascii = settings->ascii, .colors = settings->colors,
                              .background = settings->background};
    if (!display_open(&display, error))
        return NULL;
    ScreenTerminal *screen = memory_new(1, sizeof *screen);
    screen->base.table = &screen_table;
    screen->unicode = settings->unicode;
    screen->ascii = settings->ascii;
    screen->keys = keys_open();
    keys_feed(screen->keys, buffer_text(&settings->typed), settings->typed.length, clock_milliseconds());
    screen->transcript = transcript_open(!settings->unicode);
    screen->prompt = memory_string("");
    line_editor_open(&(LineEditorOptions){.in_pane = true, .unicode = settings->unicode,
                                          .terminal_type = settings->type, .history = settings->history});
    line_editor_size(display_rows(), display_columns());
    screen->dirty = true;
    return &screen->base;
}
