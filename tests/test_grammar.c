/* test_grammar.c: tests of the sentence grammar: exact lengths, word forms by rules of their own, one meaning for one
 * sentence, and alignment. */
#include "test.h"
#include "text/grammar.h"

enum { WORDS = 1024, TEXT = 4096, UNIQUE_SAMPLES = 200000, SEARCHED = 8000000 };

static void join(const char *const *words, int count, char *text)
{
    size_t used = 0;
    for (int i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, TEXT - used, i > 0 ? " %s" : "%s", words[i]);
    assert_true(used < TEXT);
}

static void draw(Random *random, int words, GrammarPair *pair)
{
    assert_true(grammar_pair(random, words, pair));
}

/* ---- lengths ---- */

TEST(every_length_is_exact)
{
    GrammarPair pair;
    Random random = seeded(1);
    for (int words = GRAMMAR_MIN_WORDS; words <= GRAMMAR_MAX_WORDS; words++)
        for (int i = 0; i < 300; i++) {
            draw(&random, words, &pair);
            assert_int_equal(pair.source_count, words);
            assert_in_range(pair.target_count, 2, GRAMMAR_MAX_TARGET);
        }
}

TEST(lengths_out_of_range_are_refused)
{
    GrammarPair pair = {.source_count = -7};
    Random random = seeded(1);
    Random before = random;
    const int wrong[] = {-1, 0, 1, 61, 1000};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(grammar_pair(&random, wrong[i], &pair));
    assert_int_equal(pair.source_count, -7);
    assert_memory_equal(&before, &random, sizeof random);
}

/* ---- the list of words ---- */

static size_t index_of(const char *const *words, size_t count, const char *word)
{
    size_t i = 0;
    while (i < count && strcmp(words[i], word) != 0)
        i++;
    return i;
}

static void mark(const char *const *words, size_t count, const char *const *tokens, int tokens_count, bool *seen)
{
    for (int i = 0; i < tokens_count; i++) {
        size_t index = index_of(words, count, tokens[i]);
        if (index == count)
            fail_msg("'%s' is not in the list of words", tokens[i]);
        seen[index] = true;
    }
}

TEST(words_are_listed_once_and_all_occur)
{
    static bool seen[2][WORDS]; /* Korean, English */
    const char *const *words[2];
    size_t count[2];
    GrammarPair pair;
    Random random = seeded(3);
    for (int side = 0; side < 2; side++) {
        words[side] = grammar_words(side == 0, &count[side]);
        assert_in_range(count[side], 150, side == 0 ? 350 : 300);
    }
    for (int i = 0; i < 60000; i++) {
        draw(&random, 2 + i % 20, &pair);
        mark(words[0], count[0], pair.source, pair.source_count, seen[0]);
        mark(words[1], count[1], pair.target, pair.target_count, seen[1]);
    }
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < count[side]; i++) {
            assert_int_equal(index_of(words[side], count[side], words[side][i]), i);
            if (!seen[side][i])
                fail_msg("'%s' never occurs", words[side][i]);
        }
}

/* ---- word forms ---- */

/* The code point of the syllable that ends `bytes` bytes into the word; three bytes each. */
static unsigned syllable_before(const char *word, size_t bytes)
{
    const unsigned char *at = (const unsigned char *)word + bytes - 3;
    return (at[0] & 15u) << 12 | (at[1] & 63u) << 6 | (at[2] & 63u);
}

static bool ends_with(const char *word, const char *ending)
{
    size_t length = strlen(word), tail = strlen(ending);
    return length > tail && strcmp(word + length - tail, ending) == 0;
}

static bool one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

/* Whether the particle may follow a syllable with this final consonant (0: none, 8: rieul). */
static bool particle_fits(const char *particle, unsigned final)
{
    static const char *const consonant[] = {"은", "이", "을", "과", "으로", NULL};
    static const char *const vowel[] = {"는", "가", "를", "와", NULL};
    if (strcmp(particle, "로") == 0)
        return final == 0 || final == 8;
    if (strcmp(particle, "으로") == 0)
        return final != 0 && final != 8;
    return one_of(particle, consonant) ? final != 0 : one_of(particle, vowel) ? final == 0 : true;
}

