/* token_label.c: a token as people see it in a picture. */
#include "view/token_label.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/unicode.h"

enum { LEADS = 0x1100, VOWELS = 0x1161, TAILS = 0x11A8, LETTERS = 0x3131, LETTER_VOWELS = 0x314F };

/* Places of the leads and tails among the letters ㄱ ㄲ ㄳ ㄴ ... ㅎ. */
static const unsigned char lead_letters[] = {0,  1,  3,  6,  7,  8,  16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29};
static const unsigned char tail_letters[] = {0,  1,  2,  3,  4,  5,  6,  8,  9,  10, 11, 12, 13, 14,
                                             15, 16, 17, 19, 20, 21, 22, 23, 25, 26, 27, 28, 29};

static uint32_t letter_of(uint32_t code)
{
    if (code >= LEADS && code < LEADS + sizeof lead_letters)
        return LETTERS + lead_letters[code - LEADS];
    if (code >= VOWELS && code < VOWELS + 21)
        return LETTER_VOWELS + (code - VOWELS);
    if (code >= TAILS && code < TAILS + sizeof tail_letters)
        return LETTERS + tail_letters[code - TAILS];
    return code;
}

char *token_label(const char *token, bool unicode)
{
    char *normalised = utf8_normalised(token);
    const char *text = normalised != NULL ? normalised : token;
    Buffer label = {0};
    for (size_t left = strlen(text), bytes; left > 0; text += bytes, left -= bytes) {
        uint32_t code = utf8_decode(text, left, &bytes), letter = letter_of(code);
        char letter_bytes[4];
        if (code == ' ')
            buffer_add(&label, unicode ? "▁" : "_");
        else if (letter != code)
            buffer_add_bytes(&label, letter_bytes, utf8_encode(letter, letter_bytes));
        else
            buffer_add_bytes(&label, text, bytes);
    }
    free(normalised);
    return buffer_take(&label);
}
