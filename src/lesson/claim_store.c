/* claim_store.c: measured figures, one JSON line each: STATE/claims.jsonl or published.jsonl, or files that other
 * machines wrote.
 *
 *     {"claim":"copy-length","fingerprint":"90ab...","seed":1,"figures":{"long":9.1,"short":87.0},"seconds":6.2}
 *
 * The state's file is read again for each change and replaced whole, with one row for each claim and seed, while the folder is
 * locked: of two sessions that measure at once neither loses a row. Lines that are no measurements stay. A file of the user's
 * only grows, by one write for each line, so that many processes may append to it at once. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/language.h"
#include "base/line_file.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "base/whole_file.h"
#include "lesson/claims.h"
#include "repl/results.h"

enum { FILE_MOST = 8 << 20, NAMED_MOST = 5, TEXT_MOST = 300 };

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

/* What newer rows say besides: short texts, or nothing. */
static bool has_texts(const json_t *row)
{
    static const char *const names[] = {"date", "machine", "data"};
    bool right = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const json_t *text = json_object_get(row, names[i]);
        right = right && (text == NULL || (json_is_string(text) && json_string_length(text) <= TEXT_MOST &&
                                            !utf8_has_control(json_string_value(text))));
    }
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
        has_figures(json_object_get(row, "figures")) && seconds >= 0 && seconds < 1e9 && has_texts(row);
}

/* The row with the keys that are known and no others; NULL: the line is none. */
static json_t *read_line(const char *line, size_t length)
{
    json_t *all = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    json_t *row = is_row(all)
        ? json_pack("{s:O, s:O, s:O, s:O, s:f, s:O*, s:O*, s:O*}", "claim", json_object_get(all, "claim"), "fingerprint",
                    json_object_get(all, "fingerprint"), "seed", json_object_get(all, "seed"), "figures",
                    json_object_get(all, "figures"), "seconds", json_number_value(json_object_get(all, "seconds")), "date",
                    json_object_get(all, "date"), "machine", json_object_get(all, "machine"), "data",
                    json_object_get(all, "data"))
        : NULL;
    json_decref(all);
    return row;
}

static char *key_of(const char *claim, json_int_t seed) { return text_format("%s %lld", claim, (long long)seed); }
static json_int_t seed_of(const json_t *row) { return json_integer_value(json_object_get(row, "seed")); }
static const char *claim_of(const json_t *row) { return json_text(row, "claim"); }
static const char *data_of(const json_t *row) { return json_text(row, "data"); } /* "": it needs no file */
static bool has_data_of(const json_t *row, const json_t *other) { return strcmp(data_of(row), data_of(other)) == 0; }

/* By their days; older versions wrote none. */
static bool is_older(const json_t *row, const json_t *other)
{
    return strcmp(json_text(row, "date"), json_text(other, "date")) < 0;
}

/* ---- a file ---- */

static void warn_damaged(Repl *repl, const char *path, long line)
{
    char *text = text_format(TEXT("%s:%ld: not a measurement; ignored", "%s:%ld: 측정 결과가 아니므로 무시합니다"), path,
                             line);
    repl_say(repl, STYLE_WARNING, text);
    free(text);
}

/* Takes a row over. */
typedef void TakeRow(void *context, json_t *row);

/* What is not a row of a file. */
typedef struct Damage {
    Repl *repl;   /* where lines are named; NULL: nowhere */
    Buffer *kept; /* as they were; NULL: they are left out */
    int count;
} Damage;

/* Gives each row of a file to `take`; a file that is not there has none. */
static bool read_rows(const char *path, TakeRow *take, void *context, Damage *damage, Error *error)
{
    Buffer text = {0};
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
        else if (length > 0 && ++damage->count <= NAMED_MOST && damage->repl != NULL)
            warn_damaged(damage->repl, path, line);
        if (row == NULL && length > 0 && damage->kept != NULL) {
            buffer_add_bytes(damage->kept, at, length);
            buffer_add_char(damage->kept, '\n');
        }
        at += length + 1;
    }
    buffer_free(&text);
    return true;
}

