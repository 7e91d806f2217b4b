/* written_file.c: which files may be written, by scripts and over what is there. */
#include "repl/written_file.h"

#include <string.h>
#include <sys/stat.h>

#include "base/language.h"
#include "model/checkpoint.h"

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

bool script_may_write(const char *path, Error *error)
{
    if (is_below(path))
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("%s: scripts write below the current folder only, and to no hidden file",
                          "%s: 스크립트는 현재 폴더 아래에만 쓸 수 있고, 숨김 파일에는 쓸 수 없습니다"),
                     path);
}

bool model_may_replace(const char *path, Error *error)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0)
        return true;
    Error reason = {0};
    Checkpoint *checkpoint = checkpoint_open(path, &reason);
    checkpoint_close(checkpoint);
    if (checkpoint != NULL)
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("%s is there already and is no model that seqlab saved, so it is not replaced: save under another "
                          "name, or remove that file first",
                          "%s 파일이 이미 있고 seqlab이 저장한 모델이 아니므로 덮어쓰지 않습니다. 다른 이름으로 저장하거나 그 파일을 "
                          "먼저 지우십시오"),
                     path);
}
