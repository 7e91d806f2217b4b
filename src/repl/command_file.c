/* command_file.c: files that come with the program, and files of commands, whose lines run until one fails. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/whole_file.h"
#include "repl/repl.h"

char *repl_own_file(const Repl *repl, const char *file)
{
    static const char *const places[] = {"lessons/data", "."};
    if (file == NULL || file[0] == '/' || access(file, F_OK) == 0)
        return NULL;
    for (int i = 0; i < 2; i++) {
        Buffer path = {0};
        buffer_format(&path, "%s/%s/%s", repl_options(repl)->data_folder, places[i], file);
        if (access(buffer_text(&path), R_OK) == 0)
            return buffer_take(&path);
        buffer_free(&path);
    }
    return NULL;
}

static bool cannot_read(const char *path, Error *error)
{
    return error_set(error, ERROR_SYSTEM, TEXT("cannot read the command file %s: %m", "%s 명령 파일을 읽을 수 없습니다: %m"), path);
}

/* Runs lines until one fails; *number is the last one. False if it failed. */
static bool run_lines(Repl *repl, FILE *file, long *number)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    bool right = true;
    while (right && !repl_quitting(repl) && (length = getline(&line, &capacity, file)) >= 0) {
        ++*number;
        while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
            line[--length] = '\0';
        right = repl_line(repl, line);
    }
    int failure = errno;
    free(line);
    errno = failure;
    return right;
}

bool repl_file(Repl *repl, const char *path, Error *error)
{
    bool standard = strcmp(path, "-") == 0;
    char *expanded = path_expanded(path);
    FILE *file = standard ? stdin : fopen(expanded, "r");
    free(expanded);
    if (file == NULL)
        return cannot_read(path, error);
    long number = 0;
    bool right = run_lines(repl, file, &number);
    bool readable = !ferror(file) || cannot_read(path, error); /* a folder opens, and then cannot be read */
    if (!standard)
        fclose(file);
    return readable && ((right && !repl_unfinished(repl)) || repl_stopped_at(path, number, error));
}
