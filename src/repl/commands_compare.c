/* commands_compare.c: `compare`: two models, new or existing, by length. */
#include <math.h>
#include <string.h>

#include "base/language.h"
#include "repl/accuracy_value.h"
#include "repl/builtin_commands.h"
#include "repl/explore_pictures.h"
#include "repl/live_picture.h"
#include "repl/results.h"
#include "repl/run_curves.h"
#include "repl/score_table.h"
#include "view/bars.h"

/* The model and training options apply to models that compare makes; the seed applies to all. */
typedef struct CompareCall {
    AccuracyOptions accuracy;
    ModelConfiguration model;
    TrainOptions train;
    ScoresShown shown;
    uint64_t seed;
} CompareCall;
static const Option compare_rows[] = {
    {"seed", OPTION_WHOLE, OPTION_AT(CompareCall, seed), .fallback = "1", .least = 0, .most = SEED_MOST,
     .help = {"Seed of both models, their training and the sentences.", "두 모델, 훈련, 문장에 함께 쓰는 시드."}},
    {0},
};
static const OptionPart compare_parts[] = {
    {&accuracy_options, offsetof(CompareCall, accuracy), "lengths|length|count|file|beam|length_penalty"},
    {&scores_shown_options, offsetof(CompareCall, shown), NULL},
    {&model_options, offsetof(CompareCall, model), "hidden"},
    {&train_options, offsetof(CompareCall, train), "steps|batch|lr"},
    {0},
};
static const Options compare_call = {compare_rows, compare_parts, sizeof(CompareCall)};

enum { NAME_MOST = 64 };

/* The two names that the line must give. */
static bool two_names(const char *words, char names[2][NAME_MOST], Error *error)
{
    int used = 0;
    if (sscanf(words, "%63s %63s %n", names[0], names[1], &used) == 2 && words[used] == '\0' &&
        strcmp(names[0], names[1]) != 0)
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("compare takes two different models: compare none dot, or the names of two existing models",
                          "compare에는 서로 다른 두 모델이 필요합니다. 예: compare none dot. 이미 있는 두 모델의 이름을 써도 됩니다"));
}

/* Makes and trains a model with this attention and writes the model's name into name. NULL on failure. */
static json_t *make_and_train(Lab *lab, const CompareCall *call, char name[NAME_MOST], Error *error)
{
    ModelConfiguration configuration = call->model;
    TrainOptions options = call->train;
    TrainResult trained;
    ModelInfo info;
    char free_name[MODEL_NAME_MOST];
    configuration.seed = options.training.seed = call->seed;
    if (!configuration_choose(&configuration, "attention", name, error)) {
        error_prefix(error, TEXT("there is no model '%s', and none can be made: ",
                                 "'%s' 모델이 없고, 새로 만들 수도 없습니다: "), name);
        return NULL;
    }
    bool usual = lab_free_name(lab, &configuration, free_name);
    if (!lab_model(lab, free_name, &configuration, error) || !lab_train(lab, &options, &trained, error) ||
        !lab_current_info(lab, &info))
        return NULL;
    snprintf(name, NAME_MOST, "%s", info.name);
    json_t *value = train_value(&trained);
    json_object_set_new(value, "hidden", json_integer(configuration.hidden));
    json_object_set_new(value, "parameters", json_integer((json_int_t)info.parameters));
    json_object_set_new(value, "renamed", json_boolean(!usual));
    if (trained.stopped) {
        error_set(error, ERROR_INTERRUPTED, TEXT("interrupted; the model '%s' keeps what it learned",
                                                 "중단했습니다. 그때까지 학습한 값은 '%s' 모델에 남아 있습니다"), info.name);
        json_decref(value);
        value = NULL;
    }
    return value;
}

static json_t *compare_one(Repl *repl, const CompareCall *call, char name[NAME_MOST], AccuracyBasis *basis, Error *error)
{
    Lab *lab = repl_lab(repl);
    json_t *trained = NULL;
    ModelInfo info;
    if (!lab_named_info(lab, name, &info, NULL)) {
        trained = make_and_train(lab, call, name, error);
        if (trained == NULL)
            return NULL;
    }
    AccuracyOptions options = call->accuracy;
    options.split = SPLIT_TEST;
    options.seed = call->seed;
    json_t *accuracy = accuracy_measured(repl, name, &options, basis, error);
    if (accuracy == NULL || !lab_named_info(lab, name, &info, error)) {
        json_decref(trained);
        return NULL;
    }
    json_t *value = json_pack("{s:s, s:s, s:o}", "model", name, "data", info.data, "accuracy", accuracy);
    if (trained != NULL)
        json_object_set_new(value, "train", trained);
    return value;
}

