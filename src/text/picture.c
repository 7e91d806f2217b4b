/* picture.c: the letters, and setting them side by side. */
#include "text/picture.h"

#include <stddef.h>
#include <string.h>

enum { BETWEEN_LEAST = 1, BETWEEN_MOST = 3, OUTSIDE_MOST = 3 };

static const char *const shapes[PICTURE_SYMBOLS + 1][PICTURE_ROWS] = {
    {".###.", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"}, /* A */
    {"####.", "#...#", "#...#", "####.", "#...#", "#...#", "####."}, /* B */
    {".###.", "#...#", "#....", "#....", "#....", "#...#", ".###."}, /* C */
    {"###..", "#..#.", "#...#", "#...#", "#...#", "#..#.", "###.."}, /* D */
    {"#####", "#....", "#....", "####.", "#....", "#....", "#####"}, /* E */
    {"#####", "#....", "#....", "####.", "#....", "#....", "#...."}, /* F */
    {".####", "#....", "#....", "#..##", "#...#", "#...#", ".###."}, /* G */
    {"#...#", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"}, /* H */
    {".###.", "..#..", "..#..", "..#..", "..#..", "..#..", ".###."}, /* I */
    {"..###", "...#.", "...#.", "...#.", "...#.", "#..#.", ".##.."}, /* J */
    {"#...#", "#..#.", "#.#..", "##...", "#.#..", "#..#.", "#...#"}, /* K */
    {"#....", "#....", "#....", "#....", "#....", "#....", "#####"}, /* L */
    {"#...#", "##.##", "#.#.#", "#.#.#", "#...#", "#...#", "#...#"}, /* M */
    {"#...#", "##..#", "##..#", "#.#.#", "#..##", "#..##", "#...#"}, /* N */
    {".###.", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."}, /* O */
    {"####.", "#...#", "#...#", "####.", "#....", "#....", "#...."}, /* P */
    {".###.", "#...#", "#...#", "#...#", "#.#.#", "#..#.", ".##.#"}, /* Q */
    {"####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"}, /* R */
    {".####", "#....", "#....", ".###.", "....#", "....#", "####."}, /* S */
    {"#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#.."}, /* T */
    {"#...#", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."}, /* U */
    {"#...#", "#...#", "#...#", "#...#", "#...#", ".#.#.", "..#.."}, /* V */
    {"#...#", "#...#", "#...#", "#.#.#", "#.#.#", "##.##", "#...#"}, /* W */
    {"#...#", "#...#", ".#.#.", "..#..", ".#.#.", "#...#", "#...#"}, /* X */
    {"#...#", "#...#", ".#.#.", "..#..", "..#..", "..#..", "..#.."}, /* Y */
    {"#####", "....#", "...#.", "..#..", ".#...", "#....", "#####"}, /* Z */
    {".###.", "#...#", "#..##", "#.#.#", "##..#", "#...#", ".###."}, /* 0 */
    {"..#..", ".##..", "#.#..", "..#..", "..#..", "..#..", "#####"}, /* 1 */
    {".###.", "#...#", "....#", "..##.", ".#...", "#....", "#####"}, /* 2 */
    {"####.", "....#", "....#", ".###.", "....#", "....#", "####."}, /* 3 */
    {"...#.", "..##.", ".#.#.", "#..#.", "#####", "...#.", "...#."}, /* 4 */
    {"#####", "#....", "####.", "....#", "....#", "#...#", ".###."}, /* 5 */
    {"..##.", ".#...", "#....", "####.", "#...#", "#...#", ".###."}, /* 6 */
    {"#####", "....#", "...#.", "...#.", "..#..", "..#..", "..#.."}, /* 7 */
    {".###.", "#...#", "#...#", ".###.", "#...#", "#...#", ".###."}, /* 8 */
    {".###.", "#...#", "#...#", ".####", "....#", "...#.", ".##.."}, /* 9 */
    {".....", ".....", ".....", ".....", ".....", ".....", "....."}, /* a gap */
};

int picture_symbol(char letter)
{
    if (letter >= 'a' && letter <= 'z')
        return letter - 'a';
    if (letter >= 'A' && letter <= 'Z')
        return letter - 'A';
    if (letter == '_')
        return PICTURE_GAP;
    return letter >= '0' && letter <= '9' ? 26 + letter - '0' : -1;
}

char picture_letter(int symbol) { return (char)(symbol < 26 ? 'A' + symbol : '0' + symbol - 26); }

int picture_dots(int symbol, int column)
{
    int dots = 0;
    for (int row = 0; row < PICTURE_ROWS; row++)
        dots |= (shapes[symbol][row][column] == '#') << row;
    return dots;
}

/* The fewest and the most columns of that many letters with their blanks. */
static int narrowest(int letters) { return PICTURE_LETTER * letters + BETWEEN_LEAST * (letters - 1); }
static int widest(int letters) { return PICTURE_LETTER * letters + BETWEEN_MOST * (letters - 1) + 2 * OUTSIDE_MOST; }

void picture_letters(int columns, int *least, int *most)
{
    *least = *most = 0;
    if (columns < narrowest(1))
        return;
    *most = (columns + BETWEEN_LEAST) / (PICTURE_LETTER + BETWEEN_LEAST);
    for (*least = 1; widest(*least) < columns;)
        ++*least;
}

int picture_columns(int letters) { return (narrowest(letters) + widest(letters)) / 2; }

/* The blanks before each letter and, last, behind them all: the narrowest first, then some wider at random. */
static void choose_blanks(int count, int columns, Random *random, int *blanks)
{
    for (int i = 0; i <= count; i++)
        blanks[i] = i > 0 && i < count ? BETWEEN_LEAST : 0;
    for (int left = columns - narrowest(count); left > 0;) {
        int place = (int)random_below(random, (uint32_t)count + 1);
        int most = place > 0 && place < count ? BETWEEN_MOST : OUTSIDE_MOST;
        if (blanks[place] < most) {
            blanks[place]++;
            left--;
        }
    }
}

void picture_draw(const int *symbols, int count, int columns, Random *random, int *dots, int *middle)
{
    int blanks[PICTURE_LETTERS_MOST + 1], at = 0;
    choose_blanks(count, columns, random, blanks);
    memset(dots, 0, (size_t)columns * sizeof *dots);
    for (int i = 0; i < count; i++) {
        at += blanks[i];
        middle[i] = at + PICTURE_LETTER / 2;
        for (int column = 0; column < PICTURE_LETTER; column++)
            dots[at++] = picture_dots(symbols[i], column);
    }
}

void picture_add_noise(int *dots, int columns, double noise, Random *random)
{
    for (int column = 0; noise > 0 && column < columns; column++)
        for (int row = 0; row < PICTURE_ROWS; row++)
            dots[column] ^= (random_uniform(random) < noise) << row;
}
