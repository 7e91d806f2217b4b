/* grammar_verbs.c: the verbs of the sentence grammar: their forms, and the company they keep. The other tables of the
 * lexicon are in grammar_words.c. */
#include "text/grammar_words.h"

#define ALL(count) (MEMBER(count) - 1)

#define PAST MEMBER(TENSE_PAST)
#define PRESENT MEMBER(TENSE_PRESENT)
#define FUTURE MEMBER(TENSE_FUTURE)
#define ANY_TENSE (PAST | PRESENT | FUTURE)

#define PEOPLE (MEMBER(SUBJECT_CAT) - 1)
#define ANIMATE (PEOPLE | MEMBER(SUBJECT_CAT))
#define ADULTS (PEOPLE & ~(MEMBER(SUBJECT_CHILD) | MEMBER(SUBJECT_STUDENTS)))
#define ELDERS \
    (MEMBER(SUBJECT_MOTHER) | MEMBER(SUBJECT_FATHER) | MEMBER(SUBJECT_GRANDMOTHER) | MEMBER(SUBJECT_TEACHER) | \
     MEMBER(SUBJECT_DOCTOR))
#define ANY_DAY ALL(DAY_COUNT)
#define RECENT_DAYS (ANY_DAY & ~(MEMBER(DAY_THESE) | MEMBER(DAY_LAST_YEAR))) /* for small things */
#define MEAL_DAYS (RECENT_DAYS & ~(MEMBER(DAY_LAST_WEEK) | MEMBER(DAY_NEXT_WEEK)))
#define ANY_PART ALL(PART_COUNT)
#define DAYTIME (ANY_PART & ~MEMBER(PART_NIGHT))
#define ANY_FREQUENCY ALL(FREQUENCY_COUNT)
#define AT_TIMES (ANY_FREQUENCY & ~MEMBER(FREQUENCY_ALWAYS))
#define ANY_COMPANION ALL(COMPANION_COUNT)
#define ALONE MEMBER(COMPANION_NOBODY)
#define RELATIVES (ANY_COMPANION & ~(ALONE | MEMBER(COMPANION_TEACHER)))
#define ANYONE \
    (MEMBER(OBJECT_FRIEND) | MEMBER(OBJECT_GRANDMOTHER) | MEMBER(OBJECT_TEACHER) | MEMBER(OBJECT_MINSU) | \
     MEMBER(OBJECT_JISU))
#define GOODS ALL(OBJECT_BAG + 1) /* what people carry home: from apple to bag */
#define OUTINGS (ALL(PLACE_COUNT) & ~MEMBER(PLACE_HOME))
#define DESKS (MEMBER(PLACE_LIBRARY) | MEMBER(PLACE_HOME) | MEMBER(PLACE_SCHOOL) | MEMBER(PLACE_CAFE))
#define TABLES (MEMBER(PLACE_HOME) | MEMBER(PLACE_SCHOOL) | MEMBER(PLACE_RESTAURANT) | MEMBER(PLACE_CAFE) | \
                MEMBER(PLACE_PARK))

#define WEATHER_DAYS (ANY_DAY & ~(MEMBER(DAY_SOON) | MEMBER(DAY_LAST_YEAR)))
#define STATE_DAYS (MEMBER(DAY_YESTERDAY) | MEMBER(DAY_THESE) | MEMBER(DAY_LAST_WEEK) | MEMBER(DAY_TOMORROW) | \
                    MEMBER(DAY_TODAY) | MEMBER(DAY_NEXT_WEEK))

