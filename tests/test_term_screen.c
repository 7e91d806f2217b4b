/* test_term_screen.c: the demo on a pseudo-terminal: bytes in, bytes out, modes, signals. What the picture looks
 * like is for term_tmux.sh; here it is what no person could type on purpose. */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#include "base/buffer.h"
#include "test.h"

typedef struct Session {
    int master;
    pid_t child;
    Buffer seen; /* all that was written */
    size_t from; /* where `wait_for` looks */
    struct termios before;
} Session;

static long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static const char *color_term = ""; /* the demo's COLORTERM */

static void become_demo(const char *type, const char *option)
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
static Session begin(const char *type, const char *option)
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
static bool read_some(Session *session, int milliseconds)
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

static bool appears(Session *session, const char *text, int milliseconds)
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

static void wait_for(Session *session, const char *text)
{
    if (!appears(session, text, PATIENCE))
        fail_msg("'%s' did not appear in: %s", text, buffer_text(&session->seen));
}

static void send(Session *session, const char *text)
{
    assert_int_equal(write(session->master, text, strlen(text)), strlen(text));
}

static void read_on(Session *session, int milliseconds)
{
    long end = now() + milliseconds;
    while (now() < end)
        read_some(session, 20);
}

/* The wait status of the child, or -1 when it does not end. */
static int ended(Session *session, int milliseconds)
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

static void expect_same_modes(const Session *session)
{
    struct termios after;
    assert_int_equal(tcgetattr(session->master, &after), 0);
    assert_int_equal(after.c_lflag, session->before.c_lflag);
    assert_int_equal(after.c_iflag, session->before.c_iflag);
    assert_int_equal(after.c_oflag, session->before.c_oflag);
    assert_int_equal(after.c_cc[VQUIT], session->before.c_cc[VQUIT]);
}

static void end(Session *session)
{
    if (session->child > 0) {
        kill(session->child, SIGKILL);
        waitpid(session->child, NULL, 0);
    }
    close(session->master);
    buffer_free(&session->seen);
}

static const char leave_screen[] = "\033[?1049l", paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";

TEST(test_begins_and_ends)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, paste_on);
    wait_for(&session, "demo>");
    send(&session, "안녕\r");
    wait_for(&session, "6 bytes");
    send(&session, "quit\r");
    assert_int_equal(ended(&session, PATIENCE), 0);
    wait_for(&session, paste_off);
    wait_for(&session, leave_screen);
    wait_for(&session, "6 bytes: 안녕"); /* again, for the shell */
    expect_same_modes(&session);
    end(&session);
}

/* Sends keys byte by byte. False if the machine was too busy to send two bytes within the time that one key may take. */
static bool send_bytes(Session *session, const char *keys)
{
    bool in_time = true;
    long before = now();
    for (size_t i = 0; keys[i] != '\0'; i++) {
        assert_int_equal(write(session->master, keys + i, 1), 1);
        in_time = in_time && now() - before < 30;
        before = now();
        read_on(session, 10);
    }
    return in_time;
}

TEST(test_keys_torn_apart)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "demo>");
    /* 글한, and a blank and an x between */
    for (int attempt = 0; !send_bytes(&session, "한\033[D글\033[5~\033OD x\r"); attempt++) {
        assert_true(attempt < 100);
        end(&session);
        session = begin("xterm-256color", NULL);
        wait_for(&session, "demo>");
    }
    wait_for(&session, "8 bytes");
    send(&session, "\033");
    read_on(&session, 120);
    send(&session, "abc\r"); /* a lone ESC has not eaten the a */
    wait_for(&session, "3 bytes");
    end(&session);
}

TEST(test_paste)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "demo>");
    send(&session, "\033[200~a\tb\r\nc\033[31m \xff\r\033[201~\r");
    wait_for(&session, "13 bytes"); /* a, 4 blanks, b, newline, c, [31m, blank */
    end(&session);
}

/* ---- what a line may go on with ---- */

static Session begin_offered(const char *type)
{
    Session session = begin(type, NULL);
    wait_for(&session, "demo>");
    send(&session, "offer\r");
    wait_for(&session, "fill 3 rows");
    return session;
}

TEST(test_suggestion_is_only_shown)
{
    Session session = begin_offered("xterm-256color");
    send(&session, "fi");
    send(&session, "\r");
    wait_for(&session, "2 bytes: fi");
    send(&session, "\r");
    wait_for(&session, "0 bytes");
    end(&session);
}

