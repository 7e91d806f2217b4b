/* test_lab_resume.c: every kind of model learns on from a file as if it had never stopped, and while it answers
 * questions as if nobody had asked; and files of the workbench that lie at random. */
#include <time.h>

#include "lab/job.h"
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
    train_by(lab, train_of("steps=%ld batch=8 decay=none validate_every=0", steps));
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
    TrainOptions options = train_of("steps=1 batch=2 validate_every=0");
    TrainResult result;
    Translation *translation = lab_translate(lab, &(Request){.text = "a b"}, &error);
    assert_true(translation != NULL || error.message[0] != '\0');
    translation_close(translation);
    error = (Error){0};
    assert_true(lab_train(lab, &options, &result, &error) || error.message[0] != '\0');
}

/* ---- a run that rests ---- */

typedef struct Asker {
    Lab *lab;
    int asked;
    bool speaks;
} Asker;

static void answered(bool right)
{
    if (!right)
        fail_msg("%s", error.message);
}

static void refused(bool done) { assert_refused(done, ERROR_USAGE, "'m' is training"); }

/* All that looks at a model, and goes through it forwards and backwards. */
static void ask_everything(Lab *lab, bool speaks)
{
    AccuracyOptions measured = accuracy_of("count=20");
    AccuracyResult accuracy;
    Request drawn = {.length = 3, .seed = 4};
    Translation *translation = lab_translate(lab, &drawn, &error);
    answered(translation != NULL);
    translation_close(translation);
    answered(lab_accuracy(lab, NULL, &measured, &accuracy, &error));
    accuracy_result_free(&accuracy);
    if (speaks) {
        Explained explained;
        SourceSentence source;
        BeamOptions beam;
        options_defaults(&beam_options, &beam);
        answered(lab_explain_loss(lab, &drawn, NULL, &explained, &error));
        explained_free(&explained);
        Beam *answers = lab_beam(lab, &drawn, &beam, &source, &error);
        answered(answers != NULL);
        beam_close(answers);
        source_sentence_free(&source);
    }
    answered(lab_save(lab, saved, &error));
}

/* All that would change the model, or what a run holds on to. */
static void change_everything(Lab *lab)
{
    TrainOptions more = train_of("");
    StepOptions step;
    TrainResult trained;
    StepResult stepped;
    ModelConfiguration configuration = {.attention = &dot_score, .hidden = 8, .seed = 1};
    options_defaults(&step_options, &step);
    refused(lab_train(lab, &more, &trained, &error));
    refused(lab_step(lab, &step, &stepped, &error));
    refused(lab_step_undo(lab, NULL, &error));
    refused(lab_model(lab, "m", &configuration, &error));
    refused(lab_model(lab, "other", &configuration, &error));
    refused(lab_use(lab, "before", &error));
    refused(lab_load(lab, saved, NULL, &error));
    refused(lab_checkpoint_open(lab, 1, &error));
    refused(lab_data(lab, &(DatasetOptions){.task = "copy", .seed = 2}, &error));
    assert_true(lab_use(lab, "m", &error)); /* it is the current one already */
}

/* Asks after each step. */
static WorkWish ask(void *argument, const Progress *progress)
{
    Asker *asker = argument;
    RunInfo info;
    if (strcmp(progress->activity, "train") != 0 || !progress->resting)
        return strcmp(progress->activity, "train") == 0 ? WORK_RESTS : WORK_GOES_ON;
    assert_true(lab_run_info(asker->lab, &info, &error));
    assert_int_equal(info.step, ++asker->asked);
    assert_int_equal(current_info(asker->lab).steps, info.step);
    ask_everything(asker->lab, asker->speaks);
    change_everything(asker->lab);
    return WORK_TAKES_A_STEP;
}

TEST(every_kind_learns_the_same_while_it_answers)
{
    for (int member = 0; member < FAMILY; member++) {
        Lab *alone = lab_with(member, "reverse"), *asked = lab_with(member, "reverse");
        Asker asker = {.lab = asked, .speaks = family_speaks(member)};
        error = (Error){0};
        put_model(asked, "before", (ModelConfiguration){.attention = &dot_score, .hidden = 8, .seed = 1});
        assert_true(lab_use(asked, "m", &error));
        train_on(alone, HALF);
        lab_watch(asked, ask, &asker);
        train_on(asked, HALF);
        assert_int_equal(asker.asked, HALF);
        check_same_model(alone, asked, family[member].name);
        close_lab(alone);
        close_lab(asked);
    }
}

/* What is saved in the middle of a run goes on as the run itself did. */
static WorkWish save_once(void *argument, const Progress *progress)
{
    Asker *asker = argument;
    if (asker->asked > 0 || strcmp(progress->activity, "train") != 0)
        return WORK_GOES_ON;
    if (!progress->resting)
        return WORK_RESTS;
    assert_true(lab_save(asker->lab, saved, &error));
    asker->asked = (int)progress->step;
    return WORK_GOES_ON;
}

