/* explore_attention.c: an attention map to move about in.
 *
 * A cell says its weight and score, what the step would say, and what it costs to leave the source token out. The view
 * of `trust` shows that cost in place of the weights, so that looking and mattering can be compared cell by cell. */
#include "repl/explore_pictures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/attention_map.h"
#include "repl/results.h"
#include "text/tokenizer.h"
#include "view/bitmap.h"
#include "view/short_text.h"

/* From MODE_BESIDE on: the map of the lab's first model beside it, of the second, ... */
enum { MODE_WEIGHTS, MODE_LEFT_OUT, MODE_BESIDE };

/* ---- the cells ---- */

static const json_t *trust_of(Explorer *explorer)
{
    char *line = explorer_line(explorer, "trust", "");
    const json_t *trust = explorer_beside(explorer, line);
    free(line);
    return trust;
}

static double left_out(const json_t *trust, int row, int column)
{
    const json_t *step = json_array_get(json_object_get(trust, "steps"), (size_t)row);
    const json_t *number = json_array_get(json_object_get(step, "left_out"), (size_t)column);
    return json_is_number(number) ? json_number_value(number) : (double)NAN;
}

/* In place of the weights; <EOS>, which cannot be left out, is masked. */
static void put_left_out(const json_t *trust, MapCells *cells)
{
    Heatmap *map = &cells->map;
    map->low = map->high = 0;
    free(cells->partner);
    cells->partner = NULL;
    cells->masked = memory_new((size_t)map->rows * (size_t)map->columns, sizeof *cells->masked);
    for (int i = 0; i < map->rows * map->columns; i++) {
        float value = (float)left_out(trust, i / map->columns, i % map->columns);
        cells->masked[i] = isnan(value);
        cells->values[i] = value;
        map->low = fminf(map->low, value);
        map->high = fmaxf(map->high, value);
    }
    map->high = map->high > map->low ? map->high : map->low + 1;
}

static void attention_cells(const Explorer *explorer, const Canvas *canvas, MapCells *cells)
{
    *cells = attention_map(explorer_value(explorer), canvas);
    const json_t *trust = explorer_mode(explorer) == MODE_LEFT_OUT ? trust_of((Explorer *)explorer) : NULL;
    if (trust != NULL)
        put_left_out(trust, cells);
}

/* ---- another model beside it ---- */

static const char *own_name(const Explorer *explorer)
{
    ModelInfo info;
    const char *name = explorer_option(explorer, "model");
    return name != NULL ? name : lab_current_info(repl_lab(explorer_repl(explorer)), &info) ? info.name : "";
}

static const char *other_name(Explorer *explorer)
{
    ModelInfo info;
    return lab_model_info(repl_lab(explorer_repl(explorer)), explorer_mode(explorer) - MODE_BESIDE, &info) ? info.name
                                                                                                           : "";
}

/* The line that shows the same sentence by the model of that number; false if there is none, or if it is the one
 * shown. */
static bool line_of_model(const Explorer *explorer, int number, Buffer *line)
{
    ModelInfo info;
    Lab *lab = repl_lab(explorer_repl(explorer));
    if (number < 0 || number >= lab_model_count(lab) || !lab_model_info(lab, number, &info) ||
        strcmp(own_name(explorer), info.name) == 0)
        return false;
    buffer_add(line, "attend");
    explorer_add_sentence(explorer, line);
    buffer_format(line, " model=%s", info.name);
    return true;
}

static const json_t *other_value(Explorer *explorer)
{
    Buffer line = {0};
    const json_t *value = NULL;
    if (explorer_mode(explorer) >= MODE_BESIDE && line_of_model(explorer, explorer_mode(explorer) - MODE_BESIDE, &line))
        value = explorer_beside(explorer, buffer_text(&line));
    buffer_free(&line);
    return value;
}

static void draw_attention(Explorer *explorer, Canvas *canvas, const Heatmap *map, HeatmapWindow *window)
{
    const json_t *other = other_value(explorer);
    if (other == NULL) {
        heatmap_draw_window(canvas, map, window);
        return;
    }
    Screen half = canvas_screen(canvas);
    half.columns = (half.columns - 2) / 2;
    HeatmapWindow beside = *window;
    Canvas *own = canvas_open(half), *second = canvas_open(half);
    MapCells right = attention_map(other, second);
    canvas_write(own, 0, 0, STYLE_FIRST, own_name(explorer));
    canvas_write(second, 0, 0, STYLE_SECOND, other_name(explorer));
    window->height = --beside.height;
    heatmap_draw_window(own, map, window);
    right.map.numbers = map->numbers;
    heatmap_draw_window(second, &right.map, &beside);
    canvas_append(canvas, own, 0);
    canvas_place(canvas, 0, half.columns + 2, second);
    map_cells_free(&right);
    canvas_close(own);
    canvas_close(second);
}

