/* byte_pairs.c: texts cut by merges, subwords joined into texts, and merges read from outside. */
#include "text/byte_pairs.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/unicode.h"

/* ---- the merges ---- */

BytePairs *byte_pairs_open(HangulUnit hangul, Vocabulary *subwords)
{
    BytePairs *pairs = memory_new(1, sizeof *pairs);
    pairs->hangul = hangul;
    pairs->subwords = subwords;
    return pairs;
}

void byte_pairs_close(BytePairs *pairs)
{
    if (pairs == NULL)
        return;
    vocabulary_close(pairs->subwords);
    free(pairs->merge);
    hash_table_free(&pairs->by_pair);
    free(pairs);
}

/* The merge of two neighbours, or -1. */
static int find_merge(const BytePairs *pairs, int left, int right)
{
    size_t step = 0;
    return hash_table_next(&pairs->by_pair, hash_pair(left, right), &step);
}

int byte_pairs_add(BytePairs *pairs, int left, int right)
{
    char joined[SUBWORD_BYTES];
    const char *first = vocabulary_token(pairs->subwords, left), *second = vocabulary_token(pairs->subwords, right);
    size_t first_count = strlen(first), second_count = strlen(second);
    if (first_count + second_count > sizeof joined)
        return -1;
    memcpy(joined, first, first_count);
    memcpy(joined + first_count, second, second_count);
    int made = vocabulary_add_bytes(pairs->subwords, joined, first_count + second_count);
    pairs->merge = memory_room(pairs->merge, pairs->count, &pairs->capacity, sizeof *pairs->merge);
    hash_table_add(&pairs->by_pair, hash_pair(left, right), pairs->count);
    pairs->merge[pairs->count++] = (Merge){left, right, made};
    return made;
}

const char *byte_pairs_left(const BytePairs *pairs, int merge)
{
    return vocabulary_token(pairs->subwords, pairs->merge[merge].left);
}

const char *byte_pairs_right(const BytePairs *pairs, int merge)
{
    return vocabulary_token(pairs->subwords, pairs->merge[merge].right);
}

bool byte_pairs_same(const BytePairs *a, const BytePairs *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (a->hangul != b->hangul || a->count != b->count)
        return false;
    for (int i = 0; i < a->count; i++)
        if (strcmp(byte_pairs_left(a, i), byte_pairs_left(b, i)) != 0 ||
            strcmp(byte_pairs_right(a, i), byte_pairs_right(b, i)) != 0)
            return false;
    return true;
}

BytePairs *byte_pairs_copy(const BytePairs *pairs)
{
    if (pairs == NULL)
        return NULL;
    BytePairs *copy = byte_pairs_open(pairs->hangul, vocabulary_open());
    vocabulary_add_all(copy->subwords, pairs->subwords);
    for (int i = 0; i < pairs->count; i++)
        byte_pairs_add(copy, pairs->merge[i].left, pairs->merge[i].right);
    return copy;
}

/* ---- symbols and words ---- */

/* Bytes of the symbol at `at`, a cluster or a conjoining jamo; 0 at the end. */
static size_t symbol_at(HangulUnit hangul, const char *at, const char *end)
{
    size_t count = (size_t)(end - at), bytes;
    uint32_t code = hangul == HANGUL_JAMO ? utf8_decode(at, count, &bytes) : 0;
    return code >= 0x1100 && code <= 0x11FF ? bytes : utf8_cluster(at, count);
}

static void add_code(Buffer *out, uint32_t code)
{
    char bytes[4];
    buffer_add_bytes(out, bytes, utf8_encode(code, bytes));
}

/* A syllable becomes a lead, a vowel and perhaps a tail (The Unicode Standard, 3.12). With a combining mark it stays
 * whole: after a split the mark would belong to the last jamo only. */
void byte_pairs_prepare(HangulUnit hangul, const char *text, size_t count, Buffer *out)
{
    buffer_clear(out);
    buffer_add_char(out, ' ');
    if (hangul == HANGUL_SYLLABLE) {
        buffer_add_bytes(out, text, count);
        return;
    }
    const char *end = text + count;
    for (size_t used; (used = symbol_at(HANGUL_SYLLABLE, text, end)) > 0; text += used) {
        size_t bytes;
        uint32_t code = utf8_decode(text, used, &bytes);
        if (!unicode_is_hangul_syllable(code) || bytes != used) {
            buffer_add_bytes(out, text, used);
            continue;
        }
        HangulLetters letters = unicode_hangul_letters(code);
        add_code(out, 0x1100 + letters.initial);
        add_code(out, 0x1161 + letters.vowel);
        if (letters.final > 0)
            add_code(out, 0x11A7 + letters.final);
    }
}

/* The end of the word at `at`, with the space before it, or of the spaces there that belong to no word. */
static const char *next_word_end(const char *at, const char *end)
{
    const char *rest = at;
    TokenSpan word;
    if (!tokens_next(TOKENS_WORD, &rest, end, &word))
        return end;
    const char *first = word.start > at && word.start[-1] == ' ' ? word.start - 1 : word.start;
    return first > at ? first : rest;
}

