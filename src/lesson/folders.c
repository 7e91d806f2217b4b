/* folders.c: the folders of lessons, and which of them a name means. */
#include "lesson/folders.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"

/* ---- folders ---- */

/* NN-name */
static int is_lesson(const struct dirent *entry)
{
    const char *name = entry->d_name;
    return isdigit((unsigned char)name[0]) && isdigit((unsigned char)name[1]) && name[2] == '-' && name[3] != '\0';
}

Folders folders_open(Repl *repl)
{
    Folders folders = {0};
    Buffer root = {0};
    struct dirent **entries;
    buffer_format(&root, "%s/lessons", repl_options(repl)->data_folder);
    folders.root = buffer_take(&root);
    int found = scandir(folders.root, &entries, is_lesson, alphasort);
    for (int i = 0; i < found; i++) {
        if (folders.count < LESSONS_MOST)
            folders.names[folders.count++] = memory_string(entries[i]->d_name);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    return folders;
}

void folders_close(Folders *folders)
{
    for (int i = 0; i < folders->count; i++)
        free(folders->names[i]);
    free(folders->root);
}

char *folders_path(const Folders *folders, int index)
{
    Buffer path = {0};
    buffer_format(&path, "%s/%s", folders->root, folders->names[index]);
    return buffer_take(&path);
}

int lesson_number(const char *name) { return (name[0] - '0') * 10 + name[1] - '0'; }

/* ---- by name ---- */

static bool is_called(const char *folder, const char *name)
{
    bool number = *name != '\0' && strspn(name, "0123456789") == strlen(name) && strlen(name) <= 2;
    return strcmp(folder, name) == 0 || strcmp(folder + 3, name) == 0 || (number && atoi(name) == lesson_number(folder));
}

static void no_such_lesson(const Folders *folders, const char *name, Error *error)
{
    const char *names[LESSONS_MOST];
    for (int i = 0; i < folders->count; i++)
        names[i] = folders->names[i] + 3;
    const char *nearest = nearest_name(name, names, (size_t)folders->count);
    if (nearest != NULL)
        error_set(error, ERROR_USAGE, TEXT("there is no lesson '%.40s': did you mean 'lesson %s'?", "'%.40s' 수업은 없습니다. 혹시 'lesson %s'입니까?"), name, nearest);
    else
        error_set(error, ERROR_USAGE, TEXT("there is no lesson '%.40s': 'lesson' lists them", "'%.40s' 수업은 없습니다. 'lesson'을 입력하면 목록이 나옵니다"), name);
}

char *lesson_folder(Repl *repl, const char *name, Error *error)
{
    Folders folders = folders_open(repl);
    char *path = NULL;
    for (int i = 0; i < folders.count && path == NULL; i++)
        if (is_called(folders.names[i], name))
            path = folders_path(&folders, i);
    if (path == NULL)
        no_such_lesson(&folders, name, error);
    folders_close(&folders);
    return path;
}

int lesson_number_after(Repl *repl, const char *name)
{
    Folders folders = folders_open(repl);
    int number = 0;
    for (int i = 0; i + 1 < folders.count; i++)
        if (strcmp(folders.names[i], name) == 0)
            number = lesson_number(folders.names[i + 1]);
    folders_close(&folders);
    return number;
}
