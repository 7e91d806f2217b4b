/* test_term_plain.c: the plain terminal with pipes at both ends: by the demo from outside, and from inside. */
#include <locale.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "term/signals.h"
#include "term/term.h"
#include "test.h"

/* What `command`, with DEMO for the program, wrote to standard output; *status is how it ended. */
static char *output_of(const char *command, int *status)
{
    const char *build = getenv("SEQLAB_BUILD");
    Buffer full = {0}, output = {0};
    buffer_format(&full, "DEMO=%s/tests/term_demo; unset NO_COLOR; export LC_ALL=C.UTF-8; %s",
                  build != NULL ? build : ".", command);
    FILE *pipe = popen(full.text, "r");
    assert_non_null(pipe);
    char bytes[4096];
    size_t count;
    while ((count = fread(bytes, 1, sizeof bytes, pipe)) > 0)
        buffer_add_bytes(&output, bytes, count);
    *status = pclose(pipe);
    buffer_free(&full);
    return buffer_take(&output);
}

static void expect(const char *command, int exit_status, const char *expected)
{
    int status;
    char *output = output_of(command, &status);
    assert_string_equal(output, expected);
    assert_int_equal(WEXITSTATUS(status), exit_status);
    free(output);
}

TEST(test_lines)
{
    expect("printf '안녕\\nb' | $DEMO", 0, "6 bytes: 안녕\n1 bytes: b\n");
    expect("printf 'a\\r\\n\\nb\\n' | $DEMO", 0, "1 bytes: a\n0 bytes:\n1 bytes: b\n");
    expect("printf '' | $DEMO", 0, "");
    expect("$DEMO </dev/null", 0, "");
}

TEST(test_errors_go_to_standard_error)
{
    expect("printf 'error\\nb\\n' | $DEMO 2>/dev/null", 0, "1 bytes: b\n");
    expect("printf 'error\\n' | $DEMO 2>&1 >/dev/null", 0, "an error\n");
}

TEST(test_nothing_live)
{
    expect("printf 'live 3\\nquit\\n' | $DEMO", 0, "done\n");
    expect("printf 'heat\\n' | $DEMO | grep -c '░░▒▒'", 0, "3\n");
}

TEST(test_capabilities)
{
    expect("echo size | COLUMNS=33 $DEMO", 0, "33x24 colors=0 unicode=1 interact\n");
    expect("echo size | LC_ALL=C $DEMO", 0, "80x24 colors=0 unicode=0 interactive=0 full=0 background=000000\n");
    expect("unset LC_ALL LANG LC_CTYPE; echo size | $DEMO | cut -d' ' -f3", 0, "unicode=1\n");
    expect("unset LC_ALL LC_CTYPE; export LANG=C; echo size | $DEMO | cut -d' ' -f3", 0, "unicode=0\n");
    expect("unset LC_ALL LANG; export LC_CTYPE=ko_XX.utf8; echo size | $DEMO | cut -d' ' -f3", 0, "unicode=1\n");
    expect("export LC_ALL=ko_XX.EUC-KR; echo size | $DEMO | cut -d' ' -f3", 0, "unicode=0\n");
}

TEST(test_screen_on_demand)
{
    expect("echo size | $DEMO --screen 2>&1", 2, "no full screen: standard input is not a terminal\n");
}

TEST(test_a_reader_that_goes)
{
    expect("printf 'fill 100000\\n' | $DEMO | head -n 1 | cut -c 1-5", 0, "row 1\n");
    expect("trap '' PIPE; { (printf 'fill 100000000\\n' | timeout 20 $DEMO; echo $? >&3) | head -n 1 | cut -c 1-5; }"
           " 3>&1 | sort", 0, "141\nrow 1\n"); /* whoever started it ignored the signal */
}

/* ---- from inside ---- */