static void expect_taken(const char *keys, const char *answer)
{
    Session session = begin_offered("xterm-256color");
    send(&session, keys);
    wait_for(&session, answer);
    end(&session);
}

TEST(test_suggestion_is_taken)
{
    expect_taken("\033[C\r", "row 3");
    expect_taken("fi\005\r", "row 3");
    expect_taken("fi\033OF\r", "row 3");
    expect_taken("\033f 2\r", "row 2");
    expect_taken("f\033[1;5C\033[1;5C\001x\r", "7 bytes: xfill 3");
    expect_taken("fix\033[C\r", "3 bytes: fix");
    expect_taken("fi\002\033[C\r", "2 bytes: fi"); /* the cursor was not at the end */
    expect_taken("abc d\rab\033[C\r\020\033[D\001!\r", "6 bytes: !abc d"); /* an earlier line */
}

TEST(test_suggestion_without_colors)
{
    Session session = begin_offered("vt100");
    send(&session, "fi");
    wait_for(&session, "(→ fill 3 rows)");
    end(&session);
}

static const char *const terminals[] = {NULL, "--plain"};

TEST(test_line_is_read_while_it_is_typed)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "demo>");
    wait_for(&session, "at 0");
    send(&session, "!no");
    wait_for(&session, "\033[38;5;203m!");
    wait_for(&session, "3");
    end(&session);
}

TEST(test_paste_of_several_lines_asks)
{
    for (size_t terminal = 0; terminal < 2; terminal++) {
        Session session = begin("xterm-256color", terminals[terminal]);
        wait_for(&session, "demo>");
        wait_for(&session, terminal == 0 ? "at 0" : paste_on);
        send(&session, "\033[200~a\rbc\r\033[201~");
        wait_for(&session, terminal == 0 ? "4" : "at 4"); /* the question of term_demo */
        read_on(&session, 100);
        assert_null(strstr(buffer_text(&session.seen), "bytes"));
        send(&session, "\r");
        wait_for(&session, "4 bytes: a");
        send(&session, "\033[200~x\ry\033[201~");
        wait_for(&session, "x");
        send(&session, "\003");
        read_on(&session, 100);
        send(&session, "quit\r");
        assert_int_equal(ended(&session, PATIENCE), 0);
        wait_for(&session, paste_off);
        assert_null(strstr(buffer_text(&session.seen), "3 bytes"));
        end(&session);
    }
}

TEST(test_help_key_leaves_the_line)
{
    for (size_t terminal = 0; terminal < 2; terminal++) {
        Session session = begin("xterm-256color", terminals[terminal]);
        wait_for(&session, "demo>");
        send(&session, "abc\033OP");
        wait_for(&session, "9 bytes: about abc");
        send(&session, "d\033[11~\r");
        wait_for(&session, "10 bytes: about abcd");
        wait_for(&session, "4 bytes: abcd");
        end(&session);
    }
}

TEST(test_quick)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "demo>");
    send(&session, "live 100\r");
    wait_for(&session, "step");
    long worst = 0;
    for (int i = 0; i < 10; i++) {
        char key[2] = {(char)('A' + i), '\0'};
        long start = now();
        send(&session, key);
        wait_for(&session, key);
        worst = now() - start > worst ? now() - start : worst;
    }
    assert_true(worst < 200);
    end(&session);
}

TEST(test_second_interrupt)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "demo>");
    send(&session, "hang 2\r");
    read_on(&session, 200);
    for (int i = 0; i < 5; i++) {
        send(&session, "\003");
        read_on(&session, 50);
    }
    send(&session, "\034"); /* Ctrl-\ is nothing in the screen */
    wait_for(&session, "hung, with");
    send(&session, "abc\r");
    wait_for(&session, "bytes");
    end(&session);
}

static const char question[] = "\033]11;?\033\\\033[c", light[] = "\033]11;rgb:ff/fefe/f5f5\033\\\033[?62;c";

/* Whether the demo takes the color that the terminal gives as its answer: it waits 100 ms for it, and this machine may
 * be slower. */
static bool believes(const char *option, const char *answer, const char *color)
{
    Session session = begin("xterm-256color", option);
    wait_for(&session, question);
    send(&session, answer);
    send(&session, "size\r");
    wait_for(&session, "background=");
    read_on(&session, 50);
    bool believed = appears(&session, color, 0);
    end(&session);
    return believed;
}

static void expect_belief(const char *option, const char *answer, const char *color)
{
    int attempts = 0;
    while (!believes(option, answer, color))
        assert_true(++attempts < 100);
}

