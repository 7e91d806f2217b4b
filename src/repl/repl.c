/* repl.c: one line after another: found in the table, parsed, run, shown. */
#include "repl/repl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/korean_layout.h"
#include "repl/meant.h"
#include "repl/parse.h"
#include "repl/repl_internal.h"

#define PROMPT "seqlab> "

static void answer(Repl *repl);

static WorkWish watch(void *argument, const Progress *progress)
{
    Repl *repl = argument;
    if (progress->resting && repl->live.line != NULL)
        answer(repl);
    bool for_program = repl->scripted && !terminal_capabilities(repl->terminal).interactive;
    return live_watch(&repl->live, repl->terminal, repl->options.json || for_program, progress);
}

Repl *repl_open(Lab *lab, Terminal *terminal, const CommandFamily *families, const ReplOptions *options)
{
    Repl *repl = memory_new(1, sizeof *repl);
    repl->lab = lab;
    repl->terminal = terminal;
    repl->options = *options;
    repl->record = record_open();
    for (const CommandFamily *family = families; *family != NULL; family++)
        for (const Command *const *command = *family; *command != NULL; command++)
            repl->commands[repl->command_count++] = *command;
    lab_watch(lab, watch, repl);
    lab_interrupt_check(lab, interrupt_requested);
    return repl;
}

void repl_close(Repl *repl)
{
    if (repl == NULL)
        return;
    lab_watch(repl->lab, NULL, NULL);
    live_free(&repl->live);
    buffer_free(&repl->chunk);
    answers_free(&repl->answers);
    sentences_free(&repl->sentences);
    free(repl->follow);
    record_close(repl->record);
    json_decref(repl->called);
    free(repl);
}

static const char *prompt_of(const Repl *repl) { return repl->chunk.length > 0 ? "   ...> " : PROMPT; }

void repl_listens(Repl *repl)
{
    if (!repl_at_prompt(repl))
        return;
    terminal_prompt(repl->terminal, prompt_of(repl), NULL); /* what Enter ran is not offered again */
    live_open(&repl->live, repl->terminal);
}

/* ---- running ---- */

static json_t *run_command(Repl *repl, const Command *command, Arguments *arguments, bool scripted, Error *error)
{
    Result result = {0};
    if (repl->hooks.guard != NULL && !repl->hooks.guard(repl->hooks.argument, arguments, error))
        return NULL;
    bool outer = repl->scripted;
    repl->scripted = scripted;
    if (repl->depth++ == 0)
        terminal_busy(repl->terminal, true);
    bool ran = command->run(repl, arguments, &result, error);
    repl->scripted = outer;
    if (--repl->depth == 0)
        terminal_busy(repl->terminal, false);
    live_end(&repl->live, repl->terminal);
    if (!ran) {
        json_decref(result.value);
        return NULL;
    }
    if (result.value == NULL)
        result.value = json_object();
    json_object_set_new(result.value, "command", json_string(command->name));
    if (scripted && command->role == ROLE_ANSWER) {
        json_decref(repl->called);
        repl->called = json_incref(result.value);
    }
    return result.value;
}

static void tell_listener(Repl *repl, const char *name, const json_t *value)
{
    if (repl->hooks.listen != NULL)
        repl->hooks.listen(repl->hooks.argument, name, value);
}

bool repl_unknown_command(const Repl *repl, const char *name, Error *error)
{
    if (meant_by_word(repl_commands(repl), name, error))
        return false;
    const char *nearest = nearest_command(repl_commands(repl), name);
    if (nearest != NULL)
        return error_set(error, ERROR_USAGE, TEXT("there is no command '%.40s': did you mean '%s'?", "'%.40s' 명령은 없습니다. 혹시 '%s'입니까?"),
                         name, nearest);
    return error_set(error, ERROR_USAGE, TEXT("there is no command '%.40s': 'help' lists them", "'%.40s' 명령은 없습니다. 'help'를 입력하면 목록이 나옵니다"),
                     name);
}

/* Whether a line was refused for an option that another command has; then the error names that one. */
static bool refused_option(const Repl *repl, const Arguments *refused, const Command *command, Error *error)
{
    return refused->unknown[0] != '\0' && meant_by_option(repl_commands(repl), command, refused->unknown, error);
}

