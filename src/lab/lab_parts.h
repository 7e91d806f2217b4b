/* lab_parts.h: the inside of the workbench, for the files of this folder. */
#ifndef SEQLAB_LAB_LAB_PARTS_H
#define SEQLAB_LAB_LAB_PARTS_H

#include "lab/lab.h"
#include "model/resume.h"

/* A data set that the current place and models share; closed when the last of them lets go. */
typedef struct LabData {
    Dataset *dataset;
    int users;
} LabData;

/* A model's values at one point of its training. */
typedef struct Snapshot {
    long step;
    double loss;   /* smoothed; NaN before the first step */
    real *values;
} Snapshot;

typedef struct Snapshots {
    int count;
    Snapshot list[SNAPSHOTS_MOST];
    int open;               /* number of the one whose values the model has; 0: its own */
    Snapshot trained;       /* its own, meanwhile */
    Resume trained_resume;
} Snapshots;

typedef struct Autosaves Autosaves;

typedef struct LabModel {
    char *name;
    Model *model;
    LabData *data;
    long steps;
    long replaced; /* steps of the model whose name this one took */
    double loss;   /* smoothed; NaN before training */
    Resume resume; /* of its training; empty before any, and where a file held none */
    Snapshots snapshots;
    double unsaved_seconds; /* of training, that no file holds */
    double write_seconds;   /* that the last autosave took */
} LabModel;

/* What the answer begins with, as typed; the last one is in force. */
typedef struct ForcedPrefix {
    char *text;
    int after; /* how many values were forced before it: what `undo` takes back first */
} ForcedPrefix;

struct Lab {
    Workers *workers;
    LabData *data;       /* current; NULL before any */
    LabModel **models;
    int model_count;
    LabModel *current;   /* NULL before any */
    Interventions interventions;
    ForcedPrefix *prefixes;
    int prefix_count;
    Watch *watch;
    void *watch_argument;
    bool (*interrupted)(void);
    struct Autosaves *autosaves; /* NULL: nothing is kept for after a crash */
};

void lab_data_release(LabData *data); /* NULL is fine */

/* The words of a model's answers: the target's, or the source's where it fills in what is hidden there. */
const Vocabulary *lab_answer_vocabulary(const LabModel *entry);
void lab_answer_text(const LabModel *entry, const int *ids, int count, Buffer *out); /* appended */

/* A pair as the model is asked it. One that fills in is given the source with words hidden, drawn by seed and the sentence,
 * and its target is the source. The memory of both is the pair's and this. */
typedef struct Asked {
    Pair pair;
    int *source; /* owned; NULL where the pair is as it was */
    char *text;
} Asked;
Asked lab_ask(const LabModel *entry, const Pair *pair, uint64_t seed);
void lab_asked_free(Asked *asked);

/* Whether a model may be called so. */
bool lab_name_check(const char *name, Error *error);

/* The model of that name, or the current one for NULL; NULL with a message that names the way out. */
LabModel *lab_find(Lab *lab, const char *name, Error *error);

/* Takes over the model and holds the data; replaces a model of the same name; it becomes current. */
LabModel *lab_put(Lab *lab, const char *name, Model *model, LabData *data);

/* Where the order of the batches is, into resume; and back to there, where it is the order of this seed. False where
 * what resume holds is none: lab_place_check finds what a file cannot mean, lab_go_to_place also what does not fit the
 * data as they are now. */
void lab_keep_place(Resume *resume, const Batches *batches, uint64_t seed);
bool lab_place_check(const Resume *resume, Error *error);
bool lab_go_to_place(const Resume *resume, Batches *batches, uint64_t seed, Error *error);

/* Whether so many may be kept of this model; whether none is open, so that it may be trained. */
bool lab_snapshots_fit(const LabModel *entry, int count, Error *error);
bool lab_snapshot_closed(const LabModel *entry, Error *error);
/* Keeps the values of now. */
void lab_take_snapshot(LabModel *entry, long step, double loss);
void lab_drop_snapshots(LabModel *entry);
void lab_drop_snapshots_after(LabModel *entry, long step); /* none may be open */
/* What a model is asked: a text, or where it is NULL a sentence of its data, as lab_translate_example has it. */
typedef struct Request {
    const LabModel *entry;
    const char *text;
    int length;
    uint64_t seed;
} Request;

/* The sentence's translation with what is in force (NULL: nothing). On the thread that calls. */
Translation *lab_translate_now(const Request *asked, Interventions *interventions, Error *error);
/* As a job (job_answer). */
Translation *lab_translate_if(Lab *lab, const char *model, const char *text, int length, uint64_t seed,
                              Interventions *interventions, Error *error);

/* The model in a file; resume NULL leaves its training out. */
bool lab_write(const LabModel *entry, const char *path, const Resume *resume, Error *error);

/* The dots of each column of a picture, -1 where a token is none; NULL where the data are no pictures. */
int *lab_dots(const Dataset *dataset, const int *source, int count);
/* Whether a source of so many tokens may be read. */
bool lab_source_length_check(int count, Error *error);
/* Says why no held-out sentence of that length (0: of any) could be drawn; false. */
bool lab_no_example(const LabModel *entry, int length, Error *error);

/* Whether a step of so large a batch can be taken: see training_size. */
bool lab_step_fits(const ModelConfiguration *configuration, int B, int S, int T, bool logits, Error *error);

/* How many of the tokens the vocabulary lacks; an <UNK> that was typed is meant. ids [tokens->count]. */
int lab_unknown_count(const TokenList *tokens, const int *ids);

/* Longest answer to a source of that many tokens. */
int lab_longest_answer(const LabModel *entry, int source_count);

#endif
