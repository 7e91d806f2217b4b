/* accuracy_value.c: what `accuracy` measures as a value, and the parts of its picture that `compare` draws too. */
#include "repl/accuracy_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/look.h"
#include "repl/results.h"
#include "repl/score_table.h"

static const Option shown_rows[] = {
    {"scores", OPTION_CHOICE, OPTION_AT(ScoresShown, scores), .fallback = "main", .choices = "main|all",
     .help = {"Scores in the table by length.", "길이별 표에 보일 지표."}},
    {0},
};
const Options scores_shown_options = {shown_rows, .size = sizeof(ScoresShown)};

/* ---- the value ---- */

/* The unit's name in JSON. */
static const char *unit_name(ScoreUnit unit)
{
    return (const char *const[]){"word", "character", "symbol", "hidden"}[unit]; /* in the order of ScoreUnit */
}

static void add_measures(json_t *object, const Measures *scores)
{
    json_object_set_new(object, "exact_match", json_finite(scores->exact));
    json_object_set_new(object, "token_accuracy", json_finite(scores->tokens));
    json_object_set_new(object, "alignment", json_finite(scores->on_partner));
    json_object_set_new(object, "perplexity", json_finite(scores->perplexity));
    json_object_set_new(object, "bleu", json_finite(scores->bleu));
    json_object_set_new(object, "chrf", json_finite(scores->chrf));
    json_object_set_new(object, "error_rate", json_finite(scores->error_rate));
}

static json_t *rows_value(const AccuracyResult *result)
{
    json_t *rows = json_array();
    for (int i = 0; i < result->rows; i++) {
        const LengthScore *row = &result->by_length[i];
        json_t *value = json_pack("{s:[i,i], s:i}", "lengths", row->least, row->most, "count", row->count);
        add_measures(value, &row->scores);
        json_array_append_new(rows, value);
    }
    return rows;
}

static json_t *part_value(const AccuracyPart *part)
{
    json_t *value = json_pack("{s:i}", "count", part->count);
    add_measures(value, &part->scores);
    return value;
}

static json_t *errors_value(const AccuracyResult *result)
{
    json_t *errors = json_array();
    for (int i = 0; i < result->error_count; i++) {
        const TokenErrors *one = &result->errors[i];
        json_t *instead = json_array();
        for (int k = 0; k < INSTEAD_MOST && one->instead[k].times > 0; k++)
            json_array_append_new(instead, json_pack("{s:s?, s:i}", "answer", one->instead[k].token, "times",
                                                     one->instead[k].times));
        json_array_append_new(errors, json_pack("{s:s, s:i, s:i, s:o}", "token", one->token, "count", one->count, "missed",
                                                one->missed, "instead", instead));
    }
    return errors;
}

json_t *accuracy_scores_value(const AccuracyResult *result)
{
    json_t *value = part_value(&(AccuracyPart){result->count, result->scores});
    json_object_set_new(value, "unit", json_string(unit_name(result->unit)));
    return value;
}

static json_t *accuracy_value(const AccuracyResult *result, bool errors)
{
    json_t *examples = json_array(), *value = json_pack("{s:s, s:i}", "model", result->model, "count", result->count);
    for (int i = 0; i < result->examples; i++) {
        json_t *example = json_pack("{s:s, s:s, s:s}", "source", result->example_source[i], "answer",
                                    result->example_answer[i], "reference", result->example_reference[i]);
        if (result->example_dots[i] != NULL)
            json_object_set_new(example, "picture", picture_value(result->example_dots[i], result->example_columns[i]));
        json_array_append_new(examples, example);
    }
    add_measures(value, &result->scores);
    if (result->file_pairs > 0) {
        put_reading(value, &result->file_reading);
        json_object_set_new(value, "file_pairs", json_integer(result->file_pairs));
        json_object_set_new(value, "file_learned",
                            result->file_learned >= 0 ? json_integer(result->file_learned) : json_null());
    }
    if (result->file_learned > 0) {
        json_object_set_new(value, "learned", part_value(&result->learned));
        json_object_set_new(value, "unseen", part_value(&result->unseen));
    }
    json_object_set_new(value, "unit", json_string(unit_name(result->unit)));
    if (errors) /* before the other lists: the first is what `export` writes as CSV */
        json_object_set_new(value, "errors", errors_value(result));
    json_put(value, "{s:o, s:o, s:b, s:f}", "by_length", rows_value(result), "examples", examples, "stopped",
             result->stopped, "seconds", result->seconds);
    return value;
}

json_t *accuracy_measured(Repl *repl, const char *model, const AccuracyOptions *options, AccuracyBasis *basis, Error *error)
{
    AccuracyOptions asked = *options;
    char *own = repl_own_file(repl, options->file);
    asked.file = own != NULL ? own : options->file;
    AccuracyResult *result = memory_new(1, sizeof *result);
    json_t *value = NULL;
    if (lab_accuracy(repl_lab(repl), model, &asked, result, error)) {
        value = accuracy_value(result, options->errors > 0);
        json_object_set_new(value, "beam", json_integer(options->search.width));
        if (basis != NULL)
            *basis = (AccuracyBasis){result->asked, result->cut};
        accuracy_result_free(result);
    }
    free(result);
    free(own);
    return value;
}

/* ---- its picture ---- */

