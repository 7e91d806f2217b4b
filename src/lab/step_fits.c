/* step_fits.c: whether a step can be taken at all on this machine, asked before it begins: memory that there is not ends the
 * program. */
#include <unistd.h>

#include "base/language.h"
#include "engine/tensor.h"
#include "lab/lab_parts.h"
#include "model/training_size.h"

static const double gib = 1024.0 * 1024 * 1024;

/* Of the machine; 0 where it does not say. */
static double memory_there(void)
{
#ifdef _SC_PHYS_PAGES
    double pages = (double)sysconf(_SC_PHYS_PAGES), bytes = (double)sysconf(_SC_PAGESIZE);
    return pages > 0 && bytes > 0 ? pages * bytes : 0;
#else
    return 0;
#endif
}

bool lab_step_fits(const ModelConfiguration *configuration, int B, int S, int T, bool logits, Error *error)
{
    StepSize size = training_size(configuration, B, S, T, logits);
    double there = memory_there(), needed = size.all * sizeof(real);
    if (size.largest > TENSOR_MOST)
        return error_set(error, ERROR_USAGE,
                         TEXT("batch=%d: with hidden=%d and sentences of up to %d tokens one tensor would take %.1f GiB, and %.0f "
                              "are the most. A smaller batch= or hidden= needs less",
                              "batch=%d: hidden=%d이고 문장이 토큰 %d개까지면 텐서 하나가 %.1f GiB가 되는데 %.0f GiB까지만 쓸 수 있습니다. "
                              "batch=나 hidden=을 줄이십시오"),
                         B, configuration->hidden, S > T ? S : T, size.largest * sizeof(real) / gib,
                         TENSOR_MOST * sizeof(real) / gib);
    if (there > 0 && needed > there)
        return error_set(error, ERROR_USAGE,
                         TEXT("batch=%d: with hidden=%d and sentences of up to %d tokens a step needs at least %.1f GiB of memory, "
                              "and this machine has %.1f. A smaller batch= or hidden= needs less",
                              "batch=%d: hidden=%d이고 문장이 토큰 %d개까지면 한 단계에 메모리가 적어도 %.1f GiB 필요한데 이 컴퓨터에는 "
                              "%.1f GiB가 있습니다. batch=나 hidden=을 줄이십시오"),
                         B, configuration->hidden, S > T ? S : T, needed / gib, there / gib);
    return true;
}
