/* claim_store.c: measured figures, one JSON line each: STATE/claims.jsonl, or files that other machines wrote.
 *
 *     {"claim":"copy-length","fingerprint":"90ab...","seed":1,"figures":{"long":9.1,"short":87.0},"seconds":6.2}
 *
 * The state's file is read again for each change and replaced whole, with one row for each claim and seed. A file of
 * the user's only grows, by one write for each line, so that many processes may append to it at once. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"
#include "lesson/claims.h"

enum { FILE_MOST = 8 << 20, NAMED_MOST = 5 };

/* ---- a line ---- */

static bool has_figures(const json_t *figures)
{
    const char *id;
    json_t *value;
    bool right = json_is_object(figures) && json_object_size(figures) > 0 && json_object_size(figures) <= LIST_MOST;
    json_object_foreach((json_t *)figures, id, value)
        right = right && json_is_number(value) && fabs(json_number_value(value)) < FIGURE_MOST;
    return right;
}

static bool is_row(const json_t *row)
{
    const char *name = json_string_value(json_object_get(row, "claim")),
               *fingerprint = json_string_value(json_object_get(row, "fingerprint"));
    const json_t *seed = json_object_get(row, "seed");
    double seconds = json_number_value(json_object_get(row, "seconds"));
    return name != NULL && lesson_name_fits(name) && fingerprint != NULL && strlen(fingerprint) == 16 &&
        strspn(fingerprint, "0123456789abcdef") == 16 && json_is_integer(seed) && json_integer_value(seed) >= 0 &&
        has_figures(json_object_get(row, "figures")) && seconds >= 0 && seconds < 1e9;
}

/* The row with the keys that are known and no others; NULL: the line is none. */
static json_t *read_line(const char *line, size_t length)
{
    json_t *all = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    json_t *row = is_row(all)
        ? json_pack("{s:O, s:O, s:O, s:O, s:f}", "claim", json_object_get(all, "claim"), "fingerprint",
                    json_object_get(all, "fingerprint"), "seed", json_object_get(all, "seed"), "figures",
                    json_object_get(all, "figures"), "seconds", json_number_value(json_object_get(all, "seconds")))
        : NULL;
    json_decref(all);
    return row;
}

static void add_line(const json_t *row, Buffer *out)
{
    char *line = json_dumps(row, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(12));
    if (line != NULL)
        buffer_format(out, "%s\n", line);
    free(line);
}

static char *key_of(const char *claim, json_int_t seed)
{
    Buffer key = {0};
    buffer_format(&key, "%s %lld", claim, (long long)seed);
    return buffer_take(&key);
}

static json_int_t seed_of(const json_t *row) { return json_integer_value(json_object_get(row, "seed")); }
static const char *claim_of(const json_t *row) { return json_string_value(json_object_get(row, "claim")); }

/* ---- a file ---- */

static void warn_damaged(Repl *repl, const char *path, long line)
{
    Buffer text = {0};
    buffer_format(&text, TEXT("%s:%ld: not a measurement; ignored", "%s:%ld: 측정 결과가 아니므로 무시합니다"), path,
                  line);
    repl_say(repl, STYLE_WARNING, buffer_text(&text));
    buffer_free(&text);
}

/* Takes a row over. */
typedef void TakeRow(void *context, json_t *row);

/* Gives each row of a file to `take`, and counts the damaged lines; a file that is not there has none. */
static bool read_rows(Repl *repl, const char *path, TakeRow *take, void *context, int *damaged, Error *error)
{
    Buffer text = {0};
    *damaged = 0;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    if (!whole_file_read(path, FILE_MOST, &text, error))
        return false;
    const char *at = buffer_text(&text), *end = at + text.length;
    for (long line = 1; at < end; line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((newline != NULL ? newline : end) - at);
        json_t *row = read_line(at, length);
        if (row != NULL)
            take(context, row);
        else if (length > 0 && ++*damaged <= NAMED_MOST)
            warn_damaged(repl, path, line);
        at += length + 1;
    }
    buffer_free(&text);
    return true;
}

static void take_row(void *context, json_t *row)
{
    ClaimStore *store = context;
    char *key = key_of(claim_of(row), seed_of(row));
    json_object_set_new(store->rows, key, row);
    free(key);
}

static bool read_store(ClaimStore *store, Error *error)
{
    int damaged;
    json_object_clear(store->rows);
    return read_rows(store->repl, store->path, take_row, store, &damaged, error);
}

bool claim_store_open(Repl *repl, const char *path, ClaimStore *store, Error *error)
{
    *store = (ClaimStore){.repl = repl,
                          .path = path != NULL ? memory_string(path)
                                               : path_joined(repl_options(repl)->state_folder, "claims.jsonl"),
                          .appends = path != NULL,
                          .rows = json_object()};
    if (read_store(store, error))
        return true;
    claim_store_close(store);
    return false;
}

void claim_store_close(ClaimStore *store)
{
    json_decref(store->rows);
    free(store->path);
    *store = (ClaimStore){0};
}

