/* test_lab_subword.c: models of subword tokens: saved, opened again, scored, and opened from files that lie. */
#include <unistd.h>

#include "lab/model_file.h"
#include "model/scores.h"
#include "small_lab.h"
#include "test.h"

static void write_days(void)
{
    static const char *const nouns[][2] = {{"도서관", "library"}, {"학교", "school"}, {"시장", "market"}, {"공원", "park"}};
    static const char *const verbs[][2] = {{"갔다", "went"}, {"달려갔다", "ran"}, {"돌아갔다", "returned"}};
    Buffer text = {0};
    for (int day = 1; day <= 10; day++)
        for (int noun = 0; noun < 4; noun++)
            for (int verb = 0; verb < 3; verb++)
                buffer_format(&text, "나는 %d월에 %s에 %s\tI %s to the %s in %d\n", day, nouns[noun][0], verbs[verb][0],
                              verbs[verb][1], nouns[noun][1], day);
    write_pairs(buffer_text(&text));
    buffer_free(&text);
}

static Lab *taught_lab(HangulUnit hangul)
{
    write_days();
    Lab *lab = lab_with_data((DatasetOptions){.file = pairs, .tokens_given = true, .source_tokens = TOKENS_SUBWORD,
                                              .target_tokens = TOKENS_SUBWORD, .source_merges = 30, .target_merges = 20,
                                              .hangul = hangul, .seed = 1});
    add_model(lab, &dot_score, NULL);
    train(lab, 60);
    return lab;
}

TEST(merges_travel_with_a_model)
{
    for (HangulUnit hangul = HANGUL_SYLLABLE; hangul <= HANGUL_JAMO; hangul++) {
        Lab *lab = taught_lab(hangul), *other = open_lab(1);
        error = (Error){0};
        assert_true(lab_save(lab, saved, &error));
        assert_true(lab_load(other, saved, NULL, &error));
        assert_true(dataset_count(lab_dataset(other), SPLIT_TRAINING) > 0); /* the file is there: its pairs come back */
        check_same_answer(lab, other, "나는 3월에 공원에 돌아갔다", 3);
        close_lab(lab);
        close_lab(other);
    }
}

TEST(merges_travel_without_the_pairs)
{
    Lab *lab = taught_lab(HANGUL_JAMO), *other = open_lab(1);
    assert_true(lab_save(lab, saved, &error));
    unlink(pairs);
    assert_true(lab_load(other, saved, NULL, &error));
    const Dataset *own = lab_dataset(lab), *read = lab_dataset(other);
    assert_int_equal(dataset_count(read, SPLIT_TRAINING), 0);
    for (Side side = SIDE_SOURCE; side < SIDES; side++)
        assert_true(byte_pairs_same(dataset_merges(own, side), dataset_merges(read, side)));
    assert_int_equal(dataset_merges(read, SIDE_SOURCE)->count, 30);
    check_same_answer(lab, other, "나는 3월에 공원에 돌아갔다", 3);
    check_same_answer(lab, other, "뷁은 도서실에 Gone", 3);
}

/* Pairs of another file are as long as this model's own pieces make them. */
TEST(another_file_is_cut_by_the_models_merges)
{
    static const char *const lines[] = {"나는 3월에 공원에 갔다", "나는 11월에 학교에 달려갔다", "너는 시장에", "도서관"};
    Buffer text = {0};
    for (int i = 0; i < 4; i++)
        buffer_format(&text, "%s\tI went\n", lines[i]);
    write_file(changed, text.text, text.length);
    buffer_free(&text);
    Lab *lab = taught_lab(HANGUL_SYLLABLE);
    int lengths[4];
    for (int i = 0; i < 4; i++) {
        TokenList tokens = {0};
        dataset_cut(lab_dataset(lab), SIDE_SOURCE, lines[i], &tokens);
        lengths[i] = tokens.count;
        token_list_free(&tokens);
    }
    for (int i = 0; i < 4; i++) {
        AccuracyOptions options = accuracy_of("");
        options.file = changed;
        options.lengths.value[0] = lengths[i];
        options.lengths.count = 1;
        int expected = 0;
        for (int other = 0; other < 4; other++)
            expected += lengths[other] == lengths[i];
        assert_int_equal(accuracy_by(lab, &options).count, expected);
    }
}

/* ---- files that lie ---- */

