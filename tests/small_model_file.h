/* small_model_file.h: small models in files, with and without what their training leaves, and files opened whole. */
#ifndef SEQLAB_TESTS_SMALL_CHECKPOINT_H
#define SEQLAB_TESTS_SMALL_CHECKPOINT_H

#include "base/random.h"
#include "model/model_file.h"
#include "model/training.h"
#include "model_family.h"
#include "own_folder.h"
#include "small_model.h"
#include "test.h"

static inline void save_small(const ScoreFunction *attention, bool both, const char *name)
{
    static const ModelFileEntry entries[] = {{"note", "한국어 \"quoted\"\n"}, {"empty", ""}};
    Model *model = small_model(attention, both);
    Error error;
    assert_true(model_file_save(name, model, entries, 2, NULL, &error));
    model_close(model);
}

/* What training leaves: numbers that no optimizer would make, as many as the model has. */
static inline ModelState some_training(Model *model)
{
    size_t total = model_parameters(model)->total;
    ModelState state = {.learned = {.kind = OPTIMIZER_ADAM, .step = 17, .total = total, .first = memory_new(total, sizeof(real)),
                                    .second = memory_new(total, sizeof(real))},
                        .training_steps = 30, .loss = 1 / 3.0};
    Random random = seeded(11);
    for (size_t k = 0; k < 2 * total; k++)
        (k < total ? state.learned.first + k : state.learned.second + k - total)[0] =
            (real)random_uniform(&random) * (k % 7 == 0 ? 1e-42F : 1);
    return state;
}

static inline void save_member(int member, const char *name)
{
    Error error;
    Model *model = family_model(member, WORDS, WORDS);
    ModelState training = some_training(model);
    assert_true(model_file_save(name, model, NULL, 0, &training, &error));
    model_state_free(&training);
    model_close(model);
}

/* Everything that the file holds: the model, and its training, which is looked at and dropped. */
static inline Model *open_model(const char *name, Error *error)
{
    ModelFile *model_file = model_file_open(name, error);
    Model *model = model_file != NULL ? model_file_model(model_file, error) : NULL;
    ModelState training = {0};
    if (model != NULL && !model_file_training(model_file, model, &training, error)) {
        assert_false(model_state_is_trained(&training));
        model_close(model);
        model = NULL;
    }
    model_state_free(&training);
    model_file_close(model_file);
    return model;
}

AROUND_ALL(make_folder, remove_folder);

#endif
