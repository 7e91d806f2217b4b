/* lab.h: the workbench: the data, the models, which of them is current, and what can be done with them.
 *
 * Every verb that a person types is a function here, takes a plain struct of options and fills a plain struct
 * of results. Nothing here prints. Verbs that take long run on a thread of their own and call `watch` on the
 * caller's thread some 100 times a second; when it returns false, or an interrupt was asked for, the work stops
 * after the step it is in and what was learned is kept. */
#ifndef SEQLAB_LAB_LAB_H
#define SEQLAB_LAB_LAB_H

#include "model/beam.h"
#include "model/intervention.h"
#include "model/model.h"
#include "model/training.h"
#include "model/trust.h"
#include "text/dataset.h"

typedef struct Lab Lab;

Lab *lab_open(int threads); /* threads <= 0: as many as the process may use */
void lab_close(Lab *lab);

/* ---- watching ---- */
enum { SAMPLE_TEXT = 512, LOSS_POINTS = 256 };
typedef struct Progress {
    const char *activity;        /* "train", "accuracy", ... a command's name */
    const char *subject;         /* which model: its name */
    double fraction;             /* 0 to 1 */
    long step, steps;            /* training; or sentences done and to do */
    double loss, rate, gradient_norm;
    double tokens_per_second;
    double seconds, seconds_left;/* seconds_left < 0: not known yet */
    bool has_sample;             /* one sentence of the held-out ones, translated again and again */
    char sample_source[SAMPLE_TEXT], sample_answer[SAMPLE_TEXT], sample_reference[SAMPLE_TEXT];
    int losses;                  /* a thinned history for a curve */
    double loss_step[LOSS_POINTS], loss_value[LOSS_POINTS];
    int checks;                  /* the validation loss on the way */
    double check_step[LOSS_POINTS], check_loss[LOSS_POINTS];
} Progress;
typedef bool Watch(void *argument, const Progress *progress);
void lab_watch(Lab *lab, Watch *watch, void *argument); /* NULL: nobody watches */
/* Asked often by long work on any thread: true means stop. */
void lab_interrupt_check(Lab *lab, bool (*interrupted)(void));

/* ---- data ---- */
bool lab_data(Lab *lab, const DatasetOptions *options, Error *error); /* becomes current; models stay, see lab_model */
Dataset *lab_dataset(const Lab *lab);                                 /* NULL before any */

/* ---- models ---- */
/* A fresh model for the current data, current from now on. name NULL: made of its parts ("gru-dot"), replacing
 * one of the same name. The sizes of the vocabularies are filled in here. */
bool lab_model(Lab *lab, const char *name, const ModelConfiguration *configuration, Error *error);
/* The name that lab_model would make, or where a model has it already the first that is free: "gru-dot-2". False where it
 * has it already. */
enum { MODEL_NAME_MOST = 96 };
bool lab_free_name(const Lab *lab, const ModelConfiguration *configuration, char name[MODEL_NAME_MOST]);
typedef struct ModelInfo {
    const char *name;
    const ModelConfiguration *configuration;
    long parameters;       /* numbers to learn */
    long steps;            /* trained */
    double loss;           /* the last smoothed; NaN before training */
    const char *data;      /* name of the data it was made for */
    bool other_data;       /* these are not the current data */
    long replaced;         /* steps of the model whose name it took when it was made or opened; 0: none */
    bool current;
} ModelInfo;
int lab_model_count(const Lab *lab);
bool lab_model_info(const Lab *lab, int index, ModelInfo *info);
bool lab_current_info(const Lab *lab, ModelInfo *info);             /* false when there is none */
bool lab_use(Lab *lab, const char *name, Error *error);             /* makes it current; suggests the nearest */

