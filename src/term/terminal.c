/* terminal.c: chooses a terminal and passes calls on to it. */
#include "term/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/language.h"
#include "term/background.h"
#include "term/display.h"
#include "term/line_reading.h"
#include "term/signals.h"
#include "term/term_locale.h"
#include "term/terminal_internal.h"

/* Terminals of UTF-8 set this, so that the kernel erases whole characters. */
static bool takes_utf8(void)
{
    struct termios modes;
    return isatty(STDOUT_FILENO) && tcgetattr(STDIN_FILENO, &modes) == 0 && (modes.c_iflag & IUTF8) != 0;
}

bool theme_parse(const char *name, Theme *theme)
{
    static const char *const names[] = {[THEME_AUTO] = "auto", [THEME_DARK] = "dark", [THEME_LIGHT] = "light"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) {
            *theme = (Theme)i;
            return true;
        }
    return false;
}

/* Only where the answer decides something is the terminal asked. */
static void find_colors(const TerminalOptions *options, TerminalSettings *settings)
{
    const char *no_color = getenv("NO_COLOR"), *wanted = getenv("SEQLAB_THEME");
    Theme theme = options->theme;
    if (!settings->output_is_terminal || settings->type == NULL)
        return;
    settings->screen.console = display_type_is_console(settings->type);
    if (options->no_color || (no_color != NULL && *no_color != '\0'))
        return;
    settings->screen.colors = display_type_colors(settings->type);
    if (theme == THEME_AUTO && wanted != NULL)
        theme_parse(wanted, &theme);
    if (theme == THEME_LIGHT)
        settings->screen.background = 0xFFFFFF;
    else if (theme == THEME_AUTO && settings->input_is_terminal && settings->screen.colors >= 256)
        settings->screen.background = background_ask(&settings->typed);
}

static TerminalSettings find_settings(const TerminalOptions *options)
{
    bool ascii = options->ascii || locale_asks_for_ascii(), unicode = locale_set(takes_utf8()); /* in this order */
    return (TerminalSettings){
        .input_is_terminal = isatty(STDIN_FILENO) != 0,
        .output_is_terminal = isatty(STDOUT_FILENO) != 0,
        .unicode = unicode,
        .screen.unicode = unicode && !ascii,
        .no_mouse = options->no_mouse,
        .type = display_type(getenv("TERM")),
        .history = options->history,
    };
}

static Terminal *open_screen(const TerminalSettings *settings, bool required, Error *error)
{
    const char *obstacle =
        !settings->input_is_terminal    ? TEXT("standard input is not a terminal", "표준 입력이 터미널이 아닙니다")
        : !settings->output_is_terminal ? TEXT("standard output is not a terminal", "표준 출력이 터미널이 아닙니다")
        : settings->type == NULL        ? TEXT("the terminal named in TERM cannot move its cursor",
                                               "TERM에 적힌 터미널은 커서를 움직일 수 없습니다")
                                        : NULL;
    Terminal *terminal = NULL;
    if (obstacle != NULL)
        error_set(error, ERROR_SYSTEM, TEXT("no full screen: %s", "전체 화면을 쓸 수 없습니다: %s"), obstacle);
    else
        terminal = screen_open(settings, error);
    return terminal != NULL || required ? terminal : plain_open(settings);
}

Terminal *terminal_open(const TerminalOptions *options, Error *error)
{
    TerminalSettings settings = find_settings(options);
    signals_open(settings.input_is_terminal && settings.output_is_terminal);
    find_colors(options, &settings);
    Terminal *terminal = options->kind == TERMINAL_PLAIN
                             ? plain_open(&settings)
                             : open_screen(&settings, options->kind == TERMINAL_SCREEN, error);
    buffer_free(&settings.typed);
    if (terminal == NULL)
        signals_close();
    return terminal;
}

void terminal_close(Terminal *terminal)
{
    if (terminal == NULL)
        return;
    terminal->table->close(terminal);
    background_settle();
    int signal = signals_ending();
    signals_close();
    if (signal != 0)
        signals_end_now(signal);
}

bool terminal_output_failed(void) { return ferror(stdout) != 0; }

TerminalCapabilities terminal_capabilities(const Terminal *terminal)
{
    return terminal->table->capabilities(terminal);
}

