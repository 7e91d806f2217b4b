/* explore_session.h: an explorer without a terminal, for its tests: keys in, canvases out. */
#ifndef SEQLAB_TESTS_EXPLORE_SESSION_H
#define SEQLAB_TESTS_EXPLORE_SESSION_H

#include "base/whole_file.h"
#include "base/language.h"
#include "base/random.h"
#include "repl/builtin_commands.h"
#include "repl/explore_page.h"
#include "repl/live.h"
#include "repl/parse.h"
#include "repl/results.h"
#include "test.h"

#include <stdarg.h>
#include <unistd.h>

static Lab *lab;
static Terminal *terminal;
static Repl *repl;
static Explorer *explorer;
static ExplorePage *page;
static TerminalPage keys;
static json_t *values; /* that value_of gave */

static inline void open_session(void)
{
    Error error = {0};
    language_set(LANGUAGE_ENGLISH);
    values = json_array();
    lab = lab_open(1);
    terminal = terminal_open(&(TerminalOptions){.kind = TERMINAL_PLAIN, .ascii = true, .no_color = true}, &error);
    repl = repl_open(lab, terminal, builtin_commands, &(ReplOptions){.data_folder = ".", .state_folder = "."});
}

static inline void close_session(void)
{
    repl_close(repl);
    terminal_close(terminal);
    lab_close(lab);
    json_decref(values);
}

/* Freed with the session. */
static inline json_t *value_of(const char *line)
{
    Error error = {0};
    json_t *value = repl_ask(repl, line, &error);
    if (value == NULL)
        fail_msg("%s: %s", line, error.message);
    json_array_append_new(values, value);
    return value;
}

static inline void run(const char *line) { value_of(line); }

static inline void train_model(const char *model)
{
    run("data task=copy length=3..6 symbols=6");
    run(model);
    run("train steps=60 lr=0.01 checkpoints=3");
}

static inline void explore(const char *line)
{
    Error error = {0};
    assert_true(repl_line(repl, line));
    explorer = explorer_open(repl, &error);
    assert_non_null(explorer);
    page = explore_page_open(explorer);
    keys = explore_page_terminal(page);
}

/* The lines that were run; each of them can be typed. */
static inline void leave(Buffer *lines)
{
    explore_page_close(page);
    json_t *list = explorer_close(explorer);
    for (size_t i = 0; i < json_array_size(list); i++) {
        Error error = {0};
        Arguments arguments;
        if (!repl_read(repl, json_text_at(list, i), &arguments, &error))
            fail_msg("%s: %s", json_text_at(list, i), error.message);
        arguments_free(&arguments);
        if (lines != NULL)
            buffer_format(lines, "%s\n", json_text_at(list, i));
    }
    json_decref(list);
}

static inline void leave_with(const char *expected)
{
    Buffer lines = {0};
    leave(&lines);
    assert_string_equal(buffer_text(&lines), expected);
    buffer_free(&lines);
}

static inline bool press(PageKeyName name) { return keys.key(keys.argument, &(PageKey){.name = name, .text = ""}); }

static inline bool type_keys(const char *letters)
{
    bool stays = true;
    for (; stays && *letters != '\0'; letters++) {
        char text[2] = {*letters, '\0'};
        stays = keys.key(keys.argument, &(PageKey){PAGE_KEY_CHARACTER, text, *letters});
    }
    return stays;
}

static inline void work_on(void)
{
    while (keys.idle(keys.argument) >= 0)
        ;
}

/* The page as text, for a screen of that size. */
static inline void draw(int columns, int rows, Buffer *out)
{
    PageView view = {.canvas = canvas_open((Screen){.columns = columns, .unicode = true}), .rows = rows};
    keys.draw(keys.argument, &view);
    assert_true(canvas_rows(view.canvas) <= at_least(rows, 1));
    assert_true(view.cursor_row >= 0 && view.cursor_row < at_least(rows, 1));
    assert_true(view.cursor_column >= 0 && view.cursor_column <= columns);
    canvas_to_text(view.canvas, 0, out);
    canvas_close(view.canvas);
}

/* The page has these words when all that it asks is known. */
__attribute__((format(printf, 1, 2))) static inline void shows(const char *format, ...)
{
    Buffer text = {0}, wanted = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&wanted, format, arguments);
    va_end(arguments);
    draw(100, 24, &text);
    work_on();
    buffer_clear(&text);
    draw(100, 24, &text);
    if (strstr(buffer_text(&text), wanted.text) == NULL)
        fail_msg("'%s' is not in:\n%s", wanted.text, text.text);
    buffer_free(&text);
    buffer_free(&wanted);
}

static inline bool has(const char *words)
{
    Buffer text = {0};
    draw(100, 24, &text);
    bool found = strstr(buffer_text(&text), words) != NULL;
    buffer_free(&text);
    return found;
}

/* What is shown after these keys. */
#define typed(letters, ...) (type_keys(letters), shows(__VA_ARGS__))

/* A member of what is explored. */
static inline const char *text_now(const char *name) { return json_text(explorer_value(explorer), name); }
static inline int whole_now(const char *name) { return json_whole(explorer_value(explorer), name); }

#endif
