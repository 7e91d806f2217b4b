/* commands_attend.c: `attend`: where the model looked: its attention as a map, and in sentences. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "repl/attention_choice.h"
#include "repl/attention_map.h"
#include "repl/builtin_commands.h"
#include "repl/explore_pictures.h"
#include "repl/results.h"
#include "text/picture.h"
#include "view/bitmap.h"
#include "view/heatmap.h"
#include "view/prose.h"

typedef struct AttendOptions {
    Request request;
    int side;        /* Part; -1: not given */
    int layer, head; /* 0: not given */
    bool weights, numbers;
} AttendOptions;
static const Option attend_rows[] = {
    {"side", OPTION_CHOICE, OPTION_AT(AttendOptions, side), .absent = -1, .choices = "cross|encoder|decoder",
     .otherwise = {"cross, where the model has it", "모델에 있으면 cross"},
     .help = {"For a Transformer: cross-attention, or the self-attention of the encoder or the decoder.",
              "트랜스포머에서 볼 어텐션: 크로스 어텐션, 또는 인코더나 디코더의 셀프 어텐션."}},
    {"layer", OPTION_WHOLE, OPTION_AT(AttendOptions, layer), .least = 1, .most = LAYERS_MOST, .otherwise = {"the last", "마지막 층"},
     .help = {"Layer.", "층 번호."}},
    {"head", OPTION_WHOLE, OPTION_AT(AttendOptions, head), .least = 1, .most = HEADS_MOST, .otherwise = {"the mean of all", "모든 헤드의 평균"},
     .help = {"Attention head.", "어텐션 헤드 번호."}},
    {"weights", OPTION_YES_NO, OPTION_AT(AttendOptions, weights), .fallback = "no",
     .help = {"Print the attention weights as numbers too.", "어텐션 가중치를 숫자로도 보여 줍니다."}},
    {"numbers", OPTION_YES_NO, OPTION_AT(AttendOptions, numbers), .fallback = "no",
     .help = {"Number rows and columns, as step= and column= count them.", "행과 열에 step=과 column=에서 쓰는 번호를 붙입니다."}},
    {0},
};
static const Options attend_options = {attend_rows, look_parts, sizeof(AttendOptions)};

/* ---- values ---- */

static json_t *attend_value(const AttendOptions *options, const Translation *translation, Error *error)
{
    const TraceArray *weights = trace_map(translation->trace);
    AttentionChoice choice;
    if (weights == NULL) {
        error_set(error, ERROR_USAGE,
                  TEXT("this model has no attention (attention=none): there is no map to show. "
                       "'model attention=dot' makes one that has; 'trace' looks into any",
                       "이 모델에는 어텐션이 없어(attention=none) 보여 줄 어텐션 맵이 없습니다. 'model "
                       "attention=dot'으로 어텐션이 있는 모델을 만들 수 있습니다. 'trace'로는 어느 모델이든 "
                       "들여다볼 수 있습니다"));
        return NULL;
    }
    AttentionWanted wanted = {options->side, options->layer, options->head};
    if (!attention_choose(&wanted, translation->trace, &choice, error))
        return NULL;
    return attention_value(translation, &choice);
}

static bool run_attend(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const AttendOptions *options = arguments->options;
    Translation *translation = look_translate(repl, arguments, false, error);
    if (translation == NULL)
        return false;
    result->value = attend_value(options, translation, error);
    translation_close(translation);
    if (result->value == NULL)
        return false;
    json_object_set_new(result->value, "numbers", json_boolean(options->weights));
    json_object_set_new(result->value, "numbered", json_boolean(options->numbers));
    return true;
}

/* ---- pictures ---- */

static void add_heads(const json_t *value, Buffer *out)
{
    int head = json_whole(value, "head"), heads = json_whole(value, "heads");
    if (heads == 1)
        buffer_add(out, TEXT("its one head", "하나뿐인 헤드"));
    else if (head == 0)
        buffer_format(out, TEXT("the mean of its %d heads", "헤드 %d개의 평균"), heads);
    else
        buffer_format(out, TEXT("head %1$d of %2$d", "헤드 %2$d개 가운데 %1$d번"), head, heads);
}

