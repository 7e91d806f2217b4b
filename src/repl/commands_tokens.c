/* commands_tokens.c: `tokens`: a sentence's tokens, the merges that make them, and their bag of words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/builtin_commands.h"
#include "repl/repl.h"
#include "repl/results.h"
#include "text/normal_text.h"
#include "view/glyph.h"
#include "view/short_text.h"
#include "view/table.h"

enum { TOKENS_MOST = 500 };

typedef struct TokensOptions {
    Side side;
    bool steps, bag;
} TokensOptions;
static const Option tokens_rows[] = {
    {"side", OPTION_CHOICE, OPTION_AT(TokensOptions, side), .fallback = "source", .choices = "source|target",
     .help = {"Whose tokens and vocabulary: the source's or the target's.", "어느 쪽의 토큰과 어휘로 나눌지: 소스 또는 타깃."}},
    {"steps", OPTION_YES_NO, OPTION_AT(TokensOptions, steps), .fallback = "no",
     .help = {"Show each merge of subword tokens, one by one.", "서브워드 토큰의 병합을 한 단계씩 보여 줍니다."}},
    {"bag", OPTION_YES_NO, OPTION_AT(TokensOptions, bag), .fallback = "no",
     .help = {"Show how often each token occurs, without their order.", "순서를 버리고 토큰마다 나온 횟수를 보여 줍니다."}},
    {0},
};
static const Options tokens_options = {tokens_rows, .size = sizeof(TokensOptions)};

/* ---- values ---- */

typedef struct Cut {
    const Dataset *dataset;
    Side side;
    TokenList tokens;
    int *ids;
} Cut;

static const Vocabulary *vocabulary_of(const Cut *cut)
{
    return dataset_vocabulary(cut->dataset, cut->side);
}

static json_t *token_value(const char *token, int id) { return json_pack("{s:s, s:i}", "token", token, "id", id); }

static json_t *special_value(const Cut *cut, int id)
{
    return token_value(vocabulary_token(vocabulary_of(cut), id), id);
}

/* As the model gets them: a source ends with <EOS>; a target also begins with <SOS>. */
static json_t *tokens_value(const Cut *cut)
{
    json_t *list = json_array();
    if (cut->side == SIDE_TARGET)
        json_array_append_new(list, special_value(cut, TOKEN_SOS));
    for (int i = 0; i < cut->tokens.count; i++)
        json_array_append_new(list, token_value(cut->tokens.token[i], cut->ids[i]));
    json_array_append_new(list, special_value(cut, TOKEN_EOS));
    return list;
}

static json_t *pieces_value(const CutWord *word)
{
    json_t *list = json_array();
    for (int i = 0; i < word->count; i++)
        json_array_append_new(list, json_stringn(word->edge[i], (size_t)(word->edge[i + 1] - word->edge[i])));
    return list;
}

/* A word's single symbols, then its subwords after each merge that applies. */
static json_t *word_value(const BytePairs *pairs, CutWord *word)
{
    json_t *merges = json_array(), *symbols = pieces_value(word);
    json_t *text = json_stringn(word->edge[0], (size_t)(word->edge[word->count] - word->edge[0]));
    for (int merge; (merge = subwords_merge(pairs, word)) >= 0;)
        json_array_append_new(merges,
                              json_pack("{s:i, s:s, s:s, s:o}", "merge", merge + 1, "left", byte_pairs_left(pairs, merge),
                                        "right", byte_pairs_right(pairs, merge), "subwords", pieces_value(word)));
    return json_pack("{s:o, s:o, s:o}", "word", text, "symbols", symbols, "merges", merges);
}

static json_t *steps_value(const Cut *cut, const char *text)
{
    const BytePairs *pairs = dataset_merges(cut->dataset, cut->side);
    json_t *list = json_array();
    Buffer prepared = {0};
    byte_pairs_prepare(pairs->hangul, text, strlen(text), &prepared);
    SubwordCursor cursor = subwords_begin(pairs, prepared.text, prepared.length);
    while (subwords_next_word(&cursor))
        json_array_append_new(list, word_value(pairs, &cursor.word));
    buffer_free(&prepared);
    return list;
}

typedef struct BagEntry { int id, count, first; } BagEntry;

static int compare_entries(const void *left, const void *right)
{
    const BagEntry *a = left, *b = right;
    return a->count != b->count ? b->count - a->count : a->first - b->first;
}