Screen terminal_screen(const Terminal *terminal)
{
    Screen screen = terminal_capabilities(terminal).screen;
    screen.columns = at_least(screen.columns, SCREEN_COLUMNS_LEAST);
    return screen;
}

Screen terminal_live_screen(Terminal *terminal, int *rows)
{
    Screen screen = terminal_screen(terminal);
    *rows = terminal_capabilities(terminal).rows;
    if (terminal->table->live_screen != NULL)
        screen = terminal->table->live_screen(terminal, rows);
    screen.columns = at_least(screen.columns, SCREEN_COLUMNS_LEAST);
    return screen;
}

void terminal_append(Terminal *terminal, const Canvas *canvas, bool error)
{
    terminal->table->append(terminal, canvas, error);
}

void terminal_show(Terminal *terminal, Picture picture, bool error) { terminal->table->show(terminal, picture, error); }

void terminal_live(Terminal *terminal, const Canvas *canvas)
{
    if (terminal->table->live != NULL)
        terminal->table->live(terminal, canvas);
}

void terminal_status(Terminal *terminal, const char *text)
{
    if (terminal->table->status != NULL)
        terminal->table->status(terminal, text);
}

void terminal_lesson(Terminal *terminal, const char *title, int step, int steps, Picture picture)
{
    if (terminal->table->lesson != NULL)
        terminal->table->lesson(terminal, title, step, steps, picture);
    else
        picture_release(&picture);
}

void terminal_picture(Terminal *terminal, Picture picture)
{
    if (terminal->table->picture != NULL)
        terminal->table->picture(terminal, picture);
    else
        picture_release(&picture);
}

void terminal_prompt(Terminal *terminal, const char *prompt, const char *offer)
{
    line_reading_offer(offer);
    terminal->table->prompt(terminal, prompt);
}

void terminal_clear(Terminal *terminal) { terminal->table->clear(terminal); }

void terminal_echo(Terminal *terminal, const char *line) { terminal->table->echo(terminal, line); }

TerminalEvent terminal_pump(Terminal *terminal, int milliseconds, char **line)
{
    *line = NULL;
    return terminal->table->pump(terminal, milliseconds, line);
}

void terminal_busy(Terminal *terminal, TerminalBusy busy) { terminal->table->busy(terminal, busy); }

bool terminal_page(Terminal *terminal, const TerminalPage *page)
{
    return terminal->table->page != NULL && terminal->table->page(terminal, page);
}

void terminal_page_draw(Terminal *terminal)
{
    if (terminal->table->page_draw != NULL)
        terminal->table->page_draw(terminal);
}

/* The sequence that hands a terminal a text for its clipboard, OSC 52 ; c ; base64 BEL; nothing for more than terminals
 * take. */
static void add_clipboard_sequence(const char *text, Buffer *out)
{
    enum { BYTES_MOST = 74000 }; /* xterm's limit; a longer sequence would be cut */
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t count = strlen(text);
    if (count > BYTES_MOST)
        return;
    buffer_add(out, "\033]52;c;");
    for (size_t at = 0; at < count; at += 3) {
        size_t left = count - at;
        unsigned char a = (unsigned char)text[at], b = left > 1 ? (unsigned char)text[at + 1] : 0,
                      c = left > 2 ? (unsigned char)text[at + 2] : 0;
        buffer_add_char(out, digits[a >> 2]);
        buffer_add_char(out, digits[(a & 3) << 4 | b >> 4]);
        buffer_add_char(out, left > 1 ? digits[(b & 15) << 2 | c >> 6] : '=');
        buffer_add_char(out, left > 2 ? digits[c & 63] : '=');
    }
    buffer_add_char(out, '\a');
}

void terminal_copy(Terminal *terminal, const char *text)
{
    Buffer sequence = {0};
    if (terminal_capabilities(terminal).full_screen)
        add_clipboard_sequence(text, &sequence);
    fwrite(buffer_text(&sequence), 1, sequence.length, stdout);
    fflush(stdout);
    buffer_free(&sequence);
}

void terminal_function_key(Terminal *terminal, int number, const char *line)
{
    if (terminal->table->function_key != NULL && number >= 1 && number <= FUNCTION_KEYS)
        terminal->table->function_key(terminal, number, line);
}

