/* thread.h: threads that work and leave signals to the main thread. */
#ifndef SEQLAB_BASE_THREAD_H
#define SEQLAB_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts a thread that receives only the signals of its own faults, which the handler that restores the terminal needs.
 * False if the system cannot create a thread. */
bool thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument);

#endif
