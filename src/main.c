/* main.c: options and wiring, nothing else. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "base/whole_file.h"
#include "lab/autosave.h"
#include "lesson/lessons.h"
#include "lua/lua_host.h"
#include "model/custom.h"
#include "repl/builtin_commands.h"
#include "repl/complete.h"
#include "repl/repl.h"
#include "view/glyph.h"

enum { STATUS_RIGHT, STATUS_FAILED, STATUS_USAGE };

typedef struct Settings {
    TerminalOptions terminal;
    bool json;
    int threads;
    char **steps;      /* "e:line" and "f:file" in the order in which they were given */
    int step_count;
    char **words;      /* what follows: a Lua script, or a command */
    int word_count;
    char *state_folder, *lessons_folder, *history;
} Settings;

/* ---- the program's options ---- */

enum { THREADS_MOST = 256 };
enum {
    LONG_JSON = 256,
    LONG_LANG,
    LONG_PLAIN,
    LONG_ASCII,
    LONG_NO_COLOR,
    LONG_NO_MOUSE,
    LONG_THEME,
    LONG_THREADS
};

/* One row for each option: --help, the manual and getopt's table are made from it. */
typedef struct ProgramOption {
    int code;                        /* a letter, or one of LONG_* */
    const char *name, *alias;        /* without the two dashes; alias may be NULL */
    const char *value[2], *help[2];  /* English, Korean; no value: a switch */
} ProgramOption;

static const ProgramOption program_options[] = {
    {'e', "execute", NULL, {"COMMAND", "명령"},
     {"Run COMMAND and exit. Repeatable; runs in order.",
      "명령을 실행하고 끝냅니다. 여러 번 쓸 수 있습니다."}},
    {'f', "file", NULL, {"FILE", "파일"},
     {"Run the commands in FILE (-: standard input) and exit.", "파일의 명령을 실행하고 끝냅니다(-는 표준 입력)."}},
    {LONG_JSON, "json", NULL, {NULL, NULL},
     {"Print each result as one line of JSON.",
      "결과마다 JSON 한 줄을 출력합니다."}},
    {LONG_LANG, "lang", NULL, {"en|ko", "en|ko"},
     {"Language (default: the locale's).", "언어를 정합니다(기본값: 로캘의 언어)."}},
    {LONG_PLAIN, "plain", NULL, {NULL, NULL},
     {"Print line by line, without full screen.",
      "전체 화면 없이 한 줄씩 출력합니다(화면 낭독기용)."}},
    {LONG_ASCII, "ascii", NULL, {NULL, NULL},
     {"Draw pictures in ASCII; sentences stay as they are.", "그림을 ASCII 문자로 그립니다."}},
    {LONG_NO_COLOR, "no-color", "no-colour", {NULL, NULL},
     {"Use no color, as with NO_COLOR.", "색을 쓰지 않습니다. NO_COLOR와 같습니다."}},
    {LONG_NO_MOUSE, "no-mouse", NULL, {NULL, NULL},
     {"Leave the mouse to the terminal.", "마우스를 터미널에 맡깁니다."}},
    {LONG_THEME, "theme", NULL, {"THEME", "테마"},
     {"dark, light or auto (default: auto, which asks the terminal).",
      "dark, light, auto(기본값: 터미널에 배경색을 물어봅니다)."}},
    {LONG_THREADS, "threads", NULL, {"N", "N"},
     {"Number of threads; results do not depend on it.",
      "스레드 수. 결과에는 영향을 주지 않습니다."}},
    {'h', "help", NULL, {NULL, NULL}, {"Show this help and exit.", "이 도움말을 보여 주고 끝냅니다."}},
    {'V', "version", NULL, {NULL, NULL}, {"Show the version and exit.", "버전을 보여 주고 끝냅니다."}},
};
enum { PROGRAM_OPTIONS = sizeof program_options / sizeof program_options[0] };

