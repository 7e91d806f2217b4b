/* test_checkpoint_lies.c: files of models that lie, by hand and at random: each is refused in words, or is sound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>
#include <jansson.h>

#include "small_checkpoint.h"

enum { FUZZ_ROUNDS = 6000, FUZZ_SECONDS = 20 };

/* ---- a file taken apart ---- */

/* The header of a good file and its numbers, to change and put together again. */
typedef struct Parts {
    json_t *header;
    Buffer data;
} Parts;

static Parts take_apart(void)
{
    save_small(ATTENTION_DOT, false, saved);
    Buffer file = read_file(saved);
    uint64_t length;
    memcpy(&length, file.text, 8); /* little-endian machines only, as are those we test on */
    Parts parts = {json_loadb(file.text + 8, length, 0, NULL), {0}};
    assert_non_null(parts.header);
    buffer_add_bytes(&parts.data, file.text + 8 + length, file.length - 8 - length);
    buffer_free(&file);
    return parts;
}

static void write_header(const char *header, size_t count, const Buffer *data)
{
    Buffer file = {0};
    uint64_t length = count;
    buffer_add_bytes(&file, (const char *)&length, 8);
    buffer_add_bytes(&file, header, count);
    if (data->length > 0)
        buffer_add_bytes(&file, data->text, data->length);
    write_file(changed, file.text, file.length);
    buffer_free(&file);
}

static void put_together(Parts *parts)
{
    char *header = json_dumps(parts->header, JSON_COMPACT);
    write_header(header, strlen(header), &parts->data);
    free(header);
    json_decref(parts->header);
    buffer_free(&parts->data);
}

/* The changed file is refused, with a message that holds words. */
static void refused(const char *words)
{
    Error error = {0};
    Model *model = open_model(changed, &error);
    if (model != NULL || error.kind == ERROR_NONE || strstr(error.message, words) == NULL)
        fail_msg("opened: %d, \"%s\" lacks \"%s\"", model != NULL, error.message, words);
    if (strstr(error.message, changed) == NULL)
        fail_msg("the file is not named: %s", error.message);
}

static void refused_with(Parts *parts, const char *words)
{
    put_together(parts);
    refused(words);
}

/* ---- files that lie ---- */

static void no_such_file(void **state)
{
    (void)state;
    Error error = {0};
    assert_null(checkpoint_open("/nonexistent/model.safetensors", &error));
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_null(checkpoint_open(folder, &error));
    assert_non_null(strstr(error.message, "regular"));
    assert_null(checkpoint_open("/dev/zero", &error));
    assert_int_equal(mkfifo(changed, 0600), 0);
    assert_null(checkpoint_open(changed, &error)); /* and does not wait */
    unlink(changed);
}

static void cut_files_are_refused(void **state)
{
    (void)state;
    save_small(ATTENTION_DOT, false, saved);
    Buffer file = read_file(saved);
    for (size_t length = 0; length < file.length; length += length < 64 ? 1 : 97) {
        write_file(changed, file.text, length);
        refused("");
    }
    write_file(changed, file.text, file.length - 1);
    refused("numbers, and it has");
    buffer_free(&file);
}

static void header_lengths_that_lie(void **state)
{
    (void)state;
    static const uint64_t lengths[] = {0, 1, 1 << 20, UINT64_C(1) << 32, UINT64_C(1) << 63, UINT64_MAX, UINT64_MAX - 7};
    save_small(ATTENTION_DOT, false, saved);
    Buffer file = read_file(saved);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        memcpy(file.text, &lengths[i], 8);
        write_file(changed, file.text, file.length);
        refused("header's length");
    }
    buffer_free(&file);
}

static void a_file_too_large_is_refused_unread(void **state)
{
    (void)state;
    write_file(changed, "12345678{}", 10);
    assert_int_equal(truncate(changed, ((off_t)1 << 30) + 1), 0); /* a hole: takes no place on the disk */
    refused("size");
}

