/* score_scaled.c: the same product, made smaller for wide states (Vaswani et al. 2017): the more numbers are added up, the
 * larger scores become, and a softmax of large scores looks at one place alone.
 *
 *     e_ij = s_i . h_j / sqrt(H) */
#include <math.h>

#include "model/score.h"

static real scale_of(const Tensor *query) { return (real)(1 / sqrt(tensor_columns(query))); }

static Tensor *scaled_plain(Tape *tape, Tensor *const *p, Tensor *query, Tensor *keys)
{
    return score_products(tape, p, op_scale(tape, query, scale_of(query)), keys);
}

static Tensor *scaled_attend(Tape *tape, Tensor *const *p, Tensor *queries, const Source *source, Tensor **weights)
{
    (void)p;
    return queries != NULL ? op_attention(tape, queries, source, scale_of(queries), weights) : NULL;
}

const ScoreFunction scaled_score = {
    .name = "scaled",
    .title = {"attention scaled", "스케일드 내적 어텐션(scaled)"},
    .summary = {"the same, divided by sqrt(H)", "내적을 sqrt(H)로 나눔"},
    .formula = "e_ij = s_i . h_j / sqrt(H)",
    .plain = scaled_plain,
    .attend = scaled_attend,
};
