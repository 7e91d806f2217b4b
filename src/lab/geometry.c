/* geometry.c: distances of vectors, and their principal components.
 *
 * There are few vectors, at most as many as a sentence has tokens, and each is long. So the components are found among
 * the products of the vectors with each other (the Gram matrix, [count, count]), whose eigenvectors, times the root of
 * their eigenvalues, are the coordinates. Power iteration finds the largest; what it shows is taken out, and the next
 * is found. */
#include "lab/geometry.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"

void vector_distances(const float *vectors, int count, int size, double *distances)
{
    for (size_t i = 0; i < (size_t)count * (size_t)count; i++) {
        const float *a = vectors + i / (size_t)count * (size_t)size, *b = vectors + i % (size_t)count * (size_t)size;
        double sum = 0;
        for (int k = 0; k < size; k++)
            sum += ((double)a[k] - (double)b[k]) * ((double)a[k] - (double)b[k]);
        distances[i] = sqrt(sum);
    }
}

/* The products of the vectors less their mean. By the distances, which need no copy of the vectors:
 * 2 <a, b> = row mean of a + row mean of b - mean of all - d(a, b)^2, all of squares. */
static double *gram_matrix(const float *vectors, int count, int size)
{
    size_t n = (size_t)count;
    double *gram = memory_new(n * n + 1, sizeof *gram), *means = memory_new(n + 1, sizeof *means), all = 0;
    vector_distances(vectors, count, size, gram);
    for (size_t i = 0; i < n * n; i++) {
        gram[i] *= gram[i];
        means[i / n] += gram[i] / count;
    }
    for (size_t i = 0; i < n; i++)
        all += means[i] / count;
    for (size_t i = 0; i < n * n; i++)
        gram[i] = (means[i / n] + means[i % n] - all - gram[i]) / 2;
    free(means);
    return gram;
}

/* The largest eigenvalue and its vector, of length 1. */
static double power_iteration(const double *gram, int count, double *vector)
{
    enum { ROUNDS = 500 };
    double value = 0, *next = memory_new((size_t)count + 1, sizeof *next);
    for (int i = 0; i < count; i++)
        vector[i] = 1 + 0.37 * i - 0.11 * i * i / count; /* along no axis of anything */
    for (int round = 0; round < ROUNDS; round++) {
        double length = 0, change = 0;
        for (int i = 0; i < count; i++) {
            next[i] = 0;
            for (int k = 0; k < count; k++)
                next[i] += gram[(size_t)i * (size_t)count + (size_t)k] * vector[k];
            length += next[i] * next[i];
        }
        length = sqrt(length);
        for (int i = 0; i < count; i++) {
            double now = length > 0 ? next[i] / length : 0;
            change = fmax(change, fabs(now - vector[i]));
            vector[i] = now;
        }
        value = length;
        if (change < 1e-12)
            break;
    }
    free(next);
    return value;
}

double vector_plane(const float *vectors, int count, int size, double *places)
{
    double *gram = gram_matrix(vectors, count, size), *vector = memory_new((size_t)count + 1, sizeof *vector);
    double whole = 0, shown = 0;
    for (int i = 0; i < count; i++)
        whole += gram[(size_t)i * (size_t)count + (size_t)i];
    for (int axis = 0; axis < 2; axis++) {
        double value = power_iteration(gram, count, vector), largest = 0;
        for (int i = 0; i < count; i++)
            largest = fabs(vector[i]) > fabs(largest) + 1e-9 ? vector[i] : largest;
        bool there = whole > 0 && value > whole * 1e-12;
        for (int i = 0; i < count; i++)
            places[2 * i + axis] = there ? (largest < 0 ? -1 : 1) * sqrt(value) * vector[i] : 0;
        shown += there ? value : 0;
        for (int i = 0; i < count; i++) /* the next round finds the next largest */
            for (int k = 0; k < count; k++)
                gram[(size_t)i * (size_t)count + (size_t)k] -= value * vector[i] * vector[k];
    }
    free(gram);
    free(vector);
    return whole > 0 ? fmin(shown / whole, 1) : 0;
}
