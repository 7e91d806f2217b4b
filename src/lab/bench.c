/* bench.c: windows of training steps, timed. */
#include "lab/bench.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "base/language.h"
#include "base/memory.h"
#include "engine/gemm.h"
#include "lab/job.h"

enum { BATCHES = 8, WINDOWS = 7, ANSWERS = 9, WARM_UP = 4 };

#define AT(field) OPTION_AT(BenchOptions, field)

static const Option option_rows[] = {
    {"vocab", OPTION_WHOLE, AT(vocabulary), .fallback = "64", .least = 8, .most = 65536,
     .help = {"Tokens in each vocabulary.", "양쪽 어휘 각각의 토큰 수."}},
    {"batch", OPTION_WHOLE, AT(batch), .fallback = "32", .least = 1, .most = 1024,
     .help = {"Pairs in a batch.", "배치 하나의 쌍 수."}},
    {"length", OPTION_WHOLE, AT(length), .fallback = "10", .least = 1, .most = 500, .unit = {"tokens", "토큰"},
     .help = {"Length of each source and target.", "소스와 타깃 각각의 길이."}},
    {"threads", OPTION_WHOLE, AT(threads), .fallback = "1", .least = 1, .most = SHARDS_MOST,
     .help = {"Number of threads, and of shards.", "스레드 수. 샤드도 같은 수입니다."}},
    {"seconds", OPTION_NUMBER, AT(seconds), .fallback = "1.5", .least = 0.1, .most = 600,
     .help = {"Seconds to measure each model.", "모델 하나를 측정하는 시간(초)."}},
    {0},
};
static const OptionPart option_parts[] = {
    {&model_options, offsetof(BenchOptions, model), "kind|cell|attention|layers|heads|hidden"},
    {&training_options, offsetof(BenchOptions, training), "precision"},
    {0}};
const Options bench_options = {option_rows, option_parts, sizeof(BenchOptions)};

/* The configuration that is measured now. */
typedef struct Bench {
    const BenchOptions *options;
    Model *model;
    Workers *workers;
    Training *training;
    Batch batches[BATCHES];
    int *ids;
    int *lengths;
    int next;          /* batch */
    Error *error;
    bool failed;
} Bench;

/* All configurations. */
typedef struct Run {
    const BenchOptions *options;
    int count;
    BenchResult *results;
    int done;
    Error *error;
    bool failed;
} Run;

/* ---- the model and its batch ---- */

static int *random_ids(int *ids, int count, int vocabulary, Random *random)
{
    for (int i = 0; i < count; i++)
        ids[i] = random_between(random, TOKEN_FIRST, vocabulary - 1);
    return ids + count;
}

static void make_batches(Bench *bench)
{
    const BenchOptions *o = bench->options;
    int count = o->batch * o->length;
    Random random;
    random_seed(&random, 1);
    bench->ids = memory_new((size_t)count * 3 * BATCHES, sizeof *bench->ids);
    bench->lengths = memory_new((size_t)o->batch, sizeof *bench->lengths);
    for (int b = 0; b < o->batch; b++)
        bench->lengths[b] = o->length;
    int *next = bench->ids;
    for (int i = 0; i < BATCHES; i++) {
        int *source = next, *target_in = random_ids(source, count, o->vocabulary, &random);
        int *target_out = random_ids(target_in, count, o->vocabulary, &random);
        next = random_ids(target_out, count, o->vocabulary, &random);
        bench->batches[i] = (Batch){o->batch, o->length, o->length, source, target_in, target_out, bench->lengths,
                                    bench->lengths};
    }
}

static bool open_bench(Bench *bench, const BenchOptions *options, Error *error)
{
    *bench = (Bench){.options = options, .error = error};
    if (!training_has_precision(options->training.precision, error))
        return false;
    ModelConfiguration configuration = options->model;
    configuration.source_vocabulary = configuration.target_vocabulary = options->vocabulary;
    bench->model = model_open(&configuration, error);
    if (bench->model == NULL)
        return false;
    if (!training_fits(model_configuration(bench->model), options->batch, options->length, options->length, false, error)) {
        model_close(bench->model);
        return false;
    }
    bench->workers = workers_open(options->threads);
    TrainingOptions training = {.lr = 1e-3, .min_lr = 1, .clip = 1, .shards = options->threads, .teacher_forcing = 1,
                                .precision = options->training.precision};
    bench->training = training_open(bench->model, bench->workers, &training);
    make_batches(bench);
    return true;
}

/* ---- timing ---- */

/* Seconds a step; stops early on request. */
static double time_steps(Bench *bench, int steps, Job *job)
{
    double begin = clock_seconds();
    int taken = 0;
    while (taken < steps && !bench->failed && !job_stopped(job)) {
        bench->failed = !training_step(bench->training, &bench->batches[bench->next++ % BATCHES], 0, bench->error);
        taken++;
    }
    return (clock_seconds() - begin) / (taken > 0 ? taken : 1);
}

