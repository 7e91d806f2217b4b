/* commands_explore.c: `explore`: the last picture on the whole screen, with a cursor. */

#include "base/language.h"
#include "repl/builtin_commands.h"
#include "repl/explore_page.h"
#include "repl/results.h"

static bool run_explore(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    (void)arguments;
    Explorer *explorer = explorer_open(repl, error);
    if (explorer == NULL)
        return false;
    ExplorePage *page = explore_page_open(explorer);
    TerminalPage shown = explore_page_terminal(page);
    bool opened = (!repl_options(repl)->json && terminal_page(repl_terminal(repl), &shown)) ||
        error_set(error, ERROR_USAGE,
                  TEXT("'explore' needs the full screen of a terminal. Here commands show the same: %s",
                       "'explore'에는 터미널의 전체 화면이 필요합니다. 여기서는 명령으로 같은 것을 볼 수 있습니다: %s"),
                  sentence_now(explorer_picture(explorer)->instead));
    explore_page_close(page);
    json_t *lines = explorer_close(explorer);
    if (opened)
        result->value = json_pack("{s:o}", "lines", lines);
    else
        json_decref(lines);
    return opened;
}

static void show_explore(const json_t *value, Canvas *canvas)
{
    const json_t *lines = json_object_get(value, "lines");
    canvas_prose(canvas, STYLE_PLAIN, 0, TEXT("What you saw, as commands:", "살펴본 것을 명령으로 쓰면:"));
    for (size_t i = 0; i < json_array_size(lines); i++)
        canvas_prose(canvas, STYLE_CODE, 2, json_text_at(lines, i));
}

static const Command explore_command = {
    .name = "explore",
    .role = ROLE_ASIDE,
    .usage = {"explore", "explore"},
    .summary = {"move about in the last picture (F2)", "마지막 그림 안을 돌아다니며 살펴봅니다(F2)"},
    .run = run_explore,
    .show = show_explore,
};

const Command *const explore_family[] = {&explore_command, NULL};
