/* test_text_vocabulary.c: tokens and ids. */
#include "base/batch.h"
#include "test.h"
#include "text/vocabulary.h"

TEST(special_tokens_come_first)
{
    Vocabulary *vocabulary = vocabulary_open();
    assert_int_equal(vocabulary_size(vocabulary), TOKEN_FIRST);
    assert_string_equal(vocabulary_token(vocabulary, TOKEN_PAD), "<PAD>");
    assert_string_equal(vocabulary_token(vocabulary, TOKEN_SOS), "<SOS>");
    assert_string_equal(vocabulary_token(vocabulary, TOKEN_EOS), "<EOS>");
    assert_string_equal(vocabulary_token(vocabulary, TOKEN_UNK), "<UNK>");
    vocabulary_close(vocabulary);
    vocabulary_close(NULL);
}

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
