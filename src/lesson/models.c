/* models.c: models that a lesson keeps, so that it goes on in a new session where it stopped.
 *
 * They are in STATE/lessons/NN-name/MODEL.safetensors, the checkpoints of their runs beside them in
 * MODEL.checkpoints; the progress has their names and which one was current. A model that is in the lab under its
 * name already is left as it is: it is the same one, or what the learner made of it.
 *
 * Lessons make their models again and again under the same names. A model of the learner's that has such a name gives it
 * up and keeps another. */
#include <stdlib.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"
#include "lesson/lessons_internal.h"
#include "lesson/log.h"
#include "lesson/progress.h"
#include "repl/parse.h"
#include "repl/results.h"

static const char model_ending[] = ".safetensors", checkpoints_ending[] = ".checkpoints";

/* A file of a model, whose folder is made. A name from the progress file may hold anything: none leads out of the
 * folder. */
static char *model_path(const Lessons *lessons, const char *model, const char *ending)
{
    Buffer path = {0};
    buffer_format(&path, "%s/lessons/%s", repl_options(lessons->repl)->state_folder, lessons->active->folder.key);
    folders_make(buffer_text(&path));
    buffer_add_char(&path, '/');
    for (const char *at = model; *at != '\0'; at++)
        buffer_add_char(&path, *at == '/' || (*at == '.' && at == model) ? '_' : *at);
    buffer_add(&path, ending);
    return buffer_take(&path);
}

static char *model_key(const Lessons *lessons, const char *model)
{
    return text_format("%s/%s", lessons->active->folder.key, model);
}

/* Whether this session kept or opened this model for the lesson. */
static bool has_model(const Lessons *lessons, const char *model)
{
    char *key = model_key(lessons, model);
    bool has = json_object_get(lessons->models_here, key) != NULL;
    free(key);
    return has;
}

static void note_model(const Lessons *lessons, const char *model)
{
    char *key = model_key(lessons, model);
    json_object_set_new(lessons->models_here, key, json_true());
    free(key);
}

/* ---- keeping ---- */

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

static bool keep_model(Lessons *lessons, const char *name, Error *error)
{
    Lab *lab = repl_lab(lessons->repl);
    char *path = model_path(lessons, name, model_ending);
    char *checkpoints_path = model_path(lessons, name, checkpoints_ending);
    bool kept = lab_use(lab, name, error) && save_trained(lab, path, checkpoints_path, error);
    if (kept) {
        progress_add(lessons->entry, "kept", name);
        note_model(lessons, name);
    }
    free(path);
    free(checkpoints_path);
    return kept;
}

/* Whatever was trained comes back with the lesson, so that whoever was interrupted need not train again. A model
 * that is gone, or is so large that writing it would take long, is left out. */
static void keep_trained(Lessons *lessons)
{
    enum { PARAMETERS_MOST = 2 << 20 };
    ModelInfo info;
    for (int i = 0; lab_model_info(repl_lab(lessons->repl), i, &info); i++)
        if (json_object_get(lessons->trained, info.name) != NULL && info.parameters <= PARAMETERS_MOST)
            keep_model(lessons, info.name, NULL);
    json_object_clear(lessons->trained);
}

bool lesson_models_keep(Lessons *lessons, Error *error)
{
    Lab *lab = repl_lab(lessons->repl);
    const LessonStep *step = step_now(lessons);
    ModelInfo info;
    char *current = lab_current_info(lab, &info) ? memory_string(info.name) : NULL;
    bool kept = true;
    if (step->keep_current && current != NULL) {
        kept = keep_model(lessons, current, error);
        json_object_del(lessons->trained, current);
    }
    for (int i = 0; i < step->keep.count && kept; i++) {
        kept = keep_model(lessons, step->keep.names[i], error);
        json_object_del(lessons->trained, step->keep.names[i]);
    }
    keep_trained(lessons);
    if (current != NULL) {
        lab_use(lab, current, NULL);
        json_object_set_new(lessons->entry, "current", json_string(current));
    }
    free(current);
    return kept;
}

/* ---- the lesson's and the learner's ---- */

static json_t *mark_of(const ModelInfo *info) { return json_pack("[I, I]", (json_int_t)info->serial, (json_int_t)info->steps); }

/* Whether a lesson made this model; as_it_is: and nobody else has trained it since. */
static bool is_made(const Lessons *lessons, const ModelInfo *info, bool as_it_is)
{
    const json_t *known = json_object_get(lessons->models_made, info->name);
    json_t *mark = mark_of(info);
    bool made = as_it_is ? json_equal(known, mark) : json_equal(json_array_get(known, 0), json_array_get(mark, 0));
    json_decref(mark);
    return made;
}