/* ---- what a cell says ---- */

/* The token at a place of an axis ("row" or "column"); of a picture "column 7": a new string. */
static char *token_at(const Explorer *explorer, const char *axis, int place)
{
    if (attention_of_picture(explorer_value(explorer), axis, place))
        return text_format(TEXT("column %d", "%d열"), place + 1);
    const char *tokens = strcmp(axis, "row") == 0 ? "row_tokens" : "column_tokens";
    return memory_string(json_text_at(json_object_get(explorer_value(explorer), tokens), (size_t)place));
}

static double weight_at(const json_t *value, int row, int column)
{
    return json_cell(json_object_get(value, "weights"), row, column);
}

/* Of a column among those of its row: 1 is the largest. */
static int rank_of(const json_t *value, int row, int column, int columns)
{
    double own = weight_at(value, row, column);
    int rank = 1;
    for (int i = 0; i < columns; i++)
        rank += weight_at(value, row, i) > own;
    return rank;
}

/* The name of the weights or scores that the map shows; false for the mean of several heads, which are no one
 * number. */
static bool name_of(const json_t *value, const Quantity *quantity, char name[TRACE_NAME])
{
    int part = 0, head = json_whole(value, "head");
    TraceKey key = {.side = TRACE_ATTENTION, .quantity = quantity};
    while (part < PARTS && strcmp(json_text(value, "side"), attention_part_names[part]) != 0)
        part++;
    if (part < PARTS)
        key = attention_key((Part)part, json_whole(value, "layer"), at_least(head, 1), quantity);
    trace_name(&key, name);
    return part == PARTS || head > 0 || json_whole(value, "heads") == 1;
}

static void say_score(Explorer *explorer, Buffer *out)
{
    char name[TRACE_NAME], option[TRACE_NAME + 8];
    const json_t *value = explorer_value(explorer);
    if (!name_of(value, &quantity_scores, name))
        return;
    snprintf(option, sizeof option, "name=%s", name);
    char *line = explorer_line(explorer, "trace", option);
    const json_t *rows = json_object_get(explorer_beside(explorer, line), "values");
    /* The trace of a joint text has rows before those of the map. */
    int shift = (int)json_array_size(rows) - (int)json_array_size(json_object_get(value, "row_tokens"));
    double score = json_cell(rows, explorer_row(explorer) + shift, explorer_column(explorer));
    if (!isnan(score))
        buffer_format(out, TEXT(", score %.2f", ", 스코어 %.2f"), score);
    free(line);
}

static void say_weight(Explorer *explorer, Canvas *panel)
{
    const json_t *value = explorer_value(explorer);
    int row = explorer_row(explorer), column = explorer_column(explorer);
    int columns = (int)json_array_size(json_object_get(value, "column_tokens"));
    Buffer text = {0};
    char *from = token_at(explorer, "row", row), *to = token_at(explorer, "column", column);
    prose_format(panel, STYLE_STRONG, 0, "%s → %s", from, to);
    free(from);
    free(to);
    buffer_format(&text, TEXT("weight %.3f, rank %d of %d", "가중치 %1$.3f, %3$d개 가운데 %2$d위"),
                  weight_at(value, row, column), rank_of(value, row, column, columns), columns);
    say_score(explorer, &text);
    prose_take(panel, STYLE_PLAIN, 0, &text);
}

/* What the step would say: the most likely tokens. */
static void say_words(Explorer *explorer, Canvas *panel)
{
    char option[32];
    snprintf(option, sizeof option, "step=%d", explorer_row(explorer) + 1);
    char *line = explorer_line(explorer, "machine", option);
    const json_t *words = json_object_get(explorer_beside(explorer, line), "words"), *one;
    Buffer text = {0};
    size_t i;
    json_array_foreach(words, i, one)
        buffer_format(&text, "%s%s %.2f", i == 0 ? "" : ", ", json_text(one, "token"), json_double(one, "probability"));
    if (text.length > 0)
        prose_format(panel, STYLE_PLAIN, 0, TEXT("would say: %s", "출력 후보: %s"), text.text);
    buffer_free(&text);
    free(line);
}

