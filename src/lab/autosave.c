/* autosave.c: the folders of sessions, their locks, and the models that ended sessions left in them. */
#include "lab/autosave.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"
#include "lab/checkpoints.h"
#include "lab/model_file.h"
#include "lab/registry_internal.h"

enum { FOUND_MOST = 256, YOUNG_SECONDS = 60 };
static const char ending[] = ".safetensors", lock_name[] = "lock";

void lab_autosave(Lab *lab, const char *folder)
{
    autosaves_free(&lab->autosaves);
    lab->autosaves.folder = path_joined(folder, "autosave");
}

void lab_autosave_rests(Lab *lab, bool rests) { lab->autosaves.rests = rests; }

/* The file of a model in this session's folder; the caller frees it. */
static char *own_file(const Lab *lab, const LabModel *entry)
{
    Buffer path = {0};
    buffer_format(&path, "%s/%s%s", lab->autosaves.session, entry->name, ending);
    return buffer_take(&path);
}

/* Removes the folder and its files; it has no subfolders. */
static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        char *file = path_joined(path, entry->d_name);
        unlink(file); /* "." and ".." are folders: nothing happens to them */
        free(file);
    }
    if (folder != NULL)
        closedir(folder);
    rmdir(path);
}

void lab_autosave_end(Lab *lab)
{
    if (lab->autosaves.session == NULL || lab->autosaves.keep)
        return;
    remove_folder(lab->autosaves.session);
    rmdir(lab->autosaves.folder); /* where it is empty */
    free(lab->autosaves.session);
    lab->autosaves.session = NULL;
}

/* ---- models left behind ---- */

typedef struct Found {
    LostModel model;
    char *path;
} Found;

typedef struct FoundList {
    int count;
    Found list[FOUND_MOST];
} FoundList;

/* Whether no process locks it. If it has no lock file, its session may have only just begun. */
static bool is_left_behind(const char *session)
{
    char *path = path_joined(session, lock_name);
    int lock = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    bool missing = lock < 0 && errno == ENOENT, left = lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0;
    struct stat status;
    if (missing)
        left = stat(session, &status) == 0 && time(NULL) - status.st_mtime > YOUNG_SECONDS;
    if (lock >= 0)
        close(lock);
    free(path);
    return left;
}

static void find_models(const char *session, FoundList *found)
{
    DIR *folder = opendir(session);
    bool any = false;
    struct stat status;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        size_t whole = strlen(entry->d_name), end = strlen(ending), length = whole > end ? whole - end : 0;
        if (length == 0 || length >= sizeof((LostModel){0}).name || strcmp(entry->d_name + length, ending) != 0)
            continue;
        any = true; /* even if the list has no room for it */
        if (found->count == FOUND_MOST)
            continue;
        Found *place = &found->list[found->count];
        *place = (Found){.path = path_joined(session, entry->d_name)};
        memcpy(place->model.name, entry->d_name, length);
        if (lstat(place->path, &status) != 0 || !S_ISREG(status.st_mode)) {
            free(place->path);
            continue;
        }
        place->model.saved = status.st_mtime;
        place->model.bytes = (long)status.st_size;
        found->count++;
    }
    if (folder != NULL)
        closedir(folder);
    if (folder != NULL && !any && stat(session, &status) == 0 && time(NULL) - status.st_mtime > YOUNG_SECONDS)
        remove_folder(session); /* at most half a file */
}

static int newest_first(const void *a, const void *b)
{
    const Found *x = a, *y = b;
    int by_time = (x->model.saved < y->model.saved) - (x->model.saved > y->model.saved);
    return by_time != 0 ? by_time : strcmp(x->path, y->path);
}

static FoundList *find_all(const Autosaves *autosaves)
{
    FoundList *found = memory_new(1, sizeof *found);
    DIR *folder = autosaves->folder != NULL ? opendir(autosaves->folder) : NULL;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        char *session = path_joined(autosaves->folder, entry->d_name);
        if (is_left_behind(session))
            find_models(session, found);
        free(session);
    }
    if (folder != NULL)
        closedir(folder);
    qsort(found->list, (size_t)found->count, sizeof *found->list, newest_first);
    return found;
}

static void found_close(FoundList *found)
{
    for (int i = 0; i < found->count; i++)
        free(found->list[i].path);
    free(found);
}

