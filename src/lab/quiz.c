/* quiz.c: answers questions in batches on all threads, and scores the answers.
 *
 * A batch holds questions of one row of the result, so that what is summed over a batch (the cross-entropy of its
 * references) belongs to that row. */
#include "lab/quiz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/batch.h"
#include "base/memory.h"
#include "engine/ops.h"
#include "lab/answer.h"
#include "model/beam.h"
#include "text/batch_space.h"

enum { TOGETHER = 50 };

/* ---- batches ---- */

/* Row by row, in the order in which they were asked. */
static void make_batches(Quiz *quiz)
{
    int placed = 0;
    quiz->order = memory_new((size_t)quiz->count + 1, sizeof *quiz->order);
    quiz->batches = memory_new((size_t)(quiz->count / TOGETHER + LENGTHS_MOST + 1), sizeof *quiz->batches);
    for (int row = 0; row < quiz->result->rows; row++) {
        int before = placed;
        for (int i = 0; i < quiz->count; i++) {
            if (quiz->questions[i].row != row)
                continue;
            if ((placed - before) % TOGETHER == 0)
                quiz->batches[quiz->batch_count++] = (QuestionBatch){.first = placed, .row = row};
            quiz->order[placed++] = i;
            quiz->batches[quiz->batch_count - 1].count++;
        }
    }
}

static Question *question_of(Quiz *quiz, const QuestionBatch *batch, int index)
{
    return &quiz->questions[quiz->order[batch->first + index]];
}

/* ---- desks ---- */

/* What one thread answers with; it stays from batch to batch. */
typedef struct Desk {
    Tape *tape;
    BatchSpace *space;
    Arena *answers; /* until the quiz is over */
    bool taken;
} Desk;

void quiz_forget_answers(Quiz *quiz)
{
    for (int i = 0; quiz->desks != NULL && i < workers_threads(quiz->lab->workers); i++) {
        tape_close(quiz->desks[i].tape);
        batch_space_close(quiz->desks[i].space);
        arena_close(quiz->desks[i].answers);
    }
    free(quiz->desks);
    quiz->desks = NULL;
}

/* There is one for each thread, so one is free. */
static Desk *take_desk(Quiz *quiz)
{
    Desk *desk = quiz->desks;
    job_lock(quiz->job);
    while (desk->taken)
        desk++;
    desk->taken = true;
    job_unlock(quiz->job);
    return desk;
}

/* ---- answering ---- */

static int *numbers_copied(Arena *arena, const int *numbers, int count)
{
    size_t bytes = (size_t)count * sizeof *numbers;
    return memcpy(arena_alloc(arena, bytes), numbers, bytes);
}

static void answer_by_beam(Quiz *quiz, Question *question, Desk *desk)
{
    int count = question->source_count, *source = lab_with_end(question->source, count);
    BeamOptions options = quiz->options->search;
    options.most = lab_longest_answer(quiz->entry, count);
    Beam *beam = model_beam(quiz->entry->model, source, count + 1, &options);
    if (!job_stopped(quiz->job)) {
        const BeamAnswer *best = &beam->answers[0];
        question->answer_count = best->count;
        question->answer = numbers_copied(desk->answers, best->tokens, best->count);
        question->looked_at = numbers_copied(desk->answers, best->looked_at, best->count);
    }
    beam_close(beam);
    free(source);
}

/* The answers are those of `translate`: each ends at its own longest length, whatever it was answered beside. */
static void answer_batch_greedily(Quiz *quiz, const QuestionBatch *batch, Desk *desk)
{
    Pair pairs[TOGETHER];
    int counts[TOGETHER], longest[TOGETHER], most = 0;
    for (int i = 0; i < batch->count; i++) {
        Question *question = question_of(quiz, batch, i);
        pairs[i] = (Pair){.source = question->source, .source_count = question->source_count};
        longest[i] = lab_longest_answer(quiz->entry, question->source_count);
        most = longest[i] > most ? longest[i] : most;
    }
    size_t bytes = (size_t)batch->count * (size_t)most * sizeof(int);
    int *answers = arena_alloc(desk->answers, bytes), *looked_at = arena_alloc(desk->answers, bytes);
    model_greedy(quiz->entry->model, desk->tape, batch_of_pairs(desk->space, pairs, batch->count),
                 &(GreedyAnswers){most, answers, counts, looked_at});
    for (int i = 0; i < batch->count && !job_stopped(quiz->job); i++) {
        Question *question = question_of(quiz, batch, i);
        question->answer_count = counts[i] < longest[i] ? counts[i] : longest[i];
        question->answer = answers + (size_t)i * (size_t)most;
        question->looked_at = looked_at + (size_t)i * (size_t)most;
    }
}

static void answer_batch(Quiz *quiz, const QuestionBatch *batch, Desk *desk)
{
    if (quiz->options->search.width == 1) {
        answer_batch_greedily(quiz, batch, desk);
        return;
    }
    for (int i = 0; i < batch->count && !job_stopped(quiz->job); i++)
        answer_by_beam(quiz, question_of(quiz, batch, i), desk);
}

