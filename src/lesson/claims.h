/* claims.h: the ledger of claims: what lessons and textbooks say, each as a sentence with an experiment that tests it;
 * and published experiments, which are claims with the figures of a paper, in a ledger of their own.
 *
 *     claim_file.c      which claims there are, and one of them read
 *     published_file.c  what a published experiment says besides
 *     claim_quote.c     their sentences in the texts of lessons
 *     claim_store.c     figures that were measured, kept as JSON lines
 *     claim_measure.c   the experiments run, seed by seed
 *     claim_value.c     a claim and its figures as a value, and how that is drawn
 *     claim_commands.c  the command `claims`
 *     published_value.c, published_commands.c   the same for the command `reproduce`
 *
 * seqlab-lessons(7) describes the format of their files. */
#ifndef SEQLAB_LESSON_CLAIMS_H
#define SEQLAB_LESSON_CLAIMS_H

#include <jansson.h>

#include "base/options.h"
#include "lesson/lessons.h"
#include "lesson/script.h"
#include "view/canvas.h"

enum { CLAIMS_MOST = 200, SEEDS_NEEDED = 3 };

/* Each has files in a folder and measured rows in a file of its name. */
typedef enum { LEDGER_CLAIMS, LEDGER_PUBLISHED } Ledger;
const char *ledger_name(Ledger ledger); /* "claims", "published" */

/* What a published experiment says besides. */
typedef struct Published {
    char *paper, *place;        /* whose figures they are; where they stand in it */
    double minutes;             /* about what a seed takes */
    Choice differs, wants_file; /* in both languages; wants_file.english NULL: it needs no file of the user's */
    double *value;              /* of each figure of the claim; NaN: the paper has none */
} Published;

typedef struct Claim {
    Ledger ledger;
    char *name;          /* of its file, without .lua */
    LessonFolder folder; /* where that is; files are found there */
    char *english, *korean;
    NameList rows;   /* of the course's list of statements: "7" */
    Choice *figures; /* id, and what it is in both languages */
    int figure_count;
    char *rule;           /* of the figures' ids: it must be true in every seed */
    int measure;          /* in the registry: a function of a seed, and of { file =, steps = } */
    char fingerprint[17]; /* of the file's text */
    char *data;           /* name and fingerprint of the user's file; NULL: of the one measured last */
    Published published;  /* of LEDGER_PUBLISHED */
} Claim;

/* ---- claim_file.c ---- */

/* The names of all claims, the program's first; of the user's those that the program has not. */
NameList claims_names(Repl *repl, Ledger ledger);
/* Reads and checks one, within the time for it, which the caller sets back. NULL if there is none of this name (faults
 * stay as they are), or with all that is wrong with it in faults. */
static const double FIGURE_MOST = 1e100; /* of some, the sum is finite as well */
Claim *claim_read(LuaHost *host, Ledger ledger, const char *name, Buffer *faults);
Claim *claim_without_text(const char *name);
void claim_close(LuaHost *host, Claim *claim); /* NULL is fine */
const char *claim_sentence(const Claim *claim);
/* Whether the rule is true of these figures, an object. False with an error if it cannot be computed. */
bool claim_rule_holds(LuaHost *host, const Claim *claim, const json_t *figures, bool *holds, Error *error);

/* ---- published_file.c ---- */

extern const Key published_keys[];
/* Reads what a published experiment's table has besides, once its figures are read. */
void published_read(lua_State *L, int table, const TableFile *file, Claim *claim);
void published_free(Published *published);

/* ---- list.c ---- */

/* As claim_read, within the time for it. NULL with an error, which holds all that is wrong with its file. */
Claim *lessons_claim(Lessons *lessons, Ledger ledger, const char *name, Error *error);

/* ---- claim_quote.c ---- */

/* A text of a lesson's file, and the line at which it begins there. */
typedef struct FilePlace {
    const char *file, *text;
    int line;
} FilePlace;
/* Reads each claim that the text quotes, as {claim NAME} or {measured NAME}, into lesson->claims. An unknown or faulty
 * one is a fault of that file. */
void lesson_claims_note(LuaHost *host, Lesson *lesson, const FilePlace *place, Buffer *faults);
void lesson_claims_free(LuaHost *host, Lesson *lesson);
/* The text with the sentences, in this language, of the claims that were noted: a new string. */
char *lesson_claims_filled(const Lesson *lesson, const char *text, int language);
/* The text with what was measured of the claims that were noted, as the state's ledger has it now: a new string. */
char *lesson_measured_filled(LuaHost *host, const Lesson *lesson, const char *text);

/* ---- claim_store.c ---- */

/* Where measurements are kept: STATE/claims.jsonl (or published.jsonl), or a file to which each is appended. A row is
 * { "claim", "fingerprint", "seed", "figures", "seconds", "date", "machine", "data" }, the last of a file of the user's;
 * older rows have the first five. */
typedef struct ClaimStore {
    Repl *repl;
    Ledger ledger;
    char *path;
    bool appends;
    bool forgets;   /* rows are kept no longer than the store */
    json_t *rows;   /* by "NAME SEED", as they were read last */
    Buffer damaged; /* the lines that are no rows */
} ClaimStore;