int lab_lost(const Lab *lab, LostModel list[LOST_MOST])
{
    FoundList *found = find_all(&lab->autosaves);
    int count = found->count < LOST_MOST ? found->count : LOST_MOST;
    for (int i = 0; i < count; i++)
        list[i] = found->list[i].model;
    found_close(found);
    return count;
}

/* ---- this session's ---- */

static bool session_open(Autosaves *autosaves, Error *error)
{
    if (autosaves->session != NULL)
        return true;
    char *session = path_joined(autosaves->folder, "XXXXXX");
    mkdir(autosaves->folder, 0700);
    if (mkdtemp(session) == NULL) {
        error_set(error, ERROR_SYSTEM, "%s: %s", autosaves->folder, system_reason(errno));
        free(session);
        return false;
    }
    char *lock = path_joined(session, lock_name);
    autosaves->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (autosaves->lock >= 0)
        flock(autosaves->lock, LOCK_EX); /* sessions that only test the lock release it at once */
    free(lock);
    autosaves->session = session;
    FoundList *found = find_all(autosaves);
    for (int i = LOST_MOST; i < found->count; i++)
        unlink(found->list[i].path);
    found_close(found);
    return true;
}

bool autosave_due(const Lab *lab, const LabModel *entry, double seconds, bool end)
{
    double least = end && seconds > 1 ? 1 : seconds, by_cost = 20 * entry->write_seconds;
    if (!end && by_cost > least)
        least = by_cost;
    return lab->autosaves.folder != NULL && !lab->autosaves.rests && seconds > 0 && entry->unsaved_seconds >= least;
}

bool autosave_write(Lab *lab, const LabModel *entry, Error *error)
{
    if (!session_open(&lab->autosaves, error))
        return false;
    char *path = own_file(lab, entry);
    bool written = lab_write(entry, path, true, error);
    free(path);
    return written;
}

void lab_set_aside(Lab *lab, const char *name, char kept[MODEL_NAME_MOST])
{
    enum { NUMBER_MOST = 8 }; /* bytes of "-2" */
    LabModel *entry = lab_find(lab, name, NULL);
    snprintf(kept, MODEL_NAME_MOST, "%s", strlen(name) + NUMBER_MOST < sizeof((LostModel){0}).name ? name : "model");
    lab_number_name(lab, kept);
    bool saved = lab->autosaves.session != NULL;
    char *old = saved ? own_file(lab, entry) : NULL;
    free(entry->name);
    entry->name = memory_string(kept);
    char *now = saved ? own_file(lab, entry) : NULL;
    if (saved)
        rename(old, now); /* where there is one */
    free(old);
    free(now);
}

bool lab_keep(Lab *lab, Error *error)
{
    int count = 0;
    for (int i = 0; i < lab->model_count; i++)
        count += lab_unsaved_steps(lab->models[i]) > 0;
    if (count > LOST_MOST)
        return error_set(error, ERROR_USAGE,
                         TEXT("%d models are not saved, and the next session would find %d: save some with 'save FILE'",
                              "저장하지 않은 모델이 %d개인데 다음 세션에는 %d개까지 남길 수 있습니다. 'save 파일'로 몇 개를 저장하십시오"),
                         count, LOST_MOST);
    for (int i = 0; i < lab->model_count; i++) {
        LabModel *entry = lab->models[i];
        if (lab_unsaved_steps(entry) == 0)
            continue;
        lab_checkpoint_close(entry);
        if (!autosave_write(lab, entry, error))
            return false;
    }
    lab->autosaves.keep = true;
    return true;
}

static void remove_if_empty(const char *session)
{
    FoundList *rest = memory_new(1, sizeof *rest);
    find_models(session, rest);
    if (rest->count == 0)
        remove_folder(session);
    found_close(rest);
}

/* The file goes to this session's folder: it stays there until the model is saved, or the session ends well. */
static void take_over(Lab *lab, const char *path, const char *session)
{
    if (!session_open(&lab->autosaves, NULL))
        return;
    char *own = own_file(lab, lab->current);
    if (rename(path, own) == 0)
        remove_if_empty(session);
    free(own);
}

