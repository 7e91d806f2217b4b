/* thread.h: threads that work and leave signals to the main thread. */
#ifndef SEQLAB_BASE_THREAD_H
#define SEQLAB_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts a thread that takes no signals but those that its own faults raise: these still reach the handler that puts
 * the terminal right. False where the system gives no thread. */
bool thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument);

#endif