void accuracy_by_length(const json_t *value, bool all, Canvas *canvas)
{
    ScoreTable table = {.rows = json_object_get(value, "by_length"), .all = all, .names = 2, .name_numeric = true};
    size_t i;
    const json_t *row;
    table.heading[0] = all ? TEXT("length", "길이") : TEXT("source tokens", "소스 토큰 수");
    table.heading[1] = all ? TEXT("count", "문장") : TEXT("sentences", "문장 수");
    json_array_foreach(table.rows, i, row) {
        if (i == LENGTHS_MOST)
            break;
        score_length_label(row, table.name[i][0]);
        snprintf(table.name[i][1], sizeof table.name[i][1], "%d", json_whole(row, "count"));
    }
    score_table_draw(canvas, &table);
}

bool scores_all_wanted(const json_t *value) { return strcmp(json_text(value, "scores"), "all") == 0; }

const char *error_rate_name(const json_t *value)
{
    return strcmp(json_text(value, "unit"), "character") == 0 ? TEXT("character error rate", "글자 오류율")
        : strcmp(json_text(value, "unit"), "symbol") == 0     ? TEXT("token error rate", "토큰 오류율")
                                                              : TEXT("word error rate", "단어 오류율");
}

/* ---- in words ---- */

/* The measures that the table by length leaves out. */
static void tell_measures(const json_t *value, Buffer *text)
{
    static const char *const keys[] = {"perplexity", "bleu", "chrf", "error_rate"};
    char texts[4][SCORE_CELL];
    for (int i = 0; i < 4; i++)
        score_text(texts[i], keys[i], value);
    buffer_format(text, TEXT(" Perplexity %s, BLEU %s, chrF %s, %s %s", " 퍼플렉시티 %s, BLEU %s, chrF %s, %s %s"), texts[0], texts[1],
                  texts[2], error_rate_name(value), texts[3]);
    bool more = strcmp(json_text(value, "scores"), "main") == 0;
    buffer_add(text, more ? TEXT(" (by length: scores=all).", " (길이별로는 scores=all).") : ".");
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
        buffer_format(text,
                      TEXT(pairs == 1 ? " The file's %d pair is not in the training set."
                                      : " None of the file's %d pairs is in the training set.",
                           " 파일의 문장 쌍 %d개 가운데 훈련 데이터에 든 것은 없습니다."),
                      pairs);
    else if (pairs == 1)
        buffer_format(text, TEXT(" The file's %d pair is in the training set.", " 파일의 문장 쌍 %d개는 훈련 데이터에 있습니다."),
                      pairs);
    for (int i = 0; i < 2 && learned > 0 && pairs > 1; i++)
        score_percent(exact[i], json_double(parts[i], "exact_match"));
    if (learned > 0 && pairs > 1)
        buffer_format(
            text,
            TEXT(learned == 1
                     ? " %d of the file's %d pairs is in the training set. Exact match: %s of the %d asked from the training "
                       "set, %s of the %d others."
                     : " %d of the file's %d pairs are in the training set. Exact match: %s of the %d asked from the training "
                       "set, %s of the %d others.",
                 " 파일의 문장 쌍 %2$d개 가운데 %1$d개가 훈련 데이터에 있습니다. 완전 일치율은 훈련 데이터에 있는 %4$d개에서 %3$s, "
                 "나머지 %6$d개에서 %5$s입니다."),
            learned, pairs, exact[0], json_whole(parts[0], "count"), exact[1], json_whole(parts[1], "count"));
}

void accuracy_tell_beam(const json_t *value, Buffer *text)
{
    int beam = json_whole(value, "beam");
    if (beam > 1)
        buffer_format(text, TEXT(" Answers come from a beam search of width %d.", " 답은 너비 %d의 빔 서치로 구했습니다."), beam);
}

void accuracy_tell(const json_t *value, Buffer *text)
{
    bool fills = strcmp(json_text(value, "unit"), "hidden") == 0;
    int count = json_whole(value, "count");
    char exact[SCORE_CELL], tokens[SCORE_CELL], partner[SCORE_CELL];
    score_percent(exact, json_double(value, "exact_match"));
    score_percent(tokens, json_double(value, "token_accuracy"));
    score_percent(partner, json_double(value, "alignment"));
    buffer_format(
        text,
        fills ? TEXT(count == 1 ? "%d sentence with hidden words: the model found all of them in %s, and %s of the "
                                  "hidden words."
                                : "%d sentences with hidden words: the model found all of them in %s, and %s of the "
                                  "hidden words.",
                     "단어를 가린 문장 %d개 가운데 %s에서 가린 단어를 모두 맞혔고, 가린 단어는 %s를 맞혔습니다.")
              : TEXT(count == 1 ? "%d sentence: exact match %s, token accuracy %s."
                                : "%d sentences: exact match %s, token accuracy %s.",
                     "문장 %d개: 완전 일치율 %s, 토큰 정확도 %s."),
        count, exact, tokens);
    if (isfinite(json_double(value, "alignment")))
        buffer_format(text, TEXT(" For %s of the correct words, the largest attention weight was on the aligned "
                                  "source word.",
                                  " 맞힌 단어의 %s에서 가장 큰 어텐션 가중치가 정답 정렬과 일치했습니다."), partner);
    if (!fills)
        tell_measures(value, text);
    accuracy_tell_beam(value, text);
    if (json_is_true(json_object_get(value, "stopped")))
        buffer_add(text, TEXT(" Interrupted: only the sentences answered so far count.",
                               " 도중에 중단했으므로 그때까지 답한 문장만 세었습니다."));
    if (json_object_get(value, "file_pairs") != NULL)
        tell_learned(value, text);
    if (json_object_get(value, "reading") != NULL)
        buffer_format(text, " %s", json_text(value, "reading"));
}
