/* prose.c: what an attention map or a row of gates shows, in words.
 *
 * Nothing is said that the numbers do not show: the facts are counted first, then each sentence is written
 * only where its fact holds. */
#include "view/prose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "view/short_text.h"

enum { NAME_COLUMNS = 24, PAIRS_MOST = 3, SHIFT_MOST = 2 };

/* ---- words and numbers ---- */

/* "word", "words" and in Korean, where there is no plural, 단어. */
static const char *noun(LabelKind kind, bool plural)
{
    static const char *const one[] = {"word", "character", "subword", "symbol", "column", "token"};
    static const char *const many[] = {"words", "characters", "subwords", "symbols", "columns", "tokens"};
    static const char *const korean[] = {"단어", "글자", "서브워드", "기호", "열", "토큰"};
    return language_now() == LANGUAGE_KOREAN ? korean[kind] : plural ? many[kind] : one[kind];
}

/* "the 3rd word", and in Korean 세 번째 단어. */
static void add_place(Buffer *out, LabelKind kind, int index)
{
    static const char *const korean[] = {"첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"};
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    int place = index + 1, ending = place / 10 % 10 == 1 || place % 10 > 3 ? 0 : place % 10;
    if (language_now() == LANGUAGE_ENGLISH)
        buffer_format(out, "the %d%s %s", place, endings[ending], noun(kind, false));
    else if (place <= 10)
        buffer_format(out, "%s 번째 %s", korean[index], noun(kind, false));
    else
        buffer_format(out, "%d번째 %s", place, noun(kind, false));
}

/* A label in quotes, made safe to print; with its place where the same word stands in more than one. */
static char *name_of(const char *const *labels, LabelKind kind, int count, int index)
{
    Buffer out = {0};
    const char *label = labels != NULL ? labels[index] : NULL;
    int same = 0;
    for (int i = 0; label != NULL && i < count; i++)
        same += labels[i] != NULL && strcmp(labels[i], label) == 0;
    if (label == NULL || same > 1)
        add_place(&out, kind, index);
    if (label != NULL) {
        char *shown = glyph_cut(label, NAME_COLUMNS, false);
        buffer_format(&out, TEXT("%s\"%s\"", "%s'%s'"), same > 1 ? " " : "", shown);
        free(shown);
    }
    return buffer_take(&out);
}

/* Between sentences. */
static void begin_sentence(Buffer *out)
{
    if (out->length > 0 && buffer_text(out)[out->length - 1] != '\n')
        buffer_add_char(out, ' ');
}

/* ---- the facts of an attention map ---- */

typedef struct Facts {
    int rows;            /* with any weight at all */
    int *largest;        /* [map rows] the column of the largest weight; -1: none stands out */
    float *weight;       /* [map rows] that weight */
    int distinct;        /* rows where one stands out */
    double mean_largest;
    double spread;       /* over how many columns the weight of a row is spread: exp of the mean entropy */
    double share;        /* the same as a share of those that it sees */
    double above;        /* how much larger the largest is than the mean of those, on average */
    int favourite, favourite_rows; /* the column most rows look at, and how many do */
    int known, on_partner;         /* rows whose partner is known; whose largest weight lies there */
    int shift, shift_rows;         /* by how many words most of the others miss it, and how many do */
    int steps[3]; /* of a text that looks at itself: rows that look one back, at themselves, one ahead */
} Facts;

/* How many columns a row may look at. */
static int seen_by(const Heatmap *map, int row)
{
    return map->causal && row + 1 < map->columns ? row + 1 : map->columns;
}

static float weight_at(const Heatmap *map, int row, int column)
{
    float value = map->values[(size_t)row * map->columns + column];
    return isfinite(value) && value > 0 ? value : 0;
}

static double row_entropy(const Heatmap *map, int row, double sum)
{
    double entropy = 0;
    for (int column = 0; column < seen_by(map, row); column++) {
        double share = (double)weight_at(map, row, column) / sum;
        if (share > 0)
            entropy -= share * log(share);
    }
    return entropy;
}

