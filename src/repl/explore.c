/* explore.c: what is explored: the command whose result is shown, what was asked beside it, and the lines that were
 * run. */
#include "repl/explore.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/memory.h"
#include "repl/live.h"
#include "repl/parse.h"
#include "repl/results.h"

enum { BACK_MOST = 16 };

/* A command as it was given, and where the cursor is in its picture. */
typedef struct Shown {
    const Command *command;
    char *words;
    json_t *options; /* the texts of those that were given, by name, in order */
    json_t *value;
    HeatmapWindow window;
    int mode;
} Shown;

struct Explorer {
    Repl *repl;
    Shown now, before[BACK_MOST];
    int before_count;
    json_t *lines;               /* that were run */
    size_t lines_before;         /* the last key */
    json_t *known, *wanted; /* results by line, null where it failed; lines that were asked for and are not known */
    json_t *checkpoints;         /* the value of `checkpoint`; NULL: the model has none */
    int opened;                  /* the checkpoint that was open at the start; 0: none */
    bool interrupted;            /* the line that was run last */
    bool stale;                  /* the picture is not yet of the checkpoint that is open, or of the run's step */
    bool apart;                  /* a run has gone on since the last line was run */
    long step;                   /* of the run, when the picture was made; 0: not known */
    bool numbers;
    Buffer note;
};

/* ---- a command as it was given ---- */

static void shown_free(Shown *shown)
{
    free(shown->words);
    json_decref(shown->options);
    json_decref(shown->value);
}

static Shown shown_copy(const Shown *shown)
{
    Shown copy = *shown;
    copy.words = memory_string(shown->words);
    copy.options = json_copy(shown->options);
    json_incref(copy.value);
    return copy;
}

static Shown shown_of(const Arguments *arguments)
{
    Shown shown = {.command = arguments->command, .words = memory_string(arguments->words), .options = json_object()};
    OptionList list = options_list(arguments->command->options);
    for (int i = 0; i < list.count; i++) {
        Buffer text = {0};
        if ((arguments->given >> i & 1) == 0)
            continue;
        option_text(&list.at[i], arguments->options, &text);
        json_object_set_new(shown.options, list.at[i].option->name, json_string(buffer_text(&text)));
        buffer_free(&text);
    }
    return shown;
}

/* ---- lines ---- */

void explorer_add_words(Buffer *line, const char *words)
{
    bool plain = strchr(words, '=') == NULL && words[0] != '"' && words[0] != '\'';
    const char *quote = plain ? "" : strchr(words, '"') == NULL ? "\"" : "'";
    if (words[0] != '\0')
        buffer_format(line, " %s%s%s", quote, words, quote);
}

typedef enum { OPTIONS_ALL, OPTIONS_OF_REQUEST, OPTIONS_OF_SENTENCE } OptionsShown;

static void add_options(Buffer *line, const Shown *shown, OptionsShown which)
{
    OptionList list = options_list(&request_options);
    const char *name;
    json_t *value;
    json_object_foreach(shown->options, name, value) {
        const char *text = json_string_value(value);
        bool plain = strpbrk(text, " \t\"'") == NULL;
        const char *quote = plain ? "" : strchr(text, '"') == NULL ? "\"" : "'";
        if (which == OPTIONS_ALL ||
            (options_find(&list, name) >= 0 && (which == OPTIONS_OF_REQUEST || strcmp(name, "model") != 0)))
            buffer_format(line, " %s=%s%s%s", name, quote, text, quote);
    }
}

void explorer_add_sentence(const Explorer *explorer, Buffer *line)
{
    explorer_add_words(line, explorer->now.words);
    add_options(line, &explorer->now, OPTIONS_OF_SENTENCE);
}

static char *line_of(const Shown *shown)
{
    Buffer line = {0};
    buffer_add(&line, shown->command->name);
    explorer_add_words(&line, shown->words);
    add_options(&line, shown, OPTIONS_ALL);
    return buffer_take(&line);
}

char *explorer_line(const Explorer *explorer, const char *command, const char *options)
{
    Buffer line = {0};
    buffer_add(&line, command);
    explorer_add_words(&line, explorer->now.words);
    add_options(&line, &explorer->now, OPTIONS_OF_REQUEST);
    buffer_format(&line, "%s%s", options[0] != '\0' ? " " : "", options);
    return buffer_take(&line);
}

/* ---- asking ---- */

void explorer_note(Explorer *explorer, const char *format, ...)
{
    va_list arguments;
    buffer_clear(&explorer->note);
    va_start(arguments, format);
    buffer_vformat(&explorer->note, format, arguments);
    va_end(arguments);
}

