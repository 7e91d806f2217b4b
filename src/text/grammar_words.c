/* grammar_words.c: the lexicon of the sentence grammar.
 *
 * To add a word: give it a name in grammar_words.h, an entry here, and a place in the sets of the verbs it goes
 * with. Everything else (its forms, the list of tokens, the sentences) follows. Mind that two entries must not
 * share their English, nor their Korean with the same particle, or one sentence would have two meanings.
 */
#include "text/grammar_words.h"

#define NO_PARTS {0, 0, 0}

const SubjectEntry grammar_subjects[SUBJECT_COUNT] = {
    [SUBJECT_I] = {.korean = "나", .english = {"I"}, .possessive = "my", .agreement = AGREEMENT_I},
    [SUBJECT_YOU] = {.korean = "너", .english = {"you"}, .possessive = "your", .agreement = AGREEMENT_PLURAL},
    [SUBJECT_HE] = {.korean = "그", .english = {"he"}, .possessive = "his", .agreement = AGREEMENT_THIRD},
    [SUBJECT_SHE] = {.korean = "그녀", .english = {"she"}, .possessive = "her", .agreement = AGREEMENT_THIRD},
    [SUBJECT_WE] = {.korean = "우리", .english = {"we"}, .possessive = "our", .agreement = AGREEMENT_PLURAL},
    [SUBJECT_THEY] = {.korean = "그들", .english = {"they"}, .possessive = "their", .agreement = AGREEMENT_PLURAL},
    [SUBJECT_MINSU] = {.korean = "민수", .english = {"Minsu"}, .possessive = "his", .agreement = AGREEMENT_THIRD,
                       .not_objects = MEMBER(OBJECT_MINSU)},
    [SUBJECT_JISU] = {.korean = "지수", .english = {"Jisu"}, .possessive = "her", .agreement = AGREEMENT_THIRD,
                      .not_objects = MEMBER(OBJECT_JISU)},
    [SUBJECT_MOTHER] = {.korean = "어머니", .english = {"my", "mother"}, .possessive = "her",
                        .agreement = AGREEMENT_THIRD, .kin = true, .honored = true, .cause = true,
                        .not_companions = MEMBER(COMPANION_TEACHER)},
    [SUBJECT_FATHER] = {.korean = "아버지", .english = {"my", "father"}, .possessive = "his",
                        .agreement = AGREEMENT_THIRD, .kin = true, .honored = true,
                        .not_companions = MEMBER(COMPANION_TEACHER)},
    [SUBJECT_GRANDMOTHER] = {.korean = "할머니", .english = {"my", "grandmother"}, .possessive = "her",
                             .agreement = AGREEMENT_THIRD, .kin = true, .honored = true, .cause = true,
                             .not_companions = MEMBER(COMPANION_TEACHER),
                             .not_places = MEMBER(PLACE_SCHOOL) | MEMBER(PLACE_OFFICE)},
    [SUBJECT_BROTHER] = {.korean = "형", .english = {"my", "brother"}, .possessive = "his",
                         .agreement = AGREEMENT_THIRD, .kin = true, .cause = true},
    [SUBJECT_SISTER] = {.korean = "누나", .english = {"my", "sister"}, .possessive = "her",
                        .agreement = AGREEMENT_THIRD, .kin = true},
    [SUBJECT_FRIEND] = {.korean = "친구", .english = {"my", "friend"}, .agreement = AGREEMENT_THIRD},
    [SUBJECT_TEACHER] = {.korean = "선생님", .english = {"the", "teacher"}, .agreement = AGREEMENT_THIRD,
                         .honored = true, .workplace = MEMBER(PLACE_SCHOOL),
                         .not_objects = MEMBER(OBJECT_TEACHER), .not_places = MEMBER(PLACE_OFFICE),
                         .not_companions = MEMBER(COMPANION_TEACHER)},
    [SUBJECT_DOCTOR] = {.korean = "의사", .english = {"the", "doctor"}, .agreement = AGREEMENT_THIRD,
                        .workplace = MEMBER(PLACE_HOSPITAL),
                        .not_places = MEMBER(PLACE_SCHOOL) | MEMBER(PLACE_OFFICE)},
    [SUBJECT_CHILD] = {.korean = "아이", .english = {"the", "child"}, .agreement = AGREEMENT_THIRD,
                       .not_objects = MEMBER(OBJECT_COFFEE) | MEMBER(OBJECT_NEWSPAPER) | MEMBER(OBJECT_NOVEL),
                       .not_places = MEMBER(PLACE_OFFICE) | MEMBER(PLACE_CAFE)},
    [SUBJECT_STUDENTS] = {.korean = "학생들", .english = {"the", "students"}, .possessive = "their",
                          .agreement = AGREEMENT_PLURAL, .not_places = MEMBER(PLACE_OFFICE),
                          .not_companions = MEMBER(COMPANION_MOTHER) | MEMBER(COMPANION_FATHER)},
    [SUBJECT_CAT] = {.korean = "고양이", .english = {"the", "cat"}, .agreement = AGREEMENT_THIRD,
                     .not_objects = ~(MEMBER(OBJECT_FISH) | MEMBER(OBJECT_MILK) | MEMBER(OBJECT_WATER)),
                     .not_companions = ~MEMBER(COMPANION_NOBODY),
                     .not_places = ~(MEMBER(PLACE_HOME) | MEMBER(PLACE_PARK)), .not_adjectives = ~(Set)0},
    /* The weather's nouns are Korean subjects; English says "it". */
    [SUBJECT_RAIN] = {.korean = "비", .english = {"it"}, .agreement = AGREEMENT_THIRD},
    [SUBJECT_SNOW] = {.korean = "눈", .english = {"it"}, .agreement = AGREEMENT_THIRD},
    [SUBJECT_WEATHER] = {.korean = "날씨", .english = {"it"}, .agreement = AGREEMENT_THIRD},
};

