/* onednn_step.c: one training step of a GRU encoder and decoder without attention, composed of oneDNN's primitives.
 *
 *     cc -O3 -march=native -ffast-math -o onednn_step onednn_step.c -ldnnl -lm
 *     OMP_NUM_THREADS=1 ./onednn_step H V B T [SECONDS]
 *
 * (libdnnl-dev; compare.py --peer=onednn does both.) The same work as a step of `bench attention=none hidden=H vocab=V
 * batch=B length=T`: embeddings, a linear before reset GRU over the source, another over the target, the output layer,
 * cross-entropy, all gradients, clipping and Adam. Weights are laid out for the primitives in each step, as each step
 * changes them. What oneDNN has no primitive for are plain loops. Prints the median of seven windows as JSON. */
#include <math.h>
#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static dnnl_engine_t engine;
static dnnl_stream_t stream;

static void check(dnnl_status_t status, const char *what)
{
    if (status == dnnl_success)
        return;
    fprintf(stderr, "%s: oneDNN says %d\n", what, (int)status);
    exit(1);
}
#define CHECK(call) check(call, #call)

/* ---- memory ---- */

static float *numbers(size_t count)
{
    float *all = aligned_alloc(64, (count * sizeof *all + 63) / 64 * 64);
    for (size_t i = 0; i < count; i++)
        all[i] = 0.1F * ((float)rand() / (float)RAND_MAX - 0.5F);
    return all;
}

static dnnl_memory_desc_t plain(int rank, const dnnl_dim_t *sizes, dnnl_format_tag_t tag)
{
    dnnl_memory_desc_t description;
    CHECK(dnnl_memory_desc_init_by_tag(&description, rank, sizes, dnnl_f32, tag));
    return description;
}

static dnnl_memory_t over(const dnnl_memory_desc_t *description, float *values)
{
    dnnl_memory_t memory;
    CHECK(dnnl_memory_create(&memory, description, engine, values != NULL ? (void *)values : DNNL_MEMORY_ALLOCATE));
    return memory;
}

/* ---- primitives with their arguments ---- */

typedef struct Primitive {
    dnnl_primitive_t primitive;
    int count;
    dnnl_exec_arg_t arguments[24];
} Primitive;

static void give(Primitive *p, int argument, dnnl_memory_t memory)
{
    p->arguments[p->count++] = (dnnl_exec_arg_t){argument, memory};
}

static void run(const Primitive *p) { CHECK(dnnl_primitive_execute(p->primitive, stream, p->count, p->arguments)); }

static Primitive reorder(const dnnl_memory_desc_t *from, dnnl_memory_t source, const dnnl_memory_desc_t *to, dnnl_memory_t target)
{
    Primitive p = {0};
    dnnl_primitive_desc_t described;
    CHECK(dnnl_reorder_primitive_desc_create(&described, from, engine, to, engine, NULL));
    CHECK(dnnl_primitive_create(&p.primitive, described));
    give(&p, DNNL_ARG_FROM, source);
    give(&p, DNNL_ARG_TO, target);
    return p;
}

/* out [m,n] = a [m,k] b [k,n]; a or b may lie transposed. */
static Primitive product(float *a, dnnl_format_tag_t a_tag, float *b, dnnl_format_tag_t b_tag, float *out, int m, int k, int n)
{
    Primitive p = {0};
    dnnl_matmul_desc_t matmul;
    dnnl_primitive_desc_t described;
    dnnl_memory_desc_t of_a = plain(2, (dnnl_dim_t[]){m, k}, a_tag), of_b = plain(2, (dnnl_dim_t[]){k, n}, b_tag),
                       of_out = plain(2, (dnnl_dim_t[]){m, n}, dnnl_ab);
    CHECK(dnnl_matmul_desc_init(&matmul, &of_a, &of_b, NULL, &of_out));
    CHECK(dnnl_primitive_desc_create(&described, &matmul, NULL, engine, NULL));
    CHECK(dnnl_primitive_create(&p.primitive, described));
    give(&p, DNNL_ARG_SRC, over(&of_a, a));
    give(&p, DNNL_ARG_WEIGHTS, over(&of_b, b));
    give(&p, DNNL_ARG_DST, over(&of_out, out));
    return p;
}

/* ---- a layer ---- */

enum { GATES = 3, BIASES = 4 };

typedef struct Layer {
    float *x, *first, *states, *last;     /* [T,B,H], [B,H], [T,B,H], [B,H] */
    float *dx, *dfirst, *dstates, *dlast; /* their gradients */
    float *W, *U, *b, *dW, *dU, *db;      /* W, U: [H,3H] */
    Primitive steps[16];                  /* forward up to `backward`, then the way back */
    int backward, count;
} Layer;

