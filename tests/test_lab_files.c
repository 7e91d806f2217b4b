/* test_lab_files.c: models of the workbench in files: the same when opened again, without their data, and files that lie. */
#include <sys/wait.h>

#include "lab/autosave.h"
#include "model/scores.h"
#include "small_lab.h"
#include "test.h"

TEST(a_saved_model_is_the_same_and_learns_on)
{
    Lab *lab = copy_lab(2, 5, 6), *other = open_lab(1);
    add_model(lab, &dot_score, "first");
    TrainResult result = train(lab, 40);
    assert_true(lab_save(lab, saved, &error));
    assert_true(lab_load(other, saved, NULL, &error));
    check_same_answer(lab, other, "a f c", 1);
    check_same_answer(lab, other, "없는 b", 1);
    ModelInfo b = current_info(other);
    assert_string_equal(b.name, "first");
    assert_int_equal(b.steps, 40);
    assert_true(near(b.loss, result.loss));
    assert_string_equal(b.data, "copy");
    assert_true(dataset_endless(lab_dataset(other))); /* its data are made again */
    train(other, 5);
    assert_int_equal(current_info(other).steps, 45);
    assert_true(lab_load(other, saved, "second", &error));
    assert_int_equal(lab_model_count(other), 2);
    assert_refused(lab_load(other, saved, "a b", &error), ERROR_USAGE, "1 to 63 bytes");
    assert_refused(lab_load(other, "/nonexistent", NULL, &error), ERROR_SYSTEM, "/nonexistent");
    assert_string_equal(current_info(other).name, "second"); /* what failed changed nothing */
}

TEST(a_saved_model_finds_its_tasks_again)
{
    Lab *lab = lab_with_data((DatasetOptions){.tasks = "copy,sort", .symbols = 5, .length_most = 6});
    Lab *other = open_lab(1);
    add_model(lab, &dot_score, "both");
    assert_true(lab_save(lab, saved, &error) && lab_load(other, saved, NULL, &error));
    check_same_answer(lab, other, "sort c a b", 1);
    assert_string_equal(dataset_name(lab_dataset(other)), "copy,sort");
    assert_true(dataset_endless(lab_dataset(other)));
}

TEST(without_its_file_a_model_translates_only)
{
    Lab *lab = open_lab(1), *other = open_lab(1);
    DatasetOptions data = {.seed = 1};
    TrainOptions options = train_of("");
    AccuracyOptions accuracy = accuracy_of("");
    TrainResult result;
    AccuracyResult score;
    write_quiz();
    data.file = pairs;
    assert_true(lab_data(lab, &data, &error));
    add_model(lab, &dot_score, NULL);
    train(lab, 20);
    assert_true(lab_save(lab, saved, &error));
    assert_true(lab_load(other, saved, NULL, &error));
    assert_int_equal(dataset_count(lab_dataset(other), SPLIT_TEST), dataset_count(lab_dataset(lab), SPLIT_TEST));
    unlink(pairs);
    assert_true(lab_load(other, saved, NULL, &error));
    check_same_answer(lab, other, "a b c", 1);
    assert_refused(lab_train(other, &options, &result, &error), ERROR_USAGE, "pairs.tsv");
    assert_refused(lab_accuracy(other, NULL, &accuracy, &score, &error), ERROR_DATA, "accuracy file=PAIRS");
    assert_refused(lab_translate(other, &(Request){.length = 3, .seed = 1}, &error) != NULL, ERROR_USAGE,
                   "have no sentence");
    write_quiz(); /* another file can still be scored */
    accuracy.file = pairs;
    assert_int_equal(accuracy_by(other, &accuracy).count, 117);
}

/* ---- files that lie ---- */

