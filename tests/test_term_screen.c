/* test_term_screen.c: the demo on a pseudo-terminal: how it begins and ends, signals, the background, pages, the mouse.
 * What the picture looks like is for term_tmux.sh. */
#include <fcntl.h>
#include <sys/ioctl.h>

#include "demo_session.h"

static const char leave_screen[] = "\033[?1049l";

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

TEST(test_quick)
{
    Session session = begin_at_prompt("xterm-256color", NULL);
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
    Session session = begin_at_prompt("xterm-256color", NULL);
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

/* What is typed before Ctrl-C is dropped, what is typed behind it stays, however close they come. */
TEST(test_keys_behind_an_interrupt)
{
    enum { ROUNDS = 100 };
    static const char *const terminals[] = {NULL, "--plain"};
    for (size_t terminal = 0; terminal < 2; terminal++) {
        Session session = begin_at_prompt("xterm-256color", terminals[terminal]);
        for (int round = 0; round < ROUNDS; round++) {
            char keys[64], answer[64];
            snprintf(keys, sizeof keys, "lost\003kept %d\r", round);
            snprintf(answer, sizeof answer, "bytes: kept %d", round);
            send(&session, keys);
            wait_for(&session, answer);
            if (terminal == 1)
                wait_for(&session, "demo> "); /* before it the kernel takes lines itself */
        }
        end(&session);
    }
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
        Session session = begin_at_prompt("xterm-256color", plain ? "--plain" : NULL);
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
    Session session = begin_at_prompt("xterm-256color", NULL);
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
    Session session = begin_at_prompt("xterm-256color", NULL);
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
    Session session = begin_at_prompt("xterm-256color", NULL);
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

/* Work that a key starts runs on under the keys that follow; work for which no key waits ends at the next key. Ctrl-C
 * ends either; else it closes the page. */
TEST(test_page_works)
{
    Session session = begin_at_prompt("xterm-256color", NULL);
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
    Session session = begin_at_prompt("xterm-256color", NULL);
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
    Session session = begin_at_prompt("xterm-256color", NULL);
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
    Session session = begin_at_prompt("dumb", NULL);
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
    wait_for(&session, "done");
    assert_null(strstr(session.seen.text, "step 1")); /* rows are only added */
    kill(session.child, SIGSEGV);
    assert_int_not_equal(ended(&session, 4000), -1);
    expect_same_modes(&session);
    end(&session);
}

/* Its font has no triangle. */
TEST(test_row_on_a_console)
{
    Session session = begin_at_prompt("linux", "--plain");
    send(&session, "clock 1\r");
    wait_for(&session, "step >");
    end(&session);
}
