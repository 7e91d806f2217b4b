/* story_words.h: the vocabulary of the stories, in both languages. Private to story*.c. */
#ifndef SEQLAB_TEXT_STORY_WORDS_H
#define SEQLAB_TEXT_STORY_WORDS_H

#include "base/language.h"

enum {
    STORY_PEOPLE = 12,
    STORY_PLACES = 12,
    STORY_THINGS = 12,
    STORY_KINDS = 6,
    STORY_TIMES = 3,
    STORY_WAYS = 4,
    STORY_DEEDS = 6,
    STORY_OPENERS = 2
};

/* [LANGUAGE_ENGLISH], [LANGUAGE_KOREAN] */
typedef const char *StoryWord[2];

extern const StoryWord story_people[STORY_PEOPLE], story_places[STORY_PLACES], story_things[STORY_THINGS];
/* Kinds of places and things; each fits all of them. */
extern const StoryWord story_place_kinds[STORY_KINDS], story_thing_kinds[STORY_KINDS];
/* Times of being somewhere and of doing something; manners; deeds. */
extern const StoryWord story_nows[STORY_TIMES], story_pasts[STORY_TIMES], story_ways[STORY_WAYS],
    story_deeds[STORY_DEEDS];
/* Openers before a question, with a capital letter. */
extern const StoryWord story_openers[STORY_OPENERS];

#endif