TEST(particles_follow_the_final_consonant)
{
    static const char *const particles[] = {"은", "이", "을", "과", "으로", "는", "가", "를", "와", "로", NULL};
    /* Adjectives before a noun, and a verb, that only look like nouns with a particle. */
    static const char *const others[] = {"작은", "맛있는", "재미있는", "먹을", "읽을", "들을", "않을", NULL};
    size_t count;
    const char *const *words = grammar_words(true, &count);
    int checked = 0;
    for (size_t i = 0; i < count; i++)
        for (int p = 0; particles[p] && !one_of(words[i], others); p++) {
            bool longer = strcmp(particles[p], "로") == 0 && ends_with(words[i], "으로");
            if (!ends_with(words[i], particles[p]) || longer)
                continue;
            unsigned syllable = syllable_before(words[i], strlen(words[i]) - strlen(particles[p]));
            assert_in_range(syllable, 0xAC00, 0xD7A3);
            if (!particle_fits(particles[p], (syllable - 0xAC00) % 28))
                fail_msg("'%s' has the wrong particle", words[i]);
            checked++;
        }
    assert_true(checked > 60);
}

TEST(verbs_inflect_as_they_should)
{
    static const char *const expected[] = {
        "간다", "갔다", "갈", "가니", "갔니", "가지", "가고", "갔고", "먹는다", "먹었다", "먹을", "마셨다", "쓴다", "썼다",
        "쓸", "듣는다", "들었다", "들을", "듣고", "만든다", "만들었다", "만들", "만들지", "논다", "놀았다", "공부한다",
        "공부했다", "좋아하지만", "좋아했지만", "봤다", "바쁘다", "바빴다", "바쁠", "바쁘지만", "아팠지만", "아팠니",
        "춥다", "추웠다", "추울", "춥니", "추우면", "추워서", "춥지만", "온다", "왔다", "와서", "오면", "왔지만", "있는다",
        "있었다", "있을", "않는다", "않다", "않았다", "않을", "않니", "않았지만", "것이다", "거니",
        "가신다", "가셨다", "가실", "가시지", "가시고", "가셨고", "드신다", "드셨다", "주무신다", "주무실", "계신다",
        "계셨다", "읽으셨다", "만드셨다", "바쁘시다", "바쁘셔서", "편찮으시다", "편찮으셨다", "편찮으셔서", NULL};
    static const char *const never[] = {"갈다", "먹ㄴ다", "듣었다", "만들는다", "만들니", "바쁜다", "춥는다", "바쁘었다",
                                        "좋아할", "아플", "가서", "춥었다", "보았다", "자신다", "자셨다", "먹으셨다",
                                        "마시셨다", "아프시다", "아파하신다", "있으신다", "편찮으신다", NULL};
    size_t count;
    const char *const *words = grammar_words(true, &count);
    for (int i = 0; expected[i]; i++)
        if (index_of(words, count, expected[i]) == count)
            fail_msg("'%s' is missing", expected[i]);
    for (int i = 0; never[i]; i++)
        assert_int_equal(index_of(words, count, never[i]), count);
}

static bool third_person_form(const char *word)
{
    static const char *const forms[] = {"goes", "sleeps", "eats", "drinks", "buys", "reads", "is", "does", NULL};
    return one_of(word, forms);
}

TEST(english_agrees)
{
    static const char *const plural[] = {"I", "you", "we", "they", "students", NULL};
    static const char *const third[] = {"he", "she", "Minsu", "Jisu", NULL};
    static const char *const bare[] = {"go", "sleep", "eat", "drink", "buy", "are", "am", "do", "were", NULL};
    GrammarPair pair;
    Random random = seeded(5);
    for (int i = 0; i < 50000; i++) {
        draw(&random, 2 + i % 20, &pair);
        for (int j = 0; j + 1 < pair.target_count; j++) {
            const char *word = pair.target[j], *next = pair.target[j + 1];
            if (strcmp(word, "a") == 0)
                assert_null(strchr("aeiou", next[0]));
            if (strcmp(word, "an") == 0)
                assert_non_null(strchr("aeiou", next[0]));
            assert_false(one_of(word, plural) && third_person_form(next));
            bool asked = j > 0 && (strcmp(pair.target[j - 1], "did") == 0 || strcmp(pair.target[j - 1], "does") == 0 ||
                                   strcmp(pair.target[j - 1], "will") == 0);
            assert_false(one_of(word, third) && !asked && one_of(next, bare));
        }
    }
}

static bool has(const GrammarPair *pair, const char *word)
{
    for (int i = 0; i < pair->source_count; i++)
        if (strcmp(pair->source[i], word) == 0)
            return true;
    return false;
}