const VerbEntry grammar_verbs[VERB_COUNT] = {
    [VERB_GO] = {
        .stem = {"가", "가", "가", false}, .honorific = {"가시", "가시", "가셔", false}, .base = "go", .third = "goes",
        .past = "went", .goes = true, .in_questions = true, .tenses = ANY_TENSE, .subjects = PEOPLE,
        .places = ALL(PLACE_COUNT), .days = ANY_DAY, .parts = DAYTIME, .frequencies = ANY_FREQUENCY,
        .companions = ANY_COMPANION, .tools = MEMBER(TOOL_BUS) | MEMBER(TOOL_TRAIN) | MEMBER(TOOL_SUBWAY),
        .manners = MEMBER(MANNER_EARLY) | MEMBER(MANNER_LATE),
    },
    [VERB_STAY] = {
        .stem = {"있", "있으", "있어", false}, .honorific = {"계시", "계시", "계셔", false}, .base = "stay", .third = "stays",
        .past = "stayed", .stays = true, .present_is_habit = true, .tenses = ANY_TENSE, .subjects = ANIMATE,
        .days = MEAL_DAYS,
        .places = MEMBER(PLACE_HOME) | MEMBER(PLACE_LIBRARY) | MEMBER(PLACE_SCHOOL) | MEMBER(PLACE_HOSPITAL),
        .parts = ANY_PART, .frequencies = AT_TIMES, .companions = RELATIVES | ALONE,
    },
    [VERB_SLEEP] = {
        .stem = {"자", "자", "자", false}, .honorific = {"주무시", "주무시", "주무셔", false}, .base = "sleep", .third = "sleeps",
        .past = "slept", .in_questions = true, .tenses = ANY_TENSE, .subjects = ANIMATE, .places = MEMBER(PLACE_HOME),
        .days = MEAL_DAYS, .parts = MEMBER(PART_AFTERNOON) | MEMBER(PART_NIGHT), .frequencies = AT_TIMES,
        .companions = ALONE, .manners = MEMBER(MANNER_WELL) | MEMBER(MANNER_MUCH),
    },
    [VERB_EAT] = {
        .stem = {"먹", "먹으", "먹어", false}, .honorific = {"드시", "드시", "드셔", false}, .base = "eat", .third = "eats",
        .past = "ate", .object_needed = true, .in_questions = true, .tenses = ANY_TENSE, .subjects = ANIMATE,
        .objects = MEMBER(OBJECT_APPLE) | MEMBER(OBJECT_BREAD) | MEMBER(OBJECT_RICE) | MEMBER(OBJECT_FISH) |
                   MEMBER(OBJECT_CAKE), .places = TABLES, .days = MEAL_DAYS, .parts = DAYTIME,
        .frequencies = AT_TIMES, .companions = ANY_COMPANION,
        .manners = MEMBER(MANNER_QUICKLY) | MEMBER(MANNER_SLOWLY),
    },
    [VERB_DRINK] = {
        .stem = {"마시", "마시", "마셔", false}, .honorific = {"드시", "드시", "드셔", false}, .base = "drink", .third = "drinks",
        .past = "drank", .object_needed = true, .tenses = ANY_TENSE, .subjects = ANIMATE,
        .objects = MEMBER(OBJECT_WATER) | MEMBER(OBJECT_MILK) | MEMBER(OBJECT_COFFEE) | MEMBER(OBJECT_JUICE),
        .places = TABLES | MEMBER(PLACE_OFFICE), .days = MEAL_DAYS, .parts = DAYTIME, .frequencies = AT_TIMES,
        .companions = ANY_COMPANION, .manners = MEMBER(MANNER_QUICKLY) | MEMBER(MANNER_SLOWLY),
    },
    [VERB_BUY] = {
        .stem = {"사", "사", "사", false}, .base = "buy", .third = "buys", .past = "bought", .object_needed = true,
        .tenses = ANY_TENSE, .subjects = PEOPLE,
        .objects = GOODS & ~(MEMBER(OBJECT_RICE) | MEMBER(OBJECT_COFFEE) | MEMBER(OBJECT_LETTER)),
        .places = MEMBER(PLACE_MARKET), .days = RECENT_DAYS, .parts = DAYTIME, .frequencies = AT_TIMES,
        .companions = ALONE | RELATIVES,
    },
    [VERB_READ] = {
        .stem = {"읽", "읽으", "읽어", false}, .honorific = {"읽으시", "읽으시", "읽으셔", false}, .base = "read", .third = "reads",
        .past = "read", .object_needed = true, .in_questions = true, .tenses = ANY_TENSE, .subjects = PEOPLE,
        .objects = MEMBER(OBJECT_BOOK) | MEMBER(OBJECT_NEWSPAPER) | MEMBER(OBJECT_NOVEL) | MEMBER(OBJECT_LETTER),
        .places = DESKS | MEMBER(PLACE_PARK) | MEMBER(PLACE_HOSPITAL), .days = RECENT_DAYS, .parts = ANY_PART,
        .frequencies = AT_TIMES, .companions = ANY_COMPANION,
        .manners = MEMBER(MANNER_SLOWLY) | MEMBER(MANNER_QUIETLY),
    },
    [VERB_WRITE] = {
        .stem = {"쓰", "쓰", "써", false}, .base = "write", .third = "writes", .past = "wrote", .object_needed = true,
        .tenses = ANY_TENSE, .subjects = PEOPLE, .objects = MEMBER(OBJECT_LETTER) | MEMBER(OBJECT_NOVEL),
        .places = DESKS, .days = RECENT_DAYS, .parts = ANY_PART, .frequencies = AT_TIMES, .companions = ALONE,
        .manners = MEMBER(MANNER_SLOWLY) | MEMBER(MANNER_QUIETLY),
    },
    [VERB_WATCH] = {
        .stem = {"보", "보", "봐", false}, .base = "watch", .third = "watches", .past = "watched", .object_needed = true,
        .tenses = ANY_TENSE, .subjects = PEOPLE, .objects = MEMBER(OBJECT_MOVIE) | MEMBER(OBJECT_BASEBALL),
        .places = MEMBER(PLACE_HOME) | MEMBER(PLACE_SCHOOL), .days = RECENT_DAYS, .parts = ANY_PART,
        .frequencies = AT_TIMES, .companions = ANY_COMPANION, .manners = MEMBER(MANNER_QUIETLY),
    },
    [VERB_MEET] = {
        .stem = {"만나", "만나", "만나", false}, .base = "meet", .third = "meets", .past = "met", .object_needed = true,
        .in_questions = true, .tenses = ANY_TENSE, .subjects = PEOPLE, .objects = ANYONE, .places = OUTINGS,
        .days = ANY_DAY & ~MEMBER(DAY_THESE), .parts = DAYTIME, .frequencies = AT_TIMES,
    },
    [VERB_WAIT] = {
        .stem = {"기다리", "기다리", "기다려", false}, .base = "wait", .third = "waits", .past = "waited",
        .preposition = "for", .object_needed = true, .tenses = ANY_TENSE, .subjects = PEOPLE, .objects = ANYONE,
        .places = ALL(PLACE_COUNT), .days = RECENT_DAYS, .parts = DAYTIME, .frequencies = AT_TIMES,
        .companions = ALONE, .manners = MEMBER(MANNER_QUIETLY),
    },
    [VERB_LISTEN] = {
        .stem = {"듣", "들으", "들어", false}, .base = "listen", .third = "listens", .past = "listened",
        .preposition = "to", .object_needed = true, .tenses = ANY_TENSE, .subjects = PEOPLE,
        .objects = MEMBER(OBJECT_MUSIC) | MEMBER(OBJECT_RADIO) | MEMBER(OBJECT_SONG),
        .places = MEMBER(PLACE_HOME) | MEMBER(PLACE_CAFE) | MEMBER(PLACE_PARK), .days = RECENT_DAYS,
        .parts = ANY_PART, .frequencies = ANY_FREQUENCY, .companions = ANY_COMPANION,
        .manners = MEMBER(MANNER_QUIETLY),
    },
    [VERB_STUDY] = {
        .stem = {"공부하", "공부하", "공부해", false}, .base = "study", .third = "studies", .past = "studied",
        .in_questions = true, .tenses = ANY_TENSE, .subjects = PEOPLE,
        .objects = MEMBER(OBJECT_ENGLISH) | MEMBER(OBJECT_MATH) | MEMBER(OBJECT_MUSIC), .places = DESKS,
        .days = ANY_DAY, .parts = ANY_PART, .frequencies = ANY_FREQUENCY, .companions = ANY_COMPANION,
        .manners = MEMBER(MANNER_HARD) | MEMBER(MANNER_QUIETLY) | MEMBER(MANNER_MUCH),
    },
    [VERB_WORK] = {
        .stem = {"일하", "일하", "일해", false}, .honorific = {"일하시", "일하시", "일하셔", false}, .base = "work",
        .third = "works", .past = "worked", .tenses = ANY_TENSE, .subjects = ADULTS & ~MEMBER(SUBJECT_GRANDMOTHER),
        .places = MEMBER(PLACE_OFFICE) | MEMBER(PLACE_RESTAURANT) | MEMBER(PLACE_MARKET), .days = ANY_DAY,
        .parts = ANY_PART, .frequencies = ANY_FREQUENCY, .companions = ALONE,
        .manners = MEMBER(MANNER_HARD) | MEMBER(MANNER_QUIETLY) | MEMBER(MANNER_MUCH),
    },
    [VERB_MAKE] = {
        .stem = {"만들", "만들", "만들어", false}, .honorific = {"만드시", "만드시", "만드셔", false}, .base = "make",
        .third = "makes", .past = "made", .object_needed = true, .tenses = ANY_TENSE, .subjects = PEOPLE,
        .objects = MEMBER(OBJECT_BREAD) | MEMBER(OBJECT_CAKE) | MEMBER(OBJECT_JUICE) | MEMBER(OBJECT_BAG),
        .places = MEMBER(PLACE_HOME) | MEMBER(PLACE_SCHOOL), .days = RECENT_DAYS, .parts = DAYTIME,
        .frequencies = AT_TIMES, .companions = ANY_COMPANION, .manners = MEMBER(MANNER_QUICKLY),
    },
    [VERB_PLAY] = {
        .stem = {"놀", "놀", "놀아", false}, .base = "play", .third = "plays", .past = "played", .tenses = ANY_TENSE,
        .subjects = ANIMATE & ~ELDERS, .places = MEMBER(PLACE_HOME) | MEMBER(PLACE_SCHOOL) | MEMBER(PLACE_PARK),
        .days = ANY_DAY & ~MEMBER(DAY_LAST_YEAR), .parts = DAYTIME, .frequencies = ANY_FREQUENCY,
        .companions = ALONE | MEMBER(COMPANION_FRIEND), .manners = MEMBER(MANNER_MUCH) | MEMBER(MANNER_QUIETLY),
    },
    [VERB_LIKE] = {
        .stem = {"좋아하", "좋아하", "좋아해", false},
        .honorific = {"좋아하시", "좋아하시", "좋아하셔", false}, .base = "like", .third = "likes", .past = "liked",
        .object_needed = true, .contrasts = true, .in_questions = true, .tenses = PAST | PRESENT, .subjects = PEOPLE,
        /* What one likes is meant in general, so nothing that takes "a". */
        .objects = MEMBER(OBJECT_CAKE) | MEMBER(OBJECT_BREAD) | MEMBER(OBJECT_RICE) | MEMBER(OBJECT_FISH) |
                   MEMBER(OBJECT_MILK) | MEMBER(OBJECT_COFFEE) | MEMBER(OBJECT_JUICE) | MEMBER(OBJECT_BASEBALL) |
                   MEMBER(OBJECT_MUSIC) | MEMBER(OBJECT_ENGLISH) | MEMBER(OBJECT_MATH) | ANYONE,
        .manners = MEMBER(MANNER_REALLY),
    },
    [VERB_BE_SICK] = {
        .stem = {"아프", "아프", "아파", true}, .honorific = {"편찮으시", "편찮으시", "편찮으셔", true}, .base = "sick",
        .circumstance = true, .contrasts = true, .in_questions = true, .tenses = PAST | PRESENT,
        .subjects = ANIMATE & ~MEMBER(SUBJECT_DOCTOR), .days = STATE_DAYS, .frequencies = ANY_FREQUENCY,
        .manners = MEMBER(MANNER_REALLY),
    },
    [VERB_BE_BUSY] = {
        .stem = {"바쁘", "바쁘", "바빠", true}, .honorific = {"바쁘시", "바쁘시", "바쁘셔", true}, .base = "busy",
        .circumstance = true, .contrasts = true, .in_questions = true, .tenses = ANY_TENSE,
        .subjects = PEOPLE & ~MEMBER(SUBJECT_CHILD), .days = STATE_DAYS | MEMBER(DAY_EVERY) | MEMBER(DAY_WEEKEND),
        .frequencies = ANY_FREQUENCY, .manners = MEMBER(MANNER_REALLY), .parts = ANY_PART & ~MEMBER(PART_NIGHT),
    },
    [VERB_RAIN] = {
        .stem = {"오", "오", "와", false}, .base = "rain", .third = "rains", .past = "rained", .weather = true,
        .circumstance = true, .contrasts = true, .in_questions = true, .present_is_habit = true, .tenses = ANY_TENSE,
        .subjects = MEMBER(SUBJECT_RAIN), .days = WEATHER_DAYS, .parts = ANY_PART,
        .frequencies = MEMBER(FREQUENCY_OFTEN), .manners = MEMBER(MANNER_MUCH),
    },
    [VERB_SNOW] = {
        .stem = {"오", "오", "와", false}, .base = "snow", .third = "snows", .past = "snowed", .weather = true,
        .circumstance = true, .contrasts = true, .in_questions = true, .present_is_habit = true, .tenses = ANY_TENSE,
        .subjects = MEMBER(SUBJECT_SNOW), .days = WEATHER_DAYS, .parts = ANY_PART,
        .frequencies = MEMBER(FREQUENCY_OFTEN), .manners = MEMBER(MANNER_MUCH),
    },
    [VERB_BE_COLD] = {
        .stem = {"춥", "추우", "추워", true}, .base = "cold", .weather = true, .circumstance = true, .contrasts = true,
        .in_questions = true, .tenses = ANY_TENSE, .subjects = MEMBER(SUBJECT_WEATHER),
        .days = WEATHER_DAYS & ~MEMBER(DAY_EVERY), .parts = ANY_PART, .manners = MEMBER(MANNER_REALLY),
    },
};
