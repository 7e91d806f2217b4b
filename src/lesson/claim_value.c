/* claim_value.c: a claim with its figures as a value, and how it is drawn. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "lesson/claims.h"
#include "repl/results.h"
#include "view/table.h"

/* ---- values ---- */

/* A figure over all seeds, as {id, text, values, mean, sd, least, most}; without values the last four are missing. */
static json_t *figure_value(const Choice *figure, const json_t *rows)
{
    json_t *values = json_array();
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
        json_array_append(values, json_object_get(json_object_get(row, "figures"), figure->id));
    json_t *found = json_pack("{s:s, s:s}", "id", figure->id, "text", TEXT(figure->english, figure->korean));
    json_object_update_new(found, json_spread(values));
    return found;
}

/* In how many rows the rule is true; -1 if it cannot be computed, with the reason in the value. */
static int count_held(LuaHost *host, const Claim *claim, const json_t *rows, json_t *value)
{
    int held = 0;
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row) {
        bool holds;
        Error error = {0};
        if (!claim_rule_holds(host, claim, json_object_get(row, "figures"), &holds, &error)) {
            json_object_set_new(value, "error", json_string(error.message));
            return -1;
        }
        held += holds;
    }
    return held;
}

json_t *claim_value(LuaHost *host, const Claim *claim, const ClaimStore *store)
{
    json_t *rows = claim_store_rows(store, claim), *figures = json_array(), *seeds = json_array();
    json_t *course = json_array(), *row;
    json_t *value =
        json_pack("{s:s, s:s, s:s}", "name", claim->name, "sentence", claim_sentence(claim), "rule", claim->rule);
    double seconds = 0;
    int count = (int)json_array_size(rows), held = count_held(host, claim, rows, value);
    size_t place;
    for (int i = 0; i < claim->figure_count; i++)
        json_array_append_new(figures, figure_value(&claim->figures[i], rows));
    json_array_foreach(rows, place, row) {
        json_array_append(seeds, json_object_get(row, "seed"));
        seconds += json_double(row, "seconds");
    }
    for (int i = 0; i < claim->rows.count; i++)
        json_array_append_new(course, json_string(claim->rows.names[i]));
    int needed = claim->ledger == LEDGER_CLAIMS ? SEEDS_NEEDED : 1;
    json_t *holds = count < needed || held < 0 ? json_null() : json_boolean(held == count);
    json_object_update_new(value,
                           json_pack("{s:o, s:o, s:o, s:i, s:o, s:f}", "rows", course, "figures", figures, "seeds",
                                     seeds, "held", held > 0 ? held : 0, "holds", holds, "minutes", seconds / 60));
    json_decref(rows);
    return value;
}

/* ---- pictures ---- */

/* "holds (3 of 3 seeds)" */
static void add_verdict(const json_t *claim, Buffer *out)
{
    const json_t *holds = json_object_get(claim, "holds");
    int count = (int)json_array_size(json_object_get(claim, "seeds")), held = json_whole(claim, "held");
    if (json_object_get(claim, "error") != NULL)
        buffer_add(out, TEXT("failed", "실패"));
    else if (count == 0)
        buffer_add(out, TEXT("not measured", "측정 전"));
    else if (json_is_null(holds))
        buffer_format(out,
                      TEXT(count == 1 ? "undecided (true in %d of %d seed; it takes %d)"
                                      : "undecided (true in %d of %d seeds; it takes %d)",
                           "미정(시드 %2$d개 중 %1$d개에서 참, %3$d개 필요)"),
                      held, count, SEEDS_NEEDED);
    else if (json_is_true(holds))
        buffer_format(
            out,
            TEXT(count == 1 ? "holds (in %d of %d seed)" : "holds (in %d of %d seeds)", "성립(시드 %2$d개 중 %1$d개)"),
            held, count);
    else
        buffer_format(
            out,
            held == 0
                ? TEXT(count == 1 ? "does not hold (true in %d of %d seed)" : "does not hold (true in %d of %d seeds)",
                       "성립하지 않음(시드 %2$d개 중 %1$d개에서 참)")
                : TEXT("does not hold (true only in %d of %d seeds)", "성립하지 않음(시드 %2$d개 중 %1$d개에서만 참)"),
            held, count);
}