static bool run_compare(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    char names[2][NAME_MOST];
    AccuracyBasis basis[2] = {{0, 0}, {0, 0}};
    json_t *models = json_array();
    bool right = two_names(arguments->words, names, error);
    repl_listens(repl);
    for (int i = 0; i < 2 && right; i++) {
        json_t *value = compare_one(repl, arguments->options, names[i], &basis[i], error);
        right = value != NULL;
        if (right)
            json_array_append_new(models, value);
    }
    if (!right)
        json_decref(models);
    else
        result->value =
            json_pack("{s:o, s:b, s:b, s:o}", "models", models, "same_sentences", basis[0].asked == basis[1].asked,
                      "same_tokens", basis[0].cut == basis[1].cut, "scores", argument_value(arguments, "scores"));
    return right;
}

/* ---- pictures ---- */

static void show_renamed(const json_t *model, Canvas *canvas)
{
    const char *name = json_text(model, "model"), *number = strrchr(name, '-');
    if (!json_is_true(json_object_get(json_object_get(model, "train"), "renamed")) || number == NULL)
        return;
    prose_format(canvas, STYLE_PLAIN, 0,
                 TEXT("A model %1$.*2$s already existed and was not changed; the new one is called %3$s. 'compare' "
                      "with the names of two models compares them without training.",
                      "이미 %1$.*2$s 모델이 있어 그대로 두었으며, 새 모델의 이름은 %3$s입니다. 'compare'에 두 모델의 이름을 쓰면 훈련하지 "
                      "않고 비교합니다."),
                 name, (int)(number - name), name);
}

static void tell_basis(const json_t *value, const json_t *first, const json_t *second, Canvas *canvas)
{
    int before = canvas_rows(canvas);
    if (json_is_false(json_object_get(value, "same_sentences")))
        prose_format(
            canvas, STYLE_PLAIN, 0,
            TEXT("The two models answered different sentences (data of %s: %s; of %s: %s), so their scores "
                 "may differ because of the sentences and not because of the models.",
                 "두 모델을 서로 다른 문장으로 측정했습니다(%s 모델의 데이터: %s, %s 모델의 데이터: %s). 점수의 차이는 모델이 아니라 "
                 "문장 때문일 수 있습니다."),
            json_text(first, "model"), json_text(first, "data"), json_text(second, "model"), json_text(second, "data"));
    if (json_is_false(json_object_get(value, "same_tokens")))
        canvas_prose(canvas, STYLE_PLAIN, 0,
                     TEXT("The models tokenize differently, so their lengths and token accuracies are not comparable.",
                          "두 모델은 토큰을 나누는 방법이 서로 달라 길이와 토큰 정확도를 비교할 수 없습니다."));
    if (canvas_rows(canvas) > before)
        canvas_blank(canvas);
}

/* The rows of both models by length; NULL if a model was not measured at those lengths. */
typedef struct LengthPairs {
    int count;
    const json_t *row[2 * LENGTHS_MOST][2];
} LengthPairs;

static int first_length(const json_t *const pair[2]) { return score_first_length(pair[0] != NULL ? pair[0] : pair[1]); }

static bool same_lengths(const json_t *a, const json_t *b)
{
    return a != NULL && b != NULL && json_equal(json_object_get(a, "lengths"), json_object_get(b, "lengths"));
}

/* The place of a row of the second model: beside the row of the same index and lengths, else beside any free one of
 * them. */
static int place_beside(const LengthPairs *pairs, size_t index, const json_t *row)
{
    if (index < (size_t)pairs->count && same_lengths(pairs->row[index][0], row))
        return (int)index;
    for (int i = 0; i < pairs->count; i++)
        if (pairs->row[i][1] == NULL && same_lengths(pairs->row[i][0], row))
            return i;
    return pairs->count;
}

static LengthPairs pair_lengths(const json_t *first, const json_t *second)
{
    LengthPairs pairs = {0};
    const json_t *alone[LENGTHS_MOST];
    int left = 0;
    for (size_t i = 0; i < json_array_size(first) && i < LENGTHS_MOST; i++)
        pairs.row[pairs.count++][0] = json_array_get(first, i);
    for (size_t i = 0; i < json_array_size(second) && i < LENGTHS_MOST; i++) {
        int place = place_beside(&pairs, i, json_array_get(second, i));
        if (place < pairs.count)
            pairs.row[place][1] = json_array_get(second, i);
        else
            alone[left++] = json_array_get(second, i);
    }
    for (int i = 0; i < left; i++) {
        /* Inserts a row that only the second model has before the first longer one. */
        const json_t *pair[2] = {NULL, alone[i]};
        int at = pairs.count++;
        for (; at > 0 && first_length(pairs.row[at - 1]) > first_length(pair); at--)
            memcpy(pairs.row[at], pairs.row[at - 1], sizeof pair);
        memcpy(pairs.row[at], pair, sizeof pair);
    }
    return pairs;
}

static const json_t *rows_of(const json_t *model)
{
    return json_object_get(json_object_get(model, "accuracy"), "by_length");
}