/* ---- training ---- */
typedef struct TrainOptions {
    long steps;        /* default 600 */
    double seconds;    /* > 0: stop by time instead; the decay follows the clock, so the numbers depend on the machine */
    int batch;         /* 64 */
    double rate;       /* at its highest: 0.003 */
    long warmup;       /* steps over which it rises: 0 */
    DecayKind decay;   /* along which it falls: cosine */
    double floor;      /* the last rate as a share of the highest: 0.05 */
    double clip;       /* 1 */
    OptimiserKind optimiser; /* adam */
    double weight_decay;     /* NaN: 0.01 for adamw, 0 for the others */
    double momentum;   /* of sgd: 0.9 */
    double smoothing;  /* of the right tokens' probability, 0 to below 1: 0 */
    double teacher_forcing; /* share of the decoder's inputs that are the given tokens: 1; see model/training.h */
    int shards;        /* 2 */
    uint64_t seed;     /* of the order of the batches: 1 */
    long check;        /* steps between two looks at the validation loss: 100; 0: at the end alone */
    int patience;      /* checks without a new lowest loss that end the run; then the best model comes back; 0: never */
    int snapshots;     /* points of the run at which the model's values are kept, from before its first step to its end, 1:
                          at its end; they take the place of those of an earlier run. 0: none, and earlier ones stay */
    double autosave;   /* seconds of training between two files for after a crash (autosave.h): 10; 0: none */
    bool fresh;        /* the optimiser and the order of the batches begin anew; else they go on from the run before */
} TrainOptions;
TrainOptions train_defaults(void);
typedef struct TrainResult {
    char model[64];
    ModelKind kind;            /* says of which tokens the losses and the speed are: see model_loss */
    long steps;                /* of this run */
    long total_steps;          /* of the model */
    double loss;               /* smoothed, at the end */
    double validation_loss;    /* of the model as it is now; NaN where there is no validation part */
    double best_loss;          /* the lowest of all checks, and after which step of this run; NaN and 0 likewise */
    long best_step;
    bool restored;             /* with patience: the model is as it was at best_step */
    bool early;                /* patience ended the run */
    double tokens_per_second, seconds;
    long tokens;
    bool stopped;              /* by Ctrl-C or the watcher */
    Error autosave_error;      /* why the model could not be kept for after a crash; ERROR_NONE where it could */
    bool above_guessing;       /* at the end the loss was over ln V + 1 for some time, or over 2 ln V + 1: the rate is too large */
    int losses;
    double loss_step[LOSS_POINTS], loss_value[LOSS_POINTS];
    int checks;                /* of the validation loss, thinned likewise */
    double check_step[LOSS_POINTS], check_loss[LOSS_POINTS];
} TrainResult;
bool lab_train(Lab *lab, const TrainOptions *options, TrainResult *result, Error *error);

/* ---- snapshots of the current model ---- */
enum { SNAPSHOTS_MOST = 64 };
typedef struct SnapshotList {
    char model[64];
    int count;
    long step[SNAPSHOTS_MOST];      /* of the model, not of the run */
    double loss[SNAPSHOTS_MOST];    /* smoothed; NaN before the first step */
    int open;                       /* whose values the model has: 1 to count; 0: those that were trained */
    long trained_steps;
    double trained_loss;
} SnapshotList;
bool lab_snapshots(Lab *lab, SnapshotList *list, Error *error); /* false where there are none */
/* The model gets the values of one of them, by its number or the step nearest to it; what was trained is kept beside it
 * and comes back with the last of these. Training refuses a model of which one is open. */
bool lab_snapshot_open(Lab *lab, int number, Error *error);
bool lab_snapshot_open_step(Lab *lab, long step, Error *error);
bool lab_snapshot_last(Lab *lab, Error *error);

