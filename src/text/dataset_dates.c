/* dataset_dates.c: the pairs of the task dates: a day as someone wrote it, and the same day in ISO 8601.
 *
 * Both sides are read by character. How long each pattern comes out is tried on every day of one year; other
 * years add nothing, since their digits are as many. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "text/dataset_parts.h"

enum { ISO_LENGTH = 10, DAYS_TRIED = 366 };

/* Characters of a written date: no two code points of it ever join into one. */
static int character_count(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++)
        count += (*text & 0xC0) != 0x80;
    return count;
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Adds the tokens that all holds to a vocabulary, in the order of their codes. */
static void add_sorted(Vocabulary *vocabulary, const Vocabulary *all)
{
    int count = vocabulary_size(all) - TOKEN_FIRST;
    const char **tokens = memory_new((size_t)count, sizeof *tokens);
    for (int i = 0; i < count; i++)
        tokens[i] = vocabulary_token(all, TOKEN_FIRST + i);
    qsort(tokens, (size_t)count, sizeof *tokens, compare_texts);
    for (int i = 0; i < count; i++)
        vocabulary_add(vocabulary, tokens[i]);
    free(tokens);
}

static void add_characters(Vocabulary *vocabulary, const char *text)
{
    const char *end = text + strlen(text);
    TokenSpan token;
    while (tokens_next(TOKENS_CHARACTER, &text, end, &token))
        vocabulary_add_bytes(vocabulary, token.start, token.count);
}

static void try_patterns(Dataset *dataset, Date date, Vocabulary *all)
{
    char text[DATE_TEXT_LENGTH];
    for (int pattern = 0; pattern < date_pattern_count(dataset->language); pattern++)
        for (int capitals = 0; capitals < 2; capitals++) {
            date_write(dataset->language, pattern, date, capitals != 0, text);
            add_characters(all, text);
            length_table_add(dataset->ways, pattern, character_count(text));
        }
}

static bool settle_range(Dataset *dataset, Error *error)
{
    int least = 1, most = DATE_TEXT_LENGTH;
    length_table_narrow(dataset->ways, &least, &most);
    if (!dataset_settle_lengths(dataset, least, most, DATE_TEXT_LENGTH, error))
        return false;
    if (length_table_narrow(dataset->ways, &dataset->least, &dataset->most))
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("dates are %d to %d characters long", "날짜는 %d글자에서 %d글자 사이입니다"), least, most);
}

bool dataset_open_dates(Dataset *dataset, Error *error)
{
    bool korean = strcmp(dataset->options.language, "ko") == 0;
    dataset->language = korean ? LANGUAGE_KOREAN : LANGUAGE_ENGLISH;
    dataset->ways = length_table_open(date_pattern_count(dataset->language), DATE_TEXT_LENGTH);
    Vocabulary *all = vocabulary_open();
    add_characters(all, "0123456789");
    for (int day = 0; day < DAYS_TRIED; day++)
        try_patterns(dataset, date_of_number(day), all);
    add_sorted(dataset->source, all);
    vocabulary_close(all);
    add_characters(dataset->target, "-0123456789");
    dataset->target_most = ISO_LENGTH;
    return settle_range(dataset, error);
}

Made dataset_begin_date(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    char text[DATE_TEXT_LENGTH];
    if (length_table_times(dataset->ways, length) == 0)
        return MADE_NEVER;
    int pattern = length_table_way(dataset->ways, length, random);
    space->date = date_of_number((int)random_below(random, DATE_COUNT));
    bool capitals = random_below(random, 2) == 1;
    size_t count = date_write(dataset->language, pattern, space->date, capitals, text);
    if (character_count(text) != length)
        return MADE_OTHER;
    buffer_clear(&space->source_text);
    buffer_add_bytes(&space->source_text, text, count);
    return MADE_PAIR;
}

static void put_ids(const Vocabulary *vocabulary, const Buffer *text, IntList *ids)
{
    ids->count = 0;
    dataset_text_ids((Cutter){.kind = TOKENS_CHARACTER}, vocabulary, text->text, text->length, NULL, ids);
}

void dataset_finish_date(const Dataset *dataset, PairSpace *space)
{
    char text[DATE_TEXT_LENGTH];
    size_t count = date_write_iso(space->date, text);
    buffer_clear(&space->target_text);
    buffer_add_bytes(&space->target_text, text, count);
    put_ids(dataset->source, &space->source_text, &space->source);
    put_ids(dataset->target, &space->target_text, &space->target);
}
