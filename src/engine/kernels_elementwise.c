/* kernels_elementwise.c: one number at a time, or one row at a time. */
#include <string.h>

#include "engine/kernels.h"
#include "engine/vector_math.h"

VECTOR_CLONES void add_forward(real *out,     /* [rows,columns] */
                               const real *a, /* [rows,columns] */
                               const real *b, /* [columns] */
                               int rows, int columns)
{
    for (int i = 0; i < rows; i++) {
        const real *a_row = a + row_at(i, columns);
        real *out_row = out + row_at(i, columns);
        VECTOR_LOOP
        for (int j = 0; j < columns; j++)
            out_row[j] = a_row[j] + b[j];
    }
}

/* sign is 1 for a + b and -1 for a - b. b was used in every row, so its gradient is the sum over the rows. a and b
 * may be one tensor: each gets its share in a loop of its own. */
void add_backward(real *da,         /* [rows,columns] */
                  real *db,         /* [columns] */
                  const real *dout, /* [rows,columns] */
                  real sign, int rows, int columns)
{
    if (da != NULL)
        vector_add(da, dout, row_at(rows, columns));
    for (int i = 0; db != NULL && i < rows; i++)
        vector_add_scaled(db, dout + row_at(i, columns), sign, (size_t)columns);
}

VECTOR_CLONES void subtract_forward(real *out,     /* [rows,columns] */
                                    const real *a, /* [rows,columns] */
                                    const real *b, /* [columns] */
                                    int rows, int columns)
{
    for (int i = 0; i < rows; i++) {
        const real *a_row = a + row_at(i, columns);
        real *out_row = out + row_at(i, columns);
        VECTOR_LOOP
        for (int j = 0; j < columns; j++)
            out_row[j] = a_row[j] - b[j];
    }
}

VECTOR_CLONES void multiply_forward(real *out,     /* [rows,columns] */
                                    const real *a, /* [rows,columns] */
                                    const real *b, /* [columns] */
                                    int rows, int columns)
{
    for (int i = 0; i < rows; i++) {
        const real *a_row = a + row_at(i, columns);
        real *out_row = out + row_at(i, columns);
        VECTOR_LOOP
        for (int j = 0; j < columns; j++)
            out_row[j] = a_row[j] * b[j];
    }
}

/* sum += x * y, element by element */
VECTOR_CLONES static void add_products(real *sum, const real *x, const real *y, int count)
{
    VECTOR_LOOP
    for (int j = 0; j < count; j++)
        sum[j] += x[j] * y[j];
}

void multiply_backward(real *da,         /* [rows,columns] */
                       real *db,         /* [columns] */
                       const real *dout, /* [rows,columns] */
                       const real *a,    /* [rows,columns] */
                       const real *b,    /* [columns] */
                       int rows, int columns)
{
    for (int i = 0; i < rows; i++) {
        if (da != NULL)
            add_products(da + row_at(i, columns), dout + row_at(i, columns), b, columns);
        if (db != NULL)
            add_products(db, dout + row_at(i, columns), a + row_at(i, columns), columns);
    }
}

VECTOR_CLONES void affine_forward(real *out,     /* [count] */
                                  const real *a, /* [count] */
                                  real factor, real offset, int count)
{
    VECTOR_LOOP
    for (int i = 0; i < count; i++)
        out[i] = factor * a[i] + offset;
}

void affine_backward(real *da,         /* [count] */
                     const real *dout, /* [count] */
                     real factor, int count)
{
    vector_add_scaled(da, dout, factor, (size_t)count);
}

void tanh_forward(real *out, const real *a, int count) { vector_tanh(out, a, (size_t)count); }

/* The slope of tanh is 1 - tanh^2: the output is all that has to be kept. */
VECTOR_CLONES void tanh_backward(real *da,         /* [count] */
                                 const real *dout, /* [count] */
                                 const real *out,  /* [count] */
                                 int count)
{
    VECTOR_LOOP
    for (int i = 0; i < count; i++)
        da[i] += dout[i] * (1 - out[i] * out[i]);
}

