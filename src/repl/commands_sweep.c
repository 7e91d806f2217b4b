/* commands_sweep.c: `sweep`: every combination of some options' values, trained in several seeds and measured.
 *
 * Any option of `model` and `train` may have several values. What was on the workbench is set aside meanwhile and comes
 * back: the models of a sweep are not kept, since the same options and seed make the same model again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/line_file.h"
#include "base/memory.h"
#include "repl/accuracy_value.h"
#include "repl/builtin_commands.h"
#include "repl/live.h"
#include "repl/results.h"
#include "repl/score_table.h"
#include "repl/sweep_value.h"
#include "repl/written_file.h"

typedef struct SweepCall {
    Wholes seeds;
    const char *out;
    ModelConfiguration model;
    TrainOptions train;
    AccuracyOptions accuracy;
} SweepCall;
static const Option sweep_rows[] = {
    {"seeds", OPTION_WHOLES, OPTION_AT(SweepCall, seeds), .fallback = "1,2,3", .least = 0, .most = 1e9, .aliases = "seed",
     .help = {"Seeds of each combination, of its weights and its training: 1,2,3 or 1..3. Each is a run.",
              "조합마다 쓸 시드. 초기 가중치와 훈련에 함께 쓰며, 1,2,3이나 1..3처럼 씁니다. 시드마다 한 번씩 훈련합니다."}},
    {"out", OPTION_TEXT, OPTION_AT(SweepCall, out), .means = MEANS_OUTPUT,
     .help = {"File to append each finished run to: CSV if it ends in .csv, JSON lines if it ends in .jsonl.",
              "훈련이 하나 끝날 때마다 한 줄씩 덧붙일 파일. .csv로 끝나면 CSV, .jsonl로 끝나면 JSON 줄입니다."}},
    {0},
};
static const OptionPart sweep_parts[] = {
    {&model_options, offsetof(SweepCall, model), "!seed"},
    {&train_options, offsetof(SweepCall, train), "!seed|checkpoints|autosave|fresh|log"},
    {&accuracy_options, offsetof(SweepCall, accuracy), "lengths|length|count|file|beam|length_penalty"},
    {0},
};
static const Options sweep_call = {sweep_rows, sweep_parts, sizeof(SweepCall)};

enum { COMBINATIONS_MOST = 256, FIELDS_MOST = OPTIONS_MOST + 8, FIELD_TEXT = 64 };
static const char model_name[] = "sweep"; /* of the one that is trained now */

typedef struct SweepRuns {
    Repl *repl;
    const Arguments *arguments;
    OptionList list;
    SweepCall *combinations;
    int count;
    LineFile out;
    json_t *rows;   /* one for each combination that was begun */
    int done;       /* runs */
    double seconds; /* that they took */
    bool stopped;
    Error out_error; /* ERROR_NONE: all lines are written */
} SweepRuns;

/* ---- the combinations ---- */

static bool is_given(const SweepRuns *sweep, int option) { return sweep->arguments->given >> option & 1; }

static int values_of(const SweepRuns *sweep, int option)
{
    int count = 1;
    for (const char *at = sweep->arguments->several[option]; at != NULL && (at = strchr(at, ',')) != NULL; at++)
        count++;
    return count;
}

static void put_value(const SweepRuns *sweep, int option, int index, SweepCall *out)
{
    const char *at = sweep->arguments->several[option];
    while (index-- > 0)
        at = strchr(at, ',') + 1;
    char *text = memory_text(at, strcspn(at, ","));
    const OptionPlace place = {.option = sweep->list.at[option].option, .offset = sweep->list.at[option].offset};
    option_put(&place, out, &(OptionValue){.type = GIVEN_TEXT, .text = text}, NULL); /* the parser has checked it */
    free(text);
}

/* The number-th of all, the last option fastest. False where it is another one again: an option that has no effect
 * there has only its first value. */
static bool combine(const SweepRuns *sweep, int number, SweepCall *out)
{
    int index[OPTIONS_MOST] = {0};
    *out = *(const SweepCall *)sweep->arguments->options;
    for (int i = sweep->list.count - 1; i >= 0; i--) {
        int values = values_of(sweep, i);
        index[i] = number % values;
        number /= values;
        if (values > 1)
            put_value(sweep, i, index[i], out);
    }
    for (int i = 0; i < sweep->list.count; i++)
        if (index[i] > 0 && !option_applies(&sweep->list, i, out))
            return false;
    return true;
}

/* An option that has an effect in no combination is refused as by `model` and `train`. */
static bool all_apply(const SweepRuns *sweep, Error *error)
{
    for (int i = 0; i < sweep->list.count; i++) {
        bool applies = !is_given(sweep, i);
        for (int k = 0; k < sweep->count && !applies; k++)
            applies = option_applies(&sweep->list, i, &sweep->combinations[k]);
        if (!applies)
            return options_effective(&sweep->list, &sweep->combinations[0], (uint64_t)1 << i, error);
    }
    return true;
}

