/* tokenizer.c: cuts text into tokens, and joins tokens with the right spaces.
 *
 * Cutting goes by grapheme clusters, never by code points: an accent, a variation selector or a zero-width joiner stays
 * with what it stands on. A cluster is of the kind of its first code point: space, punctuation (symbols and emoji too),
 * or part of a word. */
#include "text/tokenizer.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/unicode.h"

const char *token_kind_name(int kind)
{
    static const char *const names[TOKEN_KINDS] = {"word", "character", "subword"};
    return kind < TOKEN_KINDS ? names[kind] : NULL;
}

/* ---- lists ---- */

void token_list_add(TokenList *list, const char *bytes, size_t count)
{
    list->token = memory_room(list->token, list->count, &list->capacity, sizeof(char *));
    list->token[list->count++] = memory_text(bytes, count);
}

void token_list_free(TokenList *list)
{
    for (int i = 0; i < list->count; i++)
        free(list->token[i]);
    free(list->token);
    *list = (TokenList){0};
}

/* ---- cutting ---- */

static size_t cluster_at(const char *at, const char *end) { return utf8_cluster(at, (size_t)(end - at)); }

typedef enum { KIND_END, KIND_SPACE, KIND_PUNCTUATION, KIND_WORD } CodeKind;

static bool is_ascii_word(uint32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') ||
           code == '_';
}

static CodeKind code_kind(uint32_t code)
{
    if (is_ascii_word(code))
        return KIND_WORD;
    if (unicode_is_space(code))
        return KIND_SPACE;
    return unicode_is_punctuation(code) ? KIND_PUNCTUATION : KIND_WORD;
}

/* The kind of the cluster at `at`; its first code point and the bytes of that. */
static CodeKind kind_at(const char *at, const char *end, uint32_t *code, size_t *bytes)
{
    *code = utf8_decode(at, (size_t)(end - at), bytes);
    return *bytes == 0 ? KIND_END : code_kind(*code);
}

/* A cluster without the space that its end may hold: signs that stand before a number (U+0600) draw one in. */
static size_t cluster_in_word(const char *at, const char *end)
{
    size_t count = cluster_at(at, end), bytes;
    for (size_t part = 0; part < count; part += bytes) {
        uint32_t code = utf8_decode(at + part, count - part, &bytes);
        if (part > 0 && code_kind(code) == KIND_SPACE)
            return part;
        if (bytes == count)
            break;
    }
    return count;
}

static bool is_digit(uint32_t code) { return code >= '0' && code <= '9'; }

static bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

/* Whether the dot at `at`, in a word that begins at `start`, is one of p.m. or U.N.: single letters around it. */
static bool abbreviates(const char *start, const char *at, const char *end)
{
    return *at == '.' && end - at >= 2 && is_letter(at[1]) && is_letter(at[-1]) &&
           (at - 1 == start || at[-2] == '.');
}

/* Whether the punctuation at `at`, behind the code point `before` of the word from `start`, belongs to the word. */
static bool is_inside_word(const char *start, uint32_t before, const char *at, const char *end)
{
    uint32_t code, next;
    size_t bytes, next_bytes;
    kind_at(at, end, &code, &bytes);
    if (cluster_at(at, end) != bytes)
        return false;
    if (kind_at(at + bytes, end, &next, &next_bytes) != KIND_WORD)
        return false;
    bool joins_words = code == '\'' || code == 0x2019 || code == '-' || code == 0x2010 || code == 0x2011;
    bool joins_digits = (code == '.' || code == ':' || code == ',') && is_digit(before) && is_digit(next);
    return joins_words || joins_digits || abbreviates(start, at, end);
}

static const char *word_end(const char *start, const char *end)
{
    for (const char *at = start;;) {
        uint32_t before, code;
        size_t bytes;
        kind_at(at, end, &before, &bytes);
        at += cluster_in_word(at, end);
        CodeKind kind = kind_at(at, end, &code, &bytes);
        if (kind == KIND_PUNCTUATION && is_inside_word(start, before, at, end))
            at += bytes;
        else if (kind != KIND_WORD)
            return at;
    }
}

/* One mark, or a row of dots or hyphens. */
static const char *punctuation_end(const char *at, const char *end)
{
    const char *next = at + cluster_at(at, end);
    if (*at != '.' && *at != '-')
        return next;
    while (next == at + 1 && next < end && *next == *at && cluster_at(next, end) == 1)
        at = next++;
    return next;
}

/* The bytes of "<UNK>" if the text continues with it, so that it can be typed; else 0. */
static size_t unknown_at(const char *at, const char *end)
{
    size_t count = sizeof UNKNOWN_TOKEN - 1;
    return (size_t)(end - at) >= count && memcmp(at, UNKNOWN_TOKEN, count) == 0 ? count : 0;
}

static bool next_word(const char **rest, const char *end, TokenSpan *token)
{
    const char *at = *rest;
    uint32_t code;
    size_t bytes;
    CodeKind kind;
    while ((kind = kind_at(at, end, &code, &bytes)) == KIND_SPACE)
        at += bytes;
    bool number = end - at >= 2 && at[0] == '-' && is_digit((unsigned char)at[1]);
    token->start = at;
    if (kind == KIND_END)
        *rest = end;
    else if (kind == KIND_WORD || number)
        *rest = word_end(at + number, end);
    else
        *rest = unknown_at(at, end) > 0 ? at + unknown_at(at, end) : punctuation_end(at, end);
    token->count = (size_t)(*rest - at);
    return token->count > 0;
}

