/* fault_calls.h: calls of the system that fail, are cut short or end the process, one after the other. The linker's --wrap
 * sends those of the program's own libraries through fault_calls.c. */
#ifndef SEQLAB_TESTS_FAULT_CALLS_H
#define SEQLAB_TESTS_FAULT_CALLS_H

typedef enum {
    FAULT_NONE,        /* only counts */
    FAULT_ONE,         /* the n-th call fails: ENOSPC, of memory NULL */
    FAULT_FROM,        /* it and all after it */
    FAULT_KILL_BEFORE, /* SIGKILL in its place */
    FAULT_KILL_AFTER,  /* SIGKILL once it is done */
    FAULT_SHORT,       /* a write writes half */
    FAULT_INTERRUPTED, /* open, read, write or fsync: EINTR, once */
    FAULTS
} Fault;

typedef enum { CALLS_SYSTEM, CALLS_MEMORY } Calls; /* open, read, write, fsync, ...; malloc and its kin */

/* From now on, until fault_disarm, in this process. */
void fault_arm(Fault fault, Calls calls, int number);
int fault_disarm(void); /* the calls since then */

#endif
