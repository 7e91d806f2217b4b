/* explore_beam.c: a beam search to move about in: a column is a step, and in it stand the nodes that were kept there
 * and the best of the others, by their score. The path to the node of the cursor is marked. */
#include "repl/explore_pictures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/results.h"

enum { NODE_LEAST = 6, NODE_MOST = 14 }; /* columns of a node */

/* ---- nodes, numbered from 1 ---- */

static const json_t *node_of(const json_t *value, int number)
{
    return json_array_get(json_object_get(value, "nodes"), (size_t)number - 1);
}

static int node_count(const json_t *value) { return (int)json_array_size(json_object_get(value, "nodes")); }

/* The nodes of each step, by their score. */
typedef struct Board {
    int steps, places; /* of the step that has the most */
    int *node;         /* [places, steps]; 0: there are fewer */
} Board;

typedef struct Place {
    int step, number;
    double score;
} Place;

static int by_score(const void *a, const void *b)
{
    const Place *one = a, *other = b;
    if (one->step != other->step)
        return one->step - other->step;
    return one->score != other->score ? (one->score < other->score ? 1 : -1) : one->number - other->number;
}

static Board board_of(const json_t *value)
{
    int count = node_count(value), run = 0;
    Board board = {0};
    Place *places = memory_new((size_t)count + 1, sizeof *places);
    for (int i = 0; i < count; i++)
        places[i] =
            (Place){json_whole(node_of(value, i + 1), "step") - 1, i + 1, json_double(node_of(value, i + 1), "score")};
    qsort(places, (size_t)count, sizeof *places, by_score);
    for (int i = 0; i < count; i++) {
        run = i > 0 && places[i].step == places[i - 1].step ? run + 1 : 1;
        board.places = at_least(board.places, run);
        board.steps = places[i].step + 1;
    }
    board.node = memory_new((size_t)board.places * (size_t)board.steps + 1, sizeof *board.node);
    for (int i = 0; i < count; i++) {
        run = i > 0 && places[i].step == places[i - 1].step ? run + 1 : 0;
        board.node[run * board.steps + places[i].step] = places[i].number;
    }
    free(places);
    return board;
}

static int chosen_node(const Explorer *explorer)
{
    Board board = board_of(explorer_value(explorer));
    int row = explorer_row(explorer), column = explorer_column(explorer);
    int number = row < board.places && column < board.steps ? board.node[row * board.steps + column] : 0;
    free(board.node);
    return number;
}

static bool leads_to(const json_t *value, int from, int to)
{
    while (to > from)
        to = json_whole(node_of(value, to), "parent");
    return to == from && from > 0;
}

/* Of the token after its path. */
static double probability(const json_t *value, int number)
{
    const json_t *node = node_of(value, number), *parent = node_of(value, json_whole(node, "parent"));
    double before = json_whole(node, "parent") > 0 ? json_double(parent, "log_probability") : 0;
    return exp(json_double(node, "log_probability") - before);
}

/* ---- cells ---- */

static void beam_cells(const Explorer *explorer, const Canvas *canvas, MapCells *cells)
{
    const json_t *value = explorer_value(explorer);
    Board board = board_of(value);
    int count = board.places * board.steps;
    (void)canvas;
    cells->values = memory_new((size_t)count + 1, sizeof *cells->values);
    for (int i = 0; i < count; i++)
        cells->values[i] = board.node[i] > 0 ? (float)probability(value, board.node[i]) : NAN;
    cells->map = (Heatmap){.rows = board.places, .columns = board.steps};
    free(board.node);
}

static void draw_node(const json_t *value, int number, int chosen, Canvas *canvas, int row, int x)
{
    const json_t *node = node_of(value, number);
    bool here = number == chosen, dropped = strcmp(json_text(node, "fate"), "dropped") == 0,
         unicode = canvas_screen(canvas).unicode;
    char *label = glyph_cut(json_text(node, "token"), NODE_MOST - 2, unicode);
    Style style = here                    ? STYLE_STRONG
        : dropped                         ? STYLE_DIM
        : leads_to(value, number, chosen) ? STYLE_FIRST
                                          : STYLE_PLAIN;
    canvas_write(canvas, row, x, style,
                 here                                  ? unicode ? "›" : ">"
                     : leads_to(value, number, chosen) ? unicode ? "→" : "-"
                                                       : " ");
    canvas_write(canvas, row, x + 1, style, label);
    free(label);
}

/* So that the cursor is among those that are shown, and no place behind the last. */
static int first_shown(int first, int cursor, int count, int all)
{
    first = at_least(at_most(first, cursor), cursor - count + 1);
    return at_least(at_most(first, all - count), 0);
}