/* "  -e, --execute COMMAND   Run ...": fits 80 columns. */
static void print_option(const ProgramOption *option)
{
    enum { HELP_COLUMN = 26 };
    const char *value = option->value[language_now() == LANGUAGE_KOREAN];
    Buffer line = {0};
    if (option->code < LONG_JSON)
        buffer_format(&line, "  -%c, --%s", option->code, option->name);
    else
        buffer_format(&line, "      --%s", option->name);
    if (value != NULL)
        buffer_format(&line, " %s", value);
    do
        buffer_add(&line, " ");
    while (utf8_width(buffer_text(&line)) < HELP_COLUMN);
    printf("%s%s\n", buffer_text(&line), option->help[language_now() == LANGUAGE_KOREAN]);
    buffer_free(&line);
}

static void print_help(void)
{
    fputs(TEXT("usage: seqlab [options] [COMMAND... | SCRIPT.lua [arguments]]\n"
               "\n"
               "Explore sequence-to-sequence models in a terminal: lessons, a prompt, and Lua.\n"
               "Without a command, seqlab opens the lesson list or reads commands from a pipe.\n"
               "\n"
               "  seqlab                        open the program\n"
               "  seqlab demo                   train two models, compare them and look inside\n"
               "  seqlab lesson 1               open a lesson\n"
               "  seqlab -e 'data task=copy' -e 'model attention=dot' -e train\n"
               "\n"
               "options:\n",
               "사용법: seqlab [옵션] [명령... | 스크립트.lua [인자]]\n"
               "\n"
               "터미널에서 시퀀스 투 시퀀스 모델을 탐구합니다. 수업, 프롬프트, Lua가 있습니다.\n"
               "명령을 주지 않으면 수업 목록을 열고, 파이프에서는 명령을 읽어 실행합니다.\n"
               "\n"
               "  seqlab                        프로그램을 엽니다\n"
               "  seqlab demo                   모델 둘을 훈련해 비교하고 속을 들여다봅니다\n"
               "  seqlab lesson 1               수업을 엽니다\n"
               "  seqlab -e 'data task=copy' -e 'model attention=dot' -e train\n"
               "\n"
               "옵션:\n"),
          stdout);
    for (int i = 0; i < PROGRAM_OPTIONS; i++)
        print_option(&program_options[i]);
    fputs(TEXT("\nExit status: 0 success, 1 a command failed, 2 wrong usage.\n", "\n종료 상태: 0 성공, 1 명령 실패, 2 잘못된 사용법.\n"),
          stdout);
}

/* ---- what the command line says ---- */

static int wrong_usage(const char *format, const char *what)
{
    char *shown = glyph_cut(what, 200, true); /* without what a terminal would obey */
    fputs("seqlab: ", stderr);
    fprintf(stderr, format, shown);
    free(shown);
    fputs(TEXT("\nsee: seqlab --help\n", "\n사용법은 seqlab --help로 볼 수 있습니다\n"), stderr);
    return STATUS_USAGE;
}

static void add_step(Settings *settings, char kind, const char *text)
{
    settings->steps = memory_resize(settings->steps, (size_t)settings->step_count + 1, sizeof *settings->steps);
    settings->steps[settings->step_count++] = text_format("%c:%s", kind, text);
}

/* The language must be known before anything is said, --help and errors included. */
static void choose_language(int argc, char **argv)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    Language language = LANGUAGE_ENGLISH;
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(variables[i]);
        if (value == NULL || *value == '\0')
            continue;
        language_parse(value, &language);
        break;
    }
    language_set(language);
    for (int i = 1; i < argc; i++) {
        const char *value = strncmp(argv[i], "--lang=", 7) == 0                       ? argv[i] + 7
                            : strcmp(argv[i], "--lang") == 0 && i + 1 < argc ? argv[i + 1]
                                                                             : NULL;
        if (value != NULL && language_parse(value, &language))
            language_set(language);
    }
}

static bool read_threads(const char *text, int *threads)
{
    char *end;
    long value = strtol(text, &end, 10);
    *threads = (int)value;
    return end != text && *end == '\0' && value >= 1 && value <= THREADS_MOST;
}