/* The reference as the model sees it: a token that its vocabulary lacks is <UNK>. */
static int *reference_ids(const Question *question)
{
    const Reference *reference = &question->references[0];
    int *ids = memory_copy(reference->ids, (size_t)reference->count * sizeof *ids);
    for (int i = 0; i < reference->count; i++)
        if (ids[i] == NEVER_RIGHT)
            ids[i] = TOKEN_UNK;
    return ids;
}

/* The cross-entropy of the references, with teacher forcing. */
static void measure_loss(Quiz *quiz, QuestionBatch *batch, Desk *desk)
{
    Tape *tape = desk->tape;
    Pair pairs[TOGETHER];
    int *references[TOGETHER];
    Model *model = quiz->entry->model;
    if (!model_has_logits(model) || job_stopped(quiz->job))
        return;
    long tokens = 0;
    int count = 0;
    for (int i = 0; i < batch->count; i++) {
        const Question *question = question_of(quiz, batch, i);
        if (question->reference_count == 0)
            continue;
        references[count] = reference_ids(question);
        pairs[count] = (Pair){.source = question->source,
                              .source_count = question->source_count,
                              .target = references[count],
                              .target_count = question->references[0].count};
        tokens += pairs[count++].target_count + 1;
    }
    tape_reset(tape, false);
    const Tensor *loss = NULL;
    if (count > 0) {
        const Batch *all = batch_of_pairs(desk->space, pairs, count);
        loss = op_cross_entropy(tape, model_logits(model, tape, all), all->target_out, (LossScale){0, 0});
    }
    if (loss != NULL && !job_stopped(quiz->job)) {
        batch->nats = (double)loss->value[0] * (double)tokens;
        batch->nats_tokens = tokens;
    }
    for (int i = 0; i < count; i++)
        free(references[i]);
}

static void work_on_batch(int index, void *argument)
{
    Quiz *quiz = argument;
    QuestionBatch *batch = &quiz->batches[index];
    if (job_stopped(quiz->job))
        return;
    Desk *desk = take_desk(quiz);
    answer_batch(quiz, batch, desk);
    measure_loss(quiz, batch, desk);
    job_lock(quiz->job);
    desk->taken = false;
    int done = quiz->done += batch->count;
    job_unlock(quiz->job);
    job_progress(quiz->job, done, quiz->count, (double)done / quiz->count);
}

static void answer_all(Job *job, void *argument)
{
    Quiz *quiz = argument;
    int count = workers_threads(quiz->lab->workers);
    quiz->job = job;
    quiz->desks = memory_new((size_t)count, sizeof *quiz->desks);
    for (int i = 0; i < count; i++)
        quiz->desks[i] = (Desk){.tape = tape_open(0), .space = batch_space_open(), .answers = arena_open()};
    job_ends_answers(job, quiz->entry->model);
    workers_run(quiz->lab->workers, quiz->batch_count, work_on_batch, quiz);
    job_ends_answers(NULL, quiz->entry->model);
}

bool quiz_answer(Quiz *quiz, const char *activity)
{
    Job job;
    make_batches(quiz);
    bool whole = job_run(quiz->lab, &job, activity, quiz->entry->name, answer_all, quiz);
    quiz->result->seconds = clock_seconds() - job.begun;
    return whole;
}

/* ---- scoring ---- */

/* All that is counted of one row. */
typedef struct Sums {
    Score score;
    int partners_known, partners_found;
} Sums;

/* Twice the tokens in their place, and one for the right length, so that of two the whole one is nearer. */
static int nearness(const Question *question, const Reference *reference)
{
    int right = reference->count == question->answer_count;
    for (int i = 0; i < reference->count && i < question->answer_count; i++)
        right += 2 * (reference->ids[i] == question->answer[i]);
    return right;
}

const Reference *quiz_nearest_reference(const Question *question)
{
    const Question *first = question->same != NULL ? question->same : question;
    const Reference *nearest = &question->references[0];
    for (int k = 0; k < first->reference_count; k++)
        if (nearness(question, &first->references[k]) > nearness(question, nearest))
            nearest = &first->references[k];
    return nearest;
}

/* Of the correct words with a known alignment, counts those whose largest weight is on the aligned token. */
static void count_partners(const Dataset *dataset, const Question *question, Sums *sums)
{
    int reach = dataset_reach(dataset);
    if (question->partner == NULL)
        return;
    const Reference *reference = &question->references[0];
    for (int i = 0; i < reference->count && i < question->answer_count; i++) {
        if (question->partner[i] < 0 || question->answer[i] != reference->ids[i] || question->looked_at[i] < 0)
            continue;
        sums->partners_known++;
        sums->partners_found += abs(question->looked_at[i] - question->partner[i]) <= reach;
    }
}

/* For a masked model only hidden words count. A word that the vocabulary lacks is always hidden; a sentence with no
 * other hidden word is not a question: returns false. */