/* Whether Enter would have run this command. */
static bool is_offered(const Lessons *lessons, const json_t *asked)
{
    Arguments arguments;
    char *line = lesson_offer(lessons);
    bool read = line != NULL && repl_read(lessons->repl, line, &arguments, NULL);
    json_t *offered = read ? log_asked(&arguments) : NULL;
    bool same = json_equal(offered, asked);
    if (read)
        arguments_free(&arguments);
    json_decref(offered);
    free(line);
    return same;
}

void lesson_models_note(Lessons *lessons, const json_t *asked)
{
    ModelInfo info;
    if (!lab_current_info(repl_lab(lessons->repl), &info))
        return;
    const char *name = json_text(asked, "name");
    bool makes = strcmp(name, "model") == 0 && json_array_size(json_object_get(asked, "options")) > 0;
    bool trains = strcmp(name, "train") == 0 || strcmp(name, "step") == 0;
    /* What only looks at a model does not make the learner's training the lesson's. */
    if (makes ? lessons->inside || is_offered(lessons, asked) : trains && is_made(lessons, &info, false))
        json_object_set_new(lessons->models_made, info.name, mark_of(&info));
}

void lesson_models_save_learners(void *argument, const char *name)
{
    const Lessons *lessons = argument;
    Lab *lab = repl_lab(lessons->repl);
    char kept[MODEL_NAME_MOST];
    ModelInfo info;
    if (lessons->active == NULL || lessons->measuring != NULL || !lab_named_info(lab, name, &info, NULL) ||
        is_made(lessons, &info, true))
        return;
    lab_set_aside(lab, name, kept);
    char *said = text_format(
        TEXT(info.steps == 1 ? "Your model %s (%ld step) is kept under another name: 'model %s' chooses it."
                             : "Your model %s (%ld steps) is kept under another name: 'model %s' chooses it.",
             "훈련해 둔 %s 모델(%ld단계)은 다른 이름으로 남겨 두었습니다. 'model %s' 명령으로 고를 수 있습니다."),
        name, info.steps, kept);
    repl_say(lessons->repl, STYLE_WARNING, said);
    free(said);
}

/* ---- opening ---- */

static bool open_model(Lessons *lessons, const char *name, Error *error)
{
    Lab *lab = repl_lab(lessons->repl);
    ModelInfo info;
    if (has_model(lessons, name) && lab_named_info(lab, name, &info, NULL))
        return true;
    note_model(lessons, name);
    char *path = model_path(lessons, name, model_ending);
    char *checkpoints_path = model_path(lessons, name, checkpoints_ending);
    bool opened = lab_load(lab, path, name, error) &&
                  (access(checkpoints_path, F_OK) != 0 || lab_checkpoints_load(lab, checkpoints_path, error));
    if (opened && lab_current_info(lab, &info))
        json_object_set_new(lessons->models_made, info.name, mark_of(&info));
    free(path);
    free(checkpoints_path);
    return opened;
}

bool lesson_models_open(Lessons *lessons, Error *error)
{
    const json_t *kept = json_object_get(lessons->entry, "kept");
    const char *current = json_string_value(json_object_get(lessons->entry, "current"));
    bool whole = true;
    for (size_t i = 0; i < json_array_size(kept); i++) {
        const char *name = json_string_value(json_array_get(kept, i));
        whole = (name == NULL || open_model(lessons, name, error)) && whole;
    }
    if (current != NULL)
        lab_use(repl_lab(lessons->repl), current, NULL);
    return whole;
}

static void forget_model(const Lessons *lessons, const char *name)
{
    for (int i = 0; i < 2; i++) {
        char *path = model_path(lessons, name, i == 0 ? model_ending : checkpoints_ending);
        unlink(path);
        free(path);
    }
}

void lesson_models_forget(const Lessons *lessons)
{
    const json_t *kept = json_object_get(lessons->entry, "kept");
    for (size_t i = 0; i < json_array_size(kept); i++)
        forget_model(lessons, json_text_at(kept, i));
}

void lesson_models_forget_earlier(const Lessons *lessons)
{
    const json_t *kept = json_object_get(lessons->entry, "kept");
    const json_t *earlier = json_object_get(json_object_get(lessons->entry, "finished_run"), "kept");
    for (size_t i = 0; i < json_array_size(earlier); i++)
        if (progress_place(kept, json_text_at(earlier, i)) == json_array_size(kept))
            forget_model(lessons, json_text_at(earlier, i));
}
