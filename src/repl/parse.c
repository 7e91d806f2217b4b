/* parse.c: words, keys and values. */
#include "repl/parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "model/custom.h"

enum { OPTIONS_MOST = 32 };

/* ---- cutting a line ---- */

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static const char *skip_blanks(const char *text)
{
    while (is_blank(*text))
        text++;
    return text;
}

FirstWord first_word(const char *line)
{
    FirstWord word = {.text = skip_blanks(line)};
    while (word.text[word.length] != '\0' && !is_blank(word.text[word.length]))
        word.length++;
    word.rest = skip_blanks(word.text + word.length);
    return word;
}

/* The next piece of text, up to a blank outside quotes, without the quotes. word: it begins with a quote, and so is
 * a word even where it looks like key=value. False at the end. */
static bool next_piece(const char **text, Buffer *piece, bool *word, Error *error)
{
    const char *at = skip_blanks(*text);
    char quote = '\0';
    buffer_clear(piece);
    *word = *at == '"' || *at == '\'';
    if (*at == '\0')
        return false;
    for (; *at != '\0' && (quote != '\0' || !is_blank(*at)); at++) {
        bool begins = quote == '\0' && (*at == '"' || *at == '\'') && (piece->length == 0 || at[-1] == '=');
        if (begins)
            quote = *at;
        else if (quote != '\0' && *at == quote)
            quote = '\0';
        else
            buffer_add_char(piece, *at);
    }
    *text = at;
    if (quote != '\0')
        error_set(error, ERROR_USAGE, TEXT("a quotation mark %c is not closed", "따옴표 %c가 닫히지 않았습니다"), quote);
    return quote == '\0';
}

/* Bytes of the key when a piece looks like key=value, else 0. */
static size_t key_length(const char *piece)
{
    size_t length = strspn(piece, "abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ-");
    return piece[length] == '=' ? length : 0;
}

/* ---- options ---- */

static const Option *find_option(const Command *command, const char *name)
{
    for (const Option *option = command->options; option != NULL && option->name != NULL; option++)
        if (strcmp(option->name, name) == 0)
            return option;
    return NULL;
}

static bool unknown_option(const Command *command, const char *name, Error *error)
{
    const char *names[OPTIONS_MOST] = {NULL};
    size_t count = 0;
    Buffer all = {0};
    for (const Option *option = command->options; option != NULL && option->name != NULL; option++) {
        buffer_format(&all, "%s%s", count > 0 ? ", " : "", option->name);
        names[count++] = option->name;
    }
    const char *nearest = nearest_name(name, names, count);
    if (nearest != NULL)
        error_set(error, ERROR_USAGE, TEXT("%s has no option '%.40s': did you mean '%s'?", "%s 명령에 '%.40s' 옵션은 없습니다. 혹시 '%s'입니까?"),
                  command->name, name, nearest);
    else if (count > 0)
        error_set(error, ERROR_USAGE, TEXT("%s has no option '%.40s'. It has: %s", "%s 명령에 '%.40s' 옵션은 없습니다. 쓸 수 있는 옵션: %s"),
                  command->name, name, buffer_text(&all));
    else
        error_set(error, ERROR_USAGE, TEXT("%s takes no options ('%.40s')", "%s 명령에는 옵션이 없습니다('%.40s')"), command->name, name);
    buffer_free(&all);
    return false;
}

static bool wrong_value(const Option *option, const char *value, const char *wanted, Error *error)
{
    return error_set(error, ERROR_USAGE, TEXT("%s=%.60s: needs %s", "%s=%.60s: %s 값이 필요합니다"), option->name, value,
                     wanted);
}

static bool in_bounds(const Option *option, double value, const char *text, Error *error)
{
    if (option->least >= option->most || (value >= option->least && value <= option->most))
        return true;
    return error_set(error, ERROR_USAGE, TEXT("%s=%.60s: %.10g to %.10g are possible", "%s=%.60s: %.10g에서 %.10g까지 쓸 수 있습니다"),
                     option->name, text, option->least, option->most);
}

static bool read_integer(const char *text, const char **end, long *value)
{
    char *stop;
    errno = 0;
    *value = strtol(text, &stop, 10);
    *end = stop;
    return stop != text && errno == 0;
}

static json_t *parse_integer(const Option *option, const char *text, Error *error)
{
    long value;
    const char *end;
    if (!read_integer(text, &end, &value) || *end != '\0') {
        wrong_value(option, text, TEXT("a whole number", "정수"), error);
        return NULL;
    }
    return in_bounds(option, (double)value, text, error) ? json_integer(value) : NULL;
}

