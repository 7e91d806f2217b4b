/* published_value.c: a published experiment with its figures as a value, how that is drawn, and all of them as a table in
 * Markdown. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "lesson/claims.h"
#include "repl/results.h"
#include "view/table.h"

/* ---- values ---- */

json_t *published_value(LuaHost *host, const Claim *claim, const ClaimStore *store)
{
    const Published *published = &claim->published;
    json_t *value = claim_value(host, claim, store), *rows = claim_store_rows(store, claim);
    const json_t *last = json_array_get(rows, json_array_size(rows) - 1);
    json_object_update_new(
        value, json_pack("{s:s, s:s, s:f, s:s, s:O*, s:O*, s:O*}", "paper", published->paper, "place", published->place,
                         "estimate", published->minutes, "differs",
                         TEXT(published->differs.english, published->differs.korean), "date",
                         json_object_get(last, "date"), "machine", json_object_get(last, "machine"), "data",
                         json_object_get(last, "data")));
    json_object_del(value, "rows"); /* of the course's statements: it tests none */
    if (published->wants_file.english != NULL)
        json_object_set_new(value, "file",
                            json_string(TEXT(published->wants_file.english, published->wants_file.korean)));
    for (int i = 0; i < claim->figure_count; i++) {
        json_t *figure = json_array_get(json_object_get(value, "figures"), (size_t)i);
        json_object_set_new(figure, "published", json_finite(published->value[i]));
        if (isfinite(published->value[i]) && json_object_get(figure, "mean") != NULL)
            json_object_set_new(figure, "difference",
                                json_real(json_double(figure, "mean") - published->value[i]));
    }
    json_decref(rows);
    return value;
}

/* ---- words ---- */

/* Digits behind the point of ours: those of the paper's figure, one at least. */
static int digits_of(const json_t *figure)
{
    char *text = text_format("%.6g", json_double(figure, "published"));
    const char *point = strchr(text, '.');
    int digits = point != NULL ? (int)strlen(point + 1) : 1;
    free(text);
    return digits;
}

static int seed_count(const json_t *experiment) { return (int)json_array_size(json_object_get(experiment, "seeds")); }

/* "18.4", or with several seeds "18.4 (17.2 to 19.4)" */
static void add_mean(const json_t *figure, bool spread, Buffer *out)
{
    int digits = digits_of(figure);
    buffer_format(out, "%.*f", digits, json_double(figure, "mean"));
    if (spread)
        buffer_format(out, TEXT(" (%.*f to %.*f)", "(%.*f~%.*f)"), digits, json_double(figure, "least"), digits,
                      json_double(figure, "most"));
}

static void add_verdict(const json_t *experiment, Buffer *out)
{
    int count = seed_count(experiment), held = json_whole(experiment, "held");
    if (json_object_get(experiment, "error") != NULL)
        buffer_add(out, TEXT("failed", "실패"));
    else if (count == 0)
        buffer_add(out, TEXT("not measured", "측정 전"));
    else if (held == 0)
        buffer_format(out,
                      TEXT(count == 1 ? "not reached (in %d seed)" : "not reached (in any of %d seeds)",
                           "도달하지 못함(시드 %d개 중 0개)"),
                      count);
    else
        buffer_format(out,
                      held == count ? TEXT(count == 1 ? "reached (in %d of %d seed)" : "reached (in %d of %d seeds)",
                                           "도달(시드 %2$d개 중 %1$d개)")
                                    : TEXT("not reached (only in %d of %d seeds)",
                                           "도달하지 못함(시드 %2$d개 중 %1$d개에서만 도달)"),
                      held, count);
}

/* ---- pictures ---- */

static void show_heading(const json_t *experiment, Canvas *canvas)
{
    claim_show_heading(experiment, add_verdict, canvas);
    if (json_object_get(experiment, "paper") != NULL)
        prose_format(canvas, STYLE_DIM, 2, "%s: %s", json_text(experiment, "paper"), json_text(experiment, "place"));
}

/* Each figure of the paper beside the one of here. */
static void show_figures(const json_t *experiment, Canvas *canvas)
{
    bool measured = seed_count(experiment) > 0, spread = seed_count(experiment) > 1;
    TableRows rows = {0};
    size_t i;
    json_t *figure;
    json_array_foreach(json_object_get(experiment, "figures"), i, figure) {
        Buffer cells = {0};
        int digits = digits_of(figure);
        bool known = isfinite(json_double(figure, "published"));
        if (known)
            buffer_format(&cells, "%.6g", json_double(figure, "published"));
        buffer_add_char(&cells, '\t');
        if (measured)
            add_mean(figure, false, &cells);
        buffer_add_char(&cells, '\t');
        if (measured && known)
            buffer_format(&cells, "%+.*f", digits, json_double(figure, "difference"));
        if (spread)
            buffer_format(&cells, TEXT("\t%.*f to %.*f", "\t%.*f~%.*f"), digits, json_double(figure, "least"), digits,
                          json_double(figure, "most"));
        table_rows_add(&rows, "%s\t%s: %s", buffer_text(&cells), json_text(figure, "id"), json_text(figure, "text"));
        buffer_free(&cells);
    }
    table_rows_draw(&rows, canvas,
                    spread ? TEXT(">published\t>here\t>difference\tover seeds\tfigure", ">공개된 값\t>여기\t>차이\t시드별 범위\t수치")
                           : TEXT(">published\t>here\t>difference\tfigure", ">공개된 값\t>여기\t>차이\t수치"));
}

