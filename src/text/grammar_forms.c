/* grammar_forms.c: makes all tokens of both languages from the lexicon, once.
 *
 * Korean forms are composed into one block of static memory and shared: 비가 오다 and 눈이 오다 use the same 왔다.
 * Only forms that a sentence can contain are made, so the list of tokens is exact: a vocabulary built from it
 * has no word that never occurs.
 */
#include "text/grammar_forms.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

enum {
    TEXT_BYTES = 16 * 1024,
    WORD_BYTES = 64 /* more than any eojeol here needs */
};

static WordForms forms;
static char text[TEXT_BYTES];
static size_t text_used;

static const char *find_word(const WordList *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->words[i], word) == 0)
            return list->words[i];
    return NULL;
}

/* Lists a string that lives as long as the program. */
static const char *list_word(WordList *list, const char *word)
{
    const char *known = find_word(list, word);
    if (known || !word[0])
        return known;
    assert(list->count < GRAMMAR_LISTED_WORDS);
    return list->words[list->count++] = word;
}

static void list_words(WordList *list, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count && words[i]; i++)
        list_word(list, words[i]);
}

/* Lists a composed Korean word, keeping a copy. */
static const char *keep_korean(const char *word)
{
    const char *known = find_word(&forms.korean, word);
    if (known)
        return known;
    size_t bytes = strlen(word) + 1;
    assert(text_used + bytes <= TEXT_BYTES);
    char *copy = memcpy(text + text_used, word, bytes);
    text_used += bytes;
    return list_word(&forms.korean, copy);
}

static const char *noun_form(const char *noun, Particle particle)
{
    char word[WORD_BYTES];
    grammar_attach_particle(word, sizeof word, noun, particle);
    return keep_korean(word);
}

static const char *verb_form(const Stem *stem, VerbForm form)
{
    char word[WORD_BYTES];
    grammar_conjugate(word, sizeof word, stem, form);
    return keep_korean(word);
}

/* Whether any clause uses this form of the verb. Nobody asks about honored people here. */
static bool form_occurs(const VerbEntry *verb, VerbForm form, bool honored)
{
    if (honored && !verb->honorific.plain)
        return false;
    switch (form) {
    case FORM_PROSPECTIVE: return verb->tenses & MEMBER(TENSE_FUTURE);
    case FORM_PRESENT_AND:
    case FORM_PAST_AND: return !verb->circumstance;
    case FORM_PRESENT_BUT:
    case FORM_PAST_BUT: return verb->contrasts && !honored;
    case FORM_PRESENT_QUESTION:
    case FORM_PAST_QUESTION: return verb->in_questions && !honored;
    case FORM_SO: return verb->circumstance;
    case FORM_IF: return verb->circumstance && verb->weather;
    default: return true;
    }
}

static void make_nouns(void)
{
    for (int i = 0; i < SUBJECT_COUNT; i++) {
        const SubjectEntry *subject = &grammar_subjects[i];
        bool weather = i >= SUBJECT_RAIN;
        Particle topic = subject->honored ? PARTICLE_HONORED_TOPIC : weather ? PARTICLE_SUBJECT : PARTICLE_TOPIC;
        forms.subject[i] = noun_form(subject->korean, topic);
        if (subject->cause || weather)
            forms.cause_subject[i] =
                noun_form(subject->korean, subject->honored ? PARTICLE_HONORED_SUBJECT : PARTICLE_SUBJECT);
    }
    for (int i = 0; i < OBJECT_COUNT; i++)
        forms.object[i] = noun_form(grammar_objects[i].korean, PARTICLE_OBJECT);
    for (int i = 0; i < PLACE_COUNT; i++) {
        forms.place_to[i] = noun_form(grammar_places[i].korean, PARTICLE_TO);
        forms.place_at[i] = noun_form(grammar_places[i].korean, PARTICLE_AT);
    }
    for (int i = 0; i < COMPANION_COUNT; i++)
        forms.companion[i] = noun_form(grammar_companions[i].korean, grammar_companions[i].particle);
    for (int i = 0; i < TOOL_COUNT; i++)
        forms.tool[i] = noun_form(grammar_tools[i].korean, PARTICLE_BY);
}

