/* commands_heads.c: `heads`: the maps of all heads of a Transformer side by side. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "repl/attention_map.h"
#include "repl/builtin_commands.h"
#include "repl/explore_pictures.h"
#include "repl/heads_value.h"
#include "repl/look.h"
#include "repl/results.h"
#include "view/strips.h"

typedef struct HeadsOptions {
    Request request;
    int side; /* Part; -1: not given */
} HeadsOptions;
static const Option heads_rows[] = {
    {"side", OPTION_CHOICE, OPTION_AT(HeadsOptions, side), .absent = -1, .choices = "cross|encoder|decoder",
     .otherwise = {"cross, where the model has it", "모델에 있으면 cross"},
     .help = {"Cross-attention, or the self-attention of the encoder or the decoder.",
              "크로스 어텐션, 또는 인코더나 디코더의 셀프 어텐션."}},
    {0},
};
static const Options heads_options = {heads_rows, look_parts, sizeof(HeadsOptions)};

/* ---- values ---- */

/* The largest weight of a row, on average. */
static double sharpness(const json_t *weights)
{
    double sum = 0;
    size_t i;
    const json_t *row;
    json_array_foreach(weights, i, row)
        sum += json_number_value(json_array_get(row, json_largest(row)));
    return json_array_size(weights) > 0 ? sum / (double)json_array_size(weights) : (double)NAN;
}

/* The share of the aligned rows that look most at their aligned token; NaN where no alignment is known. */
static double aligned(const json_t *weights, const json_t *alignment)
{
    int known = 0, right = 0;
    size_t i;
    const json_t *partner;
    json_array_foreach(alignment, i, partner)
        if (json_is_integer(partner)) {
            known++;
            right += (json_int_t)json_largest(json_array_get(weights, i)) == json_integer_value(partner);
        }
    return known > 0 ? (double)right / known : (double)NAN;
}

static void put_heads(json_t *value, AttentionChoice *choice)
{
    json_t *maps = json_array(), *sharp = json_array(), *share = json_array();
    const json_t *alignment = json_object_get(value, "alignment");
    for (choice->layer = 1; choice->layer <= choice->layers; choice->layer++) {
        json_t *layer_maps = json_array(), *layer_sharp = json_array(), *layer_share = json_array();
        for (choice->head = 1; choice->head <= choice->heads; choice->head++) {
            json_t *weights = attention_weights_value(choice);
            json_array_append_new(layer_sharp, json_finite(sharpness(weights)));
            json_array_append_new(layer_share, json_finite(aligned(weights, alignment)));
            json_array_append_new(layer_maps, weights);
        }
        json_array_append_new(maps, layer_maps);
        json_array_append_new(sharp, layer_sharp);
        json_array_append_new(share, layer_share);
    }
    json_put(value, "{s:o, s:o, s:o}", "maps", maps, "sharpness", sharp, "on_alignment", share);
}

static json_t *heads_value(const HeadsOptions *options, const Translation *translation, Error *error)
{
    AttentionWanted wanted = {options->side, 0, 0};
    AttentionChoice choice;
    if (!attention_choose(&wanted, translation->trace, &choice, error))
        return NULL;
    if (choice.heads == 0) {
        error_set(
            error, ERROR_USAGE,
            TEXT("'heads' shows the heads of a Transformer: this model has at most one attention with one head, which 'attend' shows",
                 "'heads'는 트랜스포머의 헤드를 보여 줍니다. 이 모델에는 헤드가 하나인 어텐션뿐이거나 어텐션이 없습니다. 'attend'로 볼 수 있습니다"));
        return NULL;
    }
    json_t *value = attention_value(translation, &choice);
    json_object_del(value, "weights"); /* of one head */
    json_object_del(value, "layer");
    json_object_del(value, "head");
    put_heads(value, &choice);
    return value;
}

static bool run_heads(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Translation *translation = look_translate(repl, arguments, false, error);
    if (translation != NULL)
        result->value = heads_value(arguments->options, translation, error);
    translation_close(translation);
    return result->value != NULL;
}