static void show_circumstances(const json_t *experiment, Canvas *canvas)
{
    Buffer seeds = {0};
    size_t i;
    json_t *seed;
    const char *date = json_string_value(json_object_get(experiment, "date")),
               *machine = json_string_value(json_object_get(experiment, "machine"));
    json_array_foreach(json_object_get(experiment, "seeds"), i, seed)
        buffer_format(&seeds, "%s%lld", i > 0 ? ", " : "", (long long)json_integer_value(seed));
    prose_format(canvas, STYLE_PLAIN, 0, TEXT("It counts as reached if, in every seed: %s", "도달 조건(모든 시드에서): %s"),
                 json_text(experiment, "rule"));
    prose_format(canvas, STYLE_PLAIN, 0, TEXT("What differs from the source: %s", "원래 실험과 다른 점: %s"),
                 json_text(experiment, "differs"));
    if (seed_count(experiment) > 0)
        prose_format(canvas, STYLE_DIM, 0,
                     TEXT("Measured on %s (%s), seeds %s: %.1f minutes in all.", "측정: %s(%s), 시드 %s, 모두 %.1f분."),
                     date != NULL ? date : "?", machine != NULL ? machine : "?", buffer_text(&seeds),
                     json_double(experiment, "minutes"));
    prose_format(canvas, STYLE_DIM, 0, TEXT("The experiment: %s", "실험: %s"), json_text(experiment, "path"));
    buffer_free(&seeds);
}

static void show_run(const json_t *value, Canvas *canvas)
{
    size_t i;
    json_t *experiment;
    if (json_object_get(value, "steps") != NULL)
        prose_format(canvas, STYLE_WARNING, 0,
                     TEXT("A short try with %d training steps: it may miss the figure, and is not kept.",
                          "훈련을 %d단계로 줄인 시험이므로 공개된 값에 이르지 못할 수 있고, 수치를 보관하지 않습니다."),
                     json_whole(value, "steps"));
    json_array_foreach(json_object_get(value, "experiments"), i, experiment) {
        if (i > 0)
            canvas_blank(canvas);
        show_heading(experiment, canvas);
        if (json_object_get(experiment, "error") != NULL)
            continue;
        canvas_blank(canvas);
        show_figures(experiment, canvas);
        show_circumstances(experiment, canvas);
    }
}

/* A text in a cell, where a bar would end it. */
static void add_cell(Buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '|')
            buffer_add_char(out, '\\');
        buffer_add_char(out, text[i]);
    }
}

/* " with FILE", the user's file that was measured, if it took one; add: buffer_add_bytes, or add_cell. */
static void add_data(const json_t *experiment, void (*add)(Buffer *, const char *, size_t), Buffer *out)
{
    const char *data = json_string_value(json_object_get(experiment, "data"));
    const char *blank = data != NULL ? strrchr(data, ' ') : NULL; /* behind the name, which may have blanks */
    Buffer name = {0};
    if (data == NULL)
        return;
    add(&name, data, blank != NULL ? (size_t)(blank - data) : strlen(data));
    buffer_format(out, TEXT(" with %s", "(%s)"), buffer_text(&name));
    buffer_free(&name);
}

/* "Published 20.8, seqlab 18.4 (17.2 to 19.4): exact match, %." */
static void add_figures(const json_t *experiment, Buffer *out)
{
    size_t i;
    json_t *figure;
    json_array_foreach(json_object_get(experiment, "figures"), i, figure) {
        if (!isfinite(json_double(figure, "published")))
            continue;
        buffer_format(out, TEXT("Published %.6g", "공개된 값 %.6g"), json_double(figure, "published"));
        if (seed_count(experiment) > 0) {
            buffer_add(out, ", seqlab ");
            add_mean(figure, seed_count(experiment) > 1, out);
            add_data(experiment, buffer_add_bytes, out);
        }
        buffer_format(out, ": %s. ", json_text(figure, "text"));
    }
}