TEST(test_the_background_is_asked_for)
{
    expect_belief(NULL, light, "FFFEF5");
    expect_belief("--plain", light, "FFFEF5");
    expect_belief(NULL, "\033]11;rgba:1000/20/3/f\a\033[?6c", "102033");
    expect_belief(NULL, "\033[?62;4c", "000000");
    expect_belief(NULL, "\033]11;rgb:12/zz/34\033\\\033[?6c", "000000");
}

TEST(test_a_late_answer_is_not_typed)
{
    for (int plain = 0; plain < 2; plain++) {
        Session session = begin("xterm-256color", plain ? "--plain" : NULL);
        wait_for(&session, "demo>");
        send(&session, light);
        send(&session, "abc\r");
        wait_for(&session, "3 bytes: abc");
        assert_null(strstr(session.seen.text, "rgb:")); /* nor is it echoed */
        end(&session);
    }
}

TEST(test_keys_pressed_meanwhile_are_kept)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, question);
    send(&session, "a");
    send(&session, light);
    send(&session, "b\r");
    wait_for(&session, "2 bytes: ab");
    end(&session);
}

static void expect_death(int signal, const char *first_line, int milliseconds)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "demo>");
    send(&session, first_line);
    read_on(&session, 200);
    kill(session.child, signal);
    int status = ended(&session, milliseconds);
    assert_int_not_equal(status, -1);
#ifdef __SANITIZE_ADDRESS__
    if (signal == SIGSEGV) /* it is the sanitizer's then, which reports and exits */
        status = signal;
#endif
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), signal);
    wait_for(&session, paste_off);
    wait_for(&session, leave_screen);
    expect_same_modes(&session);
    end(&session);
}

TEST(test_death)
{
    expect_death(SIGTERM, "x\r", 1000);
    expect_death(SIGHUP, "x\r", 1000);
    expect_death(SIGSEGV, "x\r", 4000);
    expect_death(SIGABRT, "x\r", 4000);
    expect_death(SIGTERM, "hang 20\r", PATIENCE);
    expect_death(SIGTERM, "wait 20\r", 1000);
}

TEST(test_lost_terminal)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "demo>");
    close(session.master);
    session.master = open("/dev/null", O_RDONLY);
    assert_int_not_equal(ended(&session, PATIENCE), -1);
    end(&session);
}

static void resize_to(Session *session, int columns, int rows)
{
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    assert_int_equal(ioctl(session->master, TIOCSWINSZ, &size), 0);
}

TEST(test_page)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "demo>");
    send(&session, "half a li");
    send(&session, "\033OQ"); /* F2 */
    wait_for(&session, "page 0");
    send(&session, "\033[B");
    wait_for(&session, "down");
    resize_to(&session, 40, 12);
    wait_for(&session, "40 by 12");
    resize_to(&session, 1, 1);
    read_on(&session, 50);
    send(&session, "x");
    read_on(&session, 50);
    resize_to(&session, 80, 24);
    wait_for(&session, "page 2"); /* the x was pressed at 1x1 */
    send(&session, "q!\r");
    wait_for(&session, "page closed");
    wait_for(&session, "10 bytes"); /* what was typed before, and the keys behind q */
    end(&session);
}

/* Work that a key starts runs on under the keys that follow; work for which no key waits ends at the next key. Ctrl-C ends
 * either; else it closes the page. */
TEST(test_page_works)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "demo>");
    send(&session, "page\r");
    wait_for(&session, "page 0");
    send(&session, "i");
    read_on(&session, 200);
    send(&session, "j");
    wait_for(&session, "page 2");
    send(&session, "wz");
    read_on(&session, 200);
    send(&session, "\003");
    wait_for(&session, "page 3");
    send(&session, "v");
    wait_for(&session, "page 4");
    send(&session, "i");
    wait_for(&session, "page 5");
    read_on(&session, 200);
    send(&session, "\003");
    wait_for(&session, "page closed");
    send(&session, "page\r");
    wait_for(&session, "page 0");
    send(&session, "\003");
    wait_for(&session, "page closed");
    send(&session, "page\r");
    wait_for(&session, "page 0");
    kill(session.child, SIGTERM);
    assert_true(WIFSIGNALED(ended(&session, PATIENCE)));
    expect_same_modes(&session);
    end(&session);
}

/* A page covers the live view of what waits below it, and shows that of its own work as long as it works. */
TEST(test_page_over_a_live_view)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "demo>");
    send(&session, "over\r");
    wait_for(&session, "80 by 24");
    send(&session, "p");
    wait_for(&session, "step 99");
    wait_for(&session, "80 by 24");
    send(&session, "q");
    wait_for(&session, "page closed");
    end(&session);
}

