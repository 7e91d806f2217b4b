/* test_text_dataset.c: opening data sets, what they say of themselves, and their pairs. */
#include "base/language.h"
#include "small_dataset.h"
#include "test.h"
#include "text/batches.h"

/* ---- refusals ---- */

static void check_refused(DatasetOptions options, const char *words)
{
    Error error = {0};
    assert_null(dataset_open(&options, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    if (strstr(error.message, words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, error.message);
}

TEST(wrong_options_are_refused)
{
    check_refused((DatasetOptions){0}, "choose where the pairs come from");
    check_refused((DatasetOptions){.task = "copy", .grammar = "ko-en"}, "one place only");
    check_refused((DatasetOptions){.task = "revers"}, "there is no task \"revers\"");
    check_refused((DatasetOptions){.task = "revers"}, "did you mean reverse?");
    check_refused((DatasetOptions){.task = "copy", .tasks = "sort"}, "one place only");
    check_refused((DatasetOptions){.tasks = "copy,dates"}, "\"dates\": choose among copy, reverse, sort");
    check_refused((DatasetOptions){.tasks = "copy,"}, "there is no task over symbols \"\"");
    check_refused((DatasetOptions){.tasks = "copy,sort,copy"}, "names copy twice");
    check_refused((DatasetOptions){.tasks = "copy", .symbols = 201}, "between 2 and 200 symbols");
    check_refused((DatasetOptions){.tasks = "copy,sort", .tokens_given = true, .source_tokens = TOKENS_CHARACTER},
                  "by word");
    check_refused((DatasetOptions){.grammar = "ko-fr"}, "ko-en, en-ko");
    check_refused((DatasetOptions){.task = "dates", .language = "fr"}, "choose among en, ko");
    check_refused((DatasetOptions){.task = "dates", .tokens_given = true}, "by character");
    check_refused((DatasetOptions){.task = "question", .language = "both"}, "only task=dates");
    check_refused((DatasetOptions){.task = "copy", .symbols = 1}, "between 2 and 200 symbols");
    check_refused((DatasetOptions){.task = "copy", .symbols = 201}, "between 2 and 200 symbols");
    check_refused((DatasetOptions){.task = "picture", .symbols = 37}, "between 2 and 36 symbols");
    check_refused((DatasetOptions){.task = "picture", .tokens_given = true}, "by column");
    check_refused((DatasetOptions){.task = "picture", .noise = 0.51}, "between 0 and 0.5, not 0.51");
    check_refused((DatasetOptions){.task = "picture", .noise = (double)NAN}, "between 0 and 0.5");
    check_refused((DatasetOptions){.task = "question", .language = "fr"}, "choose among en, ko");
    check_refused((DatasetOptions){.task = "summary", .tokens_given = true, .target_tokens = TOKENS_CHARACTER}, "by word");
    check_refused((DatasetOptions){.task = "copy", .swap = true}, "swapped");
}

TEST(wrong_lengths_are_refused)
{
    check_refused((DatasetOptions){.task = "copy", .length_least = -1}, "not -1");
    check_refused((DatasetOptions){.task = "copy", .length_least = 5, .length_most = 4}, "from 5 to 4");
    check_refused((DatasetOptions){.task = "copy", .length_most = 501}, "at most 500, not 501");
    check_refused((DatasetOptions){.task = "copy", .symbols = 2, .length_least = 1}, "two symbols");
    check_refused((DatasetOptions){.tasks = "copy", .symbols = 2, .length_least = 2}, "begin with length 3");
    check_refused((DatasetOptions){.tasks = "copy,sort", .length_least = 1}, "begin at 2, not 1");
    check_refused((DatasetOptions){.task = "dates", .length_most = 3}, "characters long");
    check_refused((DatasetOptions){.task = "picture", .length_least = 10}, "at least 11 columns, not 10");
    check_refused((DatasetOptions){.task = "picture", .length_most = 201}, "at most 200, not 201");
    check_refused((DatasetOptions){.task = "question", .language = "ko", .length_least = 11}, "at least 12 tokens");
    check_refused((DatasetOptions){.task = "order", .length_most = 9}, "at least 10, not 9");
    check_refused((DatasetOptions){.task = "summary", .length_least = 17}, "at least 18 tokens");
    check_refused((DatasetOptions){.task = "summary", .length_most = 73}, "at most 72, not 73");
    check_refused((DatasetOptions){.grammar = "ko-en", .length_most = 61}, "at most 60");
    check_refused((DatasetOptions){.grammar = "ko-en", .length_most = 1}, "2 to 60 source tokens");
    check_refused((DatasetOptions){.grammar = "en-ko", .length_most = 1}, "source tokens");
}

TEST(refusals_name_the_file)
{
    char path[TEXT_FILE_PATH];
    Error error = {0};
    write_text(path, "a b c\td\n");
    assert_null(dataset_open(&(DatasetOptions){.file = path, .length_most = 2}, &error));
    assert_non_null(strstr(error.message, path));
    assert_non_null(strstr(error.message, "1 to 2 tokens"));
    unlink(path);
    assert_null(dataset_open(&(DatasetOptions){.file = path}, &error));
    assert_non_null(strstr(error.message, path));
}

static int questions_left;

static bool goes_on(void *argument, int step, int most)
{
    (void)argument;
    assert_in_range(step, 0, most);
    return questions_left-- != 0;
}

/* Wherever Ctrl-C comes while a file is read and cut. */
TEST(reading_can_be_stopped)
{
    char path[TEXT_FILE_PATH];
    write_text(path, "a b\tc d\nb a\td c\na a\tc c\nb b\td d\n");
    int questions = 0;
    for (Dataset *dataset = NULL; dataset == NULL; questions++) {
        Error error = {0};
        questions_left = questions;
        dataset = dataset_open(&(DatasetOptions){.file = path, .tokens_given = true, .source_tokens = TOKENS_SUBWORD,
                                                 .target_tokens = TOKENS_WORD, .watch = {.goes_on = goes_on}}, &error);
        assert_true(dataset != NULL || error.kind == ERROR_INTERRUPTED);
        assert_true(dataset == NULL || dataset_count(dataset, SPLIT_TRAINING) == 2);
        dataset_close(dataset);
    }
    assert_true(questions > 5 * 4); /* reading, hashing, counting words, merging, cutting: each line */
    unlink(path);
}

/* ---- what they are ---- */

static void check_name(DatasetOptions options, const char *name, bool partners)
{
    Dataset *dataset = open_options(options);
    assert_string_equal(dataset_name(dataset), name);
    assert_true(dataset_endless(dataset));
    assert_int_equal(dataset_aligned(dataset), partners);
    assert_int_equal(dataset_count(dataset, SPLIT_TRAINING), 0);
    assert_int_equal(dataset_passed_over(dataset), 0);
    dataset_close(dataset);
}

TEST(endless_data_say_what_they_are)
{
    check_name((DatasetOptions){.task = "copy"}, "copy", true);
    check_name((DatasetOptions){.task = "reverse"}, "reverse", true);
    check_name((DatasetOptions){.task = "sort"}, "sort", true);
    check_name((DatasetOptions){.task = "dates"}, "dates en", false);
    check_name((DatasetOptions){.task = "dates", .language = "ko"}, "dates ko", false);
    check_name((DatasetOptions){.task = "dates", .language = "both"}, "dates both", false);
    check_name((DatasetOptions){.task = "picture"}, "picture", true);
    check_name((DatasetOptions){.task = "question"}, "question en", true);
    check_name((DatasetOptions){.task = "summary", .language = "ko"}, "summary ko", true);
    check_name((DatasetOptions){.grammar = "ko-en"}, "ko-en grammar", true);
    check_name((DatasetOptions){.grammar = "en-ko"}, "en-ko grammar", true);
    check_name((DatasetOptions){.grammar = "en-ko", .tokens_given = true, .source_tokens = TOKENS_CHARACTER},
               "en-ko grammar", false);
    dataset_close(NULL);
}

TEST(options_are_copied_with_their_defaults)
{
    char task[] = "dates";
    Dataset *dataset = open_options((DatasetOptions){.task = task, .seed = 9});
    memset(task, 'x', sizeof task - 1);
    const DatasetOptions *options = dataset_options(dataset);
    assert_string_equal(options->task, "dates");
    assert_string_equal(options->language, "en");
    assert_int_equal(options->source_tokens, TOKENS_CHARACTER);
    assert_int_equal(options->symbols, 0); /* dates have no alphabet */
    assert_int_equal(options->seed, 9);
    dataset_close(dataset);
    dataset = open_options((DatasetOptions){.task = "copy"});
    assert_int_equal(dataset_options(dataset)->symbols, 20);
    dataset_close(dataset);
}

static void expect_range(const Dataset *dataset, int expected_least, int expected_most)
{
    int least, most;
    dataset_length_range(dataset, &least, &most);
    assert_int_equal(least, expected_least);
    assert_int_equal(most, expected_most);
}

TEST(lengths_of_the_options_are_kept)
{
    Dataset *dataset = open_options((DatasetOptions){.grammar = "ko-en", .length_least = 5, .length_most = 30});
    expect_range(dataset, 5, 30);
    dataset_close(dataset);
    dataset = open_options((DatasetOptions){.task = "copy", .length_least = 40});
    expect_range(dataset, 40, 40);
    dataset_close(dataset);
}

/* ---- endless pairs ---- */

static void check_endless(DatasetOptions options)
{
    int least, most;
    Drawing drawing = open_drawing(open_options(options), 1);
    const Pair *pair = &drawing.pair;
    dataset_length_range(drawing.dataset, &least, &most);
    for (int i = 0; i < 500; i++) {
        assert_true(draw(&drawing, SPLIT_TRAINING, 0));
        assert_in_range(pair->source_count, least, most);
        assert_in_range(pair->target_count, 1, dataset_target_most(drawing.dataset));
        /* It sees what it would see if the text were typed, and what it says reads as the text. */
        expect_encoded(drawing.dataset, SIDE_SOURCE, pair->source_text, pair->source, pair->source_count);
        expect_decoded(drawing.dataset, SIDE_TARGET, pair->target, pair->target_count, pair->target_text);
        assert_int_equal(pair->alignment != NULL, dataset_aligned(drawing.dataset));
        for (int t = 0; pair->alignment != NULL && t < pair->target_count; t++)
            assert_in_range(pair->alignment[t] + 1, 0, pair->source_count);
    }
    close_drawing(&drawing);
}

TEST(endless_pairs_are_what_their_texts_say)
{
    const TokenKind by[2] = {TOKENS_WORD, TOKENS_CHARACTER};
    for (int source = 0; source < 2; source++)
        for (int target = 0; target < 2; target++) {
            DatasetOptions options = {.tokens_given = true, .source_tokens = by[source], .target_tokens = by[target]};
            options.task = "sort";
            options.symbols = 200;
            check_endless(options);
            options.task = NULL;
            options.grammar = "ko-en";
            check_endless(options);
            options.grammar = "en-ko";
            check_endless(options);
        }
    check_endless((DatasetOptions){.task = "copy"});
    check_endless((DatasetOptions){.task = "reverse"});
    check_endless((DatasetOptions){.task = "dates"});
    check_endless((DatasetOptions){.task = "dates", .language = "both"});
    check_endless((DatasetOptions){.task = "dates", .language = "ko", .length_least = 10, .length_most = 12});
    check_endless((DatasetOptions){.task = "picture", .noise = 0.1});
    check_endless((DatasetOptions){.task = "question"});
    check_endless((DatasetOptions){.task = "question", .language = "ko", .length_most = 72});
    check_endless((DatasetOptions){.task = "summary", .length_most = 72});
    check_endless((DatasetOptions){.task = "summary", .language = "ko"});
    check_endless((DatasetOptions){.task = "picture", .symbols = 2, .length_least = 100, .length_most = 200});
}

TEST(exact_lengths_can_be_drawn)
{
    const DatasetOptions options[] = {{.grammar = "ko-en"}, {.grammar = "en-ko"}, {.task = "copy"}, {.task = "sort"}};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        Drawing drawing = open_drawing(open_options(options[i]), 1);
        for (int length = 10; length <= 50; length += 20)
            for (Split split = SPLIT_TRAINING; split <= SPLIT_TEST; split++) {
                assert_true(draw(&drawing, split, length));
                assert_int_equal(drawing.pair.source_count, length);
            }
        assert_false(draw(&drawing, SPLIT_TEST, 100000));
        close_drawing(&drawing);
    }
}

/* The partners of en-ko are those of ko-en turned round: "도서관에" comes from "library", not from "to". */
TEST(turned_partners_are_content_words)
{
    Drawing drawing = open_drawing(open_options((DatasetOptions){.grammar = "en-ko"}), 1);
    const Vocabulary *english = dataset_vocabulary(drawing.dataset, SIDE_SOURCE);
    const Vocabulary *korean = dataset_vocabulary(drawing.dataset, SIDE_TARGET);
    const Pair *pair = &drawing.pair;
    int found = 0;
    for (int i = 0; i < 500; i++) {
        assert_true(draw(&drawing, SPLIT_TRAINING, 0));
        for (int t = 0; t < pair->target_count; t++)
            if (strncmp(vocabulary_token(korean, pair->target[t]), "도서관에", strlen("도서관에")) == 0) {
                assert_string_equal(vocabulary_token(english, pair->source[pair->alignment[t]]), "library");
                found++;
            }
    }
    assert_true(found > 5);
    close_drawing(&drawing);
}

/* ---- files ---- */

static const char *const ten_pairs = "the cat\t고양이\nthe dog\t개\nthe bird sang\t새가 노래했다\nthe sun\t해\n"
                                     "the moon\t달\na star\t별\na b\tㄱ\na c\tㄴ\na d\tㄷ\na e f\tㄹ ㅁ\n";

TEST(vocabularies_are_of_the_training_part)
{
    for (uint64_t seed = 0; seed < 30; seed++) {
        Dataset *dataset = open_text(ten_pairs, (DatasetOptions){.seed = seed});
        const Vocabulary *vocabulary = dataset_vocabulary(dataset, SIDE_SOURCE);
        Vocabulary *expected = vocabulary_open();
        Pair pair;
        for (int i = 0; i < dataset_count(dataset, SPLIT_TRAINING); i++) {
            assert_true(dataset_pair(dataset, SPLIT_TRAINING, i, &pair));
            TokenList words = {0};
            dataset_cut(dataset, SIDE_SOURCE, pair.source_text, &words);
            for (int t = 0; t < words.count; t++) {
                vocabulary_add(expected, words.token[t]);
                assert_string_equal(vocabulary_token(vocabulary, pair.source[t]), words.token[t]);
            }
            token_list_free(&words);
        }
        assert_int_equal(vocabulary_size(vocabulary), vocabulary_size(expected));
        vocabulary_close(expected);
        dataset_close(dataset);
    }
}

TEST(frequent_tokens_come_first)
{
    Dataset *dataset = open_text("x y z z\tp\n", (DatasetOptions){0});
    const Vocabulary *vocabulary = dataset_vocabulary(dataset, SIDE_SOURCE);
    assert_string_equal(vocabulary_token(vocabulary, TOKEN_FIRST), "z");
    assert_string_equal(vocabulary_token(vocabulary, TOKEN_FIRST + 1), "x");
    assert_string_equal(vocabulary_token(vocabulary, TOKEN_FIRST + 2), "y");
    dataset_close(dataset);
}

TEST(columns_can_be_swapped)
{
    Pair pair;
    Dataset *dataset = open_text("one\t하나 둘\n", (DatasetOptions){.swap = true});
    assert_true(dataset_pair(dataset, SPLIT_TRAINING, 0, &pair));
    assert_string_equal(pair.source_text, "하나 둘");
    assert_string_equal(pair.target_text, "one");
    assert_int_equal(pair.source_count, 2);
    assert_null(pair.alignment);
    assert_false(dataset_pair(dataset, SPLIT_TRAINING, 1, &pair));
    assert_false(dataset_pair(dataset, SPLIT_TRAINING, -1, &pair));
    dataset_close(dataset);
}

TEST(lengths_filter_a_file)
{
    Dataset *dataset = open_text(ten_pairs, (DatasetOptions){.length_least = 3});
    assert_int_equal(dataset_passed_over(dataset), 8);
    assert_int_equal(dataset_count(dataset, SPLIT_TRAINING), 2);
    expect_range(dataset, 3, 3);
    assert_int_equal(dataset_target_most(dataset), 2);
    dataset_close(dataset);
}

TEST(lengths_of_a_file_can_be_drawn)
{
    int found = 0;
    Drawing drawing = open_drawing(open_text(ten_pairs, (DatasetOptions){.seed = 1}), 1);
    for (int length = 0; length < 5; length++)
        for (Split split = SPLIT_TRAINING; split <= SPLIT_TEST; split++)
            for (int i = 0; i < 50 && draw(&drawing, split, length); i++) {
                assert_true(length == 0 || drawing.pair.source_count == length);
                found++;
            }
    assert_true(found >= 200);
    assert_false(draw(&drawing, SPLIT_TRAINING, 1));
    assert_false(draw(&drawing, SPLIT_TRAINING, 4));
    close_drawing(&drawing);
}

TEST(files_say_what_they_are)
{
    Dataset *dataset = open_text(ten_pairs, (DatasetOptions){0});
    assert_non_null(strstr(dataset_name(dataset), "seqlab-text-"));
    assert_null(strchr(dataset_name(dataset), '/'));
    assert_false(dataset_endless(dataset));
    assert_false(dataset_aligned(dataset));
    dataset_close(dataset);
}

/* Whatever a file holds, all that is asked of it is answered. */
static void use_everything(Dataset *dataset, Random *random)
{
    Pair pair;
    PairSpace *space = pair_space_open();
    for (Split split = SPLIT_TRAINING; split <= SPLIT_TEST; split++) {
        Batches *batches = batches_open(dataset, split, 3, 1);
        assert_int_equal(batches != NULL, dataset_count(dataset, split) > 0);
        for (int i = 0; batches != NULL && i < 5; i++)
            batches_next(batches);
        batches_close(batches);
        if (!dataset_draw(dataset, split, 0, random, space, &pair))
            continue;
        Buffer out = {0};
        dataset_decode(dataset, SIDE_TARGET, pair.target, pair.target_count, &out);
        assert_true(out.length > 0);
        buffer_free(&out);
    }
    pair_space_close(space);
}

TEST(any_file_is_used_or_refused)
{
    char bytes[512], path[TEXT_FILE_PATH];
    int used = 0;
    Random random = seeded(6);
    for (int i = 0; i < 2000; i++) {
        Error error = {0};
        size_t count = strlen(ten_pairs);
        memcpy(bytes, ten_pairs, count);
        for (uint32_t changes = random_below(&random, 3); changes > 0; changes--)
            bytes[random_below(&random, (uint32_t)count)] = "\t\n #\xEA\xB0\x80z.'"[random_below(&random, 10)];
        if (random_below(&random, 3) == 0)
            count = 1 + random_below(&random, (uint32_t)count);
        write_text_file(path, bytes, count);
        DatasetOptions options = {.file = path, .seed = (uint64_t)i, .tokens_given = true};
        options.source_tokens = random_below(&random, 2) ? TOKENS_WORD : TOKENS_CHARACTER;
        options.length_most = random_between(&random, 0, 5);
        Dataset *dataset = dataset_open(&options, &error);
        unlink(path);
        if (dataset != NULL)
            use_everything(dataset, &random);
        else
            assert_true(error.message[0] != '\0');
        used += dataset != NULL;
        dataset_close(dataset);
    }
    assert_true(used > 300 && used < 1700);
}

/* ---- fingerprints ---- */

static uint64_t fingerprint(const char *text, DatasetOptions options)
{
    Dataset *dataset = open_text(text, options);
    uint64_t mark = dataset_mark(dataset).fingerprint;
    assert_true(mark != 0);
    dataset_close(dataset);
    return mark;
}

/* What a model sees decides, and nothing else of the file. */
TEST(the_fingerprint_is_that_of_the_tokens)
{
    const DatasetOptions words = {0}, characters = {.tokens_given = true, .source_tokens = TOKENS_CHARACTER,
                                                    .target_tokens = TOKENS_CHARACTER};
    const char *plain = "나는 간다\tI go\n너는 간다\tyou go\n그는 온다\the comes\n";
    static const char *const same[] = {
        "# new\r\n나는  간다 \tI  go\r\n너는 간다\tyou go\tx\r\n\r\n그는 온다\the comes",
        "나\u200B는 간다\tI go\n너는 간다\tyou\u00A0go\n그는 온다\the comes\n그는 온다\the comes\n",
        "\xB3\xAA\xB4\xC2 \xB0\xA3\xB4\xD9\tI go\n\xB3\xCA\xB4\xC2 \xB0\xA3\xB4\xD9\tyou go\n\xB1\xD7\xB4\xC2 \xBF\xC2\xB4\xD9\the comes\n"};
    static const char *const other[] = {
        "나는 간다\tI go\n그는 온다\the comes\n너는 간다\tyou go\n", /* the order is that of training */
        "나는 간다\tI go\n너는 간다\tyou go\n그는 온다\the came\n",
        "나는 간다 I\tgo\n너는 간다\tyou go\n그는 온다\the comes\n",
        "나는 간다\tI go\n너는 간다\tyou go\n",
        "나는간다\tI go\n너는 간다\tyou go\n그는 온다\the comes\n"};
    uint64_t mark = fingerprint(plain, words);
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        assert_true(fingerprint(same[i], words) == mark);
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        assert_true(fingerprint(other[i], words) != mark);
    assert_true(fingerprint(plain, characters) != mark);
    assert_true(fingerprint(plain, (DatasetOptions){.swap = true}) != mark);
    assert_true(fingerprint("나는 간다\tI go\n너는 간다\tyou go\n그는 온다\the comes\n나\tI\n", (DatasetOptions){.length_least = 2}) == mark);
}

/* A file that is read with the vocabularies of another data set has its ids; its own tokens that are not there are <UNK>. */
TEST(vocabularies_can_be_those_of_another)
{
    char path[TEXT_FILE_PATH], other[TEXT_FILE_PATH];
    Error error = {0};
    write_text(path, "나는 간다\tI go\n나는 온다\tI come\n");
    write_text(other, "온다 나는\tgo I\n나는 산다\tI live\n");
    for (TokenKind kind = TOKENS_WORD; kind < TOKEN_KINDS; kind++) {
        DatasetOptions options = {.file = path, .tokens_given = true, .source_tokens = kind, .target_tokens = kind};
        Dataset *first = dataset_open(&options, &error);
        options.file = other;
        options.vocabularies_of = first;
        Dataset *second = dataset_open(&options, &error);
        Pair pair;
        assert_true(dataset_same_vocabularies(first, second));
        assert_true(dataset_mark(first).fingerprint != dataset_mark(second).fingerprint);
        assert_true(dataset_pair(second, SPLIT_TRAINING, 0, &pair));
        for (int i = 0; i < pair.source_count; i++)
            assert_true(pair.source[i] != TOKEN_UNK);
        bool unknown = false;
        assert_true(dataset_pair(second, SPLIT_TRAINING, 1, &pair));
        for (int i = 0; i < pair.source_count; i++)
            unknown |= pair.source[i] == TOKEN_UNK;
        assert_true(unknown);
        dataset_close(first);
        dataset_close(second);
    }
    unlink(path);
    unlink(other);
}
