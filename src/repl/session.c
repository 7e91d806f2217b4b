/* session.c: what a session has: its parts, who listens to it, the table of commands, and what it shows. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/unicode.h"
#include "repl/repl_internal.h"
#include "repl/results.h"

Lab *repl_lab(Repl *repl) { return repl->lab; }
Sentences *repl_sentences(Repl *repl) { return &repl->sentences; }
Terminal *repl_terminal(Repl *repl) { return repl->terminal; }
const ReplOptions *repl_options(const Repl *repl) { return &repl->options; }
const Record *repl_record(const Repl *repl) { return repl->record; }
void repl_keep_answer(Repl *repl, const json_t *value, const char *line) { answers_add(&repl->answers, value, line); }
const json_t *repl_last_result(const Repl *repl)
{
    return repl->scripted ? repl->called : answers_get(&repl->answers, 0).value;
}

const Answers *repl_answers(const Repl *repl) { return &repl->answers; }
bool repl_goes_on(const Repl *repl) { return repl->chunk.length > 0; }
bool repl_scripted(const Repl *repl) { return repl->scripted; }
bool repl_at_prompt(const Repl *repl) { return repl->at_prompt && repl->depth == 1 && !repl->scripted; }
Live *repl_live(Repl *repl) { return &repl->live; }
bool repl_quitting(const Repl *repl) { return repl->quitting; }

void repl_evaluator(Repl *repl, Evaluator *evaluate, void *argument)
{
    repl->evaluate = evaluate;
    repl->evaluate_argument = argument;
}

void repl_hook(Repl *repl, ReplHooks hooks) { repl->hooks = hooks; }
CommandList repl_commands(const Repl *repl) { return (CommandList){repl->commands, repl->command_count}; }

/* ---- the table ---- */

static bool is_name(const char *name, const char *text, size_t length)
{
    return name != NULL && strlen(name) == length && memcmp(name, text, length) == 0;
}

const Command *repl_find_command(const Repl *repl, const char *name, size_t length)
{
    for (int i = 0; i < repl->command_count; i++)
        if (is_name(repl->commands[i]->name, name, length) || is_name(repl->commands[i]->alias, name, length))
            return repl->commands[i];
    return NULL;
}

bool repl_add_command(Repl *repl, const Command *command, void *argument, Error *error)
{
    if (repl_find_command(repl, command->name, strlen(command->name)) != NULL)
        return error_set(error, ERROR_USAGE, TEXT("there is a command '%s' already", "'%s' 명령이 이미 있습니다"), command->name);
    if (repl->added_count == ADDED_MOST || repl->command_count == COMMANDS_MOST)
        return error_set(error, ERROR_USAGE, TEXT("too many commands: no more can be added", "명령을 더 추가할 수 없습니다"));
    repl->added[repl->added_count++] = (Added){command, argument};
    repl->commands[repl->command_count++] = command;
    return true;
}

void *repl_command_argument(Repl *repl, const char *name)
{
    for (int i = 0; i < repl->added_count; i++)
        if (strcmp(repl->added[i].command->name, name) == 0)
            return repl->added[i].argument;
    return NULL;
}

/* ---- showing ---- */

/* With --json standard output is for the results alone. */
static void show_picture(Repl *repl, Picture picture, bool error)
{
    record_picture(repl->record, picture_shared(&picture));
    terminal_show(repl->terminal, picture, error || repl->options.json);
}

void repl_say(Repl *repl, Style style, const char *text) { show_picture(repl, picture_of_text(style, text), false); }

void repl_status(Repl *repl, const char *text)
{
    char *line;
    if (repl->scripted || !terminal_capabilities(repl->terminal).full_screen)
        return;
    terminal_status(repl->terminal, text);
    terminal_busy(repl->terminal, TERMINAL_BUSY); /* what is typed waits */
    terminal_pump(repl->terminal, 0, &line);
    if (repl->depth == 0) /* a command that runs gives the prompt back itself, when it ends */
        terminal_busy(repl->terminal, TERMINAL_FREE);
}

void repl_say_markdown(Repl *repl, const char *markdown) { show_picture(repl, picture_of_markdown(markdown), false); }

/* A line for the next program: never wrapped. */
static void print_whole(Repl *repl, const char *line)
{
    Screen screen = terminal_screen(repl->terminal);
    int width = utf8_width(line) + 1;
    screen.columns = width > screen.columns ? width : screen.columns;
    Canvas *canvas = canvas_open(screen);
    canvas_blank(canvas);
    canvas_write(canvas, 0, 0, STYLE_PLAIN, line);
    terminal_append(repl->terminal, canvas, repl->options.json);
    canvas_close(canvas);
}

void repl_print(Repl *repl, const char *text)
{
    if (terminal_capabilities(repl->terminal).interactive) {
        repl_say(repl, STYLE_PLAIN, text);
        return;
    }
    Buffer line = {0};
    for (const char *rest = text; *rest != '\0';) {
        size_t length = strcspn(rest, "\n");
        buffer_clear(&line);
        for (size_t i = 0; i < length; i++)
            buffer_add_char(&line, rest[i] == '\t' ? ' ' : rest[i]);
        print_whole(repl, buffer_text(&line));
        rest += length + (rest[length] == '\n');
    }
    buffer_free(&line);
}

void repl_show_error(Repl *repl, const Error *error)
{
    char *text = text_format("%s%s", error->kind == ERROR_INTERRUPTED ? "" : TEXT("error: ", "오류: "), error->message);
    show_picture(repl, picture_of_text(STYLE_ERROR, text), true);
    free(text);
}

/* False where the value is to be shown among the results. */
static bool show_pinned(Repl *repl, const Command *command, const json_t *value)
{
    Pinned pinned = {0};
    if (command->pin == NULL || !terminal_capabilities(repl->terminal).full_screen)
        return false;
    bool pins = command->pin(repl, value, &pinned);
    if (pins || pinned.title == NULL)
        terminal_lesson(repl->terminal, pinned.title, pinned.step, pinned.steps,
                        pins ? picture_of_result(command, pinned.value) : (Picture){0});
    json_decref(pinned.value);
    free(pinned.title);
    return pins;
}

void repl_show(Repl *repl, const char *name, const json_t *value)
{
    const Command *command = repl_find_command(repl, name, strlen(name));
    if (value != NULL && command != NULL)
        repl_show_as(repl, command, value);
}

void repl_show_as(Repl *repl, const Command *command, const json_t *value)
{
    if (repl->options.json)
        json_print_line(value);
    else if (!show_pinned(repl, command, value) && (command->show != NULL || command->tell != NULL))
        show_picture(repl, picture_of_result(command, value), false);
    if (command->picture != NULL && !repl->options.json)
        terminal_picture(repl->terminal, picture_of_result(command, value));
}