static void find_largest(const Heatmap *map, int row, Facts *facts)
{
    float largest = 0, second = 0;
    for (int column = 0; column < seen_by(map, row); column++) {
        float value = weight_at(map, row, column);
        if (value > largest) {
            second = largest;
            largest = value;
            facts->largest[row] = column;
        } else if (value > second) {
            second = value;
        }
    }
    facts->weight[row] = largest;
    if (largest - second < 0.005F)
        facts->largest[row] = -1;
}

static void count_favourite(const Heatmap *map, Facts *facts)
{
    int *rows = memory_new(map->columns, sizeof *rows);
    for (int row = 0; row < map->rows; row++) {
        int column = facts->largest[row];
        if (column >= 0 && ++rows[column] > facts->favourite_rows) {
            facts->favourite_rows = rows[column];
            facts->favourite = column;
        }
    }
    free(rows);
}

static void count_partners(const Heatmap *map, Facts *facts)
{
    int shifts[2 * SHIFT_MOST + 1] = {0};
    for (int row = 0; map->partner != NULL && row < map->rows; row++) {
        int partner = map->partner[row], largest = facts->largest[row];
        if (partner < 0 || partner >= map->columns)
            continue;
        facts->known++;
        facts->on_partner += largest == partner;
        int shift = largest - partner;
        if (largest < 0 || shift == 0 || abs(shift) > SHIFT_MOST)
            continue;
        if (++shifts[shift + SHIFT_MOST] > facts->shift_rows) {
            facts->shift_rows = shifts[shift + SHIFT_MOST];
            facts->shift = shift;
        }
    }
}

/* Of a causal map what has one column to look at is left out: it could not do otherwise. */
static Facts facts_of(const Heatmap *map)
{
    Facts facts = {0};
    double entropy = 0, shared = 0;
    facts.largest = memory_new(map->rows, sizeof *facts.largest);
    facts.weight = memory_new(map->rows, sizeof *facts.weight);
    for (int row = 0; row < map->rows; row++) {
        double sum = 0;
        for (int column = 0; column < seen_by(map, row); column++)
            sum += (double)weight_at(map, row, column);
        facts.largest[row] = -1;
        if (!(sum > 0) || (map->causal && row == 0))
            continue;
        facts.rows++;
        double own = row_entropy(map, row, sum);
        entropy += own;
        shared += own - log(seen_by(map, row));
        find_largest(map, row, &facts);
        facts.mean_largest += (double)facts.weight[row];
        facts.above += (double)facts.weight[row] * seen_by(map, row);
        facts.distinct += facts.largest[row] >= 0;
        if (map->itself && facts.largest[row] >= 0 && abs(facts.largest[row] - row) <= 1)
            facts.steps[facts.largest[row] - row + 1]++;
    }
    if (facts.rows > 0) {
        facts.mean_largest /= facts.rows;
        facts.spread = exp(entropy / facts.rows);
        facts.share = exp(shared / facts.rows);
        facts.above /= facts.rows;
    }
    count_favourite(map, &facts);
    count_partners(map, &facts);
    return facts;
}

/* ---- sentences on an attention map ---- */

/* "target word", "source words"; of a text that looks at itself no side is named. */
static const char *row_noun(const Heatmap *map, bool plural, Buffer *space)
{
    buffer_format(space, "%s%s", map->itself ? "" : TEXT("target ", "타깃 "), noun(map->row_kind, plural));
    return buffer_text(space);
}

static const char *column_noun(const Heatmap *map, bool plural, Buffer *space)
{
    buffer_format(space, "%s%s", map->itself ? "" : TEXT("source ", "소스 "), noun(map->column_kind, plural));
    return buffer_text(space);
}

static bool has_favourite(const Facts *facts)
{
    return facts->rows >= 3 && facts->favourite_rows * 10 >= facts->rows * 7;
}

