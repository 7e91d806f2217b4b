/* model_file.c: saving and opening models, with their vocabularies and the origin of their data.
 *
 * The merges of subword tokens are written as {"hangul": "syllable", "merges": [[" ", "도"], [" 도", "서"], ...]}.
 * Everything read from a file is checked. */
#include "lab/model_file.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"
#include "lab/load_data.h"
#include "lab/registry_internal.h"
#include "model/model_file.h"
#include "model/training.h"
#include "text/data_sources.h"

/* ---- saving ---- */

char *lab_json_text(json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);
    json_decref(value);
    return text;
}

static char *vocabulary_json(const Vocabulary *vocabulary)
{
    json_t *tokens = json_array();
    for (int i = 0; i < vocabulary_size(vocabulary); i++)
        json_array_append_new(tokens, json_string(vocabulary_token(vocabulary, i)));
    return lab_json_text(tokens);
}

static char *options_json(const DatasetOptions *options, DataMark mark)
{
    const char *const texts[][2] = {{"file", options->file}, {"with", options->with},
                                    {"task", options->task}, {"tasks", options->tasks},
                                    {"grammar", options->grammar}, {"language", options->language}};
    json_t *object = json_object();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) /* one that is NULL, or not UTF-8, is left out */
        json_object_set_new(object, texts[i][0], json_string(texts[i][1]));
    json_t *numbers = json_pack("{s:i, s:i, s:i, s:i, s:i, s:b, s:i, s:i, s:i, s:f, s:i, s:I}",
                                "source_tokens", options->source_tokens, "target_tokens", options->target_tokens,
                                "source_merges", options->source_merges, "target_merges", options->target_merges,
                                "hangul", options->hangul, "swap", options->swap,
                                "length_least", options->length_least, "length_most", options->length_most,
                                "symbols", options->symbols, "noise", options->noise, "split", options->split,
                                "seed", (json_int_t)options->seed);
    json_object_update(object, numbers);
    json_decref(numbers);
    if (mark.fingerprint != 0) {
        char fingerprint[20];
        snprintf(fingerprint, sizeof fingerprint, "%016" PRIx64, mark.fingerprint);
        json_object_set_new(object, "fingerprint", json_string(fingerprint));
        json_object_set_new(object, "pairs", json_integer(mark.pairs));
    }
    return lab_json_text(object);
}

static char *run_json(const LabModel *entry)
{
    json_t *object = json_pack("{s:s, s:I}", "name", entry->name, "steps", (json_int_t)entry->state.steps);
    if (isfinite(entry->state.loss))
        json_object_set_new(object, "loss", json_real(entry->state.loss));
    return lab_json_text(object);
}

static const char *const hangul_names[] = {"syllable", "jamo"}; /* in the order of HangulUnit */

char *lab_merges_text(const BytePairs *pairs)
{
    if (pairs == NULL)
        return NULL;
    json_t *list = json_array();
    for (int i = 0; i < pairs->count; i++)
        json_array_append_new(list, json_pack("[s, s]", byte_pairs_left(pairs, i), byte_pairs_right(pairs, i)));
    return lab_json_text(json_pack("{s:s, s:o}", "hangul", hangul_names[pairs->hangul], "merges", list));
}

static const char *const merges_names[SIDES] = {"source_merges", "target_merges"};

bool lab_write(const LabModel *entry, const char *path, bool training, Error *error)
{
    const Dataset *dataset = entry->data->dataset;
    char *texts[] = {vocabulary_json(dataset_vocabulary(dataset, SIDE_SOURCE)),
                     vocabulary_json(dataset_vocabulary(dataset, SIDE_TARGET)),
                     options_json(dataset_options(dataset), dataset_mark(dataset)),
                     run_json(entry),
                     lab_merges_text(dataset_merges(dataset, SIDE_SOURCE)),
                     lab_merges_text(dataset_merges(dataset, SIDE_TARGET))};
    ModelFileEntry entries[] = {{"source_vocabulary", texts[0]},
                                 {"target_vocabulary", texts[1]},
                                 {"data", texts[2]},
                                 {"run", texts[3]},
                                 {"data.name", dataset_name(dataset)},
                                 {NULL, NULL}, {NULL, NULL}};
    int count = 5;
    for (Side side = SIDE_SOURCE; side < SIDES; side++)
        if (texts[4 + side] != NULL)
            entries[count++] = (ModelFileEntry){merges_names[side], texts[4 + side]};
    bool saved = model_file_save(path, entry->model, entries, count, training ? &entry->state : NULL, error);
    for (int i = 0; i < 6; i++)
        free(texts[i]);
    return saved;
}