/* In a sentence of one clause the verb and the time must agree. */
TEST(time_words_go_with_the_tense)
{
    GrammarPair pair;
    Random random = seeded(6);
    for (int i = 0; i < 50000; i++) {
        draw(&random, 4, &pair);
        const char *last = pair.source[pair.source_count - 1];
        bool future = strcmp(last, "것이다") == 0;
        if (has(&pair, "내일") || has(&pair, "곧"))
            assert_true(future || has(&pair, "거니"));
        if (has(&pair, "어제") || has(&pair, "지난주에"))
            assert_false(future || has(&pair, "거니") || has(&pair, "않는다") || has(&pair, "간다") || has(&pair, "먹니"));
        if (has(&pair, "매일"))
            assert_false(future || has(&pair, "갔다") || has(&pair, "않았다") || has(&pair, "먹었니"));
    }
}

/* ---- sense ---- */

static int find_token(const GrammarPair *pair, int from, const char *const *words)
{
    for (int i = from; i < pair->source_count; i++)
        if (one_of(pair->source[i], words))
            return i;
    return -1;
}

static const char *const elders[] = {"어머니께서는", "아버지께서는", "할머니께서는", "선생님께서는", NULL};
static const char *const elders_as_reason[] = {"어머니께서", "아버지께서", "할머니께서", "선생님께서", NULL};

static bool honorific(const char *word)
{
    static const char *const stems[] = {"가시", "가셨", "가실", "가신", "드시", "드셨", "드실", "드신", "주무", "계시",
                                        "계셨", "계실", "계신", "읽으시", "읽으셨", "읽으실", "읽으신", "일하시", "일하셨",
                                        "일하실", "일하신", "만드시", "만드셨", "만드실", "만드신", "좋아하시", "좋아하셨",
                                        "좋아하신", "편찮으", "바쁘시", "바쁘셨", "바쁘셔", "바쁘실"};
    for (size_t i = 0; i < sizeof stems / sizeof stems[0]; i++)
        if (strncmp(word, stems[i], strlen(stems[i])) == 0)
            return true;
    return false;
}

/* A sentence has as many honored subjects as honorific verbs. Particles differ too: 께서는, never 어머니는. */
TEST(elders_and_only_they_are_honored)
{
    static const char *const rude[] = {"어머니는", "어머니가", "아버지는", "할머니는", "할머니가", "선생님은", NULL};
    GrammarPair pair;
    int honored_sentences = 0;
    Random random = seeded(10);
    for (int i = 0; i < 50000; i++) {
        int honored = 0, verbs = 0;
        draw(&random, 2 + i % 20, &pair);
        for (int j = 0; j < pair.source_count; j++) {
            assert_false(one_of(pair.source[j], rude));
            honored += one_of(pair.source[j], elders) || one_of(pair.source[j], elders_as_reason);
            verbs += honorific(pair.source[j]);
        }
        assert_int_equal(honored, verbs);
        honored_sentences += honored > 0;
    }
    assert_true(honored_sentences > 10000);
}

/* In a sentence of one clause, `having` never stands beside `never`. */
TEST(objects_and_places_suit_the_verb)
{
    static const struct {
        const char *having[6], *never[8];
    } rules[] = {
        {{"마셨다", "마신다", "마실", "마시니"}, {"책을", "빵을", "밥을", "사과를", "작년에"}},
        {{"먹었다", "먹는다", "먹을"}, {"물을", "커피를", "우유를", "책을", "시장에서", "병원에서", "작년에"}},
        {{"잤다", "잔다", "주무셨다"}, {"학교에서", "도서관에서", "공원에서"}},
        {{"일했다", "일한다", "일하셨다"}, {"공원에서", "집에서", "도서관에서", "카페에서"}},
        {{"고양이는"}, {"커피를", "책을", "학교에서", "도서관에서"}},
        {{"매일"}, {"밤에", "아침에", "저녁에"}},
        {{"혼자"}, {"빨리", "천천히"}},
        {{"선생님과"}, {"집에서", "집에"}},
        {{"의사는", "선생님께서는"}, {"회사에서", "회사에"}},
    };
    GrammarPair pair;
    Random random = seeded(11);
    for (int i = 0; i < 60000; i++) {
        draw(&random, 3 + i % 2, &pair);
        for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++)
            if (find_token(&pair, 0, rules[r].having) >= 0 && find_token(&pair, 0, rules[r].never) >= 0)
                fail_msg("'%s' beside '%s'", rules[r].having[0],
                         pair.source[find_token(&pair, 0, rules[r].never)]);
    }
}

/* A clause ends where -고, -지만, -서 or -면 does. Adverbs that only look so are none of the grammar's words. */
static bool ends_clause(const char *word)
{
    return ends_with(word, "고") || ends_with(word, "지만") || ends_with(word, "와서") || ends_with(word, "워서") ||
           ends_with(word, "셔서") || ends_with(word, "빠서") || ends_with(word, "파서") || ends_with(word, "면");
}

