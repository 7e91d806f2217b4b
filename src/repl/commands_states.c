/* commands_states.c: `states`: how the hidden states of a sentence lie to each other. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/geometry.h"
#include "repl/builtin_commands.h"
#include "repl/explore_pictures.h"
#include "repl/results.h"
#include "view/scatter.h"

typedef struct StatesOptions {
    Request request;
    int side, layer; /* layer 0: not given */
} StatesOptions;
static const Option states_rows[] = {
    {"side", OPTION_CHOICE, OPTION_AT(StatesOptions, side), .fallback = "encoder", .choices = "encoder|backward|decoder",
     .help = {"Whose states: the encoder's, those of its backward direction, or the decoder's.",
              "상태를 볼 쪽: 인코더, 인코더의 역방향, 디코더."}},
    {"layer", OPTION_WHOLE, OPTION_AT(StatesOptions, layer), .least = 1, .most = LAYERS_MOST,
     .otherwise = {"the last", "마지막 층"}, .help = {"Layer.", "층 번호."}},
    {0},
};
static const Options states_options = {states_rows, look_parts, sizeof(StatesOptions)};

/* ---- values ---- */

/* Of cells, or of a Transformer's layer; its last state is that of the whole stack. */
static const TraceArray *state_at(const Trace *trace, const char *side, int layer)
{
    TraceKey cells = cells_at(side, layer);
    const TraceArray *found = trace_find(trace, &cells);
    TraceKey stack = {.side = cells.side, .layer = layer, .quantity = &quantity_state};
    if (layer > 0)
        stack.part = TRACE_SELF;
    return found != NULL ? found : trace_find(trace, &stack);
}

static const TraceArray *states_asked(const Trace *trace, const StatesOptions *options, Error *error)
{
    const char *side = cell_sides[options->side];
    const TraceArray *found = state_at(trace, side, options->layer); /* 0: of a Transformer's whole stack */
    bool cells = options->layer == 0 && found == NULL;
    for (int layer = 1; cells && layer <= LAYERS_MOST; layer++)
        found = state_at(trace, side, layer) != NULL ? state_at(trace, side, layer) : found;
    if (found == NULL)
        error_set(error, ERROR_USAGE,
                  TEXT("this model has no states at side=%s%s: 'trace' lists its values",
                       "이 모델의 side=%s%s에는 상태가 없습니다. 'trace'로 값의 목록을 볼 수 있습니다"),
                  side, options->layer > 0 ? TEXT(" in that layer", ", 그 층") : "");
    return found;
}

static json_t *square_value(const double *numbers, int rows, int columns)
{
    json_t *list = json_array();
    for (int row = 0; row < rows; row++)
        json_array_append_new(list, number_list_value(numbers + (size_t)row * (size_t)columns, columns));
    return list;
}

static void put_geometry(json_t *value, const TraceArray *states)
{
    size_t count = (size_t)states->rows;
    double *distances = memory_new(count * count + 1, sizeof *distances),
           *places = memory_new(2 * count + 1, sizeof *places);
    char name[TRACE_NAME];
    vector_distances(states->values, states->rows, states->columns, distances);
    double explained = vector_plane(states->values, states->rows, states->columns, places);
    json_put(value, "{s:s, s:i, s:o, s:o, s:o}", "name", trace_name(&states->key, name), "units", states->columns,
             "distances", square_value(distances, states->rows, states->rows), "plane",
             square_value(places, states->rows, 2), "explained", json_finite(explained));
    free(distances);
    free(places);
}

static bool run_states(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const StatesOptions *options = arguments->options;
    Translation *translation = look_translate(repl, arguments, false, error);
    const TraceArray *states = translation != NULL ? states_asked(translation->trace, options, error) : NULL;
    if (states != NULL) {
        result->value = translation_value(translation);
        json_object_set_new(result->value, "side", json_string(cell_sides[options->side]));
        json_object_set_new(result->value, "tokens", axis_tokens_value(translation, states->row_axis));
        put_geometry(result->value, states);
    }
    translation_close(translation);
    return states != NULL;
}

/* ---- pictures ---- */

static void say_states(const json_t *value, const Heatmap *map, Canvas *canvas)
{
    int near[2] = {0, 1}, far[2] = {0, 1};
    if (map->rows < 2)
        return;
    for (int a = 0; a < map->rows; a++)
        for (int b = a + 1; b < map->rows; b++) {
            float now = map->values[a * map->columns + b];
            if (now < map->values[near[0] * map->columns + near[1]])
                near[0] = a, near[1] = b;
            if (now > map->values[far[0] * map->columns + far[1]])
                far[0] = a, far[1] = b;
        }
    prose_format(
        canvas, STYLE_PLAIN, 0,
        TEXT("Nearest are the states at \"%s\" (%d) and \"%s\" (%d), %.2f apart; farthest those at \"%s\" (%d) and \"%s\" (%d), %.2f.",
             "가장 가까운 상태는 '%s'(%d)와 '%s'(%d)로 거리 %.2f, 가장 먼 상태는 '%s'(%d)와 '%s'(%d)로 거리 %.2f입니다."),
        map->row_labels[near[0]], near[0] + 1, map->row_labels[near[1]], near[1] + 1,
        (double)map->values[near[0] * map->columns + near[1]], map->row_labels[far[0]], far[0] + 1,
        map->row_labels[far[1]], far[1] + 1, (double)map->values[far[0] * map->columns + far[1]]);
    prose_format(
        canvas, STYLE_PLAIN, 0,
        TEXT("The plane shows %.0f%% of their variance: what is near in it may still be apart in the other %d dimensions.",
             "평면은 분산의 %.0f%%를 보여 줍니다. 평면에서 가까워도 나머지 %d차원에서는 멀 수 있습니다."),
        whole_percent(json_double(value, "explained")), at_least(json_whole(value, "units") - 2, 0));
}

static void show_states(const json_t *value, Canvas *canvas)
{
    enum { PLANE_ROWS = 12 };
    MapCells states = state_distances(value, canvas);
    int count = states.map.rows;
    double *places = state_places(value, count);
    show_translation(value, canvas);
    canvas_blank(canvas);
    prose_format(canvas, STYLE_HEADING, 0, TEXT("Distances between the states (%s)", "상태 사이의 거리(%s)"),
                 json_text(value, "name"));
    heatmap_draw(canvas, &states.map);
    canvas_blank(canvas);
    canvas_prose(canvas, STYLE_HEADING, 0, TEXT("The plane in which they are spread most", "가장 넓게 퍼지는 평면"));
    scatter_draw(canvas, &(Scatter){.count = count, .labels = states.row_labels, .places = places, .chosen = -1,
                                    .rows = PLANE_ROWS});
    canvas_blank(canvas);
    say_states(value, &states.map, canvas);
    map_cells_free(&states);
    free(places);
}

static const Command states_command = {
    .name = "states",
    .usage = {"states WORDS... [side=decoder]", "states 문장 [side=decoder]"},
    .summary = {"show how far apart the hidden states are", "은닉 상태 사이의 거리와 평면을 보여 줍니다"},
    .options = &states_options,
    .words_wanted = true,
    .run = run_states,
    .show = show_states,
    .picture = &states_picture,
};

const Command *const states_family[] = {&states_command, NULL};
