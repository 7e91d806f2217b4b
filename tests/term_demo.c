/* term_demo.c: a program with nothing in it but a terminal, for the tests that sit in front of one.
 *
 *     fill N      N rows into the transcript          heat        a heat map
 *     live N      N steps with a live view            size        what the terminal can do
 *     clock N     a live view (plain: rows) while the prompt lives
 *     error       an error
 *     hang N      N seconds in which nobody listens   late N      N seconds that end as Ctrl-C comes
 *     wait N      N seconds of work that stops        raw         what a terminal would obey
 *     page        a page that names its keys; w works in it for 10 seconds, i while no key comes, p shows a live view
 *     over        a page over a live view
 *     offer       Enter alone stands for "fill 3 rows"  quit
 *
 * Anything else is said back, with its bytes counted. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/language.h"
#include "term/term.h"

static Terminal *terminal;
static bool over;
static int ticks_left;

static void say(Style style, const char *text)
{
    Canvas *canvas = canvas_open(terminal_screen(terminal));
    canvas_write(canvas, 0, 0, style, text);
    terminal_append(terminal, canvas, false);
    canvas_close(canvas);
}

static void fill(int count)
{
    for (int row = 1; row <= count; row++) {
        char text[200];
        snprintf(text, sizeof text, "row %d: the quick brown fox / 다람쥐 헌 쳇바퀴에 타고파 / 끝 %d", row,
                 row);
        say(STYLE_PLAIN, text);
    }
}

static void draw_heat(Canvas *canvas, int top, int phase)
{
    static const char *const words[] = {"나는", "학교에", "간다", "<EOS>"};
    Screen screen = canvas_screen(canvas);
    for (int row = 0; row < 4; row++) {
        canvas_write(canvas, top + row, 0, STYLE_SOURCE, screen.unicode ? words[row] : "token");
        for (int column = 0; column < 10; column++) {
            int shade = (column + row + phase) % 10 * SHADE_MOST / 9;
            canvas_shade(canvas, top + row, 8 + 2 * column, 2, shade, " ");
        }
        canvas_format(canvas, top + row, 29, STYLE_DIM, "0.%d", row);
    }
}

static void heat(void)
{
    Canvas *canvas = canvas_open(terminal_screen(terminal));
    canvas_write(canvas, 0, 0, STYLE_HEADING, "attention");
    draw_heat(canvas, 1, 0);
    terminal_append(terminal, canvas, false);
    canvas_close(canvas);
}

static void show_live(int step)
{
    Canvas *canvas = canvas_open(terminal_screen(terminal));
    int column = canvas_format(canvas, 0, 0, STYLE_GOOD, "step %d", step);
    canvas_write(canvas, 0, column + 1, STYLE_GOOD, canvas_screen(canvas).unicode ? "▸" : ">");
    draw_heat(canvas, 1, step);
    terminal_live(terminal, canvas);
    canvas_close(canvas);
}

/* True where Ctrl-C was pressed. */
static bool work(int milliseconds)
{
    char *line;
    return terminal_pump(terminal, milliseconds, &line) == TERMINAL_INTERRUPT || interrupt_requested();
}

static void live(int steps)
{
    terminal_busy(terminal, true);
    bool stopped = false;
    int step = 0;
    while (step < steps && !stopped) {
        show_live(++step);
        terminal_status(terminal, "training 학습 중");
        stopped = work(50);
    }
    terminal_live(terminal, NULL);
    terminal_status(terminal, "ready");
    terminal_busy(terminal, false);
    interrupt_clear();
    say(stopped ? STYLE_WARNING : STYLE_GOOD, stopped ? "stopped" : "done");
}

static void wait_seconds(int seconds)
{
    terminal_busy(terminal, true);
    bool stopped = false;
    for (int i = 0; i < seconds * 20 && !stopped; i++)
        stopped = work(50);
    terminal_busy(terminal, false);
    interrupt_clear();
    say(STYLE_PLAIN, stopped ? "stopped" : "waited");
}

/* Work that looks at nothing, as a runaway script. */
static void hang(int seconds)
{
    char *line;
    terminal_busy(terminal, true);
    terminal_pump(terminal, 0, &line);
    time_t end = time(NULL) + seconds;
    while (time(NULL) < end)
        ;
    terminal_busy(terminal, false);
    say(STYLE_PLAIN, interrupt_requested() ? "hung, with Ctrl-C" : "hung");
    interrupt_clear();
}

/* Work that ends just when Ctrl-C comes. */
static void late(int seconds)
{
    terminal_busy(terminal, true);
    for (int i = 0; i < seconds * 20; i++)
        work(50);
    raise(SIGINT);
    terminal_busy(terminal, false);
    interrupt_clear();
    say(STYLE_PLAIN, "Ctrl-C came late");
}

/* ---- a page ---- */

static struct { char last[64]; int keys, worked; bool idles; } page;

static void draw_page(void *argument, PageView *view)
{
    (void)argument;
    /* each on a row of its own, so that it is sent whole */
    canvas_format(view->canvas, page.keys, 0, STYLE_STRONG, "page %d: %s, worked %d", page.keys, page.last,
                  page.worked);
    canvas_format(view->canvas, view->rows - 1, 0, STYLE_DIM, "%d by %d, 한글", canvas_columns(view->canvas), view->rows);
    view->cursor_row = view->rows - 1;
}

