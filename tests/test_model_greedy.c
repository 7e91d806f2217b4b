/* test_model_greedy.c: the answers of a batch: each sentence as if it were alone, and no memory asked for. */
#include "allocation_count.h"
#include "model/model_state.h"
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
    parameters_changed(parameters);
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

/* What a tape keeps of the weights is theirs: its losses are those of a new tape, to the bit, whatever happens between. */
static void assert_seen(Tape *tape, Model *model, int member, const char *after)
{
    Sentences s;
    const Batch *batch = random_sentences(&s, SENTENCES_MOST, 7);
    tape_reset(tape, false);
    if ((double)model_loss(model, tape, batch, 0, 0)->value[0] != loss_of(model, batch))
        fail_msg("%s: what was kept is used after %s", family[member].name, after);
}

TEST(what_is_kept_goes_with_its_weights)
{
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, WORDS, WORDS), *other = family_model((member + 1) % FAMILY, WORDS, WORDS);
        Workers *workers = workers_open(1);
        Training *training = training_open(model, workers, &usual);
        Tape *tape = tape_open(0);
        ModelState state = {0};
        model_state_take(&state, model);
        assert_seen(tape, model, member, "nothing");
        assert_seen(tape, model, member, "an answer");
        assert_seen(tape, other, member, "another model's answer");
        take_steps(training, 0, 1);
        assert_seen(tape, model, member, "a step");
        take_steps(training, 1, 3);
        assert_seen(tape, model, member, "two steps");
        model_state_restore(&state, model);
        assert_seen(tape, model, member, "the weights were restored");
        model_state_free(&state);
        tape_close(tape);
        training_close(training);
        workers_close(workers);
        model_close(model);
        model_close(other);
    }
}
