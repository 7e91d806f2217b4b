/* published_commands.c: the command `reproduce`: runs published experiments and shows their figures beside ours. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"
#include "lesson/claims.h"
#include "lesson/lessons_internal.h"
#include "repl/results.h"
#include "repl/written_file.h"

static const Option published_rows[] = {
    {"seeds", OPTION_WHOLES, OPTION_AT(ClaimsRun, seeds), .fallback = "1", .least = 0, .most = 1e9,
     .help = {"Seeds to measure in.", "측정할 시드."}},
    {"file", OPTION_TEXT, OPTION_AT(ClaimsRun, data), .means = MEANS_FILE,
     .help = {"Your file of pairs, for an experiment that needs one.", "파일이 필요한 실험에 줄 쌍의 파일."}},
    {"steps", OPTION_WHOLE, OPTION_AT(ClaimsRun, steps), .least = 1, .most = 10000000,
     .otherwise = {"as the experiment says", "실험에 적힌 값"},
     .help = {"Training steps, for a short try. Its figures are not kept.",
              "짧게 시험할 때의 훈련 단계 수. 그 수치는 보관하지 않습니다."}},
    {"rows", OPTION_TEXT, OPTION_AT(ClaimsRun, rows), .means = MEANS_OUTPUT,
     .help = {"A file to append each measurement to, as a line of JSON; `reproduce table` reads it. Without it they are "
              "kept for this user.",
              "측정 결과를 JSON 한 줄씩 덧붙일 파일. `reproduce table`은 이 파일을 읽습니다. 없으면 이 사용자의 것으로 보관합니다."}},
    {"again", OPTION_YES_NO, OPTION_AT(ClaimsRun, again), .fallback = "no",
     .help = {"Measure also what was measured before.", "전에 측정한 것도 다시 측정합니다."}},
    {"list", OPTION_YES_NO, OPTION_AT(ClaimsRun, list), .fallback = "no",
     .help = {"Measure nothing, and print a shell command for each measurement (also `--list`).",
              "측정하지 않고 측정마다 셸 명령을 한 줄씩 출력합니다(`--list`도 같습니다)."}},
    {0},
};
static const Options published_options = {published_rows, .size = sizeof(ClaimsRun)};

/* ---- which are run ---- */

/* "all": those that need no file of the user's: one file cannot serve several. */
static bool find_names(Lessons *lessons, NameList *names, const ClaimsRun *run, Error *error)
{
    bool all = names->count == 1 && strcmp(names->names[0], "all") == 0;
    if (!all)
        return claims_find_names(lessons, LEDGER_PUBLISHED, names, error);
    if (run->data != NULL)
        return error_set(error, ERROR_USAGE, "%s",
                         TEXT("'all' takes no file=: each experiment needs its own; name the one that this file is for",
                              "'all'에는 file=을 쓸 수 없습니다. 실험마다 필요한 파일이 다르므로, 이 파일을 쓸 실험의 이름을 쓰십시오"));
    NameList every = claims_names(lessons->repl, LEDGER_PUBLISHED), chosen = {0};
    for (int i = 0; i < every.count; i++) {
        Error fault = {0};
        Claim *claim = lessons_claim(lessons, LEDGER_PUBLISHED, every.names[i], &fault);
        if (claim == NULL || claim->published.wants_file.english == NULL)
            name_list_add(&chosen, every.names[i]);
        claim_close(lessons->host, claim);
    }
    name_list_free(&every);
    name_list_free(names);
    *names = chosen;
    return true;
}

/* ---- before a run ---- */

static void say_figures(const Claim *claim, Buffer *text)
{
    bool first = true;
    for (int i = 0; i < claim->figure_count; i++)
        if (claim->published.value[i] == claim->published.value[i]) {
            buffer_format(text, "%s%.6g (%s)", first ? TEXT(" Published: ", " 공개된 값: ") : ", ",
                          claim->published.value[i], TEXT(claim->figures[i].english, claim->figures[i].korean));
            first = false;
        }
    buffer_add(text, first ? "" : ".");
}

/* What the run will do, and how long that takes. */
static void say_plan(Lessons *lessons, const NameList *names, const ClaimsRun *run, const ClaimStore *store)
{
    Buffer text = {0};
    double minutes = 0;
    int missing = 0;
    for (int i = 0; i < names->count; i++) {
        Error error = {0};
        Claim *claim = claims_open(lessons, LEDGER_PUBLISHED, names->names[i], run, &error);
        int seeds = claim != NULL ? claim_seeds_wanted(run, store, claim, 0) : 0;
        missing += seeds;
        minutes += claim != NULL ? seeds * claim->published.minutes : 0;
        if (claim != NULL && names->count == 1) {
            buffer_format(&text, "%s %s: %s.", claim_sentence(claim), claim->published.paper, claim->published.place);
            say_figures(claim, &text);
            buffer_add_char(&text, ' ');
        }
        claim_close(lessons->host, claim);
    }
    buffer_format(&text, TEXT("Measurements to make: %d", "측정할 횟수: %d"), missing);
    if (run->steps == 0)
        buffer_format(&text, TEXT(", about %.3g min; what was measured before Ctrl-C is kept",
                                  ", 약 %.3g분. Ctrl-C로 멈추어도 그때까지 측정한 것은 보관합니다"), minutes);
    buffer_add_char(&text, '.');
    if (missing > 0)
        repl_say(lessons->repl, STYLE_DIM, buffer_text(&text));
    buffer_free(&text);
}

