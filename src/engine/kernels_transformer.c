/* kernels_transformer.c: normalised rows, a smooth curve, and positions added to tokens.
 *
 * Sums run in a fixed number of lanes, as in vector_math.c, so that they give the same bits with every instruction set. */
#include "engine/kernels.h"

#include <math.h>

#include "engine/vector_math.h"
#include "engine/vector_scalar.h"

enum { LANES = 16 };

/* ---- layer normalisation ---- */

static const real least_variance = (real)1e-5; /* if all numbers of a row are equal */

VECTOR_INLINE real fold(real *lanes)
{
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++)
            lanes[i] += lanes[i + width];
    return lanes[0];
}

VECTOR_INLINE real mean_of(const real *x, int H)
{
    real lanes[LANES] = {0};
    int whole = H - H % LANES;
    for (int i = 0; i < whole; i += LANES)
        for (int j = 0; j < LANES; j++)
            lanes[j] += x[i + j];
    for (int i = whole; i < H; i++)
        lanes[i - whole] += x[i];
    return fold(lanes) / (real)H;
}

VECTOR_INLINE real variance_of(const real *x, real mean, int H)
{
    real lanes[LANES] = {0};
    int whole = H - H % LANES;
    for (int i = 0; i < whole; i += LANES)
        for (int j = 0; j < LANES; j++)
            lanes[j] += (x[i + j] - mean) * (x[i + j] - mean);
    for (int i = whole; i < H; i++)
        lanes[i - whole] += (x[i] - mean) * (x[i] - mean);
    return fold(lanes) / (real)H;
}

VECTOR_CLONES void layer_norm_forward(real *out,        /* [rows,H] */
                                      real *mean,       /* [rows] */
                                      real *inverse,    /* [rows] */
                                      const real *x,    /* [rows,H] */
                                      const real *gain, /* [H] */
                                      const real *bias, /* [H] */
                                      int rows, int H)
{
    for (int i = 0; i < rows; i++) {
        const real *row = x + row_at(i, H);
        real *out_row = out + row_at(i, H);
        real m = mean_of(row, H), scale = 1 / (real)sqrt(variance_of(row, m, H) + least_variance);
        VECTOR_LOOP
        for (int j = 0; j < H; j++)
            out_row[j] = (row[j] - m) * scale * gain[j] + bias[j];
        mean[i] = m;
        inverse[i] = scale;
    }
}

/* The two sums that a row's gradient needs, sum of dn and sum of dn * n, where n is the normalised row and dn its
 * gradient; the gradients of gain and bias on the way. Columns from .. from + count - 1, count <= LANES. */
VECTOR_INLINE void gather(real *sums, real *products, real *dgain, real *dbias, const real *dout, const real *row,
                          const real *gain, real mean, real scale, int from, int count)
{
    VECTOR_LOOP
    for (int j = 0; j < count; j++) {
        real n = (row[from + j] - mean) * scale, dy = dout[from + j], dn = dy * gain[from + j];
        dgain[from + j] += dy * n;
        dbias[from + j] += dy;
        sums[j] += dn;
        products[j] += dn * n;
    }
}

/* Neither the mean nor the size of a normalised row can change, so those parts of dn are removed,
 * dx = (dn - mean(dn) - n * mean(dn * n)) / sqrt(variance). The three gradients may share memory, if one
 * tensor was given twice. */
VECTOR_CLONES void layer_norm_backward(real *dx,            /* [rows,H] */
                                       real *dgain,         /* [H] */
                                       real *dbias,         /* [H] */
                                       const real *dout,    /* [rows,H] */
                                       const real *mean,    /* [rows] */
                                       const real *inverse, /* [rows] */
                                       const real *x,       /* [rows,H] */
                                       const real *gain,    /* [H] */
                                       int rows, int H)
{
    int whole = H - H % LANES;
    for (int i = 0; i < rows; i++) {
        const real *row = x + row_at(i, H), *dy = dout + row_at(i, H);
        real *dx_row = dx + row_at(i, H);
        real sums[LANES] = {0}, products[LANES] = {0}, m = mean[i], scale = inverse[i];
        for (int from = 0; from < whole; from += LANES)
            gather(sums, products, dgain, dbias, dy, row, gain, m, scale, from, LANES);
        gather(sums, products, dgain, dbias, dy, row, gain, m, scale, whole, H - whole);
        real sum = fold(sums) / (real)H, product = fold(products) / (real)H;
        VECTOR_LOOP
        for (int j = 0; j < H; j++)
            dx_row[j] += (dy[j] * gain[j] - sum - (row[j] - m) * scale * product) * scale;
    }
}

/* ---- GELU ---- */

/* Hendrycks and Gimpel (2016): a times the probability that a normal number is below it, with the tanh that they give
 * for that probability, as GPT and BERT have it. */
static const real curve_slope = (real)0.7978845608028654; /* sqrt(2 / pi) */
static const real curve_cubic = (real)0.044715;

VECTOR_CLONES void gelu_forward(real *out,     /* [count] */
                                const real *a, /* [count] */
                                int count)
{
    VECTOR_LOOP
    for (int i = 0; i < count; i++)
        out[i] = (real)0.5 * a[i] * (1 + scalar_tanh(curve_slope * (a[i] + curve_cubic * a[i] * a[i] * a[i])));
}

VECTOR_CLONES void gelu_backward(real *da,         /* [count] */
                                 const real *dout, /* [count] */
                                 const real *a,    /* [count] */
                                 int count)
{
    VECTOR_LOOP
    for (int i = 0; i < count; i++) {
        real square = a[i] * a[i], t = scalar_tanh(curve_slope * (a[i] + curve_cubic * square * a[i]));
        real slope = curve_slope * (1 + 3 * curve_cubic * square) * (1 - t * t);
        da[i] += dout[i] * (real)0.5 * (1 + t + a[i] * slope);
    }
}

/* ---- positions ---- */

/* The row of table [P,E] for row (t,b). */
static size_t position_at(const int *from, int row, int B, int P, int E)
{
    int position = (from != NULL ? from[row % B] : 0) + row / B;
    return row_at(position < P ? position : P - 1, E);
}

VECTOR_CLONES void positions_forward(real *out,         /* [T,B,E] */
                                     const real *x,     /* [T,B,E] */
                                     const real *table, /* [P,E] */
                                     const int *from,   /* [B] */
                                     int T, int B, int P, int E)
{
    for (int row = 0; row < T * B; row++) {
        const real *position = table + position_at(from, row, B, P, E);
        VECTOR_LOOP
        for (int j = 0; j < E; j++)
            out[row_at(row, E) + (size_t)j] = x[row_at(row, E) + (size_t)j] + position[j];
    }
}

void positions_backward(real *dx,         /* [T,B,E] */
                        real *dtable,     /* [P,E] */
                        const real *dout, /* [T,B,E] */
                        const int *from,  /* [B] */
                        int T, int B, int P, int E)
{
    if (dx != NULL)
        vector_add(dx, dout, row_at(T * B, E));
    for (int row = 0; dtable != NULL && row < T * B; row++)
        vector_add(dtable + position_at(from, row, B, P, E), dout + row_at(row, E), (size_t)E);
}