TEST(short_sentences_have_at_most_three_clauses)
{
    GrammarPair pair;
    Random random = seeded(12);
    for (int i = 0; i < 40000; i++) {
        int clauses = 1;
        draw(&random, 2 + i % 20, &pair);
        for (int j = 0; j + 1 < pair.source_count; j++)
            clauses += ends_clause(pair.source[j]);
        assert_in_range(clauses, 1, 3);
    }
}

static bool denied(const char *word)
{
    return strncmp(word, "않", strlen("않")) == 0;
}

/* After -지만 the same is denied or no longer denied, somebody has time, or the weather is braved. */
TEST(but_joins_a_contrast)
{
    static const char *const reasons[] = {"왔지만",   "오지만",   "올",   "추웠지만", "춥지만", "추울",
                                          "바빴지만", "바쁘지만", "바쁠", "바쁘실",   NULL};
    GrammarPair pair;
    int contrasts = 0;
    Random random = seeded(13);
    for (int i = 0; i < 40000; i++) {
        draw(&random, 5 + i % 8, &pair);
        for (int but = 0; but < pair.source_count; but++) {
            if (!ends_with(pair.source[but], "지만"))
                continue;
            int begin = but, end = but + 1, denials[2] = {0, 0};
            while (begin > 0 && !ends_clause(pair.source[begin - 1]))
                begin--;
            while (end + 1 < pair.source_count && !ends_clause(pair.source[end]))
                end++;
            for (int j = begin; j <= end; j++)
                denials[j > but] += denied(pair.source[j]);
            bool reason = false;
            for (int j = begin; j <= but; j++)
                reason |= one_of(pair.source[j], reasons);
            if ((!reason || denials[0] > 0) && denials[0] + denials[1] != 1)
                fail_msg("no contrast around '%s' '%s'", pair.source[begin], pair.source[but]);
            contrasts += denials[0] + denials[1];
        }
    }
    assert_true(contrasts > 2000);
}

/* ---- one meaning, one sentence ---- */

typedef struct Sample {
    uint64_t from, to;
} Sample;

static int by_from(const void *left, const void *right)
{
    const Sample *one = left, *other = right;
    return one->from < other->from ? -1 : one->from > other->from;
}

/* How many samples say the same on one side, and something else on the other. */
static int collisions(Sample *samples, size_t count, size_t *distinct)
{
    int found = 0;
    *distinct = 1;
    qsort(samples, count, sizeof *samples, by_from);
    for (size_t i = 1; i < count; i++) {
        bool same = samples[i].from == samples[i - 1].from;
        *distinct += !same;
        found += same && samples[i].to != samples[i - 1].to;
    }
    return found;
}

TEST(a_sentence_has_one_translation)
{
    Sample *samples = calloc(UNIQUE_SAMPLES, sizeof *samples);
    assert_non_null(samples);
    GrammarPair pair;
    char korean[TEXT], english[TEXT];
    Random random = seeded(7);
    for (size_t i = 0; i < UNIQUE_SAMPLES; i++) {
        draw(&random, 2 + (int)(i % 5), &pair);
        join(pair.source, pair.source_count, korean);
        join(pair.target, pair.target_count, english);
        samples[i] = (Sample){hash_bytes(korean, strlen(korean), 0), hash_bytes(english, strlen(english), 0)};
    }
    size_t distinct_korean, distinct_english;
    assert_int_equal(collisions(samples, UNIQUE_SAMPLES, &distinct_korean), 0);
    for (size_t i = 0; i < UNIQUE_SAMPLES; i++)
        samples[i] = (Sample){samples[i].to, samples[i].from};
    assert_int_equal(collisions(samples, UNIQUE_SAMPLES, &distinct_english), 0);
    assert_int_equal(distinct_korean, distinct_english);
    assert_true(distinct_korean > UNIQUE_SAMPLES / 3); /* there is plenty to say */
    free(samples);
}

/* ---- alignment ---- */

