/* screen.c: the full screen: what the program shows, and what keys, the mouse and signals do to it.
 *
 * A frame is put together by panes.c, or is a page's, and handed to the display, which knows curses; keys come from
 * poll and our own decoder, and go to the line editor. Nothing is drawn outside of terminal_pump and terminal_busy. */
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
#include "term/panes.h"
#include "term/prompt_pane.h"
#include "term/signals.h"
#include "term/terminal_internal.h"

enum {
    WHEEL_ROWS = 3,
    LIVE_MILLISECONDS = 40 /* a live view alone is drawn this often at most */
};

typedef struct ScreenTerminal {
    Terminal base;
    bool ended;
    bool pause;      /* Ctrl-P was pressed while the terminal listened */
    bool dirty;      /* something to draw now */
    bool live_dirty; /* only the live view or the status changed: it may wait a moment */
    long drawn_at;
    Keys *keys;
    Panes panes;
    char *prompt;
    const TerminalPage *page; /* shown in place of all else; NULL: none */
    bool page_idles;          /* what it does now is stopped by a key */
    bool page_works;          /* the live view is of work that the page has started, and not of what waits below it */
    Frame frame;
} ScreenTerminal;

static ScreenTerminal *screen_of(const Terminal *terminal) { return (ScreenTerminal *)terminal; }

/* ---- putting a frame together ---- */

/* Work that the page started shows its progress over the page's last row. */
static void compose_page(ScreenTerminal *screen)
{
    Frame *frame = &screen->frame;
    page_draw(screen->page, display_screen(), screen->panes.romanise, frame);
    if (!screen->page_works || screen->panes.live_rows == 0)
        return;
    for (int column = 0; column < frame->columns; column++)
        frame_put(frame, frame->rows - 1, column, &(Cell){.text = " ", .width = 1});
    frame_cells(frame, frame->rows - 1, 0, screen->panes.live[0].cells, screen->panes.live[0].count);
}

static void draw(ScreenTerminal *screen)
{
    Frame *frame = &screen->frame;
    frame_begin(frame, display_rows(), display_screen().columns);
    if (screen->page != NULL) {
        compose_page(screen);
    } else {
        LineEditorView view = line_editor_view();
        panes_compose(&screen->panes, frame, &view);
    }
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
    transcript_add_canvas(screen->panes.results, canvas);
    screen->panes.lesson_is_newest = false;
    screen->dirty = true;
}

static void screen_show(Terminal *terminal, Picture picture, bool error)
{
    ScreenTerminal *screen = screen_of(terminal);
    (void)error;
    transcript_add(screen->panes.results, picture, panes_screen(&screen->panes, PANE_RESULTS));
    screen->panes.lesson_is_newest = false;
    screen->dirty = true;
}

static void screen_live(Terminal *terminal, const Canvas *canvas)
{
    ScreenTerminal *screen = screen_of(terminal);
    panes_set_live(&screen->panes, canvas);
    screen->page_works = screen->page != NULL;
    screen->live_dirty = true;
}

static void screen_status(Terminal *terminal, const char *text)
{
    ScreenTerminal *screen = screen_of(terminal);
    panes_set_status(&screen->panes, text);
    screen->live_dirty = true;
}

static void screen_clear(Terminal *terminal)
{
    ScreenTerminal *screen = screen_of(terminal);
    Canvas *empty = canvas_open(display_screen());
    for (int row = 0; row < screen->panes.layout.pane[PANE_RESULTS].rows; row++)
        canvas_blank(empty);
    transcript_add_canvas(screen->panes.results, empty);
    transcript_to_end(screen->panes.results);
    canvas_close(empty);
    screen->dirty = true;
}

/* The line that brought the lesson here is no result, and keeps none from being seen. What was found before it is old,
 * and leaves the lesson the room. */
