/* story.h: random short texts for question answering and summaries, in English or Korean.
 *
 *     question   some facts, then a question on one of them, answered by a word of that fact:
 *                  민수는 지금 도서관에 있다. 지우는 새 가방을 샀다. 지우는 무엇을 샀나?     가방
 *     summary    a person or a place, a colon, then actions of several people; the summary keeps the clauses with that
 *                person or place, with subject, verb, object and place, without attributes:
 *                  지우: 민수는 시장에서 책을 팔았다. 지우는 어제 큰 공원에서 꽃을 보았다.     지우는 공원에서 꽃을 보았다.
 *
 * Every word of the answer occurs in the text, at one known place, perhaps with a particle. */
#ifndef SEQLAB_TEXT_STORY_H
#define SEQLAB_TEXT_STORY_H

#include "base/language.h"
#include "base/random.h"

typedef enum { STORY_QUESTION, STORY_SUMMARY } StoryKind;

enum { STORY_LENGTH_MOST = 72, STORY_WORD_BYTES = 32 };

typedef struct StoryText {
    int count;
    char word[STORY_LENGTH_MOST][STORY_WORD_BYTES]; /* words and punctuation */
} StoryText;

typedef struct Story {
    StoryText text, answer;
    int alignment[STORY_LENGTH_MOST]; /* of each word of the answer, its place in the text */
} Story;

/* A text of exactly length words and marks, at random. False if the text got another length; some tries give every
 * length from the shortest to STORY_LENGTH_MOST. */
bool story_make(StoryKind kind, Language language, int length, Random *random, Story *story);
int story_length_least(StoryKind kind, Language language);

/* Calls visit with every word that can occur in a text or an answer; some more than once. */
typedef void StoryVisit(void *argument, const char *word);
void story_words(StoryKind kind, Language language, bool answers, StoryVisit *visit, void *argument);

#endif
