/* fuzz.c: files and a session for the fuzz targets. */
#include "fuzz.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "lesson/lessons.h"
#include "lua/lua_host.h"
#include "repl/builtin_commands.h"
#include "term/signals.h"

#ifdef SEQLAB_FUZZ
/* readline loses the undo list (32 bytes a key) of a line that some searches replace. The editor hands it keys alone. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libreadline.so\n"; }
#endif

static char folder[256];
static pid_t owner; /* a child of the process does not remove its folder */

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static void remove_all(void)
{
    if (getpid() == owner)
        nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_folder(void)
{
    const char *wanted = getenv("TMPDIR");
    if (folder[0] != '\0')
        return folder;
    snprintf(folder, sizeof folder, "%s/seqlab-fuzz.XXXXXX",
             wanted != NULL ? wanted : access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (mkdtemp(folder) == NULL || chdir(folder) != 0) {
        perror(folder);
        exit(99);
    }
    owner = getpid();
    atexit(remove_all);
    return folder;
}

const char *fuzz_file(const char *name, const void *bytes, size_t count)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')) != NULL; *slash++ = '/') {
        *slash = '\0';
        mkdir(path, 0700);
    }
    unlink(path);
    FILE *file = fopen(path, "w");
    if (file == NULL || fwrite(bytes, 1, count, file) != count || fclose(file) != 0) {
        perror(path);
        exit(99);
    }
    return path;
}

Repl *fuzz_repl(void)
{
    static Repl *repl;
    static char state[512], data[512];
    Error error = {0};
    if (repl != NULL)
        return repl;
    snprintf(state, sizeof state, "%s/state", fuzz_folder());
    snprintf(data, sizeof data, "%s/data", fuzz_folder());
    setenv("TERM", "dumb", 1);
    Terminal *terminal = terminal_open(&(TerminalOptions){.kind = TERMINAL_PLAIN}, &error);
    Lab *lab = terminal != NULL ? lab_open(1) : NULL;
    if (lab != NULL) {
        lab_autosave(lab, state);
        repl = repl_open(lab, terminal, builtin_commands, &(ReplOptions){.data_folder = data, .state_folder = state});
    }
    LuaHost *host = repl != NULL ? lua_host_open(repl, &error) : NULL;
    if (host == NULL || lessons_open(repl, host, &error) == NULL || !own_commands_add(repl, host, &error)) {
        fprintf(stderr, "no session: %s\n", error.message);
        exit(99);
    }
    return repl;
}

static void press(int number)
{
    (void)number;
    raise(SIGINT);
}

void fuzz_patience(int milliseconds)
{
    struct timeval each = {milliseconds / 1000, milliseconds % 1000 * 1000};
    struct itimerval timer = {each, each};
    signal(SIGVTALRM, press);
    setitimer(ITIMER_VIRTUAL, &timer, NULL);
    if (milliseconds == 0)
        interrupt_clear();
}