static void say_left_out(Explorer *explorer, Canvas *panel)
{
    const json_t *trust = trust_of(explorer);
    int row = explorer_row(explorer), column = explorer_column(explorer);
    double cost = left_out(trust, row, column);
    char *said = token_at(explorer, "row", row), *left = token_at(explorer, "column", column);
    if (!isnan(cost))
        prose_format(panel, STYLE_PLAIN, 0,
                     TEXT("without '%1$s': log P(%2$s) %3$+.2f nats", "'%1$s' 빼면 log P(%2$s) 변화 %3$+.2f nat"), left, said,
                     rounded(-cost, 2));
    free(said);
    free(left);
}

typedef struct Bar {
    int column;
    double weight;
} Bar;

static int by_weight(const void *a, const void *b)
{
    const Bar *one = a, *other = b;
    return one->weight < other->weight ? 1 : one->weight > other->weight ? -1 : one->column - other->column;
}

/* The largest weights of the row. */
static void draw_bars(const Explorer *explorer, Canvas *panel)
{
    enum { LABEL = 10, VALUE = 6, BARS_MOST = 12 };
    const json_t *value = explorer_value(explorer);
    bool unicode = canvas_screen(panel).unicode;
    int count, known = 0, room = at_least(canvas_columns(panel) - LABEL - VALUE - 2, 0);
    json_t *names = attention_names(value, "column");
    const char **labels = labels_of(names, panel, &count);
    Bar *bars = memory_new((size_t)count + 1, sizeof *bars);
    for (int column = 0; column < count; column++) {
        bars[known] = (Bar){column, weight_at(value, explorer_row(explorer), column)};
        known += !isnan(bars[known].weight);
    }
    qsort(bars, (size_t)known, sizeof *bars, by_weight);
    for (int i = 0; i < at_most(known, BARS_MOST); i++) {
        char number[VALUE_BYTES];
        int row = canvas_rows(panel), length = at_most(at_least((int)lround(bars[i].weight * room), 0), room);
        bool here = bars[i].column == explorer_column(explorer);
        canvas_label(panel, row, 0, LABEL, here ? STYLE_STRONG : STYLE_SOURCE, labels[bars[i].column]);
        canvas_repeat(panel, row, LABEL + 1, STYLE_FIRST, length, unicode ? "█" : "#");
        canvas_write(panel, row, LABEL + 2 + length, STYLE_PLAIN, value_text(bars[i].weight, number));
    }
    free(bars);
    free(labels);
    json_decref(names);
}

/* The picture that was read, and the weights of the row below its columns. */
static void draw_picture(const Explorer *explorer, Canvas *panel)
{
    const json_t *value = explorer_value(explorer);
    int columns = (int)json_array_size(json_object_get(value, "column_tokens"));
    json_t *row = json_pack("[O]", json_array_get(json_object_get(value, "weights"), (size_t)explorer_row(explorer)));
    int *dots = dots_of(json_object_get(value, "picture"), columns);
    float *weights = numbers_of(row, 1, columns);
    char *said = token_at(explorer, "row", explorer_row(explorer));
    const Bitmap bitmap = {.columns = columns, .dots = dots, .rows = 1, .row_labels = (const char *const[]){said},
                           .values = weights};
    bitmap_draw(panel, &bitmap);
    free(said);
    free(weights);
    free(dots);
    json_decref(row);
}

/* Which of a Transformer's maps it is. */
static void say_which(const json_t *value, Canvas *panel)
{
    const char *side = json_text(value, "side");
    int head = json_whole(value, "head"), heads = json_whole(value, "heads"), layer = json_whole(value, "layer");
    if (side[0] == '\0')
        return;
    if (head > 0 || heads == 1)
        prose_format(panel, STYLE_DIM, 0, TEXT("%s, layer %d of %d, head %d of %d", "%s, 층 %d/%d, 헤드 %d/%d"),
                     attention_part_title(side), layer, json_whole(value, "layers"), head > 0 ? head : 1, heads);
    else
        prose_format(panel, STYLE_DIM, 0, TEXT("%s, layer %d of %d, mean of %d heads", "%s, 층 %d/%d, 헤드 %d개의 평균"),
                     attention_part_title(side), layer, json_whole(value, "layers"), heads);
}