const char *lab_file(const Lab *lab) { return lab->current != NULL ? lab->current->file : NULL; }

void lab_set_file(Lab *lab, const char *path)
{
    free(lab->current->file);
    lab->current->file = whole_file_target(path, NULL);
}

/* ---- opening ---- */

static json_t *entry_json(const ModelFile *model_file, const char *name)
{
    const char *text = model_file_entry(model_file, name);
    return text != NULL ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

/* Strings of a JSON array; pointers into it. NULL when something else is in it. */
static char **string_list(const json_t *array, int *count)
{
    if (!json_is_array(array))
        return NULL;
    *count = (int)json_array_size(array);
    char **list = memory_new((size_t)*count + 1, sizeof *list);
    for (int i = 0; i < *count; i++) {
        const char *text = json_string_value(json_array_get(array, (size_t)i));
        if (text == NULL) {
            for (int k = 0; k < i; k++)
                free(list[k]);
            free(list);
            return NULL;
        }
        list[i] = memory_string(text);
    }
    return list;
}

static int integer_of(const json_t *object, const char *name, int least, int most)
{
    json_int_t value = json_integer_value(json_object_get(object, name));
    return value < least ? least : value > most ? most : (int)value;
}

/* An unknown kind of token is read as the nearest kind that needs no merges. */
static TokenKind kind_of(const json_t *object, const char *name)
{
    if (json_integer_value(json_object_get(object, name)) == TOKENS_SUBWORD)
        return TOKENS_SUBWORD;
    return (TokenKind)integer_of(object, name, TOKENS_WORD, TOKENS_CHARACTER);
}

/* The strings point into the JSON object. */
static DatasetOptions read_options(const json_t *object)
{
    return (DatasetOptions){
        .file = json_string_value(json_object_get(object, "file")),
        .with = json_string_value(json_object_get(object, "with")),
        .task = json_string_value(json_object_get(object, "task")),
        .tasks = json_string_value(json_object_get(object, "tasks")),
        .grammar = json_string_value(json_object_get(object, "grammar")),
        .language = json_string_value(json_object_get(object, "language")),
        .source_tokens = kind_of(object, "source_tokens"),
        .target_tokens = kind_of(object, "target_tokens"),
        .source_merges = integer_of(object, "source_merges", 0, MERGES_MOST),
        .target_merges = integer_of(object, "target_merges", 0, MERGES_MOST),
        .hangul = (HangulUnit)integer_of(object, "hangul", HANGUL_SYLLABLE, HANGUL_JAMO),
        .tokens_given = true,
        .swap = json_is_true(json_object_get(object, "swap")),
        .length_least = integer_of(object, "length_least", 0, 1000),
        .length_most = integer_of(object, "length_most", 0, 1000),
        .symbols = integer_of(object, "symbols", 0, 200),
        .noise = json_number_value(json_object_get(object, "noise")),
        .split = (ScanSplit)integer_of(object, "split", 0, SCAN_SPLITS - 1),
        .seed = (uint64_t)json_integer_value(json_object_get(object, "seed")),
    };
}

/* All zero if there is none, as in older files. */
static DataMark read_mark(const json_t *object)
{
    const char *text = json_string_value(json_object_get(object, "fingerprint"));
    char *end = NULL;
    uint64_t fingerprint = text != NULL && strlen(text) == 16 ? strtoull(text, &end, 16) : 0;
    if (fingerprint == 0 || *end != '\0')
        return (DataMark){0};
    return (DataMark){fingerprint, integer_of(object, "pairs", 0, PAIRS_MOST)};
}

static void say_changed(const DatasetOptions *options, DataMark saved, DataMark now, Error *why)
{
    if (saved.pairs == 0 || now.pairs == 0)
        error_set(why, ERROR_DATA, TEXT("they have changed since the model was saved", "모델을 저장한 뒤에 바뀜"));
    else
        error_set(why, ERROR_DATA,
                  TEXT(saved.pairs == 1 ? "%s has changed: it had %d pair when the model was saved, now %d"
                                        : "%s has changed: it had %d pairs when the model was saved, now %d",
                       "%s: 모델을 저장할 때는 %d쌍이었는데 지금은 %d쌍으로 바뀜"),
                  options->file, saved.pairs, now.pairs);
}

/* The pairs it was trained on, if they can be made again and are still the same; else NULL, with the reason. */
static Dataset *again(Lab *lab, const DatasetOptions *options, DataMark mark, const Dataset *spoken, Error *why)
{
    if (data_sources_given(options) == 0)
        return NULL;
    DatasetOptions wanted = *options;
    wanted.vocabularies_of = mark.fingerprint != 0 ? spoken : NULL;
    Dataset *dataset = lab_load_data(lab, &wanted, why);
    if (dataset == NULL)
        return NULL;
    if (dataset_same_vocabularies(dataset, spoken) &&
        (mark.fingerprint == 0 || mark.fingerprint == dataset_mark(dataset).fingerprint))
        return dataset;
    say_changed(options, mark, dataset_mark(dataset), why);
    dataset_close(dataset);
    return NULL;
}

BytePairs *lab_merges_read(const json_t *object, const char *side, Error *error)
{
    const char *name = json_string_value(json_object_get(object, "hangul"));
    HangulUnit hangul =
        name != NULL && strcmp(name, hangul_names[HANGUL_JAMO]) == 0 ? HANGUL_JAMO : HANGUL_SYLLABLE;
    const json_t *list = json_object_get(object, "merges");
    size_t count = json_array_size(list);
    if (!json_is_array(list) || name == NULL || strcmp(name, hangul_names[hangul]) != 0) {
        error_set(error, ERROR_DATA,
                  TEXT("the %s merges of its subword tokens are missing or cannot be read",
                       "%s 서브워드 토큰의 병합 규칙이 없거나 읽을 수 없습니다"),
                  side);
        return NULL;
    }
    if (count > MERGES_MOST)
        return byte_pairs_read(hangul, NULL, MERGES_MOST + 1, side, error);
    /* The parts point into the JSON; one that is not a string is NULL, which byte_pairs_read refuses. */
    const char **part = memory_new(2 * count + 1, sizeof *part);
    for (size_t i = 0; i < count; i++) {
        const json_t *merge = json_array_get(list, i);
        bool two = json_array_size(merge) == 2;
        part[2 * i] = two ? json_string_value(json_array_get(merge, 0)) : NULL;
        part[2 * i + 1] = two ? json_string_value(json_array_get(merge, 1)) : NULL;
    }
    BytePairs *pairs = byte_pairs_read(hangul, part, (int)count, side, error);
    free(part);
    return pairs;
}

/* Gives the sides whose tokens are subword their merges. */
static bool read_merges(const ModelFile *model_file, Dataset *dataset, const char *path, Error *error)
{
    const char *const sides[SIDES] = {TEXT("source", "소스"), TEXT("target", "타깃")};
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        if (dataset_tokens(dataset, side) != TOKENS_SUBWORD)
            continue;
        json_t *object = entry_json(model_file, merges_names[side]);
        BytePairs *merges = lab_merges_read(object, sides[side], error);
        json_decref(object);
        if (merges == NULL) {
            error_prefix(error, "%s: ", path);
            return false;
        }
        dataset_take_merges(dataset, side, merges);
    }
    return true;
}

