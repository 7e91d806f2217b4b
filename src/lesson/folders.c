/* folders.c: the folders of lessons, and which of them a name means.
 *
 * The program's are DATA/lessons/NN-name, in the order of their numbers; the user's are those in
 * $XDG_DATA_HOME/seqlab/lessons that hold a lesson.lua, by name. A path with a slash means the lesson in that
 * folder, wherever it is. */
#include "lesson/folders.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "base/whole_file.h"

enum { NAME_MOST = 40 };

/* ---- which entries are lessons ---- */

static bool has_number(const char *name)
{
    return isdigit((unsigned char)name[0]) && isdigit((unsigned char)name[1]) && name[2] == '-' && name[3] != '\0';
}

int lesson_number(const char *name) { return has_number(name) ? (name[0] - '0') * 10 + name[1] - '0' : -1; }

bool lesson_name_fits(const char *name)
{
    size_t length = strlen(name);
    return islower((unsigned char)*name) && length <= NAME_MOST &&
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static int is_ours(const struct dirent *entry) { return has_number(entry->d_name); }
static int is_shown(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static bool holds_lesson(const char *folder)
{
    char *script = path_joined(folder, "lesson.lua");
    bool holds = access(script, F_OK) == 0;
    free(script);
    return holds;
}

void lesson_folder_free(LessonFolder *folder)
{
    free(folder->name);
    free(folder->path);
    free(folder->word);
    free(folder->key);
    *folder = (LessonFolder){0};
}

/* ---- all of them ---- */

static void add_ours(Folders *folders, const char *root, const char *name)
{
    folders->list[folders->count++] = (LessonFolder){.name = memory_string(name),
                                                     .path = path_joined(root, name),
                                                     .word = text_format("%d", lesson_number(name)),
                                                     .key = memory_string(name)};
}

static const char *fault_of(const Folders *folders, const char *name)
{
    if (!lesson_name_fits(name))
        return TEXT("a lesson's folder is named with small letters, digits and hyphens, a letter first",
                    "수업 폴더의 이름은 로마자 소문자로 시작하고 소문자, 숫자, 붙임표만 쓸 수 있습니다");
    for (int i = 0; i < folders->count; i++)
        if (!folders->list[i].own && strcmp(folders->list[i].name + 3, name) == 0) /* it would be opened instead */
            return TEXT("a lesson of the program has this name: use another for the folder",
                        "프로그램의 수업과 이름이 같습니다. 폴더에 다른 이름을 쓰십시오");
    return NULL;
}

static void add_own(Folders *folders, const char *root, const char *name)
{
    char *path = path_joined(root, name);
    if (!holds_lesson(path)) {
        free(path);
        return;
    }
    LessonFolder folder = {memory_string(name), path, memory_string(name), memory_string(name), .own = true,
                           .fault = fault_of(folders, name)};
    folders->list[folders->count++] = folder;
}

static void add_all(Folders *folders, const char *root, int (*is_wanted)(const struct dirent *),
                    void (*add)(Folders *, const char *, const char *))
{
    struct dirent **entries;
    int found = scandir(root, &entries, is_wanted, alphasort), most = folders->count + LESSONS_MOST;
    for (int i = 0; i < found; i++) {
        if (folders->count < most)
            add(folders, root, entries[i]->d_name);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
}

Folders folders_open(Repl *repl)
{
    Folders folders = {0};
    char *ours = path_joined(repl_options(repl)->data_folder, "lessons");
    add_all(&folders, ours, is_ours, add_ours);
    if (repl_options(repl)->lessons_folder != NULL)
        add_all(&folders, repl_options(repl)->lessons_folder, is_shown, add_own);
    free(ours);
    return folders;
}

void folders_close(Folders *folders)
{
    for (int i = 0; i < folders->count; i++)
        lesson_folder_free(&folders->list[i]);
    folders->count = 0;
}

int lesson_number_after(Repl *repl, const char *name)
{
    Folders folders = folders_open(repl);
    int number = 0;
    for (int i = 0; i + 1 < folders.count; i++)
        if (strcmp(folders.list[i].name, name) == 0 && !folders.list[i + 1].own)
            number = lesson_number(folders.list[i + 1].name);
    folders_close(&folders);
    return number;
}

/* ---- by name ---- */

static bool is_called(const LessonFolder *folder, const char *name)
{
    bool number = *name != '\0' && strspn(name, "0123456789") == strlen(name) && strlen(name) <= 2;
    if (folder->own)
        return strcmp(folder->name, name) == 0;
    return strcmp(folder->name, name) == 0 || strcmp(folder->name + 3, name) == 0 ||
        (number && atoi(name) == lesson_number(folder->name));
}

static bool no_such_lesson(const Folders *folders, const char *name, Error *error)
{
    const char *names[2 * LESSONS_MOST];
    for (int i = 0; i < folders->count; i++)
        names[i] = folders->list[i].own ? folders->list[i].name : folders->list[i].name + 3;
    const char *nearest = nearest_name(name, names, (size_t)folders->count);
    return error_set(error, ERROR_USAGE,
                     nearest != NULL ? TEXT("there is no lesson '%.40s': did you mean 'lesson %s'?",
                                            "'%.40s' 수업은 없습니다. 혹시 'lesson %s'입니까?")
                                     : TEXT("there is no lesson '%.40s': '%s' lists them",
                                            "'%.40s' 수업은 없습니다. '%s'을 입력하면 목록이 나옵니다"),
                     name, nearest != NULL ? nearest : "lesson");
}

/* A lesson anywhere is known by its whole path, written so that it can be a file's name. */
static bool folder_at(const char *typed, LessonFolder *folder, Error *error)
{
    char whole[PATH_MAX], *path = path_expanded(typed);
    bool there = realpath(path, whole) != NULL && !utf8_has_control(whole) && holds_lesson(whole);
    free(path);
    if (!there)
        return error_set(error, ERROR_USAGE,
                         TEXT("%s holds no lesson.lua: 'lesson new' makes a lesson",
                              "%s 폴더에 lesson.lua가 없습니다. 'lesson new'로 수업을 만들 수 있습니다"),
                         typed);
    *folder = (LessonFolder){.name = memory_string(strrchr(whole, '/') + 1),
                             .path = memory_string(whole),
                             .word = memory_string(whole),
                             .key = memory_string(whole),
                             .own = true};
    for (char *slash = folder->key; (slash = strchr(slash, '/')) != NULL;)
        *slash = '!';
    return true;
}

bool lesson_folder(Repl *repl, const char *name, LessonFolder *folder, Error *error)
{
    if (strchr(name, '/') != NULL)
        return folder_at(name, folder, error);
    Folders folders = folders_open(repl);
    bool found = false;
    for (int i = 0; i < folders.count && !found; i++)
        if (is_called(&folders.list[i], name)) {
            *folder = folders.list[i];
            folders.list[i] = (LessonFolder){0}; /* the caller's now */
            found = true;
        }
    if (!found)
        no_such_lesson(&folders, name, error);
    folders_close(&folders);
    if (found && folder->fault != NULL) {
        error_set(error, ERROR_DATA, "%s: %s", folder->path, folder->fault);
        lesson_folder_free(folder);
        found = false;
    }
    return found;
}

char *lesson_new_folder(Repl *repl, const char *name, Error *error)
{
    const char *root = repl_options(repl)->lessons_folder, *slash = strrchr(name, '/');
    Folders folders = folders_open(repl);
    const char *fault = fault_of(&folders, slash != NULL ? slash + 1 : name);
    folders_close(&folders);
    if (fault == NULL && (slash != NULL || root != NULL))
        return slash != NULL ? path_expanded(name) : path_joined(root, name);
    error_set(error, ERROR_USAGE, "%.40s: %s", name,
              fault != NULL ? fault : TEXT("a path is needed", "경로가 필요합니다"));
    return NULL;
}
