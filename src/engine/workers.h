/* workers.h: a pool of threads that works on the shards of a batch.
 *
 * The number of shards is an option of the run and affects the last digits of the results; the number of threads
 * depends on the machine and does not. */
#ifndef SEQLAB_ENGINE_WORKERS_H
#define SEQLAB_ENGINE_WORKERS_H

typedef struct Workers Workers;

Workers *workers_open(int threads); /* threads <= 0: as many as the process may use */
void workers_close(Workers *workers);
int workers_threads(const Workers *workers);

/* Calls work(shard, argument) for each shard from 0 to shards - 1, once each, on any thread (this one
 * included), and returns when all are done. Not reentrant. Meanwhile numbers below 1e-38 count as zero there. */
void workers_run(Workers *workers, int shards, void (*work)(int shard, void *argument), void *argument);

#endif