static void say_attention(Explorer *explorer, Canvas *panel)
{
    const json_t *value = explorer_value(explorer);
    say_which(value, panel);
    say_weight(explorer, panel);
    if (!attention_over_itself(value)) {
        say_words(explorer, panel);
        say_left_out(explorer, panel);
    }
    const json_t *other = other_value(explorer);
    if (other != NULL)
        prose_format(panel, STYLE_SECOND, 0,
                     TEXT("beside it, by %s: weight %.3f, answer %s", "옆의 %s: 가중치 %.3f, 답 %s"),
                     other_name(explorer), weight_at(other, explorer_row(explorer), explorer_column(explorer)),
                     json_answer(other, "answer"));
    if (explorer_mode(explorer) == MODE_LEFT_OUT && trust_of(explorer) != NULL)
        canvas_prose(panel, STYLE_DIM, 0,
                     TEXT("The cells show the cost of leaving a source token out, in nats. t: the weights again.",
                          "칸은 소스 토큰을 뺐을 때의 손해(nat)입니다. t: 다시 가중치."));
    /* Two rows of the answer at most. */
    char *answer = glyph_cut(json_answer(value, "answer"), 2 * canvas_columns(panel) - 12, canvas_screen(panel).unicode);
    prose_format(panel, STYLE_PLAIN, 0, TEXT("answer: %s", "답: %s"), answer);
    free(answer);
    canvas_blank(panel);
    if (json_object_get(value, "picture") != NULL && !attention_over_itself(value))
        draw_picture(explorer, panel);
    draw_bars(explorer, panel);
}

/* ---- keys ---- */

static bool of_source(Explorer *explorer)
{
    if (!attention_over_itself(explorer_value(explorer)))
        return true;
    explorer_note(explorer, "%s",
                  TEXT("This works in a map of the source: side=cross.", "소스를 보는 맵(side=cross)에서만 됩니다."));
    return false;
}

/* The sentence that remains; NULL where the source is no text. */
static char *sentence_without(const json_t *value, int place)
{
    const json_t *tokens = json_object_get(value, "source_tokens");
    const char *kind = json_text(value, "column_kind");
    bool apart = strcmp(kind, "word") == 0 || strcmp(kind, "symbol") == 0;
    Buffer text = {0};
    if (json_object_get(value, "picture") != NULL)
        return NULL;
    for (int i = 0; i < (int)json_array_size(tokens) - 1; i++)
        if (i != place)
            buffer_format(&text, "%s%s", apart && text.length > 0 ? " " : "", json_text_at(tokens, (size_t)i));
    char *own = buffer_take(&text), *sentence = memory_string(text_trimmed(own));
    free(own);
    return sentence;
}

static void leave_out(Explorer *explorer)
{
    int column = explorer_column(explorer),
        last = (int)json_array_size(json_object_get(explorer_value(explorer), "column_tokens")) - 1;
    if (!of_source(explorer))
        return;
    char *sentence = column < last ? sentence_without(explorer_value(explorer), column) : NULL;
    char *left = token_at(explorer, "column", column);
    if (sentence == NULL || sentence[0] == '\0')
        explorer_note(explorer, "%s",
                      TEXT("This token cannot be left out: no sentence would remain.",
                           "이 토큰은 뺄 수 없습니다. 문장이 남지 않습니다."));
    else if (explorer_show_words(explorer, sentence))
        explorer_note(explorer, TEXT("Left out: '%s'. u: the sentence before.", "'%s' 토큰을 뺐습니다. u: 앞 문장으로."), left);
    free(sentence);
    free(left);
}

/* The step is made to look only at this token, and the answers are compared. */
static void force_here(Explorer *explorer)
{
    char line[TRACE_NAME + 64], name[TRACE_NAME];
    if (!of_source(explorer))
        return;
    bool one = name_of(explorer_value(explorer), &quantity_weights, name);
    snprintf(line, sizeof line, "force %s step=%d look=%d", one ? name : "attention", explorer_row(explorer) + 1,
             explorer_column(explorer) + 1);
    json_t *found = explorer_whatif(explorer, line);
    char *token = token_at(explorer, "column", explorer_column(explorer));
    if (found != NULL)
        explorer_note(explorer,
                      TEXT("forced to look at '%s': %s (log P of the answer before changes by %+.2f nats)",
                           "'%s'에 주목하게 하면: %s (원래 답의 log P 변화 %+.2f nat)"),
                      token, json_answer(json_object_get(found, "after"), "answer"),
                      rounded(json_double(found, "log_probability_difference"), 2));
    free(token);
    json_decref(found);
}

