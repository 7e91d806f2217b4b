/* commands_decode.c: `beam` and `sample`: other answers than the greedy one. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/builtin_commands.h"
#include "repl/explore_pictures.h"
#include "repl/look.h"
#include "repl/results.h"
#include "view/beam_tree.h"
#include "view/table.h"

static json_t *source_value(const SourceSentence *source)
{
    json_t *value = json_pack("{s:s, s:i}", "source", source->text, "unknown", source->unknown);
    if (source->reference != NULL)
        json_object_set_new(value, "reference", json_string(source->reference));
    if (source->korean_keys)
        json_object_set_new(value, "korean_keys", json_true());
    if (source->dots != NULL)
        json_object_set_new(value, "picture", picture_value(source->dots, source->count));
    return value;
}

static json_t *tokens_value(Lab *lab, const char *model, const int *ids, int count, bool ended)
{
    json_t *tokens = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(tokens, json_string(lab_target_token(lab, model, ids[i])));
    if (ended)
        json_array_append_new(tokens, json_string(lab_target_token(lab, model, TOKEN_EOS)));
    return tokens;
}

/* ---- beam: values ---- */

typedef struct BeamCall {
    Request request;
    BeamOptions beam;
    int n, tree;
} BeamCall;
static const Option beam_rows[] = {
    {"n", OPTION_WHOLE, OPTION_AT(BeamCall, n), .fallback = "3", .least = 1, .most = BEAM_MOST, .help = {"Number of "
     "answers to show, at most the width.", "보여 줄 답의 수(width 이하)."}},
    {"tree", OPTION_CHOICE, OPTION_AT(BeamCall, tree), .fallback = "kept", .choices = "kept|all|no",
     .help = {"Tokens in the tree: only those kept, all considered, or no tree.",
              "트리에 보일 토큰: 유지한 후보만, 탈락한 후보까지. no이면 트리를 그리지 않습니다."}},
    {0},
};
static const OptionPart beam_parts[] = {{&beam_options, offsetof(BeamCall, beam), NULL}, {&request_options, 0, NULL}, {0}};
static const Options beam_call = {beam_rows, beam_parts, sizeof(BeamCall)};

/* Node numbers count from 1, as in Lua. */
static json_t *nodes_value(Lab *lab, const char *model, const Beam *beam)
{
    static const char *const fates[] = {[BEAM_KEPT] = "kept", [BEAM_FINISHED] = "finished", [BEAM_DROPPED] = "dropped"};
    json_t *nodes = json_array();
    for (int i = 0; i < beam->node_count; i++) {
        const BeamNode *node = &beam->nodes[i];
        json_array_append_new(nodes, json_pack("{s:i, s:i, s:s, s:o, s:o, s:s}", "step", node->step + 1, "parent",
                                               node->parent + 1, "token", lab_target_token(lab, model, node->token),
                                               "log_probability", json_finite(node->log_probability), "score",
                                               json_finite(node->score), "fate", fates[node->fate]));
    }
    for (int i = 0; i < beam->answer_count; i++)
        json_object_set_new(json_array_get(nodes, (size_t)beam->answers[i].node), "rank", json_integer(i + 1));
    return nodes;
}

static json_t *answers_value(Lab *lab, const char *model, const Beam *beam, int most)
{
    json_t *answers = json_array();
    for (int i = 0; i < beam->answer_count && i < most; i++) {
        const BeamAnswer *answer = &beam->answers[i];
        char *text = lab_target_text(lab, model, answer->tokens, answer->count);
        json_array_append_new(answers, json_pack("{s:s, s:o, s:o, s:o, s:b, s:i}", "answer", text, "target_tokens",
                                                 tokens_value(lab, model, answer->tokens, answer->count, answer->ended),
                                                 "log_probability", json_finite(answer->log_probability), "score",
                                                 json_finite(answer->score), "ended", answer->ended, "node",
                                                 answer->node + 1));
        free(text);
    }
    return answers;
}

static json_t *beam_value(Lab *lab, const Arguments *arguments, const SourceSentence *source, const Beam *beam)
{
    const BeamCall *call = arguments->options;
    const char *model = call->request.model;
    json_t *value = source_value(source);
    json_put(value, "{s:i, s:f, s:o, s:o, s:I, s:o}", "width", call->beam.width, "length_penalty",
             call->beam.length_penalty, "tree", argument_value(arguments, "tree"), "answers",
             answers_value(lab, model, beam, call->n), "considered", (json_int_t)beam->considered, "nodes",
             nodes_value(lab, model, beam));
    return value;
}

static bool run_beam(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Lab *lab = repl_lab(repl);
    BeamOptions options = ((const BeamCall *)arguments->options)->beam;
    Request request;
    SourceSentence source;
    Beam *beam =
        look_request(repl, arguments, &request, error) ? lab_beam(lab, &request, &options, &source, error) : NULL;
    if (beam == NULL)
        return false;
    result->value = beam_value(lab, arguments, &source, beam);
    source_sentence_free(&source);
    beam_close(beam);
    return true;
}