const char *explorer_note_now(const Explorer *explorer) { return buffer_text(&explorer->note); }

void explorer_begin_key(Explorer *explorer)
{
    buffer_clear(&explorer->note);
    explorer->lines_before = json_array_size(explorer->lines);
}

void explorer_lines_now(const Explorer *explorer, Buffer *out)
{
    size_t count = json_array_size(explorer->lines),
           first = explorer->lines_before < count ? explorer->lines_before : count - 1;
    for (size_t i = first; i < count; i++)
        buffer_format(out, "%s%s", i > first ? "; " : "", json_text_at(explorer->lines, i));
}

static void keep_line(Explorer *explorer, const char *line)
{
    const char *last = json_text_at(explorer->lines, json_array_size(explorer->lines) - 1);
    if (strcmp(last, line) != 0)
        json_array_append_new(explorer->lines, json_string(line));
}

static bool catch_up(Explorer *explorer);

json_t *explorer_run(Explorer *explorer, const char *line)
{
    Error error = {0};
    catch_up(explorer);
    json_t *value = repl_ask(explorer->repl, line, &error);
    explorer->interrupted = error.kind == ERROR_INTERRUPTED;
    if (value != NULL)
        keep_line(explorer, line);
    else
        explorer_note(explorer, "%s", error.message);
    return value;
}

json_t *explorer_whatif(Explorer *explorer, const char *force)
{
    json_t *forced = explorer_run(explorer, force);
    if (forced == NULL)
        return NULL;
    char *line = explorer_line(explorer, "whatif", "");
    json_t *found = explorer_run(explorer, line);
    free(line);
    json_decref(forced);
    json_decref(explorer_run(explorer, "force undo"));
    return found;
}

const json_t *explorer_ask(Explorer *explorer, const char *line)
{
    const json_t *known = json_object_get(explorer->known, line);
    if (json_is_object(known)) {
        keep_line(explorer, line);
        return known;
    }
    json_t *value = explorer_run(explorer, line);
    if (value != NULL)
        json_object_set_new(explorer->known, line, value);
    return value;
}

const json_t *explorer_beside(Explorer *explorer, const char *line)
{
    const json_t *value = json_object_get(explorer->known, line);
    if (value == NULL)
        json_array_append_new(explorer->wanted, json_string(line));
    return json_is_object(value) ? value : NULL;
}

/* ---- what is shown ---- */

const json_t *explorer_value(const Explorer *explorer) { return explorer->now.value; }
int explorer_row(const Explorer *explorer) { return explorer->now.window.row; }
int explorer_column(const Explorer *explorer) { return explorer->now.window.column; }
int explorer_mode(const Explorer *explorer) { return explorer->now.mode; }
void explorer_set_mode(Explorer *explorer, int mode) { explorer->now.mode = mode; }
void explorer_keep_answer(const Explorer *explorer)
{
    char *line = line_of(&explorer->now);
    repl_keep_answer(explorer->repl, explorer->now.value, line);
    free(line);
}

const ExplorerPicture *explorer_picture(const Explorer *explorer) { return explorer->now.command->picture; }
Repl *explorer_repl(const Explorer *explorer) { return explorer->repl; }
HeatmapWindow *explorer_window(Explorer *explorer) { return &explorer->now.window; }

void explorer_move_to(Explorer *explorer, int row, int column)
{
    explorer->now.window.row = row;
    explorer->now.window.column = column;
}

const char *explorer_option(const Explorer *explorer, const char *option)
{
    return json_string_value(json_object_get(explorer->now.options, option));
}

/* Runs the line of what is to be shown from now on. If it fails, what was shown stays. Takes `next` over. */
static bool show(Explorer *explorer, Shown *next)
{
    char *line = line_of(next);
    json_t *value = explorer_run(explorer, line);
    free(line);
    if (value == NULL) {
        shown_free(next);
        return false;
    }
    json_decref(next->value);
    next->value = value;
    shown_free(&explorer->now);
    explorer->now = *next;
    RunInfo run;
    explorer->step = lab_run_info(repl_lab(explorer->repl), &run, NULL) ? run.step : 0;
    return true;
}

void explorer_show_with(Explorer *explorer, const char *option, const char *text)
{
    Shown next = shown_copy(&explorer->now);
    if (text != NULL)
        json_object_set_new(next.options, option, json_string(text));
    else
        json_object_del(next.options, option);
    show(explorer, &next);
}

void explorer_show_next(Explorer *explorer, const char *option, const char *const *choices)
{
    const char *now = json_text(explorer->now.value, option);
    int at = 0;
    while (choices[at] != NULL && strcmp(choices[at], now) != 0)
        at++;
    bool more = choices[at] != NULL && choices[at + 1] != NULL;
    explorer_show_with(explorer, option, choices[more ? at + 1 : 0]);
}