/* Most frequent first, then in order of occurrence. All unknown tokens count as <UNK>, as in the model. */
static json_t *bag_value(const Cut *cut)
{
    BagEntry *entries = memory_new((size_t)cut->tokens.count + 1, sizeof *entries);
    int count = 0;
    for (int i = 0; i < cut->tokens.count; i++) {
        int at = 0;
        while (at < count && entries[at].id != cut->ids[i])
            at++;
        if (at == count)
            entries[count++] = (BagEntry){.id = cut->ids[i], .first = i};
        entries[at].count++;
    }
    qsort(entries, (size_t)count, sizeof *entries, compare_entries);
    json_t *list = json_array();
    for (int i = 0; i < count; i++) {
        json_t *entry = special_value(cut, entries[i].id);
        json_object_set_new(entry, "count", json_integer(entries[i].count));
        json_array_append_new(list, entry);
    }
    free(entries);
    return list;
}

/* ---- running ---- */

static json_t *describe(const Cut *cut, const TokensOptions *options, const char *words)
{
    static const char *const kinds[] = {"word", "character", "subword"}; /* in the order of TokenKind */
    char *text = text_normalised(words);
    const char *trimmed = text_trimmed(text);
    int unknown = 0;
    for (int i = 0; i < cut->tokens.count; i++)
        unknown += cut->ids[i] == TOKEN_UNK && strcmp(cut->tokens.token[i], UNKNOWN_TOKEN) != 0;
    json_t *value = json_pack("{s:s, s:s, s:s, s:o, s:i, s:i}", "text", trimmed, "side",
                              options->side == SIDE_TARGET ? "target" : "source", "kind",
                              kinds[dataset_tokens(cut->dataset, cut->side)], "tokens", tokens_value(cut), "unknown",
                              unknown, "vocabulary", vocabulary_size(vocabulary_of(cut)));
    if (options->steps)
        json_object_set_new(value, "steps", steps_value(cut, trimmed));
    if (options->bag)
        json_object_set_new(value, "bag", bag_value(cut));
    free(text);
    return value;
}

static bool run_tokens(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const TokensOptions *options = arguments->options;
    Cut cut = {.dataset = lab_dataset(repl_lab(repl)), .side = options->side};
    if (cut.dataset == NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("there are no data yet: 'data file=ko-en.tsv tokens=subword' or 'data grammar=ko-en'",
                              "아직 데이터가 없습니다. 'data file=ko-en.tsv tokens=subword'나 'data grammar=ko-en'을 입력해 보십시오"));
    Request request = {.text = arguments->words}; /* or a number of one */
    if (!sentences_find(repl_sentences(repl), &request, error))
        return false;
    const char *words = cut.side == SIDE_TARGET && request.reference != NULL ? request.reference : request.text;
    if (options->steps && dataset_merges(cut.dataset, cut.side) == NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("steps= applies only to subword tokens, for example of 'data file=ko-en.tsv "
                              "tokens=subword'",
                              "steps= 옵션은 서브워드 토큰에만 쓸 수 있습니다. 'data file=ko-en.tsv tokens=subword'를 입력해 보십시오"));
    bool right = dataset_encode(cut.dataset, cut.side, words, &cut.tokens, &cut.ids, error) &&
        (cut.tokens.count <= TOKENS_MOST ||
         error_set(error, ERROR_USAGE, TEXT("%d tokens are too many to show; the most is %d",
                                            "토큰이 %d개입니다. %d개까지만 보여 줄 수 있습니다"), cut.tokens.count, TOKENS_MOST));
    if (right)
        result->value = describe(&cut, options, words);
    free(cut.ids);
    token_list_free(&cut.tokens);
    return right;
}

/* ---- pictures ---- */

/* A token above its id; x: its first column in the current row. */
static void show_cell(Canvas *canvas, const json_t *entry, Style style, int *row, int *x)
{
    enum { INDENT = 2, GAP = 2, ROWS = 3 };
    char id[32];
    int number = json_whole(entry, "id");
    char *label = token_label(json_text(entry, "token"), canvas_screen(canvas).unicode);
    snprintf(id, sizeof id, number == TOKEN_UNK ? "%d <UNK>" : "%d", number);
    int label_width = glyph_width(label), width = label_width > (int)strlen(id) ? label_width : (int)strlen(id);
    if (*x > INDENT && *x + width > canvas_columns(canvas)) {
        *row += ROWS;
        *x = INDENT;
    }
    canvas_write(canvas, *row, *x,
                 number == TOKEN_UNK        ? STYLE_WARNING
                     : number < TOKEN_FIRST ? STYLE_DIM
                                            : style,
                 label);
    canvas_write(canvas, *row + 1, *x, STYLE_DIM, id);
    *x += width + GAP;
    free(label);
}

static char *pieces_label(const json_t *pieces, bool unicode)
{
    Buffer text = {0};
    for (size_t i = 0; i < json_array_size(pieces); i++) {
        char *label = token_label(json_text_at(pieces, i), unicode);
        buffer_format(&text, "%s%s", i > 0 ? " " : "", label);
        free(label);
    }
    return buffer_take(&text);
}

