/* display_curses.c: cells onto the glass, by ncurses.
 *
 * Curses only draws: keys are read elsewhere, and so are signals, whose handlers were
 * set before newterm, which then leaves them alone. */
#include "term/display.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "term/keys.h"
#include "term/signals.h"
#include "view/palette.h"

/* Last, since they define words such as `lines` as macros. */
#include <curses.h>
#include <term.h>
#undef columns

/* ---- what TERM says ---- */

/* A capability's text; NULL if the terminal has none of this name. */
static const char *capability(const char *name)
{
    const char *text = tigetstr((char *)name);
    return text != (const char *)-1 ? text : NULL;
}

static bool begins_with_one(const char *name, const char *const *beginnings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

/* Terminals of today that describe themselves by a name their host's terminfo may not have yet. */
static bool follows_xterm(const char *term)
{
    static const char *const families[] = {"xterm", "alacritty", "contour", "foot",  "ghostty", "gnome", "iterm",
                                           "kitty", "konsole",   "mintty",  "rio",   "rxvt",    "st-",   "tmux",
                                           "vte",   "wezterm",   "screen",  "zellij"};
    return begins_with_one(term, families, sizeof families / sizeof *families);
}

static bool known(const char *type)
{
    int result;
    return setupterm((char *)type, STDOUT_FILENO, &result) == OK;
}

static void forget_type(void)
{
    if (cur_term != NULL)
        del_curterm(cur_term);
}

const char *display_type(const char *term)
{
    static char type[64];
    if (term == NULL || *term == '\0' || strlen(term) >= sizeof type)
        return NULL;
    strcpy(type, term);
    if (!known(type)) {
        strcpy(type, "xterm-256color");
        if (!follows_xterm(term) || !known(type))
            return NULL;
    }
    /* A dumb terminal is in terminfo as well, and newterm would take it. */
    bool moves = capability("cup") != NULL;
    forget_type();
    return moves ? type : NULL;
}

bool display_type_is_console(const char *type)
{
    static const char *const consoles[] = {"linux", "cons25", "wsvt25", "pcvt25"};
    return begins_with_one(type, consoles, sizeof consoles / sizeof *consoles);
}

int display_type_colors(const char *type)
{
    if (!known(type))
        return 0;
    int colors = tigetnum("colors");
    bool direct = tigetflag("RGB") > 0;
    /* GNU screen hands COLORTERM on from the terminal around it, whose colors it does not know. */
    const char *says = strncmp(type, "screen", strlen("screen")) != 0 ? getenv("COLORTERM") : NULL;
    direct |= says != NULL && (strcmp(says, "truecolor") == 0 || strcmp(says, "24bit") == 0);
    forget_type();
    return colors >= 256 ? (direct ? TRUE_COLOR : 256) : colors >= 8 ? 8 : 0;
}

/* ---- true color ----
 *
 * Curses sends colors as terminfo says, and few descriptions say more than 256 of them, of terminals that can do more
 * as well. So the terminal's own description is copied with other colors, in the format of compiled descriptions
 * (term(5)), and given to curses in TERMINFO, where it may stand in hexadecimal digits. */

enum { MAGIC_OF_32_BITS = 01036, ABSENT = -1 };

static void put_short(Buffer *out, int value)
{
    buffer_add_char(out, (char)(value & 0xFF));
    buffer_add_char(out, (char)(value >> 8 & 0xFF));
}

static void put_even(Buffer *out)
{
    if (out->length % 2 != 0)
        buffer_add_char(out, '\0');
}

/* Keys are left out, and what changes the palette; kmous is kept, for it says that there is a mouse. */
static const char *string_of(const char *name)
{
    if (strcmp(name, "setaf") == 0)
        return "\033[%?%p1%{8}%<%t3%p1%d%e38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m";
    if (strcmp(name, "setab") == 0)
        return "\033[%?%p1%{8}%<%t4%p1%d%e48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m";
    bool key = name[0] == 'k' && strcmp(name, "kmous") != 0;
    if (key || strcmp(name, "initc") == 0 || strcmp(name, "initp") == 0 || strcmp(name, "oc") == 0)
        return NULL;
    return capability(name);
}

static int count_names(const char *const *names)
{
    int count = 0;
    while (names[count] != NULL)
        count++;
    return count;
}

/* The description of the type that setupterm found. */
static void describe(Buffer *out)
{
    Buffer offsets = {0}, texts = {0};
    for (int i = 0; strnames[i] != NULL; i++) {
        const char *text = string_of(strnames[i]);
        put_short(&offsets, text != NULL ? (int)texts.length : ABSENT);
        if (text != NULL)
            buffer_add_bytes(&texts, text, strlen(text) + 1);
    }
    int header[] = {MAGIC_OF_32_BITS, sizeof "x", count_names(boolnames), count_names(numnames), count_names(strnames),
                    (int)texts.length};
    for (size_t i = 0; i < sizeof header / sizeof *header; i++)
        put_short(out, header[i]);
    buffer_add_bytes(out, "x", sizeof "x");
    for (int i = 0; boolnames[i] != NULL; i++)
        buffer_add_char(out, strcmp(boolnames[i], "ccc") != 0 && tigetflag((char *)boolnames[i]) > 0);
    put_even(out);
    for (int i = 0; numnames[i] != NULL; i++) {
        bool colors = strcmp(numnames[i], "colors") == 0, pairs = strcmp(numnames[i], "pairs") == 0;
        int number = colors ? TRUE_COLOR : pairs ? 0x10000 : tigetnum((char *)numnames[i]);
        put_short(out, number);
        put_short(out, number >> 16);
    }
    buffer_add_bytes(out, buffer_text(&offsets), offsets.length);
    buffer_add_bytes(out, buffer_text(&texts), texts.length);
    put_even(out);
    /* What terminfo has no place for: one switch, named RGB. */
    int extension[] = {1, 0, 0, 1, sizeof "RGB"};
    for (size_t i = 0; i < sizeof extension / sizeof *extension; i++)
        put_short(out, extension[i]);
    buffer_add_bytes(out, "\1\0\0\0RGB", 4 + sizeof "RGB");
    buffer_free(&offsets);
    buffer_free(&texts);
}

/* NULL if curses does not take it. */
static SCREEN *open_true_color(const char *type)
{
    if (!known(type))
        return NULL;
    Buffer description = {0}, digits = {0};
    char *before = memory_string(getenv("TERMINFO"));
    describe(&description);
    forget_type();
    buffer_add(&digits, "hex:");
    for (size_t i = 0; i < description.length; i++)
        buffer_format(&digits, "%02X", (unsigned char)description.text[i]);
    setenv("TERMINFO", buffer_text(&digits), 1);
    SCREEN *screen = newterm("x", stdout, stdin);
    if (before != NULL)
        setenv("TERMINFO", before, 1);
    else
        unsetenv("TERMINFO");
    free(before);
    buffer_free(&description);
    buffer_free(&digits);
    return screen;
}

/* ---- the terminal's modes ---- */

/* A style as curses has it. */
typedef struct Look {
    int style, shade;
    attr_t attributes;
    int pair;
} Look;

static struct {
    SCREEN *screen;
    bool unicode; /* the locale is UTF-8 */
    Screen shown; /* but for its columns, which change */
    Look look;            /* of the last cell: most cells look like the one before them */
    bool mouse;           /* it is ours */
    bool suspended;       /* the modes are the shell's, which may change them */
    struct termios shell; /* the modes to give back */
    char reset[128];      /* what a crash writes: it may not call curses */
} display;

static const char mouse_on[] = "\033[?1000;1006h", mouse_off[] = "\033[?1000;1006l";

static void write_now(const char *sequence)
{
    ssize_t written = write(STDOUT_FILENO, sequence, strlen(sequence));
    (void)written;
}

/* A capability without its padding ($<5>), which only putp understands. */
static void add_capability(char *out, size_t size, const char *name)
{
    const char *text = capability(name);
    size_t length = strlen(out);
    while (text != NULL && *text != '\0' && length + 1 < size) {
        const char *padding_end = strncmp(text, "$<", 2) == 0 ? strchr(text, '>') : NULL;
        if (padding_end != NULL)
            text = padding_end + 1;
        else
            out[length++] = *text++;
    }
    out[length] = '\0';
}

/* Keys come as they are pressed and unchanged, except that Ctrl-C and Ctrl-Z stay signals. */
static void tune_modes(void)
{
    struct termios modes;
    cbreak();
    noecho();
    nonl();
    tcgetattr(STDIN_FILENO, &modes);
    modes.c_iflag &= (tcflag_t) ~(IXON | ICRNL | INLCR);
    modes.c_lflag &= (tcflag_t)~IEXTEN;
    modes.c_lflag |= ISIG;
    modes.c_cc[VQUIT] = _POSIX_VDISABLE;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
    def_prog_mode();
}

static void begin_colors(int wanted)
{
    display.shown.colors = 0;
    if (wanted == 0 || !has_colors())
        return;
    start_color();
    use_default_colors();
    bool many = COLORS >= 256 && COLOR_PAIRS > 64;
    display.shown.colors = COLORS >= TRUE_COLOR ? TRUE_COLOR : many ? 256 : COLORS >= 8 ? 8 : 0;
}

bool display_open(const char *type, bool unicode, Screen wanted, Error *error)
{
    display.unicode = unicode;
    display.shown = wanted;
    display.shown.has_pages = true;
    tcgetattr(STDIN_FILENO, &display.shell);
    use_env(FALSE); /* the window's size, whatever LINES and COLUMNS once were */
    use_tioctl(TRUE);
    display.screen = wanted.colors > 256 ? open_true_color(type) : NULL;
    if (display.screen == NULL)
        display.screen = newterm((char *)type, stdout, stdin);
    if (display.screen == NULL)
        return error_set(error, ERROR_SYSTEM, TEXT("the terminal %s cannot be opened", "%s 터미널을 열 수 없습니다"), type);
    set_term(display.screen);
    begin_colors(wanted.colors);
    display.look = (Look){.style = -1};
    tune_modes();
    typeahead(-1); /* a waiting key never interrupts a redraw */
    idcok(stdscr, FALSE);
    strcpy(display.reset, KEYS_MARK_NO_PASTES);
    if (display_has_mouse())
        strcat(display.reset, mouse_off);
    add_capability(display.reset, sizeof display.reset, "sgr0");
    add_capability(display.reset, sizeof display.reset, "cnorm");
    add_capability(display.reset, sizeof display.reset, "rmcup");
    signals_guard(STDIN_FILENO, &display.shell, display.reset);
    write_now(KEYS_MARK_PASTES);
    return true;
}

bool display_has_mouse(void) { return capability("kmous") != NULL; }

static void write_mouse(bool on)
{
    if (display_has_mouse())
        write_now(on ? mouse_on : mouse_off);
}

void display_mouse(bool on)
{
    display.mouse = on;
    write_mouse(on);
}

void display_close(void)
{
    if (display.screen == NULL)
        return;
    if (capability("rmcup") == NULL) { /* without a second screen to leave, ours would stay under the shell's prompt */
        erase();
        refresh();
    }
    write_now(KEYS_MARK_NO_PASTES);
    write_mouse(false);
    endwin();
    signals_guard(-1, NULL, NULL);
    delscreen(display.screen);
    display.screen = NULL;
}

void display_suspend(void)
{
    write_now(KEYS_MARK_NO_PASTES);
    write_mouse(false);
    endwin();
    display.suspended = true;
}

void display_resume(void)
{
    if (display.suspended) { /* else the present modes may be our own */
        tcgetattr(STDIN_FILENO, &display.shell);
        def_shell_mode();
    }
    display.suspended = false;
    signals_guard(STDIN_FILENO, &display.shell, display.reset);
    reset_prog_mode();
    display_repaint();
    refresh();
    write_now(KEYS_MARK_PASTES);
    write_mouse(display.mouse);
}

void display_resize(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        resizeterm(size.ws_row, size.ws_col);
    display_repaint();
}

int display_rows(void) { return LINES; }

Screen display_screen(void)
{
    display.shown.columns = COLS;
    return display.shown;
}

/* ---- colors ---- */

enum { DEFAULT_COLOR = -1, PAIRS_KEPT = 512 };

/* The number of a color pair, made when it is first used. */
static int pair_of(int foreground, int background)
{
    static struct { int foreground, background; } pairs[PAIRS_KEPT];
    static int count;
    if (foreground == DEFAULT_COLOR && background == DEFAULT_COLOR)
        return 0;
    for (int i = 0; i < count; i++)
        if (pairs[i].foreground == foreground && pairs[i].background == background)
            return i + 1;
    if (count == PAIRS_KEPT || count + 1 >= COLOR_PAIRS)
        return 0;
    pairs[count].foreground = foreground;
    pairs[count].background = background;
    count++;
    init_extended_pair(count, foreground, background);
    return count;
}

/* On a direct-color terminal the numbers above 7 are not a palette but red, green and blue. */
static int color_number(int color) { return COLORS <= 256 || color < 16 ? color : color_rgb(color); }

/* ---- cells ---- */

/* The characters of a cell as curses wants them: one that takes room, then marks. False if this locale cannot show
 * them in the columns that the cell has. */
static bool wide_text(const Cell *cell, wchar_t *out)
{
    const char *shown = cell_shown(cell, display_screen());
    size_t count = strlen(shown), length = 0;
    for (size_t at = 0, bytes; at < count && length < CCHARW_MAX; at += bytes) {
        uint32_t code = utf8_decode(shown + at, count - at, &bytes);
        if (code > 0x7F && !display.unicode)
            return false;
        out[length++] = (wchar_t)code;
    }
    out[length] = L'\0';
    int width = length > 0 ? wcwidth(out[0]) : -1;
    return width > 0 && width <= cell->width;
}

/* Without colors bold and dim remain. */
static Look *look_of(const Cell *cell)
{
    Look *look = &display.look;
    if (look->style == cell->style && look->shade == cell->shade)
        return look;
    Screen screen = display_screen();
    screen.colors = at_least(screen.colors, 8);
    Paint paint = style_paint((Style)cell->style, cell->shade, screen);
    *look = (Look){.style = cell->style, .shade = cell->shade,
                   .attributes = (paint.bold ? A_BOLD : A_NORMAL) | (paint.dim ? A_DIM : A_NORMAL)};
    if (display.shown.colors > 0)
        look->pair = pair_of(color_number(paint.foreground), color_number(paint.background));
    return look;
}

static void put_text(int row, int column, const wchar_t *text, const Cell *cell)
{
    cchar_t character;
    Look *look = look_of(cell);
    setcchar(&character, text, look->attributes, 0, &look->pair); /* the short argument is too short for many pairs */
    mvadd_wch(row, column, &character); /* ERR in the bottom right corner, though it is drawn */
}

void display_put(int row, int column, const Cell *cell)
{
    wchar_t text[CCHARW_MAX + 1];
    if (wide_text(cell, text)) {
        if (wcwidth(text[0]) < cell->width)
            put_text(row, column + 1, L" ", cell); /* curses believes that it is narrow */
        put_text(row, column, text, cell);
        return;
    }
    for (int i = 0; i < cell->width; i++)
        put_text(row, column + i, L"?", cell);
}

void display_cursor(int row, int column) { move(row, column); }
void display_flush(void) { refresh(); }
void display_repaint(void) { clearok(curscr, TRUE); }
