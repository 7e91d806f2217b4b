/* patch.c: activation patching: rows of a trace are taken from another sentence, from the mean over some, or are zero, and the
 * sentence is answered again with them in the place of its own. */
#include "lab/patch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/answer.h"
#include "lab/job.h"

#define AT(field) OPTION_AT(PatchOptions, field)

static const Option option_rows[] = {
    {"from", OPTION_TEXT, AT(from),
     .help = {"A sentence to take the value from; zero; or mean, over sentences of the validation set.",
              "값을 가져올 문장. zero는 0, mean은 검증 데이터의 여러 문장에서 구한 평균."}},
    {"step", OPTION_WHOLE, AT(step), .least = 1, .most = 1000, .otherwise = {"all", "모든 단계"},
     .help = {"Only this row.", "이 행에만."}},
    {"at", OPTION_WHOLE, AT(at), .least = 1, .most = 1000, .otherwise = {"the same", "같은 행"},
     .help = {"Row of the other sentence.", "가져올 문장의 행."}},
    {"unit", OPTION_WHOLE, AT(unit), .least = 1, .most = 1 << 20, .otherwise = {"all", "모두"},
     .help = {"Only this number of the row.", "행의 이 숫자만."}},
    {"sweep", OPTION_CHOICE, AT(sweep), .fallback = "no", .choices = "no|steps|units|heads",
     .help = {"Patch one step, unit or head after the other, and map the effect of each.",
              "단계, 유닛, 헤드를 하나씩 바꾸어 보고 저마다의 효과를 지도로 보여 줍니다."}},
    {0},
};
static const OptionPart option_parts[] = {{&request_options, offsetof(PatchOptions, request), NULL}, {0}};
const Options patch_options = {option_rows, option_parts, sizeof(PatchOptions)};

typedef struct Patching {
    LabModel *entry;
    const PatchOptions *options;
    enum { FROM_SENTENCE, FROM_MEAN, FROM_ZERO } from;
    SourceSentence source, other;
    Interventions interventions;
    const TraceArray *own; /* of the answer before */
    double *mean;          /* [columns] */
    PatchResult *result;
} Patching;

/* ---- what is put there ---- */

/* The mean of the row over all steps of some sentences. */
static bool find_mean(Patching *p, Error *error)
{
    enum { SENTENCES = 50 };
    PairSpace *space = pair_space_open();
    Random random;
    Pair pair;
    int rows = 0, count = 0;
    random_seed_for(&random, p->options->request.seed, "patch");
    p->mean = memory_new((size_t)p->own->columns, sizeof *p->mean);
    while (count < SENTENCES && dataset_draw(p->entry->data->dataset, SPLIT_VALIDATION, 0, &random, space, &pair)) {
        int *ids = lab_with_end(pair.source, pair.source_count);
        Trace *trace =
            model_trace(p->entry->model, ids, pair.source_count + 1, lab_longest_answer(p->entry, pair.source_count));
        const TraceArray *array = trace_find(trace, &p->own->key);
        for (int row = 0; array != NULL && array->columns == p->own->columns && row < array->rows; row++, rows++)
            for (int i = 0; i < array->columns; i++)
                p->mean[i] += (double)array->values[row * array->columns + i];
        trace_close(trace);
        free(ids);
        count++;
    }
    pair_space_close(space);
    for (int i = 0; rows > 0 && i < p->own->columns; i++)
        p->mean[i] /= rows;
    p->result->mean_of = count;
    return rows > 0 ||
        error_set(error, ERROR_USAGE,
                  TEXT(p->own->columns == 1
                           ? "there is no mean: no sentence of the validation set has a row of %d number there"
                           : "there is no mean: no sentence of the validation set has a row of %d numbers there",
                       "평균을 낼 수 없습니다. 검증 데이터에 숫자가 %d개인 그런 행이 없습니다"),
                  p->own->columns);
}

/* The array of the other sentence that is put in the place of `array`; NULL: none. */
static const TraceArray *donor_of(const Patching *p, const TraceArray *array)
{
    const TraceArray *donor = p->result->other != NULL ? trace_find(p->result->other->trace, &array->key) : NULL;
    return donor != NULL && donor->columns == array->columns ? donor : NULL;
}