static void screen_lesson(Terminal *terminal, const char *title, int step, int steps, Picture picture)
{
    ScreenTerminal *screen = screen_of(terminal);
    if (transcript_drop_line(screen->panes.results))
        transcript_begin_result(screen->panes.results);
    bool opens = screen->panes.lesson_title == NULL && title != NULL;
    panes_set_lesson(&screen->panes, title, step, steps, picture);
    if (opens) { /* what Enter did before, a list of lessons say, it no longer does; and what clears it is no result */
        screen_clear(terminal);
        transcript_begin_result(screen->panes.results);
    }
    screen->dirty = true;
}

static void screen_picture(Terminal *terminal, Picture picture)
{
    Panes *panes = &screen_of(terminal)->panes;
    picture_release(&panes->last_picture);
    panes->last_picture = picture;
}

static void screen_prompt(Terminal *terminal, const char *prompt)
{
    ScreenTerminal *screen = screen_of(terminal);
    free(screen->prompt);
    screen->prompt = memory_string(prompt);
    line_editor_prompt(prompt);
    screen->dirty = true;
}

static void screen_echo(Terminal *terminal, const char *line)
{
    ScreenTerminal *screen = screen_of(terminal);
    panes_add_line(&screen->panes, screen->prompt, line);
    if (screen->panes.zoomed != PANE_RESULTS)
        screen->panes.zoomed = PANES; /* or the result would not be seen */
    screen->dirty = true;
}

static void screen_busy(Terminal *terminal, TerminalBusy busy)
{
    ScreenTerminal *screen = screen_of(terminal);
    if (screen->panes.busy >= TERMINAL_LISTENS && busy == TERMINAL_FREE)
        transcript_begin_result(screen->panes.results); /* what the work found comes after what was asked meanwhile */
    if (screen->panes.busy == busy && !screen->live_dirty)
        return;
    screen->panes.busy = busy;
    if (busy != TERMINAL_BUSY && signals_took_interrupt())
        line_waiting_forget(); /* it came after the work's last check */
    draw(screen);
}

/* ---- keys ---- */

/* The pane that PageUp and PageDown move. */
static Pane pane_of_keys(const ScreenTerminal *screen, const Keystroke *stroke)
{
    Pane zoomed = screen->panes.zoomed;
    return zoomed != PANES ? zoomed : stroke->alt ? PANE_LESSON : PANE_RESULTS;
}

static bool press_function(ScreenTerminal *screen, int number)
{
    enum { ZOOM = FUNCTION_KEYS + 1, HIDE, MOUSE };
    if (number > 0 && number <= FUNCTION_KEYS) {
        if (screen->panes.function_keys[number - 1] == NULL)
            return false;
        line_waiting_add(memory_string(screen->panes.function_keys[number - 1]));
    } else if (number == ZOOM) {
        panes_zoom_next(&screen->panes);
    } else if (number == HIDE) {
        screen->panes.lesson_hidden = !screen->panes.lesson_hidden;
        screen->panes.zoomed = PANES;
    } else if (number == MOUSE) {
        screen->panes.mouse = !screen->panes.mouse;
        display_mouse(screen->panes.mouse);
    }
    return number > 0;
}

/* At an empty prompt a blank means nothing, and turns the page; on the last one nothing comes of it, so that whoever
 * presses it once too often still sees the line that Enter offers. */
static bool reads_on(ScreenTerminal *screen, const Keystroke *stroke)
{
    size_t blanks = 0;
    while (stroke->kind == KEYSTROKE_TEXT && blanks < stroke->count && stroke->bytes[blanks] == ' ')
        blanks++;
    if (blanks == 0 || blanks < stroke->count || *line_editor_view().line != '\0')
        return false;
    for (size_t i = 0; i < blanks && panes_read_on(&screen->panes); i++)
        continue;
    return true;
}