static bool make_combinations(SweepRuns *sweep, const Dataset *dataset, Error *error)
{
    int total = 1;
    for (int i = 0; i < sweep->list.count && total <= COMBINATIONS_MOST; i++) {
        int values = values_of(sweep, i);
        total *= values <= COMBINATIONS_MOST ? values : COMBINATIONS_MOST + 1;
    }
    if (total > COMBINATIONS_MOST)
        return error_set(error, ERROR_USAGE,
                         TEXT("more than %d combinations: sweep fewer options or values at once",
                              "조합이 %d개를 넘습니다. 옵션이나 값을 줄여 나누어 측정하십시오"),
                         COMBINATIONS_MOST);
    sweep->combinations = memory_new((size_t)total, sizeof *sweep->combinations);
    bool right = true;
    for (int number = 0; number < total && right; number++) {
        SweepCall *next = &sweep->combinations[sweep->count];
        bool other = combine(sweep, number, next);
        sweep->count += other;
        ModelConfiguration model = next->model; /* which must be one that there can be */
        model.source_vocabulary = vocabulary_size(dataset_vocabulary(dataset, SIDE_SOURCE));
        model.target_vocabulary = vocabulary_size(dataset_vocabulary(dataset, SIDE_TARGET));
        configuration_settle(&model);
        right = !other || configuration_check(&model, error);
    }
    return right && all_apply(sweep, error);
}

/* The options that vary, or those that were given once, by name: null where one has no effect. */
static json_t *given_options(const SweepRuns *sweep, const SweepCall *call, bool varied)
{
    json_t *every = options_value(&sweep_call, call), *some = json_object();
    for (int i = 0; i < sweep->list.count; i++) {
        const char *name = sweep->list.at[i].option->name;
        json_t *value = json_object_get(every, name);
        bool own = strcmp(name, "seeds") == 0 || strcmp(name, "out") == 0;
        if (is_given(sweep, i) && !own && (values_of(sweep, i) > 1) == varied)
            json_object_set(some, name, value != NULL ? value : json_null());
    }
    json_decref(every);
    return some;
}

/* ---- lines for out= ---- */

typedef struct Line {
    LineField fields[FIELDS_MOST];
    char texts[OPTIONS_MOST][FIELD_TEXT];
    int count;
} Line;

static void add_number(Line *line, const char *name, double number)
{
    line->fields[line->count++] = (LineField){.name = name, .number = number};
}

/* The options that were given, then the seed and what was measured. run: NULL for the columns alone. */
static Line line_of(const SweepRuns *sweep, const SweepCall *call, const json_t *run)
{
    static const char *const figures[] = {"seed", "exact_match",   "token_accuracy", "validation_loss",
                                          "loss", "trained_steps", "parameters"};
    Line line = {.count = 0};
    for (int i = 0; i < sweep->list.count; i++) {
        const Option *option = sweep->list.at[i].option;
        bool number = option->type == OPTION_WHOLE || option->type == OPTION_NUMBER;
        Buffer text = {0};
        if (!is_given(sweep, i) || option->type == OPTION_WHOLES || option->means == MEANS_OUTPUT)
            continue;
        if (option_applies(&sweep->list, i, call))
            option_text(&sweep->list.at[i], call, &text);
        snprintf(line.texts[line.count], FIELD_TEXT, "%s", buffer_text(&text));
        double value = text.length > 0 ? strtod(buffer_text(&text), NULL) : (double)NAN;
        line.fields[line.count] = (LineField){option->name, number ? NULL : line.texts[line.count], value};
        line.count++;
        buffer_free(&text);
    }
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        add_number(&line, figures[i], json_double(run, figures[i]));
    add_number(&line, "run_seconds", json_double(run, "seconds")); /* `seconds` may be an option that varies */
    return line;
}

static bool open_out(SweepRuns *sweep, const SweepCall *call, Error *error)
{
    if (call->out == NULL)
        return true;
    if (repl_scripted(sweep->repl) && !script_may_write(call->out, error))
        return false;
    Line line = line_of(sweep, call, NULL);
    return line_file_open_fields(&sweep->out, call->out, line.fields, line.count, error);
}

/* ---- a run ---- */

/* The best row is chosen by what is measured here, so it is not the test set, where there is another. */
static Split measured_split(const Dataset *dataset)
{
    return dataset_endless(dataset) || dataset_count(dataset, SPLIT_VALIDATION) > 0 ? SPLIT_VALIDATION : SPLIT_TEST;
}