static void headers_that_are_no_object(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "[]", "17", "\"text\"", "{\"a\":1,\"a\":2}", "{\"a\":", "{} {}", "{\"a\":\"\xff\"}", "nonsense", "\xff\xfe",
        "{\"__metadata__\":{\"format\":\"seqlab 1\\u0000\"}}"};
    Buffer none = {0};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        write_header(headers[i], strlen(headers[i]), &none);
        refused("no JSON object");
    }
    write_header("{}", 2, &none);
    refused("not saved by this version");
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    Buffer header = {0}, none = {0};
    buffer_add(&header, "{\"a\":");
    for (int i = 0; i < 1000000; i++)
        buffer_add_char(&header, '[');
    write_header(header.text, header.length, &none);
    refused("no JSON object");
    buffer_free(&header);
}

static void set_text(json_t *header, const char *name, const char *text)
{
    json_object_set_new(json_object_get(header, "__metadata__"), name, text != NULL ? json_string(text) : json_null());
}

static const struct { const char *name, *text, *words; } wrong_settings[] = {
    {"format", "seqlab 2", "not saved by this version"},
    {"format", NULL, "not saved by this version"},
    {"model.cell", NULL, "kind of model"},
    {"model.cell", "lstn", "gru"},
    {"model.cell", "lstm", "numbers, and it has"},
    {"model.cell", "rnn", "encoder.forward.input_weight"},
    {"model.kind", NULL, "kind of model"},
    {"model.kind", "recurrrent", "causal"},
    {"model.input", "bags", "one-hot"},
    {"model.positions", "none", "sinusoidal"},
    {"model.layers", "0x1", "model.layers"},
    {"model.layers", "5", "layers=5"},
    {"model.layers", "4", "numbers, and it has"},
    {"model.feeding", "1", "numbers, and it has"},
    {"model.attention", "bahdanau", "additive"},
    {"model.hidden", "many", "model.hidden"},
    {"model.hidden", "", "model.hidden"},
    {"model.hidden", "-12", "model.hidden"},
    {"model.hidden", "12 ", "model.hidden"},
    {"model.hidden", "99999999999999999999999", "model.hidden"},
    {"model.hidden", "1048576", "hidden=1048576"},
    {"model.hidden", "0", "hidden=0"},
    {"model.embedding", "8", "numbers, and it has"},
    {"model.embedding", "6", "shape"},
    {"model.bidirectional", "1", "encoder.forward.input_weight"},
    {"model.bidirectional", NULL, "model.bidirectional"},
    {"model.source_vocabulary", "13", "numbers, and it has"},
    {"model.source_vocabulary", "11", "encoder.embedding"},
    {"model.target_vocabulary", "16777217", "model.target_vocabulary"},
    {"model.attention", "additive", "numbers, and it has"},
    {"model.dropout", NULL, "model.dropout"},
    {"model.dropout", "nan", "model.dropout"},
    {"model.dropout", "1", "model.dropout"},
    {"model.dropout", "-0.1", "model.dropout"},
    {"model.dropout", "0.1x", "model.dropout"},
    {"model.feeding", "yes", "model.feeding"},
    {"model.heads", "99999999999", "model.heads"},
    {"model.kind", "transformer", "embedding=7"},
    {"model.seed", "99999999999999999999999999", "model.seed"},
};

static void settings_that_are_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong_settings / sizeof *wrong_settings; i++) {
        Parts parts = take_apart();
        set_text(parts.header, wrong_settings[i].name, wrong_settings[i].text);
        refused_with(&parts, wrong_settings[i].words);
    }
}

