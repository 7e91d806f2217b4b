/* limits.c: what a lesson may have the program do, by its functions or by a command that it offers.
 *
 * A lesson may come from anybody. Its Lua has no files and no processes (lua/sandbox.c) and a bound on its time and
 * memory (lua/host.c); here is what it may do with the commands: it reads the files in its own folder and the
 * program's data, and writes none; what ends the session, or touches what the learner kept, stays the learner's. */
#include "lesson/limits.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/whole_file.h"

static const long parameters_most =
    32L << 20; /* of all models together, in float32 with their training state half a gigabyte */

/* ---- files ---- */

bool path_is_below(const char *path, const char *folder)
{
    char whole[PATH_MAX], whole_folder[PATH_MAX];
    if (realpath(path, whole) == NULL || realpath(folder, whole_folder) == NULL)
        return false;
    size_t length = strlen(whole_folder);
    return strncmp(whole, whole_folder, length) == 0 && whole[length] == '/';
}

/* A file that the lesson may read, by its name: a new path; NULL: it may not, or there is none. */
static char *file_of(Repl *repl, const LessonFolder *folder, const char *name)
{
    const char *data = repl_options(repl)->data_folder;
    const char *const places[][2] = {
        {folder->own ? folder->path : data, folder->own ? "" : "/lessons/data"}, {data, "/lessons/data"}, {data, ""}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char *root = text_format("%s%s", places[i][0], places[i][1]), *path = path_joined(root, name);
        bool found = path_is_below(path, root);
        free(root);
        if (found)
            return path;
        free(path);
    }
    return NULL;
}

/* Puts a file's whole path in the place of its name. typed: one of the current folder comes first, and what is nowhere stays;
 * else the lesson may read nothing but what is there, and the file that the user gave it. */
static bool take_file(Repl *repl, const LessonFolder *folder, bool typed, char **name, Error *error)
{
    if (typed ? access(*name, F_OK) == 0 : folder->given != NULL && strcmp(*name, folder->given) == 0)
        return true;
    char *found = file_of(repl, folder, *name);
    if (found == NULL)
        return typed ||
            error_set(error, ERROR_USAGE,
                      TEXT("%.80s: a lesson reads only the files in its own folder and the program's data",
                           "%.80s: 수업은 자기 폴더의 파일과 프로그램의 데이터만 읽을 수 있습니다"),
                      *name);
    free(*name);
    *name = found;
    return true;
}

/* What the command's words and options call files. */
static bool take_files(Repl *repl, const LessonFolder *folder, bool typed, Arguments *arguments, Error *error)
{
    const Command *command = arguments->command;
    if (command->word_means == MEANS_FILE && arguments->words[0] != '\0' &&
        !take_file(repl, folder, typed, &arguments->words, error))
        return false;
    OptionList list = options_list(command->options);
    for (int i = 0; i < list.count; i++) {
        const Option *option = list.at[i].option;
        const char **field = (const char **)((char *)arguments->options + list.at[i].offset + option->offset);
        if (option->means != MEANS_FILE || !(arguments->given >> i & 1) || *field == NULL)
            continue;
        for (int k = 0; k < arguments->text_count; k++)
            if (arguments->texts[k] == *field) {
                if (!take_file(repl, folder, typed, &arguments->texts[k], error))
                    return false;
                *field = arguments->texts[k];
            }
    }
    return true;
}

/* Whether the command is the learner's alone: about the session or a lesson, or one that writes. */
static bool is_learners(const Arguments *arguments)
{
    static const char *const names[] = {"save", "export", "lesson", "answer", "next", "queue",
                                        "quit", "lang",   "clear",  "demo",   "claims", "reproduce"};
    const char *command = arguments->command->name;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(command, names[i]) == 0)
            return true;
    OptionList list = options_list(arguments->command->options);
    for (int i = 0; i < list.count; i++)
        if (list.at[i].option->means == MEANS_OUTPUT && (arguments->given >> i & 1))
            return true;
    return strcmp(command, "open") == 0 &&
        (arguments_given(arguments, "lost") || arguments_given(arguments, "discard"));
}

/* What is written stands where the learner says. */
void lesson_find_files(Repl *repl, const LessonFolder *folder, Arguments *arguments)
{
    if (!is_learners(arguments))
        take_files(repl, folder, true, arguments, NULL);
}

/* ---- commands ---- */

bool lesson_has_room(Repl *repl, Error *error)
{
    ModelInfo info;
    long parameters = 0;
    for (int i = 0; lab_model_info(repl_lab(repl), i, &info); i++)
        parameters += info.parameters;
    return parameters <= parameters_most ||
        error_set(error, ERROR_USAGE,
                  TEXT("the models have more than %ld million parameters in all: a lesson makes no more",
                       "모델의 매개변수가 모두 %ld백만 개를 넘어 수업이 모델을 더 만들 수 없습니다"),
                  parameters_most / 1000000);
}

bool lesson_may_run(Repl *repl, const LessonFolder *folder, Arguments *arguments, Error *error)
{
    if (is_learners(arguments))
        return error_set(error, ERROR_USAGE,
                         TEXT("a lesson cannot run '%s': only the learner can",
                              "수업은 '%s' 명령을 실행할 수 없습니다. 학습자만 쓸 수 있는 명령입니다"),
                         arguments->command->name);
    return take_files(repl, folder, false, arguments, error);
}
