/* fuzz_state.c: what is kept between sessions. The first byte chooses which file it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "term/line_history.h"

static void look(const char *line)
{
    if (strlen(line) > (size_t)1 << 30)
        abort();
}

static void history(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file("state/history", data, size);
    line_history_read(path, look);
    if (!line_history_add(path, "a\nb\\"))
        abort();
    line_history_read(path, look);
}

/* A lesson of two steps, and where its learner is said to be. */
static void progress(const uint8_t *data, size_t size)
{
    static const char lesson[] = "return {title = {en = 'a', ko = 'a'}, minutes = 1, steps = {{id = 'one'}, {id = 'two', ask = 'yes'}}}";
    static const char text[] = "## one: A\n\nA\n\n## two: B\n\nB\n";
    static const char *const lines[] = {
        "lesson", "lesson notes 1 state.md replace=yes", "lesson notes 1 state.lua replace=yes",
        "lesson 1", "next", "answer yes", "lesson stop", "lesson restart"};
    Repl *repl = fuzz_repl();
    fuzz_file("data/lessons/01-state/lesson.lua", lesson, strlen(lesson));
    fuzz_file("data/lessons/01-state/text.en.md", text, strlen(text));
    fuzz_file("data/lessons/01-state/text.ko.md", text, strlen(text));
    fuzz_file("state/progress.json", data, size);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        repl_line(repl, lines[i]);
}

/* The measurements of a claim, its own and those of another machine. */
static void claims(const uint8_t *data, size_t size)
{
    static const char claim[] = "return {sentence = {en = 'a', ko = 'a'}, figures = {{id = 'a', en = 'a', ko = 'a'}}, rule = 'a > 1', "
                                "measure = function(seed) return {a = seed} end}";
    static const char *const lines[] = {"claims", "claims small", "claims run small --list", "claims run small seeds=1",
                                        "claims run small file=state/lines", "claims merge state/lines"};
    Repl *repl = fuzz_repl();
    fuzz_file("data/lessons/claims/small.lua", claim, strlen(claim));
    fuzz_file("state/claims.jsonl", data, size);
    fuzz_file("state/lines", data, size);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        repl_line(repl, lines[i]);
}

static void autosave(const uint8_t *data, size_t size)
{
    Error error = {0};
    LostModel list[LOST_MOST], gone;
    Lab *lab = repl_lab(fuzz_repl());
    fuzz_file("state/autosave/left/lock", "", 0);
    fuzz_file("state/autosave/left/gru-none.safetensors", data, size);
    if (lab_lost(lab, list) > 0 && !lab_open_lost(lab, 1, "fuzz", &error))
        lab_discard_lost(lab, 1, &gone, &error);
    lab_autosave_end(lab);
}

int FUZZ_TARGET(state)(const uint8_t *data, size_t size)
{
    static void (*const kinds[])(const uint8_t *, size_t) = {history, progress, autosave, claims};
    if (size > 0)
        kinds[data[0] % 4](data + 1, size - 1);
    return 0;
}
