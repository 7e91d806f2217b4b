/* explore_neighbors.c: embeddings to move about in: a row is a near token, and Enter goes there. */
#include "repl/explore_pictures.h"

#include "base/language.h"
#include "base/memory.h"
#include "repl/results.h"

static const json_t *near_tokens(const Explorer *explorer)
{
    return json_object_get(explorer_value(explorer), "neighbors");
}

static void neighbors_cells(const Explorer *explorer, const Canvas *canvas, MapCells *cells)
{
    const json_t *one;
    json_t *tokens = json_array(), *heading = json_pack("[s]", json_text(explorer_value(explorer), "token"));
    int count;
    size_t i;
    cells->values = memory_new(json_array_size(near_tokens(explorer)) + 1, sizeof *cells->values);
    json_array_foreach(near_tokens(explorer), i, one) {
        json_array_append_new(tokens, json_string(json_text(one, "token")));
        cells->values[i] = (float)json_double(one, "similarity");
    }
    cells->column_labels = labels_of(heading, canvas, NULL);
    cells->row_labels = labels_of(tokens, canvas, &count);
    cells->map = (Heatmap){.rows = count, .columns = 1, .low = -1, .high = 1};
    json_decref(tokens);
    json_decref(heading);
}

static const char *chosen_token(const Explorer *explorer)
{
    return json_text(json_array_get(near_tokens(explorer), (size_t)explorer_row(explorer)), "token");
}

static void say_neighbor(Explorer *explorer, Canvas *panel)
{
    const json_t *value = explorer_value(explorer),
                 *one = json_array_get(near_tokens(explorer), (size_t)explorer_row(explorer));
    prose_format(panel, STYLE_STRONG, 0, TEXT("%s and %s: cosine %.3f", "%s, %s: 코사인 %.3f"), json_text(value, "token"),
                 chosen_token(explorer), json_double(one, "similarity"));
    prose_format(panel, STYLE_PLAIN, 0, TEXT("number %d of %d tokens", "토큰 %2$d개 가운데 %1$d번째"),
                 explorer_row(explorer) + 1, at_least(json_whole(value, "vocabulary") - 1, 0));
    canvas_prose(panel, STYLE_DIM, 0,
                 TEXT("1: the embeddings point the same way; 0: they have nothing in common.",
                      "1은 임베딩이 같은 방향, 0은 서로 무관함을 뜻합니다."));
}

static void go_there(Explorer *explorer)
{
    const char *token = chosen_token(explorer);
    if (token[0] != '\0')
        explorer_show_words(explorer, token);
}

static void other_side(Explorer *explorer)
{
    explorer_show_next(explorer, "side", (const char *const[]){"source", "target", NULL});
}

static const ExplorerAction neighbors_actions[] = {
    {'\r', {"go there", "그 토큰으로"}, go_there, NULL},
    {'e', {"source, target", "소스/타깃"}, other_side, NULL},
    {0},
};

const ExplorerPicture neighbors_picture = {
    .name = {"Embeddings", "임베딩"},
    .cells = neighbors_cells,
    .say = say_neighbor,
    .actions = neighbors_actions,
    .instead = {"'neighbors TOKEN side=target' lists them", "'neighbors 토큰 side=target'은 가까운 토큰의 목록을 보여 줍니다"},
};
