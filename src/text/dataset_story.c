/* dataset_story.c: the pairs of the tasks question and summary (story.h), by word. */
#include <string.h>

#include "base/language.h"
#include "text/dataset_parts.h"
#include "text/story.h"

static StoryKind kind_of(const Dataset *dataset)
{
    return strcmp(dataset->options.task, "question") == 0 ? STORY_QUESTION : STORY_SUMMARY;
}

static void add_word(void *vocabulary, const char *word) { vocabulary_add(vocabulary, word); }

bool dataset_open_story(Dataset *dataset, Error *error)
{
    StoryKind kind = kind_of(dataset);
    dataset->language = strcmp(dataset->options.language, "ko") == 0 ? LANGUAGE_KOREAN : LANGUAGE_ENGLISH;
    int least = story_length_least(kind, dataset->language);
    if (!dataset_settle_lengths(dataset, least, 2 * least, STORY_LENGTH_MOST, error))
        return false;
    if (dataset->least < least)
        return error_set(error, ERROR_USAGE,
                         TEXT("%s has at least %d words and marks, not %d", "%s: 길이는 적어도 토큰 %d개입니다(입력: %d)"),
                         dataset->name, least, dataset->least);
    story_words(kind, dataset->language, false, add_word, dataset->source);
    story_words(kind, dataset->language, true, add_word, dataset->target);
    dataset->target_most = kind == STORY_QUESTION ? 1 : dataset->most;
    dataset->has_partners = true;
    return true;
}

/* Words with a blank before each, but not before a mark. */
static void put_words(const Vocabulary *vocabulary, const char (*words)[STORY_WORD_BYTES], int count, Buffer *text, IntList *ids)
{
    buffer_clear(text);
    int_list_reserve(ids, count);
    ids->count = 0;
    for (int i = 0; i < count; i++) {
        if (i > 0 && strchr(".?:", words[i][0]) == NULL)
            buffer_add_char(text, ' ');
        buffer_add(text, words[i]);
        int_list_add(ids, vocabulary_find(vocabulary, words[i]));
    }
}

Made dataset_begin_story(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    Story story;
    StoryKind kind = kind_of(dataset);
    if (length < story_length_least(kind, dataset->language) || length > STORY_LENGTH_MOST)
        return MADE_NEVER;
    if (!story_make(kind, dataset->language, length, random, &story))
        return MADE_OTHER;
    put_words(dataset->source, (const char(*)[STORY_WORD_BYTES])story.word, story.count, &space->source_text, &space->source);
    put_words(dataset->target, (const char(*)[STORY_WORD_BYTES])story.answer, story.answer_count, &space->target_text,
              &space->target);
    space->partner.count = 0;
    for (int i = 0; i < story.answer_count; i++)
        int_list_add(&space->partner, story.partner[i]);
    return MADE_PAIR;
}