static void draw_beam(Explorer *explorer, Canvas *canvas, const Heatmap *map, HeatmapWindow *window)
{
    const json_t *value = explorer_value(explorer);
    int width = NODE_LEAST, chosen = chosen_node(explorer);
    Board board = board_of(value);
    for (int i = 1; i <= node_count(value); i++)
        width = at_most(at_least(width, glyph_width(json_text(node_of(value, i), "token")) + 2), NODE_MOST);
    window->row_count = at_most(at_least(window->height - 1, 1), map->rows);
    window->column_count = at_most(at_least(canvas_columns(canvas) / width, 1), map->columns);
    window->first_row = first_shown(window->first_row, window->row, window->row_count, map->rows);
    window->first_column = first_shown(window->first_column, window->column, window->column_count, map->columns);
    for (int i = 0; i < window->column_count; i++) {
        canvas_format(canvas, 0, i * width + 1, STYLE_DIM, "%d", window->first_column + i + 1);
        for (int row = 0; row < window->row_count; row++) {
            int number = board.node[(window->first_row + row) * board.steps + window->first_column + i];
            if (number > 0)
                draw_node(value, number, chosen, canvas, row + 1, i * width);
        }
    }
    free(board.node);
    window->cursor_row = 1 + window->row - window->first_row;
    window->cursor_column = (window->column - window->first_column) * width;
}

/* ---- what a node says ---- */

static void add_path(const json_t *value, int number, Buffer *out)
{
    const json_t *node = node_of(value, number);
    if (json_whole(node, "parent") > 0)
        add_path(value, json_whole(node, "parent"), out);
    buffer_format(out, "%s%s", out->length > 0 ? " " : "", json_text(node, "token"));
}

static void say_node(Explorer *explorer, Canvas *panel)
{
    const json_t *value = explorer_value(explorer);
    int number = chosen_node(explorer);
    const json_t *node = node_of(value, number);
    Buffer path = {0};
    if (number == 0) {
        canvas_prose(panel, STYLE_DIM, 0, TEXT("No candidate stands here.", "여기에는 후보가 없습니다."));
        return;
    }
    add_path(value, number, &path);
    prose_take(panel, STYLE_TARGET, 0, &path);
    const char *fate = json_text(node, "fate");
    prose_format(panel, STYLE_PLAIN, 0, TEXT("step %d, place %d: %s", "%d단계, %d번째: %s"), explorer_column(explorer) + 1,
                 explorer_row(explorer) + 1,
                 strcmp(fate, "kept") == 0       ? TEXT("kept in the beam", "빔에 남음")
                 : strcmp(fate, "finished") == 0 ? TEXT("a finished answer", "끝난 답")
                                                 : TEXT("dropped: others scored more", "탈락: 다른 후보의 점수가 더 높음"));
    prose_format(panel, STYLE_PLAIN, 0, TEXT("P(%s) after this path: %.3f", "이 경로 다음의 P(%s): %.3f"),
                 json_text(node, "token"), probability(value, number));
    prose_format(panel, STYLE_PLAIN, 0, TEXT("log P of the path %.2f, score %.2f", "경로의 log P %.2f, 점수 %.2f"),
                 json_double(node, "log_probability"), json_double(node, "score"));
    if (json_whole(node, "rank") > 0)
        prose_format(panel, STYLE_GOOD, 0, TEXT("answer number %d", "%d번 답"), json_whole(node, "rank"));
}

/* ---- keys ---- */

/* The greedy search goes on from this path. */
static void force_path(Explorer *explorer)
{
    const json_t *value = explorer_value(explorer);
    int number = chosen_node(explorer);
    Buffer line = {0}, words = {0};
    if (number == 0)
        return;
    buffer_add(&words, "prefix");
    add_path(value, number, &words);
    buffer_add(&line, "force");
    explorer_add_words(&line, buffer_text(&words));
    json_t *found = explorer_whatif(explorer, buffer_text(&line));
    if (found != NULL)
        explorer_note(explorer, TEXT("from here on, word by word: %s", "여기서부터 한 단어씩 고르면: %s"),
                      json_answer(json_object_get(found, "after"), "answer"));
    json_decref(found);
    buffer_free(&line);
    buffer_free(&words);
}

static void change_width(Explorer *explorer, int by)
{
    char text[16];
    snprintf(text, sizeof text, "%d", at_least(json_whole(explorer_value(explorer), "width") + by, 1));
    explorer_show_with(explorer, "width", text);
}

static void widen(Explorer *explorer) { change_width(explorer, 1); }
static void narrow(Explorer *explorer) { change_width(explorer, -1); }

static const ExplorerAction beam_actions[] = {
    {'f', {"force this path", "이 경로로 시작"}, force_path, NULL},
    {'+', {"wider beam", "빔 넓히기"}, widen, NULL},
    {'-', {"narrower", "빔 좁히기"}, narrow, NULL},
    {0},
};

const ExplorerPicture beam_picture = {
    .name = {"Beam search", "빔 서치"},
    .cells = beam_cells,
    .draw = draw_beam,
    .say = say_node,
    .actions = beam_actions,
    .instead = {"'beam WORDS tree=all width=4' draws all candidates, 'force prefix WORDS' and 'whatif' begin an answer",
                "'beam 문장 tree=all width=4'는 모든 후보를 그리고, 'force prefix 단어'와 'whatif'는 답의 시작을 정합니다"},
};