/* NULL if it failed, or with sweep->stopped if it was stopped: half a run is not comparable. */
static json_t *train_and_measure(SweepRuns *sweep, const SweepCall *call, int seed, Error *error)
{
    Lab *lab = repl_lab(sweep->repl);
    ModelConfiguration model = call->model;
    TrainOptions train = call->train;
    AccuracyOptions accuracy = call->accuracy; /* of the same sentences in every run */
    TrainResult trained = {.stopped = false};
    ModelInfo info;
    model.seed = train.training.seed = (uint64_t)seed;
    train.autosave = 0;
    accuracy.split = measured_split(lab_dataset(lab));
    json_t *scores = NULL;
    if (lab_model(lab, model_name, &model, error) && lab_train(lab, &train, &trained, error) && !trained.stopped)
        scores = accuracy_measured(sweep->repl, model_name, &accuracy, NULL, error);
    sweep->stopped = trained.stopped || json_is_true(json_object_get(scores, "stopped")) ||
        (scores == NULL && error->kind == ERROR_INTERRUPTED);
    json_t *run = NULL;
    if (scores != NULL && !sweep->stopped && lab_current_info(lab, &info))
        run = json_pack("{s:i, s:O, s:O, s:o, s:o, s:I, s:I, s:f, s:O}", "seed", seed, "exact_match",
                        json_object_get(scores, "exact_match"), "token_accuracy",
                        json_object_get(scores, "token_accuracy"), "validation_loss",
                        json_finite(trained.validation_loss), "loss", json_finite(trained.loss), "trained_steps",
                        (json_int_t)trained.steps, "parameters", (json_int_t)info.parameters, "seconds",
                        trained.seconds, "count", json_object_get(scores, "count"));
    json_decref(scores);
    return run;
}

static void tell_run(const SweepRuns *sweep, const json_t *row, const json_t *run, int runs)
{
    char exact[SCORE_CELL], name[SWEEP_NAME];
    if (!terminal_capabilities(repl_terminal(sweep->repl)).interactive)
        return;
    score_percent(exact, json_double(run, "exact_match"));
    char *text = text_format(
        TEXT("run %d of %d: %s, seed %d: exact match %s, %.0f s", "훈련 %d/%d회: %s, 시드 %d: 완전 일치율 %s, %.0f초"),
        sweep->done, runs, sweep_row_name(row, name), json_whole(run, "seed"), exact, json_double(run, "seconds"));
    repl_say(sweep->repl, STYLE_DIM, text);
    free(text);
}

/* All seeds of a combination, as far as nothing stops them. A run that fails, such as one whose loss becomes NaN, is
 * counted, and the others go on. */
static void run_combination(SweepRuns *sweep, const SweepCall *call)
{
    json_t *runs = json_array(), *options = given_options(sweep, call, true);
    int wanted = sweep->count * call->seeds.count, failed = 0;
    json_t *row = json_pack("{s:o, s:O}", "options", options, "runs", runs);
    for (int i = 0; i < call->seeds.count && !sweep->stopped; i++) {
        Error error = {0};
        live_runs(repl_live(sweep->repl), sweep->done, wanted, sweep->seconds);
        json_t *run = train_and_measure(sweep, call, call->seeds.value[i], &error);
        sweep->done += !sweep->stopped;
        if (run != NULL) {
            sweep->seconds += json_double(run, "seconds");
            Line line = line_of(sweep, call, run);
            if (sweep->out.path != NULL && sweep->out_error.kind == ERROR_NONE) /* else it goes on without the file */
                line_file_add_fields(&sweep->out, line.fields, line.count, &sweep->out_error);
            tell_run(sweep, row, run, wanted);
            json_array_append_new(runs, run);
        } else if (!sweep->stopped) {
            json_object_set_new(row, "error", json_string(error.message));
            failed++;
        }
    }
    json_object_set_new(row, "failed", json_integer(failed));
    if (json_array_size(runs) + (size_t)failed > 0)
        json_array_append(sweep->rows, row);
    json_decref(row);
    json_decref(runs);
}

/* ---- the whole ---- */

static bool nothing_measured(const SweepRuns *sweep, Error *error)
{
    size_t i;
    json_t *row;
    json_array_foreach(sweep->rows, i, row) {
        if (json_array_size(json_object_get(row, "runs")) > 0)
            return false;
    }
    if (sweep->stopped)
        return !error_set(error, ERROR_INTERRUPTED,
                          TEXT("stopped before a run was finished", "훈련을 하나도 끝내지 못하고 멈추었습니다"));
    return !error_set(error, ERROR_USAGE, "%s", json_text(json_array_get(sweep->rows, 0), "error"));
}

/* The lines that make the best row's model again: what was given for each of the two commands. None where the clock
 * ended the runs. */
