/* loop.c: where lines come from: the person at the prompt, a pipe, and the queue of what waits for a run. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "repl/repl_internal.h"

bool repl_unfinished(Repl *repl)
{
    if (repl->chunk.length == 0)
        return false;
    Error error = {0};
    error_set(&error, ERROR_SCRIPT,
              TEXT("this Lua code is not finished; something is missing at its end: %s",
                   "Lua 코드가 끝나지 않았습니다. 끝에 빠진 것이 있습니다: %s"),
              buffer_text(&repl->chunk));
    buffer_clear(&repl->chunk);
    repl_show_error(repl, &error);
    return true;
}

bool repl_stopped_at(const char *path, long number, Error *error)
{
    return error_set(error, ERROR_USAGE, TEXT("%s stopped at line %ld", "%s: %ld번째 줄에서 멈추었습니다"),
                     strcmp(path, "-") == 0 ? TEXT("standard input", "표준 입력") : path, number);
}

bool repl_may_queue(const Repl *repl, Error *error)
{
    return (repl->at_prompt && !repl->scripted) ||
        error_set(error, ERROR_USAGE,
                  TEXT("'queue' is for the prompt: in a file, a pipe or a script each command waits for the one before",
                       "'queue'는 프롬프트에서만 씁니다. 파일, 파이프, 스크립트의 명령은 앞 명령이 끝난 뒤에 실행됩니다"));
}

bool repl_quit(Repl *repl, long unsaved_steps)
{
    repl->quitting = !repl->at_prompt || unsaved_steps == 0 || unsaved_steps == repl->asked;
    repl->asked = unsaved_steps;
    return repl->quitting;
}

bool repl_quit_run(Repl *repl, const char *how)
{
    Live *live = &repl->live;
    Buffer line = {0};
    if (how[0] != '\0' || live->leaving) {
        buffer_format(&line, "quit %s", how);
        live_queue_clear(live);
        live_queue(live, buffer_text(&line));
        live->stopped = true;
    }
    live->leaving = true;
    buffer_free(&line);
    return false;
}

/* Ctrl-D is `quit`, which may ask. Where the terminal is gone, the end comes again; a signal asks nothing. */
static bool ends_here(Repl *repl)
{
    if (!repl->at_prompt || interrupt_requested())
        return true;
    repl_command_line(repl, repl_find_command(repl, "quit", strlen("quit")), "");
    return repl->quitting;
}

/* First the line that came in the last step of a run, then those that wait for its end. */
static TerminalEvent next_line(Repl *repl, char **line)
{
    *line = repl->live.line;
    repl->live.line = NULL;
    if (*line != NULL)
        return TERMINAL_LINE;
    *line = live_queue_take(&repl->live);
    if (*line == NULL)
        return terminal_pump(repl->terminal, -1, line);
    terminal_echo(repl->terminal, *line);
    return TERMINAL_LINE;
}

/* Ctrl-C ends the run, and drops what waits for its end. */
static void take_interrupt(Repl *repl)
{
    if (interrupt_requested() && repl->live.queued > 0) {
        live_queue_clear(&repl->live);
        repl_say(repl, STYLE_DIM, TEXT("The queue is empty now: Ctrl-C drops what waits for the run. 'stop' keeps it.",
                                       "대기열을 비웠습니다. Ctrl-C는 대기하던 명령도 취소합니다. 'stop'으로 끝내면 대기열이 남습니다."));
    }
    interrupt_clear();
}

int repl_loop(Repl *repl)
{
    bool stops_at_error = !terminal_capabilities(repl->terminal).interactive;
    repl->at_prompt = !stops_at_error;
    terminal_function_key(repl->terminal, 2, "explore");
    long number = 0;
    while (!repl->quitting) {
        repl_set_prompt(repl);
        char *line = NULL;
        TerminalEvent event = next_line(repl, &line);
        if (event == TERMINAL_END && ends_here(repl))
            break;
        if (event == TERMINAL_INTERRUPT) /* drops an unfinished chunk */
            buffer_clear(&repl->chunk);
        number += event == TERMINAL_LINE;
        bool ran = event != TERMINAL_LINE || repl_typed(repl, line);
        free(line);
        take_interrupt(repl);
        if (!ran && stops_at_error) {
            Error error = {0};
            repl_stopped_at("-", number, &error);
            repl_show_error(repl, &error);
            return 1;
        }
    }
    return repl_unfinished(repl) && stops_at_error ? 1 : 0;
}
