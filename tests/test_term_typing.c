/* test_term_typing.c: the demo on a pseudo-terminal: keys, suggestions, pastes, searches and earlier lines, some of
 * which no person could type on purpose. */
#include "demo_session.h"

static const char *const terminals[] = {NULL, "--plain"};

/* Sends keys byte by byte. False if the machine was too busy to send two bytes in the time that one key may take. */
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
    Session session = begin_at_prompt("xterm-256color", NULL);
    /* 글한, and a blank and an x between */
    for (int attempt = 0; !send_bytes(&session, "한\033[D글\033[5~\033OD x\r"); attempt++) {
        assert_true(attempt < 100);
        end(&session);
        session = begin_at_prompt("xterm-256color", NULL);
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
    Session session = begin_at_prompt("xterm-256color", NULL);
    send(&session, "\033[200~a\tb\r\nc\033[31m \xff\r\033[201~\r");
    wait_for(&session, "13 bytes"); /* a, 4 blanks, b, newline, c, [31m, blank */
    end(&session);
}

/* ---- what a line may go on with ---- */

static Session begin_offered(const char *type)
{
    Session session = begin_at_prompt(type, NULL);
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

TEST(test_line_is_read_while_it_is_typed)
{
    Session session = begin_at_prompt("xterm-256color", NULL);
    wait_for(&session, "at 0");
    send(&session, "!no");
    wait_for(&session, "\033[38;5;203m!");
    wait_for(&session, "3");
    end(&session);
}

TEST(test_paste_of_several_lines_asks)
{
    for (size_t terminal = 0; terminal < 2; terminal++) {
        Session session = begin_at_prompt("xterm-256color", terminals[terminal]);
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
        Session session = begin_at_prompt("xterm-256color", terminals[terminal]);
        send(&session, "abc\033OP");
        wait_for(&session, "9 bytes: about abc");
        send(&session, "d\033[11~\r");
        wait_for(&session, "10 bytes: about abcd");
        wait_for(&session, "4 bytes: abcd");
        end(&session);
    }
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
        Session session = begin_at_prompt("xterm-256color", terminals[terminal]);
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
        Session session = begin_at_prompt("xterm-256color", terminals[terminal]);
        send(&session, "one two\rtwo one\r");
        wait_for(&session, "7 bytes: two one");
        if (terminal == 1)
            wait_for(&session, "demo> "); /* before it the kernel would take Ctrl-R */
        send(&session, "\022two\022\023\021\r"); /* Ctrl-Q: Ctrl-S may hold a terminal that the kernel edits */
        wait_for(&session, "7 bytes: one two");
        end(&session);
    }
}

/* Until a plain terminal takes keys again the kernel keeps 4,095 bytes of a line, and drops the others. */
static void expect_raw(Session *session, size_t terminal)
{
    if (terminals[terminal] != NULL) /* the plain one */
        wait_for(session, "\033[?2004h");
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

/* Each while wait_for has patience: what grows with the square of its length takes minutes. */
TEST(test_much_text)
{
    for (size_t terminal = 0; terminal < 2; terminal++) {
        Session session = begin_at_prompt("xterm-256color", terminals[terminal]);
        send_many(&session, "\033[200~", 1000000, "\033[201~");
        wait_for(&session, "too long for one line");
        expect_answer(&session);
        expect_raw(&session, terminal);
        send_many(&session, "", 1000000, "\r");
        wait_for(&session, "Press Enter");
        send_many(&session, "\022", 16000, "");
        wait_for(&session, "too long to search for");
        expect_answer(&session);
        expect_raw(&session, terminal);
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
        Session session = begin_at_prompt("xterm-256color", terminals[terminal]);
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
        Session session = begin_at_prompt("xterm-256color", terminals[terminal]);
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
        Session session = begin_at_prompt("xterm-256color", NULL);
        send(&session, round == 0 ? "remember me\r" : "\033[A\r");
        wait_for(&session, "11 bytes");
        end(&session); /* killed: the line is in the file already */
    }
    unsetenv("DEMO_HISTORY");
    unlink(path);
}