TEST(test_no_page_on_a_line)
{
    Session session = begin("xterm-256color", "--plain");
    wait_for(&session, "demo> ");
    send(&session, "page\r");
    wait_for(&session, "no page");
    end(&session);
}

TEST(test_stopped_from_outside)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "demo>");
    kill(session.child, SIGSTOP);
    read_on(&session, 50);
    tcsetattr(session.master, TCSANOW, &session.before); /* as a shell does */
    kill(session.child, SIGCONT);
    wait_for(&session, "demo>"); /* drawn again */
    send(&session, "abc\r");
    wait_for(&session, "3 bytes");
    end(&session);
}

/* Nobody stopped it and no shell set modes: those that it finds are its own, not the ones to give back. */
TEST(test_continued_without_a_stop)
{
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, paste_on);
    wait_for(&session, "demo>");
    kill(session.child, SIGCONT);
    wait_for(&session, paste_on);
    send(&session, "quit\r");
    assert_int_equal(ended(&session, PATIENCE), 0);
    expect_same_modes(&session);
    end(&session);
}

static void expect_mouse(const char *colors, const char *sequence_of_a_color)
{
    color_term = colors;
    Session session = begin("xterm-256color", NULL);
    wait_for(&session, "\033[?1000;1006h");
    wait_for(&session, "demo>");
    send(&session, "heat\r");
    wait_for(&session, sequence_of_a_color);
    send(&session, "quit\r");
    assert_int_equal(ended(&session, PATIENCE), 0);
    wait_for(&session, "\033[?1000;1006l");
    end(&session);
    color_term = "";
}

TEST(test_mouse_with_any_number_of_colors)
{
    expect_mouse("", "8;5;");
    expect_mouse("truecolor", "8;2;");
}

TEST(test_no_escapes_on_a_dumb_terminal)
{
    Session session = begin("dumb", NULL);
    wait_for(&session, "demo>");
    send(&session, "heat\nlive 4\nerror\n");
    wait_for(&session, "an error");
    wait_for(&session, "demo>");
    send(&session, "\004");
    assert_int_equal(ended(&session, PATIENCE), 0);
    assert_null(memchr(session.seen.text, '\033', session.seen.length));
    end(&session);
}

TEST(test_plain_editor)
{
    Session session = begin("xterm-256color", "--plain");
    wait_for(&session, "demo> ");
    send(&session, "한글\177국\r");
    wait_for(&session, "6 bytes: 한국");
    send(&session, "live 10\r");
    wait_for(&session, "step 1");
    assert_null(strstr(session.seen.text, "나는")); /* only its first row */
    wait_for(&session, "done");
    kill(session.child, SIGSEGV);
    assert_int_not_equal(ended(&session, 4000), -1);
    expect_same_modes(&session);
    end(&session);
}

/* ---- keys that readline does not stand ---- */


static void expect_answer(Session *session)
{
    read_on(session, 60); /* a lone ESC is waited for */
    send(session, "\007\005\025");
    send(session, "\r" "abcd\r");
    wait_for(session, "4 bytes: abcd");
}

TEST(test_keys_that_wait_for_keys)
{
    static const char *const keys[] = {
        "\022\030\030x",                   /* a search, then the first half of a key */
        "\022a\033x\022\033[5~\022\033\030", /* a search, then Alt */
        "\0229\0339\022",                  /* a count */
        "\030(ab\030)\030e\030(\030e\030)\030e", /* a macro that calls itself */
        "\026\022\021\030", "\035a\033\035a",  /* Ctrl-V, Ctrl-Q; Ctrl-] */
        "\033\nd0kp\033\r", "\030\022",        /* vi's keys; the inputrc again */
        "\033pa\r\033n\033#\033*\033~\033?\033=\033&\033x", "\017\017\t\t\030\t",
    };
    for (size_t terminal = 0; terminal < 2; terminal++) {
        Session session = begin("xterm-256color", terminals[terminal]);
        wait_for(&session, "demo>");
        send(&session, "one two\rtwo one\r");
        for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
            send(&session, keys[i]);
            expect_answer(&session);
        }
        end(&session);
    }
}

