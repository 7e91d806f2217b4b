/* test_lab_resume.c: every kind of model learns on from a file as if it had never stopped; and files of the workbench that
 * lie at random. */
#include <time.h>

#include "lab/registry_internal.h"
#include "model_family.h"
#include "same_state.h"
#include "small_lab.h"
#include "test.h"

enum { HALF = 6, ROUNDS = 1500, SECONDS = 20 };

static Lab *lab_with(int member, const char *task)
{
    Lab *lab = lab_with_data((DatasetOptions){.task = task, .length_least = 2, .length_most = 4, .symbols = 6, .seed = 1});
    ModelConfiguration configuration = family[member].configuration;
    configuration.hidden = 8;
    configuration.dropout = 0.2;
    configuration.seed = 3;
    if (!lab_model(lab, "m", &configuration, &error))
        fail_msg("%s: %s", family[member].name, error.message);
    return lab;
}

static void train_on(Lab *lab, long steps)
{
    TrainOptions options = train_defaults();
    options.steps = steps;
    options.batch = 8;
    options.training.decay = DECAY_NONE;
    options.validate_every = 0;
    train_by(lab, &options);
}

static void check_same_model(Lab *a, Lab *b, const char *name)
{
    const LabModel *x = lab_find(a, NULL, NULL), *y = lab_find(b, NULL, NULL);
    ModelState p = {0}, q = {0};
    model_state_copy(&p, &x->state);
    model_state_copy(&q, &y->state);
    model_state_take(&p, x->model);
    model_state_take(&q, y->model);
    if (!model_state_same(&p, &q))
        fail_msg("%s: another state", name);
    model_state_free(&p);
    model_state_free(&q);
}

TEST(every_kind_learns_on)
{
    for (int member = 0; member < FAMILY; member++) {
        Lab *whole = lab_with(member, "reverse"), *first = lab_with(member, "reverse"), *second = open_lab(1);
        error = (Error){0};
        train_on(whole, 2 * HALF);
        train_on(first, HALF);
        assert_true(lab_save(first, saved, &error));
        if (!lab_load(second, saved, NULL, &error))
            fail_msg("%s: %s", family[member].name, error.message);
        train_on(second, HALF);
        check_same_model(whole, second, family[member].name);
        close_lab(whole);
        close_lab(first);
        close_lab(second);
    }
}

/* ---- files that lie ---- */

/* Changes some bytes of the header, mostly of its texts: digits for digits, so that much of it can still be read. */
static void write_changed(const Buffer *good, Random *random)
{
    static const char others[] = "0123456789abcABC{}[]\",:-. \\";
    Buffer file = {0};
    uint64_t length;
    memcpy(&length, good->text, 8);
    buffer_add_bytes(&file, good->text, good->length);
    for (int changes = random_between(random, 1, 4); changes > 0; changes--) {
        char *at = file.text + 8 + random_below(random, (uint32_t)length);
        bool digit = *at >= '0' && *at <= '9';
        *at = others[random_below(random, digit ? 10 : sizeof others - 1)];
    }
    write_file(saved, file.text, file.length);
    buffer_free(&file);
}

/* What opens can be asked and trained, or says why not. */
static void use(Lab *lab)
{
    TrainOptions options = train_defaults();
    TrainResult result;
    options.steps = 1;
    options.batch = 2;
    options.validate_every = 0;
    Translation *translation = lab_translate(lab, &(Request){.text = "a b"}, &error);
    assert_true(translation != NULL || error.message[0] != '\0');
    translation_close(translation);
    error = (Error){0};
    assert_true(lab_train(lab, &options, &result, &error) || error.message[0] != '\0');
}

TEST(random_lies_are_survived)
{
    static const int members[] = {0, 6, 16}; /* and the last */
    int opened = 0, refused = 0;
    time_t begun = time(NULL);
    Random random = seeded(7);
    for (int k = 0; k < 4; k++) {
        Lab *lab = lab_with(k < 3 ? members[k] : FAMILY - 1, "copy");
        error = (Error){0};
        train_on(lab, 1);
        assert_true(lab_save(lab, saved, &error));
        Buffer good = read_file(saved);
        for (int i = 0; i < ROUNDS / 4 && time(NULL) - begun < SECONDS; i++) {
            write_changed(&good, &random);
            bool sound = lab_load(lab, saved, NULL, &error);
            opened += sound;
            refused += !sound;
            if (sound)
                use(lab);
            else
                assert_true(error.kind != ERROR_NONE && error.message[0] != '\0');
        }
        buffer_free(&good);
        close_lab(lab);
    }
    assert_true(opened > 0 && refused > 0);
}