TEST(vocabularies_that_lie)
{
    static const char *const wrong[] = {
        "", "17", "{}", "[]", "[1,2,3,4,5]", "[\"a\",\"b\",\"c\",\"d\",\"e\"]",
        "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\"]", "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",\"\"]",
        "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",\"a\",\"b\"]", "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",\"<UNK>\"]",
        "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",[\"a\"]]", "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",\"a\"", "[[[["};
    Lab *lab = open_lab(1);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        for (int side = 0; side < 2; side++) {
            ModelFileEntry entries[] = {{"source_vocabulary", side == 0 ? wrong[i] : five},
                                         {"target_vocabulary", side == 1 ? wrong[i] : five}, {"data", "{}"}};
            error = (Error){0};
            save_with(entries, 3);
            assert_false(lab_load(lab, saved, NULL, &error));
            assert_true(error.kind == ERROR_DATA && error.message[0] != '\0');
        }
    save_with(NULL, 0);
    assert_refused(lab_load(lab, saved, NULL, &error), ERROR_DATA, "vocabularies are missing");
    assert_int_equal(lab_model_count(lab), 0);
    assert_null(lab_dataset(lab));
}

/* What is said of the data or the run may be anything: the model opens, with its vocabularies alone. */
TEST(histories_that_lie)
{
    static const char *const texts[] = {
        "{}", "{\"task\":\"copy\",\"symbols\":1}", "{\"task\":\"copy\",\"file\":\"x\"}", "{\"task\":17}",
        "{\"tasks\":\",,copy\"}",
        "{\"file\":\"/dev/zero\"}", "{\"file\":\"/\"}", "{\"file\":\"\"}", "{\"grammar\":\"xx\"}",
        "{\"task\":\"copy\",\"symbols\":99999999999,\"length_least\":-5,\"length_most\":1e9}",
        "{\"task\":\"dates\",\"language\":\"xx\"}", "{\"task\":\"copy\",\"length_least\":9,\"length_most\":2}",
        "{\"task\":\"copy\",\"source_tokens\":77,\"target_tokens\":-1,\"symbols\":2,\"length_least\":1,\"seed\":-1}",
        "{\"grammar\":\"ko-en\",\"length_least\":999,\"length_most\":1000,\"swap\":true}"};
    static const char *const runs[] = {"", "[]", "{\"name\":17}", "{\"name\":\"\",\"steps\":\"many\",\"loss\":[]}",
                                       "{\"name\":\"a b\",\"steps\":-4,\"loss\":\"nan\"}", "{\"steps\":1e300}", "{\"name\":\"a\\u001b[31m\"}",
                                       "{\"name\":\"a\\u007f\"}", "{\"name\":\"\\u009b31m\"}"};
    Lab *lab = open_lab(1);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ModelFileEntry entries[] = {{"source_vocabulary", five}, {"target_vocabulary", five}, {"data", texts[i]},
                                     {"run", runs[i % (sizeof runs / sizeof *runs)]}};
        error = (Error){0};
        save_with(entries, 4);
        if (!lab_load(lab, saved, NULL, &error))
            fail_msg("%s: %s", texts[i], error.message);
        assert_string_equal(current_info(lab).name, "opened");
        assert_true(current_info(lab).steps >= 0);
        assert_false(dataset_endless(lab_dataset(lab)));
        translated(lab, (Request){.text = "a"});
    }
}

/* A model file may claim so many steps that a later run could not add to them: it is refused. */
TEST(steps_that_lie_are_bounded)
{
    static const struct { const char *run; long steps; } cases[] = {
        {"{\"steps\":1000000000}", 1000000000}, {"{\"steps\":1000000001}", 1000000000},
        {"{\"steps\":9223372036854775807}", 1000000000}, {"{\"steps\":-9223372036854775808}", 0}, {"{\"steps\":7}", 7}};
    Lab *lab = open_lab(1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ModelFileEntry entries[] = {{"source_vocabulary", five}, {"target_vocabulary", five}, {"data", "{}"}, {"run", cases[i].run}};
        error = (Error){0};
        save_with(entries, 4);
        if (!lab_load(lab, saved, NULL, &error))
            fail_msg("%s: %s", cases[i].run, error.message);
        assert_int_equal(current_info(lab).steps, cases[i].steps);
    }
}

/* ---- what a crash left behind ---- */