static void tensors_that_are_wrong(void **state)
{
    (void)state;
    static const struct { const char *key, *json, *words; } wrong[] = {
        {"dtype", "\"F16\"", "not float32"},
        {"dtype", "7", "not float32"},
        {"shape", "[12]", "[12]"},
        {"shape", "[36, 12]", "[36, 12]"},
        {"shape", "[]", "shape"},
        {"shape", "\"12\"", "shape"},
        {"shape", "[12, 36, 1]", "shape"},
        {"shape", "[12.0, 36]", "shape"},
        {"shape", "[9223372036854775807, 36, 1, 1, 1, 1, 1, 1, 1, 1]", "shape"},
        {"data_offsets", "[0, 4]", "outside"},
        {"data_offsets", "[-4, 1724]", "outside"},
        {"data_offsets", "[1728, 0]", "outside"},
        {"data_offsets", "[1000000, 1001728]", "outside"},
        {"data_offsets", "[9223372036854774079, 9223372036854775807]", "outside"},
        {"data_offsets", "[-9223372036854775808, 9223372036854775807]", "outside"},
        {"data_offsets", "\"0 1728\"", "outside"},
        {"data_offsets", "{}", "outside"},
        {"data_offsets", "[0.0, 1728.0]", "outside"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Parts parts = take_apart();
        json_t *tensor = json_object_get(parts.header, "decoder.recurrent_weight"); /* [12,36], 1728 bytes */
        assert_non_null(tensor);
        json_object_set_new(tensor, wrong[i].key, json_loads(wrong[i].json, JSON_DECODE_ANY, NULL));
        refused_with(&parts, wrong[i].words);
    }
}

static void set_tensor(json_t *header, const char *name, int rows, int columns)
{
    json_object_set_new(header, name, json_pack("{s:s, s:[i,i], s:[i,I]}", "dtype", "F32", "shape", rows, columns,
                                                "data_offsets", 0, (json_int_t)rows * columns * 4));
}

/* Thin embeddings and a wide state, each small, would make an output layer of four gigabytes. */
static void refused_with_vocabulary(int vocabulary, const char *words)
{
    enum { HIDDEN = 1024 };
    char size[16];
    Parts parts = take_apart();
    snprintf(size, sizeof size, "%d", vocabulary);
    set_text(parts.header, "model.hidden", "1024");
    set_text(parts.header, "model.embedding", "1");
    set_text(parts.header, "model.target_vocabulary", size);
    set_tensor(parts.header, "encoder.embedding", 12, 1);
    set_tensor(parts.header, "decoder.embedding", vocabulary, 1);
    set_tensor(parts.header, "decoder.recurrent_weight", HIDDEN, 3 * HIDDEN);
    set_tensor(parts.header, "output.weight", HIDDEN, vocabulary);
    char *zeros = calloc(HIDDEN * 3 * HIDDEN, 4);
    buffer_add_bytes(&parts.data, zeros, HIDDEN * 3 * HIDDEN * 4);
    free(zeros);
    refused_with(&parts, words);
}

static void sizes_whose_product_is_large_are_refused(void **state)
{
    (void)state;
    refused_with_vocabulary(1 << 17, "numbers, and it has"); /* more than the file */
    refused_with_vocabulary(1 << 20, "are the most");        /* more than any model: 2^32 bytes of output.weight alone */
}

static void missing_tensors_are_named(void **state)
{
    (void)state;
    static const char *const names[] = {"encoder.embedding", "decoder.recurrent_weight", "output.bias"};
    for (size_t i = 0; i < 3; i++) {
        Parts parts = take_apart();
        assert_int_equal(json_object_del(parts.header, names[i]), 0);
        refused_with(&parts, names[i]);
    }
    Parts parts = take_apart();
    json_object_set_new(parts.header, "output.bias", json_integer(3));
    refused_with(&parts, "output.bias");
}

static void numbers_that_are_not_finite(void **state)
{
    (void)state;
    static const float wrong[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++) {
        Parts parts = take_apart();
        memcpy(parts.data.text + 400, &wrong[i], 4);
        refused_with(&parts, "not finite");
    }
}

/* Overlapping places are no danger, and what else a file holds is passed over. */
static void strange_but_sound_files_open(void **state)
{
    (void)state;
    Error error;
    Parts parts = take_apart();
    json_t *bias = json_object_get(parts.header, "decoder.input_bias");
    json_object_set(bias, "data_offsets", json_object_get(json_object_get(parts.header, "decoder.recurrent_bias"), "data_offsets"));
    json_object_set_new(parts.header, "another", json_integer(3));
    set_text(parts.header, "author", "someone");
    put_together(&parts);
    Model *model = open_model(changed, &error);
    assert_non_null(model);
    const Parameters *p = model_parameters(model);
    int a = parameters_find(p, "decoder.input_bias"), b = parameters_find(p, "decoder.recurrent_bias");
    assert_memory_equal(p->value + p->list[a].offset, p->value + p->list[b].offset, 36 * sizeof(real));
    model_close(model);
}

/* ---- a great many files that lie at random ---- */

static void mutate(Buffer *file, Random *random)
{
    static const char marks[] = "{}[]\",:0123456789-.eE\\\0 \xff";
    size_t header = 3000 < file->length ? 3000 : file->length;
    int changes = random_between(random, 1, 6);
    for (int i = 0; i < changes; i++) {
        size_t span = random_below(random, 4) == 0 ? file->length : header; /* the header has more to lie about */
        size_t at = random_below(random, (uint32_t)span);
        switch (random_below(random, 5)) {
        case 0: file->text[at] = (char)random_below(random, 256); break;
        case 1: file->text[at] ^= (char)(1 << random_below(random, 8)); break;
        case 2: file->text[at] = marks[random_below(random, sizeof marks - 1)]; break;
        case 3: { /* a piece of the file at another place */
            size_t from = random_below(random, (uint32_t)span), count = random_below(random, 40);
            count = from + count > span ? span - from : count;
            count = at + count > span ? span - at : count;
            memmove(file->text + at, file->text + from, count);
            break;
        }
        default:
            if (random_below(random, 4) == 0 && at > 16)
                file->length = at;
            header = header < file->length ? header : file->length;
        }
    }
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Changes the file of a member of the family in so many ways; counts what came of it. */
static void lie_about(int member, int rounds, Random *random, int *opened, int *refusals)
{
    save_member(member, saved);
    Buffer good = read_file(saved);
    for (int i = 0; i < rounds; i++) {
        Buffer file = {0};
        buffer_add_bytes(&file, good.text, good.length);
        mutate(&file, random);
        write_file(changed, file.text, file.length);
        buffer_free(&file);
        Error error = {0};
        Model *model = open_model(changed, &error);
        *opened += model != NULL;
        *refusals += model == NULL;
        assert_true(model != NULL || (error.kind != ERROR_NONE && error.message[0] != '\0'));
        assert_true(model == NULL || parameters_finite(model_parameters(model)));
        model_close(model);
    }
    buffer_free(&good);
}

static void random_lies_end_in_a_message_or_a_model(void **state)
{
    (void)state;
    Random random;
    int opened = 0, refusals = 0;
    double begun = seconds();
    random_seed(&random, 2024);
    for (int member = 0; member < FAMILY && seconds() - begun < FUZZ_SECONDS; member++)
        lie_about(member, FUZZ_ROUNDS / FAMILY, &random, &opened, &refusals);
    assert_true(refusals > opened && opened > 0); /* both ways were gone */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_such_file),
        cmocka_unit_test(cut_files_are_refused),
        cmocka_unit_test(header_lengths_that_lie),
        cmocka_unit_test(a_file_too_large_is_refused_unread),
        cmocka_unit_test(headers_that_are_no_object),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(settings_that_are_wrong),
        cmocka_unit_test(tensors_that_are_wrong),
        cmocka_unit_test(sizes_whose_product_is_large_are_refused),
        cmocka_unit_test(missing_tensors_are_named),
        cmocka_unit_test(numbers_that_are_not_finite),
        cmocka_unit_test(strange_but_sound_files_open),
        cmocka_unit_test(random_lies_end_in_a_message_or_a_model),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
