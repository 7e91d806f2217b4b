/* signals.c: signals turned into flags and a pipe. Every function called from a handler here is one of those
 * that POSIX allows there. */
#include "term/signals.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "term/term.h"

enum { SECONDS_TO_END = 3, SEQUENCE_BYTES = 128 };

/* Atomic, since workers read the interrupt flag while the main thread's handler sets it. */
static atomic_int interrupted;           /* for the work: stays until interrupt_clear */
static atomic_int interrupt_seen;        /* for the terminal: each Ctrl-C counts once */
static atomic_int resized, stopping, continued, ending;
static _Atomic(InterruptNotice *) interrupt_notice;
static atomic_long interrupted_at;       /* milliseconds, to tell a Ctrl-C that nobody answers */

static int pipe_ends[2] = {-1, -1};
static bool is_open, is_interactive;
static pthread_t main_thread;
static void *crash_stack;

static struct {
    volatile sig_atomic_t active;
    int descriptor;
    struct termios modes;
    char sequence[SEQUENCE_BYTES];
    size_t length;
} guard;

/* ---- what handlers call ---- */

long clock_milliseconds(void) { return (long)(clock_seconds() * 1000); }

/* True if the signal was passed on: the handler then has nothing to do here. */
static bool passed_to_main(int signal)
{
    if (pthread_equal(pthread_self(), main_thread))
        return false;
    pthread_kill(main_thread, signal);
    return true;
}

/* The pipe is full only when nobody reads it, and then it is readable anyway. */
static void wake(void)
{
    ssize_t written = write(pipe_ends[1], "!", 1);
    (void)written;
}

static void set_default(int signal)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(signal, &action, NULL);
}

static void unblock(int signal)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static void restore_terminal(void)
{
    if (!guard.active)
        return;
    guard.active = 0;
    ssize_t written = write(guard.descriptor, guard.sequence, guard.length);
    (void)written;
    tcsetattr(guard.descriptor, TCSANOW, &guard.modes);
}

static void die_by(int signal)
{
    set_default(signal);
    unblock(signal);
    raise(signal);
    _exit(128 + signal); /* only where the default action is to go on */
}

/* ---- handlers ---- */

static void on_interrupt(int signal)
{
    int saved = errno;
    if (!passed_to_main(signal)) {
        long now = clock_milliseconds();
        bool unanswered = atomic_exchange(&interrupted, 1) != 0;
        InterruptNotice *notice = atomic_load(&interrupt_notice);
        bool taken = notice != NULL && notice();
        if (!unanswered || taken)
            atomic_store(&interrupted_at, now);
        else if (!is_interactive && now - atomic_load(&interrupted_at) >= 1000)
            die_by(signal);
        atomic_fetch_add(&interrupt_seen, 1);
        wake();
    }
    errno = saved;
}

static void on_resize_or_stop(int signal)
{
    int saved = errno;
    atomic_store(signal == SIGWINCH ? &resized : signal == SIGTSTP ? &stopping : &continued, 1);
    wake();
    errno = saved;
}

static void on_grace_over(int signal)
{
    (void)signal;
    restore_terminal();
    die_by(atomic_load(&ending));
}

static void on_end(int signal)
{
    int saved = errno;
    if (passed_to_main(signal)) {
        errno = saved;
        return;
    }
    if (atomic_exchange(&ending, signal) != 0)
        on_grace_over(signal);
    struct sigaction action = {.sa_handler = on_grace_over};
    sigaction(SIGALRM, &action, NULL);
    unblock(SIGALRM);
    alarm(SECONDS_TO_END);
    InterruptNotice *notice = atomic_load(&interrupt_notice);
    if (notice != NULL)
        notice();
    wake();
    errno = saved;
}

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};
enum { CRASH_SIGNALS = sizeof crash_signals / sizeof crash_signals[0] };
static struct sigaction crash_before[CRASH_SIGNALS];

/* Gives the signal to whoever had it before: the system, which makes a core, or a sanitizer, which tells where. */
static void on_crash(int signal)
{
    restore_terminal();
    for (int i = 0; i < CRASH_SIGNALS; i++)
        if (crash_signals[i] == signal)
            sigaction(signal, &crash_before[i], NULL);
    raise(signal); /* blocked while this handler runs, so it arrives on return */
}

/* ---- installing them ---- */

typedef struct Handled {
    int signal;
    void (*handler)(int);
    bool for_people; /* only where a person sits at a terminal */
    struct sigaction before;
    bool installed;
} Handled;

static Handled handled[] = {
    {.signal = SIGINT, .handler = on_interrupt},
    {.signal = SIGWINCH, .handler = on_resize_or_stop, .for_people = true},
    {.signal = SIGTSTP, .handler = on_resize_or_stop, .for_people = true},
    {.signal = SIGCONT, .handler = on_resize_or_stop, .for_people = true},
    {.signal = SIGTERM, .handler = on_end, .for_people = true},
    {.signal = SIGHUP, .handler = on_end, .for_people = true},
};
enum { HANDLED = sizeof handled / sizeof handled[0] };