/* One option; -1 goes on, else the exit status. */
static int take_option(int option, Settings *settings)
{
    Language language;
    switch (option) {
    case 'e': add_step(settings, 'e', optarg); return -1;
    case 'f': add_step(settings, 'f', optarg); return -1;
    case LONG_JSON: settings->json = true; return -1;
    case LONG_PLAIN: settings->terminal.kind = TERMINAL_PLAIN; return -1;
    case LONG_ASCII: settings->terminal.ascii = true; return -1;
    case LONG_NO_COLOR: settings->terminal.no_color = true; return -1;
    case LONG_NO_MOUSE: settings->terminal.no_mouse = true; return -1;
    case LONG_THEME:
        return theme_parse(optarg, &settings->terminal.theme)
                   ? -1
                   : wrong_usage(TEXT("--theme must be dark, light or auto, not '%s'",
                                      "--theme에는 dark, light, auto만 쓸 수 있습니다(입력: '%s')"), optarg);
    case LONG_LANG:
        return language_parse(optarg, &language)
                   ? -1
                   : wrong_usage(TEXT("--lang must be en or ko, not '%s'",
                                      "--lang에는 en이나 ko만 쓸 수 있습니다(입력: '%s')"), optarg);
    case LONG_THREADS:
        return read_threads(optarg, &settings->threads) ? -1 : wrong_usage(TEXT("--threads must be between 1 and 256, not '%s'", "--threads에는 1에서 256까지의 수만 쓸 수 있습니다(입력: '%s')"), optarg);
    case 'h': print_help(); return STATUS_RIGHT;
    case 'V': puts("seqlab " SEQLAB_VERSION); return STATUS_RIGHT;
    default: return -1; /* unknown_option names it */
    }
}

/* What getopt needs: letters with ':' behind those that take a value, long names likewise. */
typedef struct GetoptTable {
    char letters[2 * PROGRAM_OPTIONS + 2];
    struct option names[2 * PROGRAM_OPTIONS + 1];
} GetoptTable;

static GetoptTable getopt_table(void)
{
    GetoptTable table = {.letters = "+"}; /* "+": options end at the first word */
    char *letter = table.letters + 1;
    struct option *name = table.names;
    for (const ProgramOption *option = program_options; option < program_options + PROGRAM_OPTIONS; option++) {
        int argument = option->value[0] != NULL ? required_argument : no_argument;
        *name++ = (struct option){option->name, argument, NULL, option->code};
        if (option->alias != NULL)
            *name++ = (struct option){option->alias, argument, NULL, option->code};
        if (option->code < LONG_JSON) {
            *letter++ = (char)option->code;
            if (argument == required_argument)
                *letter++ = ':';
        }
    }
    return table;
}

/* The option that getopt did not like: an unknown letter may be anywhere in a word; else it is the word just read. */
static int unknown_option(char **argv, const char *letters)
{
    char letter[] = {'-', (char)optopt, '\0'};
    bool short_one = optopt > ' ' && optopt < 127 && strchr(letters, optopt) == NULL;
    return wrong_usage(TEXT("unknown option '%s', or its value is missing", "'%s': 없는 옵션이거나 값이 빠졌습니다"),
                       short_one ? letter : argv[optind - 1]);
}

/* -1 when the program should run. Options end at the first word: the rest belongs to it. */
static int read_command_line(int argc, char **argv, Settings *settings)
{
    GetoptTable table = getopt_table();
    int option, status = -1;
    opterr = 0;
    while (status < 0 && (option = getopt_long(argc, argv, table.letters, table.names, NULL)) != -1)
        status = option == '?' ? unknown_option(argv, table.letters) : take_option(option, settings);
    settings->words = argv + optind;
    settings->word_count = argc - optind;
    if (status < 0 && settings->word_count > 0 && settings->step_count > 0)
        status = wrong_usage(TEXT("-e and -f cannot be combined with a command: '%s'", "-e나 -f는 명령과 함께 쓸 수 없습니다: '%s'"),
                             settings->words[0]);
    return status;
}