/* ---- beam: pictures ---- */

static void show_answers(const json_t *answers, bool scores, Canvas *canvas)
{
    TableRows rows = {0};
    for (size_t i = 0; i < json_array_size(answers); i++) {
        const json_t *answer = json_array_get(answers, i);
        table_rows_add(&rows, "%zu\t%s\t%.2f\t%.2f", i + 1, json_answer(answer, "answer"),
                       json_double(answer, "log_probability"), json_double(answer, "score"));
    }
    table_rows_draw(&rows, canvas,
                    scores ? TEXT(">#\tanswer\t>log P\t>score", ">#\t답\t>log P\t>점수")
                           : TEXT(">#\tanswer\t>log P", ">#\t답\t>log P"));
}

/* The tokens of all nodes as text. */
static const char **node_labels(const json_t *nodes, const Canvas *canvas)
{
    json_t *tokens = json_array(), *node;
    size_t i;
    json_array_foreach(nodes, i, node)
        json_array_append_new(tokens, json_string(json_text(node, "token")));
    const char **labels = labels_of(tokens, canvas, NULL);
    json_decref(tokens);
    return labels;
}

/* Without tree=all the dropped nodes are left out, so the others get new numbers. */
static void show_tree(const json_t *value, bool all, Canvas *canvas)
{
    const json_t *nodes = json_object_get(value, "nodes");
    int count = (int)json_array_size(nodes), shown = 0;
    int *number = memory_new((size_t)count + 1, sizeof *number);
    BeamTreeNode *tree = memory_new((size_t)count + 1, sizeof *tree);
    const char **labels = node_labels(nodes, canvas);
    for (int i = 0; i < count; i++) {
        const json_t *node = json_array_get(nodes, (size_t)i);
        int parent = json_whole(node, "parent");
        bool dropped = strcmp(json_text(node, "fate"), "dropped") == 0;
        if (dropped && !all)
            continue;
        tree[shown] = (BeamTreeNode){.parent = parent > 0 && parent <= i ? number[parent - 1] : -1, .label = labels[i],
                                     .score = json_double(node, "score"), .passed_over = dropped,
                                     .finished = strcmp(json_text(node, "fate"), "finished") == 0,
                                     .rank = json_whole(node, "rank")};
        number[i] = shown++;
    }
    beam_tree_draw(canvas, tree, shown);
    free(number);
    free(tree);
    free(labels);
}

static void show_read(const json_t *value, Canvas *canvas)
{
    show_source_read(value, canvas);
    show_beside_answer(value, NULL, canvas);
    canvas_blank(canvas);
}

static const char *quoted(const char *const *labels, int count, int index)
{
    return index < count ? labels[index] : "-";
}

static void say_beam(const json_t *value, Canvas *canvas)
{
    enum { PARTINGS = 3 };
    const json_t *nodes = json_object_get(value, "nodes"), *answers = json_object_get(value, "answers"), *node;
    int kept = 0;
    size_t i;
    Buffer text = {0};
    int considered = json_whole(value, "considered");
    json_array_foreach(nodes, i, node) kept += strcmp(json_text(node, "fate"), "dropped") != 0;
    buffer_format(
        &text,
        TEXT(considered == 1
                 ? "The search considered %d token and kept %d, at most %d at a time. The best answer is \"%s\"."
                 : "The search considered %d tokens and kept %d, at most %d at a time. The best answer is \"%s\".",
             "토큰 %d개를 살펴보고 %d개를 남겼습니다(단계마다 최대 %d개). 가장 좋은 답은 \"%s\"입니다."),
        considered, kept, json_whole(value, "width"), json_answer(json_array_get(answers, 0), "answer"));
    for (size_t number = 1; number < json_array_size(answers) && number <= PARTINGS; number++) {
        /* The step at which an answer differs from the best. */
        int best_count, count, step = 0;
        const char **best = labels_of(json_object_get(json_array_get(answers, 0), "target_tokens"), canvas, &best_count);
        const char **labels =
            labels_of(json_object_get(json_array_get(answers, number), "target_tokens"), canvas, &count);
        while (step < best_count && step < count && strcmp(best[step], labels[step]) == 0)
            step++;
        buffer_format(&text,
                      TEXT(" Answer %d differs from it at step %d: \"%s\" instead of \"%s\".",
                           " %d번 답은 %d단계에서 갈라집니다: \"%s\"(가장 좋은 답은 \"%s\")."),
                      (int)number + 1, step + 1, quoted(labels, count, step), quoted(best, best_count, step));
        free(best);
        free(labels);
    }
    prose_take(canvas, STYLE_PLAIN, 0, &text);
}

