/* beam.c: beam search for one sentence: all answers under way are rows of one decoder. */
#include "model/beam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/model_parts.h"

static const Option option_rows[] = {
    {"width", OPTION_WHOLE, OPTION_AT(BeamOptions, width), .fallback = "4", .least = 1, .most = BEAM_MOST,
     .help = {"Candidate answers kept at each step.", "단계마다 유지하는 후보 답의 수."}},
    {"length_penalty", OPTION_NUMBER, OPTION_AT(BeamOptions, length_penalty), .fallback = "0.6", .least = 0, .most = 4, .aliases = "penalty",
     .help = {"Length penalty p: the beam ranks answers by log P / ((5 + length) / 6)^p. 0: by log P only.",
              "길이 벌점 p. 빔은 답의 순위를 log P / ((5 + 길이) / 6)^p로 매깁니다. 0이면 log P만으로 고릅니다."}},
    {0},
};
const Options beam_options = {option_rows, .size = sizeof(BeamOptions)};

static const size_t memory_most = (size_t)512 << 20;
static const double impossible = -700; /* a log-probability: exp of less is nothing */

/* An answer under way. */
typedef struct Live {
    int node;               /* its last; -1 before the first */
    double log_probability;
} Live;

/* A token that could continue a row. */
typedef struct Candidate {
    int row, token;
    int looked_at;
    double log_probability; /* of the answer with it */
} Candidate;

typedef struct Search {
    const BeamOptions *options;
    int source_count;
    Tape *tape;
    Decoder *decoder;
    Beam *beam;
    int step;
    int live_count;
    Live live[BEAM_MOST];
    Candidate *candidates; /* [width * width] */
    int candidate_count;
} Search;

static double length_penalty(int length, double penalty) { return pow((5.0 + length) / 6, penalty); }

/* ---- the tokens that come next ---- */

/* Appends the most likely tokens of a row, at most `width`, to the candidates, without <PAD>, <SOS> and tokens of
 * probability 0. Equally likely ones are in the order of their ids. */
static void add_candidates(Search *search, int row, const real *logits, int V, int looked_at)
{
    int width = search->options->width, count = 0;
    Candidate *best = search->candidates + search->candidate_count;
    double before = search->live[row].log_probability, sum = log_sum(logits, V);
    for (int token = TOKEN_EOS; token < V; token++) {
        double log_probability = (double)logits[token] - sum;
        if (!(log_probability > impossible) ||
            (count == width && !(before + log_probability > best[count - 1].log_probability)))
            continue;
        int place = count < width ? count++ : count - 1;
        for (; place > 0 && before + log_probability > best[place - 1].log_probability; place--)
            best[place] = best[place - 1];
        best[place] = (Candidate){row, token, looked_at, before + log_probability};
    }
    if (count == 0) /* the logits are NaN: take the greedy answer's token */
        best[count++] = (Candidate){row, most_likely_token(logits, V), looked_at, -HUGE_VAL};
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
    if (beam->node_count == beam->node_room) {
        beam->node_room = beam->node_room > 0 ? 2 * beam->node_room : 256;
        beam->nodes = memory_resize(beam->nodes, (size_t)beam->node_room, sizeof *beam->nodes);
    }
    beam->nodes[beam->node_count] = (BeamNode){
        .step = search->step,
        .parent = search->live[candidate->row].node,
        .token = candidate->token,
        .log_probability = candidate->log_probability,
        .score = candidate->log_probability / length_penalty(search->step + 1, search->options->length_penalty),
        .looked_at = candidate->looked_at,
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
    answer.looked_at = memory_new((size_t)answer.count + 1, sizeof *answer.looked_at);
    for (int at = answer.ended ? last->parent : node; at >= 0; at = beam->nodes[at].parent) {
        answer.tokens[beam->nodes[at].step] = beam->nodes[at].token;
        answer.looked_at[beam->nodes[at].step] = beam->nodes[at].looked_at;
    }
    beam->answers[beam->answer_count++] = answer;
}

/* ---- a step ---- */

bool answer_is_full(Tape *tape, int length, int most, size_t memory)
{
    return length >= most || tape_capacity(tape) > (memory > 0 ? memory : memory_most);
}

/* The best candidates take the free places; those that end in <EOS>, or cannot continue, keep theirs. */
static void choose(Search *search)
{
    Live next[BEAM_MOST];
    const BeamOptions *options = search->options;
    int rows[BEAM_MOST], count = 0, places = options->width - search->beam->answer_count;
    bool last = answer_is_full(search->tape, search->step + 1, options->most, options->memory);
    qsort(search->candidates, (size_t)search->candidate_count, sizeof *search->candidates, better_first);
    search->beam->considered += search->candidate_count;
    for (int i = 0; i < search->candidate_count && i < places + options->width; i++) {
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
    int tokens[BEAM_MOST];
    for (int i = 0; i < search->live_count; i++)
        tokens[i] = search->live[i].node < 0 ? TOKEN_SOS : search->beam->nodes[search->live[i].node].token;
    Tensor *weights;
    const Tensor *logits = decoder_step(search->decoder, tokens, &weights);
    int S = search->source_count, V = logits->shape[1];
    search->candidate_count = 0;
    for (int i = 0; i < search->live_count; i++) {
        int looked_at = weights != NULL ? largest(weights->value + (size_t)i * (size_t)S, S) : -1;
        add_candidates(search, i, logits->value + (size_t)i * (size_t)V, V, looked_at);
    }
    choose(search);
    search->step++;
}

static int better_answer_first(const void *a, const void *b)
{
    const BeamAnswer *x = a, *y = b;
    if (x->ended != y->ended)
        return x->ended ? -1 : 1;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->node - y->node;
}

Beam *model_beam(Model *model, const int *source, int source_count, const BeamOptions *options)
{
    Batch batch = {.size = 1, .source_length = source_count, .source = source, .source_lengths = &source_count};
    Search search = {.options = options, .source_count = source_count, .tape = tape_open(0),
                     .live_count = 1, .live = {{-1, 0}}};
    int width = options->width;
    search.beam = memory_new(1, sizeof *search.beam);
    search.beam->answers = memory_new((size_t)width, sizeof *search.beam->answers);
    search.candidates = memory_new((size_t)width * (size_t)width, sizeof *search.candidates);
    tape_reset(search.tape, false);
    search.decoder = decoder_open(model, search.tape, &batch, NULL, 0);
    while (search.live_count > 0 && model_goes_on(model, search.step, options->most))
        take_step(&search);
    qsort(search.beam->answers, (size_t)search.beam->answer_count, sizeof *search.beam->answers, better_answer_first);
    tape_close(search.tape);
    free(search.candidates);
    return search.beam;
}

void beam_close(Beam *beam)
{
    if (beam == NULL)
        return;
    for (int i = 0; i < beam->answer_count; i++) {
        free(beam->answers[i].tokens);
        free(beam->answers[i].looked_at);
    }
    free(beam->answers);
    free(beam->nodes);
    free(beam);
}