/* ---- folders ---- */

static const char *data_folder(void)
{
    struct stat status;
    const char *given = getenv("SEQLAB_DATA");
    return given != NULL && stat(given, &status) == 0 && S_ISDIR(status.st_mode) ? given : SEQLAB_PKGDATADIR;
}

/* The folder below the one that a variable of the XDG base directories names; without it, below its usual place in the
 * home. */
static char *own_folder(const char *variable, const char *usual, const char *name)
{
    const char *base = getenv(variable), *home = getenv("HOME");
    if (base != NULL && base[0] == '/')
        return path_joined(base, name);
    return text_format("%s/%s/%s", home != NULL && home[0] == '/' ? home : "/tmp", usual, name);
}

/* ---- running ---- */

static size_t key_of(const char *word)
{
    size_t key = strspn(word, "abcdefghijklmnopqrstuvwxyz_");
    return key > 0 && word[key] == '=' ? key + 1 : 0;
}

/* A word that the shell took out of its quotes gets quotes again, an option behind its equals sign. */
static void add_word(Buffer *line, const char *word, bool alone)
{
    int before = (int)key_of(word);
    bool quoted = strpbrk(word, " \t") != NULL && (before > 0 || alone);
    const char *quote = !quoted ? "" : strchr(word, '"') == NULL ? "\"" : strchr(word, '\'') == NULL ? "'" : "";
    buffer_format(line, " %.*s%s%s%s", before, word, quote, word + before, quote);
}

/* A command given as words; the first may be a whole line. Where there is one besides the options, it is a sentence or
 * the name of a file; several are a sentence cut in pieces. */
static char *joined_words(const Settings *settings)
{
    Buffer line = {0};
    int words = 0;
    for (int i = 1; i < settings->word_count; i++)
        words += key_of(settings->words[i]) == 0;
    buffer_add(&line, settings->words[0]);
    for (int i = 1; i < settings->word_count; i++)
        add_word(&line, settings->words[i], words == 1);
    return buffer_take(&line);
}

static bool run_steps(Repl *repl, const Settings *settings)
{
    for (int i = 0; i < settings->step_count && !repl_quitting(repl); i++) {
        Error error = {0};
        const char *step = settings->steps[i] + 2;
        bool file = settings->steps[i][0] == 'f';
        if (file ? repl_file(repl, step, &error) : repl_line(repl, step))
            continue;
        if (file)
            repl_show_error(repl, &error);
        return false;
    }
    return !repl_unfinished(repl);
}

static bool run_script(Repl *repl, LuaHost *host, const Settings *settings)
{
    Error error = {0};
    bool ran = lua_host_run_file(host, settings->words[0], settings->word_count - 1, settings->words + 1, &error);
    if (!ran)
        repl_show_error(repl, &error);
    return ran;
}

static bool goes_on(const Settings *settings)
{
    return settings->word_count == 0 || strcmp(settings->words[0], "lesson") == 0;
}

static int run(Repl *repl, LuaHost *host, const Settings *settings)
{
    bool interactive = terminal_capabilities(repl_terminal(repl)).interactive;
    if (settings->step_count > 0)
        return run_steps(repl, settings) ? STATUS_RIGHT : STATUS_FAILED;
    const char *first = settings->word_count > 0 ? settings->words[0] : "";
    if (path_ends(first, ".lua") || strcmp(first, ".lua") == 0)
        return run_script(repl, host, settings) ? STATUS_RIGHT : STATUS_FAILED;
    if (settings->word_count > 0) {
        char *line = joined_words(settings);
        bool ran = repl_line(repl, line);
        free(line);
        if (!ran || !interactive || !goes_on(settings))
            return ran ? STATUS_RIGHT : STATUS_FAILED;
    } else if (interactive) {
        repl_welcome(repl);
    }
    return repl_loop(repl);
}