TEST(a_file_of_the_middle_of_a_run_goes_on_like_it)
{
    Lab *whole = lab_with(2, "reverse"), *second = open_lab(1);
    Asker asker = {.lab = whole};
    lab_watch(whole, save_once, &asker);
    train_on(whole, 2 * HALF);
    assert_true(asker.asked > 0 && asker.asked <= 2 * HALF);
    assert_true(lab_load(second, saved, NULL, &error));
    if (asker.asked < 2 * HALF)
        train_on(second, 2 * HALF - asker.asked);
    check_same_model(whole, second, "gru dot");
}

/* ---- a run that is slowed down, halted, given another rate ---- */

static WorkWish change_rate(void *argument, const Progress *progress)
{
    Asker *asker = argument;
    RunInfo info;
    if (!progress->resting)
        return asker->asked == 0 ? WORK_RESTS : WORK_GOES_ON;
    assert_refused(lab_run_lr(asker->lab, 1e9, &error), ERROR_USAGE, "lr");
    assert_refused(lab_run_lr(asker->lab, (double)NAN, &error), ERROR_USAGE, "lr");
    assert_true(lab_run_lr(asker->lab, 1e-9, &error) && lab_run_info(asker->lab, &info, &error));
    assert_true(info.lr == 1e-9);
    asker->asked = 1;
    return WORK_GOES_ON;
}

TEST(another_learning_rate_counts_from_the_next_step_on)
{
    Lab *lab = lab_with(2, "reverse");
    Asker asker = {.lab = lab};
    RunInfo info;
    lab_watch(lab, change_rate, &asker);
    train_on(lab, 300);
    assert_int_equal(asker.asked, 1);
    const LabModel *entry = lab_find(lab, NULL, &error);
    assert_int_equal(entry->state.steps, 300);
    assert_refused(lab_run_info(lab, &info, &error), ERROR_USAGE, "no model is training");
    assert_refused(lab_run_lr(lab, 0.1, &error), ERROR_USAGE, "no model is training");
}

/* Lets the run go on beside it for some steps, asks, and does so again until the run has ended. */
static WorkWish let_go(void *argument, const Progress *progress)
{
    Asker *asker = argument;
    RunInfo info;
    if (strcmp(progress->activity, "train") != 0 || !progress->resting)
        return strcmp(progress->activity, "train") == 0 ? WORK_RESTS : WORK_GOES_ON;
    for (bool ended = false; !ended;) {
        long until = asker->asked + 3;
        do
            ended = !lab_run_let_go(asker->lab);
        while (!ended && lab_run_info(asker->lab, &info, &error) && info.step < until);
        lab_run_hold(asker->lab);
        lab_run_hold(asker->lab); /* as it is */
        assert_true(lab_run_info(asker->lab, &info, &error));
        assert_int_equal(current_info(asker->lab).steps, info.step);
        assert_true(info.step > asker->asked || ended);
        asker->asked = (int)info.step;
        ask_everything(asker->lab, asker->speaks);
        change_everything(asker->lab);
    }
    return WORK_GOES_ON;
}

TEST(a_run_goes_on_beside_its_watcher)
{
    enum { RUN = 3 * HALF };
    Lab *alone = lab_with(2, "reverse"), *watched = lab_with(2, "reverse");
    Asker asker = {.lab = watched, .speaks = family_speaks(2)};
    put_model(watched, "before", (ModelConfiguration){.attention = &dot_score, .hidden = 8, .seed = 1});
    assert_true(lab_use(watched, "m", &error));
    assert_false(lab_run_let_go(watched)); /* there is none */
    lab_run_hold(watched);
    train_on(alone, RUN);
    lab_watch(watched, let_go, &asker);
    train_on(watched, RUN);
    assert_int_equal(asker.asked, RUN); /* it was asked after the end, too */
    check_same_model(alone, watched, "let go");
}

static WorkWish rest_long(void *argument, const Progress *progress)
{
    double *until = argument;
    if (*until == 0 && progress->resting)
        *until = clock_seconds() + 1.5;
    return *until == 0 || clock_seconds() < *until ? WORK_RESTS : WORK_GOES_ON;
}

TEST(a_rest_is_no_training_time)
{
    Lab *lab = lab_with(2, "reverse");
    double until = 0;
    lab_watch(lab, rest_long, &until);
    TrainResult result = train_by(lab, train_of("seconds=1"));
    assert_true(result.steps > 1);
    assert_true(result.seconds >= 1 && result.seconds < clock_seconds() - (until - 1.5) && !result.stopped);
}

static WorkWish stop_at_rest(void *argument, const Progress *progress)
{
    (void)argument;
    return progress->resting ? WORK_STOPS : WORK_RESTS;
}

TEST(a_run_that_rests_is_stopped)
{
    Lab *lab = lab_with(2, "reverse");
    TrainOptions options = train_of("");
    lab_watch(lab, stop_at_rest, NULL);
    TrainResult result = train_by(lab, options);
    assert_true(result.stopped && result.steps >= 1 && result.steps < options.steps);
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