static void say_flat(const Heatmap *map, Buffer *out)
{
    Buffer row = {0}, column = {0};
    const char *each = row_noun(map, false, &row);
    if (map->causal)
        buffer_format(out,
                      TEXT("The attention is almost uniform: each %s spreads its weight over nearly all it can see, "
                           "and none stands out.",
                           "어텐션이 거의 고르게 퍼져 있습니다. %s마다 볼 수 있는 곳 전체에 가중치가 골고루 나뉘어 있어서 "
                           "두드러지는 곳이 없습니다."),
                      each);
    else
        buffer_format(out,
                      TEXT("The attention is almost uniform: each %1$s spreads its weight over nearly all %2$d %3$s, "
                           "and none stands out.",
                           "어텐션이 거의 고르게 퍼져 있습니다. %1$s마다 가중치가 %3$s %2$d개에 골고루 나뉘어 있어서 "
                           "두드러지는 곳이 없습니다."),
                      each, map->columns, column_noun(map, true, &column));
    buffer_free(&row);
    buffer_free(&column);
}

static void say_favourite(const Heatmap *map, const Facts *facts, Buffer *out)
{
    Buffer space = {0};
    char *name = name_of(map->column_labels, map->column_kind, map->columns, facts->favourite);
    const char *rows = row_noun(map, true, &space), *particle = TEXT("", korean_particle(name, "을", "를"));
    if (facts->favourite_rows == facts->rows)
        buffer_format(out, TEXT("All %1$d %4$s look most at %2$s%3$s.", "%4$s %1$d개 모두 %2$s%3$s 가장 많이 봅니다."),
                      facts->rows, name, particle, rows);
    else
        buffer_format(out,
                      TEXT("%2$d of %1$d %5$s look most at %3$s%4$s.", "%5$s %1$d개 가운데 %2$d개가 %3$s%4$s 가장 많이 봅니다."),
                      facts->rows, facts->favourite_rows, name, particle, rows);
    buffer_free(&space);
    free(name);
}

/* The rows with the largest weights, at most PAIRS_MOST, in their order. */
static int strongest_rows(const Heatmap *map, const Facts *facts, int *rows)
{
    int count = 0;
    for (int row = 0; row < map->rows; row++) {
        if (facts->largest[row] < 0)
            continue;
        int at = count < PAIRS_MOST ? count++ : PAIRS_MOST;
        int weakest = -1;
        for (int i = 0; at == PAIRS_MOST && i < count; i++)
            if (facts->weight[rows[i]] < facts->weight[row] &&
                (weakest < 0 || facts->weight[rows[i]] <= facts->weight[rows[weakest]]))
                weakest = i;
        if (at < PAIRS_MOST) {
            rows[at] = row;
        } else if (weakest >= 0) {
            memmove(&rows[weakest], &rows[weakest + 1], (size_t)(count - weakest - 1) * sizeof *rows);
            rows[count - 1] = row;
        }
    }
    return count;
}

/* The first pair has the verb; it may be what the sentence begins with. */
static void say_pair(const Heatmap *map, const Facts *facts, int row, bool first, bool begins, Buffer *out)
{
    char *target = name_of(map->row_labels, map->row_kind, map->rows, row);
    char *source = name_of(map->column_labels, map->column_kind, map->columns, facts->largest[row]);
    if (begins && *target == 't')
        *target = 'T'; /* "the 3rd word" */
    char weight[HUNDREDTHS_BYTES];
    const char *english = first ? "%s looks most at %s (%s)" : "%s at %s (%s)";
    hundredths_text((double)facts->weight[row], weight);
    buffer_format(out, TEXT(english, "%s → %s (%s)"), target, source, weight);
    free(target);
    free(source);
}

