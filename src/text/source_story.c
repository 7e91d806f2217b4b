/* source_story.c: the tasks question and summary (story.h), by word. */
#include <string.h>

#include "text/data_sources.h"
#include "text/dataset_state.h"
#include "text/story.h"

static void add_word(void *vocabulary, const char *word) { vocabulary_add(vocabulary, word); }

static bool open_story(Dataset *dataset, Error *error)
{
    StoryKind kind = (StoryKind)dataset->source->variant;
    int least = story_length_least(kind, dataset->language);
    if (!dataset_settle_lengths(dataset, least, 2 * least, STORY_LENGTH_MOST, error))
        return false;
    if (dataset->least < least)
        return error_set(error, ERROR_USAGE,
                         TEXT("lengths of %s must be at least %d tokens, not %d", "%s: 길이는 토큰 %d개 이상이어야 합니다(입력: %d)"),
                         dataset->name, least, dataset->least);
    for (Side side = SIDE_SOURCE; side < SIDES; side++)
        story_words(kind, dataset->language, side == SIDE_TARGET, add_word, dataset->vocabulary[side]);
    dataset->target_most = kind == STORY_QUESTION ? 1 : dataset->most;
    return true;
}

/* Words with a blank before each, but not before a mark. */
static void put_words(const Dataset *dataset, Side side, const StoryText *words, PairSpace *space)
{
    Buffer *text = &space->text[side];
    buffer_clear(text);
    space->ids[side].count = 0;
    for (int i = 0; i < words->count; i++) {
        if (i > 0 && strchr(".?:", words->word[i][0]) == NULL)
            buffer_add_char(text, ' ');
        buffer_add(text, words->word[i]);
        int_list_add(&space->ids[side], vocabulary_find(dataset->vocabulary[side], words->word[i]));
    }
}

static Made draw_story(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    Story story;
    StoryKind kind = (StoryKind)dataset->source->variant;
    if (length < story_length_least(kind, dataset->language) || length > STORY_LENGTH_MOST)
        return MADE_NEVER;
    if (!story_make(kind, dataset->language, length, random, &story))
        return MADE_OTHER;
    put_words(dataset, SIDE_SOURCE, &story.text, space);
    put_words(dataset, SIDE_TARGET, &story.answer, space);
    space->alignment.count = 0;
    for (int i = 0; i < story.answer.count; i++)
        int_list_add(&space->alignment, story.alignment[i]);
    return MADE_PAIR;
}

#define STORY \
    .family = FROM_TASK, .takes = "language", .aligned = true, .open = open_story, .draw = draw_story, \
    .only_tokens = {"questions and summaries are read and written by word", "질문과 요약은 단어 단위로만 읽고 씁니다"}

const DataSource task_question = {
    STORY,
    .name = "question",
    .help = {"facts, and a question on one of them", "여러 사실과 그 가운데 하나를 묻는 질문"},
    .variant = STORY_QUESTION,
};

const DataSource task_summary = {
    STORY,
    .name = "summary",
    .help = {"what one person did, or what was done in one place", "한 사람이 한 일, 또는 한 곳에서 있었던 일"},
    .variant = STORY_SUMMARY,
};
