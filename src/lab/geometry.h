/* geometry.h: how vectors lie to each other: their distances, and their picture in two dimensions. */
#ifndef SEQLAB_LAB_GEOMETRY_H
#define SEQLAB_LAB_GEOMETRY_H

/* Euclidean distances of `count` vectors [count, size], into [count, count]. */
void vector_distances(const float *vectors, int count, int size, double *distances);

/* Their two principal components, into [count, 2]: the plane in which they are spread most. Signs are such that the
 * largest coordinate of each axis is positive. Returns the share of their variance that it shows, 0 to 1; 0 if all are
 * equal. */
double vector_plane(const float *vectors, int count, int size, double *places);

#endif