/* The same, and what was shown can be brought back; of too many the oldest is forgotten. */
static bool show_next(Explorer *explorer, Shown *next)
{
    Shown kept = shown_copy(&explorer->now);
    if (!show(explorer, next)) {
        shown_free(&kept);
        return false;
    }
    if (explorer->before_count == BACK_MOST) {
        shown_free(&explorer->before[0]);
        memmove(explorer->before, explorer->before + 1, --explorer->before_count * sizeof explorer->before[0]);
    }
    explorer->before[explorer->before_count++] = kept;
    return true;
}

bool explorer_show_words(Explorer *explorer, const char *words)
{
    Shown next = shown_copy(&explorer->now);
    free(next.words);
    next.words = memory_string(words);
    json_object_del(next.options, "length"); /* of a sentence that is drawn */
    json_object_del(next.options, "seed");
    return show_next(explorer, &next);
}

void explorer_show_line(Explorer *explorer, const char *line)
{
    Error error = {0};
    Arguments arguments;
    FirstWord name = first_word(line);
    const Command *command = repl_find_command(explorer->repl, name.text, name.length);
    assert(command != NULL && command->picture != NULL);
    if (!arguments_parse(command, name.rest, &arguments, &error)) {
        explorer_note(explorer, "%s", error.message);
        return;
    }
    Shown next = shown_of(&arguments);
    arguments_free(&arguments);
    show_next(explorer, &next);
}

bool explorer_has_before(const Explorer *explorer) { return explorer->before_count > 0; }

bool explorer_back(Explorer *explorer)
{
    if (explorer->before_count == 0)
        return false;
    shown_free(&explorer->now);
    explorer->now = explorer->before[--explorer->before_count];
    explorer->stale = explorer_trains(explorer) && !explorer->now.command->picture->costly;
    return true;
}

bool explorer_numbers(const Explorer *explorer) { return explorer->numbers; }

void explorer_switch_numbers(Explorer *explorer)
{
    const char *option = explorer_picture(explorer)->numbers;
    explorer->numbers = !explorer->numbers;
    if (option != NULL)
        explorer_show_with(explorer, option, explorer->numbers ? "yes" : NULL);
}

static bool show_again(Explorer *explorer)
{
    Shown again = shown_copy(&explorer->now);
    bool shown = show(explorer, &again);
    explorer->stale = !shown && explorer->interrupted;
    return shown;
}

/* ---- a model that trains meanwhile ---- */

bool explorer_trains(const Explorer *explorer)
{
    const Live *live = repl_live(explorer->repl);
    return live->open && live->answering && !live->paused;
}

bool explorer_let_train(Explorer *explorer)
{
    static const double moment = 0.05;
    Terminal *terminal = repl_terminal(explorer->repl);
    char *line = NULL;
    double end = clock_seconds() + moment;
    bool trains = explorer_trains(explorer);
    explorer->apart = explorer->apart || trains;
    do
        trains = trains && lab_run_let_go(repl_lab(explorer->repl));
    while (trains && clock_seconds() < end && terminal_pump(terminal, 0, &line) == TERMINAL_NOTHING);
    free(line);
    return trains;
}

/* All numbers on the screen are of one step, that of the next line: the run rests, and the picture is made again. */
static bool catch_up(Explorer *explorer)
{
    if (!explorer->apart)
        return false;
    explorer->apart = false;
    lab_run_hold(repl_lab(explorer->repl));
    json_object_clear(explorer->known);
    return !explorer_picture(explorer)->costly && show_again(explorer);
}

void explorer_refresh(Explorer *explorer)
{
    if (explorer_trains(explorer) && !catch_up(explorer))
        show_again(explorer);
}

long explorer_step(const Explorer *explorer)
{
    RunInfo run;
    const char *model = explorer_option(explorer, "model");
    bool runs = lab_run_info(repl_lab(explorer->repl), &run, NULL) && (model == NULL || strcmp(model, run.model) == 0);
    return runs ? explorer->step : 0;
}

/* ---- checkpoints ---- */

const json_t *explorer_checkpoints(const Explorer *explorer) { return explorer->checkpoints; }

/* 0: the trained state, which follows the last checkpoint. */
static int open_checkpoint(const json_t *checkpoints) { return json_whole(checkpoints, "open"); }