/* *mark: of the pairs it was saved with; why: the reason if they could not be loaded. */
static Dataset *read_dataset(Lab *lab, const ModelFile *model_file, const char *path, DataMark *mark, Error *why,
                             Error *error)
{
    json_t *source = entry_json(model_file, "source_vocabulary"), *target = entry_json(model_file, "target_vocabulary");
    json_t *object = entry_json(model_file, "data");
    TokenNames tokens[SIDES] = {{0}};
    tokens[SIDE_SOURCE].token = string_list(source, &tokens[SIDE_SOURCE].count);
    tokens[SIDE_TARGET].token = string_list(target, &tokens[SIDE_TARGET].count);
    const char *name = model_file_entry(model_file, "data.name");
    DatasetOptions options = read_options(object);
    *mark = read_mark(object);
    Dataset *dataset = NULL;
    if (tokens[SIDE_SOURCE].token == NULL || tokens[SIDE_TARGET].token == NULL || !json_is_object(object))
        error_set(error, ERROR_DATA, TEXT("%s: its vocabularies are missing", "%s: 어휘가 들어 있지 않습니다"), path);
    else
        dataset = dataset_from_vocabularies(name != NULL ? name : path, &options, *mark, tokens, error);
    if (dataset != NULL && !read_merges(model_file, dataset, path, error)) {
        dataset_close(dataset);
        dataset = NULL;
    }
    Dataset *whole = dataset != NULL ? again(lab, &options, *mark, dataset, why) : NULL;
    if (whole != NULL || why->kind == ERROR_INTERRUPTED) {
        dataset_close(dataset);
        dataset = whole;
    }
    if (why->kind == ERROR_INTERRUPTED)
        error_set(error, why->kind, "%s", why->message);
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        for (int i = 0; tokens[side].token != NULL && i < tokens[side].count; i++)
            free(tokens[side].token[i]);
        free(tokens[side].token);
    }
    json_decref(source);
    json_decref(target);
    json_decref(object);
    return dataset;
}

