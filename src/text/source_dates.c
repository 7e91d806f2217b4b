/* source_dates.c: the task dates: a day as someone wrote it, and the same day in ISO 8601.
 *
 * Tokens are characters, each a code point: no two of them ever join into one. The lengths of each pattern are found
 * from every day of one year; other years have as many digits. A model may learn both languages at once
 * (language=both). */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/unicode.h"
#include "text/data_sources.h"
#include "text/dataset_state.h"
#include "text/dates.h"

enum { ISO_LENGTH = 10, DAYS_TRIED = 366 };

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* ---- ways of writing: the patterns of one language, or the English ones and then the Korean ones ---- */

static int way_count(const Dataset *dataset)
{
    if (!dataset->both_languages)
        return date_pattern_count(dataset->language);
    return date_pattern_count(LANGUAGE_ENGLISH) + date_pattern_count(LANGUAGE_KOREAN) - 1; /* without 05.03.21 */
}

static size_t write_way(const Dataset *dataset, int way, Date date, bool capitals, char *text)
{
    int english = date_pattern_count(LANGUAGE_ENGLISH);
    if (dataset->both_languages && way >= english)
        return date_write(LANGUAGE_KOREAN, way - english, date, capitals, text);
    return date_write(dataset->both_languages ? LANGUAGE_ENGLISH : dataset->language, way, date, capitals, text);
}

static void add_characters(Vocabulary *vocabulary, const char *text)
{
    const char *end = text + strlen(text);
    TokenSpan token;
    while (tokens_next(TOKENS_CHARACTER, &text, end, &token))
        vocabulary_add_bytes(vocabulary, token.start, token.count);
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

static bool open_dates(Dataset *dataset, Error *error)
{
    dataset->ways = length_table_open(way_count(dataset), DATE_TEXT_LENGTH);
    Vocabulary *all = vocabulary_open();
    add_characters(all, "0123456789");
    for (int day = 0; day < DAYS_TRIED; day++) {
        char text[DATE_TEXT_LENGTH];
        for (int way = 0; way < way_count(dataset); way++)
            for (int capitals = 0; capitals < 2; capitals++) {
                write_way(dataset, way, date_of_number(day), capitals != 0, text);
                add_characters(all, text);
                length_table_add(dataset->ways, way, utf8_code_points(text));
            }
    }
    /* Adds the tokens that all holds to a vocabulary, in the order of their codes. */
    int count = vocabulary_size(all) - TOKEN_FIRST;
    const char **tokens = memory_new((size_t)count, sizeof *tokens);
    for (int i = 0; i < count; i++)
        tokens[i] = vocabulary_token(all, TOKEN_FIRST + i);
    qsort(tokens, (size_t)count, sizeof *tokens, compare_texts);
    for (int i = 0; i < count; i++)
        vocabulary_add(dataset->vocabulary[SIDE_SOURCE], tokens[i]);
    free(tokens);
    vocabulary_close(all);
    add_characters(dataset->vocabulary[SIDE_TARGET], "-0123456789");
    dataset->target_most = ISO_LENGTH;
    return settle_range(dataset, error);
}

static Made draw_date(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    Date *date = pair_space_notes(space, sizeof *date);
    char text[DATE_TEXT_LENGTH];
    if (length_table_times(dataset->ways, length) == 0)
        return MADE_NEVER;
    int way = length_table_way(dataset->ways, length, random);
    *date = date_of_number((int)random_below(random, DATE_COUNT));
    bool capitals = random_below(random, 2) == 1;
    size_t count = write_way(dataset, way, *date, capitals, text);
    if (utf8_code_points(text) != length)
        return MADE_OTHER;
    buffer_clear(&space->text[SIDE_SOURCE]);
    buffer_add_bytes(&space->text[SIDE_SOURCE], text, count);
    return MADE_PAIR;
}

static void finish_date(const Dataset *dataset, PairSpace *space)
{
    const Date *date = pair_space_notes(space, sizeof *date);
    char text[DATE_TEXT_LENGTH];
    size_t count = date_write_iso(*date, text);
    buffer_clear(&space->text[SIDE_TARGET]);
    buffer_add_bytes(&space->text[SIDE_TARGET], text, count);
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        space->ids[side].count = 0;
        cutter_ids((Cutter){.kind = TOKENS_CHARACTER}, dataset->vocabulary[side], &space->text[side], NULL,
                   &space->ids[side]);
    }
}

/* Dates keep their natural lengths, of which the outermost are rare. */
static int draw_length(const Dataset *dataset, Random *random)
{
    return length_table_draw(dataset->ways, dataset->least, dataset->most, random);
}

const DataSource task_dates = {
    .name = "dates",
    .family = FROM_TASK,
    .help = {"dates as people write them, in ISO 8601", "사람이 쓴 날짜를 ISO 8601로 바꾸기"},
    .takes = "language",
    .both_languages = true,
    .tokens = {TOKENS_CHARACTER, TOKENS_CHARACTER},
    .only_tokens = {"dates are read and written by character", "날짜는 글자 단위로만 읽고 씁니다"},
    .open = open_dates,
    .draw = draw_date,
    .finish = finish_date,
    .draw_length = draw_length,
};