/* Ctrl-S does not turn a search round: readline's search forward reads beyond lines. */
TEST(test_searches_go_back_only)
{
    for (size_t terminal = 0; terminal < 2; terminal++) {
        Session session = begin("xterm-256color", terminals[terminal]);
        wait_for(&session, "demo>");
        send(&session, "one two\rtwo one\r");
        wait_for(&session, "7 bytes: two one");
        if (terminal == 1)
            wait_for(&session, "demo> "); /* before it the kernel would take Ctrl-R */
        send(&session, "\022two\022\023\021\r"); /* Ctrl-Q: Ctrl-S may hold a terminal that the kernel edits */
        wait_for(&session, "7 bytes: one two");
        end(&session);
    }
}

static void send_many(Session *session, const char *before, size_t count, const char *after)
{
    Buffer bytes = {0};
    buffer_add(&bytes, before);
    for (size_t i = 0; i < count; i++)
        buffer_add_char(&bytes, 'a');
    buffer_add(&bytes, after);
    for (size_t at = 0; at < bytes.length;) {
        struct pollfd ready = {.fd = session->master, .events = POLLOUT | POLLIN};
        assert_true(poll(&ready, 1, 5000) > 0);
        if (ready.revents & POLLIN)
            read_some(session, 0);
        size_t part = bytes.length - at < 512 ? bytes.length - at : 512;
        if (ready.revents & POLLOUT)
            at += (size_t)write(session->master, bytes.text + at, part);
    }
    buffer_free(&bytes);
}

/* Each within the five seconds of wait_for: what grows with the square of its length takes minutes. */
TEST(test_much_text)
{
    for (size_t terminal = 0; terminal < 2; terminal++) {
        Session session = begin("xterm-256color", terminals[terminal]);
        wait_for(&session, "demo>");
        send_many(&session, "\033[200~", 1000000, "\033[201~");
        wait_for(&session, "too long for one line");
        expect_answer(&session);
        send_many(&session, "", 1000000, "\r");
        wait_for(&session, "Press Enter");
        send_many(&session, "\022", 16000, "");
        wait_for(&session, "too long to search for");
        expect_answer(&session);
        send_many(&session, "", 16000, "\r");
        wait_for(&session, "16000 bytes");
        expect_answer(&session);
        end(&session);
    }
}

/* In a terminal without bracketed paste the lines come as keys. */
TEST(test_many_lines)
{
    for (size_t terminal = 0; terminal < 2; terminal++) {
        Session session = begin("xterm-256color", terminals[terminal]);
        wait_for(&session, "demo>");
        for (int i = 0; i < 500; i++)
            send(&session, "\r");
        send(&session, "abcde\r");
        wait_for(&session, "5 bytes: abcde"); /* none got lost */
        end(&session);
    }
}

/* Names, pastes and the history may hold what a terminal would obey. */
TEST(test_nothing_raw)
{
    char path[] = "/tmp/seqlab-history-XXXXXX";
    close(mkstemp(path));
    setenv("DEMO_HISTORY", path, 1);
    for (size_t terminal = 0; terminal < 2; terminal++) {
        FILE *history = fopen(path, "w");
        fputs("old \033]0;title\a\302\233 31m\342\200\256 line\n", history);
        fclose(history);
        Session session = begin("xterm-256color", terminals[terminal]);
        wait_for(&session, "demo>");
        send(&session, "\033[A\r");
        wait_for(&session, "21 bytes: old ]0;title 31m line");
        send(&session, "evil\t\tx\r");
        wait_for(&session, "5 bytes: evilx");
        if (terminal == 1)
            wait_for(&session, "demo> "); /* before it the kernel would echo what comes */
        send(&session, "\033[200~\302\233 31m\342\200\256\033]0;x\a\033[201~\302\233\r");
        wait_for(&session, "bytes:  31m]0;x");
        send(&session, "raw\r");
        wait_for(&session, "?]0;title??31m?");
        assert_null(strstr(session.seen.text, "\033]0;"));
        assert_null(strstr(session.seen.text, "\302\233"));
        assert_null(strstr(session.seen.text, "\342\200\256"));
        end(&session);
    }
    unsetenv("DEMO_HISTORY");
    unlink(path);
}

TEST(test_history)
{
    char path[] = "/tmp/seqlab-history-XXXXXX";
    close(mkstemp(path));
    setenv("DEMO_HISTORY", path, 1);
    for (int round = 0; round < 2; round++) {
        Session session = begin("xterm-256color", NULL);
        wait_for(&session, "demo>");
        send(&session, round == 0 ? "remember me\r" : "\033[A\r");
        wait_for(&session, "11 bytes");
        end(&session); /* killed: the line is in the file already */
    }
    unsetenv("DEMO_HISTORY");
    unlink(path);
}
