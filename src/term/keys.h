/* keys.h: bytes from a terminal cut into keys.
 *
 * Takes out what the screen itself answers (page keys, the wheel, pasted text, a lone ESC) and throws away what
 * terminals report unasked; everything else comes out as whole characters and whole escape sequences for the line
 * editor. Characters that stand side by side come out as one text, so that thousands of them cost no more than a few.
 * Knows no terminal and no clock: both are given. */
#ifndef SEQLAB_TERM_KEYS_H
#define SEQLAB_TERM_KEYS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    KEYSTROKE_TEXT,   /* characters, one or many */
    KEYSTROKE_KEY,    /* a control character or an escape sequence */
    KEYSTROKE_PASTE,  /* bracketed paste: the text between its marks, of which at most KEYS_PASTE_BYTES are kept */
    KEYSTROKE_ESCAPE, /* ESC and nothing after it */
    KEYSTROKE_PAGE_UP,
    KEYSTROKE_PAGE_DOWN,
    KEYSTROKE_WHEEL_UP,
    KEYSTROKE_WHEEL_DOWN,
    KEYSTROKE_CLICK /* the first button was pressed */
} KeystrokeKind;

typedef struct Keystroke {
    KeystrokeKind kind;
    const char *bytes; /* of TEXT, KEY and PASTE; valid until the next call */
    size_t count;
    bool alt;        /* of a page key: with Alt */
    int row, column; /* of the wheel and a click: where, from 0 */
} Keystroke;

/* Ctrl-P, which pauses work that the terminal listens beside; otherwise it is the line editor's. */
static inline bool keystroke_is_pause(const Keystroke *stroke)
{
    return stroke->kind == KEYSTROKE_KEY && stroke->count == 1 && stroke->bytes[0] == ('P' & 0x1f);
}

/* The function key that it is, from 1; 0: none. */
int function_key(const Keystroke *stroke);

typedef struct Keys Keys;

enum { KEYS_PASTE_BYTES = 1 << 17 };

/* Written to a terminal: pastes then come between their marks, or no longer do. */
#define KEYS_MARK_PASTES "\033[?2004h"
#define KEYS_MARK_NO_PASTES "\033[?2004l"

Keys *keys_open(void);
void keys_close(Keys *keys); /* NULL is fine */

/* now: milliseconds of any clock that only goes forward. */
void keys_feed(Keys *keys, const char *bytes, size_t count, long now);
/* Drops what was fed and not yet given. */
void keys_forget(Keys *keys);
/* The next key; false when there is none, or when what is there may still go on. */
bool keys_next(Keys *keys, long now, Keystroke *stroke);
/* After how many milliseconds keys_next has to be asked again though nothing came; -1: never. */
int keys_wait(const Keys *keys, long now);

#endif
