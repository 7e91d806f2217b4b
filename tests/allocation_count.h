/* allocation_count.h: how often the program asked the system for memory or gave it back. The linker's --wrap sends
 * every call of malloc and its kin in the program's own libraries through allocation_count.c. */
#ifndef SEQLAB_TESTS_ALLOCATION_COUNT_H
#define SEQLAB_TESTS_ALLOCATION_COUNT_H

long allocation_count(void); /* calls so far, of all threads */

#endif