static const dnnl_memory_desc_t *asked(const_dnnl_primitive_desc_t described, int argument)
{
    return dnnl_primitive_desc_query_md(described, dnnl_query_exec_arg_md, argument);
}

/* A weight as the primitive wants it, laid out in each step; or a gradient brought back from its layout. */
static dnnl_memory_t laid_out(Layer *layer, const_dnnl_primitive_desc_t described, int argument, const dnnl_memory_desc_t *own,
                              float *values)
{
    const dnnl_memory_desc_t *wanted = asked(described, argument);
    dnnl_memory_t memory = over(wanted, NULL);
    layer->steps[layer->count++] = reorder(own, over(own, values), wanted, memory);
    return memory;
}

static void open_layer(Layer *layer, int T, int B, int H)
{
    dnnl_dim_t sequence[] = {T, B, H}, state[] = {1, 1, B, H}, weight[] = {1, 1, H, GATES, H}, bias[] = {1, 1, BIASES, H};
    dnnl_memory_desc_t x = plain(3, sequence, dnnl_tnc), h = plain(4, state, dnnl_ldnc), w = plain(5, weight, dnnl_ldigo),
                       free_w = plain(5, weight, dnnl_format_tag_any), b = plain(4, bias, dnnl_ldgo);
    size_t all = (size_t)T * (size_t)B * (size_t)H, one = (size_t)B * (size_t)H, weights = (size_t)(GATES * H) * (size_t)H;
    *layer = (Layer){.x = numbers(all), .first = numbers(one), .states = numbers(all), .last = numbers(one),
                     .dx = numbers(all), .dfirst = numbers(one), .dstates = numbers(all), .dlast = numbers(one),
                     .W = numbers(weights), .U = numbers(weights), .b = numbers((size_t)(BIASES * H)),
                     .dW = numbers(weights), .dU = numbers(weights), .db = numbers((size_t)(BIASES * H))};
    dnnl_rnn_desc_t forward, back;
    dnnl_primitive_desc_t way, way_back;
    CHECK(dnnl_lbr_gru_forward_desc_init(&forward, dnnl_forward_training, dnnl_unidirectional_left2right, &x, &h, &free_w,
                                         &free_w, &b, &x, &h, 0));
    CHECK(dnnl_primitive_desc_create(&way, &forward, NULL, engine, NULL));
    CHECK(dnnl_lbr_gru_backward_desc_init(&back, dnnl_backward, dnnl_unidirectional_left2right, &x, &h, &free_w, &free_w, &b,
                                          &x, &h, &x, &h, &free_w, &free_w, &b, &x, &h, 0));
    CHECK(dnnl_primitive_desc_create(&way_back, &back, NULL, engine, way));
    dnnl_memory_t workspace = over(asked(way, DNNL_ARG_WORKSPACE), NULL);
    for (int i = 0; i < 2; i++) {
        const_dnnl_primitive_desc_t described = i == 0 ? way : way_back;
        Primitive p = {0};
        CHECK(dnnl_primitive_create(&p.primitive, described));
        give(&p, DNNL_ARG_SRC_LAYER, over(&x, layer->x));
        give(&p, DNNL_ARG_SRC_ITER, over(&h, layer->first));
        give(&p, DNNL_ARG_WEIGHTS_LAYER, laid_out(layer, described, DNNL_ARG_WEIGHTS_LAYER, &w, layer->W));
        give(&p, DNNL_ARG_WEIGHTS_ITER, laid_out(layer, described, DNNL_ARG_WEIGHTS_ITER, &w, layer->U));
        give(&p, DNNL_ARG_BIAS, over(&b, layer->b));
        give(&p, DNNL_ARG_DST_LAYER, over(&x, layer->states));
        give(&p, DNNL_ARG_DST_ITER, over(&h, layer->last));
        give(&p, DNNL_ARG_WORKSPACE, workspace);
        if (i == 0) {
            layer->steps[layer->count++] = p;
            layer->backward = layer->count;
            continue;
        }
        const dnnl_memory_desc_t *of_dW = asked(way_back, DNNL_ARG_DIFF_WEIGHTS_LAYER),
                                 *of_dU = asked(way_back, DNNL_ARG_DIFF_WEIGHTS_ITER);
        dnnl_memory_t dW = over(of_dW, NULL), dU = over(of_dU, NULL);
        give(&p, DNNL_ARG_DIFF_SRC_LAYER, over(&x, layer->dx));
        give(&p, DNNL_ARG_DIFF_SRC_ITER, over(&h, layer->dfirst));
        give(&p, DNNL_ARG_DIFF_WEIGHTS_LAYER, dW);
        give(&p, DNNL_ARG_DIFF_WEIGHTS_ITER, dU);
        give(&p, DNNL_ARG_DIFF_BIAS, over(&b, layer->db));
        give(&p, DNNL_ARG_DIFF_DST_LAYER, over(&x, layer->dstates));
        give(&p, DNNL_ARG_DIFF_DST_ITER, over(&h, layer->dlast));
        layer->steps[layer->count++] = p;
        layer->steps[layer->count++] = reorder(of_dW, dW, &w, over(&w, layer->dW));
        layer->steps[layer->count++] = reorder(of_dU, dU, &w, over(&w, layer->dU));
    }
}