/* Row `row` of what is put there, to be freed; NULL: the other sentence has no such row. */
static double *row_for(const Patching *p, const TraceArray *array, int row)
{
    const TraceArray *donor = donor_of(p, array);
    int at = p->options->at > 0 ? p->options->at - 1 : row, columns = array->columns;
    bool sentence = p->from == FROM_SENTENCE;
    if (sentence && (donor == NULL || at >= donor->rows))
        return NULL;
    double *values = memory_new((size_t)columns, sizeof *values);
    for (int i = 0; i < columns && p->from != FROM_ZERO; i++)
        values[i] = sentence ? (double)donor->values[at * columns + i] : p->mean[i];
    return values;
}

/* Adds a row of the array, or one number of it (unit from 0; -1: all). False if there is none to put there. */
static bool add_row(Patching *p, const TraceArray *array, int row, int unit)
{
    char name[TRACE_NAME];
    double *values = row_for(p, array, row);
    if (values == NULL)
        return false;
    Intervention one = {.step = row, .place = unit};
    trace_parse(trace_name(&array->key, name), &one.pattern);
    if (unit >= 0) {
        one.value = values[unit];
    } else {
        one.row = values;
        one.count = array->columns;
    }
    interventions_add(&p->interventions, &one);
    free(values);
    return true;
}

/* All rows that are asked for. */
static bool add_asked(Patching *p, const TraceArray *array, int unit)
{
    int step = p->options->step;
    bool any = false;
    for (int row = step > 0 ? step - 1 : 0; row < (step > 0 ? step : array->rows); row++)
        any = add_row(p, array, row, unit) || any;
    return any;
}

/* ---- a sweep ---- */

static const TraceArray *head_at(const Patching *p, int head)
{
    TraceKey key = p->own->key;
    key.head = head;
    return trace_find(p->result->compared.before->trace, &key);
}

static int items_of(const Patching *p)
{
    int heads = 0;
    switch ((Sweep)p->options->sweep) {
    case SWEEP_STEPS: return p->own->rows;
    case SWEEP_UNITS: return p->own->columns;
    case SWEEP_HEADS:
        while (head_at(p, heads + 1) != NULL)
            heads++;
        return heads;
    case SWEEP_NONE: break;
    }
    return 0;
}

static void add_item(Patching *p, int item)
{
    int unit = p->options->unit - 1;
    switch ((Sweep)p->options->sweep) {
    case SWEEP_STEPS: add_row(p, p->own, item, unit); break;
    case SWEEP_UNITS: add_asked(p, p->own, item); break;
    case SWEEP_HEADS: add_asked(p, head_at(p, item + 1), unit); break;
    case SWEEP_NONE: break;
    }
}

static void sweep(Patching *p, Error *error)
{
    PatchResult *result = p->result;
    int items = items_of(p), T = result->compared.before->target_count;
    result->change = memory_new((size_t)items * (size_t)T + 1, sizeof *result->change);
    result->answers = memory_new((size_t)items + 1, sizeof *result->answers);
    for (result->items = 0; result->items < items; result->items++) {
        WhatIf one = {.before = result->compared.before};
        interventions_clear(&p->interventions);
        add_item(p, result->items);
        what_if_after(p->entry, &p->source, &p->interventions, &one, error);
        one.before = NULL; /* the result's */
        if (one.after == NULL || job_ending()) { /* a part failed, or it was stopped */
            what_if_free(&one);
            return;
        }
        for (int t = 0; t < T; t++)
            result->change[result->items * T + t] =
                exp(one.log_probability_after[t]) - exp(one.log_probability_before[t]);
        result->answers[result->items] = memory_string(one.after->text);
        what_if_free(&one);
    }
}

/* ---- the work ---- */

