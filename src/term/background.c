/* background.c: asks the terminal for its background.
 *
 *     we      ESC ] 11 ; ? ESC \          which color is it?         (OSC 11)
 *             ESC [ c                     what are you?              (DA1)
 *     it      ESC ] 11 ; rgb:1e1e/1e1e/2e2e ESC \
 *             ESC [ ? 62 ; c
 *
 * Nearly every terminal answers the second question, and answers come in order: whoever does not know the first one
 * costs no time. */
#include "term/background.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "term/signals.h"

enum { ANSWER_MILLISECONDS = 100, LATE_MILLISECONDS = 400 };

static const char questions[] = "\033]11;?\033\\\033[c";

static struct {
    bool outstanding, hushed;
    long asked_at;
    struct termios modes; /* the shell's */
} state;

/* One channel as a byte: one to four hexadecimal digits, of which F, FF, FFF and FFFF are all. */
static int channel(const char **at)
{
    char digits[5] = "";
    size_t count = strspn(*at, "0123456789abcdefABCDEF");
    if (count < 1 || count > 4)
        return -1;
    memcpy(digits, *at, count);
    *at += count;
    long value = strtol(digits, NULL, 16), most = (1L << 4 * count) - 1;
    return (int)((value * 255 + most / 2) / most);
}

static int color_of(const char *answers)
{
    const char *at = strstr(answers, "\033]11;rgb");
    at = at != NULL ? strchr(at, ':') : NULL;
    int rgb = 0;
    for (int i = 0; i < 3; i++) {
        if (at == NULL || *at != (i == 0 ? ':' : '/'))
            return 0;
        at++;
        int value = channel(&at);
        if (value < 0)
            return 0;
        rgb = rgb << 8 | value;
    }
    return rgb;
}

/* Reads until all is answered, the second question too, or the time is up. */
static void read_answers(Buffer *typed, size_t from, int milliseconds)
{
    long end = state.asked_at + milliseconds, left;
    while (state.outstanding && (left = end - clock_milliseconds()) > 0 && wait_for_input(STDIN_FILENO, (int)left)) {
        char bytes[256];
        ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
        if (count <= 0)
            return;
        buffer_add_bytes(typed, bytes, (size_t)count);
        const char *second = strstr(buffer_text(typed) + from, "\033[?");
        state.outstanding = second == NULL || second[3 + strspn(second + 3, "0123456789;")] != 'c';
    }
}

static void set_modes(bool lines)
{
    struct termios modes = state.modes;
    modes.c_lflag &= lines ? ~(tcflag_t)ECHO : ~(tcflag_t)(ECHO | ICANON);
    tcsetattr(STDIN_FILENO, TCSANOW, &modes);
}

int background_ask(Buffer *typed)
{
    bool in_foreground = tcgetpgrp(STDIN_FILENO) == getpgrp(); /* else changing the modes would stop us */
    if (!in_foreground || tcgetattr(STDIN_FILENO, &state.modes) != 0)
        return 0;
    set_modes(false);
    /* Keys that wait already would stand before the answer: they may be for the shell after us. */
    if (!wait_for_input(STDIN_FILENO, 0) && write(STDOUT_FILENO, questions, sizeof questions - 1) > 0) {
        state.outstanding = true;
        state.asked_at = clock_milliseconds();
        read_answers(typed, typed->length, ANSWER_MILLISECONDS);
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &state.modes);
    return color_of(buffer_text(typed));
}

void background_hush(void)
{
    if (!state.outstanding)
        return;
    set_modes(true);
    state.hushed = true;
}

void background_settle(void)
{
    if (!state.hushed)
        return;
    Buffer answers = {0};
    set_modes(false);
    if (signals_ending() == 0)
        read_answers(&answers, 0, LATE_MILLISECONDS);
    tcsetattr(STDIN_FILENO, TCSANOW, &state.modes);
    state.outstanding = state.hushed = false;
    buffer_free(&answers);
}
