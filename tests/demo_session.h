/* demo_session.h: tests/term_demo on a pseudo-terminal: bytes in, bytes out, modes, how it ends. */
#ifndef SEQLAB_TESTS_DEMO_SESSION_H
#define SEQLAB_TESTS_DEMO_SESSION_H

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "test.h"

typedef struct Session {
    int master;
    pid_t child;
    Buffer seen; /* all that was written */
    size_t from; /* where `wait_for` looks */
    struct termios before;
} Session;

static inline long now(void) { return (long)(clock_seconds() * 1000); }

static const char *color_term = ""; /* the demo's COLORTERM */

static inline void become_demo(const char *type, const char *option)
{
    const char *build = getenv("SEQLAB_BUILD");
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/term_demo", build != NULL ? build : ".");
    setenv("TERM", type, 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("NO_COLOR");
    setenv("COLORTERM", color_term, 1);
    unsetenv("SEQLAB_THEME");
    execl(path, path, option, (char *)NULL);
    _exit(127);
}

/* The modes are read before there is a child that could change them. */
static inline Session begin(const char *type, const char *option)
{
    Session session = {0};
    struct winsize size = {.ws_col = 80, .ws_row = 24};
    int slave;
    assert_int_equal(openpty(&session.master, &slave, NULL, NULL, &size), 0);
    assert_int_equal(tcgetattr(session.master, &session.before), 0);
    session.child = fork();
    assert_true(session.child >= 0);
    if (session.child == 0) {
        signal(SIGINT, SIG_DFL); /* whoever runs the tests in the background ignores them */
        signal(SIGQUIT, SIG_DFL);
        close(session.master);
        if (login_tty(slave) == 0)
            become_demo(type, option);
        _exit(127);
    }
    close(slave);
    return session;
}

/* Reads for up to `milliseconds`; false when nothing came. */
static inline bool read_some(Session *session, int milliseconds)
{
    struct pollfd ready = {.fd = session->master, .events = POLLIN};
    char bytes[4096];
    if (poll(&ready, 1, milliseconds) <= 0)
        return false;
    ssize_t count = read(session->master, bytes, sizeof bytes);
    if (count <= 0)
        return false;
    buffer_add_bytes(&session->seen, bytes, (size_t)count);
    return true;
}

static inline bool appears(Session *session, const char *text, int milliseconds)
{
    long end = now() + milliseconds;
    for (;;) {
        const char *start = buffer_text(&session->seen) + session->from;
        const char *found = memmem(start, session->seen.length - session->from, text, strlen(text));
        if (found != NULL) {
            session->from += (size_t)(found - start) + strlen(text);
            return true;
        }
        long left = end - now();
        if (left <= 0 || !read_some(session, (int)left))
            return false;
    }
}

enum { PATIENCE = 60000 }; /* ms: on a loaded machine it comes late, and never is soon enough */

static inline void wait_for(Session *session, const char *text)
{
    enum { SHOWN = 400 }; /* a message holds 1,024 bytes */
    if (!appears(session, text, PATIENCE))
        fail_msg("'%s' did not appear in %zu bytes, of which the last are: %s", text, session->seen.length,
                 buffer_text(&session->seen) + (session->seen.length > SHOWN ? session->seen.length - SHOWN : 0));
}

static inline Session begin_at_prompt(const char *type, const char *option)
{
    Session session = begin(type, option);
    wait_for(&session, "demo>");
    return session;
}

static inline void send(Session *session, const char *text)
{
    assert_int_equal(write(session->master, text, strlen(text)), strlen(text));
}

static inline void read_on(Session *session, int milliseconds)
{
    long end = now() + milliseconds;
    while (now() < end)
        read_some(session, 20);
}

/* The wait status of the child, or -1 when it does not end. */
static inline int ended(Session *session, int milliseconds)
{
    int status;
    long end = now() + milliseconds;
    while (now() < end) {
        if (waitpid(session->child, &status, WNOHANG) == session->child) {
            while (read_some(session, 20))
                ;
            session->child = 0;
            return status;
        }
        read_some(session, 20);
    }
    return -1;
}

static inline void expect_same_modes(const Session *session)
{
    struct termios after;
    assert_int_equal(tcgetattr(session->master, &after), 0);
    assert_int_equal(after.c_lflag, session->before.c_lflag);
    assert_int_equal(after.c_iflag, session->before.c_iflag);
    assert_int_equal(after.c_oflag, session->before.c_oflag);
    assert_int_equal(after.c_cflag, session->before.c_cflag);
    assert_memory_equal(after.c_cc, session->before.c_cc, sizeof after.c_cc);
}

static inline void end(Session *session)
{
    if (session->child > 0) {
        kill(session->child, SIGKILL);
        waitpid(session->child, NULL, 0);
    }
    close(session->master);
    buffer_free(&session->seen);
}

static const char paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";

#endif
