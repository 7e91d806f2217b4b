/* claim_commands.c: the command `claims`: lists them, shows one, measures, merges measurements of other machines. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"
#include "lesson/claims.h"
#include "lesson/lessons_internal.h"
#include "repl/parse.h"
#include "repl/results.h"
#include "repl/written_file.h"

static const Option claims_rows[] = {
    {"seeds", OPTION_WHOLES, OPTION_AT(ClaimsRun, seeds), .fallback = "1,2,3", .least = 0, .most = 1e9,
     .help = {"For `claims run`: seeds to measure in. A claim is decided by three or more.",
              "`claims run`이 측정할 시드. 주장은 시드가 3개 이상일 때 판정합니다."}},
    {"file", OPTION_TEXT, OPTION_AT(ClaimsRun, rows), .means = MEANS_OUTPUT,
     .help = {"For `claims run`: a file to append each measurement to, as a line of JSON. Without it they are "
              "kept for this user.",
              "`claims run`의 측정 결과를 JSON 한 줄씩 덧붙일 파일. 없으면 이 사용자의 것으로 보관합니다."}},
    {"again", OPTION_YES_NO, OPTION_AT(ClaimsRun, again), .fallback = "no",
     .help = {"For `claims run`: measure also what was measured before.",
              "`claims run`이 전에 측정한 것도 다시 측정합니다."}},
    {"list", OPTION_YES_NO, OPTION_AT(ClaimsRun, list), .fallback = "no",
     .help = {"For `claims run`: measure nothing, and print a shell command for each measurement (also `--list`).",
              "`claims run`이 측정하지 않고 측정마다 셸 명령을 한 줄씩 출력합니다(`--list`도 같습니다)."}},
    {0},
};
static const Options claims_options = {claims_rows, .size = sizeof(ClaimsRun)};

/* ---- names ---- */

bool claims_words(const char *words, NameList *names, bool *list, Error *error)
{
    LinePieces pieces = {.rest = words};
    LinePiece piece;
    Buffer word = {0};
    Error trouble = {0};
    while (trouble.kind == ERROR_NONE && line_next_piece(&pieces, &piece, &word, &trouble))
        if (strcmp(buffer_text(&word), "--list") == 0)
            *list = true;
        else if (word.length > 0 && names->count <= CLAIMS_MOST) /* a verb, too */
            name_list_add(names, buffer_text(&word));
    buffer_free(&word);
    return trouble.kind == ERROR_NONE || error_set(error, trouble.kind, "%s", trouble.message);
}

bool claims_find_names(Lessons *lessons, Ledger ledger, NameList *names, Error *error)
{
    if (names->count == 0) {
        name_list_free(names);
        *names = claims_names(lessons->repl, ledger);
        return true;
    }
    for (int i = 0; i < names->count; i++) {
        Claim *claim = lessons_claim(lessons, ledger, names->names[i], error);
        claim_close(lessons->host, claim);
        if (claim == NULL)
            return false;
    }
    return true;
}

/* ---- values ---- */

/* One claim; a faulty one has an error in the place of its figures. */
static json_t *value_of(Lessons *lessons, const char *name, const ClaimsRun *run, const ClaimStore *store)
{
    Error error = {0};
    Claim *claim = run != NULL ? claims_open(lessons, store->ledger, name, run, &error) : NULL;
    if (claim == NULL)
        claim = lessons_claim(lessons, store->ledger, name, &error);
    if (claim == NULL)
        return json_pack("{s:s, s:s, s:s, s:n}", "name", name, "sentence", "", "error", error.message, "holds");
    json_t *value = (store->ledger == LEDGER_CLAIMS ? claim_value : published_value)(lessons->host, claim, store);
    json_object_set_new(value, "path", json_sprintf("%s/%s.lua", claim->folder.path, name));
    claim_close(lessons->host, claim);
    return value;
}

/* Each with its figures in the store, on the file of the run (NULL: there is none); a faulty or failed one (by name) has
 * an error in their place. */
static json_t *values_of(Lessons *lessons, const NameList *names, const ClaimsRun *run, const ClaimStore *store,
                         const json_t *failed)
{
    json_t *list = json_array();
    for (int i = 0; i < names->count; i++) {
        json_t *value = value_of(lessons, names->names[i], run, store);
        if (json_object_get(failed, names->names[i]) != NULL)
            json_object_set(value, "error", json_object_get(failed, names->names[i]));
        json_array_append_new(list, value);
    }
    return list;
}

json_t *claims_list(Lessons *lessons, Ledger ledger, NameList *names, const char *rows, Error *error)
{
    ClaimStore store;
    if (!claims_find_names(lessons, ledger, names, error) ||
        !claim_store_open(lessons->repl, ledger, rows, &store, error))
        return NULL;
    json_t *list = values_of(lessons, names, NULL, &store, NULL);
    claim_store_close(&store);
    return list;
}

/* ---- claims, claims NAME ---- */