/* ---- the command ---- */

static json_t *run_names(Lessons *lessons, NameList *names, const ClaimsRun *options, Error *error)
{
    ClaimStore store;
    ClaimsRun run = *options;
    json_t *value = NULL;
    bool scripted = repl_scripted(lessons->repl);
    bool may = run.rows == NULL || !scripted || script_may_write(run.rows, error);
    if (!may || !find_names(lessons, names, &run, error) ||
        !claim_store_open(lessons->repl, LEDGER_PUBLISHED, run.rows, &store, error))
        return NULL;
    store.forgets = run.steps > 0;
    run.again = run.again || store.forgets;
    if (store.forgets)
        json_object_clear(store.rows);
    if (!run.list && !scripted && !repl_options(lessons->repl)->json)
        say_plan(lessons, names, &run, &store);
    value = claims_run(lessons, names, &run, &store, error);
    if (value != NULL && run.steps > 0)
        json_object_set_new(value, "steps", json_integer(run.steps));
    claim_store_close(&store);
    return value;
}

static json_t *list_all(Lessons *lessons, const char *rows, Error *error)
{
    NameList names = {0};
    json_t *list = claims_list(lessons, LEDGER_PUBLISHED, &names, rows, error);
    name_list_free(&names);
    return list;
}

/* With the rows of a file, or of the program's own; for a table of the README. Where a person reads, the experiments are
 * drawn instead of the table's Markdown. */
static json_t *make_table(Lessons *lessons, const char *rows, Error *error)
{
    Buffer text = {0};
    char *own = path_joined(repl_options(lessons->repl)->data_folder, "lessons/published/measured.jsonl");
    json_t *experiments = list_all(lessons, rows != NULL ? rows : own, error);
    free(own);
    if (experiments == NULL)
        return NULL;
    char *origin = published_origin(experiments, rows == NULL);
    published_table(experiments, origin, &text);
    json_t *list = json_pack("{s:o, s:s}", "experiments", experiments, "origin", origin);
    json_t *value = json_pack("{s:s, s:s}", "table", buffer_text(&text), "origin", origin);
    bool for_people = !repl_options(lessons->repl)->json && !repl_scripted(lessons->repl);
    if (for_people && terminal_capabilities(repl_terminal(lessons->repl)).interactive)
        repl_show(lessons->repl, "reproduce", list);
    else if (for_people)
        repl_print(lessons->repl, buffer_text(&text));
    json_decref(list);
    free(origin);
    buffer_free(&text);
    return value;
}

static bool run_published(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Lessons *lessons = repl_command_argument(repl, "reproduce");
    ClaimsRun run = *(const ClaimsRun *)arguments->options;
    NameList names = {0};
    if (!claims_words(arguments->words, &names, &run.list, error)) {
        name_list_free(&names);
        return false;
    }
    if (name_list_shift(&names, "merge")) {
        result->value = claims_merge(lessons, LEDGER_PUBLISHED, &names, error);
    } else if (names.count == 1 && strcmp(names.names[0], "table") == 0) {
        result->value = make_table(lessons, run.rows, error);
    } else if (names.count > 0 || run.list) {
        result->value = run_names(lessons, &names, &run, error);
    } else {
        json_t *experiments = list_all(lessons, run.rows, error);
        char *origin = experiments != NULL && run.rows != NULL ? published_origin(experiments, false) : NULL;
        if (experiments != NULL)
            result->value = json_pack("{s:o, s:s*}", "experiments", experiments, "origin", origin);
        free(origin);
    }
    name_list_free(&names);
    return result->value != NULL;
}

const Command published_command = {
    .name = "reproduce",
    .usage = {"reproduce | reproduce NAME... seeds=1,2,3 | reproduce all | reproduce table",
              "reproduce | reproduce 이름... seeds=1,2,3 | reproduce all | reproduce table"},
    .options = &published_options,
    .summary = {"run a published experiment and compare its figures", "공개된 실험을 실행하여 수치를 견줍니다"},
    .words_wanted = true,
    .word_means = MEANS_EXPERIMENT,
    .word_choices = "all|table|merge",
    .role = ROLE_GUIDE,
    .run = run_published,
    .show = published_show,
};
