/* schedule.c: the curves along which the learning rate rises and falls. */
#include "engine/schedule.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

const char *decay_name(int decay)
{
    static const char *const names[] = {"cosine", "linear", "inverse_sqrt", "none"};
    return decay >= 0 && decay <= DECAY_NONE ? names[decay] : NULL;
}

static double inverse_sqrt_share(const Schedule *schedule, long since)
{
    double length = schedule->warmup > 0 ? (double)schedule->warmup : SCHEDULE_WARMUP;
    return fmax(schedule->min_lr, sqrt(length / (length + (double)since)));
}

double schedule_share(const Schedule *schedule, long step, double done)
{
    const double pi = 3.14159265358979323846;
    double p = done < 0 ? 0 : done > 1 ? 1 : done, floor = schedule->min_lr;
    if (step < schedule->warmup)
        return (double)(step + 1) / (double)schedule->warmup;
    switch (schedule->decay) {
    case DECAY_COSINE: return floor + (1 - floor) * 0.5 * (1 + cos(pi * p));
    case DECAY_LINEAR: return floor + (1 - floor) * (1 - p);
    case DECAY_INVERSE_SQRT: return inverse_sqrt_share(schedule, step - schedule->warmup);
    case DECAY_NONE: break;
    }
    return 1;
}
