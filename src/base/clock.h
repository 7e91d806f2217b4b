/* clock.h: time that only goes forward. */
#ifndef SEQLAB_BASE_CLOCK_H
#define SEQLAB_BASE_CLOCK_H

/* Seconds since some moment in the past: for differences. Safe in a signal handler. */
double clock_seconds(void);

#endif
