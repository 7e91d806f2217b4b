/* beam.c: beam search for one sentence: all answers under way are rows of one decoder. */
#include "model/beam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/model_parts.h"

/* An answer under way. */
typedef struct Live {
    int node;               /* its last; -1 before the first */
    double log_probability;
} Live;

/* A token that could continue a row. */
typedef struct Candidate {
    int row, token;
    double log_probability; /* of the answer with it */
} Candidate;

typedef struct Search {
    Model *model;
    const BeamOptions *options;
    Tape *tape;
    Decoder *decoder;
    Beam *beam;
    int step;
    int live_count;
    Live live[BEAM_MOST];
    Candidate *candidates; /* [width * width] */
    int candidate_count;
} Search;

double length_penalty(int length, double penalty) { return pow((5.0 + length) / 6, penalty); }

/* ---- the tokens that come next ---- */

/* log of the sum of exp(logits), so that logits[i] less this is log P. */
static double log_sum(const real *logits, int V)
{
    double most = (double)logits[0], sum = 0;
    for (int i = 1; i < V; i++)
        most = fmax(most, (double)logits[i]);
    for (int i = 0; i < V; i++)
        sum += exp((double)logits[i] - most);
    return most + log(sum);
}

/* The likeliest tokens of a row, at most `width`, appended to the candidates: <PAD> and <SOS> are no answers. Equal ones
 * stay in the order of their ids. */
static void add_candidates(Search *search, int row, const real *logits, int V)
{
    int width = search->options->width, count = 0;
    Candidate *best = search->candidates + search->candidate_count;
    double before = search->live[row].log_probability - log_sum(logits, V);
    for (int token = TOKEN_EOS; token < V; token++) {
        double log_probability = before + (double)logits[token];
        if (count == width && !(log_probability > best[count - 1].log_probability))
            continue;
        int place = count < width ? count++ : count - 1;
        for (; place > 0 && log_probability > best[place - 1].log_probability; place--)
            best[place] = best[place - 1];
        best[place] = (Candidate){row, token, log_probability};
    }
    search->candidate_count += count;
}

static int better_first(const void *a, const void *b)
{
    const Candidate *x = a, *y = b;
    if (x->log_probability != y->log_probability)
        return x->log_probability < y->log_probability ? 1 : -1;
    return x->row != y->row ? x->row - y->row : x->token - y->token;
}

/* ---- the tree ---- */

static int add_node(Search *search, const Candidate *candidate, BeamFate fate)
{
    Beam *beam = search->beam;
    beam->nodes = memory_resize(beam->nodes, (size_t)beam->node_count + 1, sizeof *beam->nodes);
    beam->nodes[beam->node_count] = (BeamNode){
        .step = search->step,
        .parent = search->live[candidate->row].node,
        .token = candidate->token,
        .log_probability = candidate->log_probability,
        .score = candidate->log_probability / length_penalty(search->step + 1, search->options->penalty),
        .fate = fate,
    };
    return beam->node_count++;
}

/* The answer that ends in a node, read from its end. */
static void add_answer(Search *search, int node)
{
    Beam *beam = search->beam;
    const BeamNode *last = &beam->nodes[node];
    BeamAnswer answer = {.ended = last->token == TOKEN_EOS, .log_probability = last->log_probability,
                         .score = last->score, .node = node};
    answer.count = last->step + !answer.ended;
    answer.tokens = memory_new((size_t)answer.count + 1, sizeof *answer.tokens);
    for (int at = node; at >= 0; at = beam->nodes[at].parent)
        if (beam->nodes[at].step < answer.count)
            answer.tokens[beam->nodes[at].step] = beam->nodes[at].token;
    beam->answers[beam->answer_count++] = answer;
}

/* ---- a step ---- */

/* The best candidates take the places that are left; those that say <EOS>, or have come to the longest length, for good. */
static void choose(Search *search)
{
    Live next[BEAM_MOST];
    int rows[BEAM_MOST], count = 0, places = search->options->width - search->beam->answer_count;
    bool last = search->step + 1 >= search->options->most;
    qsort(search->candidates, (size_t)search->candidate_count, sizeof *search->candidates, better_first);
    for (int i = 0; i < search->candidate_count; i++) {
        const Candidate *candidate = &search->candidates[i];
        bool chosen = i < places, ends = candidate->token == TOKEN_EOS || last;
        int node = add_node(search, candidate, !chosen ? BEAM_DROPPED : ends ? BEAM_FINISHED : BEAM_KEPT);
        if (chosen && ends) {
            add_answer(search, node);
        } else if (chosen) {
            rows[count] = candidate->row;
            next[count++] = (Live){node, candidate->log_probability};
        }
    }
    memcpy(search->live, next, (size_t)count * sizeof *next);
    search->live_count = count;
    if (count > 0)
        decoder_select(search->decoder, rows, count);
}

static void take_step(Search *search)
{
    int tokens[BEAM_MOST], V = search->model->configuration.target_vocabulary;
    for (int i = 0; i < search->live_count; i++)
        tokens[i] = search->live[i].node < 0 ? TOKEN_SOS : search->beam->nodes[search->live[i].node].token;
    const Tensor *logits = decoder_step(search->decoder, tokens, NULL);
    search->candidate_count = 0;
    for (int i = 0; i < search->live_count; i++)
        add_candidates(search, i, logits->value + (size_t)i * (size_t)V, V);
    choose(search);
    search->step++;
}

static int higher_score_first(const void *a, const void *b)
{
    const BeamAnswer *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->node - y->node;
}

Beam *model_beam(Model *model, const int *source, int source_count, const BeamOptions *options)
{
    Batch batch = {.size = 1, .source_length = source_count, .source = source, .source_lengths = &source_count};
    Search search = {.model = model, .options = options, .tape = tape_open(0), .live_count = 1, .live = {{-1, 0}}};
    int width = options->width;
    search.beam = memory_new(1, sizeof *search.beam);
    search.beam->answers = memory_new((size_t)width, sizeof *search.beam->answers);
    search.candidates = memory_new((size_t)width * (size_t)width, sizeof *search.candidates);
    tape_reset(search.tape, false);
    search.decoder = decoder_open(model, search.tape, &batch, NULL, 0);
    while (search.live_count > 0 && search.step < options->most)
        take_step(&search);
    qsort(search.beam->answers, (size_t)search.beam->answer_count, sizeof *search.beam->answers, higher_score_first);
    tape_close(search.tape);
    free(search.candidates);
    return search.beam;
}

void beam_close(Beam *beam)
{
    if (beam == NULL)
        return;
    for (int i = 0; i < beam->answer_count; i++)
        free(beam->answers[i].tokens);
    free(beam->answers);
    free(beam->nodes);
    free(beam);
}