json_t *repl_call(Repl *repl, const char *name, const char *words, const GivenOption *given, int count, Error *error)
{
    const Command *command = repl_find_command(repl, name, strlen(name));
    Arguments arguments;
    if (command == NULL) {
        repl_unknown_command(repl, name, error);
        return NULL;
    }
    if (!arguments_from_values(command, words, given, count, &arguments, error)) {
        refused_option(repl, &arguments, command, error);
        return NULL;
    }
    json_t *value = run_command(repl, command, &arguments, true, error);
    arguments_free(&arguments);
    tell_listener(repl, command->name, value); /* a guard may have freed `name` */
    return value;
}

static void set_follow(Repl *repl, const char *line)
{
    free(repl->follow);
    repl->follow = memory_string(line);
}

bool repl_command_line(Repl *repl, const Command *command, const char *rest)
{
    Error error = {0};
    Arguments arguments;
    json_t *value = NULL;
    bool read = arguments_parse(command, rest, &arguments, &error);
    if (read) {
        value = run_command(repl, command, &arguments, false, &error);
        arguments_free(&arguments);
    } else if (!refused_option(repl, &arguments, command, &error)) {
        size_t length = strlen(error.message);
        if (error.kind == ERROR_USAGE && length < sizeof error.message / 2)
            snprintf(error.message + length, sizeof error.message - length, TEXT("\nsee: help %s", "\n도움말: help %s"),
                     command->name);
    }
    if (value != NULL && command->sentences != NULL)
        sentences_list(&repl->sentences, value, command->sentences);
    if (value != NULL && repl->hooks.annotate != NULL)
        repl->hooks.annotate(repl->hooks.argument, command->name, value);
    char *line = text_format("%s %s", command->name, rest);
    if (value != NULL && command->role == ROLE_ANSWER)
        answers_add(&repl->answers, value, line);
    free(line);
    if (value != NULL)
        repl_show(repl, command->name, value);
    else
        repl_show_error(repl, &error);
    tell_listener(repl, read ? command->name : "", value); /* a line that cannot be read ends no command */
    bool ran = value != NULL;
    set_follow(repl, json_string_value(json_object_get(value, "follow")));
    json_decref(value);
    return ran;
}

/* Whoever begins a sentence with a word of another program, "w is a letter", does not want a file of that name. */
static bool may_be_meant(const Command *meant, const char *name, const char *rest, Error *error)
{
    Arguments arguments;
    bool file = meant->word_means == MEANS_FILE && arguments_parse(meant, rest, &arguments, error);
    bool several = file && strchr(arguments.words, ' ') != NULL && strpbrk(rest, "\"'") == NULL;
    if (several)
        error_set(error, ERROR_USAGE,
                  TEXT("'%1$s' is '%2$s' here, which takes one file name. A name with blanks stands in quotes: %2$s \"%3$s\"",
                       "여기서 '%1$s'는 '%2$s' 명령이며 파일 이름을 하나만 받습니다. 공백이 있는 이름은 따옴표로 묶으십시오: %2$s \"%3$s\""),
                  name, meant->name, arguments.words);
    if (meant->word_means == MEANS_FILE)
        arguments_free(&arguments);
    return !several;
}

/* If Lua cannot run a line, its first word may be a command of another program, which is run, or a misspelt one. */
static bool run_meant(Repl *repl, const char *line, Error *error)
{
    char name[MEANT_WORD];
    const char *rest;
    if (!meant_word(line, error, name, &rest)) {
        repl_show_error(repl, error);
        return false;
    }
    const Command *meant = meant_command(repl_commands(repl), name);
    if (meant != NULL && may_be_meant(meant, name, rest, error))
        return repl_command_line(repl, meant, rest);
    char *sentence = korean_layout_hint(line, lab_dataset(repl->lab));
    bool unknown = meant == NULL && !meant_by_word(repl_commands(repl), name, error) && error->kind == ERROR_USAGE;
    if (unknown && sentence != NULL)
        error_set(error, ERROR_USAGE, TEXT("typed with the Korean layout this is '%1$s'. To translate it: translate %1$s",
                                           "한글 자판으로 치면 '%1$s'입니다. 번역하려면: translate %1$s"), sentence);
    else if (unknown && nearest_command(repl_commands(repl), name) != NULL)
        repl_unknown_command(repl, name, error);
    free(sentence);
    repl_show_error(repl, error);
    return false;
}

