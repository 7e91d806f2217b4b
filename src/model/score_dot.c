/* score_dot.c: the product of the decoder's state with each of the encoder's (Luong et al. 2015).
 *
 *     e_ij = s_i . h_j */
#include "model/score.h"

static Tensor *dot_attend(Tape *tape, Tensor *const *p, Tensor *queries, const Source *source, Tensor **weights)
{
    (void)p;
    return op_attention(tape, queries, source, 1, weights);
}

const ScoreFunction dot_score = {
    .name = "dot",
    .title = {"attention dot", "내적 어텐션(dot)"},
    .summary = {"the product of the two states", "두 은닉 상태의 내적"},
    .formula = "e_ij = s_i . h_j",
    .plain = score_products,
    .attend = dot_attend,
};