static void show_list(const json_t *experiments, const char *origin, Canvas *canvas)
{
    size_t i;
    json_t *experiment;
    canvas_prose(canvas, STYLE_HEADING, 0, TEXT("Published numbers", "공개된 수치"));
    canvas_marked(canvas, 0,
                  origin != NULL ? origin
                                 : TEXT("What this computer measured; `reproduce table` shows what the authors of seqlab "
                                        "measured.",
                                        "이 컴퓨터에서 측정한 결과입니다. `reproduce table`은 seqlab을 만든 사람들이 측정한 "
                                        "결과를 보여 줍니다."));
    json_array_foreach(experiments, i, experiment) {
        Buffer text = {0};
        canvas_blank(canvas);
        show_heading(experiment, canvas);
        add_figures(experiment, &text);
        if (json_object_get(experiment, "error") == NULL)
            buffer_format(&text, TEXT("About %g min a seed.", "시드 하나에 약 %g분."), json_double(experiment, "estimate"));
        canvas_prose(canvas, STYLE_DIM, 2, buffer_text(&text));
        if (json_object_get(experiment, "file") != NULL)
            prose_format(canvas, STYLE_DIM, 2, TEXT("It needs file=PATH: %s.", "file=파일이 필요합니다: %s."),
                         json_text(experiment, "file"));
        buffer_free(&text);
    }
    canvas_blank(canvas);
    canvas_marked(canvas, 0,
                  TEXT("`reproduce NAME` runs one and prints its figures beside the published ones; `seeds=1,2,3` takes more seeds.",
                       "`reproduce 이름`은 실험을 실행하여 공개된 수치와 나란히 보여 줍니다. `seeds=1,2,3`은 시드를 늘립니다."));
}

void published_show(const json_t *value, Canvas *canvas)
{
    if (json_object_get(value, "measured") != NULL)
        show_run(value, canvas);
    else if (json_object_get(value, "experiments") != NULL)
        show_list(json_object_get(value, "experiments"), json_string_value(json_object_get(value, "origin")), canvas);
    if (json_object_get(value, "merged") != NULL)
        claims_show_merge(json_object_get(value, "merged"), canvas);
}

/* ---- Markdown ---- */

char *published_origin(const json_t *experiments, bool own)
{
    json_t *said = json_object(), *experiment; /* each date with its machine once */
    Buffer out = {0};
    size_t i;
    if (own)
        buffer_add(&out, TEXT("The authors of seqlab measured these rows, which come with the program; `reproduce` shows "
                              "what your computer measured. ",
                              "seqlab을 만든 사람들이 측정하여 프로그램에 넣은 결과입니다. 이 컴퓨터에서 측정한 결과는 `reproduce`로 "
                              "봅니다. "));
    json_array_foreach(experiments, i, experiment) {
        Buffer text = {0};
        if (json_object_get(experiment, "date") == NULL || json_object_get(experiment, "machine") == NULL)
            continue; /* not measured, or by an older version */
        buffer_format(&text, TEXT("on %s on %s", "%s, %s"), json_text(experiment, "date"), json_text(experiment, "machine"));
        if (json_object_get(said, buffer_text(&text)) == NULL)
            buffer_format(&out, "%s%s", json_object_size(said) == 0 ? TEXT("Measured ", "측정: ") : "; ",
                          buffer_text(&text));
        json_object_set_new(said, buffer_text(&text), json_true());
        buffer_free(&text);
    }
    buffer_add(&out, json_object_size(said) > 0 ? "." : "");
    json_decref(said);
    return buffer_take(&out);
}

static void add_row(const json_t *experiment, const json_t *figure, Buffer *out)
{
    int seeds = seed_count(experiment);
    const char *const texts[] = {json_text(experiment, "paper"), json_text(experiment, "place"), json_text(figure, "text")};
    static const char *const after[] = {": ", " | ", " | "};
    buffer_format(out, "| `%s` | ", json_text(experiment, "name"));
    for (int i = 0; i < 3; i++) {
        add_cell(out, texts[i], strlen(texts[i]));
        buffer_add(out, after[i]);
    }
    buffer_format(out, "%.6g | ", json_double(figure, "published"));
    if (seeds > 0)
        add_mean(figure, seeds > 1, out);
    else
        buffer_add(out, TEXT("not measured", "측정 전"));
    add_data(experiment, add_cell, out);
    if (seeds > 0 && !json_is_true(json_object_get(experiment, "holds")))
        buffer_add(out, TEXT(", not reached", ", 도달하지 못함"));
    buffer_format(out, " | %d | ", seeds);
    if (seeds > 0)
        buffer_format(out, "%.1f", json_double(experiment, "minutes") / seeds);
    buffer_add(out, " |\n");
}

void published_table(const json_t *experiments, const char *origin, Buffer *out)
{
    size_t i, k;
    json_t *experiment, *figure;
    buffer_format(out, *origin != '\0' ? "%s\n\n" : "%s", origin);
    buffer_add(out, TEXT("| experiment | source | figure | published | seqlab, with the range over seeds | seeds | min a seed |\n",
                         "| 실험 | 출처 | 수치 | 공개된 값 | seqlab(시드별 범위) | 시드 수 | 시드당 분 |\n"));
    buffer_add(out, "|---|---|---|---|---|---|---|\n");
    json_array_foreach(experiments, i, experiment)
        json_array_foreach(json_object_get(experiment, "figures"), k, figure)
            if (isfinite(json_double(figure, "published")))
                add_row(experiment, figure, out);
}