static json_t *parse_number(const Option *option, const char *text, Error *error)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || value != value) {
        wrong_value(option, text, TEXT("a number", "수"), error);
        return NULL;
    }
    return in_bounds(option, value, text, error) ? json_real(value) : NULL;
}

static json_t *parse_yes_no(const Option *option, const char *text, Error *error)
{
    static const char *const yes[] = {"yes", "true", "on", "1", "예", "네"}, *const no[] = {"no", "false", "off", "0", "아니요", "아니오"};
    for (int i = 0; i < 6; i++) {
        if (strcmp(text, yes[i]) == 0)
            return json_true();
        if (strcmp(text, no[i]) == 0)
            return json_false();
    }
    wrong_value(option, text, TEXT("yes or no", "yes 또는 no"), error);
    return NULL;
}

const char *option_added(const Option *option, int i)
{
    return option->type == OPTION_CELL        ? custom_cell_listed(i)
           : option->type == OPTION_ATTENTION ? custom_attention_listed(i)
                                              : NULL;
}

static bool no_such_choice(const Option *option, const char *text, const char *const *names, size_t count, Error *error)
{
    Buffer all = {0};
    const char *nearest = nearest_name(text, names, count);
    for (size_t i = 0; i < count; i++)
        buffer_format(&all, "%s%s", i > 0 ? "|" : "", names[i]);
    if (nearest != NULL)
        error_set(error, ERROR_USAGE, TEXT("%s=%.60s: did you mean %s=%s? (%s)", "%s=%.60s: 혹시 %s=%s입니까? (%s)"), option->name,
                  text, option->name, nearest, buffer_text(&all));
    else if (option->type != OPTION_CHOICE)
        error_set(error, ERROR_USAGE,
                  TEXT("%s=%.60s: needs %s, or one written in Lua ('help %s')", "%s=%.60s: %s 값이나 Lua로 쓴 것이 필요합니다('help %s')"),
                  option->name, text, buffer_text(&all), option->name);
    else
        wrong_value(option, text, buffer_text(&all), error);
    buffer_free(&all);
    return false;
}

static json_t *parse_choice(const Option *option, const char *text, Error *error)
{
    char *copy = memory_string(option->choices), *rest = copy, *choice;
    const char *names[OPTIONS_MOST] = {NULL};
    size_t count = 0;
    json_t *found = NULL;
    while ((choice = strsep(&rest, "|")) != NULL && count < OPTIONS_MOST) {
        names[count++] = choice;
        if (strcmp(choice, text) == 0)
            found = json_string(text);
    }
    const char *added;
    for (int i = 0; found == NULL && (added = option_added(option, i)) != NULL; i++) {
        if (count < OPTIONS_MOST)
            names[count++] = added;
        if (strcmp(added, text) == 0)
            found = json_string(text);
    }
    if (found == NULL)
        no_such_choice(option, text, names, count, error);
    free(copy);
    return found;
}

/* "12" is up to 12, "5..50" both ends, "5.." from 5. Zero is an open end. */
static json_t *parse_range(const Option *option, const char *text, Error *error)
{
    long low = 0, high = 0;
    const char *at = text;
    bool right = read_integer(text, &at, &low);
    if (right && *at == '\0') {
        high = low;
        low = 0;
    } else if (right && strncmp(at, "..", 2) == 0) {
        right = at[2] == '\0' || (read_integer(at + 2, &at, &high) && *at == '\0' && high >= low);
    } else {
        right = false;
    }
    if (!right) {
        wrong_value(option, text, TEXT("a length such as 12 or a range such as 5..50", "12 같은 길이나 5..50 같은 범위"), error);
        return NULL;
    }
    if (!in_bounds(option, (double)low, text, error) || !in_bounds(option, (double)high, text, error))
        return NULL;
    return json_pack("[I, I]", (json_int_t)low, (json_int_t)high);
}

static json_t *parse_integers(const Option *option, const char *text, Error *error)
{
    json_t *list = json_array();
    const char *at = text;
    for (;;) {
        long value;
        if (!read_integer(at, &at, &value) || (*at != ',' && *at != '\0')) {
            wrong_value(option, text, TEXT("whole numbers such as 10,30,50", "10,30,50 같은 정수"), error);
            break;
        }
        if (!in_bounds(option, (double)value, text, error))
            break;
        json_array_append_new(list, json_integer(value));
        if (*at++ == '\0')
            return list;
    }
    json_decref(list);
    return NULL;
}

