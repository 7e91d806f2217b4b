/* test_lab_geometry.c: distances of vectors, and the plane in which they are spread most. */
#include <stdbool.h>

#include "lab/geometry.h"
#include "test.h"

static bool near(double a, double b, double tolerance) { return fabs(a - b) <= tolerance; }

TEST(distances_are_euclidean)
{
    static const float vectors[] = {0, 0, 3, 4, 3, 0};
    double distances[9];
    vector_distances(vectors, 3, 2, distances);
    assert_true(near(distances[1], 5, 1e-12) && near(distances[2], 3, 1e-12) && near(distances[5], 4, 1e-12));
    for (int i = 0; i < 3; i++) {
        assert_true(distances[i * 3 + i] == 0);
        for (int k = 0; k < 3; k++)
            assert_true(distances[i * 3 + k] == distances[k * 3 + i]);
    }
}

TEST(vectors_of_a_plane_are_shown_whole)
{
    enum { COUNT = 9, SIZE = 40 };
    static float vectors[COUNT * SIZE];
    Random random = seeded(3);
    float a[SIZE], b[SIZE];
    for (int i = 0; i < SIZE; i++) {
        a[i] = (float)random_normal(&random);
        b[i] = (float)random_normal(&random);
    }
    for (int v = 0; v < COUNT; v++)
        for (int i = 0; i < SIZE; i++)
            vectors[v * SIZE + i] = 5 + (float)(v * v % 7) * a[i] + (float)(v % 3) * b[i];
    double distances[COUNT * COUNT], places[COUNT * 2];
    vector_distances(vectors, COUNT, SIZE, distances);
    assert_true(near(vector_plane(vectors, COUNT, SIZE, places), 1, 1e-6));
    for (int v = 0; v < COUNT; v++)
        for (int w = 0; w < COUNT; w++) { /* a plane keeps their distances */
            double apart = hypot(places[2 * v] - places[2 * w], places[2 * v + 1] - places[2 * w + 1]);
            assert_true(near(apart, distances[v * COUNT + w], 1e-3));
        }
}

TEST(the_first_axis_is_the_longest)
{
    static const float vectors[] = {-4, 0, 0, 4, 0, 0, 0, 2, 0, 0, -2, 0, 0, 0, 1, 0, 0, -1};
    double places[12], first = 0, second = 0;
    double explained = vector_plane(vectors, 6, 3, places);
    for (int i = 0; i < 6; i++) {
        first += places[2 * i] * places[2 * i];
        second += places[2 * i + 1] * places[2 * i + 1];
    }
    assert_true(near(first, 32, 1e-6) && near(second, 8, 1e-6));
    assert_true(near(explained, 40.0 / 42, 1e-9));
    assert_true(places[0] > 0 && places[2] < 0); /* the first of the largest is positive */
}

TEST(equal_vectors_have_no_plane)
{
    static const float vectors[] = {1, 2, 1, 2, 1, 2};
    double places[6];
    assert_true(vector_plane(vectors, 3, 2, places) == 0);
    for (int i = 0; i < 6; i++)
        assert_true(places[i] == 0);
    assert_true(vector_plane(vectors, 1, 2, places) == 0);
}
