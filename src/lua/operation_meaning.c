/* operation_meaning.c: what each of the engine's operations is for, in a line of at most 54 columns. An operation
 * that is not here shows its formula instead, and tests/lua_parts.sh fails. */
#include "lua/operation_meaning.h"

#include <string.h>

#include "engine/cells.h"
#include "repl/command.h"

typedef struct Meaning {
    const char *name; /* Operation.name */
    Sentence text;
} Meaning;

static const Meaning meanings[] = {
    {"add", {"sum of two tensors, number by number", "두 텐서를 원소별로 더합니다"}},
    {"subtract", {"difference of two tensors, number by number", "두 텐서를 원소별로 뺍니다"}},
    {"multiply", {"product of two tensors, number by number", "두 텐서를 원소별로 곱합니다"}},
    {"scale", {"every number times one factor", "모든 원소에 같은 수를 곱합니다"}},
    {"one_minus", {"one minus every number, as (1 - z) in a GRU", "1에서 원소를 뺍니다. GRU의 (1 - z)"}},
    {"tanh", {"squashes numbers to -1..1", "값을 -1과 1 사이로 줄입니다"}},
    {"sigmoid", {"squashes numbers to 0..1, as gates need", "값을 0과 1 사이로 줄입니다. 게이트에 씁니다"}},
    {"relu", {"keeps what is positive, makes all else 0", "양수는 그대로 두고 나머지는 0으로 만듭니다"}},
    {"softmax", {"makes each row probabilities that add up to 1", "행마다 합이 1인 확률로 바꿉니다"}},
    {"sum", {"all numbers added up to one", "모든 원소를 더해 숫자 하나로 만듭니다"}},
    {"row_sums", {"each row's numbers added up", "행마다 원소를 더합니다"}},
    {"concat", {"puts the columns of two tensors side by side", "두 텐서의 열을 나란히 이어 붙입니다"}},
    {"slice", {"takes some columns, such as those of one gate", "열의 일부를 뽑습니다. 예: 게이트 하나의 열"}},
    {"reshape", {"the same numbers in another shape", "원소는 그대로 두고 모양만 바꿉니다"}},
    {"step", {"takes one time step of a sequence", "시퀀스에서 한 시점을 꺼냅니다"}},
    {"stack", {"makes a sequence of time steps", "시점들을 쌓아 시퀀스로 만듭니다"}},
    {"matmul", {"product of matrices", "행렬을 곱합니다"}},
    {"linear", {"a layer without a curve: weights and a bias", "가중치를 곱하고 편향을 더하는 선형 층입니다"}},
    {"linear_relu", {"a linear layer and its relu at once", "선형 층과 relu를 한 번에 계산합니다"}},
    {"linear_tanh", {"a linear layer, what is added to it, and its tanh", "선형 층에 값을 더하고 tanh까지 한 번에 합니다"}},
    {"linear_add", {"a linear layer added to what goes around it", "선형 층의 결과를 잔차 연결에 더합니다"}},
    {"embedding", {"looks up a vector for each token", "토큰마다 임베딩 벡터를 찾습니다"}},
    {"attention", {"dot product attention: scores, weights, contexts", "내적 어텐션의 스코어, 가중치, 컨텍스트입니다"}},
    {"attention_additive", {"additive (Bahdanau's) attention, likewise", "덧셈(바흐다나우) 어텐션을 똑같이 계산합니다"}},
    {"repeat", {"copies a matrix, once for each position", "행렬을 자리의 수만큼 되풀이합니다"}},
    {"weigh", {"a context vector from scores of one's own", "주어진 스코어로 컨텍스트 벡터를 만듭니다"}},
    {"gru_additive", {"Bahdanau's decoder: GRU and attention, all steps", "바흐다나우 디코더: 모든 시점의 GRU와 어텐션입니다"}},
    {"multi_head_attention", {"a Transformer's attention, in several heads", "트랜스포머의 멀티 헤드 어텐션입니다"}},
    {"positions", {"adds to each token where it stands", "토큰마다 위치 인코딩을 더합니다"}},
    {"layer_norm", {"each row to mean 0 and variance 1, then gain, bias", "행마다 평균 0, 분산 1로 맞추는 층 정규화입니다"}},
    {"gelu", {"a smooth relu, used in GPT and BERT", "매끄러운 relu로, GPT와 BERT에서 씁니다"}},
    {"dropout", {"makes some numbers 0 at random, while training", "훈련할 때 원소 일부를 무작위로 0으로 만듭니다"}},
    {"output_loss", {"output layer and cross entropy, block by block", "출력층과 교차 엔트로피를 블록별로 계산합니다"}},
    {"cross_entropy", {"the loss: -log of the right token's probability", "손실: 정답 토큰 확률의 -log 값입니다"}},
};

const char *operation_meaning(const Operation *operation)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].name, operation->name) == 0)
            return sentence_now(meanings[i].text);
    const RecurrentCell *cell = cell_find(operation->name);
    if (cell != NULL)
        return sentence_now(cell->summary);
    return operation->formula != NULL ? operation->formula : "";
}
