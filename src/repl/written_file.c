/* written_file.c: which files scripts may write, and which files a model may replace. */
#include "repl/written_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"
#include "model/model_file.h"

static bool is_below(const char *path)
{
    if (*path == '/' || *path == '\0')
        return false;
    for (const char *part = path; part != NULL; part = strchr(part, '/')) {
        part += *part == '/';
        if (*part == '.' && part[1] != '/')
            return false;
    }
    return true;
}

/* A link on the way would lead out of the folder. */
static bool has_link(const char *path)
{
    char *part = memory_string(path);
    struct stat status;
    bool link = lstat(part, &status) == 0 && S_ISLNK(status.st_mode);
    for (char *slash = part; !link && (slash = strchr(slash, '/')) != NULL; *slash++ = '/') {
        *slash = '\0';
        link = lstat(part, &status) == 0 && S_ISLNK(status.st_mode);
    }
    free(part);
    return link;
}

bool script_may_write(const char *path, Error *error)
{
    if (is_below(path) && !has_link(path))
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("%s: scripts write below the current folder only, through no link and to no hidden file",
                          "%s: 스크립트는 현재 폴더 아래에만 쓸 수 있고, 링크를 거치거나 숨김 파일에 쓸 수 없습니다"),
                     path);
}

bool text_may_be_written(const char *path, bool scripted, bool replace, Error *error)
{
    struct stat status;
    if (scripted && !script_may_write(path, error))
        return false;
    if (replace || stat(path, &status) != 0 || S_ISFIFO(status.st_mode))
        return true;
    return error_set(error, ERROR_USAGE, TEXT("%s exists: use another name, or add replace=yes",
                                              "%s 파일이 이미 있습니다. 다른 이름을 쓰거나 replace=yes를 덧붙이십시오"), path);
}

bool model_may_replace(const char *path, const char *own, bool replace, Error *error)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0)
        return true;
    char *target = whole_file_target(path, NULL);
    bool is_own = own != NULL && target != NULL && strcmp(own, target) == 0;
    free(target);
    ModelFile *checkpoint = model_file_open(path, NULL);
    bool is_model = checkpoint != NULL;
    model_file_close(checkpoint);
    if (is_model && (is_own || replace))
        return true;
    if (is_model)
        return error_set(error, ERROR_USAGE,
                         TEXT("%s holds another model already: save under another name, or add replace=yes",
                              "%s 파일에 이미 다른 모델이 있습니다. 다른 이름으로 저장하거나 replace=yes를 덧붙이십시오"),
                         path);
    return error_set(error, ERROR_USAGE,
                     TEXT("%s exists and is not a model that seqlab saved: save under another name, or remove that "
                          "file first",
                          "%s 파일이 이미 있고 seqlab이 저장한 모델이 아니므로 덮어쓰지 않습니다. 다른 이름으로 저장하거나 그 파일을 "
                          "먼저 지우십시오"),
                     path);
}
