/* schedule.c: the curves along which the learning rate rises and falls. */
#include "engine/schedule.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const char *const names[] = {"cosine", "linear", "root", "none"};

const char *decay_name(DecayKind decay) { return names[decay]; }

bool decay_named(const char *name, DecayKind *decay)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) {
            *decay = (DecayKind)i;
            return true;
        }
    return false;
}

static double root_share(const Schedule *schedule, long since)
{
    double length = schedule->warmup > 0 ? (double)schedule->warmup : SCHEDULE_ROOT;
    return fmax(schedule->floor, sqrt(length / (length + (double)since)));
}

double schedule_share(const Schedule *schedule, long step, double done)
{
    const double pi = 3.14159265358979323846;
    double p = done < 0 ? 0 : done > 1 ? 1 : done, floor = schedule->floor;
    if (step < schedule->warmup)
        return (double)(step + 1) / (double)schedule->warmup;
    switch (schedule->decay) {
    case DECAY_COSINE: return floor + (1 - floor) * 0.5 * (1 + cos(pi * p));
    case DECAY_LINEAR: return floor + (1 - floor) * (1 - p);
    case DECAY_ROOT: return root_share(schedule, step - schedule->warmup);
    case DECAY_NONE: break;
    }
    return 1;
}
