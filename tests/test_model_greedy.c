/* test_model_greedy.c: the answers of a batch: each sentence as if it were alone, and no memory asked for. */
#include "allocation_count.h"
#include "model_family.h"
#include "small_training.h"
#include "test.h"

enum { ANSWER_MOST = 12 };

/* Some end early: those whose logits for <EOS> are within reach. */
static void make_ends_likely(Model *model)
{
    Parameters *parameters = model_parameters(model);
    int index = parameters_find(parameters, "output.bias");
    assert_true(index >= 0);
    parameters->value[parameters->list[index].offset + TOKEN_EOS] = (real)0.35;
}

/* The answers are those of each sentence alone: whoever has ended leaves the batch, and nobody else notices. */
TEST(answers_of_a_batch_are_those_of_each_sentence)
{
    int left = 0;
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, WORDS, WORDS);
        Tape *tape = tape_open(0);
        make_ends_likely(model);
        for (uint64_t seed = 1; seed <= 6; seed++) {
            Sentences s;
            int together[SENTENCES_MOST * ANSWER_MOST], counts[SENTENCES_MOST], alone[ANSWER_MOST], count, ended = 0;
            random_sentences(&s, SENTENCES_MOST, seed);
            model_greedy(model, tape, &s.batch, &(GreedyAnswers){ANSWER_MOST, together, counts, NULL});
            for (int b = 0; b < SENTENCES_MOST; b++) {
                int source[LENGTH_MOST];
                for (int t = 0; t < s.lengths[b]; t++)
                    source[t] = s.source[t * SENTENCES_MOST + b];
                Batch one = {
                    .size = 1, .source_length = s.lengths[b], .source = source, .source_lengths = &s.lengths[b]};
                model_greedy(model, tape, &one, &(GreedyAnswers){ANSWER_MOST, alone, &count, NULL});
                if (count != counts[b] || memcmp(alone, together + b * ANSWER_MOST, (size_t)count * sizeof(int)) != 0)
                    fail_msg("%s, seed %d: sentence %d is answered otherwise alone", family[member].name, (int)seed, b);
                ended += count < ANSWER_MOST;
            }
            left += ended > SENTENCES_MOST / 4 && ended < SENTENCES_MOST;
        }
        tape_close(tape);
        model_close(model);
    }
    assert_true(left > FAMILY); /* in most batches some had left before others ended */
}

TEST(answers_ask_for_no_memory)
{
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, WORDS, WORDS);
        Tape *tape = tape_open(0);
        Sentences s;
        int answers[SENTENCES_MOST * ANSWER_MOST], counts[SENTENCES_MOST];
        long before = allocation_count();
        make_ends_likely(model);
        for (uint64_t seed = 1; seed <= 12; seed++) {
            if (seed == 3) { /* the first two do: the count works */
                assert_true(allocation_count() > before);
                before = allocation_count();
            }
            random_sentences(&s, SENTENCES_MOST, seed);
            model_greedy(model, tape, &s.batch, &(GreedyAnswers){ANSWER_MOST, answers, counts, NULL});
        }
        if (allocation_count() != before)
            fail_msg("%s: %ld calls in ten answers", family[member].name, allocation_count() - before);
        tape_close(tape);
        model_close(model);
    }
}
