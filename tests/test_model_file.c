/* test_model_file.c: models to files and back, to the bit, and a file that is replaced whole or stays as it was. */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "same_state.h"
#include "small_model_file.h"
#include "test.h"

/* ---- there and back ---- */

/* Field by field: what stands between the fields of a structure may be anything. */
static void check_same_configuration(const ModelConfiguration *a, const ModelConfiguration *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->cell, b->cell);
    assert_int_equal(a->attention, b->attention);
    assert_int_equal(a->input, b->input);
    assert_int_equal(a->bidirectional, b->bidirectional);
    assert_int_equal(a->input_feeding, b->input_feeding);
    assert_int_equal(a->decoder_start, b->decoder_start);
    assert_int_equal(a->heads, b->heads);
    assert_int_equal(a->positions, b->positions);
    assert_int_equal(a->layers, b->layers);
    assert_memory_equal(&a->dropout, &b->dropout, sizeof a->dropout);
    assert_int_equal(a->hidden, b->hidden);
    assert_int_equal(a->embedding, b->embedding);
    assert_int_equal(a->source_vocabulary, b->source_vocabulary);
    assert_int_equal(a->target_vocabulary, b->target_vocabulary);
    assert_true(a->seed == b->seed);
}

static void check_same(Model *a, Model *b)
{
    const Parameters *p = model_parameters(a), *q = model_parameters(b);
    assert_int_equal(p->total, q->total);
    assert_memory_equal(p->value, q->value, p->total * sizeof *p->value);
    check_same_configuration(model_configuration(a), model_configuration(b));
    int source[] = {5, 7, 4, TOKEN_EOS};
    Trace *x = model_trace(a, source, 4, 9), *y = model_trace(b, source, 4, 9);
    assert_int_equal(x->count, y->count);
    for (int i = 0; i < x->count; i++)
        assert_memory_equal(x->arrays[i].values, y->arrays[i].values,
                            (size_t)(x->arrays[i].rows * x->arrays[i].columns) * sizeof(float));
    trace_close(x);
    trace_close(y);
}

TEST(every_kind_comes_back_to_the_bit)
{
    for (int member = 0; member < FAMILY; member++) {
        Error error = {0};
        save_member(member, saved);
        Model *model = family_model(member, WORDS, WORDS);
        ModelState kept = some_training(model), found = {0};
        ModelFile *model_file = model_file_open(saved, &error);
        assert_non_null(model_file);
        Model *again = model_file_model(model_file, &error);
        if (again == NULL)
            fail_msg("%s: %s", family[member].name, error.message);
        check_same(model, again);
        assert_true(model_file_training(model_file, again, &found, &error));
        assert_true(model_state_same(&kept, &found));
        model_file_close(model_file);
        model_state_free(&kept);
        model_state_free(&found);
        model_close(model);
        model_close(again);
    }
}

TEST(dropout_and_seed_come_back_whole)
{
    ModelConfiguration configuration = {.hidden = 4, .source_vocabulary = 5, .target_vocabulary = 6, .dropout = 0.1 + 0.2 / 7,
                                        .seed = (uint64_t)SEED_MOST};
    Error error = {0};
    Model *model = model_open(&configuration, &error);
    assert_true(model_file_save(saved, model, NULL, 0, NULL, &error));
    Model *again = open_model(saved, &error);
    assert_non_null(again);
    check_same_configuration(model_configuration(model), model_configuration(again));
    ModelFile *model_file = model_file_open(saved, &error);
    ModelState training = {0};
    assert_true(model_file_training(model_file, again, &training, &error)); /* there is none */
    assert_false(model_state_is_trained(&training));
    model_file_close(model_file);
    model_close(model);
    model_close(again);
}

TEST(texts_come_back)
{
    Error error;
    save_small(&dot_score, false, saved);
    ModelFile *model_file = model_file_open(saved, &error);
    assert_non_null(model_file);
    assert_string_equal(model_file_entry(model_file, "note"), "한국어 \"quoted\"\n");
    assert_string_equal(model_file_entry(model_file, "empty"), "");
    assert_null(model_file_entry(model_file, "nothing"));
    model_file_close(model_file);
}

TEST(the_file_gets_the_usual_mode)
{
    struct stat status;
    unlink(saved);
    mode_t mask = umask(027);
    save_small(NULL, false, saved);
    umask(mask);
    assert_int_equal(stat(saved, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    unlink(saved);
}

/* ---- all or nothing ---- */

/* Saves over saved where that cannot work; the file must be as it was. */
static void check_kept(const char *words)
{
    Buffer before = read_file(saved);
    Model *model = small_model(&additive_score, true);
    Error error = {0};
    assert_false(model_file_save(saved, model, NULL, 0, NULL, &error));
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_non_null(strstr(error.message, saved));
    assert_non_null(strstr(error.message, words));
    Buffer after = read_file(saved);
    assert_int_equal(before.length, after.length);
    assert_memory_equal(before.text, after.text, before.length);
    buffer_free(&before);
    buffer_free(&after);
    model_close(model);
}

/* To root nothing is closed: it becomes nobody for a moment. */
TEST(a_folder_that_is_closed_keeps_the_old_file)
{
    uid_t user = geteuid();
    save_small(NULL, false, saved);
    assert_int_equal(chmod(folder, 0555), 0);
    if (user == 0 && seteuid(65534) != 0)
        skip();
    check_kept(strerror(EACCES));
    assert_int_equal(seteuid(user), 0);
    assert_int_equal(chmod(folder, 0700), 0);
}

TEST(a_full_disk_keeps_the_old_file)
{
    struct rlimit usual, small;
    save_small(NULL, false, saved);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    small = usual;
    small.rlim_cur = 5000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    check_kept(strerror(EFBIG));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
    signal(SIGXFSZ, SIG_DFL);
}

TEST(a_place_that_is_no_file_is_refused)
{
    Error error = {0};
    Model *model = small_model(NULL, false);
    assert_false(model_file_save("/nonexistent/model.safetensors", model, NULL, 0, NULL, &error));
    assert_non_null(strstr(error.message, "/nonexistent"));
    unlink(changed);
    assert_int_equal(mkdir(changed, 0700), 0);
    assert_false(model_file_save(changed, model, NULL, 0, NULL, &error)); /* what it began is removed: see remove_folder */
    assert_int_equal(rmdir(changed), 0);
    model_close(model);
}
