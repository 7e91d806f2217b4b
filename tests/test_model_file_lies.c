/* test_model_file_lies.c: files of models that lie, by hand and at random: each is refused in words, or is sound. */
#include <sys/stat.h>
#include <time.h>
#include <jansson.h>

#include "small_model_file.h"
#include "test.h"

enum { FUZZ_ROUNDS = 6000, FUZZ_SECONDS = 20 };

/* ---- a file taken apart ---- */

/* The header of a good file and its numbers, to change and put together again. */
typedef struct Parts {
    json_t *header;
    Buffer data;
} Parts;

static Parts take_apart(void)
{
    save_small(&dot_score, false, saved);
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

TEST(no_such_file)
{
    Error error = {0};
    assert_null(model_file_open("/nonexistent/model.safetensors", &error));
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_null(model_file_open(folder, &error));
    assert_non_null(strstr(error.message, "regular"));
    assert_null(model_file_open("/dev/zero", &error));
    assert_int_equal(mkfifo(changed, 0600), 0);
    assert_null(model_file_open(changed, &error)); /* and does not wait */
    unlink(changed);
}

TEST(cut_files_are_refused)
{
    save_small(&dot_score, false, saved);
    Buffer file = read_file(saved);
    for (size_t length = 0; length < file.length; length += length < 64 ? 1 : 97) {
        write_file(changed, file.text, length);
        refused(length < 8 ? "length of its header takes 8" : "");
    }
    write_file(changed, file.text, file.length - 1);
    refused("outside the file's");
    buffer_free(&file);
}

TEST(header_lengths_that_lie)
{
    static const struct { uint64_t length; const char *reason; } lies[] = {
        {0, "too short for {}"},
        {1, "too short for {}"},
        {1 << 20, "bytes follow"},
        {UINT64_C(1) << 32, "bytes follow"},
        {UINT64_C(1) << 63, "bytes follow"},
        {UINT64_MAX, "bytes follow"},
        {UINT64_MAX - 7, "bytes follow"},
    };
    save_small(&dot_score, false, saved);
    Buffer file = read_file(saved);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        memcpy(file.text, &lies[i].length, 8);
        write_file(changed, file.text, file.length);
        refused(lies[i].reason);
    }
    buffer_free(&file);
}

/* Files of holes, which take no place on the disk. */
TEST(sizes_out_of_bounds)
{
    static const uint64_t header = (16 << 20) + 1, reference = 100000001; /* ours, and the reference implementation's */
    write_file(changed, "12345678{}", 10);
    assert_int_equal(truncate(changed, ((off_t)1 << 30) + 1), 0);
    refused("too large: the limit is 1024 MiB");
    write_file(changed, &header, 8);
    assert_int_equal(truncate(changed, (off_t)header + 8), 0);
    refused("the limit is 16 MiB");
    write_file(changed, &reference, 8);
    assert_int_equal(truncate(changed, (off_t)reference + 8), 0);
    refused("the limit is 16 MiB");
}

/* One tensor's entry in a header. */
#define TENSOR(name, dtype, shape, places) \
    "\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" places "}"
#define ONE(dtype, shape, places) "{" TENSOR("a", dtype, shape, places) "}"
#define SOUND "seqlab did not save" /* the format allows it, but it is no model */