#define SIZES (MEMBER(ADJECTIVE_SMALL) | MEMBER(ADJECTIVE_BIG))
#define TASTY MEMBER(ADJECTIVE_DELICIOUS)
#define TEMPERATURES (MEMBER(ADJECTIVE_COLD) | MEMBER(ADJECTIVE_HOT))
#define AGES (MEMBER(ADJECTIVE_NEW) | MEMBER(ADJECTIVE_OLD))
#define READABLE (MEMBER(ADJECTIVE_INTERESTING) | MEMBER(ADJECTIVE_LONG))

const ObjectEntry grammar_objects[OBJECT_COUNT] = {
    [OBJECT_APPLE] = {.korean = "사과", .english = "apple", .determiner = DETERMINER_A, .adjectives = SIZES | TASTY},
    [OBJECT_BREAD] = {.korean = "빵", .english = "bread", .adjectives = TASTY},
    [OBJECT_RICE] = {.korean = "밥", .english = "rice", .adjectives = TASTY | MEMBER(ADJECTIVE_HOT),
                     .not_places = MEMBER(PLACE_CAFE) | MEMBER(PLACE_PARK)},
    [OBJECT_FISH] = {.korean = "생선", .english = "fish", .adjectives = TASTY,
                     .not_places = MEMBER(PLACE_CAFE) | MEMBER(PLACE_PARK) | MEMBER(PLACE_SCHOOL)},
    [OBJECT_CAKE] = {.korean = "케이크", .english = "cake", .adjectives = TASTY},
    [OBJECT_WATER] = {.korean = "물", .english = "water", .adjectives = TEMPERATURES},
    [OBJECT_MILK] = {.korean = "우유", .english = "milk", .adjectives = TEMPERATURES,
                     .not_places = MEMBER(PLACE_RESTAURANT) | MEMBER(PLACE_OFFICE)},
    [OBJECT_COFFEE] = {.korean = "커피", .english = "coffee", .adjectives = TEMPERATURES | TASTY,
                       .not_places = MEMBER(PLACE_SCHOOL)},
    [OBJECT_JUICE] = {.korean = "주스", .english = "juice", .adjectives = TASTY | MEMBER(ADJECTIVE_COLD)},
    [OBJECT_BOOK] = {.korean = "책", .english = "book", .determiner = DETERMINER_A, .adjectives = AGES | READABLE,
                     .not_places = MEMBER(PLACE_MARKET)},
    [OBJECT_NEWSPAPER] = {.korean = "신문", .english = "newspaper", .determiner = DETERMINER_A,
                          .adjectives = MEMBER(ADJECTIVE_OLD), .not_places = MEMBER(PLACE_MARKET)},
    [OBJECT_NOVEL] = {.korean = "소설", .english = "novel", .determiner = DETERMINER_A, .adjectives = READABLE,
                      .not_places = MEMBER(PLACE_MARKET)},
    [OBJECT_LETTER] = {.korean = "편지", .english = "letter", .determiner = DETERMINER_A,
                       .adjectives = MEMBER(ADJECTIVE_LONG)},
    [OBJECT_FLOWER] = {.korean = "꽃", .english = "flower", .determiner = DETERMINER_A, .adjectives = SIZES},
    [OBJECT_UMBRELLA] = {.korean = "우산", .english = "umbrella", .determiner = DETERMINER_A,
                         .adjectives = SIZES | MEMBER(ADJECTIVE_NEW)},
    [OBJECT_BAG] = {.korean = "가방", .english = "bag", .determiner = DETERMINER_A, .adjectives = SIZES | AGES},
    [OBJECT_MOVIE] = {.korean = "영화", .english = "movie", .determiner = DETERMINER_A, .adjectives = AGES | READABLE},
    [OBJECT_BASEBALL] = {.korean = "야구", .english = "baseball", .not_places = MEMBER(PLACE_SCHOOL)},
    [OBJECT_MUSIC] = {.korean = "음악", .english = "music"},
    [OBJECT_RADIO] = {.korean = "라디오", .english = "radio", .determiner = DETERMINER_THE,
                      .not_places = MEMBER(PLACE_CAFE) | MEMBER(PLACE_SCHOOL)},
    [OBJECT_SONG] = {.korean = "노래", .english = "song", .determiner = DETERMINER_A, .adjectives = AGES},
    [OBJECT_ENGLISH] = {.korean = "영어", .english = "English"},
    [OBJECT_MATH] = {.korean = "수학", .english = "math"},
    [OBJECT_FRIEND] = {.korean = "친구", .english = "friend", .determiner = DETERMINER_POSSESSIVE, .person = true,
                       .adjectives = MEMBER(ADJECTIVE_OLD)},
    [OBJECT_GRANDMOTHER] = {.korean = "할머니", .english = "grandmother", .determiner = DETERMINER_POSSESSIVE,
                            .person = true, .kin = true,
                            .not_places = MEMBER(PLACE_SCHOOL) | MEMBER(PLACE_OFFICE) | MEMBER(PLACE_LIBRARY)},
    [OBJECT_TEACHER] = {.korean = "선생님", .english = "teacher", .determiner = DETERMINER_THE, .person = true,
                        .adjectives = MEMBER(ADJECTIVE_NEW), .not_places = MEMBER(PLACE_OFFICE)},
    [OBJECT_MINSU] = {.korean = "민수", .english = "Minsu", .person = true},
    [OBJECT_JISU] = {.korean = "지수", .english = "Jisu", .person = true},
};