static json_t *made_by(const SweepRuns *sweep, const SweepCall *best)
{
    OptionList of_model = options_list(&model_options);
    int seed = best->seeds.value[0];
    Buffer model = {0}, train = {0};
    for (int i = 0; i < sweep->list.count; i++) {
        const Option *option = sweep->list.at[i].option;
        Buffer *line = options_find(&of_model, option->name) >= 0 ? &model : &train;
        bool own = option->type == OPTION_WHOLES || option->means == MEANS_OUTPUT;
        if (!is_given(sweep, i) || own || !option_applies(&sweep->list, i, best) ||
            sweep->list.at[i].offset >= offsetof(SweepCall, accuracy))
            continue;
        buffer_format(line, " %s=", option->name);
        option_text(&sweep->list.at[i], best, line);
    }
    json_t *lines = json_array();
    for (int i = 0; i < 2 && best->train.seconds == 0; i++)
        json_array_append_new(lines, json_sprintf("%s%s seed=%d", i == 0 ? "model" : "train",
                                                  buffer_text(i == 0 ? &model : &train), seed));
    buffer_free(&model);
    buffer_free(&train);
    return lines;
}

static json_t *sweep_value(SweepRuns *sweep, const SweepCall *call, const Dataset *dataset)
{
    int best = sweep_summarize(sweep->rows);
    const char *measured = call->accuracy.file != NULL ? "file"
        : measured_split(dataset) == SPLIT_TEST        ? "test"
                                                       : "validation";
    json_t *value =
        json_pack("{s:s, s:o, s:O, s:i, s:i, s:b, s:s?}", "measured_on", measured, "options",
                  given_options(sweep, call, false), "rows", sweep->rows, "runs", sweep->done, "runs_wanted",
                  sweep->count * call->seeds.count, "stopped", sweep->stopped, "out", call->out);
    json_object_set_new(value, "best",
                        json_pack("{s:i, s:o}", "row", best + 1, "made_by", made_by(sweep, &sweep->combinations[best])));
    if (sweep->out_error.kind != ERROR_NONE)
        json_object_set_new(value, "out_error", json_string(sweep->out_error.message));
    return value;
}

/* Trains them all; false with an error if not one run could be measured. */
static bool run_all(SweepRuns *sweep, Error *error)
{
    Lab *lab = repl_lab(sweep->repl);
    Error lost = {0};
    Snapshot *before = snapshot_take(lab);
    if (before == NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("the models of this session are too large to be set aside: sweep in a new session",
                              "이 세션의 모델이 너무 커서 따로 둘 수 없습니다. 새 세션에서 sweep을 실행하십시오"));
    repl_listens(sweep->repl);
    for (int i = 0; i < sweep->count && !sweep->stopped; i++)
        run_combination(sweep, &sweep->combinations[i]);
    if (!snapshot_restore(lab, before, &lost))
        repl_show_error(sweep->repl, &lost);
    snapshot_free(before);
    return !nothing_measured(sweep, error);
}

static bool run_sweep(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const SweepCall *call = arguments->options;
    const Dataset *dataset = lab_dataset(repl_lab(repl));
    SweepRuns sweep = {.repl = repl, .arguments = arguments, .list = options_list(&sweep_call), .rows = json_array()};
    bool right = lab_may_change(repl_lab(repl), error);
    if (right && arguments->given == 0)
        right = error_set(error, ERROR_USAGE,
                          TEXT("give an option several values: sweep hidden=16,32 attention=none,dot",
                               "옵션에 값을 여럿 주십시오. 예: sweep hidden=16,32 attention=none,dot"));
    if (right && dataset == NULL)
        right = error_set(error, ERROR_USAGE,
                          TEXT("a sweep needs data first: try 'data task=copy'",
                               "먼저 데이터가 있어야 합니다. 'data task=copy'를 입력해 보십시오"));
    right = right && make_combinations(&sweep, dataset, error) && open_out(&sweep, call, error) && run_all(&sweep, error);
    line_file_close(&sweep.out, sweep.out_error.kind == ERROR_NONE ? &sweep.out_error : NULL);
    if (right)
        result->value = sweep_value(&sweep, call, dataset);
    json_decref(sweep.rows);
    free(sweep.combinations);
    return right;
}

static const Command sweep_command = {
    .name = "sweep",
    .usage = {"sweep hidden=16,32 attention=none,dot seeds=1..3 steps=500 out=runs.csv",
              "sweep hidden=16,32 attention=none,dot seeds=1..3 steps=500 out=runs.csv"},
    .summary = {"train every combination of options in several seeds",
                "옵션 값의 모든 조합을 여러 시드로 훈련해 비교합니다"},
    .options = &sweep_call,
    .sweeps = true,
    .run = run_sweep,
    .show = sweep_show,
};

const Command *const sweep_family[] = {&sweep_command, NULL};
