/* training_size.c: how large a step becomes, before anything is made. */
#include "model/training_size.h"

#include "model/model_parts.h"

/* What a cell computes for each number of its state. */
static int gates_of(const ModelConfiguration *c)
{
    return c->cell == CELL_GRU ? 3 : c->cell == CELL_LSTM ? 4 : 1;
}

static double larger(double a, double b) { return a > b ? a : b; }

/* Gates, inputs, weights over the source and logits, for each position; of gates the gradients too. */
static StepSize recurrent_size(const ModelConfiguration *c, double S, double T, bool logits)
{
    double H = c->hidden, E = c->embedding > 0 ? c->embedding : H, layers = c->layers > 0 ? c->layers : 1;
    double gates = gates_of(c) * H, read = c->input == INPUT_BAG ? 0 : S;
    double source = larger(E, c->bidirectional ? larger(gates / 2, H) : gates);
    double target = larger(larger(gates, E + H), larger(c->attention != ATTENTION_NONE ? S : 0, 2 * H));
    if (logits)
        target = larger(target, c->target_vocabulary);
    return (StepSize){larger(read * source, T * target), 2 * layers * (read + T) * gates};
}

/* Queries, keys, values, contexts, what a position's own layer has inside, and the sums, of each layer; the widest is what is
 * inside, but for the weights of long sentences. Without gradients: these are there of a piece of the batch alone. */
static StepSize transformer_size(const ModelConfiguration *c, double S, double T, bool logits)
{
    double H = c->hidden, heads = c->heads > 0 ? c->heads : 4, layers = c->layers > 0 ? c->layers : 2;
    double one = c->kind == KIND_CAUSAL ? S + T : S, other = c->kind == KIND_TRANSFORMER ? T : 0;
    double most = larger(one * larger(4 * H, heads * one), other * larger(4 * H, heads * larger(S, T)));
    if (logits)
        most = larger(most, T * c->target_vocabulary);
    return (StepSize){most, layers * (one + other) * 9 * H};
}

StepSize training_size(const ModelConfiguration *configuration, int B, int S, int T, bool logits)
{
    StepSize size = configuration->kind == KIND_RECURRENT ? recurrent_size(configuration, S, T, logits)
                                                          : transformer_size(configuration, S, T, logits);
    return (StepSize){size.largest * B, size.all * B};
}