static void switch_trust(Explorer *explorer)
{
    if (!of_source(explorer))
        return;
    char *line = explorer_line(explorer, "trust", "");
    bool begins = explorer_mode(explorer) != MODE_LEFT_OUT && explorer_ask(explorer, line) != NULL;
    explorer_set_mode(explorer, begins ? MODE_LEFT_OUT : MODE_WEIGHTS);
    free(line);
}

/* The next model that has a map of this sentence; after the last one, none. */
static void next_model(Explorer *explorer)
{
    int count = lab_model_count(repl_lab(explorer_repl(explorer)));
    int number = explorer_mode(explorer) >= MODE_BESIDE ? explorer_mode(explorer) - MODE_BESIDE + 1 : 0;
    bool had = number > 0;
    for (; number < count; number++) {
        Buffer line = {0};
        bool shows = line_of_model(explorer, number, &line) && explorer_ask(explorer, buffer_text(&line)) != NULL;
        buffer_free(&line);
        if (!shows)
            continue;
        explorer_set_mode(explorer, MODE_BESIDE + number);
        return;
    }
    explorer_set_mode(explorer, MODE_WEIGHTS);
    if (!had)
        explorer_note(explorer, "%s",
                      TEXT("There is no other model with a map of this sentence.",
                           "이 문장의 맵을 보여 줄 다른 모델이 없습니다."));
}

/* 0 (the mean), 1, ..., count, and again from 0. */
static void next_of(Explorer *explorer, const char *option, const char *count, int least)
{
    char text[16];
    const json_t *value = explorer_value(explorer);
    int all = json_whole(value, count), next = json_whole(value, option) + 1;
    if (all <= 1) {
        explorer_note(explorer, TEXT("This model has only one %s here.", "이 모델에는 %s 하나뿐입니다."),
                      strcmp(option, "head") == 0 ? TEXT("head", "헤드가") : TEXT("layer", "층이"));
        return;
    }
    snprintf(text, sizeof text, "%d", next > all ? least : next);
    explorer_show_with(explorer, option, next > all && least == 0 ? NULL : text);
}

static void next_head(Explorer *explorer) { next_of(explorer, "head", "heads", 0); }
static void next_layer(Explorer *explorer) { next_of(explorer, "layer", "layers", 1); }

static bool has_heads(const Explorer *explorer) { return json_whole(explorer_value(explorer), "heads") > 1; }
static bool has_layers(const Explorer *explorer) { return json_whole(explorer_value(explorer), "layers") > 1; }

static const ExplorerAction attention_actions[] = {
    {'x', {"leave word out", "단어 빼기"}, leave_out, NULL},
    {'f', {"force here", "여기에 주목시키기"}, force_here, NULL},
    {'t', {"trust", "신뢰도"}, switch_trust, NULL},
    {'m', {"other model", "다른 모델"}, next_model, NULL},
    {'h', {"head", "헤드"}, next_head, has_heads},
    {'l', {"layer", "층"}, next_layer, has_layers},
    {0},
};

const ExplorerPicture attention_picture = {
    .name = {"Attention map", "어텐션 맵"},
    .cells = attention_cells,
    .draw = draw_attention,
    .say = say_attention,
    .actions = attention_actions,
    .numbers = "weights",
    .instead = {"'attend WORDS weights=yes' prints the numbers, 'head=' and 'layer=' choose a map, 'trust' leaves words out, 'force attention "
                "step=1 look=2' and 'whatif' force a look, 'checkpoint 1' goes back in training",
                "'attend 문장 weights=yes'는 숫자를 보여 주고, 'head='와 'layer='는 맵을 고르며, 'trust'는 단어를 빼 보고, 'force "
                "attention step=1 look=2'와 'whatif'는 주목할 곳을 바꾸며, 'checkpoint 1'은 훈련 중의 모델로 돌아갑니다"},
};