static void take_row(void *context, json_t *row)
{
    ClaimStore *store = context;
    char *key = key_of(claim_of(row), seed_of(row));
    json_object_del(store->rows, key); /* what came last stands last */
    json_object_set_new(store->rows, key, row);
    free(key);
}

static bool read_store(ClaimStore *store, Repl *names_damaged, Error *error)
{
    Damage damage = {names_damaged, &store->damaged, 0};
    json_object_clear(store->rows);
    buffer_clear(&store->damaged);
    return read_rows(store->path, take_row, store, &damage, error);
}

bool claim_store_open(Repl *repl, Ledger ledger, const char *path, ClaimStore *store, Error *error)
{
    const char *state = repl_options(repl)->state_folder;
    *store = (ClaimStore){.repl = repl,
                          .ledger = ledger,
                          .path = path != NULL ? memory_string(path)
                                               : text_format("%s/%s.jsonl", state, ledger_name(ledger)),
                          .appends = path != NULL,
                          .rows = json_object()};
    if (read_store(store, error != NULL ? repl : NULL, error))
        return true;
    claim_store_close(store);
    return false;
}

void claim_store_close(ClaimStore *store)
{
    json_decref(store->rows);
    buffer_free(&store->damaged);
    free(store->path);
    *store = (ClaimStore){0};
}

/* Whether the row was measured by a file of this fingerprint, on a file of the user's if that wants one. */
static bool fits(const json_t *row, const char *fingerprint, bool wants_file)
{
    return row != NULL && fingerprint != NULL && (*data_of(row) != '\0') == wants_file &&
        strcmp(json_text(row, "fingerprint"), fingerprint) == 0;
}

/* Whether the row was measured by the claim's file as it is now, and on the user's file. */
static bool is_of(const json_t *row, const Claim *claim)
{
    bool its = fits(row, claim->fingerprint, claim->published.wants_file.english != NULL) &&
        strcmp(claim_of(row), claim->name) == 0 && (claim->data == NULL || strcmp(data_of(row), claim->data) == 0);
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
    const json_t *newest = NULL;
    json_object_foreach(store->rows, key, row)
        if (is_of(row, claim) && (newest == NULL || !is_older(row, newest)))
            newest = row;
    json_object_foreach(store->rows, key, row) {
        if (!is_of(row, claim) || !has_data_of(row, newest))
            continue;
        size_t place = json_array_size(list);
        while (place > 0 && seed_of(json_array_get(list, place - 1)) > seed_of(row))
            place--;
        json_array_insert(list, place, row);
    }
    return list;
}

/* ---- writing ---- */

static char *line_of(const json_t *row) { return json_dumps(row, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(12)); }

static bool write_store(const ClaimStore *store, Error *error)
{
    const char *key;
    json_t *row;
    Buffer text = {0};
    json_object_foreach(store->rows, key, row) {
        char *line = line_of(row);
        buffer_format(&text, "%s\n", line);
        free(line);
    }
    buffer_add_bytes(&text, buffer_text(&store->damaged), store->damaged.length);
    bool written = text.length <= FILE_MOST
        ? whole_file_write(store->path, 0600, &(FilePart){text.text, text.length}, 1, error)
        : error_set(error, ERROR_DATA, TEXT("%s would have more than %d MiB", "%s 파일이 %dMiB를 넘게 됩니다"),
                    store->path, FILE_MOST >> 20);
    buffer_free(&text);
    return written;
}

static bool append_row(const ClaimStore *store, const json_t *row, Error *error)
{
    LineFile lines;
    if (!line_file_open(&lines, store->path, error))
        return false;
    char *line = line_of(row);
    bool added = line_file_add(&lines, line, error);
    free(line);
    return line_file_close(&lines, added ? error : NULL) && added;
}

/* Until the folder is closed no other session changes the state's file. -1 where it cannot be locked. */
static int lock_state(const ClaimStore *store)
{
    const char *folder = repl_options(store->repl)->state_folder;
    folders_make(folder);
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file >= 0)
        flock(file, LOCK_EX);
    return file;
}