static void install_crash_handlers(void)
{
    size_t bytes = (size_t)SIGSTKSZ > 65536 ? (size_t)SIGSTKSZ : 65536;
    crash_stack = malloc(bytes);
    if (crash_stack == NULL)
        return;
    stack_t stack = {.ss_sp = crash_stack, .ss_size = bytes};
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
    for (int i = 0; i < CRASH_SIGNALS; i++)
        sigaction(crash_signals[i], &action, &crash_before[i]);
}

static void remove_crash_handlers(void)
{
    if (crash_stack == NULL)
        return;
    for (int i = 0; i < CRASH_SIGNALS; i++)
        sigaction(crash_signals[i], &crash_before[i], NULL);
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    free(crash_stack);
    crash_stack = NULL;
}

static void open_pipe(void)
{
    if (pipe_ends[0] >= 0 || pipe(pipe_ends) != 0)
        return;
    for (int i = 0; i < 2; i++) {
        fcntl(pipe_ends[i], F_SETFL, fcntl(pipe_ends[i], F_GETFL) | O_NONBLOCK);
        fcntl(pipe_ends[i], F_SETFD, FD_CLOEXEC);
    }
}

void signals_open(bool interactive)
{
    assert(!is_open);
    main_thread = pthread_self();
    is_interactive = interactive;
    is_open = true;
    set_default(SIGPIPE); /* a reader that goes ends the program, even where whoever started it ignored that */
    open_pipe();
    for (int i = 0; i < HANDLED; i++)
        if (interactive || !handled[i].for_people) {
            /* A signal that the parent ignores (nohup, a shell without job control) stays ignored. */
            Handled *entry = &handled[i];
            struct sigaction action = {.sa_handler = entry->handler, .sa_flags = SA_RESTART};
            sigaction(entry->signal, NULL, &entry->before);
            entry->installed = entry->before.sa_handler != SIG_IGN || entry->signal == SIGWINCH;
            if (entry->installed)
                sigaction(entry->signal, &action, NULL);
        }
    if (interactive)
        install_crash_handlers();
}

void signals_close(void)
{
    if (!is_open)
        return;
    is_open = false;
    alarm(0);
    for (int i = 0; i < HANDLED; i++) {
        if (handled[i].installed)
            sigaction(handled[i].signal, &handled[i].before, NULL);
        handled[i].installed = false;
    }
    remove_crash_handlers();
    guard.active = 0;
    signals_drain();
    atomic_store(&interrupt_seen, 0);
    atomic_store(&resized, 0);
    atomic_store(&stopping, 0);
    atomic_store(&continued, 0);
    atomic_store(&ending, 0);
}

/* ---- asking what came ---- */

void signals_drain(void)
{
    char bytes[64];
    while (pipe_ends[0] >= 0 && read(pipe_ends[0], bytes, sizeof bytes) > 0)
        ;
}

bool signals_took_interrupt(void) { return atomic_exchange(&interrupt_seen, 0) != 0; }
bool signals_took_resize(void) { return atomic_exchange(&resized, 0) != 0; }
bool signals_took_stop(void) { return atomic_exchange(&stopping, 0) != 0; }
bool signals_took_continue(void) { return atomic_exchange(&continued, 0) != 0; }
int signals_ending(void) { return atomic_load(&ending); }

void signals_stop_now(void)
{
    struct sigaction before, by_default = {.sa_handler = SIG_DFL};
    sigaction(SIGTSTP, &by_default, &before);
    unblock(SIGTSTP);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &before, NULL);
}

_Noreturn void signals_end_now(int signal)
{
    die_by(signal);
    abort();
}

void signals_guard(int descriptor, const struct termios *modes, const char *sequence)
{
    guard.active = 0;
    if (modes == NULL)
        return;
    guard.descriptor = descriptor;
    guard.modes = *modes;
    guard.length = sequence != NULL ? strlen(sequence) : 0;
    assert(guard.length < SEQUENCE_BYTES);
    if (guard.length > 0)
        memcpy(guard.sequence, sequence, guard.length);
    atomic_signal_fence(memory_order_seq_cst);
    guard.active = 1;
}

/* ---- for work that takes long ---- */

bool interrupt_requested(void) { return atomic_load(&interrupted) != 0 || atomic_load(&ending) != 0; }

/* Whoever clears it has answered it, so the terminal need not report it too. */
void interrupt_clear(void)
{
    atomic_store(&interrupted, 0);
    atomic_store(&interrupt_seen, 0);
}
void interrupt_notify(InterruptNotice *notice) { atomic_store(&interrupt_notice, notice); }

/* ---- waiting ---- */

bool wait_for_input(int input, int milliseconds)
{
    struct pollfd descriptors[2] = {{.fd = input, .events = POLLIN}, {.fd = pipe_ends[0], .events = POLLIN}};
    if (poll(descriptors, 2, milliseconds) <= 0)
        return false;
    /* Checked after poll: the handler may have run while it returned. A hang-up is input too: the read reports it. */
    return atomic_load(&interrupt_seen) == 0 && descriptors[0].revents != 0;
}

int shorter_wait(int one, int other)
{
    if (one < 0 || other < 0)
        return one < 0 ? other : one;
    return one < other ? one : other;
}

int wait_remaining(int milliseconds, long deadline)
{
    if (milliseconds < 0)
        return -1;
    long left = deadline - clock_milliseconds();
    return left > 0 ? (int)left : 0;
}
