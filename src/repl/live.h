/* live.h: what is shown while work runs (progress, rate, time left, the loss so far, and one sentence that is
 * translated again and again as the model learns), what a person wants of it meanwhile, and the lines that wait for its
 * end. */
#ifndef SEQLAB_REPL_LIVE_H
#define SEQLAB_REPL_LIVE_H

#include "lab/lab.h"
#include "term/term.h"

enum { QUEUE_MOST = 64 };

typedef struct Live {
    bool shown;
    double next_picture; /* seconds into the work at which a person gets the next picture */
    int columns, rows;   /* of the terminal that the last one was drawn for */
    double next_line;    /* and a pipe its next line of progress */

    bool open;           /* a model trains, and lines that are typed are answered between two of its steps */
    bool answering;      /* one is, now */
    char *line;          /* one waits for the end of the step; NULL: none */
    bool paused, stopped;
    bool leaving;        /* somebody wanted to leave */
    long steps;          /* to take, and then to pause again */
    int runs, runs_done; /* of a command with several of them, of which one is under way; 0: it has one */
    double runs_seconds; /* that those took */

    char *queue[QUEUE_MOST]; /* commands for after the run, in order */
    int queued;
} Live;

/* Draws now and then, takes the keys that are there, and says what the work is to do next. It does not wait. */
WorkWish live_watch(Live *live, Terminal *terminal, bool quiet, const Progress *progress);
/* The next run is one of so many. */
void live_runs(Live *live, int done, int runs, double seconds);
/* The work has ended. A line that still waits is left. */
void live_end(Live *live, Terminal *terminal);
void live_free(Live *live);

/* Lines for after the run; false when there are QUEUE_MOST. The caller frees what it takes; NULL: none. */
bool live_queue(Live *live, const char *line);
char *live_queue_take(Live *live);
void live_queue_clear(Live *live);

/* The status line while no work runs. offered: the line that Enter stands for, or NULL. */
void live_idle(Terminal *terminal, const Lab *lab, const char *offered);

/* From now on lines are answered. */
void live_open(Live *live, Terminal *terminal);
/* The line that waits, the caller's from now on; NULL: none. It is answered between these two. */
char *live_answer_begin(Live *live);
void live_answer_end(Live *live, Terminal *terminal);

#endif
