/* test_faults.c: what is written survives every call that fails and every moment at which the process is killed: the file is
 * the old one or the new one, whole, and what is left beside it goes with the next write.
 *
 * Each attempt is made by a child process, so that it may die. The same is tried with a writer that is careless: the test must
 * find fault with it. */
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fault_calls.h"
#include "lab/autosave.h"
#include "lab/registry_internal.h"
#include "lesson/claims.h"
#include "lesson/progress.h"
#include "repl/repl.h"
#include "own_folder.h"
#include "term/line_history.h"
#include "test.h"

/* ---- what is written ---- */

static Lab *lab;
static Repl *repl;
static char place[256]; /* the folder that the files are in */

typedef enum { OLD = 1, NEW } Version;

/* One way of writing a file: write() makes a version of it, with the same bytes whoever calls it. */
typedef struct Writer {
    const char *name, *file; /* below place */
    bool (*write)(Version version);
    bool first;              /* there is no old version */
    bool silent;             /* it has no way to say that it failed */
    bool same_memory;        /* its calls for memory are those of another writer */
} Writer;

static char *at(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", place, name);
    return path;
}

static void set_values(Version version)
{
    Parameters *parameters = model_parameters(lab->current->model);
    for (size_t i = 0; i < parameters->total; i++)
        parameters->value[i] = (real)version;
    parameters_changed(parameters);
}

static bool save(Version version)
{
    Error error = {0};
    set_values(version);
    return lab_save(lab, at("model.safetensors"), &error) || error.message[0] == '\0'; /* without a word it would be a lie */
}

static bool autosave(Version version)
{
    Error error = {0};
    set_values(version);
    return autosave_write(lab, lab->current, &error) || error.message[0] == '\0';
}

/* An autosave's file: below the folder of a session, whose name is another each time. */
static char autosaved[128];
static void locate_autosave(void)
{
    glob_t found = {0};
    bool there = glob(at("autosave/*/gru-none.safetensors"), 0, NULL, &found) == 0;
    snprintf(autosaved, sizeof autosaved, "%s", there ? found.gl_pathv[0] + strlen(place) + 1 : "autosave/none/none");
    globfree(&found);
}

static bool history(Version version)
{
    if (version == NEW)
        return line_history_add(at("history"), "the third\nline");
    return line_history_add(at("history"), "the first line") && line_history_add(at("history"), "the second line");
}

static bool progress(Version version)
{
    json_t *entry = json_pack("{s:s, s:{s:i}}", "step", "one", "memory", "guess", (int)version);
    progress_store(repl, "07-bottleneck", entry);
    json_decref(entry);
    return true;
}

/* A row of each version, whose seed is its number. */
static bool claims(Version version)
{
    Error error = {0};
    ClaimStore store;
    json_t *row = json_pack("{s:s, s:s, s:i, s:{s:f}, s:f}", "claim", "a", "fingerprint", "0123456789abcdef", "seed", (int)version,
                            "figures", "a", 1.5, "seconds", 2.0);
    if (!claim_store_open(repl, LEDGER_CLAIMS, NULL, &store, &error)) {
        json_decref(row);
        return error.message[0] == '\0';
    }
    bool put = claim_store_put(&store, row, &error);
    claim_store_close(&store);
    return put || error.message[0] == '\0';
}

/* As one writes who has never lost a file. */
static bool careless(Version version)
{
    static const char *const contents[] = {[OLD] = "the old contents", [NEW] = "the new contents"};
    int file = open(at("careless"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    bool written = file >= 0 && write(file, contents[version], 16) == 16;
    return file >= 0 && close(file) == 0 && written;
}

/* ---- the folder ---- */

/* What else is in the file's folder. */
static int others(const char *file)
{
    glob_t found = {0};
    char path[512];
    int count = 0;
    snprintf(path, sizeof path, "%s", at(file));
    strcpy(strrchr(path, '/'), "/*");
    glob(path, 0, NULL, &found);
    for (size_t i = 0; i < found.gl_pathc; i++)
        count += strcmp(found.gl_pathv[i], at(file)) != 0 && strcmp(strrchr(found.gl_pathv[i], '/'), "/lock") != 0;
    globfree(&found);
    return count;
}

/* All that is in the folder; the folder stays. */
static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)kind;
    return where->level > 0 ? remove(path) : 0;
}

static void clear(void) { nftw(place, remove_entry, 8, FTW_DEPTH | FTW_PHYS); }

static bool is(const char *file, const Buffer *bytes)
{
    Buffer found = {0};
    if (access(at(file), F_OK) != 0)
        return bytes->text == NULL;
    found = read_file(at(file));
    bool same = bytes->text != NULL && found.length == bytes->length && memcmp(found.text, bytes->text, found.length) == 0;
    buffer_free(&found);
    return same;
}

/* ---- one attempt ---- */

enum { SAID_YES = 10, SAID_NO };

/* How a child ended that wrote with this fault: SAID_YES, SAID_NO, or 0 where it was killed. */
static int attempt(const Writer *writer, Fault fault, Calls calls, int number, int *count)
{
    int counts[2], status = 0;
    assert_int_equal(pipe(counts), 0);
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        fault_arm(fault, calls, number);
        bool said = writer->write(NEW);
        int made = fault_disarm();
        if (write(counts[1], &made, sizeof made) != sizeof made)
            _exit(1);
        _exit(said ? SAID_YES : SAID_NO);
    }
    close(counts[1]);
    waitpid(child, &status, 0);
    if (count != NULL)
        assert_int_equal(read(counts[0], count, sizeof *count), sizeof *count);
    close(counts[0]);
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGABRT))
        return 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