static bool loads(const char *data, const char *merges)
{
    ModelFileEntry entries[] = {{"source_vocabulary", five}, {"target_vocabulary", five}, {"data", data},
                                 {"source_merges", merges}, {"target_merges", merges}};
    save_with(entries, merges != NULL ? 5 : 3);
    Lab *lab = open_lab(1);
    bool loaded = lab_load(lab, saved, NULL, &error);
    if (loaded) {
        translated(lab, (Request){.text = "ab a뷁"});
    } else {
        assert_int_equal(lab_model_count(lab), 0);
        assert_null(lab_dataset(lab));
    }
    close_lab(lab);
    return loaded;
}

TEST(merges_that_lie)
{
    static const char *const kinds[] = {"{\"source_tokens\":2}", "{\"target_tokens\":2}", "{\"source_tokens\":2,\"target_tokens\":2}"};
    static const char *const wrong[] = {
        NULL, "", "17", "[]", "{}", "{\"hangul\":\"syllable\"}", "{\"merges\":[]}", "{\"hangul\":1,\"merges\":[]}",
        "{\"hangul\":\"letter\",\"merges\":[]}", "{\"hangul\":\"jamo\",\"merges\":{}}",
        "{\"hangul\":\"jamo\",\"merges\":[\"a\"]}", "{\"hangul\":\"jamo\",\"merges\":[[]]}",
        "{\"hangul\":\"jamo\",\"merges\":[[\"a\"]]}", "{\"hangul\":\"jamo\",\"merges\":[[\"a\",\"b\",\"c\"]]}",
        "{\"hangul\":\"jamo\",\"merges\":[[\"a\",1]]}", "{\"hangul\":\"jamo\",\"merges\":[[\"a\",null]]}",
        "{\"hangul\":\"syllable\",\"merges\":[[\"ab\",\"c\"]]}", "{\"hangul\":\"syllable\",\"merges\":[[\"a\",\"b\"],[\"a\",\"b\"]]}",
        "{\"hangul\":\"syllable\",\"merges\":[[\"\",\"b\"]]}", "{\"hangul\":\"syllable\",\"merges\":[[\"a\",\"b\"]"};
    for (size_t kind = 0; kind < 3; kind++)
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
            error = (Error){0};
            if (loads(kinds[kind], wrong[i]))
                fail_msg("opened with %s", wrong[i]);
            assert_true(error.kind == ERROR_DATA && strstr(error.message, "merges") != NULL);
        }
    for (size_t kind = 0; kind < 3; kind++)
        assert_true(loads(kinds[kind], "{\"hangul\":\"syllable\",\"merges\":[[\"a\",\"b\"],[\" \",\"ab\"]]}"));
    assert_true(loads("{\"source_tokens\":1}", "[]")); /* nobody asked for merges */
}

TEST(too_many_merges)
{
    json_t *list = json_array(), *object = json_pack("{s:s, s:o}", "hangul", "jamo", "merges", list);
    for (int i = 0; i <= MERGES_MOST; i++)
        json_array_append_new(list, json_pack("[s, s]", "a", "b"));
    assert_null(lab_merges_read(object, "source", &error));
    assert_non_null(strstr(error.message, "at most 20000"));
    json_decref(object);
}

/* Sound merges with a few bytes changed: refused or read, and what is read loses nothing. */
TEST(spoilt_merges)
{
    static const char sound[] = "{\"hangul\":\"jamo\",\"merges\":[[\"a\",\"b\"],[\" \",\"ab\"],[\" ab\",\"가\"],[\"c\",\"c\"],[\"cc\",\"cc\"]]}";
    static const char bytes[] = "ab c\"[]{},:\\u\xEA\xB0\x80 1";
    int read = 0;
    Random random = seeded(1);
    for (int round = 0; round < 20000; round++) {
        char text[sizeof sound];
        memcpy(text, sound, sizeof sound);
        for (int changes = random_between(&random, 1, 3); changes > 0; changes--)
            text[random_below(&random, sizeof sound - 1)] = bytes[random_below(&random, sizeof bytes - 1)];
        json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
        error = (Error){0};
        BytePairs *merges = lab_merges_read(object, "source", &error);
        json_decref(object);
        read += merges != NULL;
        assert_true(merges != NULL || error.kind == ERROR_DATA);
        char *again = lab_merges_text(merges);
        assert_true((again != NULL) == (merges != NULL));
        free(again);
        byte_pairs_close(merges);
    }
    assert_true(read > 100 && read < 19000);
}
