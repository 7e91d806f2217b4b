/* commands_neighbors.c: `neighbors`: the tokens whose embeddings are near a token's. */

#include "base/language.h"
#include "lab/neighbors.h"
#include "repl/builtin_commands.h"
#include "repl/explore_pictures.h"
#include "repl/results.h"
#include "view/short_text.h"
#include "view/table.h"

typedef struct NeighborsOptions {
    const char *model;
    int side, count;
} NeighborsOptions;
static const Option neighbors_rows[] = {
    {"model", OPTION_TEXT, OPTION_AT(NeighborsOptions, model), .means = MEANS_MODEL, .otherwise = {"the current one", "현재 모델"},
     .help = {"The model to use.", "사용할 모델."}},
    {"side", OPTION_CHOICE, OPTION_AT(NeighborsOptions, side), .fallback = "source", .choices = "source|target",
     .help = {"Embeddings of source tokens or of the answer's.", "소스 토큰의 임베딩인지 답의 토큰의 임베딩인지."}},
    {"count", OPTION_WHOLE, OPTION_AT(NeighborsOptions, count), .fallback = "10", .least = 1, .most = NEIGHBORS_MOST,
     .help = {"Number of tokens to list.", "목록에 보일 토큰의 수."}},
    {0},
};
static const Options neighbors_options = {neighbors_rows, .size = sizeof(NeighborsOptions)};

static bool run_neighbors(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const NeighborsOptions *options = arguments->options;
    Neighbors found;
    if (arguments->words[0] == '\0')
        return error_set(error, ERROR_USAGE,
                         TEXT("say of which token, as in 'neighbors library side=target'",
                              "어느 토큰의 이웃인지 쓰십시오. 예: 'neighbors 도서관에'"));
    NeighborsAsked asked = {options->model, arguments->words, (Side)options->side, options->count};
    if (!lab_neighbors(repl_lab(repl), &asked, &found, error))
        return false;
    json_t *list = json_array();
    for (int i = 0; i < found.count; i++)
        json_array_append_new(
            list,
            json_pack("{s:s, s:o}", "token", found.list[i].token, "similarity", json_finite(found.list[i].similarity)));
    result->value =
        json_pack("{s:s, s:s, s:i, s:i, s:o}", "token", found.token, "side", options->side == 1 ? "target" : "source",
                  "embedding", found.size, "vocabulary", found.vocabulary, "neighbors", list);
    return true;
}

static void show_neighbors(const json_t *value, Canvas *canvas)
{
    const json_t *list = json_object_get(value, "neighbors"), *one;
    TableRows rows = {0};
    size_t i;
    prose_format(canvas, STYLE_HEADING, 0, TEXT("Nearest to \"%s\"", "'%s'에 가장 가까운 토큰"), json_text(value, "token"));
    json_array_foreach(list, i, one)
        table_rows_add(&rows, "%s\t%+.3f", json_text(one, "token"), rounded(json_double(one, "similarity"), 3));
    table_rows_draw(&rows, canvas, TEXT("token\t>cosine", "토큰\t>코사인"));
    if (json_array_size(list) > 0)
        prose_format(
            canvas, STYLE_PLAIN, 0,
            TEXT("Of %d tokens the embedding of \"%s\" points most nearly the same way (cosine %.2f); embeddings have %d numbers.",
                 "토큰 %1$d개 가운데 '%2$s'의 임베딩이 가장 비슷한 방향입니다(코사인 %3$.2f). 임베딩은 %4$d차원입니다."),
            json_whole(value, "vocabulary"), json_text(json_array_get(list, 0), "token"),
            json_double(json_array_get(list, 0), "similarity"), json_whole(value, "embedding"));
}

static const Command neighbors_command = {
    .name = "neighbors",
    .usage = {"neighbors TOKEN [side=target]", "neighbors 토큰 [side=target]"},
    .summary = {"list the tokens with the nearest embeddings", "임베딩이 가장 가까운 토큰을 보여 줍니다"},
    .options = &neighbors_options,
    .words_wanted = true,
    .run = run_neighbors,
    .show = show_neighbors,
    .picture = &neighbors_picture,
};

const Command *const neighbors_family[] = {&neighbors_command, NULL};