static bool sizes_agree(const Model *model, const Dataset *dataset, const char *path, Error *error)
{
    const ModelConfiguration *c = model_configuration(model);
    if (c->source_vocabulary == vocabulary_size(dataset_vocabulary(dataset, SIDE_SOURCE)) &&
        c->target_vocabulary == vocabulary_size(dataset_vocabulary(dataset, SIDE_TARGET)))
        return true;
    return error_set(error, ERROR_DATA,
                     TEXT("%s: its vocabularies do not fit its model", "%s: 어휘의 크기가 모델과 맞지 않습니다"), path);
}

/* Takes over the model, the dataset and the state. */
static void put_loaded(Lab *lab, const ModelFile *model_file, const char *name, Model *model, Dataset *dataset,
                       const ModelState *state)
{
    json_t *run = entry_json(model_file, "run");
    const char *saved_name = json_string_value(json_object_get(run, "name"));
    bool sound = saved_name != NULL && lab_name_check(saved_name, NULL);
    LabData *data = lab_data_shared(lab, dataset);
    LabModel *entry = lab_put(lab, name != NULL ? name : sound ? saved_name : "opened", model, data);
    json_int_t steps = json_integer_value(json_object_get(run, "steps"));
    entry->state = *state;
    entry->state.steps = steps < 0 ? 0 : steps < TRAINING_STEPS_MOST ? (long)steps : TRAINING_STEPS_MOST;
    entry->saved_steps = entry->state.steps;
    json_t *loss = json_object_get(run, "loss");
    if (isnan(state->loss) && json_is_number(loss))
        entry->state.loss = json_number_value(loss);
    lab_data_release(lab->data);
    lab->data = data;
    json_decref(run);
}

bool lab_load(Lab *lab, const char *path, const char *name, Error *error)
{
    if (!lab_may_change(lab, error) || (name != NULL && !lab_name_check(name, error)))
        return false;
    ModelFile *model_file = model_file_open(path, error);
    if (model_file == NULL)
        return false;
    Model *model = model_file_model(model_file, error);
    DataMark mark = {0};
    Error why = {0};
    Dataset *dataset = model != NULL ? read_dataset(lab, model_file, path, &mark, &why, error) : NULL;
    ModelState state = {.loss = (double)NAN};
    bool sound = dataset != NULL && sizes_agree(model, dataset, path, error) &&
                 model_file_training(model_file, model, &state, error);
    if (sound) {
        put_loaded(lab, model_file, name, model, dataset, &state);
        lab_set_file(lab, path);
        lab->current->mark = mark;
        lab->current->data_lost = why.kind != ERROR_NONE ? memory_string(why.message) : NULL;
    } else {
        model_close(model);
        dataset_close(dataset);
    }
    model_file_close(model_file);
    return sound;
}