/* value: both models, and perhaps a guess about the second, marked where its length was measured. */
static void draw_bars(const json_t *value, const json_t *first, const json_t *second, Canvas *canvas)
{
    LengthPairs pairs = pair_lengths(rows_of(first), rows_of(second));
    for (int key = 0; key < 2; key++) {
        char texts[2 * LENGTHS_MOST][SCORE_CELL];
        const char *labels[2 * LENGTHS_MOST];
        double shares[2][2 * LENGTHS_MOST], marks[2 * LENGTHS_MOST], share;
        int length;
        bool guessed = score_guess(value, score_barred[key].key, &length, &share);
        for (int i = 0; i < pairs.count; i++) {
            const json_t *row = pairs.row[i][0] != NULL ? pairs.row[i][0] : pairs.row[i][1];
            labels[i] = score_length_label(row, texts[i]);
            marks[i] = guessed && score_first_length(row) == length ? share : (double)NAN;
            for (int model = 0; model < 2; model++)
                shares[model][i] = json_double(pairs.row[i][model], score_barred[key].key);
        }
        Bars bars = {.title = sentence_now(score_barred[key].title),
                     .count = pairs.count,
                     .labels = labels,
                     .first = shares[0],
                     .second = shares[1],
                     .first_name = json_text(first, "model"),
                     .second_name = json_text(second, "model"),
                     .mark = guessed ? marks : NULL,
                     .marks_second = true,
                     .mark_name = TEXT("your guess", "예측")};
        bars_draw(canvas, &bars);
        canvas_blank(canvas);
    }
}

static void tell_totals(const json_t *first, const json_t *second, Canvas *canvas)
{
    const json_t *scores[2] = {json_object_get(first, "accuracy"), json_object_get(second, "accuracy")};
    Buffer text = {0};
    char exact[2][SCORE_CELL];
    for (int i = 0; i < 2; i++)
        score_percent(exact[i], json_double(scores[i], "exact_match"));
    buffer_format(&text, TEXT("Exact match over all sentences: %s %s, %s %s.", "전체 문장의 완전 일치율: %s %s, %s %s."),
                  json_text(first, "model"), exact[0], json_text(second, "model"), exact[1]);
    if (strcmp(json_text(scores[0], "unit"), json_text(scores[1], "unit")) == 0)
        buffer_format(&text, TEXT(" The last column is the %s.", " 마지막 열은 %s입니다."), error_rate_name(scores[0]));
    prose_take(canvas, STYLE_PLAIN, 0, &text);
}

/* Of two models that were trained for it. */
static void draw_runs(const json_t *const models[2], Canvas *canvas)
{
    RunCurves runs = {.count = 2};
    for (int i = 0; i < 2; i++) {
        const json_t *run = json_object_get(models[i], "train");
        runs.name[i] = json_text(models[i], "model");
        runs.losses[RUN_TRAINING][i] = live_losses_of(json_object_get(run, "curve"));
        runs.losses[RUN_VALIDATION][i] = live_losses_of(json_object_get(run, "validation_curve"));
        if (runs.losses[RUN_TRAINING][i].count < 2)
            return;
    }
    run_curves_draw(canvas, &runs, &(RunCurvesLook){.rows = 9, .loss = RUN_BOTH});
    canvas_blank(canvas);
}

static void show_compare(const json_t *value, Canvas *canvas)
{
    const json_t *models = json_object_get(value, "models");
    const json_t *first = json_array_get(models, 0), *second = json_array_get(models, 1);
    tell_basis(value, first, second, canvas);
    draw_runs((const json_t *const[]){first, second}, canvas);
    draw_bars(value, first, second, canvas);
    /* A row for each model. */
    json_t *rows = json_array();
    ScoreTable table = {.rows = rows, .all = true, .names = 1};
    table.heading[0] = TEXT("model", "모델");
    for (size_t i = 0; i < json_array_size(models) && i < LENGTHS_MOST; i++) {
        const json_t *model = json_array_get(models, i);
        json_array_append(rows, json_object_get(model, "accuracy"));
        snprintf(table.name[i][0], sizeof table.name[i][0], "%s", json_text(model, "model"));
    }
    score_table_draw(canvas, &table);
    json_decref(rows);
    canvas_blank(canvas);
    tell_totals(first, second, canvas);
    for (size_t i = 0; i < 2; i++)
        show_renamed(json_array_get(models, i), canvas);
    if (scores_all_wanted(value)) {
        size_t i;
        const json_t *model;
        json_array_foreach(models, i, model) {
            canvas_blank(canvas);
            canvas_prose(canvas, STYLE_HEADING, 0, json_text(model, "model"));
            accuracy_by_length(json_object_get(model, "accuracy"), true, canvas);
        }
    }
}

static const Command compare_command = {
    .name = "compare",
    .usage = {"compare none dot lengths=10,30,50", "compare none dot lengths=10,30,50"},
    .summary = {"compare two models, new or existing", "새로 만든 두 모델, 또는 이미 있는 두 모델을 비교합니다"},
    .options = &compare_call,
    .word_means = MEANS_MODEL,
    .word_choice = listed_attention_name,
    .words_wanted = true,
    .run = run_compare,
    .show = show_compare,
    .picture = &compare_picture,
};

const Command *const compare_family[] = {&compare_command, NULL};