/* Digits behind the point, the same for all values of a figure. */
static int digits_of(const json_t *figure)
{
    double size = fmax(fabs(json_double(figure, "least")), fabs(json_double(figure, "most")));
    return size >= 1000 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
}

void claim_tell(const json_t *value, Buffer *out)
{
    size_t i, seeds = json_array_size(json_object_get(value, "seeds"));
    json_t *figure;
    if (seeds == 0) {
        buffer_format(out, TEXT("Not measured on this computer yet: `claims run %s` measures it.",
                                "이 컴퓨터에서는 아직 측정하지 않았습니다. `claims run %s` 명령으로 측정합니다."), json_text(value, "name"));
        return;
    }
    buffer_add(out, TEXT("On this computer: ", "이 컴퓨터에서 측정한 결과: "));
    add_verdict(value, out);
    json_array_foreach(json_object_get(value, "figures"), i, figure) {
        int digits = digits_of(figure);
        buffer_format(out, TEXT("; %s %.*f (%.*f to %.*f)", "; %s %.*f(%.*f~%.*f)"), json_text(figure, "text"), digits,
                      json_double(figure, "mean"), digits, json_double(figure, "least"), digits,
                      json_double(figure, "most"));
    }
    buffer_add_char(out, '.');
    if (seeds < SEEDS_NEEDED)
        buffer_format(out, TEXT(" `claims run %s` measures the rest.", " 나머지는 `claims run %s` 명령으로 측정합니다."),
                      json_text(value, "name"));
}

void claim_show_heading(const json_t *claim, void (*add)(const json_t *claim, Buffer *verdict), Canvas *canvas)
{
    Buffer verdict = {0};
    const json_t *holds = json_object_get(claim, "holds"), *error = json_object_get(claim, "error");
    Style style = error != NULL ? STYLE_ERROR
        : json_is_true(holds)   ? STYLE_GOOD
        : json_is_false(holds)  ? STYLE_WARNING
                                : STYLE_DIM;
    add(claim, &verdict);
    int row = canvas_rows(canvas), column = canvas_write(canvas, row, 0, STYLE_STRONG, json_text(claim, "name"));
    if (column + 2 + (int)glyph_width(buffer_text(&verdict)) <= canvas_columns(canvas))
        canvas_write(canvas, row, column + 2, style, buffer_text(&verdict));
    else
        canvas_prose(canvas, style, 2, buffer_text(&verdict));
    canvas_prose(canvas, STYLE_PLAIN, 2, json_text(claim, "sentence"));
    if (error != NULL)
        canvas_prose(canvas, STYLE_ERROR, 2, json_string_value(error));
    buffer_free(&verdict);
}

/* Each figure with its mean and spread, and (seeds) with all its values. */
static void show_figures(const json_t *claim, bool seeds, Canvas *canvas)
{
    TableRows rows = {0};
    size_t i, k;
    json_t *figure, *value;
    json_array_foreach(json_object_get(claim, "figures"), i, figure) {
        int digits = digits_of(figure);
        Buffer all = {0};
        json_array_foreach(json_object_get(figure, "values"), k, value)
            buffer_format(&all, "%s%.*f", k > 0 ? ", " : "", digits, json_number_value(value));
        if (k > 0)
            table_rows_add(&rows, TEXT("%.*f\t%.*f to %.*f\t%s\t%s", "%.*f\t%.*f~%.*f\t%s\t%s"), digits,
                           json_double(figure, "mean"), digits, json_double(figure, "least"), digits,
                           json_double(figure, "most"), json_text(figure, "text"), buffer_text(&all));
        buffer_free(&all);
    }
    table_rows_draw(&rows, canvas,
                    seeds ? TEXT(">mean\tspread\tfigure\tseed by seed", ">평균\t범위\t수치\t시드별 값")
                          : TEXT(">mean\tspread\tfigure", ">평균\t범위\t수치"));
}

static void show_list(const json_t *claims, Canvas *canvas)
{
    size_t i;
    json_t *claim;
    canvas_prose(canvas, STYLE_HEADING, 0, TEXT("Claims", "주장"));
    json_array_foreach(claims, i, claim)
        claim_show_heading(claim, add_verdict, canvas);
    canvas_blank(canvas);
    canvas_marked(
        canvas, 0,
        TEXT("`claims NAME` shows how a claim is tested. `claims run NAME` measures it in seeds 1, 2 and 3, `claims "
             "run` all of them.",
             "`claims 이름`은 주장을 어떻게 시험하는지 보여 줍니다. `claims run 이름`은 시드 1, 2, 3에서 측정하고, `claims run`은 "
             "모두 측정합니다."));
}

