/* score_dot.c: the product of the decoder's state with each of the encoder's (Luong et al. 2015).
 *
 *     e_ij = s_i . h_j */
#include "model/score.h"

const ScoreFunction dot_score = {
    .name = "dot",
    .title = {"attention dot", "내적 어텐션(dot)"},
    .summary = {"the product of the two states", "두 은닉 상태의 내적"},
    .formula = "e_ij = s_i . h_j",
    .plain = score_products,
    .attend = score_attend_products,
};
