/* test_text_ids.c: tokens and ids; text to ids and back, by the vocabularies of data and by vocabularies alone. */
#include "small_dataset.h"
#include "test.h"

/* ---- tokens and ids ---- */

TEST(a_token_has_one_id)
{
    Vocabulary *vocabulary = vocabulary_open();
    assert_int_equal(vocabulary_find(vocabulary, "학교에"), TOKEN_UNK);
    int id = vocabulary_add(vocabulary, "학교에");
    assert_int_equal(id, TOKEN_FIRST);
    assert_int_equal(vocabulary_add(vocabulary, "학교에"), id);
    assert_int_equal(vocabulary_find(vocabulary, "학교에"), id);
    assert_int_equal(vocabulary_find(vocabulary, "학교"), TOKEN_UNK);
    assert_int_equal(vocabulary_find(vocabulary, "학교에서"), TOKEN_UNK);
    vocabulary_close(vocabulary);
    vocabulary_close(NULL);
}

TEST(bytes_inside_a_text_are_found)
{
    Vocabulary *vocabulary = vocabulary_open();
    int id = vocabulary_add_bytes(vocabulary, "catalog", 3);
    assert_string_equal(vocabulary_token(vocabulary, id), "cat");
    assert_int_equal(vocabulary_find_bytes(vocabulary, "cats", 3), id);
    assert_int_equal(vocabulary_find_bytes(vocabulary, "cats", 4), TOKEN_UNK);
    assert_int_equal(vocabulary_find_bytes(vocabulary, "cats", 2), TOKEN_UNK);
    assert_int_equal(vocabulary_find(vocabulary, "cat"), id);
    vocabulary_close(vocabulary);
}

/* ---- text and ids ---- */

TEST(unknown_words_are_marked)
{
    Error error;
    TokenList tokens = {0};
    int *ids;
    Dataset *dataset = open_text("the cat\tx\n", (DatasetOptions){0});
    token_list_add(&tokens, "kept", 4);
    assert_true(dataset_encode(dataset, SIDE_SOURCE, "  the dog\n", &tokens, &ids, &error));
    assert_int_equal(tokens.count, 3);
    assert_string_equal(tokens.token[2], "dog");
    assert_int_equal(ids[0], vocabulary_find(dataset_vocabulary(dataset, SIDE_SOURCE), "the"));
    assert_int_equal(ids[1], TOKEN_UNK);
    free(ids);
    token_list_free(&tokens);
    dataset_close(dataset);
}

TEST(what_cannot_be_encoded_is_refused)
{
    Error error;
    TokenList tokens = {0};
    int *ids;
    Dataset *dataset = open_options((DatasetOptions){.task = "dates"});
    assert_false(dataset_encode(dataset, SIDE_SOURCE, "", &tokens, &ids, &error));
    assert_false(dataset_encode(dataset, SIDE_SOURCE, "  \t", &tokens, &ids, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_false(dataset_encode(dataset, SIDE_SOURCE, "\xFF", &tokens, &ids, &error));
    assert_non_null(strstr(error.message, "UTF-8"));
    assert_int_equal(tokens.count, 0);
    token_list_free(&tokens);
    dataset_close(dataset);
}

TEST(decoding_stops_at_the_end)
{
    Dataset *dataset = open_options((DatasetOptions){.task = "copy"});
    const int ids[] = {TOKEN_FIRST, TOKEN_UNK, TOKEN_FIRST + 1, TOKEN_EOS, TOKEN_FIRST};
    expect_decoded(dataset, SIDE_TARGET, ids, 5, "a <UNK> b");
    expect_decoded(dataset, SIDE_TARGET, ids, 0, "");
    dataset_close(dataset);
}

/* ---- vocabularies alone ---- */

static const char *const good[] = {"<PAD>", "<SOS>", "<EOS>", "<UNK>", "나는", "간다"};
static const char *const short_list[] = {"<PAD>", "<SOS>", "<EOS>"};
static const char *const wrong_order[] = {"<PAD>", "<EOS>", "<SOS>", "<UNK>", "a"};
static const char *const twice[] = {"<PAD>", "<SOS>", "<EOS>", "<UNK>", "a", "b", "a"};
static const char *const special_twice[] = {"<PAD>", "<SOS>", "<EOS>", "<UNK>", "<PAD>"};
static const char *const empty_token[] = {"<PAD>", "<SOS>", "<EOS>", "<UNK>", ""};
static const char *const no_token[] = {"<PAD>", "<SOS>", "<EOS>", "<UNK>", NULL};
static const char *const wrong_bytes[] = {"<PAD>", "<SOS>", "<EOS>", "<UNK>", "a\xFF"};

TEST(vocabularies_alone_encode_and_decode)
{
    Error error;
    const DatasetOptions words = {.source_tokens = TOKENS_WORD, .target_tokens = TOKENS_WORD};
    Dataset *dataset = dataset_from_vocabularies("saved", &words, (DataMark){0}, (TokenNames[]){{(char **)good, 6}, {(char **)good, 6}}, &error);
    assert_non_null(dataset);
    assert_string_equal(dataset_name(dataset), "saved");
    assert_false(dataset_endless(dataset));
    assert_int_equal(dataset_count(dataset, SPLIT_TRAINING), 0);
    expect_encoded(dataset, SIDE_SOURCE, "나는 간다", (int[]){4, 5}, 2);
    expect_decoded(dataset, SIDE_TARGET, (int[]){4, 5}, 2, "나는 간다");
    Drawing drawing = open_drawing(dataset, 1);
    assert_false(draw(&drawing, SPLIT_TEST, 0));
    assert_false(dataset_pair(dataset, SPLIT_TEST, 0, &drawing.pair));
    close_drawing(&drawing);
}

static void check_lists_refused(const char *const *list, int count, const char *words)
{
    Error error = {0};
    const DatasetOptions words_of = {.source_tokens = TOKENS_WORD, .target_tokens = TOKENS_WORD};
    const TokenNames wrong = {(char **)list, count}, right = {(char **)good, 6};
    assert_null(dataset_from_vocabularies("x", &words_of, (DataMark){0}, (TokenNames[]){wrong, right}, &error));
    assert_non_null(strstr(error.message, "source vocabulary"));
    assert_non_null(strstr(error.message, words));
    assert_null(dataset_from_vocabularies("x", &words_of, (DataMark){0}, (TokenNames[]){right, wrong}, &error));
    assert_non_null(strstr(error.message, "target vocabulary"));
    assert_int_equal(error.kind, ERROR_DATA);
}

TEST(wrong_lists_are_refused)
{
    check_lists_refused(short_list, 3, "token 3 must be <UNK>");
    check_lists_refused(NULL, 0, "token 0 must be <PAD>");
    check_lists_refused(wrong_order, 5, "token 1 must be <SOS>");
    check_lists_refused(twice, 7, "tokens 4 and 6 are both \"a\"");
    check_lists_refused(special_twice, 5, "tokens 0 and 4");
    check_lists_refused(empty_token, 5, "token 4 is empty");
    check_lists_refused(no_token, 5, "token 4 is empty");
    check_lists_refused(wrong_bytes, 5, "token 4 is not valid UTF-8");
}
