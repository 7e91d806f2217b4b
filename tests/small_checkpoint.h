/* small_checkpoint.h: small models in files, with and without what their training leaves, and files opened whole. Included
 * once by each test of checkpoints, after cmocka.h. */
#ifndef SEQLAB_TESTS_SMALL_CHECKPOINT_H
#define SEQLAB_TESTS_SMALL_CHECKPOINT_H

#include "base/random.h"
#include "model/checkpoint.h"
#include "model/training.h"
#include "model_family.h"
#include "own_folder.h"
#include "small_model.h"

static inline void save_small(AttentionKind attention, bool both, const char *name)
{
    static const CheckpointEntry entries[] = {{"note", "한국어 \"quoted\"\n"}, {"empty", ""}};
    Model *model = small_model(attention, both);
    Error error;
    assert_true(checkpoint_save(name, model, entries, 2, NULL, &error));
    model_close(model);
}

/* What training leaves: numbers that no optimiser would make, as many as the model has. */
static inline Resume some_training(Model *model)
{
    static const char *const names[] = {"optimiser.first", "optimiser.second"};
    Resume resume = {0};
    Random random;
    size_t total = model_parameters(model)->total;
    float *values = memory_new(total, sizeof *values);
    random_seed(&random, 11);
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < total; k++)
            values[k] = (float)random_uniform(&random) * (k % 7 == 0 ? 1e-42F : 1);
        assert_true(resume_put_array(&resume, names[i], values, total));
    }
    free(values);
    assert_true(resume_put_text(&resume, "optimiser", "adam"));
    resume_put_whole(&resume, "optimiser.step", 17);
    resume_put_whole(&resume, "step", 30);
    resume_put_number(&resume, "loss", 1 / 3.0);
    return resume;
}

static inline void save_member(int member, const char *name)
{
    Error error;
    Model *model = family_model(member, WORDS, WORDS);
    Resume resume = some_training(model);
    assert_true(checkpoint_save(name, model, NULL, 0, &resume, &error));
    resume_clear(&resume);
    model_close(model);
}

/* Everything that the file holds: the model, and its training, which is looked at and dropped. */
static inline Model *open_model(const char *name, Error *error)
{
    Checkpoint *checkpoint = checkpoint_open(name, error);
    Model *model = checkpoint != NULL ? checkpoint_model(checkpoint, error) : NULL;
    Resume resume = {0};
    bool sound = model != NULL && checkpoint_resume(checkpoint, model, &resume, error);
    if (model != NULL && (!sound || !training_check(model, &resume, error))) {
        assert_true(sound || resume_empty(&resume));
        model_close(model);
        model = NULL;
    }
    resume_clear(&resume);
    checkpoint_close(checkpoint);
    return model;
}

#endif