static json_t *tell(Lessons *lessons, NameList *names, Error *error)
{
    bool all = names->count == 0;
    json_t *list = NULL;
    if (names->count > 1)
        error_set(error, ERROR_USAGE, "%s",
                  TEXT("claims shows one claim: 'claims NAME'", "claims는 주장을 하나만 보여 줍니다. 'claims 이름'"));
    else
        list = claims_list(lessons, LEDGER_CLAIMS, names, NULL, error);
    if (list == NULL || all)
        return list != NULL ? json_pack("{s:o}", "claims", list) : NULL;
    json_t *value = json_pack("{s:O}", "claim", json_array_get(list, 0));
    json_decref(list);
    return value;
}

/* ---- claims run --list ---- */

/* The command that starts this program, as a shell takes it. */
static char *program_command(const Repl *repl)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    Buffer command = {0};
    path[length > 0 ? length : 0] = '\0';
    char *program = path_quoted(length > 0 ? path : "seqlab");
    if (getenv("SEQLAB_DATA") != NULL) {
        char *absolute = realpath(repl_options(repl)->data_folder, NULL);
        char *data = path_quoted(absolute != NULL ? absolute : repl_options(repl)->data_folder);
        free(absolute);
        buffer_format(&command, "SEQLAB_DATA=%s ", data);
        free(data);
    }
    buffer_add(&command, program);
    free(program);
    return buffer_take(&command);
}

/* The command that measures this seed, for a shell; the file is known to need no quotes. */
static char *shell_command(const char *program, const Claim *claim, long seed, const ClaimsRun *run)
{
    Buffer line = {0};
    if (claim->ledger == LEDGER_CLAIMS)
        buffer_format(&line, "claims run %s seeds=%ld file=%s", claim->name, seed,
                      run->rows != NULL ? run->rows : "claims.jsonl");
    else
        buffer_format(&line, "reproduce %s seeds=%ld rows=%s", claim->name, seed,
                      run->rows != NULL ? run->rows : "published.jsonl");
    if (run->data != NULL)
        buffer_format(&line, " file=%s", run->data);
    if (run->steps > 0)
        buffer_format(&line, " steps=%d", run->steps);
    char *quoted = path_quoted(buffer_text(&line)), *command = text_format("%s -e %s", program, quoted);
    free(quoted);
    buffer_free(&line);
    return command;
}

/* A name that the printed commands can hold without quotes inside quotes. */
static bool is_plain_file(const char *file, Error *error)
{
    return file == NULL || strpbrk(file, " '\"\\\t\n$`") == NULL ||
        error_set(error, ERROR_USAGE,
                  TEXT("file: a name without blanks and quotation marks is needed here: %.80s",
                       "file: 공백과 따옴표가 없는 이름이어야 합니다: %.80s"),
                  file);
}

/* A command for each claim and seed that is not measured, printed a line each. What is wrong with a faulty one, or
 * which file it needs, is shown beside them. */
static json_t *list_commands(Lessons *lessons, const NameList *names, const ClaimsRun *run, const ClaimStore *store,
                             Error *error)
{
    if (!is_plain_file(run->rows, error) || !is_plain_file(run->data, error))
        return NULL;
    json_t *list = json_array(), *failed = json_array();
    char *program = program_command(lessons->repl);
    Buffer all = {0};
    for (int i = 0; i < names->count; i++) {
        Error fault = {0};
        Claim *claim = claims_open(lessons, store->ledger, names->names[i], run, &fault);
        if (claim == NULL && !repl_scripted(lessons->repl))
            repl_show_error(lessons->repl, &fault);
        if (claim == NULL)
            json_array_append_new(failed, json_string(names->names[i]));
        for (int k = 0; k < run->seeds.count && claim != NULL; k++) {
            if (!claim_is_wanted(run, store, claim, run->seeds.value[k]))
                continue;
            char *command = shell_command(program, claim, run->seeds.value[k], run);
            buffer_format(&all, "%s\n", command);
            json_array_append_new(list, json_string(command));
            free(command);
        }
        claim_close(lessons->host, claim);
    }
    if (!repl_options(lessons->repl)->json && !repl_scripted(lessons->repl) && all.length > 0)
        repl_print(lessons->repl, buffer_text(&all));
    buffer_free(&all);
    free(program);
    return json_pack("{s:o, s:o}", "commands", list, "failed", failed);
}

/* ---- claims run ---- */

