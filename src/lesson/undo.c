/* undo.c: going back to before a step's commands: the workbench, the lesson's memory and the learner's place as they
 * were.
 *
 * A step's first command that changes something is preceded by a snapshot; steps that are only read cost nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "lesson/lessons_internal.h"
#include "lesson/log.h"

static void forget(Undo *undo)
{
    snapshot_free(undo->lab);
    json_decref(undo->entry);
    json_decref(undo->data_now);
    *undo = (Undo){0};
}

void lesson_undo_clear(Lessons *lessons)
{
    while (lessons->undo_count > 0)
        forget(&lessons->undo[--lessons->undo_count]);
    lessons->step_begun = false;
}

void lesson_undo_note(Lessons *lessons, const char *command)
{
    if (lessons->step_begun || !log_changes(command) || !lab_may_change(repl_lab(lessons->repl), NULL))
        return;
    Snapshot *lab = snapshot_take(repl_lab(lessons->repl));
    lessons->step_begun = true;
    if (lab == NULL)
        return;
    if (lessons->undo_count == UNDO_MOST) {
        forget(&lessons->undo[0]);
        memmove(&lessons->undo[0], &lessons->undo[1], (UNDO_MOST - 1) * sizeof lessons->undo[0]);
        lessons->undo_count--;
    }
    lessons->undo[lessons->undo_count++] =
        (Undo){lab, json_deep_copy(lessons->entry), json_incref(lessons->data_now), lessons->step};
}

/* By their serials, which a model keeps that was set aside under another name. */
static json_t *model_names(Lab *lab)
{
    ModelInfo info;
    json_t *names = json_object();
    for (int i = 0; lab_model_info(lab, i, &info); i++) {
        char *serial = text_format("%lu", info.serial);
        json_object_set_new(names, serial, json_string(info.name));
        free(serial);
    }
    return names;
}

/* Those that were there before, and of which neither model nor name is there any more: "plain, wide". */
static void add_removed(Lab *lab, const json_t *before, Buffer *removed)
{
    ModelInfo info;
    const char *serial;
    json_t *name, *now = model_names(lab);
    json_object_foreach((json_t *)before, serial, name)
        if (json_object_get(now, serial) == NULL && !lab_named_info(lab, json_string_value(name), &info, NULL))
            buffer_format(removed, "%s%s", removed->length > 0 ? ", " : "", json_string_value(name));
    json_decref(now);
}

bool lesson_undo_last(Lessons *lessons, int *step, Buffer *removed, Error *error)
{
    if (lessons->undo_count == 0)
        return false;
    Lab *lab = repl_lab(lessons->repl);
    json_t *before = model_names(lab);
    Undo *last = &lessons->undo[--lessons->undo_count];
    bool whole = snapshot_restore(lab, last->lab, error);
    add_removed(lab, before, removed);
    json_decref(before);
    json_decref(lessons->entry);
    lessons->entry = json_incref(last->entry);
    json_decref(lessons->data_now);
    lessons->data_now = json_incref(last->data_now);
    json_object_clear(lessons->trained);
    *step = last->step;
    forget(last);
    if (!whole)
        repl_show_error(lessons->repl, error);
    return true;
}