static void add_merge(TableRows *rows, const json_t *merge, bool unicode)
{
    char *left = token_label(json_text(merge, "left"), unicode), *right = token_label(json_text(merge, "right"), unicode);
    char *subwords = pieces_label(json_object_get(merge, "subwords"), unicode);
    table_rows_add(rows, "%d\t%s + %s\t%s", json_whole(merge, "merge"), left, right, subwords);
    free(left);
    free(right);
    free(subwords);
}

static void show_steps(const json_t *steps, Canvas *canvas)
{
    bool unicode = canvas_screen(canvas).unicode;
    TableRows rows = {0};
    size_t i, k;
    json_t *word, *merge;
    json_array_foreach(steps, i, word) {
        char *symbols = pieces_label(json_object_get(word, "symbols"), unicode);
        table_rows_add(&rows, "\t\t%s", symbols);
        free(symbols);
        json_array_foreach(json_object_get(word, "merges"), k, merge)
            add_merge(&rows, merge, unicode);
    }
    canvas_blank(canvas);
    table_rows_draw(&rows, canvas, TEXT(">merge\tjoined\tthe word's subwords", ">병합\t합친 쌍\t단어의 서브워드"));
}

static void show_bag(const json_t *value, Canvas *canvas)
{
    const json_t *bag = json_object_get(value, "bag");
    TableRows rows = {0};
    size_t i;
    json_t *entry;
    json_array_foreach(bag, i, entry) {
        char *label = token_label(json_text(entry, "token"), canvas_screen(canvas).unicode);
        table_rows_add(&rows, "%s\t%d\t%d", label, json_whole(entry, "id"), json_whole(entry, "count"));
        free(label);
    }
    canvas_blank(canvas);
    prose_format(canvas, STYLE_PLAIN, 0, TEXT("Bag of words: %d of %d counts are not 0, and the order is lost.",
                                              "백 오브 워즈: 횟수 %2$d개 가운데 0이 아닌 것은 %1$d개이고, 순서는 사라집니다."),
                 (int)json_array_size(bag), json_whole(value, "vocabulary"));
    table_rows_draw(&rows, canvas, TEXT("token\t>id\t>count", "토큰\t>번호\t>횟수"));
}

static void show_tokens(const json_t *value, Canvas *canvas)
{
    bool target = strcmp(json_text(value, "side"), "target") == 0;
    const char *kind = json_text(value, "kind");
    prose_format(canvas, STYLE_HEADING, 0,
                 target ? TEXT("Target, tokens by %s: %d, from a vocabulary of %d", "타깃, %s 단위: 토큰 %d개(어휘 %d개)")
                        : TEXT("Source, tokens by %s: %d, from a vocabulary of %d", "소스, %s 단위: 토큰 %d개(어휘 %d개)"),
                 strcmp(kind, "subword") == 0         ? TEXT("subword", "서브워드")
                     : strcmp(kind, "character") == 0 ? TEXT("character", "글자")
                                                      : TEXT("word", "단어"),
                 (int)json_array_size(json_object_get(value, "tokens")),
                 json_whole(value, "vocabulary"));
    int row = canvas_rows(canvas), x = 2;
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(value, "tokens"), i, entry)
        show_cell(canvas, entry, target ? STYLE_TARGET : STYLE_SOURCE, &row, &x);
    int unknown = json_whole(value, "unknown");
    if (unknown == 1)
        canvas_prose(canvas, STYLE_WARNING, 0,
                     TEXT("One token is not in the vocabulary; a model reads <UNK> instead.",
                          "토큰 1개는 어휘에 없습니다. 모델은 그 자리에서 <UNK>를 읽습니다."));
    else if (unknown > 1)
        prose_format(canvas, STYLE_WARNING, 0,
                     TEXT("%d tokens are not in the vocabulary; a model reads <UNK> instead.",
                          "토큰 %d개는 어휘에 없습니다. 모델은 그 자리에서 <UNK>를 읽습니다."),
                     unknown);
    if (json_object_get(value, "steps") != NULL)
        show_steps(json_object_get(value, "steps"), canvas);
    if (json_object_get(value, "bag") != NULL)
        show_bag(value, canvas);
}

static const Command tokens_command = {
    .name = "tokens",
    .usage = {"tokens WORDS... [steps=yes] [bag=yes]", "tokens 문장 [steps=yes] [bag=yes]"},
    .summary = {"show the tokens of a sentence", "문장을 토큰으로 어떻게 나누는지 보여 줍니다"},
    .options = &tokens_options,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .run = run_tokens,
    .show = show_tokens,
};

const Command *const tokens_family[] = {&tokens_command, NULL};
