/* answer.c: pairs as inputs of a model, and its answers as text. A model that translates gets the source and generates
 * the target; a masked one gets a source with hidden words, and should output that source. */
#include "lab/answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"

static Side answer_side(const LabModel *entry) { return model_fills(entry->model) ? SIDE_SOURCE : SIDE_TARGET; }

const Vocabulary *lab_answer_vocabulary(const LabModel *entry)
{
    return dataset_vocabulary(entry->data->dataset, answer_side(entry));
}

void lab_answer_text(const LabModel *entry, const int *ids, int count, Buffer *out)
{
    dataset_decode(entry->data->dataset, answer_side(entry), ids, count, out);
}

int *lab_with_end(const int *ids, int count)
{
    int *all = memory_new((size_t)count + 1, sizeof *all);
    if (count > 0)
        memcpy(all, ids, (size_t)count * sizeof *all);
    all[count] = TOKEN_EOS;
    return all;
}

Asked lab_ask(const LabModel *entry, const Pair *pair, uint64_t seed)
{
    Asked asked = {.pair = *pair};
    if (!model_fills(entry->model) || pair->source_count == 0)
        return asked;
    size_t bytes = (size_t)pair->source_count * sizeof *asked.source;
    asked.source = memory_copy(pair->source, bytes);
    Random random;
    random_seed_for(&random, hash_bytes(pair->source, bytes, seed), "hidden words");
    model_hide_tokens(asked.source, pair->source_count, &random);
    Buffer text = {0};
    dataset_decode(entry->data->dataset, SIDE_SOURCE, asked.source, pair->source_count, &text);
    asked.text = buffer_take(&text);
    asked.pair = (Pair){.source_text = asked.text, .target_text = pair->source_text, .source = asked.source,
                        .target = pair->source, .source_count = pair->source_count,
                        .target_count = pair->source_count};
    return asked;
}

void lab_asked_free(Asked *asked)
{
    free(asked->source);
    free(asked->text);
    *asked = (Asked){.source = NULL};
}

bool lab_no_length(const Dataset *dataset, int length, Error *error)
{
    return error_set(error, ERROR_USAGE,
                     TEXT(length == 1 ? "%s has no test sentence of %d token" : "%s has no test sentence of %d tokens",
                          "%s: 평가 데이터에 토큰이 %d개인 문장이 없습니다"),
                     dataset_name(dataset), length);
}

int lab_longest_answer(const LabModel *entry, int source_count)
{
    int known = dataset_target_most(entry->data->dataset) + 8, by_source = 2 * source_count + 8;
    return known > by_source ? known : by_source;
}
