/* lesson_progress.c: how far a learner is, in STATE/progress.json.
 *
 *     { "version": 1, "lessons": { "01-bottleneck": { "step": "train", "done": ["why"], "memory": {...}, ... } } }
 *
 * The file is read anew for each change and written whole: to a temporary file, synced, renamed. A file that cannot be
 * understood is set aside as progress.json.broken, never overwritten in place and never fatal. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/language.h"
#include "lua/lesson_parts.h"

enum { PROGRESS_VERSION = 1, FILE_MOST = 4 << 20 };

static char *progress_path(Repl *repl, const char *end)
{
    Buffer path = {0};
    buffer_format(&path, "%s/progress.json%s", repl_options(repl)->state_folder, end);
    return buffer_take(&path);
}

static void warn(Repl *repl, const char *text) { repl_say(repl, STYLE_WARNING, text); }

/* ---- reading ---- */

static void set_aside(Repl *repl, const char *path, const char *why)
{
    char *aside = progress_path(repl, ".broken");
    Buffer text = {0};
    bool moved = rename(path, aside) == 0;
    buffer_format(&text, TEXT("The progress of the lessons could not be read (%s). ", "수업의 진도를 읽을 수 없습니다(%s). "), why);
    if (moved)
        buffer_format(&text, TEXT("The file is now %s; the lessons begin anew.", "그 파일은 %s에 따로 두었습니다. 수업은 처음부터 시작합니다."), aside);
    warn(repl, buffer_text(&text));
    buffer_free(&text);
    free(aside);
}

static bool is_sound(const json_t *all)
{
    const char *name;
    json_t *entry;
    if (json_integer_value(json_object_get(all, "version")) != PROGRESS_VERSION || !json_is_object(json_object_get(all, "lessons")))
        return false;
    json_object_foreach(json_object_get(all, "lessons"), name, entry)
        if (!json_is_object(entry))
            return false;
    return true;
}

static json_t *empty_progress(void) { return json_pack("{s:i, s:{}}", "version", PROGRESS_VERSION, "lessons"); }

static bool is_small_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= FILE_MOST;
}

/* All of it; never NULL. */
static json_t *read_all(Repl *repl)
{
    char *path = progress_path(repl, "");
    json_error_t trouble;
    json_t *all = NULL;
    if (access(path, F_OK) != 0) {
        free(path);
        return empty_progress();
    }
    all = is_small_file(path) ? json_load_file(path, JSON_REJECT_DUPLICATES, &trouble) : NULL;
    if (!is_sound(all)) {
        set_aside(repl, path, all != NULL ? TEXT("another version", "다른 버전") : TEXT("not JSON", "JSON이 아님"));
        json_decref(all);
        all = empty_progress();
    }
    free(path);
    return all;
}

json_t *progress_of(Repl *repl, const char *name)
{
    json_t *all = read_all(repl), *entry = json_object_get(json_object_get(all, "lessons"), name);
    json_t *copy = entry != NULL ? json_deep_copy(entry) : json_object();
    json_decref(all);
    return copy;
}

/* ---- writing ---- */

static void make_state_folder(Repl *repl)
{
    Buffer path = {0};
    buffer_add(&path, repl_options(repl)->state_folder);
    for (char *slash = path.text != NULL ? strchr(path.text + 1, '/') : NULL; slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path.text, 0700);
        *slash = '/';
    }
    mkdir(buffer_text(&path), 0700);
    buffer_free(&path);
}

static bool write_synced(int descriptor, const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t written = write(descriptor, text, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        text += written;
        left -= (size_t)written;
    }
    return fsync(descriptor) == 0;
}

static bool write_all(Repl *repl, const char *text)
{
    char *path = progress_path(repl, ""), *temporary = progress_path(repl, ".XXXXXX");
    make_state_folder(repl);
    int descriptor = mkstemp(temporary);
    bool written = descriptor >= 0 && write_synced(descriptor, text);
    if (descriptor >= 0)
        written = close(descriptor) == 0 && written;
    written = written && rename(temporary, path) == 0;
    int reason = errno;
    if (!written && descriptor >= 0)
        unlink(temporary);
    free(path);
    free(temporary);
    errno = reason;
    return written;
}

void progress_store(Repl *repl, const char *name, const json_t *entry)
{
    json_t *all = read_all(repl), *lessons = json_object_get(all, "lessons");
    if (entry != NULL)
        json_object_set_new(lessons, name, json_deep_copy(entry));
    else
        json_object_del(lessons, name);
    char *text = json_dumps(all, JSON_INDENT(1) | JSON_SORT_KEYS);
    if (text == NULL || !write_all(repl, text)) {
        Buffer sentence = {0};
        buffer_format(&sentence, TEXT("The progress could not be kept in %s: %s", "진도를 %s에 저장할 수 없습니다: %s"),
                      repl_options(repl)->state_folder, strerror(errno));
        warn(repl, buffer_text(&sentence));
        buffer_free(&sentence);
    }
    free(text);
    json_decref(all);
}
