/* explore_heads.c: the heads of a Transformer to move about in: a cell is a head, and Enter opens its map. */
#include "repl/explore_pictures.h"

#include <math.h>
#include <stdlib.h>

#include "base/language.h"
#include "repl/heads_value.h"
#include "repl/results.h"

static void heads_cells(const Explorer *explorer, const Canvas *canvas, MapCells *cells)
{
    (void)canvas;
    cells->map = (Heatmap){.rows = json_whole(explorer_value(explorer), "layers"),
                           .columns = json_whole(explorer_value(explorer), "heads")};
}

static void draw_heads(Explorer *explorer, Canvas *canvas, const Heatmap *map, HeatmapWindow *window)
{
    (void)map;
    HeadMaps heads = head_maps(explorer_value(explorer));
    SmallMaps *maps = &heads.maps;
    maps->height = window->height;
    maps->chosen_down = window->row;
    maps->chosen_across = window->column;
    maps->first_down = at_most(window->first_row, window->row);
    maps->first_across = at_most(window->first_column, window->column);
    for (;;) { /* until the chosen one is among those that have room */
        Canvas *drawn = canvas_open(canvas_screen(canvas));
        SmallMapsShown shown = small_maps_draw(drawn, maps);
        bool down = window->row < maps->first_down + shown.down,
             across = window->column < maps->first_across + shown.across;
        if ((down && across) || shown.down <= 0 || shown.across <= 0) {
            canvas_append(canvas, drawn, 0);
            window->row_count = shown.down;
            window->column_count = shown.across;
            canvas_close(drawn);
            break;
        }
        canvas_close(drawn);
        maps->first_down += !down;
        maps->first_across += !across;
    }
    window->first_row = maps->first_down;
    window->first_column = maps->first_across;
    window->cursor_row = window->cursor_column = 0;
    head_maps_free(&heads);
}

static void say_head(Explorer *explorer, Canvas *panel)
{
    const json_t *value = explorer_value(explorer);
    int layer = explorer_row(explorer), head = explorer_column(explorer);
    double share = head_number(value, "on_alignment", layer, head);
    prose_format(panel, STYLE_STRONG, 0, TEXT("layer %d, head %d", "%d층, 헤드 %d"), layer + 1, head + 1);
    prose_format(panel, STYLE_PLAIN, 0, TEXT("largest weight of a row: %.2f on average", "행의 최대 가중치: 평균 %.2f"),
                 head_number(value, "sharpness", layer, head));
    if (isfinite(share))
        prose_format(panel, STYLE_PLAIN, 0,
                     TEXT("at the aligned token in %.0f%% of the rows", "행의 %.0f%%에서 정답 정렬 토큰에 주목"),
                     whole_percent(share));
    const json_t *map = json_array_get(json_array_get(json_object_get(value, "maps"), (size_t)layer), (size_t)head), *row;
    size_t i;
    json_array_foreach(map, i, row) {
        size_t best = json_largest(row);
        prose_format(panel, STYLE_PLAIN, 0, canvas_screen(panel).unicode ? "%s → %s %.2f" : "%s > %s %.2f",
                     json_text_at(json_object_get(value, "row_tokens"), i),
                     json_text_at(json_object_get(value, "column_tokens"), best),
                     json_number_value(json_array_get(row, best)));
    }
}

static void open_head(Explorer *explorer)
{
    Buffer options = {0};
    const char *side = explorer_option(explorer, "side");
    if (side != NULL)
        buffer_format(&options, "side=%s ", side);
    buffer_format(&options, "layer=%d head=%d", explorer_row(explorer) + 1, explorer_column(explorer) + 1);
    char *line = explorer_line(explorer, "attend", buffer_text(&options));
    explorer_show_line(explorer, line);
    free(line);
    buffer_free(&options);
}

/* cross, encoder, decoder, as far as the model has them. */
static void next_side(Explorer *explorer)
{
    explorer_show_next(explorer, "side", (const char *const[]){"cross", "encoder", "decoder", NULL});
}

static const ExplorerAction heads_actions[] = {
    {'\r', {"open the map", "맵 열기"}, open_head, NULL},
    {'e', {"encoder, decoder", "인코더/디코더"}, next_side, NULL},
    {0},
};

const ExplorerPicture heads_picture = {
    .name = {"Heads", "헤드"},
    .cells = heads_cells,
    .draw = draw_heads,
    .say = say_head,
    .actions = heads_actions,
    .instead = {"'heads' prints them all, 'attend layer=1 head=2' one with its tokens, 'side=encoder' those of the encoder",
                "'heads'는 모든 헤드를, 'attend layer=1 head=2'는 하나를 토큰과 함께, 'side=encoder'는 인코더의 헤드를 보여 줍니다"},
};