static void show_one(const json_t *claim, Canvas *canvas)
{
    size_t i;
    json_t *part;
    Buffer statements = {0};
    claim_show_heading(claim, add_verdict, canvas);
    json_array_foreach(json_object_get(claim, "rows"), i, part)
        buffer_format(&statements, "%s%s", i > 0 ? ", " : "", json_string_value(part));
    if (statements.length > 0)
        prose_format(canvas, STYLE_DIM, 2, TEXT("The course's statements that it tests: %s.", "시험하는 이 강좌의 진술: %s번."),
                     buffer_text(&statements));
    buffer_free(&statements);
    canvas_blank(canvas);
    prose_format(canvas, STYLE_PLAIN, 0, TEXT("It holds if, in every seed: %s", "성립 조건(모든 시드에서): %s"),
                 json_text(claim, "rule"));
    json_array_foreach(json_object_get(claim, "figures"), i, part)
        prose_format(canvas, STYLE_PLAIN, 2, "%s: %s", json_text(part, "id"), json_text(part, "text"));
    canvas_blank(canvas);
    if (json_array_size(json_object_get(claim, "seeds")) > 0)
        show_figures(claim, true, canvas);
    else
        prose_format(canvas, STYLE_DIM, 0,
                     TEXT("Not measured on this machine: 'claims run %s'.",
                          "이 컴퓨터에서 아직 측정하지 않았습니다. 'claims run %s'."),
                     json_text(claim, "name"));
    prose_format(canvas, STYLE_DIM, 0, TEXT("The experiment: %s", "실험: %s"), json_text(claim, "path"));
}

static void show_run(const json_t *claims, int measured, Canvas *canvas)
{
    int counts[3] = {0};
    size_t i;
    json_t *claim;
    json_array_foreach(claims, i, claim) {
        const json_t *holds = json_object_get(claim, "holds");
        if (i > 0)
            canvas_blank(canvas);
        claim_show_heading(claim, add_verdict, canvas);
        if (json_array_size(json_object_get(claim, "seeds")) > 0) {
            show_figures(claim, false, canvas);
            prose_format(canvas, STYLE_DIM, 0, TEXT("%.1f minutes", "%.1f분"), json_double(claim, "minutes"));
        }
        counts[json_is_true(holds) ? 0 : json_is_false(holds) ? 1 : 2]++;
    }
    canvas_blank(canvas);
    prose_format(
        canvas, STYLE_PLAIN, 0,
        TEXT("Hold: %d. Do not hold: %d. Undecided: %d. Measured now: %d; any others were measured before.",
             "성립 %d개, 성립하지 않음 %d개, 미정 %d개. 지금 %d번 측정했으며, 나머지가 있으면 전에 측정한 값입니다."),
        counts[0], counts[1], counts[2], measured);
}

void claims_show_merge(const json_t *merged, Canvas *canvas)
{
    prose_format(
        canvas, STYLE_PLAIN, 0,
        TEXT("New: %d. There already: %d. There already with other figures, which stay: %d. Of another version of its "
             "file, of other data, or of one that is not here: %d. Damaged lines: %d.",
             "새로 더한 측정 %d개. 이미 있던 것 %d개. 수치가 다르게 이미 있어 그대로 둔 것 %d개. 파일의 다른 판이거나 데이터가 다르거나 "
             "여기에 없는 것 %d개. 손상된 줄 %d개."),
        json_whole(merged, "added"), json_whole(merged, "same"), json_whole(merged, "different"),
        json_whole(merged, "other"), json_whole(merged, "damaged"));
}

void claims_show(const json_t *value, Canvas *canvas)
{
    const json_t *claims = json_object_get(value, "claims"), *measured = json_object_get(value, "measured");
    if (measured != NULL)
        show_run(claims, json_whole(value, "measured"), canvas);
    else if (claims != NULL)
        show_list(claims, canvas);
    if (json_object_get(value, "claim") != NULL)
        show_one(json_object_get(value, "claim"), canvas);
    if (json_object_get(value, "merged") != NULL)
        claims_show_merge(json_object_get(value, "merged"), canvas);
}