void sigmoid_forward(real *out, const real *a, int count) { vector_sigmoid(out, a, (size_t)count); }

VECTOR_CLONES void sigmoid_backward(real *da,         /* [count] */
                                    const real *dout, /* [count] */
                                    const real *out,  /* [count] */
                                    int count)
{
    VECTOR_LOOP
    for (int i = 0; i < count; i++)
        da[i] += dout[i] * out[i] * (1 - out[i]);
}

/* Written so that NaN stays NaN: a < 0 is false for it. */
VECTOR_CLONES void relu_forward(real *out, const real *a, int count)
{
    VECTOR_LOOP
    for (int i = 0; i < count; i++)
        out[i] = a[i] < 0 ? 0 : a[i];
}

VECTOR_CLONES void relu_backward(real *da,         /* [count] */
                                 const real *dout, /* [count] */
                                 const real *out,  /* [count] */
                                 int count)
{
    VECTOR_LOOP
    for (int i = 0; i < count; i++)
        da[i] += out[i] > 0 ? dout[i] : 0;
}

/* ---- over rows ---- */

void softmax_forward(real *out,     /* [rows,columns] */
                     const real *a, /* [rows,columns] */
                     int rows, int columns)
{
    for (int i = 0; i < rows; i++)
        vector_softmax(out + row_at(i, columns), a + row_at(i, columns), (size_t)columns);
}

VECTOR_CLONES static void softmax_row_backward(real *da, const real *dout, const real *out, real mean,
                                               int columns)
{
    VECTOR_LOOP
    for (int j = 0; j < columns; j++)
        da[j] += out[j] * (dout[j] - mean);
}

/* Raising one score lowers all other probabilities: its gradient is the difference from the mean of all gradients,
 * weighted by the probabilities. */
void softmax_backward(real *da,         /* [rows,columns] */
                      const real *dout, /* [rows,columns] */
                      const real *out,  /* [rows,columns] */
                      int rows, int columns)
{
    for (int i = 0; i < rows; i++) {
        size_t row = row_at(i, columns);
        real mean = vector_dot(dout + row, out + row, (size_t)columns);
        softmax_row_backward(da + row, dout + row, out + row, mean, columns);
    }
}

void sum_forward(real *out,     /* [1] */
                 const real *a, /* [count] */
                 int count)
{
    out[0] = (real)vector_sum(a, (size_t)count);
}

VECTOR_CLONES void sum_backward(real *da,         /* [count] */
                                const real *dout, /* [1] */
                                int count)
{
    real gradient = dout[0];
    VECTOR_LOOP
    for (int i = 0; i < count; i++)
        da[i] += gradient;
}

void bias_forward(real *out,        /* [rows,columns] */
                  const real *bias, /* [columns] */
                  int rows, int columns)
{
    for (int i = 0; i < rows; i++)
        memcpy(out + row_at(i, columns), bias, (size_t)columns * sizeof(real));
}

void bias_backward(real *dbias,      /* [columns] */
                   const real *dout, /* [rows,columns] */
                   int rows, int columns)
{
    for (int i = 0; i < rows; i++)
        vector_add(dbias, dout + row_at(i, columns), (size_t)columns);
}

void columns_forward(real *out,     /* [rows,count] */
                     const real *a, /* [rows,columns] */
                     int from, int count, int rows, int columns)
{
    for (int i = 0; i < rows; i++)
        memcpy(out + row_at(i, count), a + row_at(i, columns) + from, (size_t)count * sizeof(real));
}

void columns_backward(real *da,         /* [rows,columns] */
                      const real *dout, /* [rows,count] */
                      int from, int count, int rows, int columns)
{
    for (int i = 0; i < rows; i++)
        vector_add(da + row_at(i, columns) + from, dout + row_at(i, count), (size_t)count);
}
