/* grammar_words.h: the lexicon of the sentence grammar, and which entries fit together.
 *
 * Tables of people, things, places, times and verbs, each entry with both languages. A verb carries sets (one bit an
 * entry) of the subjects, objects, places and so on that make sense with it. Private to the grammar. */
#ifndef SEQLAB_TEXT_GRAMMAR_WORDS_H
#define SEQLAB_TEXT_GRAMMAR_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/grammar_hangul.h"

typedef uint64_t Set; /* of entries of one table */
#define MEMBER(entry) ((Set)1 << (entry))

typedef enum SubjectName {
    SUBJECT_I, SUBJECT_YOU, SUBJECT_HE, SUBJECT_SHE, SUBJECT_WE, SUBJECT_THEY, SUBJECT_MINSU, SUBJECT_JISU,
    SUBJECT_MOTHER, SUBJECT_FATHER, SUBJECT_GRANDMOTHER, SUBJECT_BROTHER, SUBJECT_SISTER, SUBJECT_FRIEND,
    SUBJECT_TEACHER, SUBJECT_DOCTOR, SUBJECT_CHILD, SUBJECT_STUDENTS, SUBJECT_CAT,
    SUBJECT_RAIN, SUBJECT_SNOW, SUBJECT_WEATHER, SUBJECT_COUNT
} SubjectName;

typedef enum ObjectName {
    OBJECT_APPLE, OBJECT_BREAD, OBJECT_RICE, OBJECT_FISH, OBJECT_CAKE,
    OBJECT_WATER, OBJECT_MILK, OBJECT_COFFEE, OBJECT_JUICE,
    OBJECT_BOOK, OBJECT_NEWSPAPER, OBJECT_NOVEL, OBJECT_LETTER,
    OBJECT_FLOWER, OBJECT_UMBRELLA, OBJECT_BAG,
    OBJECT_MOVIE, OBJECT_BASEBALL, OBJECT_MUSIC, OBJECT_RADIO, OBJECT_SONG,
    OBJECT_ENGLISH, OBJECT_MATH,
    OBJECT_FRIEND, OBJECT_GRANDMOTHER, OBJECT_TEACHER, OBJECT_MINSU, OBJECT_JISU, OBJECT_COUNT
} ObjectName;

typedef enum PlaceName {
    PLACE_SCHOOL, PLACE_LIBRARY, PLACE_HOME, PLACE_PARK, PLACE_MARKET, PLACE_HOSPITAL, PLACE_RESTAURANT,
    PLACE_CAFE, PLACE_OFFICE, PLACE_COUNT
} PlaceName;

typedef enum DayName {
    DAY_YESTERDAY, DAY_TODAY, DAY_TOMORROW, DAY_EVERY, DAY_THESE, DAY_LAST_WEEK, DAY_LAST_YEAR, DAY_NEXT_WEEK,
    DAY_SOON, DAY_MONDAY, DAY_SATURDAY, DAY_WEEKEND, DAY_COUNT
} DayName;

typedef enum PartName { PART_MORNING, PART_AFTERNOON, PART_EVENING, PART_NIGHT, PART_COUNT } PartName;

typedef enum FrequencyName { FREQUENCY_OFTEN, FREQUENCY_ALWAYS, FREQUENCY_SOMETIMES, FREQUENCY_COUNT } FrequencyName;

typedef enum CompanionName {
    COMPANION_FRIEND, COMPANION_MOTHER, COMPANION_FATHER, COMPANION_TEACHER, COMPANION_NOBODY, COMPANION_COUNT
} CompanionName;

typedef enum ToolName { TOOL_BUS, TOOL_TRAIN, TOOL_SUBWAY, TOOL_COUNT } ToolName;

typedef enum AdjectiveName {
    ADJECTIVE_NEW, ADJECTIVE_SMALL, ADJECTIVE_BIG, ADJECTIVE_DELICIOUS, ADJECTIVE_INTERESTING, ADJECTIVE_COLD,
    ADJECTIVE_HOT, ADJECTIVE_OLD, ADJECTIVE_LONG, ADJECTIVE_COUNT
} AdjectiveName;

typedef enum MannerName {
    MANNER_HARD, MANNER_QUICKLY, MANNER_SLOWLY, MANNER_QUIETLY, MANNER_WELL, MANNER_EARLY, MANNER_LATE, MANNER_MUCH,
    MANNER_REALLY, MANNER_COUNT
} MannerName;

typedef enum VerbName {
    VERB_GO, VERB_STAY, VERB_SLEEP, VERB_EAT, VERB_DRINK, VERB_BUY, VERB_READ, VERB_WRITE, VERB_WATCH, VERB_MEET,
    VERB_WAIT, VERB_LISTEN, VERB_STUDY, VERB_WORK, VERB_MAKE, VERB_PLAY, VERB_LIKE, VERB_BE_SICK, VERB_BE_BUSY,
    VERB_RAIN, VERB_SNOW, VERB_BE_COLD, VERB_COUNT
} VerbName;

