/* neighbors.c: the tokens whose embeddings point the same way as a token's. */
#include "lab/neighbors.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/language.h"
#include "lab/registry_internal.h"

static double product(const real *a, const real *b, int size)
{
    double sum = 0;
    for (int i = 0; i < size; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

static double cosine(const real *a, const real *b, int size)
{
    double lengths = sqrt(product(a, a, size) * product(b, b, size));
    return lengths > 0 ? product(a, b, size) / lengths : 0;
}

/* Puts it in its place; of equal ones the first stays first. */
static void insert(Neighbors *found, int most, Neighbor one)
{
    int place = found->count;
    while (place > 0 && found->list[place - 1].similarity < one.similarity)
        place--;
    if (place >= most)
        return;
    found->count += found->count < most;
    memmove(&found->list[place + 1], &found->list[place], (size_t)(found->count - 1 - place) * sizeof one);
    found->list[place] = one;
}

static bool no_table(const LabModel *entry, Side side, Error *error)
{
    return error_set(error, ERROR_USAGE,
                     side == SIDE_TARGET
                         ? TEXT("'%s' looks up no embeddings of answers: side=source may have some",
                                "'%s' 모델에는 답의 임베딩이 없습니다. side=source에는 있을 수 있습니다")
                         : TEXT("'%s' looks up no embeddings of the source: side=target may have some",
                                "'%s' 모델에는 소스의 임베딩이 없습니다. side=target에는 있을 수 있습니다"),
                     entry->name);
}

bool lab_neighbors(Lab *lab, const NeighborsAsked *asked, Neighbors *found, Error *error)
{
    const LabModel *entry = lab_find(lab, asked->model, error);
    *found = (Neighbors){0};
    if (entry == NULL)
        return false;
    const Vocabulary *words = dataset_vocabulary(entry->data->dataset, asked->side);
    const Parameters *parameters = model_parameters(entry->model);
    int number = parameters_find(parameters, asked->side == SIDE_TARGET ? "decoder.embedding" : "encoder.embedding");
    if (number < 0)
        return no_table(entry, asked->side, error);
    Tensor table = parameters_tensor(parameters, number, -1); /* other rows may follow those of the vocabulary */
    int count = vocabulary_size(words), size = tensor_columns(&table), id = vocabulary_find(words, asked->token);
    const real *own = table.value + (size_t)id * (size_t)size;
    assert(tensor_rows(&table) >= count);
    if (id == TOKEN_UNK)
        return error_set(error, ERROR_USAGE,
                         TEXT("'%.60s' is not in the vocabulary: 'data' shows sentences with its words",
                              "'%.60s': 어휘에 없는 토큰입니다. 'data'로 어휘가 나오는 문장을 볼 수 있습니다"),
                         asked->token);
    found->token = vocabulary_token(words, id);
    found->size = size;
    int most = asked->most < NEIGHBORS_MOST ? asked->most : NEIGHBORS_MOST;
    for (int other = TOKEN_UNK + 1; other < count; other++) {
        const real *embedding = table.value + (size_t)other * (size_t)size;
        found->vocabulary++;
        if (other != id)
            insert(found, most, (Neighbor){vocabulary_token(words, other), cosine(own, embedding, size)});
    }
    return true;
}
