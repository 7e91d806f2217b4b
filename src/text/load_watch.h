/* load_watch.h: progress of reading pairs and learning subwords, and a way to stop it. */
#ifndef SEQLAB_TEXT_LOAD_WATCH_H
#define SEQLAB_TEXT_LOAD_WATCH_H

#include <stdbool.h>

/* goes_on is asked again and again, on the thread that loads; false ends the work. All zero: nobody watches. */
typedef struct LoadWatch {
    bool (*goes_on)(void *argument, int step, int most);
    void *argument;
    double from, share; /* where this part of the work begins, and how much of the whole it is; share 0: all of it */
} LoadWatch;

/* A part of the work that `watch` watches. */
static inline LoadWatch load_part(LoadWatch watch, double from, double share)
{
    double whole = watch.share > 0 ? watch.share : 1;
    return (LoadWatch){watch.goes_on, watch.argument, watch.from + whole * from, whole * share};
}

static inline bool load_goes_on(const LoadWatch *watch, long done, long all)
{
    enum { STEPS = 1000 };
    double whole = watch->share > 0 ? watch->share : 1, part = all > 0 ? (double)done / (double)all : 0;
    return watch->goes_on == NULL || watch->goes_on(watch->argument, (int)(STEPS * (watch->from + whole * part)), STEPS);
}

#endif
