/* commands_attend.c: `attend`: where the model looked: its attention as a map, and in sentences. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/attention_choice.h"
#include "repl/attention_map.h"
#include "repl/builtin_commands.h"
#include "repl/explore_attention.h"
#include "repl/look.h"
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

/* ---- its numbers ---- */

static void add_head(const AttentionChoice *choice, int head, int from, TraceArray *map)
{
    const TraceArray *own = attention_weights_of(choice->trace, choice->part, choice->layer, head);
    for (int row = 0; own != NULL && row < map->rows && from + row < own->rows; row++)
        for (int column = 0; column < map->columns && column < own->columns; column++)
            map->values[row * map->columns + column] +=
                own->values[(from + row) * own->columns + column] / (choice->head == 0 ? (float)choice->heads : 1);
}

/* A share of the weights, each row brought to the sum 1. */
static void bring_to_one(TraceArray *map)
{
    for (int row = 0; row < map->rows; row++) {
        float *values = map->values + (size_t)row * (size_t)map->columns;
        double sum = 0;
        for (int i = 0; i < map->columns; i++)
            sum += (double)values[i];
        for (int i = 0; sum > 0 && i < map->columns; i++)
            values[i] = (float)((double)values[i] / sum);
    }
}

/* The caller frees the values. */
static TraceArray chosen_map(const AttentionChoice *choice)
{
    const TraceArray *own = attention_weights_of(choice->trace, choice->part, choice->layer, 1);
    int S = choice->trace->source_count;
    TraceArray map = {.key = own->key, .rows = own->rows, .columns = own->columns, .pitch = own->columns};
    if (choice->joint) {
        map.rows = choice->trace->target_count;
        map.columns = S;
    }
    map.values = memory_new((size_t)map.rows * (size_t)map.columns + 1, sizeof *map.values);
    for (int head = 1; head <= choice->heads; head++)
        if (choice->head == 0 || choice->head == head)
            add_head(choice, head, choice->joint ? S : 0, &map);
    if (choice->joint)
        bring_to_one(&map);
    return map;
}

/* ---- values ---- */

static json_t *partners_value(const Translation *translation)
{
    json_t *partners = json_array();
    for (int i = 0; i < translation->target_count; i++) {
        int partner = translation->partner[i];
        json_array_append_new(partners, partner >= 0 ? json_integer(partner) : json_null());
    }
    return partners;
}

/* Rows and columns are tokens that were said and tokens of the source. */
static void put_source_map(json_t *value, const Translation *translation)
{
    json_object_set_new(value, "over", json_string("source"));
    json_object_set(value, "row_tokens", json_object_get(value, "target_tokens"));
    json_object_set(value, "column_tokens", json_object_get(value, "source_tokens"));
    json_object_set_new(value, "row_kind", json_string(translation->target_kind));
    json_object_set_new(value, "column_kind", json_string(translation->source_kind));
    if (translation->partner != NULL)
        json_object_set_new(value, "alignment", partners_value(translation));
}

/* Rows and columns are positions of one text; an encoder that fills in is described by its output at each position. */
static void put_own_map(json_t *value, const Translation *translation, const AttentionChoice *choice)
{
    const char *kind = choice->part == PART_ENCODER ? translation->source_kind : translation->target_kind;
    json_t *rows = choice->part == PART_DECODER               ? decoder_inputs_value(translation)
                   : attention_has_part(choice->trace, PART_DECODER) ? json_incref(json_object_get(value, "source_tokens"))
                                                           : json_incref(json_object_get(value, "target_tokens"));
    json_t *columns = choice->part == PART_ENCODER ? json_incref(json_object_get(value, "source_tokens")) : json_incref(rows);
    if (choice->part == PART_DECODER && choice->trace->joint) {
        json_t *all = json_copy(json_object_get(value, "source_tokens"));
        json_array_extend(all, rows);
        json_decref(rows);
        json_decref(columns);
        rows = all;
        columns = json_incref(all);
        kind = strcmp(translation->source_kind, translation->target_kind) == 0 ? kind : "token";
    }
    json_object_set_new(value, "over", json_string("itself"));
    json_object_set_new(value, "row_tokens", rows);
    json_object_set_new(value, "column_tokens", columns);
    json_object_set_new(value, "row_kind", json_string(kind));
    json_object_set_new(value, "column_kind", json_string(kind));
}