/* Which of a model's maps it is; nothing where there is but one. */
static void show_which(const json_t *value, Canvas *canvas)
{
    const char *side = json_text(value, "side");
    if (side[0] == '\0')
        return;
    Buffer heads = {0};
    add_heads(value, &heads);
    prose_format(
        canvas, STYLE_HEADING, 0, TEXT("%1$s, layer %2$d of %3$d, %4$s", "%1$s, 층 %3$d개 가운데 %2$d번째, %4$s"),
        attention_part_title(side), json_whole(value, "layer"), json_whole(value, "layers"), buffer_text(&heads));
    buffer_free(&heads);
    if (strcmp(side, "decoder") != 0)
        return;
    if (attention_over_itself(value))
        canvas_prose(canvas, STYLE_PLAIN, 0, TEXT("Each token sees only itself and what came before it.",
                                                    "토큰마다 자기 자신과 그 앞에 온 것만 봅니다."));
    else
        canvas_marked(canvas, 0,
                      TEXT("What the answer sees of the source, with each row scaled to sum to 1. `side=decoder` shows "
                           "the whole map.",
                           "답이 소스에서 본 곳입니다. 행마다 합이 1이 되도록 조정했습니다. `side=decoder`로 맵 전체를 볼 수 있습니다."));
}

/* The picture above the map of its columns; numbers are shown by the map of words alone. */
static void show_looking(const json_t *value, const Heatmap *map, Canvas *canvas)
{
    int *dots = dots_of(json_object_get(value, "picture"), map->columns);
    Bitmap bitmap = {.columns = map->columns, .dots = dots, .rows = map->rows, .row_labels = map->row_labels,
                     .values = map->values, .partner = map->partner, .reach = PICTURE_REACH};
    Buffer text = {0};
    show_source(value, canvas);
    show_answer(value, canvas);
    canvas_blank(canvas);
    show_which(value, canvas);
    bitmap_draw(canvas, &bitmap);
    bitmap_prose(&bitmap, &text);
    prose_take(canvas, STYLE_PLAIN, 0, &text);
    free(dots);
}

/* The labels of rows with their numbers: "3:도서관에". */
static const char **numbered_labels(const json_t *tokens, const Canvas *canvas)
{
    json_t *numbered = json_array();
    size_t i;
    const json_t *token;
    json_array_foreach(tokens, i, token)
        json_array_append_new(numbered, json_sprintf("%zu:%s", i + 1, json_string_value(token)));
    const char **labels = labels_of(numbered, canvas, NULL);
    json_decref(numbered);
    return labels;
}

/* The sentences below the map name its tokens without numbers. */
static void draw_map(const json_t *value, const Heatmap *map, Canvas *canvas)
{
    Heatmap drawn = *map;
    bool numbered = json_is_true(json_object_get(value, "numbered"));
    const char **rows = numbered ? numbered_labels(json_object_get(value, "row_tokens"), canvas) : NULL;
    drawn.row_labels = numbered ? rows : map->row_labels;
    drawn.numbered = numbered;
    heatmap_draw(canvas, &drawn);
    free(rows);
}

static void show_attend(const json_t *value, Canvas *canvas)
{
    MapCells own = attention_map(value, canvas);
    const Heatmap *map = &own.map;
    if (json_object_get(value, "picture") != NULL && !map->numbers && !map->itself)
        show_looking(value, map, canvas);
    else {
        Buffer text = {0};
        show_translation(value, canvas);
        canvas_blank(canvas);
        show_which(value, canvas);
        draw_map(value, map, canvas);
        attention_prose(map, &text);
        prose_take(canvas, STYLE_PLAIN, 0, &text);
    }
    if (json_is_null(json_object_get(value, "head")) && json_whole(value, "heads") > 1)
        canvas_marked(canvas, 0, TEXT("`head=1` shows one head, `layer=1` another layer.",
                                      "`head=1`로 헤드 하나를, `layer=1`로 다른 층을 볼 수 있습니다."));
    map_cells_free(&own);
}

/* ---- the table ---- */

static const Command attend_command = {
    .name = "attend",
    .usage = {"attend WORDS... [head=1]", "attend 문장 [head=1]"},
    .summary = {"show where the model looked (the attention map)", "모델이 본 곳(어텐션 맵)을 보여 줍니다"},
    .options = &attend_options,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .run = run_attend,
    .show = show_attend,
    .picture = &attention_picture,
};

const Command *const attend_family[] = {&attend_command, NULL};