static void press(ScreenTerminal *screen, const Keystroke *stroke)
{
    Panes *panes = &screen->panes;
    screen->dirty = true;
    if (press_function(screen, function_key(stroke)) || prompt_pane_helps(stroke) || reads_on(screen, stroke))
        return;
    line_editor_press(stroke);
    Pane pointed = panes_at(panes, stroke->row, stroke->column);
    switch (stroke->kind) {
    case KEYSTROKE_ESCAPE:
        panes->zoomed = PANES;
        transcript_to_end(panes->results);
        break;
    case KEYSTROKE_PAGE_UP: panes_page(panes, pane_of_keys(screen, stroke), -1); break;
    case KEYSTROKE_PAGE_DOWN: panes_page(panes, pane_of_keys(screen, stroke), 1); break;
    case KEYSTROKE_WHEEL_UP: panes_scroll(panes, pointed, -WHEEL_ROWS); break;
    case KEYSTROKE_WHEEL_DOWN: panes_scroll(panes, pointed, WHEEL_ROWS); break;
    case KEYSTROKE_CLICK:
        if (pointed != PANES && stroke->row == panes->layout.pane[pointed].row - 1)
            panes_zoom(panes, pointed);
        break;
    default: break;
    }
}

/* As many lines may wait as somebody types ahead while work runs; otherwise one, and the keys behind it are taken after
 * it. Keys that are not taken are not read either, and whoever pastes them waits. */
static bool takes_keys(const ScreenTerminal *screen)
{
    return line_waiting_count() < (screen->panes.busy == TERMINAL_BUSY ? LINE_WAITING_MOST : 1);
}

static void take_keys(ScreenTerminal *screen)
{
    Keystroke stroke;
    while (takes_keys(screen) && keys_next(screen->keys, clock_milliseconds(), &stroke))
        if (screen->panes.busy >= TERMINAL_LISTENS && keystroke_is_pause(&stroke))
            screen->pause = true;
        else
            press(screen, &stroke);
    Canvas *refusal = prompt_pane_refusal(display_screen());
    if (refusal != NULL)
        transcript_add_canvas(screen->panes.results, refusal);
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
    screen->panes.screen = display_screen();
    screen->panes.rows = display_rows();
    line_editor_size(screen->panes.rows, screen->panes.screen.columns);
    screen->dirty = true;
}

/* The text typed so far stays visible. Lines typed ahead are dropped, as a terminal does on ^C. */
static TerminalEvent interrupted(ScreenTerminal *screen)
{
    screen->dirty = true;
    keys_forget(screen->keys);
    line_waiting_forget();
    if (screen->panes.busy != TERMINAL_FREE)
        return TERMINAL_INTERRUPT;
    interrupt_clear();
    Buffer line = {0};
    buffer_format(&line, "%s^C", line_editor_view().line);
    bool cleared = line_editor_cancel();
    if (cleared)
        transcript_add_line(screen->panes.results, screen->prompt, line.text);
    buffer_free(&line);
    return cleared ? TERMINAL_NOTHING : TERMINAL_INTERRUPT;
}

static TerminalEvent handle_signals(ScreenTerminal *screen)
{
    signals_drain();
    bool stopped = signals_took_stop();
    if (stopped) {
        display_suspend();
        signals_stop_now();
    }
    if (signals_took_continue() || stopped) {
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
    while (screen->panes.busy != TERMINAL_BUSY && line_waiting_take(line)) {
        if (*line == NULL)
            return TERMINAL_END;
        if (**line == '\0' && *line_editor_view().suggestion == '\0' && panes_read_lesson(&screen->panes)) {
            free(*line);
            *line = NULL;
            continue; /* no keys are read while another line waits */
        }
        if (**line == '\0')
            transcript_begin_result(screen->panes.results); /* what is said of it is to be seen */
        else if (strchr(*line, '\n') == NULL)
            screen_echo(&screen->base, *line);
        return TERMINAL_LINE;
    }
    return TERMINAL_NOTHING;
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
        screen->page_works = false;
        screen->dirty = true;
        if (!stays && stroke.count > 0)
            line_editor_press(&stroke);
    }
    return stays;
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
            screen->page_idles = true;
            int again = screen->page->idle != NULL ? screen->page->idle(screen->page->argument) : -1;
            screen->page_idles = screen->page_works = false;
            screen->dirty = true;
            idles = again >= 0;
            idle_at = clock_milliseconds() + again;
        }
    }
}