/* What is known of the model is not true of another of its checkpoints. */
static bool open_number(Explorer *explorer, int number)
{
    char line[48] = "checkpoint last";
    if (number > 0)
        snprintf(line, sizeof line, "checkpoint %d", number);
    json_t *value = explorer_run(explorer, line);
    if (value == NULL)
        return false;
    json_decref(explorer->checkpoints);
    explorer->checkpoints = value;
    json_object_clear(explorer->known);
    explorer->stale = true;
    return true;
}

bool explorer_step_checkpoint(Explorer *explorer, int by)
{
    const json_t *list = json_object_get(explorer->checkpoints, "checkpoints");
    int count = (int)json_array_size(list), open = open_checkpoint(explorer->checkpoints);
    int next = (open > 0 ? open : count + 1) + by;
    return explorer->checkpoints != NULL && !explorer_picture(explorer)->costly && next >= 1 && next <= count + 1 &&
           open_number(explorer, next <= count ? next : 0) && show_again(explorer);
}

/* ---- work while no key waits ---- */

void explorer_forget_wanted(Explorer *explorer) { json_array_clear(explorer->wanted); }

bool explorer_work(Explorer *explorer)
{
    enum { KNOWN_MOST = 200 };
    Error error = {0};
    if (explorer->stale)
        return show_again(explorer);
    if (json_array_size(explorer->wanted) == 0)
        return false;
    if (explorer->apart) { /* what is drawn then asks again */
        catch_up(explorer);
        return true;
    }
    char *line = memory_string(json_text_at(explorer->wanted, 0));
    json_array_remove(explorer->wanted, 0);
    json_t *value = repl_ask(explorer->repl, line, &error);
    if (json_object_size(explorer->known) >= KNOWN_MOST)
        json_object_clear(explorer->known);
    if (value != NULL || error.kind != ERROR_INTERRUPTED)
        json_object_set_new(explorer->known, line, value != NULL ? value : json_null());
    free(line);
    return true;
}

/* ---- opening and closing ---- */

static void find_checkpoints(Explorer *explorer)
{
    Error error = {0};
    if (explorer_option(explorer, "model") == NULL && !explorer_picture(explorer)->costly) /* of the current model alone */
        explorer->checkpoints = repl_ask(explorer->repl, "checkpoint", &error);
    explorer->opened = open_checkpoint(explorer->checkpoints);
}

/* The last result of a command with a picture; no value: there is none. */
static Answer last_picture(const Repl *repl)
{
    for (long back = 0; back < ANSWERS_KEPT; back++) {
        Answer answer = answers_get(repl_answers(repl), -back);
        const char *name = json_text(answer.value, "command");
        const Command *command = repl_find_command(repl, name, strlen(name));
        if (command != NULL && command->picture != NULL)
            return answer;
    }
    return (Answer){0};
}

Explorer *explorer_open(Repl *repl, Error *error)
{
    Answer last = last_picture(repl);
    Arguments arguments;
    if (last.value == NULL) {
        error_set(error, ERROR_USAGE,
                  TEXT("there is no picture to explore yet: 'attend', 'gates' or 'accuracy' makes one",
                       "아직 살펴볼 그림이 없습니다. 'attend'나 'gates', 'accuracy'로 하나 만드십시오"));
        return NULL;
    }
    if (!repl_read(repl, last.line, &arguments, error))
        return NULL;
    Explorer *explorer = memory_new(1, sizeof *explorer);
    explorer->repl = repl;
    explorer->now = shown_of(&arguments);
    explorer->now.value = json_incref(last.value);
    arguments_free(&arguments);
    explorer->lines = json_array();
    explorer->known = json_object();
    explorer->wanted = json_array();
    explorer->numbers = explorer_picture(explorer)->numbers != NULL &&
                        explorer_option(explorer, explorer_picture(explorer)->numbers) != NULL;
    char *line = line_of(&explorer->now);
    keep_line(explorer, line);
    free(line);
    find_checkpoints(explorer);
    /* Of an earlier step, perhaps: then what is asked beside it would not be of the same. */
    explorer->stale = repl_live(repl)->answering && !explorer_picture(explorer)->costly;
    return explorer;
}

json_t *explorer_close(Explorer *explorer)
{
    json_t *lines = explorer->lines;
    if (explorer->apart)
        lab_run_hold(repl_lab(explorer->repl));
    explorer->apart = false;
    if (explorer->checkpoints != NULL && open_checkpoint(explorer->checkpoints) != explorer->opened)
        open_number(explorer, explorer->opened);
    while (explorer_back(explorer))
        ;
    shown_free(&explorer->now);
    json_decref(explorer->known);
    json_decref(explorer->wanted);
    json_decref(explorer->checkpoints);
    buffer_free(&explorer->note);
    free(explorer);
    return lines;
}