const PlaceEntry grammar_places[PLACE_COUNT] = {
    [PLACE_SCHOOL] = {"학교", {"at", "school"}, {"to", "school"}},
    [PLACE_LIBRARY] = {"도서관", {"at", "the", "library"}, {"to", "the", "library"}},
    [PLACE_HOME] = {"집", {"at", "home"}, {"home"}},
    [PLACE_PARK] = {"공원", {"in", "the", "park"}, {"to", "the", "park"}},
    [PLACE_MARKET] = {"시장", {"at", "the", "market"}, {"to", "the", "market"}},
    [PLACE_HOSPITAL] = {"병원", {"at", "the", "hospital"}, {"to", "the", "hospital"}},
    [PLACE_RESTAURANT] = {"식당", {"at", "the", "restaurant"}, {"to", "the", "restaurant"}},
    [PLACE_CAFE] = {"카페", {"at", "the", "cafe"}, {"to", "the", "cafe"}},
    [PLACE_OFFICE] = {"회사", {"at", "the", "office"}, {"to", "the", "office"}},
};

#define PAST MEMBER(TENSE_PAST)
#define PRESENT MEMBER(TENSE_PRESENT)
#define FUTURE MEMBER(TENSE_FUTURE)
#define DAYTIME (MEMBER(PART_MORNING) | MEMBER(PART_AFTERNOON) | MEMBER(PART_EVENING))

const DayEntry grammar_days[DAY_COUNT] = {
    /* No "yesterday night": that is "last night", and 어젯밤. */
    [DAY_YESTERDAY] = {{"어제"}, {"yesterday"}, "yesterday", {[TENSE_PAST] = DAYTIME}, PAST},
    [DAY_TODAY] = {{"오늘"}, {"today"}, "this",
                   {[TENSE_PAST] = MEMBER(PART_MORNING) | MEMBER(PART_AFTERNOON),
                    [TENSE_FUTURE] = MEMBER(PART_AFTERNOON) | MEMBER(PART_EVENING)}, PAST | FUTURE},
    [DAY_TOMORROW] = {{"내일"}, {"tomorrow"}, "tomorrow", {[TENSE_FUTURE] = DAYTIME | MEMBER(PART_NIGHT)}, FUTURE},
    [DAY_EVERY] = {{"매일"}, {"every", "day"}, "every",
                   {[TENSE_PRESENT] = MEMBER(PART_MORNING) | MEMBER(PART_EVENING) | MEMBER(PART_NIGHT)}, PRESENT},
    [DAY_THESE] = {{"요즘"}, {"these", "days"}, NULL, NO_PARTS, PRESENT},
    [DAY_LAST_WEEK] = {{"지난주에"}, {"last", "week"}, NULL, NO_PARTS, PAST},
    [DAY_LAST_YEAR] = {{"작년에"}, {"last", "year"}, NULL, NO_PARTS, PAST},
    [DAY_NEXT_WEEK] = {{"다음", "주에"}, {"next", "week"}, NULL, NO_PARTS, FUTURE},
    [DAY_SOON] = {{"곧"}, {"soon"}, NULL, NO_PARTS, FUTURE},
    [DAY_MONDAY] = {{"월요일에"}, {"on", "Monday"}, NULL, NO_PARTS, PAST | FUTURE},
    [DAY_SATURDAY] = {{"토요일에"}, {"on", "Saturday"}, NULL, NO_PARTS, PAST | FUTURE},
    [DAY_WEEKEND] = {{"주말에"}, {"on", "the", "weekend"}, NULL, NO_PARTS, PAST | PRESENT | FUTURE},
};