static int start(Settings *settings)
{
    Error error = {0};
    if (settings->step_count > 0 || (settings->word_count > 0 && !goes_on(settings)) || settings->json)
        settings->terminal.kind = TERMINAL_PLAIN;
    settings->terminal.history = settings->history;
    Terminal *terminal = terminal_open(&settings->terminal, &error);
    if (terminal == NULL) {
        fprintf(stderr, "seqlab: %s\n", error.message);
        return STATUS_FAILED;
    }
    Lab *lab = lab_open(settings->threads);
    lab_autosave(lab, settings->state_folder);
    ReplOptions options = {.json = settings->json, .data_folder = data_folder(),
                           .lessons_folder = settings->lessons_folder, .state_folder = settings->state_folder};
    Repl *repl = repl_open(lab, terminal, builtin_commands, &options);
    LuaHost *host = lua_host_open(repl, &error);
    Lessons *lessons = host != NULL ? lessons_open(repl, host, &error) : NULL;
    Typing typing = {.repl = repl,
                     .lua_names = host != NULL ? lua_host_names : NULL,
                     .lua = host,
                     .lesson_names = lessons_names,
                     .lesson_takes = lessons_take,
                     .lessons = lessons};
    terminal_completer(terminal, repl_complete, &typing);
    terminal_reader(terminal, repl_reading, &typing);
    int status = STATUS_FAILED;
    if (lessons != NULL && own_commands_add(repl, host, &error))
        status = run(repl, host, settings);
    else
        repl_show_error(repl, &error);
    if (status == STATUS_RIGHT && !interrupt_requested()) /* what fails or is ended may leave a model that is wanted */
        lab_autosave_end(lab);
    terminal_completer(terminal, NULL, NULL);
    terminal_reader(terminal, NULL, NULL);
    lessons_close(lessons);
    lua_host_close(host);
    repl_close(repl);
    lab_close(lab);
    custom_forget_all(); /* parts that models were made with */
    terminal_close(terminal);
    return status;
}

/* OpenBLAS reads this when it is loaded, before main: without it, it starts threads that only stand around. */
static void keep_blas_single(char **argv)
{
    if (getenv("OPENBLAS_NUM_THREADS") != NULL)
        return;
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1); /* its own name is what ps shows */
    path[length > 0 ? length : 0] = '\0';
    execv(path, argv); /* where that is not to be had, we go on as we are */
}

/* An output that could not be written is a failure, and standard error says so. */
static int close_output(int status)
{
    bool failed = ferror(stdout) != 0;
    errno = 0;
    if (fclose(stdout) == 0 && !failed)
        return status;
    fprintf(stderr, TEXT("seqlab: the results could not be written: %s\n", "seqlab: 결과를 쓰지 못했습니다: %s\n"),
            errno != 0 ? system_reason(errno) : TEXT("the output takes no more", "더는 출력할 수 없습니다"));
    return status == STATUS_RIGHT ? STATUS_FAILED : status;
}

int main(int argc, char **argv)
{
    /* A stream that was closed gets a descriptor that can only be used the wrong way, so that using it is an error, and no
     * other file gets its number. */
    static const int wrong_ways[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) == -1 && errno == EBADF)
            open("/dev/null", wrong_ways[stream]); /* the lowest number that is free */
    keep_blas_single(argv);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of `save`, not the end */
    choose_language(argc, argv);
    Settings settings = {0};
    int status = read_command_line(argc, argv, &settings);
    if (status < 0) {
        settings.state_folder = own_folder("XDG_STATE_HOME", ".local/state", "seqlab");
        settings.lessons_folder = own_folder("XDG_DATA_HOME", ".local/share", "seqlab/lessons");
        folders_make(settings.state_folder);
        settings.history = path_joined(settings.state_folder, "history");
        status = start(&settings);
    }
    for (int i = 0; i < settings.step_count; i++)
        free(settings.steps[i]);
    free(settings.steps);
    free(settings.state_folder);
    free(settings.lessons_folder);
    free(settings.history);
    return close_output(status);
}