static void make_verbs(void)
{
    for (int i = 0; i < 2 * VERB_COUNT * FORM_COUNT; i++) {
        bool honored = i >= VERB_COUNT * FORM_COUNT;
        VerbName verb = (VerbName)(i / FORM_COUNT % VERB_COUNT);
        VerbForm form = (VerbForm)(i % FORM_COUNT);
        if (form_occurs(&grammar_verbs[verb], form, honored))
            forms.verb[honored][verb][form] = verb_form(grammar_stem(verb, honored), form);
    }
    for (int descriptive = 0; descriptive < 2; descriptive++)
        for (int form = 0; form < FORM_COUNT; form++)
            if (form != FORM_NEGATED && form != FORM_SO && form != FORM_IF)
                forms.denial[descriptive][form] = verb_form(&grammar_denial[descriptive], (VerbForm)form);
    static const char *const will_be[] = {[ENDING_STATEMENT] = "것이다", [ENDING_QUESTION] = "거니",
                                          [ENDING_AND] = "것이고", [ENDING_BUT] = "것이지만"};
    for (int ending = ENDING_STATEMENT; ending <= ENDING_BUT; ending++)
        forms.will_be[ending] = list_word(&forms.korean, will_be[ending]);
}

/* A field of the entries of a table: a word, or several up to NULL. */
typedef struct Field { const void *first; size_t words, stride; } Field;
#define FIELD(table, name) {&(table)[0].name, sizeof (table)[0].name / sizeof(char *), sizeof (table)[0]}

static void list_fields(WordList *list, int count, const Field *fields)
{
    for (int entry = 0; entry < count; entry++)
        for (const Field *field = fields; field->first != NULL; field++)
            list_words(list, (const char *const *)((const char *)field->first + (size_t)entry * field->stride),
                       field->words);
}
#define LIST_FIELDS(list, count, ...) list_fields(list, count, (const Field[]){__VA_ARGS__, {0}})

static void list_korean_adverbs(void)
{
    static const char *const asking[] = {KOREAN_WHAT, KOREAN_WHOM, KOREAN_WHERE_TO, KOREAN_WHERE_AT, KOREAN_WHEN,
                                         KOREAN_WHY,  "?"};
    LIST_FIELDS(&forms.korean, DAY_COUNT, FIELD(grammar_days, korean));
    LIST_FIELDS(&forms.korean, PART_COUNT, FIELD(grammar_parts, korean));
    LIST_FIELDS(&forms.korean, FREQUENCY_COUNT, FIELD(grammar_frequencies, korean));
    LIST_FIELDS(&forms.korean, ADJECTIVE_COUNT, FIELD(grammar_adjectives, korean));
    LIST_FIELDS(&forms.korean, MANNER_COUNT, FIELD(grammar_manners, korean));
    list_words(&forms.korean, asking, sizeof asking / sizeof asking[0]);
}

static void list_english(void)
{
    static const char *const others[] = {"a",  "an",   "do",  "does",  "did",  "not", "will", "be",
                                         "am", "are",  "is",  "was",   "were", "and", "but",  "so",
                                         "if", "what", "who", "where", "when", "why", "?"};
    LIST_FIELDS(&forms.english, SUBJECT_COUNT, FIELD(grammar_subjects, english), FIELD(grammar_subjects, possessive));
    LIST_FIELDS(&forms.english, OBJECT_COUNT, FIELD(grammar_objects, english));
    LIST_FIELDS(&forms.english, ADJECTIVE_COUNT, FIELD(grammar_adjectives, english));
    LIST_FIELDS(&forms.english, PLACE_COUNT, FIELD(grammar_places, at), FIELD(grammar_places, to));
    LIST_FIELDS(&forms.english, COMPANION_COUNT, FIELD(grammar_companions, english),
                FIELD(grammar_companions, preposition));
    LIST_FIELDS(&forms.english, TOOL_COUNT, FIELD(grammar_tools, english));
    LIST_FIELDS(&forms.english, VERB_COUNT, FIELD(grammar_verbs, base), FIELD(grammar_verbs, third),
                FIELD(grammar_verbs, past), FIELD(grammar_verbs, preposition));
    LIST_FIELDS(&forms.english, DAY_COUNT, FIELD(grammar_days, english), FIELD(grammar_days, before_part));
    LIST_FIELDS(&forms.english, PART_COUNT, FIELD(grammar_parts, english), FIELD(grammar_parts, after_day));
    LIST_FIELDS(&forms.english, FREQUENCY_COUNT, FIELD(grammar_frequencies, english));
    LIST_FIELDS(&forms.english, MANNER_COUNT, FIELD(grammar_manners, english));
    list_words(&forms.english, others, sizeof others / sizeof others[0]);
}

static void build(void)
{
    make_nouns();
    make_verbs();
    list_korean_adverbs();
    list_english();
}

const WordForms *grammar_forms(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, build);
    return &forms;
}
