/* dataset_picture.c: the pairs of the task picture: a drawn word, column by column, and the word.
 *
 * A token of the source is a column of dots. Its name is the number of its bits in two digits (base 16), its id follows
 * from that number. Which part a pair belongs to is decided by the word, so that a word that is held out was never
 * seen in any drawing. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "text/dataset_parts.h"
#include "text/picture.h"

enum { LETTERS_LEAST = 2, COLUMNS_LEAST = 11, COLUMNS_MOST = 200 };

static void column_name(int dots, char out[4])
{
    static const char digits[] = "0123456789abcdef";
    out[0] = digits[dots >> 4];
    out[1] = digits[dots & 15];
    out[2] = '\0';
}

static bool check_range(const Dataset *dataset, Error *error)
{
    if (dataset->least >= COLUMNS_LEAST)
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("a picture of two letters has at least %d columns, not %d",
                          "글자가 두 개인 그림은 적어도 %d열입니다(입력: %d)"),
                     COLUMNS_LEAST, dataset->least);
}

bool dataset_open_picture(Dataset *dataset, Error *error)
{
    char name[4] = "";
    if (dataset->options.symbols > PICTURE_SYMBOLS)
        return error_set(error, ERROR_USAGE,
                         TEXT("pictures have up to %d symbols (A to Z, 0 to 9), not %d",
                              "그림의 기호는 %d개(A~Z, 0~9)까지입니다(입력: %d)"),
                         PICTURE_SYMBOLS, dataset->options.symbols);
    for (int dots = 0; dots < PICTURE_PATTERNS; dots++) {
        column_name(dots, name);
        vocabulary_add(dataset->source, name);
    }
    for (int symbol = 0; symbol < dataset->options.symbols; symbol++) {
        char letter = picture_letter(symbol);
        vocabulary_add_bytes(dataset->target, &letter, 1);
    }
    if (!dataset_settle_lengths(dataset, COLUMNS_LEAST, 35, COLUMNS_MOST, error) || !check_range(dataset, error))
        return false;
    int least;
    picture_letters(dataset->most, &least, &dataset->target_most);
    dataset->has_partners = true;
    return true;
}

/* ---- drawing ---- */

/* The text of a drawing, and its tokens in place of the numbers of its columns. */
static void put_columns(PairSpace *space, int columns)
{
    char name[4] = "";
    buffer_clear(&space->source_text);
    for (int i = 0; i < columns; i++) {
        column_name(space->source.item[i], name);
        if (i > 0)
            buffer_add_char(&space->source_text, ' ');
        buffer_add_bytes(&space->source_text, name, 2);
        space->source.item[i] += TOKEN_FIRST;
    }
    space->source.count = columns;
}

static void draw_word(const Dataset *dataset, const int *symbols, int count, int columns, Random *random,
                      PairSpace *space)
{
    int_list_reserve(&space->source, columns);
    int_list_reserve(&space->target, count);
    int_list_reserve(&space->partner, count);
    picture_draw(symbols, count, columns, dataset->options.noise, random, space->source.item, space->partner.item);
    put_columns(space, columns);
    buffer_clear(&space->target_text);
    for (int i = 0; i < count; i++) {
        char letter = picture_letter(symbols[i]);
        buffer_add_char(&space->target_text, letter);
        space->target.item[i] = vocabulary_find_bytes(dataset->target, &letter, 1);
    }
    space->target.count = space->partner.count = count;
}

Made dataset_begin_picture(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    int symbols[PICTURE_LETTERS_MOST], least, most;
    if (length < COLUMNS_LEAST || length > COLUMNS_MOST)
        return MADE_NEVER;
    picture_letters(length, &least, &most);
    int count = random_between(random, least > LETTERS_LEAST ? least : LETTERS_LEAST, most);
    for (int i = 0; i < count; i++)
        symbols[i] = (int)random_below(random, (uint32_t)dataset->options.symbols);
    draw_word(dataset, symbols, count, length, random, space);
    return MADE_PAIR;
}

/* ---- what people type ---- */

static bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/* Two digits each, and more than one of them: columns, not a word. */
static bool names_columns(const char *text)
{
    int names = 0;
    for (; *text != '\0'; text += *text == ' ') {
        if (!is_hexadecimal(text[0]) || text[0] > '7' || !is_hexadecimal(text[1]) || (text[2] != ' ' && text[2] != '\0'))
            return false;
        text += 2;
        names++;
    }
    return names > 1;
}

bool dataset_is_picture(const Dataset *dataset) { return dataset->origin == ORIGIN_PICTURE; }

bool dataset_draws(const Dataset *dataset, const char *text) { return dataset_is_picture(dataset) && !names_columns(text); }

int dataset_dots(const Dataset *dataset, int id)
{
    bool column = dataset_is_picture(dataset) && id >= TOKEN_FIRST && id < TOKEN_FIRST + PICTURE_PATTERNS;
    return column ? id - TOKEN_FIRST : -1;
}

int dataset_partner_reach(const Dataset *dataset) { return dataset_is_picture(dataset) ? PICTURE_REACH : 0; }

static bool read_symbols(const char *text, int *symbols, int *count, Error *error)
{
    *count = 0;
    for (; *text != '\0'; text++) {
        int symbol = picture_symbol(*text);
        if (symbol < 0)
            return error_set(error, ERROR_USAGE,
                             TEXT("\"%s\" cannot be drawn: one word of letters from A to Z and digits can",
                                  "\"%s\": 그릴 수 없습니다. A~Z와 숫자로 된 한 단어만 그릴 수 있습니다"),
                             text);
        if (*count == PICTURE_LETTERS_MOST)
            return error_set(error, ERROR_USAGE, TEXT("up to %d letters can be drawn", "%d글자까지 그릴 수 있습니다"),
                             PICTURE_LETTERS_MOST);
        symbols[(*count)++] = symbol;
    }
    if (*count > 0)
        return true;
    return error_set(error, ERROR_USAGE, TEXT("there is nothing to draw: type a word", "그릴 것이 없습니다. 단어를 입력하십시오"));
}

bool dataset_draw_text(const Dataset *dataset, const char *text, PairSpace *space, Pair *pair, Error *error)
{
    int symbols[PICTURE_LETTERS_MOST], count;
    Random random;
    if (!read_symbols(text, symbols, &count, error))
        return false;
    random_seed_for(&random, dataset->options.seed, "a typed picture");
    draw_word(dataset, symbols, count, picture_columns(count), &random, space);
    dataset_pair_of_space(dataset, space, pair);
    return true;
}