TEST(partners_are_in_range)
{
    static const char *const without[] = {"do", "does", "did", "it", NULL};
    static const struct {
        const char *english, *korean;
    } known[] = {{"library", "도서관"}, {"home", "집"}, {"apple", "사과"}, {"umbrella", "우산"}, {"English", "영어"},
                 {"yesterday", "어제"}, {"morning", "아침"}, {"ate", "먹"}, {"listened", "들"}, {"rained", "비"},
                 {"busy", "바"}, {"not", "않"}, {"alone", "혼자"}, {"delicious", "맛있는"}, {"subway", "지하철"},
                 {"week", "주에"}, {"mother", "어머니"}, {"?", "?"}, {"why", "왜"}, {"really", "정말"}};
    GrammarPair pair;
    Random random = seeded(8);
    for (int i = 0; i < 30000; i++) {
        draw(&random, 2 + i % 59, &pair);
        for (int j = 0; j < pair.target_count; j++) {
            assert_true(pair.alignment[j] >= -1 && pair.alignment[j] < pair.source_count);
            if (pair.alignment[j] == -1 && !one_of(pair.target[j], without))
                fail_msg("'%s' has no alignment", pair.target[j]);
            for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
                if (strcmp(pair.target[j], known[k].english) != 0)
                    continue;
                const char *aligned = pair.source[pair.alignment[j]];
                bool last_week = strcmp(aligned, "지난주에") == 0 && strcmp(known[k].english, "week") == 0;
                bool honored = strncmp(aligned, "드", strlen("드")) == 0 && strcmp(known[k].english, "ate") == 0;
                if (strncmp(aligned, known[k].korean, strlen(known[k].korean)) != 0 && !last_week && !honored)
                    fail_msg("'%s' is aligned with '%s'", pair.target[j], aligned);
            }
        }
    }
}

typedef struct Example {
    int words;
    const char *korean, *english;
    int alignment[12];
} Example;

static const Example examples[] = {
    {2, "나는 잔다", "I sleep", {0, 1}},
    {2, "비가 왔다", "it rained", {-1, 0}},
    {2, "날씨가 춥다", "it is cold", {0, 1, 1}},
    {3, "나는 학교에 간다", "I go to school", {0, 2, 1, 1}},
    {3, "나는 사과를 먹었다", "I ate an apple", {0, 2, 1, 1}},
    {3, "그들은 바쁘지 않았다", "they were not busy", {0, 1, 2, 1}},
    {3, "할머니께서는 커피를 드셨다", "my grandmother drank coffee", {0, 0, 2, 1}},
    {3, "어머니께서는 집에 계셨다", "my mother stayed at home", {0, 0, 2, 1, 1}},
    {4, "할머니께서는 무엇을 드셨니 ?", NULL, {0}}, /* eat or drink? */
    {4, "나는 어제 도서관에 갔다", "I went to the library yesterday", {0, 3, 2, 2, 2, 1}},
    {4, "민수는 친구를 만날 것이다", "Minsu will meet his friend", {0, 3, 2, 1, 1}},
    {4, "너는 어디에 갔니 ?", "where did you go ?", {1, -1, 0, 2, 3}},
    {4, "누나는 라디오를 듣지 않았다", "my sister did not listen to the radio", {0, 0, -1, 3, 2, 1, 1, 1}},
    {4, "비가 와서 누나는 잤다", NULL, {0}}, /* a shelter is always named */
    {5, "너는 어제 도서관에 갔니 ?", "did you go to the library yesterday ?", {-1, 0, 3, 2, 2, 2, 1, 4}},
    {5, "민수는 매일 저녁 책을 읽는다", "Minsu reads a book every evening", {0, 4, 3, 3, 1, 2}},
    {5, "나는 바빴지만 민수는 집에서 놀았다", "I was busy but Minsu played at home", {0, 1, 1, 1, 2, 4, 3, 3}},
    {5, "나는 자지 않았지만 민수는 잤다", "I did not sleep but Minsu slept", {0, -1, 2, 1, 2, 3, 4}},
    {5, "비가 오면 나는 집에 간다", "if it rains I go home", {1, -1, 0, 2, 4, 3}},
};

/* Looks for the sentence among many; NULL English means that it must not be there. */
static void find_example(const Example *example)
{
    GrammarPair pair;
    char text[TEXT];
    Random random = seeded(9);
    for (int i = 0; i < (example->english ? SEARCHED : SEARCHED / 40); i++) {
        draw(&random, example->words, &pair);
        join(pair.source, pair.source_count, text);
        if (strcmp(text, example->korean) != 0)
            continue;
        if (!example->english)
            fail_msg("'%s' makes no sense", text);
        join(pair.target, pair.target_count, text);
        assert_string_equal(text, example->english);
        for (int j = 0; j < pair.target_count; j++)
            assert_int_equal(pair.alignment[j], example->alignment[j]);
        return;
    }
    if (example->english)
        fail_msg("'%s' was not found", example->korean);
}

TEST(examples_occur_and_align)
{
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
        find_example(&examples[i]);
}