static bool press_page(void *argument, const PageKey *key)
{
    static const char *const names[] = {
        "character", "paste", "up", "down", "left", "right", "home", "end", "page up", "page down", "enter", "escape",
        "tab", "back tab", "backspace", "delete", "other"};
    (void)argument;
    snprintf(page.last, sizeof page.last, "%s %s %c", names[key->name], key->text,
             key->letter != 0 ? key->letter : '-');
    page.keys++;
    page.idles = key->letter == 'i';
    if (key->letter == 'p') {
        show_live(99);
        work(300);
    }
    if (key->letter == 'w')
        for (page.worked = 0; page.worked < 200 && !work(50);)
            page.worked++;
    return key->letter != 'q' && key->name != PAGE_KEY_ESCAPE;
}

static int idle_in_page(void *argument)
{
    (void)argument;
    for (page.worked = page.idles ? 0 : page.worked; page.idles && page.worked < 200 && !work(50);)
        page.worked++;
    return -1;
}

static void open_page(void)
{
    TerminalPage shown = {NULL, draw_page, press_page, idle_in_page};
    memset(&page, 0, sizeof page);
    say(STYLE_PLAIN, terminal_page(terminal, &shown) ? "page closed" : "no page");
}

static void size(void)
{
    TerminalCapabilities can = terminal_capabilities(terminal);
    Screen screen = can.screen;
    char text[120];
    snprintf(text, sizeof text, "%dx%d colors=%d unicode=%d interactive=%d full=%d background=%06X",
             screen.columns, can.rows, screen.colors, screen.unicode, can.interactive, can.full_screen, (unsigned)screen.background);
    say(STYLE_PLAIN, text);
}

static void fail(void)
{
    Canvas *canvas = canvas_open(terminal_screen(terminal));
    canvas_write(canvas, 0, 0, STYLE_ERROR, "an error");
    terminal_append(terminal, canvas, true);
    canvas_close(canvas);
}

static void echo(const char *line)
{
    char text[4096];
    snprintf(text, sizeof text, "%zu bytes: %s", strlen(line), line);
    say(STYLE_CODE, text);
}

static void obey(const char *line)
{
    int number = 0;
    char word[32] = "";
    sscanf(line, "%31s %d", word, &number);
    if (strcmp(word, "fill") == 0) fill(number);
    else if (strcmp(word, "live") == 0) live(number);
    else if (strcmp(word, "wait") == 0) wait_seconds(number);
    else if (strcmp(word, "clock") == 0) ticks_left = number;
    else if (strcmp(word, "hang") == 0) hang(number);
    else if (strcmp(word, "late") == 0) late(number);
    else if (strcmp(word, "heat") == 0) heat();
    else if (strcmp(word, "size") == 0) size();
    else if (strcmp(word, "page") == 0) open_page();
    else if (strcmp(word, "over") == 0) { show_live(77); open_page(); }
    else if (strcmp(word, "error") == 0) fail();
    else if (strcmp(word, "raw") == 0) say(STYLE_PLAIN, "\033]0;title\a\302\23331m\342\200\256");
    else if (strcmp(word, "offer") == 0) terminal_prompt(terminal, "demo> ", "fill 3 rows");
    else if (strcmp(word, "quit") == 0) over = true;
    else echo(line);
}

static void complete(void *argument, const char *line, int start, int cursor, CompletionAdd *add, void *context)
{
    static const char *const names[] = {"fill", "live", "clock", "hang", "heat", "size", "beam=", "한국어", "한글",
                                        "evil\033]0;title\a", "evil\302\233 31m"};
    (void)argument;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strncmp(names[i], line + start, (size_t)(cursor - start)) == 0)
            add(context, names[i]);
}

/* F1 asks about the line as a whole; the first letter of a shout is red. */
static void read_line(void *argument, const char *line, size_t cursor, LineReading *reading)
{
    (void)argument;
    buffer_format(&reading->hint, "at %zu", cursor);
    buffer_format(&reading->help, "about %s", line);
    if (line[0] == '!')
        reading->styles[0] = STYLE_ERROR;
}

static void tick(void)
{
    if (ticks_left <= 0)
        return;
    if (terminal_capabilities(terminal).full_screen)
        show_live(ticks_left);
    else
        say(STYLE_PLAIN, "step ▸");
    if (--ticks_left == 0)
        terminal_live(terminal, NULL);
}

int main(int count, char **arguments)
{
    Error error = {0};
    TerminalOptions options = {.history = getenv("DEMO_HISTORY")};
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--plain") == 0) options.kind = TERMINAL_PLAIN;
        if (strcmp(arguments[i], "--screen") == 0) options.kind = TERMINAL_SCREEN;
        if (strcmp(arguments[i], "--ko") == 0) language_set(LANGUAGE_KOREAN);
    }
    terminal = terminal_open(&options, &error);
    if (terminal == NULL) {
        fprintf(stderr, "%s\n", error.message);
        return 2;
    }
    terminal_prompt(terminal, "demo> ", NULL);
    terminal_status(terminal, "ready");
    terminal_completer(terminal, complete, NULL);
    terminal_reader(terminal, read_line, NULL);
    terminal_function_key(terminal, 2, "page");
    while (!over) {
        char *line;
        TerminalEvent event = terminal_pump(terminal, ticks_left > 0 ? 100 : -1, &line);
        if (event == TERMINAL_END) break;
        if (event == TERMINAL_INTERRUPT) say(STYLE_WARNING, "interrupt");
        if (event == TERMINAL_LINE) obey(line);
        if (event == TERMINAL_NOTHING) tick();
        free(line);
    }
    terminal_close(terminal);
    return 0;
}