static json_t *parse_value(const Option *option, const char *text, Error *error)
{
    switch (option->type) {
    case OPTION_TEXT: return json_string(text);
    case OPTION_INTEGER: return parse_integer(option, text, error);
    case OPTION_NUMBER: return parse_number(option, text, error);
    case OPTION_YES_NO: return parse_yes_no(option, text, error);
    case OPTION_CHOICE:
    case OPTION_CELL:
    case OPTION_ATTENTION: return parse_choice(option, text, error);
    case OPTION_RANGE: return parse_range(option, text, error);
    case OPTION_INTEGERS: return parse_integers(option, text, error);
    }
    return NULL;
}

/* Values are JSON, which knows no other text. */
static bool is_utf8(const char *text, Error *error)
{
    return utf8_first_invalid(text, strlen(text)) < 0 ||
           error_set(error, ERROR_USAGE, TEXT("this is not valid UTF-8 text", "올바른 UTF-8 텍스트가 아닙니다"));
}

static bool set_option(const Command *command, const char *name, const char *text, Arguments *out, Error *error)
{
    const Option *option = find_option(command, name);
    if (option == NULL)
        return unknown_option(command, name, error);
    if (json_object_get(out->options, name) != NULL)
        return error_set(error, ERROR_USAGE, TEXT("%s= is given twice", "%s= 옵션이 두 번 나왔습니다"), name);
    json_t *value = parse_value(option, text, error);
    if (value == NULL)
        return false;
    json_object_set_new(out->options, name, value);
    return true;
}

static bool fill_defaults(const Command *command, Arguments *out, Error *error)
{
    out->given = (int)json_object_size(out->options);
    for (const Option *option = command->options; option != NULL && option->name != NULL; option++)
        if (option->fallback != NULL && json_object_get(out->options, option->name) == NULL &&
            !set_option(command, option->name, option->fallback, out, error))
            return false;
    return true;
}

/* ---- a whole line ---- */

const Option *option_with_choice(const Command *command, const char *word)
{
    for (const Option *option = command->options; option != NULL && option->name != NULL; option++) {
        const char *added;
        size_t length = strlen(word);
        for (const char *at = option->choices; at != NULL; at = strchr(at, '|')) {
            at += *at == '|';
            if (strncmp(at, word, length) == 0 && (at[length] == '|' || at[length] == '\0'))
                return option;
        }
        for (int i = 0; (added = option_added(option, i)) != NULL; i++)
            if (strcmp(added, word) == 0)
                return option;
    }
    return NULL;
}

static bool unwanted_word(const Command *command, const char *word, Error *error)
{
    const Option *meant = option_with_choice(command, word);
    if (meant != NULL)
        return error_set(error, ERROR_USAGE, TEXT("%s %.40s: did you mean '%s %s=%.40s'?", "%s %.40s: 혹시 '%s %s=%.40s'입니까?"), command->name, word,
                         command->name, meant->name, word);
    const char *names[OPTIONS_MOST] = {NULL};
    size_t count = 0;
    for (const Option *option = command->options; option != NULL && option->name != NULL; option++)
        names[count++] = option->name;
    const char *nearest = nearest_name(word, names, count);
    if (count == 0)
        return error_set(error, ERROR_USAGE, TEXT("%s stands alone: nothing follows it ('%.40s')", "%s 명령 뒤에는 아무것도 쓰지 않습니다('%.40s')"),
                         command->name, word);
    return error_set(error, ERROR_USAGE,
                     TEXT("%s does not know what to do with '%.40s': options are written %s=...", "%s 명령에서 '%.40s' 부분을 이해할 수 없습니다. 옵션은 %s=... 꼴로 "
                                                                                                  "씁니다"),
                     command->name, word, nearest != NULL ? nearest : names[0]);
}

static bool take_piece(const Command *command, const char *piece, bool word, Buffer *words, Arguments *out, Error *error)
{
    size_t length = word ? 0 : key_length(piece);
    if (length > 0) {
        char *name = memory_string(piece);
        name[length] = '\0';
        bool set = set_option(command, name, piece + length + 1, out, error);
        free(name);
        return set;
    }
    if (!command->words_wanted)
        return unwanted_word(command, piece, error);
    buffer_format(words, "%s%s", words->length > 0 ? " " : "", piece);
    return true;
}