/* The keys of a page come one after the other, whatever work each of them starts. */
static bool screen_page(Terminal *terminal, const TerminalPage *page)
{
    ScreenTerminal *screen = screen_of(terminal);
    TerminalBusy busy = screen->panes.busy;
    if (screen->page != NULL)
        return false;
    screen->page = page;
    screen->page_works = false;
    screen->panes.busy = TERMINAL_BUSY;
    screen->dirty = true;
    show_page(screen);
    screen->page = NULL;
    screen->panes.busy = busy;
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
    char **key = &screen_of(terminal)->panes.function_keys[number - 1];
    free(*key);
    *key = line != NULL ? memory_string(line) : NULL;
}

/* ---- opening and closing ---- */

static TerminalCapabilities screen_capabilities(const Terminal *terminal)
{
    ScreenTerminal *screen = screen_of(terminal);
    return (TerminalCapabilities){
        .screen = panes_screen(&screen->panes, PANE_RESULTS),
        .rows = display_rows(),
        .interactive = true,
        .full_screen = true,
        .romanised = screen->panes.romanise,
    };
}

static Screen screen_live_screen(Terminal *terminal, int *rows)
{
    return panes_live_screen(&screen_of(terminal)->panes, rows);
}

static void screen_close(Terminal *terminal)
{
    ScreenTerminal *screen = screen_of(terminal);
    line_editor_close();
    display_close();
    /* What was in view stays visible in the shell, one row of it left for the shell's prompt. */
    Buffer text = {0};
    panes_text(&screen->panes, screen->panes.rows - 1, &text);
    fwrite(buffer_text(&text), 1, text.length, stdout);
    fflush(stdout);
    buffer_free(&text);
    panes_close(&screen->panes);
    keys_close(screen->keys);
    frame_free(&screen->frame);
    free(screen->prompt);
    free(screen);
}

static const TerminalTable screen_table = {
    .close = screen_close,
    .capabilities = screen_capabilities,
    .append = screen_append,
    .show = screen_show,
    .live = screen_live,
    .lesson = screen_lesson,
    .picture = screen_picture,
    .prompt = screen_prompt,
    .clear = screen_clear,
    .echo = screen_echo,
    .pump = screen_pump,
    .busy = screen_busy,
    .page = screen_page,
    .status = screen_status,
    .page_draw = screen_page_draw,
    .function_key = screen_function_key,
    .live_screen = screen_live_screen,
};

Terminal *screen_open(const TerminalSettings *settings, Error *error)
{
    if (!display_open(settings->type, settings->unicode, settings->screen, error))
        return NULL;
    ScreenTerminal *screen = memory_new(1, sizeof *screen);
    screen->base.table = &screen_table;
    screen->keys = keys_open();
    keys_feed(screen->keys, buffer_text(&settings->typed), settings->typed.length, clock_milliseconds());
    panes_open(&screen->panes, display_screen(), display_rows(), !settings->unicode);
    screen->panes.has_mouse = display_has_mouse();
    screen->panes.mouse = !settings->no_mouse;
    display_mouse(screen->panes.mouse);
    screen->prompt = memory_string("");
    line_editor_open(&(LineEditorOptions){.in_pane = true, .unicode = settings->unicode,
                                          .terminal_type = settings->type, .history = settings->history});
    line_editor_size(screen->panes.rows, screen->panes.screen.columns);
    screen->dirty = true;
    return &screen->base;
}