/* ---- translating and looking ---- */
/* A translation with all that was computed on the way. */
typedef struct Translation {
    char *source_text, *text;          /* as typed (normalised); as answered */
    int source_count, target_count;    /* tokens with <EOS> (target: where it was reached) */
    char **source_tokens, **target_tokens;
    const char *source_kind, *target_kind; /* what a token is: word, character, subword, symbol, column (of a picture) */
    int unknown;                       /* source tokens that the vocabulary lacks */
    bool fills;                        /* by a model that fills them in: model_fills */
    int *partner;                      /* [target_count] true partner or -1; NULL when not known */
    char *reference;                   /* what would be right; NULL when not known */
    double log_probability;            /* of the whole answer, nats */
    int *dots;                         /* [source_count] the columns of a picture, -1 at <EOS>; NULL where it is none */
    Trace *trace;
} Translation;
Translation *lab_translate(Lab *lab, const char *text, Error *error); /* by the current model */
Translation *lab_translate_by(Lab *lab, const char *model, const char *text, Error *error);
/* A held-out sentence of the data, drawn by seed, with `length` source tokens where length > 0; its partners are
 * known where the data know them and the answer is the reference. model NULL: the current one. */
Translation *lab_translate_example(Lab *lab, const char *model, int length, uint64_t seed, Error *error);
void translation_close(Translation *translation);

/* ---- other answers ---- */
/* A sentence's ids with <EOS>, by text or drawn (text NULL: as lab_translate_example), for a model (NULL: the current
 * one). reference is NULL where it is not known. */
typedef struct SourceSentence {
    int *ids, count;           /* <EOS> counted */
    int unknown;               /* tokens that the vocabulary lacks */
    int *dots;                 /* [count] the columns of a picture, as a Translation's */
    char *text, *reference;
} SourceSentence;
bool lab_source(Lab *lab, const char *model, const char *text, int length, uint64_t seed, SourceSentence *source,
                Error *error);
void source_sentence_free(SourceSentence *source);

/* Several answers to a source: options->most is set here. Close what comes back. */
Beam *lab_beam(Lab *lab, const char *model, const SourceSentence *source, BeamOptions *options, Error *error);
Sample *lab_samples(Lab *lab, const char *model, const SourceSentence *source, SampleOptions *options, Error *error);
/* Target ids as text (free it); one token. */
char *lab_target_text(Lab *lab, const char *model, const int *ids, int count);
const char *lab_target_token(Lab *lab, const char *model, int id);

/* ---- what if ---- */
/* What is in force; the caller adds values. */
Interventions *lab_interventions(Lab *lab);
/* Answers begin with these words, whatever model gives them: they are cut and looked up when one does. */
void lab_force_prefix(Lab *lab, const char *text);
const char *lab_prefix(const Lab *lab); /* "" when there is none */
/* Takes back what was forced last, a value or a prefix; false when there is nothing. */
bool lab_force_undo(Lab *lab);
void lab_force_clear(Lab *lab);

typedef struct WhatIf {
    Translation *before, *after;       /* without, and with what is in force */
    double *log_probability_before;    /* [before->target_count], of each token of the answer before */
    double *log_probability_after;     /* likewise, of the same tokens, with what is in force */
    int prefix_unknown;                /* words of the prefix that the vocabulary lacks */
    bool prefix_unused;                /* the model fills in hidden tokens: its answer has no beginning to force */
} WhatIf;
/* A sentence (NULL: a held-out one, see lab_translate_example) by the current model, or the one named. */
bool lab_what_if(Lab *lab, const char *model, const char *text, int length, uint64_t seed, WhatIf *result, Error *error);
void what_if_free(WhatIf *result);
/* The translation alone, with what is in force: for a look at its trace. */
Translation *lab_translate_forced(Lab *lab, const char *model, const char *text, int length, uint64_t seed, Error *error);

/* ---- how far a map can be trusted ---- */
/* For one sentence, its answer and its map: see model/trust.h. Close both. */
Trust *lab_trust(Lab *lab, const char *model, const char *text, int length, uint64_t seed, Translation **translation,
                 Error *error);