/* ---- pictures ---- */

/* Which head has the largest or (sign -1) the smallest number; false if none is known. */
static bool extreme_head(const json_t *value, const char *name, int sign, int *layer, int *head)
{
    bool found = false;
    for (int i = 0; i < json_whole(value, "layers"); i++)
        for (int k = 0; k < json_whole(value, "heads"); k++) {
            double number = head_number(value, name, i, k);
            if (isfinite(number) && (!found || sign * number > sign * head_number(value, name, *layer, *head))) {
                *layer = i;
                *head = k;
                found = true;
            }
        }
    return found;
}

static void say_heads(const json_t *value, Canvas *canvas)
{
    int layer = 0, head = 0, other_layer = 0, other = 0;
    extreme_head(value, "sharpness", 1, &layer, &head);
    extreme_head(value, "sharpness", -1, &other_layer, &other);
    prose_format(
        canvas, STYLE_PLAIN, 0,
        TEXT("Sharpest is head %d of layer %d: the largest weight of a row is %.2f on average; most diffuse is head %d of "
             "layer %d (%.2f).",
             "가장 뚜렷한 것은 %2$d층 헤드 %1$d(행의 최대 가중치 평균 %3$.2f), 가장 흐린 것은 %5$d층 헤드 %4$d(%6$.2f)입니다."),
        head + 1, layer + 1, head_number(value, "sharpness", layer, head), other + 1, other_layer + 1,
        head_number(value, "sharpness", other_layer, other));
    if (extreme_head(value, "on_alignment", 1, &layer, &head))
        prose_format(
            canvas, STYLE_PLAIN, 0,
            TEXT("Head %d of layer %d looks most at the aligned token in %.0f%% of the rows, more than any other.",
                 "%2$d층 헤드 %1$d는 행의 %3$.0f%%에서 정답 정렬 토큰에 가장 주목합니다. 헤드 가운데 가장 높은 비율입니다."),
            head + 1, layer + 1, whole_percent(head_number(value, "on_alignment", layer, head)));
    const char *walk = TEXT("; `explore` (F2) walks through them", " `explore`(F2)로 돌아다니며 볼 수도 있습니다.");
    char *text = text_format(TEXT("`attend layer=1 head=2` shows one of them, with its tokens%s.",
                                  "`attend layer=1 head=2`로 하나를 토큰과 함께 볼 수 있습니다.%s"),
                             canvas_screen(canvas).has_pages ? walk : "");
    canvas_marked(canvas, 0, text);
    free(text);
}

static void show_heads(const json_t *value, Canvas *canvas)
{
    HeadMaps heads = head_maps(value);
    show_translation(value, canvas);
    canvas_blank(canvas);
    canvas_prose(canvas, STYLE_HEADING, 0,
                 attention_over_itself(value) ? TEXT("The heads' maps. Rows and columns: the tokens of one text",
                                                     "헤드별 맵. 행과 열: 한 텍스트의 토큰")
                                              : TEXT("The heads' maps. Rows: output tokens; columns: source tokens",
                                                     "헤드별 맵. 행: 출력 토큰, 열: 소스 토큰"));
    while (heads.maps.first_across < heads.maps.across) {
        SmallMapsShown shown = small_maps_draw(canvas, &heads.maps);
        if (shown.across <= 0)
            break;
        heads.maps.first_across += shown.across;
    }
    strips_legend(canvas, 0);
    say_heads(value, canvas);
    head_maps_free(&heads);
}

static const Command heads_command = {
    .name = "heads",
    .usage = {"heads WORDS... [side=encoder]", "heads 문장 [side=encoder]"},
    .summary = {"show the maps of all heads side by side", "모든 헤드의 맵을 나란히 보여 줍니다"},
    .options = &heads_options,
    .words_wanted = true,
    .run = run_heads,
    .show = show_heads,
    .picture = &heads_picture,
};

const Command *const heads_family[] = {&heads_command, NULL};