static void run_steps(const Layer *layer, int from, int to)
{
    for (int i = from; i < to; i++)
        run(&layer->steps[i]);
    CHECK(dnnl_stream_wait(stream));
}

/* ---- plain loops ---- */

/* e^x for x <= 0 in a loop that the compiler makes vector code of: 2^n times a polynomial. */
static inline float exponential(float x)
{
    float n = x * 1.44269504F, whole = floorf(n < -126 ? -126 : n), rest = (n < -126 ? 0 : n) - whole;
    float part = 1 + rest * (0.693147F + rest * (0.240227F + rest * (0.0555041F + rest * (0.00961813F + rest * 0.00133336F))));
    union { int bits; float number; } power = {((int)whole + 127) << 23};
    return part * power.number;
}

/* logits [rows,V] become their gradients; -> the sum of the losses. */
static double cross_entropy(float *logits, const float *bias, const int *targets, int rows, int V)
{
    double loss = 0;
    for (int i = 0; i < rows; i++) {
        float *row = logits + (size_t)i * (size_t)V, most = -1e30F, sum = 0;
        for (int v = 0; v < V; v++)
            row[v] += bias[v];
        for (int v = 0; v < V; v++)
            most = row[v] > most ? row[v] : most;
        float target = row[targets[i]];
        for (int v = 0; v < V; v++) {
            row[v] = exponential(row[v] - most);
            sum += row[v];
        }
        float scale = 1 / (sum * (float)rows);
        for (int v = 0; v < V; v++)
            row[v] *= scale;
        row[targets[i]] -= 1 / (float)rows;
        loss += log(sum) + most - target;
    }
    return loss;
}

typedef struct Learned {
    float *value, *gradient, *first, *second;
    size_t count;
} Learned;

static double squares(const Learned *p)
{
    float sum[16] = {0};
    double all = 0;
    size_t whole = p->count / 16 * 16;
    for (size_t i = 0; i < whole; i += 16)
        for (size_t k = 0; k < 16; k++)
            sum[k] += p->gradient[i + k] * p->gradient[i + k];
    for (size_t k = 0; k < 16; k++)
        all += (double)sum[k];
    return all;
}

static void adam(Learned *p, float scale)
{
    float *restrict value = p->value, *restrict gradient = p->gradient, *restrict first = p->first, *restrict second = p->second;
    for (size_t i = 0; i < p->count; i++) {
        float g = gradient[i] * scale;
        first[i] = 0.9F * first[i] + 0.1F * g;
        second[i] = 0.999F * second[i] + 0.001F * g * g;
        value[i] -= 1e-3F * first[i] / (sqrtf(second[i]) + 1e-8F);
    }
}

static void look_up(float *out, const float *table, const int *ids, int count, int E)
{
    for (int i = 0; i < count; i++)
        memcpy(out + (size_t)i * (size_t)E, table + (size_t)ids[i] * (size_t)E, (size_t)E * sizeof *out);
}

static void add_rows(float *table, const float *gradient, const int *ids, int count, int E)
{
    for (int i = 0; i < count; i++)
        for (int e = 0; e < E; e++)
            table[(size_t)ids[i] * (size_t)E + (size_t)e] += gradient[(size_t)i * (size_t)E + (size_t)e];
}