static json_t *choice_value(const Translation *translation, const AttentionChoice *choice)
{
    json_t *value = translation_value(translation);
    TraceArray map = chosen_map(choice);
    json_object_set_new(value, "weights", matrix_value(&map));
    json_object_set_new(value, "side", json_string(attention_part_names[choice->part]));
    json_object_set_new(value, "layer", json_integer(choice->layer));
    json_object_set_new(value, "layers", json_integer(choice->layers));
    json_object_set_new(value, "head", choice->head > 0 ? json_integer(choice->head) : json_null());
    json_object_set_new(value, "heads", json_integer(choice->heads));
    choice->part == PART_CROSS || choice->joint ? put_source_map(value, translation)
                                                : put_own_map(value, translation, choice);
    free(map.values);
    return value;
}

static json_t *only_value(const Translation *translation, const TraceArray *weights)
{
    json_t *value = translation_value(translation);
    json_object_set_new(value, "weights", matrix_value(weights));
    json_object_set_new(value, "heads", json_integer(1));
    put_source_map(value, translation);
    return value;
}

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
    return choice.heads > 0 ? choice_value(translation, &choice) : only_value(translation, weights);
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
    const char *what = strcmp(side, "cross") == 0     ? TEXT("Cross-attention", "크로스 어텐션")
                       : strcmp(side, "encoder") == 0 ? TEXT("The encoder's self-attention", "인코더의 셀프 어텐션")
                                                      : TEXT("The decoder's self-attention", "디코더의 셀프 어텐션");
    Buffer heads = {0};
    add_heads(value, &heads);
    prose_format(canvas, STYLE_HEADING, 0, TEXT("%1$s, layer %2$d of %3$d, %4$s", "%1$s, 층 %3$d개 가운데 %2$d번째, %4$s"), what,
                 json_whole(value, "layer"), json_whole(value, "layers"), buffer_text(&heads));
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
    canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&text));
    buffer_free(&text);
    free(dots);
}

/* The labels of rows or columns with their numbers: "3:도서관에". */
static const char **numbered_labels(const json_t *tokens, const Canvas *canvas)
{
    json_t *numbered = json_array();
    size_t i;
    const json_t *token;
    int count;
    json_array_foreach(tokens, i, token)
        json_array_append_new(numbered, json_sprintf("%zu:%s", i + 1, json_string_value(token)));
    const char **labels = labels_of(numbered, canvas, &count);
    json_decref(numbered);
    return labels;
}

/* The sentences below the map name its tokens without numbers. */
static void draw_map(const json_t *value, const Heatmap *map, Canvas *canvas)
{
    Heatmap drawn = *map;
    bool numbered = json_is_true(json_object_get(value, "numbered"));
    const char **rows = numbered ? numbered_labels(json_object_get(value, "row_tokens"), canvas) : NULL;
    const char **columns = numbered ? numbered_labels(json_object_get(value, "column_tokens"), canvas) : NULL;
    drawn.row_labels = numbered ? rows : map->row_labels;
    drawn.column_labels = numbered ? columns : map->column_labels;
    heatmap_draw(canvas, &drawn);
    free(rows);
    free(columns);
}

static void show_attend(const json_t *value, Canvas *canvas)
{
    AttentionMap own = attention_map(value, canvas);
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
        canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&text));
        buffer_free(&text);
    }
    if (json_is_null(json_object_get(value, "head")) && json_whole(value, "heads") > 1)
        canvas_marked(canvas, 0, TEXT("`head=1` shows one head, `layer=1` another layer.",
                                      "`head=1`로 헤드 하나를, `layer=1`로 다른 층을 볼 수 있습니다."));
    attention_map_free(&own);
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

static const Command *const commands[] = {&attend_command, NULL};
const Command *const *const attend_family = commands;