static bool check_places(const Patching *p, Error *error)
{
    const PatchOptions *o = p->options;
    if (o->step > p->own->rows)
        return error_set(error, ERROR_USAGE,
                         TEXT(p->own->rows == 1 ? "%s has only %d row: step=%d is past it"
                                                : "%s has only %d rows: step=%d is past them",
                              "%s: 행이 %d개이므로 step=%d인 행은 없습니다"),
                         o->name, p->own->rows, o->step);
    if (!has_unit(p->own, o->name, o->unit, error))
        return false;
    if (o->sweep == SWEEP_HEADS && p->own->key.head == 0)
        return error_set(
            error, ERROR_USAGE,
            TEXT("sweep=heads has no effect here; it applies only to a value of one head, such as decoder.layer1.cross.head1.weights",
                 "여기서는 sweep=heads를 쓸 수 없습니다. decoder.layer1.cross.head1.weights처럼 헤드 하나의 값에만 씁니다"));
    return true;
}

static bool nothing_to_put(const Patching *p, Error *error)
{
    if (donor_of(p, p->own) == NULL)
        return error_set(
            error, ERROR_USAGE,
            TEXT("the two sentences differ in the length of a row of %s: only values over units, such as a state, can be put from "
                 "one into the other",
                 "%s: 두 문장에서 한 행의 길이가 다릅니다. 은닉 상태처럼 유닛마다 값이 있는 것만 다른 문장에서 가져올 수 있습니다"),
            p->options->name);
    return error_set(error, ERROR_USAGE,
                     TEXT(donor_of(p, p->own)->rows == 1 ? "the other sentence has only %d row of %s"
                                                         : "the other sentence has only %d rows of %s",
                          "다른 문장에는 %2$s 행이 %1$d개뿐입니다"),
                     donor_of(p, p->own)->rows, p->options->name);
}

/* Everything before the comparison: the answer before, and what is to be put into it. */
static bool prepare(Patching *p, Error *error)
{
    PatchResult *result = p->result;
    result->compared.before = translate_source(p->entry, &p->source, NULL, error);
    if (result->compared.before == NULL)
        return false;
    p->own = traced_value(result->compared.before, p->options->name, error);
    if (p->own == NULL || !check_places(p, error) || (p->from == FROM_MEAN && !find_mean(p, error)))
        return false;
    if (p->from == FROM_SENTENCE && (result->other = translate_source(p->entry, &p->other, NULL, error)) == NULL)
        return false;
    return add_asked(p, p->own, p->options->unit - 1) || nothing_to_put(p, error);
}

static void work(void *argument, Error *error)
{
    Patching *p = argument;
    WhatIf *compared = &p->result->compared;
    if (!prepare(p, error))
        return;
    what_if_after(p->entry, &p->source, &p->interventions, compared, error);
    for (int i = 0; i < p->interventions.count; i++)
        p->result->replaced += p->interventions.list[i].applied;
    if (p->options->sweep != SWEEP_NONE && compared->log_probability_after != NULL)
        sweep(p, error);
}

static bool find_sources(Lab *lab, Patching *p, Error *error)
{
    const PatchOptions *options = p->options;
    Request other = {.model = options->request.model, .text = options->from};
    if (options->from == NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("say what to put there: from=\"another sentence\", from=mean or from=zero",
                              "무엇을 넣을지 쓰십시오. from=\"다른 문장\", from=mean, from=zero 가운데 하나입니다"));
    p->from = strcmp(options->from, "zero") == 0   ? FROM_ZERO
              : strcmp(options->from, "mean") == 0 ? FROM_MEAN
                                                   : FROM_SENTENCE;
    return lab_source(lab, &options->request, &p->source, error) &&
        (p->from != FROM_SENTENCE || lab_source(lab, &other, &p->other, error));
}

bool lab_patch(Lab *lab, const PatchOptions *options, PatchResult *result, Error *error)
{
    *result = (PatchResult){0};
    Patching p = {.entry = lab_find(lab, options->request.model, error), .options = options, .result = result};
    bool answered = p.entry != NULL && find_sources(lab, &p, error) && job_answer(lab, p.entry, "patch", work, &p, error);
    source_sentence_free(&p.source);
    source_sentence_free(&p.other);
    interventions_clear(&p.interventions);
    free(p.mean);
    if (!answered)
        patch_result_free(result);
    return answered;
}

void patch_result_free(PatchResult *result)
{
    what_if_free(&result->compared);
    translation_close(result->other);
    for (int i = 0; i < result->items; i++)
        free(result->answers[i]);
    free(result->answers);
    free(result->change);
    *result = (PatchResult){0};
}