static void say_pairs(const Heatmap *map, const Facts *facts, Buffer *out)
{
    int rows[PAIRS_MOST], count = strongest_rows(map, facts, rows);
    bool all = facts->distinct == count;
    if (count == 0) {
        buffer_add(out, TEXT("No weight stands out in any row.", "두드러지게 큰 가중치가 있는 행이 없습니다."));
        return;
    }
    buffer_add(out, all ? TEXT("", "가장 많이 본 곳: ") : TEXT("Most clearly, ", "가장 뚜렷하게 본 곳: "));
    for (int i = 0; i < count; i++) {
        if (i > 0)
            buffer_add(out, i == count - 1 ? TEXT(" and ", ", ") : ", ");
        say_pair(map, facts, rows[i], i == 0, i == 0 && all, out);
    }
    buffer_add(out, ".");
}

static void say_sharpness(const Heatmap *map, const Facts *facts, Buffer *out)
{
    begin_sentence(out);
    const char *how = facts->mean_largest >= 0.8   ? TEXT("sharp", "한곳에 집중됩니다")
                      : facts->mean_largest >= 0.5 ? TEXT("fairly sharp", "대체로 한곳에 집중됩니다")
                                                   : TEXT("diffuse", "넓게 퍼집니다");
    char mean[HUNDREDTHS_BYTES];
    buffer_format(out, TEXT("The attention is %s: the largest weight of a row is %s", "어텐션이 %s. 행마다 가장 큰 가중치가 평균 %s"),
                  how, hundredths_text(facts->mean_largest, mean));
    if (facts->mean_largest >= 0.5)
        buffer_add(out, TEXT(" on average.", "입니다."));
    else
        buffer_format(out,
                      TEXT(" on average, with the weight spread over about %1$ld %2$s.",
                           "이고, 가중치는 %2$s %1$ld개쯤에 나뉘어 있습니다."),
                      lround(facts->spread), noun(map->column_kind, lround(facts->spread) != 1));
}

static void say_partners(const Heatmap *map, const Facts *facts, Buffer *out)
{
    begin_sentence(out);
    int known = facts->known, hits = facts->on_partner;
    const char *what = noun(map->row_kind, known != 1);
    if (known == 1)
        buffer_format(out,
                      hits ? TEXT("One %s has a known alignment, and its largest weight agrees with it.",
                                  "정답 정렬이 있는 것은 %s 하나이며, 가장 큰 가중치가 그와 일치합니다.")
                           : TEXT("One %s has a known alignment, but its largest weight is elsewhere.",
                                  "정답 정렬이 있는 것은 %s 하나이며, 가장 큰 가중치는 다른 곳에 있습니다."),
                      what);
    else if (hits == known)
        buffer_format(out,
                      TEXT("For all %1$d %2$s with a known alignment, the largest weight agrees with it.",
                           "정답 정렬이 있는 %2$s %1$d개 모두 가장 큰 가중치가 정렬과 일치합니다."),
                      known, what);
    else if (hits == 0)
        buffer_format(out,
                      TEXT("For none of the %1$d %2$s with a known alignment does the largest weight agree with it.",
                           "정답 정렬이 있는 %2$s %1$d개 가운데 가장 큰 가중치가 정렬과 일치하는 것은 없습니다."),
                      known, what);
    else
        buffer_format(out,
                      TEXT("For %2$d of the %1$d %3$s with a known alignment, the largest weight agrees with it.",
                           "정답 정렬이 있는 %3$s %1$d개 가운데 %2$d개는 가장 큰 가중치가 정렬과 일치합니다."),
                      known, hits, what);
}

/* Missing most partners by the same number of words is a pattern and worth saying; that all look at the same
 * word is another one, said already. */
