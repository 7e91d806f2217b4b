/* source_picture.c: the task picture: a drawn word, column by column, and the word.
 *
 * A token of the source is a column of dots. Its name is the number of its bits in two digits (base 16), its id follows
 * from that number. The word decides on the split, so that a word of the test set was never seen in any drawing. */
#include "text/data_sources.h"
#include "text/dataset_state.h"
#include "text/picture.h"

enum { LETTERS_LEAST = 2, COLUMNS_LEAST = 11, COLUMNS_MOST = 200 };

static void column_name(int dots, char out[4])
{
    static const char digits[] = "0123456789abcdef";
    out[0] = digits[dots >> 4];
    out[1] = digits[dots & 15];
    out[2] = '\0';
}

static bool open_picture(Dataset *dataset, Error *error)
{
    char name[4] = "";
    double noise = dataset->options.noise;
    if (!(noise >= 0 && noise <= NOISE_MOST))
        return error_set(error, ERROR_USAGE,
                         TEXT("noise must be between 0 and %g, not %g", "noise는 0 이상 %g 이하여야 합니다(입력: %g)"),
                         NOISE_MOST, noise);
    for (int dots = 0; dots < PICTURE_PATTERNS; dots++) {
        column_name(dots, name);
        vocabulary_add(dataset->vocabulary[SIDE_SOURCE], name);
    }
    for (int symbol = 0; symbol < dataset->options.symbols; symbol++) {
        char letter = picture_letter(symbol);
        vocabulary_add_bytes(dataset->vocabulary[SIDE_TARGET], &letter, 1);
    }
    if (!dataset_settle_lengths(dataset, COLUMNS_LEAST, 35, COLUMNS_MOST, error))
        return false;
    if (dataset->least < COLUMNS_LEAST)
        return error_set(error, ERROR_USAGE,
                         TEXT("a picture of two letters needs at least %d columns, not %d",
                              "글자가 두 개인 그림은 %d열 이상이어야 합니다(입력: %d)"),
                         COLUMNS_LEAST, dataset->least);
    int least;
    picture_letters(dataset->most, &least, &dataset->target_most);
    return true;
}

/* ---- drawing ---- */

static void draw_word(const Dataset *dataset, const int *symbols, int count, int columns, Random *random,
                      PairSpace *space)
{
    IntList *source = &space->ids[SIDE_SOURCE], *target = &space->ids[SIDE_TARGET];
    char name[4] = "";
    int_list_reserve(source, columns);
    int_list_reserve(&space->alignment, count);
    picture_draw(symbols, count, columns, random, source->item, space->alignment.item);
    picture_add_noise(source->item, columns, dataset->options.noise, random);
    buffer_clear(&space->text[SIDE_SOURCE]);
    for (int i = 0; i < columns; i++) {
        column_name(source->item[i], name);
        buffer_add_bytes(&space->text[SIDE_SOURCE], " ", i > 0);
        buffer_add_bytes(&space->text[SIDE_SOURCE], name, 2);
        source->item[i] += TOKEN_FIRST;
    }
    buffer_clear(&space->text[SIDE_TARGET]);
    target->count = 0;
    for (int i = 0; i < count; i++) {
        if (symbols[i] == PICTURE_GAP) /* is seen, but nothing is to be written for it */
            continue;
        char letter = picture_letter(symbols[i]);
        space->alignment.item[target->count] = space->alignment.item[i];
        buffer_add_char(&space->text[SIDE_TARGET], letter);
        int_list_add(target, vocabulary_find_bytes(dataset->vocabulary[SIDE_TARGET], &letter, 1));
    }
    source->count = columns;
    space->alignment.count = target->count;
}

static Made draw_picture(const Dataset *dataset, int length, Random *random, PairSpace *space)
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

/* ---- typed words ---- */

static bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/* A text is a word to be drawn unless it names columns: two digits each, and more than one. */
static bool is_word(const char *text)
{
    int names = 0;
    for (; *text != '\0'; text += *text == ' ') {
        bool ends = text[1] != '\0' && (text[2] == ' ' || text[2] == '\0');
        if (!is_hexadecimal(text[0]) || text[0] > '7' || !is_hexadecimal(text[1]) || !ends)
            return true;
        text += 2;
        names++;
    }
    return names <= 1;
}

static int dots_of(int id) { return id >= TOKEN_FIRST && id < TOKEN_FIRST + PICTURE_PATTERNS ? id - TOKEN_FIRST : -1; }

static bool read_symbols(const char *text, int *symbols, int *count, Error *error)
{
    *count = 0;
    for (; *text != '\0'; text++) {
        int symbol = picture_symbol(*text);
        if (symbol < 0)
            return error_set(error, ERROR_USAGE,
                             TEXT("\"%s\" cannot be drawn: use one word of letters from A to Z, digits and _",
                                  "\"%s\": 그릴 수 없습니다. A~Z, 숫자, _로 된 한 단어만 그릴 수 있습니다"),
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

/* Always alike. */
static bool draw_text(const Dataset *dataset, const char *text, PairSpace *space, Error *error)
{
    int symbols[PICTURE_LETTERS_MOST], count;
    Random random;
    if (!read_symbols(text, symbols, &count, error))
        return false;
    random_seed_for(&random, dataset->options.seed, "a typed picture");
    draw_word(dataset, symbols, count, picture_columns(count), &random, space);
    return true;
}

const DataSource task_picture = {
    .name = "picture",
    .family = FROM_TASK,
    .help = {"words drawn in dots, read column by column", "점으로 그린 단어를 한 열씩 읽기"},
    .takes = "symbols|noise",
    .symbols = PICTURE_SYMBOLS,
    .symbols_most = PICTURE_SYMBOLS,
    .tokens = {TOKENS_WORD, TOKENS_CHARACTER},
    .only_tokens = {"pictures are read by column and answered by character", "그림은 열 단위로 읽고 글자 단위로 답합니다"},
    .unit = {"column", NULL},
    .aligned = true,
    .reach = PICTURE_REACH,
    .split_by_target = true,
    .open = open_picture,
    .draw = draw_picture,
    .draw_text = draw_text,
    .draws = is_word,
    .dots = dots_of,
};
