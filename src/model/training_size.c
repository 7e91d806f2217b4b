/* training_size.c: estimates the memory of a step before it is allocated, since running out of memory aborts. */
#include "model/training.h"

#include <unistd.h>

#include "base/language.h"
#include "engine/cells.h"
#include "model/model_parts.h"

/* Numbers that a cell computes for each unit of its state. */
static int gates_of(const ModelConfiguration *c)
{
    return c->custom_cell != NULL ? 1 : cell_gates(c->cell != NULL ? c->cell : cells[0]);
}

static double larger(double a, double b) { return a > b ? a : b; }

/* Gates, inputs, weights over the source and logits, for each position; of gates the gradients too. */
static StepSize recurrent_size(const ModelConfiguration *c, double S, double T, bool logits)
{
    double H = c->hidden, E = c->embedding > 0 ? c->embedding : H, layers = c->layers > 0 ? c->layers : 1;
    double gates = gates_of(c) * H, read = c->input == INPUT_BAG ? 0 : S;
    double source = larger(E, c->bidirectional ? larger(gates / 2, H) : gates);
    double target = larger(larger(gates, E + H), larger(configuration_attends(c) ? S : 0, 2 * H));
    if (logits)
        target = larger(target, c->target_vocabulary);
    return (StepSize){larger(read * source, T * target), 2 * layers * (read + T) * gates};
}

/* Queries, keys, values, contexts, what a position's own layer has inside, and the sums, of each layer; the widest
 * is what is inside, but for the weights of long sentences. Without gradients: these are there of a piece of the
 * batch alone. */
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

/* ---- whether that can be ---- */

static const double gib = 1024.0 * 1024 * 1024;

/* Of the machine; 0 if it is not known. */
static double memory_there(void)
{
#ifdef _SC_PHYS_PAGES
    double pages = (double)sysconf(_SC_PHYS_PAGES), bytes = (double)sysconf(_SC_PAGESIZE);
    return pages > 0 && bytes > 0 ? pages * bytes : 0;
#else
    return 0;
#endif
}

bool training_fits(const ModelConfiguration *configuration, int B, int S, int T, bool logits, Error *error)
{
    StepSize size = training_size(configuration, B, S, T, logits);
    double there = memory_there(), needed = size.all * sizeof(real);
    if (size.largest > TENSOR_MOST)
        return error_set(
            error, ERROR_USAGE,
            TEXT("batch=%d: with hidden=%d and sentences of up to %d tokens one tensor would take %.1f GiB; "
                 "the limit is %.0f GiB. Choose a smaller batch= or hidden=",
                 "batch=%d: hidden=%d이고 문장이 토큰 %d개까지면 텐서 하나가 %.1f GiB가 되는데 %.0f GiB까지만 쓸 수 있습니다. "
                 "batch=나 hidden=을 줄이십시오"),
            B, configuration->hidden, S > T ? S : T, size.largest * sizeof(real) / gib, TENSOR_MOST * sizeof(real) / gib);
    if (there > 0 && needed > there)
        return error_set(
            error, ERROR_USAGE,
            TEXT("batch=%d: with hidden=%d and sentences of up to %d tokens a step needs at least %.1f GiB of memory, "
                 "but this machine has %.1f GiB. Choose a smaller batch= or hidden=",
                 "batch=%d: hidden=%d이고 문장이 토큰 %d개까지면 한 단계에 메모리가 적어도 %.1f GiB 필요한데 이 컴퓨터에는 "
                 "%.1f GiB가 있습니다. batch=나 hidden=을 줄이십시오"),
            B, configuration->hidden, S > T ? S : T, needed / gib, there / gib);
    return true;
}