typedef enum Tense { TENSE_PAST, TENSE_PRESENT, TENSE_FUTURE, TENSE_COUNT } Tense;

typedef enum Agreement { AGREEMENT_I, AGREEMENT_PLURAL, AGREEMENT_THIRD, AGREEMENT_COUNT } Agreement;

/* The word before a noun in English. */
typedef enum Determiner {
    DETERMINER_NONE,
    DETERMINER_A, /* or "an" */
    DETERMINER_THE,
    DETERMINER_POSSESSIVE /* "my", "his": goes by the subject */
} Determiner;

typedef struct SubjectEntry {
    const char *korean;
    const char *english[2];
    const char *possessive; /* NULL if English would have to guess: "the doctor met ... friend" */
    Agreement agreement;
    bool kin;     /* is already "my ...", does not go with a second relative */
    bool honored; /* takes 께서 and verbs with -시- */
    bool cause;   /* may be sick or busy in a clause with "so" */
    Set workplace;   /* 0: any */
    Set not_objects; /* objects that this subject excludes: itself, or those that make no sense */
    Set not_companions;
    Set not_places;
    Set not_adjectives;
} SubjectEntry;

typedef struct ObjectEntry {
    const char *korean;
    const char *english;
    Determiner determiner;
    bool person;
    bool kin;
    Set adjectives;
    Set not_places; /* where nobody eats, buys, meets it */
} ObjectEntry;

typedef struct PlaceEntry {
    const char *korean;
    const char *at[3]; /* where something happens, 에서 */
    const char *to[3]; /* where someone goes, 에 */
} PlaceEntry;

typedef struct DayEntry {
    const char *korean[2];
    const char *english[3];
    const char *before_part; /* "every" in "every morning" */
    Set parts[TENSE_COUNT];  /* parts of the day that may follow, by tense */
    Set tenses;
} DayEntry;

typedef struct PartEntry {
    const char *korean[2]; /* 아침에; after 매일, 아침 */
    const char *english[3];
    const char *after_day; /* "morning" in "yesterday morning" */
} PartEntry;

typedef struct WordEntry {
    const char *korean;
    const char *english;
} WordEntry;

typedef struct CompanionEntry {
    const char *korean;
    Particle particle;
    const char *preposition;
    Determiner determiner;
    const char *english;
    bool kin;
} CompanionEntry;

typedef struct ToolEntry {
    const char *korean;
    const char *english[3];
} ToolEntry;

typedef struct MannerEntry {
    const char *korean;
    const char *english[2];
    bool before_verb; /* "really likes"; others follow the verb: "studies hard" */
} MannerEntry;

typedef struct VerbEntry {
    Stem stem;
    Stem honorific; /* 가시다, 드시다; empty if no honored subject does this */
    const char *base; /* or the adjective, after a form of "be" */
    const char *third;
    const char *past;
    const char *preposition; /* "to" in "listen to music" */
    bool weather;
    bool circumstance;   /* may lead up to another clause with "so" and, as weather, with "if" */
    bool contrasts;      /* may end in -지만 by itself; other verbs only denied: 가지 않았지만 */
    bool in_questions;   /* has -니; 거니 is for all */
    bool goes;           /* the place is where to (에), and must be said */
    bool stays;          /* the place takes 에 too, and must be said */
    bool object_needed;
    bool present_is_habit; /* "it rains" only with every day, often, these days */
    Set tenses, subjects, objects, places, days, parts, frequencies, companions, tools, manners;
} VerbEntry;

extern const SubjectEntry grammar_subjects[SUBJECT_COUNT];
extern const ObjectEntry grammar_objects[OBJECT_COUNT];
extern const PlaceEntry grammar_places[PLACE_COUNT];
extern const DayEntry grammar_days[DAY_COUNT];
extern const PartEntry grammar_parts[PART_COUNT];
extern const WordEntry grammar_frequencies[FREQUENCY_COUNT];
extern const CompanionEntry grammar_companions[COMPANION_COUNT];
extern const ToolEntry grammar_tools[TOOL_COUNT];
extern const WordEntry grammar_adjectives[ADJECTIVE_COUNT];
extern const MannerEntry grammar_manners[MANNER_COUNT];
extern const VerbEntry grammar_verbs[VERB_COUNT];

/* How do, be (present) and be (past) agree with the subject. */
extern const char *const grammar_do[AGREEMENT_COUNT];
extern const char *const grammar_be[AGREEMENT_COUNT];
extern const char *const grammar_be_past[AGREEMENT_COUNT];

/* 않다, which denies: after verbs it inflects as a verb, after adjectives as an adjective. */
extern const Stem grammar_denial[2];

#endif