static json_t *measure(Lessons *lessons, const NameList *names, const ClaimsRun *run, ClaimStore *store, Error *error)
{
    ClaimsOutcome outcome = {.failed = json_object()};
    json_t *value = NULL;
    bool ended = (store->forgets || claim_store_can_put(store, error)) &&
        claims_measure(lessons, names, run, store, &outcome, error);
    bool all_failed = ended && names->count > 0 && (int)json_object_size(outcome.failed) == names->count;
    if (!ended && error->kind == ERROR_INTERRUPTED)
        error_set(error, ERROR_INTERRUPTED,
                  TEXT("Stopped. Measured now and kept: %d; the same line goes on from there.",
                       "멈추었습니다. 지금 측정한 %d개는 보관했으며, 같은 줄을 다시 입력하면 이어서 측정합니다."),
                  store->forgets ? 0 : outcome.measured);
    else if (all_failed)
        error_set(error, ERROR_SCRIPT, "%s",
                  json_string_value(json_object_iter_value(json_object_iter(outcome.failed))));
    else if (ended)
        value = json_pack("{s:o, s:i}", store->ledger == LEDGER_CLAIMS ? "claims" : "experiments",
                          values_of(lessons, names, run, store, outcome.failed), "measured", outcome.measured);
    json_decref(outcome.failed);
    return value;
}

json_t *claims_run(Lessons *lessons, const NameList *names, const ClaimsRun *run, ClaimStore *store, Error *error)
{
    return run->list ? list_commands(lessons, names, run, store, error) : measure(lessons, names, run, store, error);
}

static json_t *run_names(Lessons *lessons, NameList *names, const ClaimsRun *run, Error *error)
{
    ClaimStore store;
    bool may = run->rows == NULL || !repl_scripted(lessons->repl) || script_may_write(run->rows, error);
    if (!may || !claims_find_names(lessons, LEDGER_CLAIMS, names, error) ||
        !claim_store_open(lessons->repl, LEDGER_CLAIMS, run->rows, &store, error))
        return NULL;
    json_t *value = claims_run(lessons, names, run, &store, error);
    claim_store_close(&store);
    return value;
}

/* ---- claims merge ---- */

/* The fingerprints of all claims, by name, and whether each wants a file of the user's. */
static json_t *fingerprints_of_all(Lessons *lessons, Ledger ledger)
{
    json_t *all = json_object();
    NameList names = claims_names(lessons->repl, ledger);
    for (int i = 0; i < names.count; i++) {
        Error error = {0};
        Claim *claim = lessons_claim(lessons, ledger, names.names[i], &error);
        if (claim != NULL)
            json_object_set_new(all, claim->name,
                                json_pack("{s:s, s:b}", "fingerprint", claim->fingerprint, "wants_file",
                                          claim->published.wants_file.english != NULL));
        claim_close(lessons->host, claim);
    }
    name_list_free(&names);
    return all;
}

json_t *claims_merge(Lessons *lessons, Ledger ledger, const NameList *files, Error *error)
{
    ClaimStore store;
    ClaimMerge merged = {0};
    bool right = files->count > 0 ||
        error_set(error, ERROR_USAGE,
                  TEXT("merge which files? '%s merge a.jsonl b.jsonl'",
                       "어느 파일을 합칩니까? '%s merge a.jsonl b.jsonl'처럼 입력하십시오"),
                  ledger == LEDGER_CLAIMS ? "claims" : "reproduce");
    if (!right || !claim_store_open(lessons->repl, ledger, NULL, &store, error))
        return NULL;
    json_t *fingerprints = fingerprints_of_all(lessons, ledger);
    for (int i = 0; i < files->count && right; i++)
        right = claim_store_merge(&store, files->names[i], fingerprints, &merged, error);
    claim_store_close(&store);
    json_decref(fingerprints);
    return !right ? NULL
                  : json_pack("{s:{s:i, s:i, s:i, s:i, s:i}}", "merged", "added", merged.added, "same", merged.same,
                              "different", merged.different, "other", merged.other, "damaged", merged.damaged);
}

/* ---- the command ---- */

static bool run_claims(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Lessons *lessons = repl_command_argument(repl, "claims");
    ClaimsRun run = *(const ClaimsRun *)arguments->options;
    NameList names = {0};
    if (claims_words(arguments->words, &names, &run.list, error)) {
        if (name_list_shift(&names, "run"))
            result->value = run_names(lessons, &names, &run, error);
        else if (arguments->given != 0)
            error_set(error, ERROR_USAGE, "%s",
                      TEXT("the options are for 'claims run'", "옵션은 'claims run'에만 쓸 수 있습니다"));
        else if (name_list_shift(&names, "merge"))
            result->value = claims_merge(lessons, LEDGER_CLAIMS, &names, error);
        else
            result->value = tell(lessons, &names, error);
    }
    name_list_free(&names);
    return result->value != NULL;
}

const Command claims_command = {
    .name = "claims",
    .usage = {"claims | claims NAME | claims run [NAME...] seeds=1,2,3 | claims run --list | claims merge FILES",
              "claims | claims 이름 | claims run [이름...] seeds=1,2,3 | claims run --list | claims merge 파일"},
    .options = &claims_options,
    .summary = {"what the lessons claim, and whether it holds here",
                "수업의 주장을 보고, 이 컴퓨터에서 성립하는지 측정합니다"},
    .words_wanted = true,
    .word_means = MEANS_CLAIM,
    .word_choices = "run|merge",
    .role = ROLE_GUIDE,
    .run = run_claims,
    .show = claims_show,
};