static void show_beam(const json_t *value, Canvas *canvas)
{
    const char *tree = json_text(value, "tree");
    show_read(value, canvas);
    show_answers(json_object_get(value, "answers"), true, canvas);
    canvas_blank(canvas);
    if (strcmp(tree, "no") != 0) {
        canvas_prose(canvas, STYLE_HEADING, 0, TEXT("Search tree, step by step", "단계별 탐색 트리"));
        show_tree(value, strcmp(tree, "all") == 0, canvas);
        canvas_blank(canvas);
    }
    say_beam(value, canvas);
}

/* ---- sample ---- */

typedef struct SampleCall {
    Request request;
    SampleOptions sample;
} SampleCall;
static const Option sample_rows[] = {
    {"draw", OPTION_WHOLE, OPTION_AT(SampleCall, sample.seed), .least = 0, .most = SEED_MOST, .otherwise = {"as seed", "seed와 같음"},
     .help = {"Seed of the sampling.", "표본 추출 시드."}},
    {0},
};
static const OptionPart sample_parts[] = {
    {&sample_options, offsetof(SampleCall, sample), NULL}, {&request_options, 0, NULL}, {0}};
static const Options sample_call = {sample_rows, sample_parts, sizeof(SampleCall)};

static json_t *samples_value(Lab *lab, const char *model, const Sample *samples, int count)
{
    json_t *answers = json_array();
    for (int i = 0; i < count; i++) {
        char *text = lab_target_text(lab, model, samples[i].tokens, samples[i].count);
        json_array_append_new(answers, json_pack("{s:s, s:o, s:o, s:b}", "answer", text, "target_tokens",
                                                 tokens_value(lab, model, samples[i].tokens, samples[i].count,
                                                              samples[i].ended),
                                                 "log_probability", json_finite(samples[i].log_probability), "ended",
                                                 samples[i].ended));
        free(text);
    }
    return answers;
}

static bool run_sample(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const SampleCall *call = arguments->options;
    const char *model = call->request.model;
    Lab *lab = repl_lab(repl);
    SampleOptions options = call->sample;
    if (!arguments_given(arguments, "draw"))
        options.seed = call->request.seed;
    Request request;
    SourceSentence source;
    Sample *samples =
        look_request(repl, arguments, &request, error) ? lab_samples(lab, &request, &options, &source, error) : NULL;
    if (samples == NULL)
        return false;
    result->value = source_value(&source);
    json_put(result->value, "{s:f, s:i, s:f, s:o}", "temperature", options.temperature, "top_k", options.top_k, "top_p",
             options.top_p, "answers", samples_value(lab, model, samples, options.count));
    source_sentence_free(&source);
    samples_free(samples, options.count);
    return true;
}

static int count_different(const json_t *answers)
{
    int different = 0;
    for (size_t i = 0; i < json_array_size(answers); i++) {
        size_t k = 0;
        while (k < i && !json_equal(json_object_get(json_array_get(answers, k), "target_tokens"),
                                    json_object_get(json_array_get(answers, i), "target_tokens")))
            k++;
        different += k == i;
    }
    return different;
}

static void show_sample(const json_t *value, Canvas *canvas)
{
    const json_t *answers = json_object_get(value, "answers");
    int count = (int)json_array_size(answers), different = count_different(answers);
    show_read(value, canvas);
    show_answers(answers, false, canvas);
    canvas_blank(canvas);
    prose_format(
        canvas, STYLE_PLAIN, 0,
        TEXT(count == 1 ? "Sampled %d answer at temperature %g; different ones: %d. log\u00A0P is its log probability."
                        : "Sampled %d answers at temperature %g; different ones: %d. log\u00A0P is the log probability "
                          "of each.",
             "온도 %2$g에서 답 %1$d개를 뽑았고, 서로 다른 답은 %3$d개입니다. log\u00A0P는 모델이 그 답에 매긴 로그 확률입니다."),
        count, json_double(value, "temperature"), different);
}

/* ---- the table ---- */

static const Command beam_command = {
    .name = "beam",
    .usage = {"beam WORDS... [width=4] [n=3]", "beam 문장 [width=4] [n=3]"},
    .summary = {"keep several candidates while decoding (beam search)", "후보를 여러 개 유지하며 답을 찾습니다(빔 서치)"},
    .options = &beam_call,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .run = run_beam,
    .show = show_beam,
    .picture = &beam_picture,
};

static const Command sample_command = {
    .name = "sample",
    .usage = {"sample WORDS... [temperature=1] [n=3]", "sample 문장 [temperature=1] [n=3]"},
    .summary = {"sample answers from the model's probabilities", "모델의 확률에 따라 답을 무작위로 뽑습니다"},
    .options = &sample_call,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .run = run_sample,
    .show = show_sample,
};

const Command *const decode_family[] = {&beam_command, &sample_command, NULL};