/* Opens a terminal whose input is a pipe; returns its end to write to. */
static Terminal *open_on_pipe(int *input)
{
    int ends[2];
    Error error;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    *input = ends[1];
    Terminal *terminal = terminal_open(&(TerminalOptions){.kind = TERMINAL_AUTOMATIC}, &error);
    assert_non_null(terminal);
    return terminal;
}

static void send(int input, const char *text)
{
    assert_int_equal(write(input, text, strlen(text)), strlen(text));
}

static void expect_line(Terminal *terminal, const char *expected)
{
    char *line;
    assert_int_equal(terminal_pump(terminal, 1000, &line), TERMINAL_LINE);
    assert_string_equal(line, expected);
    free(line);
}

TEST(test_pump_never_waits_longer)
{
    int input;
    char *line;
    Terminal *terminal = open_on_pipe(&input);
    double start = clock_seconds();
    assert_int_equal(terminal_pump(terminal, 0, &line), TERMINAL_NOTHING);
    assert_true(clock_seconds() - start < 0.04);
    send(input, "half");
    assert_int_equal(terminal_pump(terminal, 60, &line), TERMINAL_NOTHING);
    assert_in_range((clock_seconds() - start) * 1000, 60, 200);
    send(input, " a line\nnext\nlast");
    expect_line(terminal, "half a line");
    expect_line(terminal, "next");
    assert_int_equal(terminal_pump(terminal, 0, &line), TERMINAL_NOTHING);
    close(input);
    expect_line(terminal, "last");
    assert_int_equal(terminal_pump(terminal, -1, &line), TERMINAL_END);
    assert_int_equal(terminal_pump(terminal, -1, &line), TERMINAL_END);
    terminal_close(terminal);
}

TEST(test_busy_keeps_lines)
{
    int input;
    char *line;
    Terminal *terminal = open_on_pipe(&input);
    send(input, "early\n");
    terminal_busy(terminal, true);
    assert_int_equal(terminal_pump(terminal, 20, &line), TERMINAL_NOTHING);
    terminal_busy(terminal, false);
    expect_line(terminal, "early");
    close(input);
    terminal_close(terminal);
}

static volatile sig_atomic_t noticed;

static bool notice(void)
{
    noticed++;
    return false;
}

TEST(test_interrupt)
{
    int input;
    char *line;
    Terminal *terminal = open_on_pipe(&input);
    interrupt_notify(notice);
    assert_false(interrupt_requested());
    raise(SIGINT);
    assert_true(interrupt_requested());
    assert_int_equal(noticed, 1);
    assert_int_equal(terminal_pump(terminal, 1000, &line), TERMINAL_INTERRUPT);
    assert_int_equal(terminal_pump(terminal, 0, &line), TERMINAL_NOTHING);
    assert_true(interrupt_requested()); /* until whoever works has answered it */
    raise(SIGINT);
    interrupt_clear();
    assert_false(interrupt_requested());
    assert_int_equal(terminal_pump(terminal, 0, &line), TERMINAL_NOTHING);
    interrupt_notify(NULL);
    close(input);
    terminal_close(terminal);
}

TEST(test_signal_goes_before_input)
{
    int input;
    char *line;
    Terminal *terminal = open_on_pipe(&input);
    raise(SIGINT);
    send(input, "behind it\n");
    assert_false(wait_for_input(STDIN_FILENO, 1000));
    assert_int_equal(terminal_pump(terminal, 1000, &line), TERMINAL_INTERRUPT);
    assert_true(wait_for_input(STDIN_FILENO, 1000));
    expect_line(terminal, "behind it");
    close(input);
    terminal_close(terminal);
}

TEST(test_locale_of_numbers)
{
    int input;
    Terminal *terminal = open_on_pipe(&input);
    assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
    close(input);
    terminal_close(terminal);
}

/* Whoever runs the tests in the background ignores it. */
static void take_interrupts(void) { signal(SIGINT, SIG_DFL); }

AROUND_ALL(take_interrupts, NULL);