bool cut_word(HangulUnit hangul, const char **at, const char **word_end, const char *end, CutWord *word)
{
    if (*at == end)
        return false;
    if (*at == *word_end)
        *word_end = next_word_end(*at, end);
    word->count = 0;
    word->edge[0] = *at;
    while (*at < *word_end && word->count < WORD_SYMBOLS) {
        *at += symbol_at(hangul, *at, *word_end);
        word->edge[++word->count] = *at;
    }
    return true;
}

/* ---- cutting ---- */

SubwordCursor subwords_begin(const BytePairs *pairs, const char *prepared, size_t count)
{
    return (SubwordCursor){.pairs = pairs, .at = prepared, .word_end = prepared, .end = prepared + count};
}

bool subwords_next_word(SubwordCursor *cursor)
{
    CutWord *word = &cursor->word;
    if (!cut_word(cursor->pairs->hangul, &cursor->at, &cursor->word_end, cursor->end, word))
        return false;
    for (int i = 0; i < word->count; i++)
        word->symbol[i] = vocabulary_find_bytes(cursor->pairs->subwords, word->edge[i],
                                                (size_t)(word->edge[i + 1] - word->edge[i]));
    return true;
}

/* The earliest merge that applies anywhere, or -1. */
static int earliest_merge(const BytePairs *pairs, const CutWord *word)
{
    int earliest = -1;
    for (int i = 0; i + 1 < word->count; i++) {
        int merge = find_merge(pairs, word->symbol[i], word->symbol[i + 1]);
        if (merge >= 0 && (earliest < 0 || merge < earliest))
            earliest = merge;
    }
    return earliest;
}

int subwords_merge(const BytePairs *pairs, CutWord *word)
{
    int merge = earliest_merge(pairs, word), kept = 0;
    if (merge < 0)
        return -1;
    for (int i = 0; i < word->count; i++) {
        bool fits = i + 1 < word->count && word->symbol[i] == pairs->merge[merge].left &&
                    word->symbol[i + 1] == pairs->merge[merge].right;
        word->symbol[kept] = fits ? pairs->merge[merge].made : word->symbol[i];
        word->edge[kept++] = word->edge[i];
        i += fits;
    }
    word->edge[kept] = word->edge[word->count];
    word->count = kept;
    return merge;
}

bool subwords_next(SubwordCursor *cursor, TokenSpan *subword)
{
    CutWord *word = &cursor->word;
    if (cursor->next == word->count) {
        if (!subwords_next_word(cursor))
            return false;
        while (subwords_merge(cursor->pairs, word) >= 0)
            ;
        cursor->next = 0;
    }
    subword->start = word->edge[cursor->next];
    subword->count = (size_t)(word->edge[cursor->next + 1] - subword->start);
    cursor->next++;
    return true;
}

/* ---- joining ---- */

void byte_pairs_join(const char *const *subwords, int count, Buffer *out)
{
    Buffer text = {0};
    for (int i = 0; i < count; i++)
        buffer_add(&text, subwords[i]);
    char *normalised = utf8_normalised(buffer_text(&text));
    const char *joined = normalised != NULL ? normalised : buffer_text(&text);
    buffer_add(out, joined[0] == ' ' ? joined + 1 : joined);
    free(normalised);
    buffer_free(&text);
}

/* ---- merges from outside ---- */

/* The id of a known subword, or of a symbol, which it adds; -1 if it is neither. */
static int part_id(BytePairs *pairs, const char *part)
{
    size_t count = part != NULL ? strlen(part) : 0;
    if (count == 0 || count > SUBWORD_BYTES || utf8_first_invalid(part, count) >= 0)
        return -1;
    int id = vocabulary_find_bytes(pairs->subwords, part, count);
    if (id >= TOKEN_FIRST)
        return id;
    bool symbol = symbol_at(pairs->hangul, part, part + count) == count;
    return symbol ? vocabulary_add_bytes(pairs->subwords, part, count) : -1;
}

BytePairs *byte_pairs_read(HangulUnit hangul, const char *const *part, int count, const char *side, Error *error)
{
    if (count < 0 || count > MERGES_MOST) {
        error_set(error, ERROR_DATA,
                  TEXT("%s merges: there may be at most %d, not %d", "%s 병합 규칙: %d개까지 쓸 수 있습니다(입력: %d개)"),
                  side, MERGES_MOST, count);
        return NULL;
    }
    BytePairs *pairs = byte_pairs_open(hangul, vocabulary_open());
    for (int i = 0; i < count; i++) {
        int left = part_id(pairs, part[2 * i]), right = part_id(pairs, part[2 * i + 1]);
        if (left >= 0 && right >= 0 && find_merge(pairs, left, right) < 0 &&
            byte_pairs_add(pairs, left, right) >= TOKEN_FIRST)
            continue;
        error_set(error, ERROR_DATA,
                  TEXT("%s merges: number %d must join two subwords that are known by then, and only once",
                       "%s 병합 규칙: %d번은 이미 나온 두 서브워드를 한 번만 합쳐야 합니다"),
                  side, i + 1);
        byte_pairs_close(pairs);
        return NULL;
    }
    return pairs;
}
