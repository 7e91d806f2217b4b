/* plain_vector_math.c: vector_math.c once more, for the plain instruction set only and under other names, to
 * compare with what the loader chose. */
#define SEQLAB_NO_CLONES
#define vector_exp plain_exp
#define vector_tanh plain_tanh
#define vector_sigmoid plain_sigmoid
#define vector_add plain_add
#define vector_add_scaled plain_add_scaled
#define vector_dot plain_dot
#define vector_largest plain_largest
#define vector_sum plain_sum
#define vector_square_sum plain_square_sum
#define vector_exp_sum plain_exp_sum
#define vector_softmax plain_softmax
#include "engine/vector_math.c"