static bool lua_line(Repl *repl, const char *line)
{
    Error error = {0};
    bool complete_chunk = true, ran = false;
    bool begins = repl->chunk.length == 0;
    Buffer chunk = repl->chunk; /* while it runs, the line being typed does not go on with it */
    repl->chunk = (Buffer){0};
    if (!begins)
        buffer_add_char(&chunk, '\n');
    buffer_add(&chunk, line);
    if (repl->depth++ == 0) {
        terminal_status(repl->terminal, TEXT("Lua runs: Ctrl-C stops it", "Lua 실행 중: Ctrl-C로 멈춥니다"));
        terminal_busy(repl->terminal, true); /* draws it: Lua that loops never comes back to the terminal */
    }
    if (repl->evaluate != NULL)
        ran = repl->evaluate(repl->evaluate_argument, buffer_text(&chunk), &complete_chunk, &error);
    else
        repl_unknown_command(repl, line, &error);
    if (--repl->depth == 0)
        terminal_busy(repl->terminal, false);
    bool option = begins && terminal_capabilities(repl->terminal).interactive && (ran || !complete_chunk) &&
                  meant_by_assignment(repl_commands(repl), line, &error);
    if (!complete_chunk && !option) {
        repl->chunk = chunk;
        return true;
    }
    buffer_free(&chunk);
    if (option && complete_chunk)
        repl_say(repl, STYLE_DIM, error.message);
    else if (!ran && begins)
        return run_meant(repl, line, &error);
    else if (!ran || option)
        repl_show_error(repl, &error);
    return ran && complete_chunk;
}

/* ---- lines ---- */

static char *offered_line(Repl *repl)
{
    if (repl->chunk.length > 0 || repl->live.open)
        return NULL;
    char *line = repl->hooks.offer != NULL ? repl->hooks.offer(repl->hooks.argument) : NULL;
    return line == NULL && repl->at_prompt ? memory_string(repl->follow) : line;
}

void repl_set_prompt(Repl *repl)
{
    char *offered = offered_line(repl);
    terminal_prompt(repl->terminal, prompt_of(repl), offered);
    live_idle(repl->terminal, repl->lab, offered);
    free(offered);
}

const Command *repl_line_command(const Repl *repl, const char *line, const char **rest)
{
    FirstWord word = first_word(line);
    char name[MEANT_WORD];
    if (word.text[0] == '?')
        return meant_question(repl_commands(repl), word.text, rest);
    /* ":lang ko" is "lang ko", and ":q" is quit even where q is Lua's. */
    bool colon = word.length > 1 && word.text[0] == ':';
    *rest = word.rest;
    bool assigned = word.rest[0] == '=' && word.rest[1] != '='; /* data = 3 is Lua */
    const Command *command = assigned ? NULL : repl_find_command(repl, word.text + colon, word.length - colon);
    snprintf(name, sizeof name, "%.*s", (int)word.length - 1, word.text + 1);
    return command == NULL && colon ? meant_command(repl_commands(repl), name) : command;
}

bool repl_read(const Repl *repl, const char *line, Arguments *out, Error *error)
{
    const char *rest;
    const Command *command = repl_line_command(repl, line, &rest);
    FirstWord word = first_word(line);
    *out = (Arguments){0};
    if (command == NULL)
        return error_set(error, ERROR_USAGE, TEXT("there is no command '%.*s'", "'%.*s' 명령은 없습니다"),
                         (int)word.length, word.text);
    return arguments_parse(command, rest, out, error);
}

json_t *repl_ask(Repl *repl, const char *line, Error *error)
{
    Arguments arguments;
    if (!repl_read(repl, line, &arguments, error))
        return NULL;
    json_t *value = run_command(repl, arguments.command, &arguments, false, error);
    arguments_free(&arguments);
    return value;
}

static bool is_silent(const char *line)
{
    FirstWord word = first_word(line);
    return word.length == 0 || word.text[0] == '#';
}