const PartEntry grammar_parts[PART_COUNT] = {
    [PART_MORNING] = {{"아침에", "아침"}, {"in", "the", "morning"}, "morning"},
    [PART_AFTERNOON] = {{"오후에"}, {"in", "the", "afternoon"}, "afternoon"},
    [PART_EVENING] = {{"저녁에", "저녁"}, {"in", "the", "evening"}, "evening"},
    [PART_NIGHT] = {{"밤에", "밤"}, {"at", "night"}, "night"},
};

const WordEntry grammar_frequencies[FREQUENCY_COUNT] = {
    [FREQUENCY_OFTEN] = {"자주", "often"},
    [FREQUENCY_ALWAYS] = {"항상", "always"},
    [FREQUENCY_SOMETIMES] = {"가끔", "sometimes"},
};

const CompanionEntry grammar_companions[COMPANION_COUNT] = {
    [COMPANION_FRIEND] = {"친구", PARTICLE_WITH, "with", DETERMINER_POSSESSIVE, "friend", false},
    [COMPANION_MOTHER] = {"어머니", PARTICLE_WITH, "with", DETERMINER_POSSESSIVE, "mother", true},
    [COMPANION_FATHER] = {"아버지", PARTICLE_WITH, "with", DETERMINER_POSSESSIVE, "father", true},
    [COMPANION_TEACHER] = {"선생님", PARTICLE_WITH, "with", DETERMINER_THE, "teacher", false},
    [COMPANION_NOBODY] = {"혼자", PARTICLE_NONE, NULL, DETERMINER_NONE, "alone", false},
};

const ToolEntry grammar_tools[TOOL_COUNT] = {
    [TOOL_BUS] = {"버스", {"by", "bus"}},
    [TOOL_TRAIN] = {"기차", {"by", "train"}},
    [TOOL_SUBWAY] = {"지하철", {"by", "subway"}},
};

const WordEntry grammar_adjectives[ADJECTIVE_COUNT] = {
    [ADJECTIVE_NEW] = {"새", "new"},
    [ADJECTIVE_SMALL] = {"작은", "small"},
    [ADJECTIVE_BIG] = {"큰", "big"},
    [ADJECTIVE_DELICIOUS] = {"맛있는", "delicious"},
    [ADJECTIVE_INTERESTING] = {"재미있는", "interesting"},
    [ADJECTIVE_COLD] = {"차가운", "cold"},
    [ADJECTIVE_HOT] = {"뜨거운", "hot"},
    [ADJECTIVE_OLD] = {"오래된", "old"},
    [ADJECTIVE_LONG] = {"긴", "long"},
};

const MannerEntry grammar_manners[MANNER_COUNT] = {
    [MANNER_HARD] = {"열심히", {"hard"}, false},
    [MANNER_QUICKLY] = {"빨리", {"quickly"}, false},
    [MANNER_SLOWLY] = {"천천히", {"slowly"}, false},
    [MANNER_QUIETLY] = {"조용히", {"quietly"}, false},
    [MANNER_WELL] = {"잘", {"well"}, false},
    [MANNER_EARLY] = {"일찍", {"early"}, false},
    [MANNER_LATE] = {"늦게", {"late"}, false},
    [MANNER_MUCH] = {"많이", {"a", "lot"}, false},
    [MANNER_REALLY] = {"정말", {"really"}, true},
};

const char *const grammar_do[AGREEMENT_COUNT] = {"do", "do", "does"};
const char *const grammar_be[AGREEMENT_COUNT] = {"am", "are", "is"};
const char *const grammar_be_past[AGREEMENT_COUNT] = {"was", "were", "was"};

const Stem grammar_denial[2] = {
    {"않", "않으", "않아", false},
    {"않", "않으", "않아", true},
};