bool tokens_next(TokenKind kind, const char **rest, const char *end, TokenSpan *token)
{
    if (kind == TOKENS_WORD)
        return next_word(rest, end, token);
    token->start = *rest;
    size_t unknown = unknown_at(*rest, end);
    token->count = unknown > 0 ? unknown : cluster_at(*rest, end);
    *rest += token->count;
    return token->count > 0;
}

char *text_trimmed(char *text)
{
    size_t bytes, count = strlen(text), end = 0;
    while (unicode_is_space(utf8_decode(text, count, &bytes))) {
        text += bytes;
        count -= bytes;
    }
    for (size_t at = 0; at < count; at += bytes)
        if (!unicode_is_space(utf8_decode(text + at, count - at, &bytes)))
            end = at + bytes;
    text[end] = '\0';
    return text;
}

/* ---- joining ---- */

/* Whether a space goes before and after a token. */
typedef enum { JOIN_APART, JOIN_LEFT, JOIN_RIGHT, JOIN_BOTH, JOIN_QUOTE } JoinKind;

static const char *const joined_left[] = {",", ".", "?", "!", ";", ":", ")", "]", "}", "%", "…", "’", "”",
                                          "»", "°", "℃", "。", "，", "？", "！", "；", "：", "、", "）",
                                          "」", "』", "》", "〉", "】"};
static const char *const joined_right[] = {"(", "[", "{", "‘", "«", "¿", "¡", "$", "£", "€", "₩", "#",
                                           "（", "「", "『", "《", "〈", "【"};
static const char *const quotes[] = {"\"", "'", "“", "„"};
static const char *const joined_both[] = {"/", "~", "·", "@", "\\", "∼", "〜"};

static bool is_among(const char *token, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(token, list[i]) == 0)
            return true;
    return false;
}

#define AMONG(token, list) is_among(token, list, sizeof list / sizeof list[0])

static bool is_dots(const char *token) { return token[0] == '.' && token[strspn(token, ".")] == '\0'; }

/* Most tokens begin with an ASCII letter or a Hangul syllable (whose first byte is 0xEA to 0xED), and none of the lists
 * below holds such a one. */
static JoinKind join_kind(const char *token)
{
    unsigned char first = (unsigned char)token[0];
    if (is_ascii_word(first) || (first >= 0xEA && first <= 0xED))
        return JOIN_APART;
    if (is_dots(token) || AMONG(token, joined_left))
        return JOIN_LEFT;
    if (AMONG(token, joined_right))
        return JOIN_RIGHT;
    if (AMONG(token, joined_both))
        return JOIN_BOTH;
    return AMONG(token, quotes) ? JOIN_QUOTE : JOIN_APART;
}

/* Which quotes are open. */
typedef struct Quotes { bool straight, single, low; } Quotes;

static JoinKind toggle_quote(bool *open)
{
    *open = !*open;
    return *open ? JOIN_RIGHT : JOIN_LEFT;
}

/* Straight quotes open and close by turns; “ opens in English and Korean, and closes „ in German. */
static JoinKind quote_kind(const char *token, Quotes *open)
{
    if (token[0] == '"')
        return toggle_quote(&open->straight);
    if (token[0] == '\'')
        return toggle_quote(&open->single);
    bool closes = open->low && strcmp(token, "“") == 0;
    open->low = strcmp(token, "„") == 0;
    return closes ? JOIN_LEFT : JOIN_RIGHT;
}

/* Without a space if there may be none and a cluster ends where the two words meet, so that they can be cut again. */
static void add_word(Buffer *out, size_t last_start, const char *last, const char *token, bool space)
{
    size_t seam = out->length, at = last_start;
    if (!space && !(is_dots(last) && is_dots(token))) {
        buffer_add(out, token);
        while (at < seam)
            at += utf8_cluster(out->text + at, out->length - at);
        if (at == seam)
            return;
        out->length = seam;
    }
    buffer_add_char(out, ' ');
    buffer_add(out, token);
}

static void join_words(const char *const *tokens, int count, Buffer *out)
{
    Quotes open = {false, false, false};
    JoinKind before = JOIN_RIGHT;
    size_t last_start = 0;
    for (int i = 0; i < count; i++) {
        JoinKind kind = join_kind(tokens[i]);
        if (kind == JOIN_QUOTE)
            kind = quote_kind(tokens[i], &open);
        bool space = before != JOIN_RIGHT && before != JOIN_BOTH && kind != JOIN_LEFT && kind != JOIN_BOTH;
        if (i == 0)
            buffer_add(out, tokens[i]);
        else
            add_word(out, last_start, tokens[i - 1], tokens[i], space);
        last_start = out->length - strlen(tokens[i]);
        before = kind;
    }
}

void tokens_join(TokenKind kind, const char *const *tokens, int count, Buffer *out)
{
    if (kind == TOKENS_WORD) {
        join_words(tokens, count, out);
        return;
    }
    for (int i = 0; i < count; i++)
        buffer_add(out, tokens[i]);
}
