/* explore_states.c: hidden states to move about in: a cell is the distance between the states at two tokens. */
#include "repl/explore_pictures.h"

#include <math.h>
#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/results.h"
#include "view/scatter.h"

enum { MODE_DISTANCES, MODE_PLANE, MODES };

double *state_places(const json_t *value, int count)
{
    double *places = memory_new(2 * (size_t)count + 1, sizeof *places);
    for (int i = 0; i < 2 * count; i++)
        places[i] = json_cell(json_object_get(value, "plane"), i / 2, i % 2);
    return places;
}

MapCells state_distances(const json_t *value, const Canvas *canvas)
{
    MapCells cells = {.map = {.itself = true}};
    int *count = &cells.map.rows;
    cells.row_labels = labels_of(json_object_get(value, "tokens"), canvas, count);
    cells.column_labels = labels_of(json_object_get(value, "tokens"), canvas, &cells.map.columns);
    cells.values = numbers_of(json_object_get(value, "distances"), *count, *count);
    for (int i = 0; i < *count * *count; i++)
        cells.map.high = fmaxf(cells.map.high, cells.values[i]);
    map_cells_point(&cells);
    return cells;
}

static void states_cells(const Explorer *explorer, const Canvas *canvas, MapCells *cells)
{
    *cells = state_distances(explorer_value(explorer), canvas);
}

static void draw_states(Explorer *explorer, Canvas *canvas, const Heatmap *map, HeatmapWindow *window)
{
    if (explorer_mode(explorer) != MODE_PLANE) {
        heatmap_draw_window(canvas, map, window);
        return;
    }
    double *places = state_places(explorer_value(explorer), map->rows);
    scatter_draw(canvas,
                 &(Scatter){.count = map->rows,
                            .labels = map->row_labels,
                            .places = places,
                            .chosen = window->row,
                            .rows = window->height});
    window->row_count = map->rows;
    window->cursor_row = window->cursor_column = 0;
    free(places);
}

static double distance_at(const json_t *value, int row, int column)
{
    return json_cell(json_object_get(value, "distances"), row, column);
}

static void say_state(Explorer *explorer, Canvas *panel)
{
    enum { NEAREST = 5 };
    const json_t *value = explorer_value(explorer), *tokens = json_object_get(value, "tokens");
    int row = explorer_row(explorer), column = explorer_column(explorer), count = (int)json_array_size(tokens);
    const char *token = json_text_at(tokens, (size_t)row);
    if (explorer_mode(explorer) == MODE_DISTANCES)
        prose_format(panel, STYLE_STRONG, 0, TEXT("%s (%d) to %s (%d): %.3f", "%s(%d)와 %s(%d) 사이: %.3f"), token,
                     row + 1, json_text_at(tokens, (size_t)column), column + 1, distance_at(value, row, column));
    else
        prose_format(panel, STYLE_STRONG, 0, TEXT("the state at %s (%d)", "%s(%d)의 상태"), token, row + 1);
    canvas_prose(panel, STYLE_PLAIN, 0, TEXT("nearest to it:", "가장 가까운 상태:"));
    double before = -1;
    for (int shown = 0; shown < NEAREST && shown < count - 1;) {
        double next = HUGE_VAL;
        for (int i = 0; i < count; i++)
            if (i != row && distance_at(value, row, i) > before)
                next = fmin(next, distance_at(value, row, i));
        if (next == HUGE_VAL)
            break;
        for (int i = 0; i < count && shown < NEAREST; i++)
            if (i != row && distance_at(value, row, i) == next) {
                prose_format(panel, STYLE_PLAIN, 2, "%s (%d) %.3f", json_text_at(tokens, (size_t)i), i + 1, next);
                shown++;
            }
        before = next;
    }
    prose_format(
        panel, STYLE_DIM, 0,
        TEXT("The plane shows %.0f%% of the states' variance.", "평면은 상태들의 분산 가운데 %.0f%%를 보여 줍니다."),
        whole_percent(json_double(value, "explained")));
}

/* ---- keys ---- */

static void next_view(Explorer *explorer) { explorer_set_mode(explorer, (explorer_mode(explorer) + 1) % MODES); }

static void next_side(Explorer *explorer)
{
    explorer_show_next(explorer, "side", (const char *const[]){"encoder", "decoder", NULL});
}

static const ExplorerAction states_actions[] = {
    {'p', {"plane, distances", "평면/거리"}, next_view, NULL},
    {'e', {"encoder, decoder", "인코더/디코더"}, next_side, NULL},
    {0},
};

const ExplorerPicture states_picture = {
    .name = {"States", "은닉 상태"},
    .cells = states_cells,
    .draw = draw_states,
    .say = say_state,
    .actions = states_actions,
    .instead = {"'states WORDS side=decoder' draws the distances and the plane", "'states 문장 side=decoder'는 거리와 평면을 그립니다"},
};