/* path NULL: the state's. A file that is not there is empty; damaged lines are ignored, and named where there is an
 * error to fill. */
bool claim_store_open(Repl *repl, Ledger ledger, const char *path, ClaimStore *store, Error *error);
/* Whether its file can be written, so that nobody measures in vain. */
bool claim_store_can_put(const ClaimStore *store, Error *error);
void claim_store_close(ClaimStore *store);
/* The row of this claim, as its file is now, and seed; NULL: not measured. */
const json_t *claim_store_find(const ClaimStore *store, const Claim *claim, long seed);
bool claim_store_put(ClaimStore *store, json_t *row, Error *error); /* takes the row over */

/* All rows of the claim as its file is now, of one file of the user's (figures of two have no mean), by seed; a new
 * list. */
json_t *claim_store_rows(const ClaimStore *store, const Claim *claim);

/* Rows that came in, were there already, were there with other figures, are of another text of the claim's file or of
 * another file of the user's than those of the store; lines that are no rows. */
typedef struct ClaimMerge {
    int added, same, different, other, damaged;
} ClaimMerge;
/* Adds the rows of a file that fit these, by claim {"fingerprint", "wants_file"}, to the state's. One that is there already stays. */
bool claim_store_merge(ClaimStore *store, const char *path, const json_t *fingerprints, ClaimMerge *merge,
                       Error *error);

/* ---- claim_measure.c ---- */

/* What `claims run` or `reproduce` is to do. */
typedef struct ClaimsRun {
    Wholes seeds;
    bool again, list;
    char *rows;  /* the file of rows; NULL: the state's */
    char *data;  /* the user's file for an experiment that wants one, or NULL */
    int steps;   /* of training, in place of the experiment's; 0: the experiment's */
} ClaimsRun;
/* Whether the run is to measure the claim in this seed: it was not, or is again. */
bool claim_is_wanted(const ClaimsRun *run, const ClaimStore *store, const Claim *claim, long seed);
/* How many of the run's seeds that holds for, from number `from` on. */
int claim_seeds_wanted(const ClaimsRun *run, const ClaimStore *store, const Claim *claim, int from);
/* A claim, with the user's file if it wants one; NULL with an error. */
Claim *claims_open(Lessons *lessons, Ledger ledger, const char *name, const ClaimsRun *run, Error *error);

typedef struct ClaimsOutcome {
    int measured;
    json_t *failed; /* errors of claims by name; owned by the caller, before and after */
} ClaimsOutcome;
/* Measures the claims of these names in the seeds that are not there yet. An error in an experiment ends only that
 * claim. False if all was stopped, or could not be kept; what was measured until then is. */
bool claims_measure(Lessons *lessons, const NameList *names, const ClaimsRun *run, ClaimStore *store,
                    ClaimsOutcome *outcome, Error *error);

/* ---- claim_value.c ---- */

/* A claim with all its figures in the store, as a value. */
json_t *claim_value(LuaHost *host, const Claim *claim, const ClaimStore *store);
/* Adds its verdict and figures in a sentence; where there are too few, the command that measures them. */
void claim_tell(const json_t *value, Buffer *out);
/* Its name with the verdict that `add` says, its sentence, and what is wrong with it. */
void claim_show_heading(const json_t *claim, void (*add)(const json_t *claim, Buffer *verdict), Canvas *canvas);
void claims_show(const json_t *value, Canvas *canvas); /* what the command found */
void claims_show_merge(const json_t *merged, Canvas *canvas);

/* ---- claim_commands.c ---- */

/* Adds the words of a line, one name each, which quotation marks keep together; "--list" is taken out. */
bool claims_words(const char *words, NameList *names, bool *list, Error *error);
/* Whether there is each of them; all of the ledger for none. */
bool claims_find_names(Lessons *lessons, Ledger ledger, NameList *names, Error *error);
/* Each with its figures in a file of rows (NULL: the state's), in a list; a faulty one has an error in their place. No
 * names: all. */
json_t *claims_list(Lessons *lessons, Ledger ledger, NameList *names, const char *rows, Error *error);
/* Measures what is missing, or lists a command for each such measurement, which is printed; a value, or NULL. */
json_t *claims_run(Lessons *lessons, const NameList *names, const ClaimsRun *run, ClaimStore *store, Error *error);
/* Takes the rows of files into the state's. */
json_t *claims_merge(Lessons *lessons, Ledger ledger, const NameList *files, Error *error);

/* ---- published_value.c ---- */

json_t *published_value(LuaHost *host, const Claim *claim, const ClaimStore *store);
/* Who measured the rows, when and where, as a new string; own: they come with the program. */
char *published_origin(const json_t *experiments, bool own);
/* All experiments with their figures, as a table in Markdown. */
void published_table(const json_t *experiments, const char *origin, Buffer *out);
void published_show(const json_t *value, Canvas *canvas); /* what the command found */

#endif
