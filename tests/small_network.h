/* small_network.h: embedding, two layers and a loss: enough of a model to train in a test. */
#ifndef SEQLAB_TESTS_SMALL_NETWORK_H
#define SEQLAB_TESTS_SMALL_NETWORK_H

#include "engine/ops.h"
#include "test.h"

enum { NETWORK_V = 13, NETWORK_E = 8, NETWORK_H = 17, NETWORK_T = 5, NETWORK_B = 4 };

static inline void network_open(Parameters *parameters, int shards)
{
    Random random = seeded(7);
    *parameters = (Parameters){0};
    parameters_add(parameters, "table", 2, (int[]){NETWORK_V, NETWORK_E}, (Start){START_NORMAL, 0.5}, &random);
    parameters_add(parameters, "inner.weight", 2, (int[]){NETWORK_E, NETWORK_H}, (Start){START_UNIFORM, 0.4}, &random);
    parameters_add(parameters, "inner.bias", 1, (int[]){NETWORK_H}, (Start){START_ZERO, 0}, &random);
    parameters_add(parameters, "outer.weight", 2, (int[]){NETWORK_H, NETWORK_V}, (Start){START_UNIFORM, 0.4}, &random);
    parameters_add(parameters, "outer.bias", 1, (int[]){NETWORK_V}, (Start){START_ZERO, 0}, &random);
    parameters_allocate(parameters, shards);
}

/* The loss of one shard's share of a batch; every shard has other tokens. */
static inline Tensor *network_loss(Tape *tape, const Parameters *parameters, int shard)
{
    int ids[NETWORK_T * NETWORK_B], targets[NETWORK_T * NETWORK_B];
    for (int i = 0; i < NETWORK_T * NETWORK_B; i++) {
        ids[i] = (i * 5 + shard * 3) % NETWORK_V;
        targets[i] = (i * 7 + shard) % NETWORK_V; /* some of them 0, <PAD> */
    }
    Tensor *p[5];
    for (int i = 0; i < 5; i++)
        p[i] = tape_parameter(tape, parameters, i);
    Tensor *words = op_embedding(tape, p[0], ids, NETWORK_T, NETWORK_B);
    Tensor *hidden = op_tanh(tape, op_linear(tape, words, p[1], p[2]));
    Tensor *steps[NETWORK_T];
    for (int t = 0; t < NETWORK_T; t++)
        steps[t] = op_sigmoid(tape, op_step(tape, hidden, t));
    Tensor *logits = op_linear(tape, op_stack(tape, steps, NETWORK_T), p[3], p[4]);
    return op_cross_entropy(tape, logits, targets, (LossScale){0, 0});
}

#endif
