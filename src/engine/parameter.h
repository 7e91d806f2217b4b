/* parameter.h: the numbers a model learns, with a name each, and their gradients.
 *
 * Values are shared by all shards of a batch; every shard adds into gradients of its own, and
 * parameters_sum_gradients adds those up in the order of the shards, so that the result does not depend
 * on which thread was first. All values lie in one block, all gradients of a shard in another, in the order
 * in which the parameters were added, so that the optimizer is one loop. */
#ifndef SEQLAB_ENGINE_PARAMETER_H
#define SEQLAB_ENGINE_PARAMETER_H

#include "base/random.h"
#include "engine/tensor.h"
#include "engine/workers.h"

enum { PARAMETER_NAME = 96, SHARDS_MOST = 16 };

typedef struct Parameter {
    char name[PARAMETER_NAME]; /* "encoder.forward.recurrent_weight" */
    int rank;
    int shape[TENSOR_DIMENSIONS];
    size_t offset;             /* of its first number in the block */
    size_t count;
} Parameter;

typedef struct Parameters {
    int count;            /* how many parameters */
    Parameter *list;
    size_t total;         /* numbers in all of them */
    unsigned long moment; /* another number each time the values have changed, of these or of any other Parameters */
    int shards;
    real *value;          /* [total] */
    real *gradient[SHARDS_MOST]; /* each [total]; gradient[0] holds the sum after parameters_sum_gradients */
} Parameters;

/* How a parameter's first values are drawn. */
typedef enum {
    START_ZERO,
    START_ONE,
    START_NORMAL,  /* mean 0, deviation scale */
    START_UNIFORM  /* -scale .. scale */
} StartKind;
typedef struct Start {
    StartKind kind;
    double scale;
} Start;

/* Add all parameters first, then allocate once; the values are drawn in the order of adding. Returns the
 * parameter's number. Names must differ (assert). */
int parameters_add(Parameters *parameters, const char *name, int rank, const int *shape, Start start, Random *random);
void parameters_allocate(Parameters *parameters, int shards); /* once, after the last add; draws no more */
void parameters_set_shards(Parameters *parameters, int shards);
void parameters_free(Parameters *parameters);
/* Whoever has written to the values says so: tapes keep what they have made of them (tape_parameter). */
void parameters_changed(Parameters *parameters);

int parameters_find(const Parameters *parameters, const char *name); /* -1 when there is none */

/* A tensor that views parameter number `index`, its gradient that of `shard` (shard < 0: no gradient). */
Tensor parameters_tensor(const Parameters *parameters, int index, int shard);

/* Work on all numbers in ranges from..from+count of every block, on the workers (NULL: here). The ranges do not depend
 * on the threads; this thread works on a block that is too small to share. */
enum { PARAMETER_PIECES = 16 };
typedef void PieceWork(void *argument, int piece, size_t from, size_t count);
void parameters_each_piece(const Parameters *parameters, Workers *workers, PieceWork *work, void *argument);

void parameters_zero_gradient(Parameters *parameters, int shard);
void parameters_zero_gradients(Parameters *parameters);        /* of all shards */
/* parameters_sum_gradients of the first `shards` and parameters_gradient_norm in one pass, on the workers. */
double parameters_gather_gradients(Parameters *parameters, int shards, Workers *workers);
void parameters_sum_gradients(Parameters *parameters);         /* into gradient[0] */
double parameters_gradient_norm(const Parameters *parameters); /* of gradient[0], in float64 */
bool parameters_finite(const Parameters *parameters);

#endif