/* option: what the number was given to. */
static const Found *find_lost(const FoundList *found, const char *option, int number, Error *error)
{
    if (found->count == 0)
        error_set(error, ERROR_USAGE,
                  TEXT("no session left a model behind: 'open FILE' opens a saved one",
                       "저장하지 못한 채 남은 모델이 없습니다. 저장한 모델은 'open 파일'로 여십시오"));
    else if (number < 1 || number > found->count)
        error_set(error, ERROR_USAGE,
                  TEXT("%s=%d must be between 1 and %d; plain 'open' lists them",
                       "%s=%d: 1에서 %d까지 있습니다. 'open'만 입력하면 목록이 나옵니다"),
                  option, number, found->count < LOST_MOST ? found->count : LOST_MOST);
    else
        return &found->list[number - 1];
    return NULL;
}

/* ---- taking a model over: only one session may ---- */

typedef struct Hold {
    char *session; /* the folder, owned */
    int lock;
} Hold;

/* A session that only tests the lock releases it at once; one that opens a model holds it that long. */
static bool lock_in_time(int lock)
{
    for (int tries = 0; tries < 40; tries++) {
        if (flock(lock, LOCK_EX | LOCK_NB) == 0)
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    return false;
}

/* From here to hold_end no other session opens or removes files in that folder. */
static bool hold_begin(Hold *hold, const char *path, Error *error)
{
    struct stat status;
    hold->session = memory_string(path);
    *strrchr(hold->session, '/') = '\0';
    char *lock = path_joined(hold->session, lock_name);
    hold->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600); /* of an old folder it may be missing */
    free(lock);
    if (hold->lock < 0 && errno != ENOENT)
        return error_set(error, ERROR_SYSTEM, "%s: %s", hold->session, system_reason(errno));
    return (hold->lock >= 0 && lock_in_time(hold->lock) && lstat(path, &status) == 0) ||
           error_set(error, ERROR_USAGE,
                     TEXT("another session is taking that model, or has taken it: 'open' lists what is left",
                          "다른 세션이 그 모델을 가져가는 중이거나 이미 가져갔습니다. 'open'을 입력하면 남은 목록이 나옵니다"));
}

static void hold_end(Hold *hold)
{
    if (hold->lock >= 0)
        close(hold->lock);
    free(hold->session);
}

bool lab_open_lost(Lab *lab, int number, const char *name, Error *error)
{
    FoundList *found = find_all(&lab->autosaves);
    const Found *one = find_lost(found, "lost", number, error);
    bool opened = false;
    if (one != NULL) {
        Hold hold;
        opened = hold_begin(&hold, one->path, error) && lab_load(lab, one->path, name, error);
        if (opened) {
            lab->current->saved_steps = 0;
            take_over(lab, one->path, hold.session);
        }
        hold_end(&hold);
    }
    found_close(found);
    return opened;
}

static bool discard(Lab *lab, const Found *one, LostModel *gone, Error *error)
{
    Hold hold;
    bool removed = hold_begin(&hold, one->path, error) &&
                   (unlink(one->path) == 0 ||
                    error_set(error, ERROR_SYSTEM, "%s: %s", one->path, system_reason(errno)));
    if (removed) {
        *gone = one->model;
        remove_if_empty(hold.session);
        rmdir(lab->autosaves.folder); /* where it is empty */
    }
    hold_end(&hold);
    return removed;
}

bool lab_discard_lost(Lab *lab, int number, LostModel *gone, Error *error)
{
    FoundList *found = find_all(&lab->autosaves);
    const Found *one = find_lost(found, "discard", number, error);
    bool removed = one != NULL && discard(lab, one, gone, error);
    found_close(found);
    return removed;
}

/* ---- saving ---- */

/* A model that its user has saved needs no autosave, except if a checkpoint was saved, not the trained model. */
static bool save(Lab *lab, const char *path, bool small, Error *error)
{
    LabModel *entry = lab_find(lab, NULL, error);
    if (entry == NULL || !lab_write(entry, path, !small, error))
        return false;
    if (entry->checkpoints.open == 0) {
        entry->unsaved_seconds = 0;
        entry->saved_steps = entry->state.steps;
        char *path_of_autosave = lab->autosaves.session != NULL ? own_file(lab, entry) : NULL;
        if (path_of_autosave != NULL)
            unlink(path_of_autosave);
        free(path_of_autosave);
    }
    return true;
}

bool lab_save(Lab *lab, const char *path, Error *error) { return save(lab, path, false, error); }

bool lab_save_small(Lab *lab, const char *path, Error *error) { return save(lab, path, true, error); }