/* ---- accuracy ---- */
enum { LENGTHS_MOST = 32 };
typedef struct AccuracyOptions {
    int lengths[LENGTHS_MOST]; /* exact source lengths to measure at */
    int length_count;          /* 0: groups of lengths instead, up to 6 */
    int least, most;           /* of the groups; 0: the data's own */
    int count;                 /* sentences for each length, or in all: 200 */
    const char *file;          /* pairs that the model never saw; NULL: held-out ones of its data */
    Split split;               /* SPLIT_TEST by default */
    uint64_t seed;
    int beam;                  /* width of a beam search, 1 to BEAM_MOST; 1: greedy answers */
    double penalty;            /* its length penalty: 0.6 */
} AccuracyOptions;
AccuracyOptions accuracy_defaults(void);
/* How right the answers are (text/metrics.h). All are NaN where no sentence has such a length. */
typedef struct Measures {
    double exact, tokens;      /* 0 to 1 */
    double on_partner;         /* share of words whose largest weight is on their partner; NaN: not known */
    double perplexity;         /* of the references, with teacher forcing; NaN of a model that fills in hidden tokens */
    double bleu, chrf;         /* 0 to 100 */
    double error_rate;         /* edits for each unit of the references */
} Measures;
/* What BLEU and the error rate count: the model's tokens, but words where tokens are smaller pieces of them. */
typedef enum {
    UNIT_WORD,
    UNIT_CHARACTER,
    UNIT_HIDDEN /* only exact and tokens are counted, of hidden words */
} ScoreUnit;
typedef struct LengthScore {
    int least, most;           /* source lengths of this row */
    int count;
    Measures scores;
} LengthScore;
typedef struct AccuracyResult {
    char model[64];
    int count;
    Measures scores;
    ScoreUnit unit;
    uint64_t asked;            /* a hash of the sentences asked, the same where two models were asked the same ones */
    uint64_t cut;              /* likewise of how texts are cut into the tokens that are counted */
    int rows;
    LengthScore by_length[LENGTHS_MOST];
    int examples;              /* up to 5, with what was right and what came */
    char *example_source[5], *example_answer[5], *example_reference[5];
    int *example_dots[5];      /* [example_columns] of pictures, else NULL */
    int example_columns[5];
    bool stopped;
    double seconds;
} AccuracyResult;
bool lab_accuracy(Lab *lab, const char *model, const AccuracyOptions *options, AccuracyResult *result,
                  Error *error); /* model NULL: the current one */
void accuracy_result_free(AccuracyResult *result);

/* ---- how far back the gradient reaches ---- */
enum { GRADIENT_DISTANCES = 501 };
typedef struct GradientOptions {
    int length;     /* source tokens of the sentences; 0: the data's longest, up to 50 */
    int count;      /* how many held-out sentences: 50 */
    int position;   /* whose loss: the target's first token is 1 */
    uint64_t seed;  /* of the sentences drawn */
} GradientOptions;
GradientOptions gradient_defaults(void);
typedef struct GradientResult {
    char model[64];
    int length, count, position;
    bool attention;
    bool embeddings;                  /* of a model without cells: the source's embeddings take the states' place */
    int distances;                    /* length + 1: the source's <EOS> counts */
    double norm[GRADIENT_DISTANCES];  /* of d loss / d state, this many steps before the last state; the mean */
} GradientResult;
bool lab_gradients(Lab *lab, const char *model, const GradientOptions *options, GradientResult *result,
                   Error *error); /* model NULL: the current one */

/* ---- files ---- */
/* The current model with its vocabularies, where its data come from, and all that training needs to go on as if it had
 * never stopped: two thirds of the file, which lab_save_small leaves out. */
bool lab_save(Lab *lab, const char *path, Error *error);
bool lab_save_small(Lab *lab, const char *path, Error *error);
/* Opens a saved model and makes it current. Its data become current too, where they can be made again
 * (a grammar, a task, a file that is still there); else its vocabularies alone. */
bool lab_load(Lab *lab, const char *path, const char *name, Error *error);

#endif
