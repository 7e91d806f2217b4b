/* commands_accuracy.c: `accuracy`: how often a model is right, by length. */
#include <string.h>

#include "base/language.h"
#include "repl/accuracy_value.h"
#include "repl/builtin_commands.h"
#include "repl/explore_pictures.h"
#include "repl/look.h"
#include "repl/results.h"
#include "repl/score_table.h"
#include "view/answer.h"
#include "view/table.h"

typedef struct AccuracyCall {
    AccuracyOptions accuracy;
    Request request; /* only its model */
    ScoresShown shown;
} AccuracyCall;
static const OptionPart accuracy_parts[] = {{&accuracy_options, offsetof(AccuracyCall, accuracy), NULL},
                                            {&scores_shown_options, offsetof(AccuracyCall, shown), NULL},
                                            {&request_options, offsetof(AccuracyCall, request), "model"}, {0}};
static const Options accuracy_call = {.parts = accuracy_parts, .size = sizeof(AccuracyCall)};

static bool run_accuracy(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const AccuracyCall *call = arguments->options;
    AccuracyOptions options = call->accuracy;
    options.split = SPLIT_TEST;
    result->value = accuracy_measured(repl, call->request.model, &options, NULL, error);
    if (result->value != NULL)
        json_object_set_new(result->value, "scores", argument_value(arguments, "scores"));
    return result->value != NULL;
}

/* ---- pictures ---- */

enum { ANSWER_INDENT = 6 };

/* Token by token where that fits a row. */
static void draw_answer(const char *answer, const char *reference, bool words, Canvas *canvas)
{
    Canvas *row = canvas_open(canvas_screen(canvas));
    if (answer_draw(row, 0, ANSWER_INDENT, answer, reference, words))
        canvas_append(canvas, row, 0);
    else
        canvas_prose(canvas, strcmp(answer, reference) == 0 ? STYLE_GOOD : STYLE_WRONG, ANSWER_INDENT, answer);
    canvas_close(row);
}

static void draw_examples(const json_t *examples, bool words, Canvas *canvas)
{
    if (json_array_size(examples) > 0)
        canvas_prose(canvas, STYLE_PLAIN, 0, TEXT("Some of its answers:", "모델의 답 몇 가지:"));
    for (size_t i = 0; i < json_array_size(examples); i++) {
        const json_t *example = json_array_get(examples, i);
        bool right = strcmp(json_text(example, "answer"), json_text(example, "reference")) == 0;
        show_pair_source(example, (int)i + 1, canvas);
        draw_answer(json_text(example, "answer"), json_text(example, "reference"), words, canvas);
        if (!right)
            prose_format(canvas, STYLE_DIM, ANSWER_INDENT, TEXT("expected: %s", "정답: %s"),
                         json_text(example, "reference"));
    }
}

static void draw_errors(const json_t *errors, Canvas *canvas)
{
    TableRows rows = {0};
    for (size_t i = 0; i < json_array_size(errors); i++) {
        const json_t *one = json_array_get(errors, i), *instead = json_object_get(one, "instead");
        Buffer text = {0};
        for (size_t k = 0; k < json_array_size(instead); k++) {
            const json_t *other = json_array_get(instead, k);
            const char *answer = json_text(other, "answer");
            buffer_format(&text, "%s%s %d", k > 0 ? ", " : "", *answer != '\0' ? answer : TEXT("(nothing)", "(없음)"),
                          json_whole(other, "times"));
        }
        table_rows_add(&rows, "%s\t%d\t%d\t%s", json_text(one, "token"), json_whole(one, "count"), json_whole(one, "missed"),
                       buffer_text(&text));
        buffer_free(&text);
    }
    if (rows.count == 0)
        return;
    canvas_blank(canvas);
    canvas_prose(canvas, STYLE_HEADING, 0, TEXT("Tokens that it missed most often", "가장 자주 틀린 토큰"));
    table_rows_draw(&rows, canvas,
                    TEXT("expected\t>times\t>missed\toutput instead", "정답\t>횟수\t>틀림\t대신 출력한 토큰"));
    canvas_blank(canvas);
}

static void show_accuracy(const json_t *value, Canvas *canvas)
{
    Buffer text = {0};
    bool of_file = json_object_get(value, "file_pairs") != NULL;
    prose_format(canvas, STYLE_HEADING, 0,
                 of_file ? TEXT("%s on the pairs of a file", "%s: 파일에 있는 문장 쌍의 정확도")
                         : TEXT("%s on the test set", "%s: 평가 데이터의 정확도"),
                 json_text(value, "model"));
    if (json_is_true(json_object_get(value, "stopped")) && json_integer_value(json_object_get(value, "count")) == 0) {
        canvas_prose(canvas, STYLE_PLAIN, 0, TEXT("Interrupted before the first answer.", "첫 답이 나오기 전에 중단했습니다."));
        return;
    }
    bool fills = strcmp(json_text(value, "unit"), "hidden") == 0;
    if (fills && json_integer_value(json_object_get(value, "count")) == 0) {
        canvas_prose(canvas, STYLE_PLAIN, 0,
                     TEXT("There is nothing to score: no sentence has a word in the vocabulary that could be hidden.",
                          "어휘에 있는 단어를 가릴 수 있는 문장이 없어 점수를 매길 수 없습니다."));
        return;
    }
    accuracy_by_length(value, scores_all_wanted(value), canvas);
    accuracy_tell(value, &text);
    prose_take(canvas, STYLE_PLAIN, 0, &text);
    draw_errors(json_object_get(value, "errors"), canvas);
    bool words = strcmp(json_text(value, "unit"), "character") != 0;
    draw_examples(json_object_get(value, "examples"), words, canvas);
    score_guess_draw(value, canvas);
}

static const Command accuracy_command = {
    .name = "accuracy",
    .usage = {"accuracy lengths=10,30,50 count=200 | accuracy file=PAIRS", "accuracy lengths=10,30,50 count=200 | accuracy file=파일"},
    .summary = {"measure the accuracy, by length", "정확도를 길이별로 측정합니다"},
    .options = &accuracy_call,
    .sentences = "examples",
    .run = run_accuracy,
    .show = show_accuracy,
    .picture = &accuracy_picture,
};

const Command *const accuracy_family[] = {&accuracy_command, NULL};
