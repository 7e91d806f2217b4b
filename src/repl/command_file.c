/* command_file.c: runs the lines of a file of commands until one fails. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/whole_file.h"
#include "repl/repl.h"

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
