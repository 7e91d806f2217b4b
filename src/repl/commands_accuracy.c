/* commands_accuracy.c: `accuracy`: how often a model is right, by length. */
#include <math.h>
#include <string.h>

#include "base/language.h"
#include "repl/accuracy_value.h"
#include "repl/builtin_commands.h"
#include "repl/explore_lengths.h"
#include "repl/look.h"
#include "repl/results.h"
#include "repl/score_table.h"
#include "view/answer.h"

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
    result->value = accuracy_measured(repl_lab(repl), call->request.model, &options, NULL, error);
    if (result->value != NULL)
        json_object_set_new(result->value, "scores", argument_value(arguments, "scores"));
    return result->value != NULL;
}

/* ---- pictures ---- */

/* The measures that the table by length leaves out. */
static void tell_measures(const json_t *value, Buffer *text)
{
    static const char *const keys[] = {"perplexity", "bleu", "chrf", "error_rate"};
    char texts[4][SCORE_CELL];
    for (int i = 0; i < 4; i++)
        score_text(texts[i], keys[i], value);
    buffer_format(text, TEXT(" Perplexity %s, BLEU %s, chrF %s, %s %s", " 퍼플렉시티 %s, BLEU %s, chrF %s, %s %s"), texts[0], texts[1],
                  texts[2], error_rate_name(value), texts[3]);
    buffer_add(text, scores_all_wanted(value) ? "." : TEXT(" (by length: scores=all).", " (길이별로는 scores=all)."));
    if (json_double(value, "bleu") == 0 && json_double(value, "token_accuracy") > 0.5)
        buffer_add(text, TEXT(" BLEU is 0 because it counts runs of four tokens: no answer shares one with its reference.",
                              " BLEU는 이어진 토큰 네 개를 세는데, 정답과 그만큼 겹치는 답이 없어 0입니다."));
}

/* A high score on training pairs shows nothing about other sentences, so both are scored. */
static void tell_learned(const json_t *value, Buffer *text)
{
    int pairs = json_whole(value, "file_pairs");
    int learned = json_whole(value, "file_learned");
    const json_t *parts[2] = {json_object_get(value, "learned"), json_object_get(value, "unseen")};
    char exact[2][SCORE_CELL];
    if (json_is_null(json_object_get(value, "file_learned")))
        buffer_add(text, TEXT(" seqlab does not know whether the model was trained on pairs of this file.",
                              " 이 파일의 문장 쌍으로 모델을 훈련했는지는 알 수 없습니다."));
    else if (learned == 0)
        buffer_format(text, TEXT(" None of the file's %d pairs is in the training set.", " 파일의 문장 쌍 %d개 가운데 훈련 데이터에 든 것은 없습니다."), pairs);
    for (int i = 0; i < 2 && learned > 0; i++)
        score_percent(exact[i], json_double(parts[i], "exact_match"));
    if (learned > 0)
        buffer_format(text, TEXT(" %d of the file's %d pairs are in the training set. Exact match: %s of the %d asked from the training "
                                 "set, %s of the %d others.",
                                 " 파일의 문장 쌍 %2$d개 가운데 %1$d개가 훈련 데이터에 있습니다. 완전 일치율은 훈련 데이터에 있는 %4$d개에서 %3$s, "
                                 "나머지 %6$d개에서 %5$s입니다."),
                      learned, pairs, exact[0], json_whole(parts[0], "count"), exact[1], json_whole(parts[1], "count"));
}

enum { ANSWER_INDENT = 6 };

/* Token by token where that fits a row. */
static void draw_answer(const char *answer, const char *reference, Canvas *canvas)
{
    Canvas *row = canvas_open(canvas_screen(canvas));
    if (answer_draw(row, 0, ANSWER_INDENT, answer, reference))
        canvas_append(canvas, row, 0);
    else
        canvas_prose(canvas, strcmp(answer, reference) == 0 ? STYLE_GOOD : STYLE_WRONG, ANSWER_INDENT, answer);
    canvas_close(row);
}

static void draw_examples(const json_t *examples, Canvas *canvas)
{
    if (json_array_size(examples) > 0)
        canvas_prose(canvas, STYLE_PLAIN, 0, TEXT("Some of its answers:", "모델의 답 몇 가지:"));
    for (size_t i = 0; i < json_array_size(examples); i++) {
        const json_t *example = json_array_get(examples, i);
        bool right = strcmp(json_text(example, "answer"), json_text(example, "reference")) == 0;
        show_pair_source(example, (int)i + 1, canvas);
        draw_answer(json_text(example, "answer"), json_text(example, "reference"), canvas);
        if (!right)
            prose_format(canvas, STYLE_DIM, ANSWER_INDENT, TEXT("expected: %s", "정답: %s"),
                         json_text(example, "reference"));
    }
}

static void tell_scores(const json_t *value, bool fills, Buffer *text)
{
    char exact[SCORE_CELL], tokens[SCORE_CELL], partner[SCORE_CELL];
    score_percent(exact, json_double(value, "exact_match"));
    score_percent(tokens, json_double(value, "token_accuracy"));
    score_percent(partner, json_double(value, "alignment"));
    buffer_format(text,
                  fills ? TEXT("%d sentences with hidden words: the model found all of them in %s, and %s of the "
                               "hidden words.",
                               "단어를 가린 문장 %d개 가운데 %s에서 가린 단어를 모두 맞혔고, 가린 단어는 %s를 맞혔습니다.")
                        : TEXT("%d sentences: exact match %s, token accuracy %s.", "문장 %d개: 완전 일치율 %s, 토큰 정확도 %s."),
                  json_whole(value, "count"), exact, tokens);
    if (isfinite(json_double(value, "alignment")))
        buffer_format(text, TEXT(" For %s of the correct words, the largest attention weight was on the aligned "
                                  "source word.",
                                  " 맞힌 단어의 %s에서 가장 큰 어텐션 가중치가 정답 정렬과 일치했습니다."), partner);
    if (!fills)
        tell_measures(value, text);
    int beam = json_whole(value, "beam");
    if (beam > 1)
        buffer_format(text, TEXT(" Answers come from a beam search of width %d.", " 답은 너비 %d의 빔 서치로 구했습니다."), beam);
    if (json_is_true(json_object_get(value, "stopped")))
        buffer_add(text, TEXT(" Interrupted: only the sentences answered so far count.",
                               " 도중에 중단했으므로 그때까지 답한 문장만 세었습니다."));
    if (json_object_get(value, "file_pairs") != NULL)
        tell_learned(value, text);
    if (json_object_get(value, "reading") != NULL)
        buffer_format(text, " %s", json_text(value, "reading"));
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
    tell_scores(value, fills, &text);
    canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&text));
    buffer_free(&text);
    draw_examples(json_object_get(value, "examples"), canvas);
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

static const Command *const commands[] = {&accuracy_command, NULL};
const Command *const *const accuracy_family = commands;
