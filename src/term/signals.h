/* signals.h: signals turned into flags and one readable descriptor.
 *
 * Handlers only set flags and write a byte into a pipe; a terminal polls the pipe beside the keyboard and then
 * asks what happened, outside of any handler. Only a crash acts at once: it gives the terminal back to the
 * shell. A pipe and not signalfd, because a library may have started threads before main that have nothing
 * blocked; a handler that finds itself on such a thread passes the signal on to the main one. */
#ifndef SEQLAB_TERM_SIGNALS_H
#define SEQLAB_TERM_SIGNALS_H

#include <stdbool.h>
#include <termios.h>

/* Installs the handlers, from the main thread. interactive: a person sits at a terminal that must be put back in
 * order (TERM, HUP, TSTP and crashes are handled, and any number of Ctrl-C is survived). Otherwise only INT is
 * handled, and a second one ends a program that has not answered the first for a second. */
void signals_open(bool interactive);
void signals_close(void); /* the handlers from before; the flags are cleared */

/* Clears the flag that signals came; which ones can still be asked. */
void signals_drain(void);

/* Each is true once for what came since it was asked last. */
bool signals_took_interrupt(void);
bool signals_took_resize(void);
bool signals_took_stop(void);
bool signals_took_continue(void);

/* TERM or HUP once one of them came, else 0. The program then has SECONDS_TO_END to leave by itself: after that,
 * or at a second signal, the terminal is restored and the program ends at once. */
int signals_ending(void);

/* Stops the program as Ctrl-Z does; returns when it is continued. */
void signals_stop_now(void);
/* Ends the program by the signal's default action. */
_Noreturn void signals_end_now(int signal);

/* What a crash does before it dies: writes `sequence` (may be NULL; at most 127 bytes) to the descriptor and gives
 * it these modes. NULL modes: nothing to restore. */
void signals_guard(int descriptor, const struct termios *modes, const char *sequence);

/* ---- waiting ---- */

/* Of a clock that only goes forward. */
long clock_milliseconds(void);
/* Waits until the descriptor (-1: none) is readable, a signal comes, or the time is up (-1: never). True if there is
 * something to read and no Ctrl-C to answer first: the kernel has dropped what was typed before it, so what can still
 * be read was typed after it. */
bool wait_for_input(int input, int milliseconds);
/* The shorter of two waits, of which -1 has no end. */
int shorter_wait(int one, int other);
/* What is left of a wait that began with `milliseconds` (-1: for ever) and ends at `deadline`. */
int wait_remaining(int milliseconds, long deadline);

#endif
