/* accuracy_value.c: what `accuracy` measures as a value, and the parts of its picture that `compare` draws too. */
#include "repl/accuracy_value.h"

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

static json_t *accuracy_value(const AccuracyResult *result)
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
    json_object_set_new(value, "by_length", rows_value(result));
    json_object_set_new(value, "examples", examples);
    json_object_set_new(value, "stopped", json_boolean(result->stopped));
    json_object_set_new(value, "seconds", json_real(result->seconds));
    return value;
}

json_t *accuracy_measured(Lab *lab, const char *model, const AccuracyOptions *options, AccuracyBasis *basis, Error *error)
{
    AccuracyResult *result = memory_new(1, sizeof *result);
    json_t *value = NULL;
    if (lab_accuracy(lab, model, options, result, error)) {
        value = accuracy_value(result);
        json_object_set_new(value, "beam", json_integer(options->search.width));
        if (basis != NULL)
            *basis = (AccuracyBasis){result->asked, result->cut};
        accuracy_result_free(result);
    }
    free(result);
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