static bool score_filled(const Question *question, Score *score)
{
    const int *ids = question->references[0].ids;
    int hidden = 0, right = 0;
    for (int i = 0; i < question->source_count; i++) {
        if (question->source[i] != TOKEN_UNK || ids[i] == NEVER_RIGHT)
            continue;
        hidden++;
        right += i < question->answer_count && question->answer[i] == ids[i];
    }
    if (hidden == 0)
        return false;
    score->sequences++;
    score->exact += right == hidden;
    score->tokens += hidden;
    score->tokens_right += right;
    return true;
}

static void score_question(const Dataset *dataset, const Question *question, Sums *sums)
{
    Buffer answer = {0};
    const Reference *right = quiz_nearest_reference(question);
    dataset_decode(dataset, SIDE_TARGET, question->answer, question->answer_count, &answer);
    score_add(&sums->score, question->answer, question->answer_count, right->ids, right->count);
    if (dataset_tokens(dataset, SIDE_TARGET) == TOKENS_SUBWORD)
        score_add_words(&sums->score, buffer_text(&answer), right->text);
    else
        score_add_units(&sums->score, question->answer, question->answer_count, right->ids, right->count);
    score_add_text(&sums->score, buffer_text(&answer), right->text);
    count_partners(dataset, question, sums);
    buffer_free(&answer);
}

static void add_sums(Sums *all, const Sums *sums)
{
    score_join(&all->score, &sums->score);
    all->partners_known += sums->partners_known;
    all->partners_found += sums->partners_found;
}

static Measures measures_of(const Sums *sums)
{
    const Score *score = &sums->score;
    bool any = score->sequences > 0;
    return (Measures){
        .exact = any ? score_exact(score) : (double)NAN,
        .tokens = any ? score_tokens(score) : (double)NAN,
        .on_partner = sums->partners_known > 0 ? (double)sums->partners_found / sums->partners_known : (double)NAN,
        .perplexity = score_perplexity(score),
        .bleu = score_bleu(score),
        .chrf = score_chrf(score),
        .error_rate = score_error_rate(score)};
}

/* Short sequences are few and are drawn again and again: one example of each is enough. */
static void keep_example(Quiz *quiz, const Question *question)
{
    AccuracyResult *result = quiz->result;
    Buffer answer = {0};
    if (result->examples == 5)
        return;
    for (int i = 0; i < result->examples; i++)
        if (strcmp(result->example_source[i], question->source_text) == 0)
            return;
    int at = result->examples++;
    lab_answer_text(quiz->entry, question->answer, question->answer_count, &answer);
    result->example_source[at] = memory_string(question->source_text);
    result->example_reference[at] = memory_string(quiz_nearest_reference(question)->text);
    result->example_answer[at] = buffer_take(&answer);
    result->example_dots[at] = dataset_picture(quiz->entry->data->dataset, question->source, question->source_count);
    result->example_columns[at] = question->source_count;
}

void quiz_score(Quiz *quiz)
{
    const Dataset *dataset = quiz->entry->data->dataset;
    AccuracyResult *result = quiz->result;
    Sums rows[LENGTHS_MOST] = {{.partners_known = 0}}, all = {.partners_known = 0}, parts[2] = {{.partners_known = 0}};
    int stride = quiz->count / 5 > 0 ? quiz->count / 5 : 1;
    for (int i = 0; i < quiz->count; i++) {
        const Question *question = &quiz->questions[i];
        if (question->answer == NULL || question->reference_count == 0)
            continue;
        Sums sums = {.partners_known = 0};
        if (!model_fills(quiz->entry->model))
            score_question(dataset, question, &sums);
        else if (!score_filled(question, &sums.score))
            continue;
        add_sums(&rows[question->row], &sums);
        add_sums(&parts[question->learned], &sums);
        if (i % stride == 0)
            keep_example(quiz, question);
    }
    for (int i = 0; i < quiz->batch_count; i++)
        score_add_loss(&rows[quiz->batches[i].row].score, quiz->batches[i].nats, quiz->batches[i].nats_tokens);
    for (int i = 0; i < result->rows; i++) {
        result->by_length[i].count = rows[i].score.sequences;
        result->by_length[i].scores = measures_of(&rows[i]);
        add_sums(&all, &rows[i]);
    }
    result->count = all.score.sequences;
    result->scores = measures_of(&all);
    for (int learned = 0; learned < 2; learned++) {
        AccuracyPart *part = learned ? &result->learned : &result->unseen;
        *part = (AccuracyPart){parts[learned].score.sequences, measures_of(&parts[learned])};
    }
    result->unit = model_fills(quiz->entry->model)                           ? UNIT_HIDDEN
                   : dataset_tokens(dataset, SIDE_TARGET) == TOKENS_CHARACTER ? UNIT_CHARACTER
                   : strcmp(dataset_unit(dataset, SIDE_TARGET), "symbol") == 0 ? UNIT_SYMBOL
                                                                              : UNIT_WORD;
}