static int result_of(pid_t process)
{
    int status = 0;
    assert_true(waitpid(process, &status, 0) == process && WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* In a process of its own, whose lock goes with it. */
static int crash(void)
{
    Lab *lab = copy_lab(2, 5, 6);
    lab_autosave(lab, folder);
    put_model(lab, "lost", (ModelConfiguration){.attention = &dot_score, .hidden = 256, .seed = 1});
    train_by(lab, train_of("steps=1 batch=1 autosave=0.001"));
    return 0;
}

enum { OPENED = 3, REFUSED = 4, OTHERWISE = 5 };

/* Waits for the signal, a pipe that closes. */
static int open_when_told(int signal)
{
    char unused;
    Lab *lab = open_lab(1);
    lab_autosave(lab, folder);
    if (read(signal, &unused, 1) != 0)
        return OTHERWISE;
    bool opened = lab_open_lost(lab, 1, NULL, &error);
    if (opened)
        lab_autosave_end(lab);
    return opened ? OPENED : error.kind == ERROR_USAGE ? REFUSED : OTHERWISE;
}

/* Whichever comes first has it, the other is told so, whether it looked before the first had it or after. */
TEST(one_session_alone_opens_what_was_lost)
{
    enum { SESSIONS = 3 };
    for (int round = 0; round < 8; round++) {
        int signal[2], opened = 0, refused = 0;
        pid_t sessions[SESSIONS];
        pid_t first = fork();
        assert_true(first >= 0);
        if (first == 0)
            _exit(crash());
        assert_int_equal(result_of(first), 0);
        assert_int_equal(pipe(signal), 0);
        for (int i = 0; i < SESSIONS; i++) {
            sessions[i] = fork();
            assert_true(sessions[i] >= 0);
            if (sessions[i] == 0) {
                close(signal[1]);
                _exit(open_when_told(signal[0]));
            }
        }
        close(signal[1]);
        close(signal[0]);
        for (int i = 0; i < SESSIONS; i++) {
            int result = result_of(sessions[i]);
            opened += result == OPENED;
            refused += result == REFUSED;
        }
        assert_int_equal(opened, 1);
        assert_int_equal(refused, SESSIONS - 1);
    }
}

/* ---- long loads ---- */

/* Ends the work when it is this far. */
typedef struct Watcher {
    double until, reached;
    int looks;
} Watcher;

static WorkWish watch_until(void *argument, const Progress *progress)
{
    Watcher *watcher = argument;
    assert_string_equal(progress->activity, "data");
    assert_true(progress->fraction >= 0 && progress->fraction <= 1);
    watcher->reached = progress->fraction;
    watcher->looks++;
    return progress->fraction < watcher->until ? WORK_GOES_ON : WORK_STOPS;
}

static void write_many_pairs(void)
{
    Buffer text = {0};
    Random random = seeded(1);
    for (int i = 0; i < 40000; i++)
        for (int word = 0; word < 4; word++)
            buffer_format(&text, "w%x%c", random_below(&random, 1 << 28), " \t \n"[word]);
    write_file(pairs, text.text, text.length);
    buffer_free(&text);
}

/* While lines are read and while merges are learned: what was there before stays. */
TEST(a_load_that_is_stopped_leaves_all_as_it_was)
{
    Lab *lab = copy_lab(2, 5, 6);
    Dataset *before = lab_dataset(lab);
    DatasetOptions options = {.file = pairs, .tokens_given = true, .source_tokens = TOKENS_SUBWORD,
                              .target_tokens = TOKENS_SUBWORD, .source_merges = 20000, .target_merges = 20000};
    write_many_pairs();
    for (double until = 0; until <= 0.5; until += 0.25) {
        Watcher watcher = {.until = until};
        lab_watch(lab, watch_until, &watcher);
        assert_false(lab_data(lab, &options, &error));
        assert_says(ERROR_INTERRUPTED, "stopped reading");
        assert_true(watcher.looks > 0 && watcher.reached >= until && lab_dataset(lab) == before);
    }
}

TEST(a_model_whose_data_are_stopped_is_not_opened)
{
    write_many_pairs();
    Lab *lab = lab_with_data((DatasetOptions){.file = pairs}), *other = copy_lab(2, 5, 6);
    put_model(lab, "many", (ModelConfiguration){.hidden = 4, .seed = 1});
    assert_true(lab_save_small(lab, saved, &error));
    add_model(other, NULL, "before");
    Watcher watcher = {.until = 0};
    lab_watch(other, watch_until, &watcher);
    assert_false(lab_load(other, saved, NULL, &error));
    assert_says(ERROR_INTERRUPTED, "stopped reading");
    assert_int_equal(lab_model_count(other), 1);
    assert_string_equal(current_info(other).name, "before");
}