/* A command that was typed with the Korean layout on, as it was meant. */
static bool run_as_meant(Repl *repl, const char *meant)
{
    const char *rest;
    const Command *command = repl_line_command(repl, meant, &rest);
    char *said = text_format(TEXT("Typed with the Korean layout: %s", "한글 자판으로 입력한 명령: %s"), meant);
    repl_say(repl, STYLE_DIM, said);
    free(said);
    return repl_command_line(repl, command, rest);
}

static bool run_line(Repl *repl, const char *line)
{
    const char *rest;
    if (repl->chunk.length == 0) {
        line += strncmp(line, PROMPT, strlen(PROMPT)) == 0 ? strlen(PROMPT) : 0; /* copied with its prompt */
        if (is_silent(line))
            return true;
        record_line(repl->record, line);
        const Command *command = repl_line_command(repl, line, &rest);
        if (command != NULL)
            return repl_command_line(repl, command, rest);
        char *meant = korean_layout_line(repl_commands(repl), line);
        bool ran = meant != NULL && run_as_meant(repl, meant), was_meant = meant != NULL;
        free(meant);
        if (was_meant)
            return ran;
    }
    return lua_line(repl, line);
}

/* The first of several lines (a new string to free). What follows "local x" and is Lua comes along: a local name ends
 * with its chunk. *text moves on behind it. */
static char *take_line(const Repl *repl, const char **text)
{
    const char *begin = *text, *end = begin + strcspn(begin, "\n"), *rest;
    bool local = repl->chunk.length == 0 && strncmp(first_word(begin).text, "local ", 6) == 0;
    while (local && *end == '\n' && first_word(end + 1).text[0] != '#') {
        char *next = memory_text(end + 1, strcspn(end + 1, "\n"));
        bool command = repl_line_command(repl, next, &rest) != NULL;
        free(next);
        if (command)
            break;
        end += 1 + strcspn(end + 1, "\n");
    }
    *text = end + (*end == '\n');
    return memory_text(begin, (size_t)(end - begin));
}

/* Whoever pastes several lines sees each of them above its result, and a line that fails keeps none from running, as
 * when they are typed one after another. */
static bool run_lines_at_once(Repl *repl, const char *text, bool pasted)
{
    bool right = true;
    while (*text != '\0' && !repl->quitting && !interrupt_requested() && (right || pasted)) {
        char *line = take_line(repl, &text);
        if (pasted) {
            repl_set_prompt(repl);
            terminal_echo(repl->terminal, line);
        }
        right = run_line(repl, line) && right;
        free(line);
    }
    return right;
}

bool repl_line(Repl *repl, const char *line)
{
    line += strncmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; /* a byte order mark */
    return strchr(line, '\n') == NULL ? run_line(repl, line) : run_lines_at_once(repl, line, false);
}

bool repl_typed(Repl *repl, const char *line)
{
    bool blank = line[strspn(line, " \t")] == '\0';
    char *offered = blank ? offered_line(repl) : NULL;
    bool complete;
    Error error = {0};
    /* Where Enter stands for nothing, whoever takes lines before Lua may say what is waited for. */
    if (blank && offered == NULL && repl->at_prompt && repl->chunk.length == 0 && !repl->live.open)
        return repl->evaluate == NULL || repl->evaluate(repl->evaluate_argument, "", &complete, &error);
    if (offered != NULL && repl->at_prompt)
        terminal_echo(repl->terminal, offered);
    else if (offered != NULL)
        repl_say(repl, STYLE_CODE, offered);
    set_follow(repl, NULL);
    bool pasted = offered == NULL && strchr(line, '\n') != NULL;
    bool ran = pasted ? run_lines_at_once(repl, line, true) : repl_line(repl, offered != NULL ? offered : line);
    free(offered);
    return ran;
}

/* The line that was typed while a model trains, which rests now. It is run as at an idle prompt; what would change the
 * model is refused by the lab. */
static void answer(Repl *repl)
{
    int depth = repl->depth;
    char *line = live_answer_begin(&repl->live);
    repl->depth = 0;
    repl_typed(repl, line);
    repl->depth = depth;
    free(line);
    terminal_prompt(repl->terminal, prompt_of(repl), NULL);
    live_answer_end(&repl->live, repl->terminal);
}