static void say_shift(const Heatmap *map, const Facts *facts, Buffer *out)
{
    if (facts->shift_rows < 2 || facts->shift_rows * 2 <= facts->known || has_favourite(facts))
        return;
    begin_sentence(out);
    bool later = facts->shift > 0;
    buffer_add(out, TEXT("The misses have a pattern: ", "어긋난 데에 규칙이 있습니다. "));
    if (facts->shift_rows == facts->known)
        buffer_format(out, TEXT("all %d look ", "%d개 모두 "), facts->known);
    else
        buffer_format(out, TEXT("%2$d of the %1$d look ", "%1$d개 가운데 %2$d개가 "), facts->known, facts->shift_rows);
    bool one = abs(facts->shift) == 1;
    const char *side = later ? TEXT("right (later in the source)", "뒤(오른쪽)를")
                             : TEXT("left (earlier in the source)", "앞(왼쪽)을");
    buffer_format(out, TEXT("%s %s too far to the %s.", "정렬보다 %s %s %s 봅니다."),
                  one ? TEXT("one", "한") : TEXT("two", "두"), noun(map->column_kind, !one), side);
}

static void say_order(const Heatmap *map, const Facts *facts, Buffer *out)
{
    /* 1: the largest weights go from left to right, -1: from right to left, over three columns or more; else 0. */
    int rises = 0, falls = 0, before = -1;
    for (int row = 0; row < map->rows; row++) {
        int column = facts->largest[row];
        if (column < 0)
            continue;
        rises += before >= 0 && column > before;
        falls += before >= 0 && column < before;
        before = column;
    }
    int order = rises >= 2 && falls == 0 ? 1 : falls >= 2 && rises == 0 ? -1 : 0;
    if (order == 0)
        return;
    begin_sentence(out);
    buffer_add(out, order > 0 ? TEXT("From row to row the largest weights go from left to right, in the order of the "
                                     "source.",
                                     "행을 따라 내려가면 가장 큰 가중치가 왼쪽에서 오른쪽으로, 소스의 순서대로 옮겨 갑니다.")
                              : TEXT("From row to row the largest weights go from right to left, against the order of "
                                     "the source.",
                                     "행을 따라 내려가면 가장 큰 가중치가 오른쪽에서 왼쪽으로, 소스와 거꾸로 옮겨 갑니다."));
}

/* What most of a text's places do when it looks at itself: at themselves, or beside them. */
static void say_steps(const Heatmap *map, const Facts *facts, Buffer *out)
{
    const char *const where[] = {TEXT("at the one before", "바로 앞을"), TEXT("at themselves", "자기 자신을"),
                                 TEXT("at the one after", "바로 뒤를")};
    for (int i = 0; i < 3; i++) {
        if (facts->steps[i] < 2 || facts->steps[i] * 2 <= facts->rows)
            continue;
        begin_sentence(out);
        if (facts->steps[i] == facts->rows)
            buffer_format(out, TEXT("All %1$d %2$s look most %3$s.", "%2$s %1$d개 모두 %3$s 가장 많이 봅니다."), facts->rows,
                          noun(map->row_kind, true), where[i]);
        else
            buffer_format(out, TEXT("%2$d of %1$d %3$s look most %4$s.", "%3$s %1$d개 가운데 %2$d개가 %4$s 가장 많이 봅니다."),
                          facts->rows, facts->steps[i], noun(map->row_kind, true), where[i]);
    }
}

void attention_prose(const Heatmap *map, Buffer *out)
{
    begin_sentence(out);
    if (map->rows <= 0 || map->columns <= 0) {
        buffer_add(out, TEXT("There are no attention weights to describe.", "설명할 어텐션 가중치가 없습니다."));
        return;
    }
    Facts facts = facts_of(map);
    if (facts.rows == 0) {
        buffer_add(out, TEXT("No attention weight is above 0.", "0보다 큰 어텐션 가중치가 없습니다."));
    } else if (map->columns == 1) {
        Buffer column = {0};
        buffer_format(out, TEXT("There is only one %s to look at.", "볼 수 있는 곳은 %s 하나뿐입니다."),
                      column_noun(map, false, &column));
        buffer_free(&column);
    } else if (facts.share >= 0.9 && facts.above < 1.5) {
        /* Even in every row: spread over nearly all words, and the largest weight hardly above the average one. */
        say_flat(map, out);
    } else {
        has_favourite(&facts) ? say_favourite(map, &facts, out) : say_pairs(map, &facts, out);
        say_sharpness(map, &facts, out);
        say_steps(map, &facts, out);
        if (facts.known == 0 && !map->itself)
            say_order(map, &facts, out);
    }
    if (facts.known > 0 && facts.distinct > 0 && map->columns > 1) {
        say_partners(map, &facts, out);
        say_shift(map, &facts, out);
    }
    free(facts.largest);
    free(facts.weight);
}