/* Whether the row was measured by the claim's file as it is now. */
static bool is_of(const json_t *row, const Claim *claim)
{
    const char *name = json_string_value(json_object_get(row, "claim")),
               *fingerprint = json_string_value(json_object_get(row, "fingerprint"));
    bool its = row != NULL && strcmp(name, claim->name) == 0 && strcmp(fingerprint, claim->fingerprint) == 0;
    for (int i = 0; i < claim->figure_count && its; i++)
        its = json_object_get(json_object_get(row, "figures"), claim->figures[i].id) != NULL;
    return its;
}

const json_t *claim_store_find(const ClaimStore *store, const Claim *claim, long seed)
{
    char *key = key_of(claim->name, seed);
    const json_t *row = json_object_get(store->rows, key);
    free(key);
    return is_of(row, claim) ? row : NULL;
}

json_t *claim_store_rows(const ClaimStore *store, const Claim *claim)
{
    const char *key;
    json_t *row, *list = json_array();
    json_object_foreach(store->rows, key, row) {
        if (!is_of(row, claim))
            continue;
        size_t place = json_array_size(list);
        while (place > 0 && seed_of(json_array_get(list, place - 1)) > seed_of(row))
            place--;
        json_array_insert(list, place, row);
    }
    return list;
}

/* ---- writing ---- */

static bool write_store(const ClaimStore *store, Error *error)
{
    const char *key;
    json_t *row;
    Buffer text = {0};
    json_object_foreach(store->rows, key, row)
        add_line(row, &text);
    folders_make(repl_options(store->repl)->state_folder);
    bool written = text.length <= FILE_MOST
        ? whole_file_write(store->path, 0600, &(FilePart){text.text, text.length}, 1, error)
        : error_set(error, ERROR_DATA, TEXT("%s would have more than %d MiB", "%s 파일이 %dMiB를 넘게 됩니다"),
                    store->path, FILE_MOST >> 20);
    buffer_free(&text);
    return written;
}

/* Whether the file ends in the middle of a line, as one that was cut off does. */
static bool ends_open(int file)
{
    char last = '\n';
    return lseek(file, -1, SEEK_END) >= 0 && read(file, &last, 1) == 1 && last != '\n';
}

static bool append_line(const ClaimStore *store, const json_t *row, Error *error)
{
    Buffer line = {0};
    int file = open(store->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (file >= 0 && ends_open(file))
        buffer_add_char(&line, '\n');
    add_line(row, &line);
    ssize_t written = file >= 0 ? write(file, buffer_text(&line), line.length) : -1;
    if (written >= 0 && written < (ssize_t)line.length)
        errno = ENOSPC;
    bool right = written == (ssize_t)line.length && fsync(file) == 0;
    if (!right)
        error_set(error, ERROR_SYSTEM, TEXT("cannot append to %s: %s", "%s 파일에 덧붙일 수 없습니다: %s"), store->path,
                  strerror(errno));
    if (file >= 0)
        close(file);
    buffer_free(&line);
    return right;
}

bool claim_store_put(ClaimStore *store, json_t *row, Error *error)
{
    bool put = store->appends ? append_line(store, row, error) : read_store(store, error);
    if (!put) {
        json_decref(row);
        return false;
    }
    take_row(store, row);
    return store->appends || write_store(store, error);
}

/* ---- merging ---- */

typedef struct Merging {
    ClaimStore *store;
    const json_t *fingerprints;
    ClaimMerge *merge;
} Merging;

static void merge_row(void *context, json_t *row)
{
    const Merging *merging = context;
    char *key = key_of(claim_of(row), seed_of(row));
    const json_t *old = json_object_get(merging->store->rows, key), *fingerprint = json_object_get(row, "fingerprint");
    const char *name = json_string_value(json_object_get(row, "claim"));
    ClaimMerge *merge = merging->merge;
    int *count = &merge->added;
    if (!json_equal(fingerprint, json_object_get(merging->fingerprints, name)))
        count = &merge->other;
    else if (json_equal(fingerprint, json_object_get(old, "fingerprint")))
        count = json_equal(json_object_get(old, "figures"), json_object_get(row, "figures")) ? &merge->same
                                                                                             : &merge->different;
    ++*count;
    if (count == &merge->added)
        json_object_set(merging->store->rows, key, row);
    json_decref(row);
    free(key);
}

bool claim_store_merge(ClaimStore *store, const char *path, const json_t *fingerprints, ClaimMerge *merge, Error *error)
{
    int damaged;
    Merging merging = {store, fingerprints, merge};
    char *whole = path_expanded(path);
    bool there = access(whole, R_OK) == 0 || error_set(error, ERROR_SYSTEM, "%s: %s", path, strerror(errno));
    bool merged = there && read_store(store, error) && /* what others stored since it was opened */
        read_rows(store->repl, whole, merge_row, &merging, &damaged, error);
    free(whole);
    merge->damaged += merged ? damaged : 0;
    return merged && write_store(store, error);
}
