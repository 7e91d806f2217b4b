/* display_curses.c: cells onto the glass, by ncurses. */
#include "term/display.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

/* ---- what TERM says ---- */

/* Terminals of today that describe themselves by a name their host's terminfo may not have yet. */
static bool follows_xterm(const char *term)
{
    static const char *const families[] = {"xterm", "alacritty", "contour", "foot",  "ghostty", "gnome", "iterm",
                                           "kitty", "konsole",   "mintty",  "rio",   "rxvt",    "st-",   "tmux",
                                           "vte",   "wezterm",   "screen",  "zellij"};
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        if (strncmp(term, families[i], strlen(families[i])) == 0)
            return true;
    return false;
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
    const char *move = tigetstr("cup");
    bool moves = move != NULL && move != (const char *)-1;
    forget_type();
    return moves ? type : NULL;
}

int display_type_colours(const char *type)
{
    if (!known(type))
        return 0;
    int colours = tigetnum("colors");
    forget_type();
    return colours >= 256 ? 256 : colours >= 8 ? 8 : 0;
}