/* share: done of the configuration that is measured now. */
static void tell(Job *job, double share)
{
    const Progress *progress = job_lock(job);
    long done = progress->step, count = progress->steps;
    job_unlock(job);
    job_progress(job, done, count, ((double)done + share) / (double)count);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure_steps(Bench *bench, BenchResult *result, Job *job)
{
    const BenchOptions *o = bench->options;
    double windows[WINDOWS];
    double once = time_steps(bench, WARM_UP, job);
    int steps = 1 + (int)(o->seconds / (WINDOWS + 1) / (once + 1e-9));
    for (int i = 0; i < WINDOWS; i++) {
        windows[i] = time_steps(bench, steps, job);
        tell(job, (i + 1.0) / (WINDOWS + 2));
    }
    qsort(windows, WINDOWS, sizeof *windows, by_size);
    result->step_seconds = windows[WINDOWS / 2];
    result->fastest = windows[0];
    result->slowest = windows[WINDOWS - 1];
    result->tokens_per_second = o->batch * o->length / result->step_seconds;
    gemm_counts_reset(true);
    double timed = time_steps(bench, steps, job);
    GemmCounts counts = gemm_counts();
    gemm_counts_reset(false);
    result->operations = counts.operations / steps;
    result->products = (long)(counts.calls / (unsigned long)steps);
    result->bf16_products = (long)(counts.of_bf16 / (unsigned long)steps);
    result->gemm_share = counts.seconds / (timed * steps * o->threads);
}

/* Median seconds of a sentence, of answers to `size` sentences at once; 0 if it was stopped. */
static double time_answers(const Bench *bench, Tape *tape, int size, Job *job)
{
    const BenchOptions *o = bench->options;
    Batch batch = {.size = size, .source_length = o->length, .source_lengths = bench->lengths};
    int *answers = memory_new((size_t)(size * o->length), sizeof *answers);
    int *counts = memory_new((size_t)size, sizeof *counts);
    double times[ANSWERS];
    int taken = -1; /* the first is a rehearsal */
    for (; taken < ANSWERS && !job_stopped(job); taken++) {
        batch.source = size == 1 ? bench->ids + (taken + 1) * o->length : bench->batches[(taken + 1) % BATCHES].source;
        double begin = clock_seconds();
        model_greedy(bench->model, tape, &batch, &(GreedyAnswers){o->length, answers, counts, NULL});
        if (taken >= 0)
            times[taken] = (clock_seconds() - begin) / size;
    }
    free(answers);
    free(counts);
    if (taken < ANSWERS)
        return 0;
    qsort(times, ANSWERS, sizeof *times, by_size);
    return times[ANSWERS / 2];
}

static void measure_answers(Bench *bench, BenchResult *result, Job *job)
{
    Tape *tape = tape_open(0);
    /* <EOS> is made impossible, so that an answer is as long as it is asked to be. */
    Parameters *parameters = model_parameters(bench->model);
    int index = parameters_find(parameters, "output.bias");
    if (index >= 0)
        parameters->value[parameters->list[index].offset + TOKEN_EOS] = -1e9F;
    parameters_changed(parameters);
    result->greedy_seconds = time_answers(bench, tape, 1, job);
    result->batch_answer_seconds = time_answers(bench, tape, bench->options->batch, job);
    tape_close(tape);
}

static long peak_bytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return usage.ru_maxrss;
#else
    return usage.ru_maxrss * 1024;
#endif
}

static bool measure(const BenchOptions *options, BenchResult *result, Job *job, Error *error)
{
    Bench bench;
    *result = (BenchResult){.options = *options};
    if (!open_bench(&bench, options, error))
        return false;
    result->parameters = (long)model_parameters(bench.model)->total;
    result->layers = model_configuration(bench.model)->layers;
    measure_steps(&bench, result, job);
    if (!bench.failed && !job_stopped(job))
        measure_answers(&bench, result, job);
    result->peak_bytes = peak_bytes();
    training_close(bench.training);
    workers_close(bench.workers);
    model_close(bench.model);
    free(bench.ids);
    free(bench.lengths);
    return !bench.failed;
}

static void work(Job *job, void *argument)
{
    Run *run = argument;
    while (run->done < run->count && !run->failed) {
        job_progress(job, run->done, run->count, (double)run->done / run->count);
        run->failed = !measure(&run->options[run->done], &run->results[run->done], job, run->error);
        if (job_stopped(job)) {
            run->results[run->done] = (BenchResult){0}; /* half a measurement is worthless */
            return;
        }
        run->done += !run->failed;
    }
}

bool lab_bench(Lab *lab, const BenchOptions *options, int count, BenchResult *results, int *done, Error *error)
{
    Run run = {.options = options, .count = count, .results = results, .error = error};
    Job job;
    job_run(lab, &job, "bench", "", work, &run);
    *done = run.done;
    if (run.failed)
        return false;
    return run.done > 0 || error_set(error, ERROR_INTERRUPTED, TEXT("stopped before anything was measured",
                                                                    "아무것도 측정하지 못하고 멈추었습니다"));
}
