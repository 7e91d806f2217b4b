/* test_model_precision.c: steps whose products with weights are of bfloat16: which are, how far the gradient moves, and
 * that the threads change nothing. */
#include "engine/gemm.h"
#include "model_family.h"
#include "small_training.h"
#include "test.h"

static void need_bf16(void)
{
    Error error;
    if (training_has_precision(PRECISION_BF16, &error))
        return;
    assert_non_null(strstr(error.message, "AVX512_BF16"));
    skip();
}

static Model *after_one_step(int member, Precision precision)
{
    TrainingOptions options = usual;
    Sentences sentences;
    options.lr = 1e-9;
    options.precision = precision;
    Model *model = family_model(member, WORDS, WORDS);
    train_on_batch(model, options, random_sentences(&sentences, SENTENCES_MOST, 1), 1);
    return model;
}

/* The gradients are those of float32 but for rounding. In a Transformer of eight units a little goes a long way, since a
 * relu may open or close: rounding its weights alone moves the gradient by up to 0.26. */
TEST(bf16_changes_the_gradient_by_rounding_alone)
{
    need_bf16();
    for (int member = 0; member < FAMILY; member++) {
        Model *exact = after_one_step(member, PRECISION_FLOAT32), *near = after_one_step(member, PRECISION_BF16);
        const Parameters *p = model_parameters(exact), *q = model_parameters(near);
        double difference = 0;
        for (size_t i = 0; i < p->total; i++)
            difference += pow((double)p->gradient[0][i] - (double)q->gradient[0][i], 2);
        double share = sqrt(difference) / parameters_gradient_norm(p);
        if (share == 0 || share > (family[member].configuration.kind == KIND_RECURRENT ? 0.005 : 0.3))
            fail_msg("%s: the gradient is off by %g of its length", family[member].name, share);
        model_close(exact);
        model_close(near);
    }
}

/* Without attention a model's products all have a weight, or its gradient; with it all but those of the scores, the
 * contexts and their gradients. However few sentences a shard has. */
TEST(bf16_is_of_all_products_with_weights)
{
    need_bf16();
    for (int member = 0; member < FAMILY; member++)
        for (int size = 1; size <= SENTENCES_MOST; size += SENTENCES_MOST - 1) {
            TrainingOptions options = usual;
            Sentences sentences;
            options.precision = PRECISION_BF16;
            Model *model = family_model(member, WORDS, WORDS);
            gemm_counts_reset(false);
            train_on_batch(model, options, random_sentences(&sentences, size, 1), 1);
            GemmCounts counts = gemm_counts();
            const ModelConfiguration *c = model_configuration(model);
            bool alone = c->kind == KIND_RECURRENT && c->attention == NULL;
            if (counts.of_bf16 == 0 || (alone && counts.of_bf16 != counts.calls))
                fail_msg("%s: %lu of %lu products", family[member].name, counts.of_bf16, counts.calls);
            model_close(model);
        }
}

TEST(the_threads_do_not_change_a_bit_of_bf16)
{
    need_bf16();
    TrainingOptions options = usual;
    options.precision = PRECISION_BF16;
    for (int member = 0; member < FAMILY; member++) {
        Model *one = family_model(member, WORDS, WORDS), *two = family_model(member, WORDS, WORDS);
        train_model(one, options, 1, 3);
        train_model(two, options, 2, 3);
        if (!same_bits(one, two))
            fail_msg("%s: other numbers on two threads", family[member].name);
        model_close(one);
        model_close(two);
    }
}