static void add_columns(float *sums, const float *rows, int count, int columns)
{
    memset(sums, 0, (size_t)columns * sizeof *sums);
    for (int i = 0; i < count; i++)
        for (int k = 0; k < columns; k++)
            sums[k] += rows[(size_t)i * (size_t)columns + (size_t)k];
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum { WINDOWS = 7 };

int main(int count, char **arguments)
{
    if (count < 5) {
        fprintf(stderr, "usage: onednn_step H V B T [SECONDS]\n");
        return 2;
    }
    int H = atoi(arguments[1]), V = atoi(arguments[2]), B = atoi(arguments[3]), T = atoi(arguments[4]), rows = T * B;
    double seconds = count > 5 ? atof(arguments[5]) : 3;
    CHECK(dnnl_engine_create(&engine, dnnl_cpu, 0));
    CHECK(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags));
    Layer encoder, decoder;
    open_layer(&encoder, T, B, H);
    open_layer(&decoder, T, B, H);
    size_t table = (size_t)V * (size_t)H, state = (size_t)B * (size_t)H * sizeof(float);
    float *source = numbers(table), *target = numbers(table), *output = numbers(table), *bias = numbers((size_t)V);
    float *dsource = numbers(table), *dtarget = numbers(table), *doutput = numbers(table), *dbias = numbers((size_t)V);
    float *logits = numbers((size_t)rows * (size_t)V);
    int *in = malloc((size_t)rows * sizeof *in), *out = malloc((size_t)rows * sizeof *out);
    for (int i = 0; i < rows; i++) {
        in[i] = rand() % V;
        out[i] = rand() % V;
    }
    Primitive predict = product(decoder.states, dnnl_ab, output, dnnl_ab, logits, rows, H, V),
              to_states = product(logits, dnnl_ab, output, dnnl_ba, decoder.dstates, rows, V, H),
              to_output = product(decoder.states, dnnl_ba, logits, dnnl_ab, doutput, H, rows, V);
    size_t weights = (size_t)(GATES * H) * (size_t)H, biases = (size_t)(BIASES * H);
    Learned learned[] = {{source, dsource, 0, 0, table}, {target, dtarget, 0, 0, table}, {output, doutput, 0, 0, table},
                         {bias, dbias, 0, 0, (size_t)V},
                         {encoder.W, encoder.dW, 0, 0, weights}, {encoder.U, encoder.dU, 0, 0, weights},
                         {encoder.b, encoder.db, 0, 0, biases}, {decoder.W, decoder.dW, 0, 0, weights},
                         {decoder.U, decoder.dU, 0, 0, weights}, {decoder.b, decoder.db, 0, 0, biases}};
    size_t parameters = sizeof learned / sizeof *learned;
    for (size_t i = 0; i < parameters; i++) {
        learned[i].first = calloc(learned[i].count, sizeof(float));
        learned[i].second = calloc(learned[i].count, sizeof(float));
    }
    memset(encoder.first, 0, state);
    memset(encoder.dstates, 0, (size_t)T * state);
    memset(decoder.dlast, 0, state);
    double windows[WINDOWS] = {0}, begun = now(), loss = 0;
    for (int window = -1, steps = 0; window < WINDOWS;) { /* the first step is not counted */
        look_up(encoder.x, source, in, rows, H);
        run_steps(&encoder, 0, encoder.backward);
        memcpy(decoder.first, encoder.last, state);
        look_up(decoder.x, target, in, rows, H);
        run_steps(&decoder, 0, decoder.backward);
        run(&predict);
        CHECK(dnnl_stream_wait(stream));
        loss = cross_entropy(logits, bias, out, rows, V) / rows;
        add_columns(dbias, logits, rows, V);
        run(&to_states);
        run(&to_output);
        run_steps(&decoder, decoder.backward, decoder.count);
        memcpy(encoder.dlast, decoder.dfirst, state);
        run_steps(&encoder, encoder.backward, encoder.count);
        memset(dsource, 0, table * sizeof(float));
        memset(dtarget, 0, table * sizeof(float));
        add_rows(dsource, encoder.dx, in, rows, H);
        add_rows(dtarget, decoder.dx, in, rows, H);
        double norm = 0;
        for (size_t i = 0; i < parameters; i++)
            norm += squares(&learned[i]);
        norm = sqrt(norm);
        for (size_t i = 0; i < parameters; i++)
            adam(&learned[i], norm > 1 ? (float)(1 / norm) : 1);
        steps++;
        double passed = now() - begun;
        if (window >= 0 && passed < seconds / WINDOWS)
            continue;
        if (window >= 0)
            windows[window] = passed / steps;
        window++;
        steps = 0;
        begun = now();
    }
    qsort(windows, WINDOWS, sizeof *windows, by_size);
    printf("{\"step_ms\": %.4f, \"loss\": %.3f}\n", 1e3 * windows[WINDOWS / 2], loss);
    return 0;
}
