/* quiz.h: evaluation of a model: questions.c chooses the sentences, quiz.c runs the model on them and scores it,
 * quiz_errors.c counts what was wrong.
 * Private to this folder. */
#ifndef SEQLAB_LAB_QUIZ_H
#define SEQLAB_LAB_QUIZ_H

#include "lab/accuracy.h"
#include "lab/job.h"
#include "lab/registry_internal.h"
#include "text/metrics.h"

/* In a reference, for a token that the vocabulary lacks. */
enum { NEVER_RIGHT = -1 };

/* A correct answer. */
typedef struct Reference {
    int *ids, count;
    char *text;
} Reference;

/* One sentence to answer: ids of its own; of a model that fills in see answer.h. */
typedef struct Question {
    int *source, source_count;
    char *source_text;
    Reference *references;          /* the first is that of its pair; then others of the data for the same source */
    int reference_count;
    const struct Question *same;    /* an earlier one with this source, which has the others; NULL: none */
    int *partner;                   /* of the first; NULL: not known */
    int row;
    bool learned;                   /* its pair is in the training set */
    int *answer, *looked_at;        /* filled by the work, in a desk's memory */
    int answer_count;
} Question;

/* Some questions of one row, answered together: from `first` of the quiz's order. */
typedef struct QuestionBatch {
    int first, count, row;
    double nats;                    /* filled by the work: cross-entropy of the references, summed */
    long nats_tokens;
} QuestionBatch;

typedef struct Quiz {
    Lab *lab;
    LabModel *entry;
    const AccuracyOptions *options;
    AccuracyResult *result;
    Question *questions;
    int count, capacity;
    int *order;                     /* [count] the questions, row by row */
    QuestionBatch *batches;
    int batch_count;
    struct Desk *desks;             /* one for each thread */
    Job *job;
    int done;                       /* under the job's lock */
} Quiz;

/* A question of that row, copied. Without a target text it has no reference, and is not scored. */
void quiz_add(Quiz *quiz, const Pair *pair, int row);
/* If a source is asked more than once, each of its references is right for all of them. */
void quiz_share_references(Quiz *quiz);
void quiz_free(Quiz *quiz);

/* Answers all questions; false if it was stopped before the end. activity: the command's name. */
bool quiz_answer(Quiz *quiz, const char *activity);
void quiz_forget_answers(Quiz *quiz);
/* Fills the result from the answers. */
void quiz_score(Quiz *quiz);
/* Of several right answers the one that the answer comes nearest to. */
const Reference *quiz_nearest_reference(const Question *question);
/* Fills result->errors, as many as the options want (quiz_errors.c). */
void quiz_count_errors(Quiz *quiz);

#endif