/* Another file of the user's begins its experiment again: figures of two files have no mean. */
static void drop_other_data(ClaimStore *store, const json_t *row)
{
    const char *key;
    json_t *old;
    void *next;
    json_object_foreach_safe(store->rows, next, key, old) {
        if (strcmp(claim_of(old), claim_of(row)) == 0 && !has_data_of(old, row))
            json_object_del(store->rows, key);
    }
}

/* takes the row over. */
static bool put_into_state(ClaimStore *store, json_t *row, Error *error)
{
    int lock = lock_state(store);
    bool put = read_store(store, NULL, error); /* what other sessions stored meanwhile, too */
    drop_other_data(store, row);
    take_row(store, row);
    put = put && write_store(store, error);
    if (lock >= 0)
        close(lock);
    return put;
}

bool claim_store_put(ClaimStore *store, json_t *row, Error *error)
{
    if (store->forgets) {
        take_row(store, row);
        return true;
    }
    if (!store->appends)
        return put_into_state(store, row, error);
    bool put = append_row(store, row, error);
    drop_other_data(store, row);
    take_row(store, row);
    return put;
}

bool claim_store_can_put(const ClaimStore *store, Error *error)
{
    LineFile lines;
    const char *folder = repl_options(store->repl)->state_folder;
    if (store->appends)
        return line_file_open(&lines, store->path, error) && line_file_close(&lines, error);
    folders_make(folder);
    return whole_file_may_write(store->path, error);
}

/* ---- merging ---- */

typedef struct Merging {
    ClaimStore *store;
    const json_t *fingerprints;
    json_t *newest; /* row of each claim in the store */
    ClaimMerge *merge;
} Merging;

static bool is_known(const Merging *merging, const json_t *row)
{
    const json_t *known = row != NULL ? json_object_get(merging->fingerprints, claim_of(row)) : NULL;
    return fits(row, json_string_value(json_object_get(known, "fingerprint")),
                json_is_true(json_object_get(known, "wants_file")));
}

static void find_newest(const Merging *merging)
{
    const char *key;
    json_t *row;
    json_object_foreach(merging->store->rows, key, row) {
        const json_t *newest = json_object_get(merging->newest, claim_of(row));
        if (is_known(merging, row) && (newest == NULL || !is_older(row, newest)))
            json_object_set(merging->newest, claim_of(row), row);
    }
}

static void merge_row(void *context, json_t *row)
{
    const Merging *merging = context;
    char *key = key_of(claim_of(row), seed_of(row));
    const json_t *old = json_object_get(merging->store->rows, key),
                 *newest = json_object_get(merging->newest, claim_of(row));
    ClaimMerge *merge = merging->merge;
    int *count = &merge->added;
    if (!is_known(merging, row) || (newest != NULL && !has_data_of(row, newest)))
        count = &merge->other;
    else if (is_known(merging, old) && has_data_of(row, old))
        count = json_equal(json_object_get(old, "figures"), json_object_get(row, "figures")) ? &merge->same
                                                                                             : &merge->different;
    ++*count;
    if (count == &merge->added) {
        json_object_set(merging->newest, claim_of(row), row);
        take_row(merging->store, json_incref(row));
    }
    json_decref(row);
    free(key);
}

bool claim_store_merge(ClaimStore *store, const char *path, const json_t *fingerprints, ClaimMerge *merge, Error *error)
{
    Damage damage = {.repl = store->repl};
    Merging merging = {store, fingerprints, json_object(), merge};
    char *whole = path_expanded(path);
    bool there = access(whole, R_OK) == 0 || error_set(error, ERROR_SYSTEM, "%s: %s", path, system_reason(errno));
    int lock = lock_state(store);
    bool merged = there && read_store(store, NULL, error);
    find_newest(&merging);
    merged = merged && read_rows(whole, merge_row, &merging, &damage, error);
    merge->damaged += merged ? damage.count : 0;
    merged = merged && write_store(store, error);
    if (lock >= 0)
        close(lock);
    json_decref(merging.newest);
    free(whole);
    return merged;
}
