/* explore_gates.c: the gates of a sentence to move about in: a row is a token, a column a hidden unit. */
#include "repl/explore_pictures.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "repl/results.h"
#include "view/short_text.h"

/* The mode is the number of the gate among those of the cell. */
static const char *gate_of(const Explorer *explorer)
{
    const json_t *names = json_object_get(explorer_value(explorer), "gates");
    return json_text_at(names, (size_t)explorer_mode(explorer) % at_least((int)json_array_size(names), 1));
}

static const json_t *matrix_of(const Explorer *explorer)
{
    return json_object_get(explorer_value(explorer), gate_of(explorer));
}

static void gates_cells(const Explorer *explorer, const Canvas *canvas, MapCells *cells)
{
    int rows, columns = (int)json_array_size(json_array_get(matrix_of(explorer), 0));
    cells->row_labels = labels_of(json_object_get(explorer_value(explorer), "tokens"), canvas, &rows);
    cells->values = numbers_of(matrix_of(explorer), rows, columns);
    cells->map = (Heatmap){.rows = rows, .columns = columns};
}

/* The number worked out, as `explain` does it. */
static void say_origin(Explorer *explorer, Canvas *panel)
{
    char options[160];
    const json_t *value = explorer_value(explorer), *number;
    const char *side = json_text(value, "side");
    size_t i;
    snprintf(options, sizeof options, "side=%s layer=%d %s=%d unit=%d", side, json_whole(value, "layer"),
             strcmp(side, "decoder") == 0 ? "step" : "token", explorer_row(explorer) + 1, explorer_column(explorer) + 1);
    char *line = explorer_line(explorer, "explain gates", options);
    const json_t *explained = explorer_beside(explorer, line);
    json_array_foreach(json_object_get(explained, "numbers"), i, number)
        prose_format(panel, STYLE_PLAIN, 0, "%s = %s = %.3f", json_text(number, "label"),
                     json_text(number, "with_numbers"), json_double(number, "value"));
    if (json_text(explained, "formula")[0] != '\0')
        canvas_prose(panel, STYLE_DIM, 0, json_text(explained, "formula"));
    free(line);
}

static void say_gate(Explorer *explorer, Canvas *panel)
{
    const json_t *value = explorer_value(explorer), *names = json_object_get(value, "gates");
    int row = explorer_row(explorer), column = explorer_column(explorer);
    char title[48];
    Quantity gate = quantity_of_gate(gate_of(explorer));
    size_t i;
    const json_t *name;
    prose_format(panel, STYLE_STRONG, 0, TEXT("%s at %s, unit %d", "%2$s에서 %1$s, %3$d번 유닛"),
                 quantity_title(&gate, title), json_text_at(json_object_get(value, "tokens"), (size_t)row), column + 1);
    json_array_foreach(names, i, name) {
        gate = quantity_of_gate(json_string_value(name));
        prose_format(panel, STYLE_PLAIN, 0, "%s %.3f", quantity_title(&gate, title),
                     json_cell(json_object_get(value, json_string_value(name)), row, column));
    }
    char mean[80];
    snprintf(mean, sizeof mean, "%s_mean", gate_of(explorer));
    prose_format(panel, STYLE_PLAIN, 0, TEXT("mean of the token's %zu units: %.3f", "이 토큰의 유닛 %zu개의 평균: %.3f"),
                 json_array_size(json_array_get(matrix_of(explorer), 0)),
                 json_number_value(json_array_get(json_object_get(value, mean), (size_t)row)));
    prose_format(panel, STYLE_DIM, 0, TEXT("%s, layer %d", "%s, %d층"),
                 strcmp(json_text(value, "side"), "decoder") == 0 ? TEXT("decoder", "디코더") : TEXT("encoder", "인코더"),
                 json_whole(value, "layer"));
    canvas_blank(panel);
    say_origin(explorer, panel);
}

/* ---- keys ---- */

static void next_gate(Explorer *explorer)
{
    int count = (int)json_array_size(json_object_get(explorer_value(explorer), "gates"));
    explorer_set_mode(explorer, (explorer_mode(explorer) + 1) % at_least(count, 1));
}

static void next_side(Explorer *explorer)
{
    explorer_show_next(explorer, "side", (const char *const[]){"encoder", "decoder", NULL});
}

static void next_layer(Explorer *explorer)
{
    char text[16];
    int layer = json_whole(explorer_value(explorer), "layer");
    snprintf(text, sizeof text, "%d", layer + 1);
    explorer_show_with(explorer, "layer", text);
    if (json_whole(explorer_value(explorer), "layer") == layer && layer > 1) /* that was the last */
        explorer_show_with(explorer, "layer", "1");
}

/* The gate is held at 0 for this unit at all steps, and the answers are compared. */
static void force_shut(Explorer *explorer)
{
    char line[TRACE_NAME + 64], name[TRACE_NAME];
    const json_t *value = explorer_value(explorer);
    Quantity gate = {.name = gate_of(explorer)};
    TraceKey state = cells_at(json_text(value, "side"), json_whole(value, "layer")), key = trace_key_with(state, &gate);
    snprintf(line, sizeof line, "force %s value=0 unit=%d", trace_name(&key, name), explorer_column(explorer) + 1);
    json_t *found = explorer_whatif(explorer, line);
    if (found != NULL)
        explorer_note(
            explorer, TEXT("held at 0: %s (the answer before: %+.2f nats)", "0으로 고정하면: %s (원래 답: %+.2f nat)"),
            json_answer(json_object_get(found, "after"), "answer"),
            rounded(json_double(found, "log_probability_difference"), 2));
    json_decref(found);
}

static bool has_layers(const Explorer *explorer)
{
    ModelInfo info;
    Error error = {0};
    Lab *lab = repl_lab(explorer_repl(explorer));
    return lab_named_info(lab, explorer_option(explorer, "model"), &info, &error) && info.configuration->layers > 1;
}

static const ExplorerAction gates_actions[] = {
    {'g', {"next gate", "다음 게이트"}, next_gate, NULL},
    {'f', {"hold at 0", "0으로 고정"}, force_shut, NULL},
    {'e', {"encoder, decoder", "인코더/디코더"}, next_side, NULL},
    {'L', {"layer", "층"}, next_layer, has_layers},
    {0},
};

const ExplorerPicture gates_picture = {
    .name = {"Gates", "게이트"},
    .cells = gates_cells,
    .say = say_gate,
    .actions = gates_actions,
    .instead = {"'gates WORDS side=decoder layer=1' draws them, 'explain gates token=2 unit=5' works one out, 'force z value=0' and "
                "'whatif' hold them shut",
                "'gates 문장 side=decoder layer=1'은 게이트를 그리고, 'explain gates token=2 unit=5'는 하나를 풀어 보여 주며, 'force z "
                "value=0'과 'whatif'는 게이트를 닫아 봅니다"},
};