bool arguments_parse(const Command *command, const char *rest, Arguments *out, Error *error)
{
    *out = (Arguments){.command = command, .options = json_object()};
    Buffer words = {0}, piece = {0};
    Error trouble = {0};
    bool right = is_utf8(rest, &trouble), word;
    if (right && command->raw)
        buffer_add(&words, rest);
    else
        while (right && next_piece(&rest, &piece, &word, &trouble))
            right = take_piece(command, buffer_text(&piece), word, &words, out, &trouble);
    right = trouble.kind == ERROR_NONE && fill_defaults(command, out, &trouble);
    out->words = buffer_take(&words);
    buffer_free(&piece);
    if (!right) {
        error_set(error, trouble.kind, "%s", trouble.message);
        arguments_free(out);
    }
    return right;
}

/* A Lua value as it would be typed: {10, 30} is "10,30", except that a range's two numbers are "5..50". */
static void typed_form(const Option *option, const json_t *value, Buffer *out)
{
    if (json_is_string(value))
        buffer_add(out, json_string_value(value));
    else if (json_is_boolean(value))
        buffer_add(out, json_is_true(value) ? "yes" : "no");
    else if (json_is_integer(value))
        buffer_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        buffer_format(out, "%.17g", json_real_value(value));
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        if (i > 0)
            buffer_add(out, option->type == OPTION_RANGE ? ".." : ",");
        typed_form(option, json_array_get(value, i), out);
    }
}

bool arguments_from_json(const Command *command, const char *words, const json_t *options, Arguments *out,
                         Error *error)
{
    *out = (Arguments){.command = command, .options = json_object(), .words = memory_string(words != NULL ? words : "")};
    const char *name;
    json_t *value;
    bool right = is_utf8(out->words, error);
    json_t *copy = options != NULL ? json_copy((json_t *)options) : json_object();
    json_object_foreach(copy, name, value) {
        const Option *option = find_option(command, name);
        Buffer typed = {0};
        if (option != NULL)
            typed_form(option, value, &typed);
        right = right && set_option(command, name, buffer_text(&typed), out, error);
        buffer_free(&typed);
    }
    json_decref(copy);
    if (right && !command->words_wanted && !command->raw && out->words[0] != '\0')
        right = unwanted_word(command, out->words, error);
    right = right && fill_defaults(command, out, error);
    if (!right)
        arguments_free(out);
    return right;
}

void arguments_free(Arguments *arguments)
{
    free(arguments->words);
    json_decref(arguments->options);
    *arguments = (Arguments){0};
}

/* ---- reading them ---- */

bool arguments_has(const Arguments *arguments, const char *name)
{
    return json_object_get(arguments->options, name) != NULL;
}

long arguments_integer(const Arguments *arguments, const char *name, long fallback)
{
    json_t *value = json_object_get(arguments->options, name);
    return value != NULL ? (long)json_integer_value(value) : fallback;
}

double arguments_number(const Arguments *arguments, const char *name, double fallback)
{
    json_t *value = json_object_get(arguments->options, name);
    return value != NULL ? json_number_value(value) : fallback;
}

const char *arguments_text(const Arguments *arguments, const char *name, const char *fallback)
{
    const char *text = json_string_value(json_object_get(arguments->options, name));
    return text != NULL ? text : fallback;
}

bool arguments_yes(const Arguments *arguments, const char *name, bool fallback)
{
    json_t *value = json_object_get(arguments->options, name);
    return value != NULL ? json_is_true(value) : fallback;
}

/* Options that were given come before the defaults: an object keeps their order. */
/* Whether the line gave it, so that its value is no default. */
static bool is_given(const Arguments *arguments, const char *name)
{
    const char *key;
    json_t *value;
    int place = 0;
    json_object_foreach(arguments->options, key, value)
        if (place++ < arguments->given && strcmp(key, name) == 0)
            return true;
    return false;
}

bool arguments_without(const Arguments *arguments, const char *names, const char *where, Error *error)
{
    char *copy = memory_string(names), *rest = copy, *name;
    bool right = true;
    while (right && (name = strsep(&rest, "|")) != NULL)
        if (is_given(arguments, name))
            right = error_set(error, ERROR_USAGE, TEXT("%s= would do nothing here: it is of %s", "%s=는 여기서 아무 일도 하지 않습니다. %s에 쓰는 옵션입니다"),
                              name, where);
    free(copy);
    return right;
}