typedef struct Versions { Buffer before, after; } Versions;

static void make_old(const Writer *writer)
{
    clear();
    if (lab->autosaves.lock >= 0)
        close(lab->autosaves.lock);
    free(lab->autosaves.session);
    lab->autosaves.session = NULL;
    lab->autosaves.lock = -1;
    if (!writer->first)
        writer->write(OLD);
}

/* NULL, or what was wrong after this attempt. *fresh: the old version is there and nothing beside it, before and after. */
static const char *wrong(const Writer *writer, const Versions *versions, Fault fault, Calls calls, int number, bool *fresh)
{
    if (!*fresh)
        make_old(writer);
    int end = attempt(writer, fault, calls, number, NULL);
    locate_autosave();
    bool old = is(writer->file, &versions->before), new = is(writer->file, &versions->after);
    *fresh = old && others(writer->file) == 0;
    if (end != 0 && end != SAID_YES && end != SAID_NO)
        return "it ended in another way";
    if (!old && !new)
        return "the file is neither the old nor the new one";
    if (!writer->silent && end == SAID_YES && !new)
        return "it said that it wrote";
    if (end == SAID_NO && !old)
        return "it said that it failed";
    if ((fault == FAULT_SHORT || fault == FAULT_INTERRUPTED) && !new)
        return "it gave up";
    if (end != 0 && fault != FAULT_FROM && others(writer->file) > 0) /* where all fails, removing it fails too */
        return "a temporary file stayed";
    if (*fresh)
        return NULL;
    if (attempt(writer, FAULT_NONE, calls, 0, NULL) != SAID_YES || others(writer->file) > 0)
        return "the next write left a temporary file";
    return NULL;
}

static const char *const fault_names[FAULTS] = {"none", "one fails", "all fail from", "killed before", "killed after", "short", "EINTR"};

/* Tries every fault at every call; how many were wrong. */
static int wrongs(const Writer *writer, int *points, bool loud)
{
    Versions versions = {{0}, {0}};
    int counts[2], found = 0;
    bool fresh = false;
    make_old(writer);
    locate_autosave();
    if (!writer->first)
        versions.before = read_file(at(writer->file));
    for (Calls calls = CALLS_SYSTEM; calls <= CALLS_MEMORY; calls++) {
        make_old(writer);
        assert_int_equal(attempt(writer, FAULT_NONE, calls, 0, &counts[calls]), SAID_YES);
    }
    locate_autosave();
    versions.after = read_file(at(writer->file));
    for (Fault fault = FAULT_ONE; fault < FAULTS; fault++)
        for (Calls calls = CALLS_SYSTEM; calls <= (fault <= FAULT_FROM && !writer->same_memory ? CALLS_MEMORY : CALLS_SYSTEM); calls++)
            for (int number = 1; number <= counts[calls]; number++, (*points)++) {
                const char *why = wrong(writer, &versions, fault, calls, number, &fresh);
                found += why != NULL;
                if (why != NULL && loud)
                    print_error("%s, %s %s call %d: %s\n", writer->name, fault_names[fault], calls == CALLS_MEMORY ? "memory" : "system", number, why);
            }
    print_message("# %s: %d system calls, %d of memory\n", writer->name, counts[0], counts[1]);
    buffer_free(&versions.before);
    buffer_free(&versions.after);
    return found;
}

/* ---- the tests ---- */

static void survives(const Writer *writer)
{
    int points = 0, found = wrongs(writer, &points, true);
    print_message("# %s: %d faults injected\n", writer->name, points);
    assert_int_equal(found, 0);
    assert_true(points > 50);
}

TEST(a_saved_model)
{
    survives(&(Writer){.name = "save", .file = "model.safetensors", .write = save});
}

TEST(an_autosave)
{
    survives(&(Writer){.name = "autosave", .file = autosaved, .write = autosave});
}

TEST(the_first_autosave)
{
    survives(&(Writer){.name = "first autosave", .file = autosaved, .write = autosave, .first = true,
                       .same_memory = true});
}

TEST(the_history)
{
    survives(&(Writer){.name = "history", .file = "history", .write = history});
}

TEST(the_progress)
{
    survives(&(Writer){.name = "progress", .file = "progress.json", .write = progress, .silent = true});
}

TEST(the_measured_claims)
{
    survives(&(Writer){.name = "claims", .file = "claims.jsonl", .write = claims});
}

TEST(carelessness_is_found)
{
    int points = 0;
    assert_true(wrongs(&(Writer){.name = "careless", .file = "careless", .write = careless}, &points, false) >= 4);
}

/* ---- */

static void open_session(void)
{
    Error error;
    snprintf(place, sizeof place, "%s/seqlab-faults.XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(place));
    lab = lab_open(1);
    lab_autosave(lab, place);
    DatasetOptions data = {.task = "copy", .symbols = 2, .length_least = 2, .length_most = 2};
    ModelConfiguration model = {.hidden = 4, .embedding = 1};
    assert_true(lab_data(lab, &data, &error) && lab_model(lab, NULL, &model, &error));
    static const CommandFamily no_commands[] = {NULL};
    Terminal *terminal = terminal_open(&(TerminalOptions){.kind = TERMINAL_PLAIN}, &error);
    repl = repl_open(lab, terminal, no_commands, &(ReplOptions){.data_folder = place, .state_folder = place});
}

static void close_session(void)
{
    Terminal *terminal = repl_terminal(repl);
    repl_close(repl);
    lab_close(lab);
    terminal_close(terminal);
    clear();
    assert_int_equal(rmdir(place), 0);
}

AROUND_ALL(open_session, close_session);
