/* models.c: models that a lesson keeps, so that it goes on in a new session where it stopped.
 *
 * They are in STATE/lessons/NN-name/MODEL.safetensors, the checkpoints of their runs beside them in
 * MODEL.checkpoints; the progress has their names and which one was current. A model that is in the lab under its
 * name already is left as it is: it is the same one, or what the learner made of it. */
#include "lesson/models.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"

/* STATE/lessons/NAME, and the folders above it. */
static char *models_folder(Repl *repl, const Lesson *lesson)
{
    Buffer path = {0};
    buffer_format(&path, "%s/lessons/%s", repl_options(repl)->state_folder, lesson->folder.key);
    folders_make(buffer_text(&path));
    return buffer_take(&path);
}

static const char model_ending[] = ".safetensors", checkpoints_ending[] = ".checkpoints";

/* A name from the progress file may hold anything: none leads out of the folder. */
static char *model_path(Repl *repl, const Lesson *lesson, const char *model, const char *ending)
{
    char *folder = models_folder(repl, lesson);
    Buffer path = {0};
    buffer_format(&path, "%s/", folder);
    for (const char *at = model; *at != '\0'; at++)
        buffer_add_char(&path, *at == '/' || (*at == '.' && at == model) ? '_' : *at);
    buffer_add(&path, ending);
    free(folder);
    return buffer_take(&path);
}

static bool has_model(Lab *lab, const char *name)
{
    ModelInfo info;
    for (int i = 0; lab_model_info(lab, i, &info); i++)
        if (strcmp(info.name, name) == 0)
            return true;
    return false;
}

static char *model_key(const Lesson *lesson, const char *model)
{
    Buffer key = {0};
    buffer_format(&key, "%s/%s", lesson->folder.key, model);
    return buffer_take(&key);
}

bool lesson_models_has(const Lesson *lesson, const char *model, const json_t *here)
{
    char *key = model_key(lesson, model);
    bool has = json_object_get(here, key) != NULL;
    free(key);
    return has;
}

/* Notes that this session has the lesson's model; false where it knew. */
static bool note_model(const Lesson *lesson, const char *name, json_t *here)
{
    char *key = model_key(lesson, name);
    bool is_new = json_object_get(here, key) == NULL;
    json_object_set_new(here, key, json_true());
    free(key);
    return is_new;
}

/* ---- keeping ---- */

static void add_name(json_t *entry, const char *name)
{
    json_t *kept = json_object_get(entry, "kept");
    if (!json_is_array(kept)) {
        kept = json_array();
        json_object_set_new(entry, "kept", kept);
    }
    for (size_t i = 0; i < json_array_size(kept); i++)
        if (json_is_string(json_array_get(kept, i)) && strcmp(json_string_value(json_array_get(kept, i)), name) == 0)
            return;
    json_array_append_new(kept, json_string(name));
}

/* The current model as it was trained; a checkpoint that is open is open again after it. */
static bool save_trained(Lab *lab, const char *path, const char *checkpoints_path, Error *error)
{
    CheckpointList list = {0};
    lab_checkpoints(lab, &list, NULL);
    bool saved = lab_checkpoint_last(lab, error) && lab_save(lab, path, error) &&
                 lab_checkpoints_save(lab, checkpoints_path, error);
    if (list.open > 0)
        lab_checkpoint_open(lab, list.open, NULL);
    return saved;
}

static bool keep_model(Repl *repl, const Lesson *lesson, const char *name, json_t *here, json_t *entry, Error *error)
{
    Lab *lab = repl_lab(repl);
    char *path = model_path(repl, lesson, name, model_ending);
    char *checkpoints_path = model_path(repl, lesson, name, checkpoints_ending);
    bool kept = lab_use(lab, name, error) && save_trained(lab, path, checkpoints_path, error);
    if (kept) {
        add_name(entry, name);
        note_model(lesson, name, here);
    }
    free(path);
    free(checkpoints_path);
    return kept;
}

/* Whatever was trained comes back with the lesson, so that whoever was interrupted need not train again. A model
 * that is gone, or is so large that writing it would take long, is left out. */
static void keep_trained(Repl *repl, const Lesson *lesson, json_t *here, json_t *trained, json_t *entry)
{
    enum { PARAMETERS_MOST = 2 << 20 };
    Lab *lab = repl_lab(repl);
    ModelInfo info;
    for (int i = 0; lab_model_info(lab, i, &info); i++)
        if (json_object_get(trained, info.name) != NULL && info.parameters <= PARAMETERS_MOST)
            keep_model(repl, lesson, info.name, here, entry, NULL);
    json_object_clear(trained);
}

bool lesson_models_keep(Repl *repl, const Lesson *lesson, const LessonStep *step, json_t *here, json_t *trained,
                        json_t *entry, Error *error)
{
    Lab *lab = repl_lab(repl);
    ModelInfo info;
    char *current = lab_current_info(lab, &info) ? memory_string(info.name) : NULL;
    bool kept = true;
    if (step->keep_current && current != NULL) {
        kept = keep_model(repl, lesson, current, here, entry, error);
        json_object_del(trained, current);
    }
    for (int i = 0; i < step->keep.count && kept; i++) {
        kept = keep_model(repl, lesson, step->keep.names[i], here, entry, error);
        json_object_del(trained, step->keep.names[i]);
    }
    keep_trained(repl, lesson, here, trained, entry);
    if (current != NULL) {
        lab_use(lab, current, NULL);
        json_object_set_new(entry, "current", json_string(current));
    }
    free(current);
    return kept;
}

/* ---- opening ---- */

static bool open_model(Repl *repl, const Lesson *lesson, const char *name, json_t *here, Error *error)
{
    Lab *lab = repl_lab(repl);
    if (!note_model(lesson, name, here) && has_model(lab, name))
        return true;
    char *path = model_path(repl, lesson, name, model_ending);
    char *checkpoints_path = model_path(repl, lesson, name, checkpoints_ending);
    bool opened = lab_load(lab, path, name, error) &&
                  (access(checkpoints_path, F_OK) != 0 || lab_checkpoints_load(lab, checkpoints_path, error));
    free(path);
    free(checkpoints_path);
    return opened;
}

bool lesson_models_open(Repl *repl, const Lesson *lesson, json_t *here, const json_t *entry, Error *error)
{
    const json_t *kept = json_object_get(entry, "kept");
    const char *current = json_string_value(json_object_get(entry, "current"));
    bool whole = true;
    for (size_t i = 0; i < json_array_size(kept); i++) {
        const char *name = json_string_value(json_array_get(kept, i));
        whole = (name == NULL || open_model(repl, lesson, name, here, error)) && whole;
    }
    if (current != NULL && has_model(repl_lab(repl), current))
        lab_use(repl_lab(repl), current, NULL);
    return whole;
}

void lesson_models_forget(Repl *repl, const Lesson *lesson, const json_t *entry)
{
    const json_t *kept = json_object_get(entry, "kept");
    for (size_t i = 0; i < json_array_size(kept); i++) {
        const char *name = json_string_value(json_array_get(kept, i));
        for (int k = 0; k < 2 && name != NULL; k++) {
            char *path = model_path(repl, lesson, name, k == 0 ? model_ending : checkpoints_ending);
            unlink(path);
            free(path);
        }
    }
}