/* ---- gates ---- */

typedef struct Extremes {
    int lowest, highest; /* -1: no value is a number */
    double low, high;
} Extremes;

static Extremes extremes_of(const float *values, int count)
{
    Extremes found = {-1, -1, INFINITY, -INFINITY};
    for (int i = 0; values != NULL && i < count; i++) {
        double value = (double)values[i];
        if (isfinite(value) && value < found.low) {
            found.low = value;
            found.lowest = i;
        }
        if (isfinite(value) && value > found.high) {
            found.high = value;
            found.highest = i;
        }
    }
    return found;
}

static bool about_the_same(Extremes found) { return found.high - found.low < 0.05; }

static void say_update(const Extremes *update, const char *const *labels, int tokens, Buffer *out)
{
    char *highest = name_of(labels, LABEL_TOKEN, tokens, update->highest), low[HUNDREDTHS_BYTES];
    char *lowest = name_of(labels, LABEL_TOKEN, tokens, update->lowest), high[HUNDREDTHS_BYTES];
    if (about_the_same(*update))
        buffer_format(out, TEXT("The update gate z is about the same at every token (%s on average).",
                                "업데이트 게이트 z는 모든 토큰에서 비슷합니다(평균 %s)."),
                      hundredths_text((update->low + update->high) / 2, low));
    else
        buffer_format(out, TEXT("The update gate z takes in most at %s (%s on average) and keeps most of the past at %s "
                                "(%s).",
                                "업데이트 게이트 z는 %s에서 새 정보를 가장 많이 받아들이고(평균 %s), %s에서 과거를 가장 많이 "
                                "유지합니다(평균 %s)."),
                      highest, hundredths_text(update->high, high), lowest, hundredths_text(update->low, low));
    free(highest);
    free(lowest);
    buffer_add(out, TEXT(" When z is near 0 the old state is kept; near 1 it is replaced by the new candidate.",
                         " z가 0에 가까우면 이전 은닉 상태를 유지하고, 1에 가까우면 새 후보 은닉 상태로 바꿉니다."));
}

static void say_reset(const Extremes *reset, const char *const *labels, int tokens, Buffer *out)
{
    begin_sentence(out);
    char *lowest = name_of(labels, LABEL_TOKEN, tokens, reset->lowest), number[HUNDREDTHS_BYTES];
    if (about_the_same(*reset))
        buffer_format(out, TEXT("The reset gate r is about the same at every token (%s on average).",
                                "리셋 게이트 r은 모든 토큰에서 비슷합니다(평균 %s)."),
                      hundredths_text((reset->low + reset->high) / 2, number));
    else
        buffer_format(out, TEXT("The reset gate r is lowest at %s (%s on average): there the candidate uses the past "
                                "least.",
                                "리셋 게이트 r은 %s에서 가장 작습니다(평균 %s). 여기서는 후보 은닉 상태를 만들 때 과거를 가장 적게 "
                                "씁니다."),
                      lowest, hundredths_text(reset->low, number));
    free(lowest);
}

void gates_prose(int tokens, const char *const *labels, const float *update_means, const float *reset_means,
                 Buffer *out)
{
    begin_sentence(out);
    Extremes update = extremes_of(update_means, tokens), reset = extremes_of(reset_means, tokens);
    if (update.lowest >= 0)
        say_update(&update, labels, tokens, out);
    if (reset.lowest >= 0)
        say_reset(&reset, labels, tokens, out);
    if (update.lowest < 0 && reset.lowest < 0)
        buffer_add(out, TEXT("There are no gate values to describe.", "설명할 게이트 값이 없습니다."));
}