/* Headers with so many bytes behind them, and the reason for which each is refused. */
static const struct { const char *what, *header; size_t bytes; const char *reason; } lies[] = {
    {"nothing at all", "{}", 0, SOUND},
    {"blanks behind the header", "{}      ", 0, SOUND},
    {"blanks before it", " {}", 0, "does not begin with {"},
    {"a byte order mark", "\xef\xbb\xbf{}", 0, "does not begin with {"},
    {"an array", "[]", 0, "does not begin with {"},
    {"a number", "17", 0, "does not begin with {"},
    {"a text", "\"text\"", 0, "does not begin with {"},
    {"no JSON", "{nonsense}", 0, "not valid JSON from byte"},
    {"an object that does not end", "{\"a\":", 0, "not valid JSON from byte"},
    {"a comma too many", "{" TENSOR("a", "F32", "[1]", "[0,4]") ",}", 4, "not valid JSON"},
    {"two objects", "{} {}", 0, "something other than blanks"},
    {"something behind the object", "{}x", 0, "something other than blanks"},
    {"no UTF-8", "{\"a\":\"\xff\"}", 0, "not UTF-8"},
    {"an overlong character", "{\"\xc0\xaf\":1}", 0, "not UTF-8"},
    {"half of a surrogate pair", "{\"a\":\"\\ud800\"}", 0, "not valid JSON"},
    {"a NUL in a text", "{\"__metadata__\":{\"seqlab\":\"1\\u0000\"}}", 0, "not valid JSON"},
    {"a NUL in a name", "{\"__metadata__\":{\"seqlab\\u0000\":\"1\"}}", 0, "not valid JSON"},
    {"the same tensor twice", "{" TENSOR("a", "U8", "[1]", "[0,1]") "," TENSOR("a", "U8", "[1]", "[1,2]") "}", 2, "duplicate key"},
    {"the same metadata twice", "{\"__metadata__\":{\"k\":\"1\",\"k\":\"1\"}}", 0, "duplicate key"},
    {"metadata twice", "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "duplicate key"},
    {"the same field twice", "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "duplicate key"},
    {"metadata", "{\"__metadata__\":{\"k\":\"v\",\"\":\"\"}}", 0, SOUND},
    {"metadata that is a text", "{\"__metadata__\":\"pt\"}", 0, "__metadata__ is not an object"},
    {"metadata that is a list", "{\"__metadata__\":[\"pt\"]}", 0, "__metadata__ is not an object"},
    {"metadata that is null", "{\"__metadata__\":null}", 0, "__metadata__ is not an object"},
    {"metadata of numbers", "{\"__metadata__\":{\"k\":1}}", 0, "k in its __metadata__ is not a string"},
    {"metadata of nulls", "{\"__metadata__\":{\"k\":null}}", 0, "k in its __metadata__ is not a string"},
    {"metadata of objects", "{\"__metadata__\":{\"k\":{}}}", 0, "k in its __metadata__ is not a string"},
    {"metadata whose name is a terminal's command", "{\"__metadata__\":{\"\\u001b[2J\":\"v\"}}", 0, "control character"},
    {"a tensor that is a number", "{\"a\":3}", 0, "entry of tensor a is not an object"},
    {"a tensor that is null", "{\"a\":null}", 0, "entry of tensor a is not an object"},
    {"a tensor that is a list", "{\"a\":[\"U8\",[1],[0,1]]}", 1, "entry of tensor a is not an object"},
    {"a name with a line break", "{" TENSOR("a\\nb", "U8", "[1]", "[0,1]") "}", 1, "control character"},
    {"a name with an upper control character", "{" TENSOR("\xc2\x9b", "U8", "[1]", "[0,1]") "}", 1, "control character"},
    {"no dtype", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "tensor a lacks its dtype"},
    {"no shape", "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1, "tensor a lacks its shape"},
    {"no data_offsets", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1, "tensor a lacks its data_offsets"},
    {"an unknown field", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"stride\":[1]}}", 1, "unknown field, stride"},
    {"the field of an early draft", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"offsets\":[0,1]}}", 1, "unknown field, offsets"},
    {"an unknown dtype", ONE("F31", "[1]", "[0,4]"), 4, "tensor a has an unknown dtype"},
    {"a dtype in small letters", ONE("f32", "[1]", "[0,4]"), 4, "tensor a has an unknown dtype"},
    {"a dtype that is a number", "{\"a\":{\"dtype\":32,\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "tensor a has an unknown dtype"},
    {"a scalar", ONE("F32", "[]", "[0,4]"), 4, SOUND},
    {"a tensor without numbers", ONE("F32", "[3,0]", "[0,0]"), 0, SOUND},
    {"one without numbers between others",
     "{" TENSOR("a", "U8", "[2]", "[0,2]") "," TENSOR("b", "U8", "[0]", "[2,2]") "," TENSOR("c", "I16", "[1]", "[2,4]") "}", 4, SOUND},
    {"tensors in another order than their places",
     "{" TENSOR("a", "U8", "[2]", "[2,4]") "," TENSOR("b", "U8", "[2]", "[0,2]") "}", 4, SOUND},
    {"complex numbers", ONE("C64", "[1]", "[0,8]"), 8, SOUND},
    {"two numbers in a byte", ONE("F4", "[2,3]", "[0,3]"), 3, SOUND},
    {"half a byte at the end", ONE("F4", "[3]", "[0,2]"), 2, "does not fill its last byte"},
    {"a shape that is a number", ONE("U8", "1", "[0,1]"), 1, "shape of tensor a is not a list of sizes"},
    {"a shape that is a text", ONE("U8", "\"1\"", "[0,1]"), 1, "shape of tensor a is not a list of sizes"},
    {"a negative size", ONE("U8", "[-1]", "[0,1]"), 1, "shape of tensor a is not a list of sizes"},
    {"two negative sizes", ONE("U8", "[-1,-1]", "[0,1]"), 1, "shape of tensor a is not a list of sizes"},
    {"a size with a fraction", ONE("U8", "[1.0]", "[0,1]"), 1, "shape of tensor a is not a list of sizes"},
    {"a size of 2^63", ONE("U8", "[9223372036854775808]", "[0,1]"), 1, "not valid JSON"},
    {"sizes whose product is 2^64", ONE("U8", "[4294967296,4294967296]", "[0,0]"), 0, "larger than any file"},
    {"a size of no bytes whose product is too large", ONE("U8", "[9223372036854775807,9223372036854775807,0]", "[0,0]"), 0,
     "larger than any file"},
    {"more bytes than the shape needs", ONE("F32", "[1]", "[0,8]"), 8, "tensor a has 8 bytes, but its dtype and shape need 4"},
    {"fewer bytes than the shape needs", ONE("F32", "[3]", "[0,8]"), 8, "tensor a has 8 bytes, but its dtype and shape need 12"},
    {"bytes of a tensor without numbers", ONE("F32", "[0]", "[0,4]"), 4, "tensor a has 4 bytes, but its dtype and shape need 0"},
    {"one place", ONE("U8", "[1]", "[1]"), 1, "data_offsets of tensor a are not two offsets"},
    {"three places", ONE("U8", "[1]", "[0,1,1]"), 1, "data_offsets of tensor a are not two offsets"},
    {"places that are a text", ONE("U8", "[1]", "\"01\""), 1, "data_offsets of tensor a are not two offsets"},
    {"places that are an object", ONE("U8", "[1]", "{}"), 1, "data_offsets of tensor a are not two offsets"},
    {"places with fractions", ONE("U8", "[1]", "[0.0,1.0]"), 1, "data_offsets of tensor a are not two offsets"},
    {"a negative place", ONE("U8", "[1]", "[-1,0]"), 1, "data_offsets of tensor a are not two offsets"},
    {"the lowest place of all", ONE("U8", "[1]", "[-9223372036854775808,9223372036854775807]"), 1, "are not two offsets"},
    {"an end before the beginning", ONE("U8", "[1]", "[1,0]"), 1, "tensor a ends before it begins"},
    {"an end outside the file", ONE("U8", "[2]", "[0,2]"), 1, "tensor a ends at byte 2, outside the file's 1"},
    {"an end far outside", ONE("U8", "[1]", "[9223372036854775806,9223372036854775807]"), 1, "outside the file's 1"},
    {"a hole at the start", ONE("U8", "[1]", "[1,2]"), 2, "a hole of 1 bytes before tensor a"},
    {"a hole inside", "{" TENSOR("a", "U8", "[1]", "[0,1]") "," TENSOR("b", "U8", "[1]", "[3,4]") "}", 4, "a hole of 2 bytes before tensor b"},
    {"a hole before a tensor without numbers", ONE("U8", "[0]", "[1,1]"), 1, "a hole of 1 bytes before tensor a"},
    {"tensors that overlap", "{" TENSOR("a", "U8", "[3]", "[0,3]") "," TENSOR("b", "U8", "[2]", "[2,4]") "}", 4, "tensors a and b overlap"},
    {"tensors in the same place", "{" TENSOR("a", "U8", "[3]", "[0,3]") "," TENSOR("b", "U8", "[3]", "[0,3]") "}", 3, "overlap"},
    {"one without numbers inside another", "{" TENSOR("a", "U8", "[3]", "[0,3]") "," TENSOR("b", "U8", "[0]", "[1,1]") "}", 3,
     "tensors a and b overlap"},
    {"a byte behind the last tensor", ONE("U8", "[1]", "[0,1]"), 2, "1 bytes follow the last tensor"},
    {"bytes and no tensor", "{}", 3, "3 bytes follow the last tensor"},
};

TEST(headers_that_lie)
{
    static char zeros[16];
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        Buffer data = {zeros, lies[i].bytes, sizeof zeros};
        write_header(lies[i].header, strlen(lies[i].header), &data);
        print_message("# %s\n", lies[i].what);
        refused(lies[i].reason);
    }
}

TEST(a_header_padded_with_nuls)
{
    Buffer none = {0};
    write_header("{}\0\0\0\0\0\0", 8, &none);
    refused("something other than blanks");
}

TEST(deep_nesting_is_refused)
{
    Buffer header = {0}, none = {0};
    buffer_add(&header, "{\"a\":");
    for (int i = 0; i < 1000000; i++)
        buffer_add_char(&header, '[');
    write_header(header.text, header.length, &none);
    refused("nested too deeply");
    buffer_free(&header);
}

static void set_text(json_t *header, const char *name, const char *text)
{
    json_object_set_new(json_object_get(header, "__metadata__"), name, json_string(text));
    if (text == NULL)
        json_object_del(json_object_get(header, "__metadata__"), name);
}

static const struct { const char *name, *text, *words; } wrong_settings[] = {
    {"seqlab", "2", "another version of seqlab"},
    {"seqlab", "", "another version of seqlab"},
    {"model.kind", "recurrent\nerror: x", "model.kind"},
    {"model.cell", "\033[2J", "model.cell"},
    {"model.cell", NULL, "model.cell"},
    {"model.cell", "lstn", "gru"},
    {"model.cell", "lstm", "numbers, but it has"},
    {"model.cell", "rnn", "encoder.forward.input_weight"},
    {"model.kind", NULL, "model.kind"},
    {"model.kind", "recurrrent", "causal"},
    {"model.input", "bags", "one-hot"},
    {"model.layers", "0x1", "model.layers"},
    {"model.layers", "5", "layers=5"},
    {"model.layers", "4", "numbers, but it has"},
    {"model.input_feeding", "1", "numbers, but it has"},
    {"model.attention", "additve", "additive"},
    {"model.hidden", "many", "model.hidden"},
    {"model.hidden", "", "model.hidden"},
    {"model.hidden", "-12", "model.hidden"},
    {"model.hidden", "12 ", "model.hidden"},
    {"model.hidden", "99999999999999999999999", "model.hidden"},
    {"model.hidden", "1048576", "hidden=1048576"},
    {"model.hidden", "0", "hidden=0"},
    {"model.embedding", "8", "numbers, but it has"},
    {"model.embedding", "6", "shape"},
    {"model.bidirectional", "1", "encoder.forward.input_weight"},
    {"model.bidirectional", NULL, "model.bidirectional"},
    {"model.source_vocabulary", "13", "numbers, but it has"},
    {"model.source_vocabulary", "11", "encoder.embedding"},
    {"model.target_vocabulary", "16777217", "model.target_vocabulary"},
    {"model.attention", "additive", "numbers, but it has"},
    {"model.dropout", NULL, "model.dropout"},
    {"model.dropout", "nan", "model.dropout"},
    {"model.dropout", "1", "model.dropout"},
    {"model.dropout", "-0.1", "model.dropout"},
    {"model.dropout", "0.1x", "model.dropout"},
    {"model.input_feeding", "2", "model.input_feeding"},
    {"model.kind", "transformer", "model.heads"},
    {"model.seed", "99999999999999999999999999", "model.seed"},
};

TEST(settings_that_are_wrong)
{
    for (size_t i = 0; i < sizeof wrong_settings / sizeof *wrong_settings; i++) {
        Parts parts = take_apart();
        set_text(parts.header, wrong_settings[i].name, wrong_settings[i].text);
        refused_with(&parts, wrong_settings[i].words);
    }
}

/* Sound for the format, but not what the model needs. */
TEST(tensors_that_do_not_fit_the_model)
{
    static const struct { const char *key, *json, *words; } wrong[] = {
        {"dtype", "\"I32\"", "is I32, not float32"},
        {"shape", "[36, 12]", "[36, 12]"},
        {"shape", "[432]", "[432]"},
        {"shape", "[12, 36, 1]", "[12, 36, 1]"},
        {"shape", "[1, 1, 1, 1, 1, 1, 1, 1, 12, 36]", "shape"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Parts parts = take_apart();
        json_t *tensor = json_object_get(parts.header, "decoder.recurrent_weight"); /* [12,36] */
        assert_non_null(tensor);
        json_object_set_new(tensor, wrong[i].key, json_loads(wrong[i].json, JSON_DECODE_ANY, NULL));
        refused_with(&parts, wrong[i].words);
    }
}

/* Thin embeddings and a wide state, each small, would make an output layer of four gigabytes. */
TEST(sizes_whose_product_is_large_are_refused)
{
    static const struct { const char *vocabulary, *words; } sizes[] = {
        {"131072", "numbers, but it has"}, /* more than the file */
        {"1048576", "the limit is"},       /* more than any model: 2^32 bytes of output.weight alone */
    };
    for (int i = 0; i < 2; i++) {
        Parts parts = take_apart();
        set_text(parts.header, "model.hidden", "1024");
        set_text(parts.header, "model.embedding", "1");
        set_text(parts.header, "model.target_vocabulary", sizes[i].vocabulary);
        refused_with(&parts, sizes[i].words);
    }
}

/* Under another name each tensor still covers its bytes. */
TEST(missing_tensors_are_named)
{
    static const char *const names[] = {"encoder.embedding", "decoder.recurrent_weight", "output.bias"};
    for (size_t i = 0; i < 3; i++) {
        Parts parts = take_apart();
        json_object_set(parts.header, "another", json_object_get(parts.header, names[i]));
        assert_int_equal(json_object_del(parts.header, names[i]), 0);
        refused_with(&parts, names[i]);
    }
}

TEST(numbers_that_are_not_finite)
{
    static const float wrong[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++) {
        Parts parts = take_apart();
        memcpy(parts.data.text + 400, &wrong[i], 4);
        refused_with(&parts, "NaN or infinite");
    }
}

/* What else a file holds is skipped. */
TEST(files_with_more_in_them_open)
{
    Error error;
    Parts parts = take_apart();
    json_int_t end = (json_int_t)parts.data.length;
    json_object_set_new(parts.header, "another", json_pack("{s:s, s:[i], s:[I, I]}", "dtype", "F16", "shape", 4, "data_offsets", end, end + 8));
    buffer_add_bytes(&parts.data, "12345678", 8);
    set_text(parts.header, "author", "someone");
    put_together(&parts);
    Model *model = open_model(changed, &error);
    assert_non_null(model);
    model_close(model);
}

/* As PyTorch's tools want it; and what seqlab wrote before it did so opens. */
TEST(formats_of_now_and_before)
{
    Error error;
    Parts parts = take_apart();
    const json_t *texts = json_object_get(parts.header, "__metadata__");
    assert_string_equal(json_string_value(json_object_get(texts, "format")), "pt");
    assert_string_equal(json_string_value(json_object_get(texts, "seqlab")), "1");
    set_text(parts.header, "seqlab", NULL);
    refused_with(&parts, "seqlab did not save");
    const char *source = getenv("SEQLAB_SOURCE");
    char old[1024];
    snprintf(old, sizeof old, "%s/tests/fixtures/format-seqlab-1.safetensors", source != NULL ? source : ".");
    Model *model = open_model(old, &error);
    if (model == NULL)
        fail_msg("%s", error.message);
    assert_int_equal(model_configuration(model)->hidden, 4);
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

TEST(random_lies_end_in_a_message_or_a_model)
{
    Random random;
    int opened = 0, refusals = 0;
    double begun = seconds();
    random_seed(&random, 2024);
    for (int member = 0; member < FAMILY && seconds() - begun < FUZZ_SECONDS; member++)
        lie_about(member, FUZZ_ROUNDS / FAMILY, &random, &opened, &refusals);
    assert_true(refusals > opened && opened > 0); /* both ways were gone */
}
