/* score_general.c: a product with a matrix in between (Luong et al. 2015), which learns what of the one state goes with what
 * of the other. The matrix is multiplied with the encoder's states once, for all steps.
 *
 *     e_ij = s_i . (h_j W_k) */
#include "model/score.h"

static Tensor *general_keys(Tape *tape, Tensor *const *p, Tensor *states) { return op_matmul(tape, states, p[0]); }

const ScoreFunction general_score = {
    .name = "general",
    .title = {"attention general", "루옹의 일반형 어텐션(general)"},
    .summary = {"a product with a matrix in between (Luong)", "사이에 행렬을 둔 내적(루옹)"},
    .formula = "e_ij = s_i . (h_j W_k)",
    .parameters = {{"key_weight", 2}},
    .keys = general_keys,
    .plain = score_products,
    .attend = score_attend_products,
};
