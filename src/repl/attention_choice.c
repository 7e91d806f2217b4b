/* attention_choice.c: which of a model's attentions is meant. */
#include "repl/attention_choice.h"

#include <string.h>

#include "base/language.h"

const char *const attention_part_names[] = {"cross", "encoder", "decoder"};

const char *attention_part_title(const char *name)
{
    return strcmp(name, attention_part_names[PART_CROSS]) == 0 ? TEXT("Cross-attention", "크로스 어텐션")
        : strcmp(name, attention_part_names[PART_ENCODER]) == 0
        ? TEXT("The encoder's self-attention", "인코더의 셀프 어텐션")
        : TEXT("The decoder's self-attention", "디코더의 셀프 어텐션");
}

TraceKey attention_key(Part part, int layer, int head, const Quantity *quantity)
{
    return (TraceKey){.side = part == PART_ENCODER ? TRACE_ENCODER : TRACE_DECODER,
                      .part = part == PART_CROSS ? TRACE_CROSS : TRACE_SELF,
                      .layer = layer,
                      .head = head,
                      .quantity = quantity};
}

const TraceArray *attention_weights_of(const Trace *trace, Part part, int layer, int head)
{
    TraceKey key = attention_key(part, layer, head, &quantity_weights);
    return trace_find(trace, &key);
}

bool attention_has_part(const Trace *trace, Part part) { return attention_weights_of(trace, part, 1, 1) != NULL; }

/* What connects the answer with the source: in a causal model, which has the decoder alone, that is its
 * self-attention. PARTS: the model has none of them. */
static Part usual_part(const Trace *trace)
{
    static const Part order[PARTS] = {PART_CROSS, PART_DECODER, PART_ENCODER};
    int i = 0;
    while (i < PARTS && !attention_has_part(trace, order[i]))
        i++;
    return i < PARTS ? order[i] : PARTS;
}

static bool no_such_part(const Trace *trace, Part part, Error *error)
{
    return error_set(error, ERROR_USAGE,
                     trace->joint
                         ? TEXT("side=%s: this model has only a decoder. side=decoder shows its self-attention; "
                                "without side= the map shows what the answer sees of the source",
                                "side=%s: 이 모델에는 디코더만 있습니다. side=decoder는 셀프 어텐션을 보여 주고, side=를 "
                                "쓰지 않으면 답이 소스에서 본 곳을 보여 줍니다")
                         : TEXT("side=%s: this model has only an encoder. Use side=encoder",
                                "side=%s: 이 모델에는 인코더만 있습니다. side=encoder만 볼 수 있습니다"),
                     attention_part_names[part]);
}

static bool nothing_to_choose(const AttentionWanted *wanted, Error *error)
{
    const char *idle = wanted->side >= 0 ? "side" : wanted->layer > 0 ? "layer" : wanted->head > 0 ? "head" : NULL;
    return idle == NULL ||
        error_set(error, ERROR_USAGE,
                  TEXT("%s= has no effect here; it applies only to Transformers: this model has one attention "
                       "with one head, and 'attend' shows it",
                       "%s=는 여기서 효과가 없습니다. 트랜스포머에만 씁니다. 이 모델에는 헤드가 하나인 어텐션 하나만 있고 "
                       "'attend'로 볼 수 있습니다"),
                  idle);
}

bool attention_choose(const AttentionWanted *wanted, const Trace *trace, AttentionChoice *choice, Error *error)
{
    bool usual = wanted->side < 0;
    Part part = usual_part(trace);
    *choice = (AttentionChoice){.trace = trace};
    if (part == PARTS)
        return nothing_to_choose(wanted, error);
    choice->part = usual ? part : (Part)wanted->side;
    choice->joint = usual && trace->joint;
    if (!attention_has_part(trace, choice->part))
        return no_such_part(trace, choice->part, error);
    while (attention_weights_of(trace, choice->part, choice->layers + 1, 1) != NULL)
        choice->layers++;
    while (attention_weights_of(trace, choice->part, 1, choice->heads + 1) != NULL)
        choice->heads++;
    choice->layer = wanted->layer > 0 ? wanted->layer : choice->layers;
    choice->head = wanted->head;
    if (choice->layer > choice->layers)
        return error_set(error, ERROR_USAGE,
                         TEXT(choice->layers == 1 ? "this model has only %d layer: layer=%d is past it"
                                                  : "this model has only %d layers: layer=%d is past them",
                              "이 모델의 층은 %d개이므로 layer=%d인 층은 없습니다"),
                         choice->layers, choice->layer);
    if (choice->head > choice->heads)
        return error_set(error, ERROR_USAGE,
                         TEXT(choice->heads == 1 ? "this model has only %d head: head=%d is past it"
                                                 : "this model has only %d heads: head=%d is past them",
                              "이 모델의 헤드는 %d개이므로 head=%d인 헤드는 없습니다"),
                         choice->heads, choice->head);
    return true;
}
