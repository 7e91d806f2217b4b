/* parse.c: splits a line into words and options. */
#include "repl/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "base/whole_file.h"
#include "repl/meant.h"

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

/* Bytes of the key when a piece looks like key=value, else 0. */
static size_t key_length(const char *piece)
{
    size_t length = strspn(piece, "abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789");
    bool digit = piece[0] >= '0' && piece[0] <= '9';
    return piece[length] == '=' && !digit ? length : 0;
}

static bool is_quote(char c) { return c == '"' || c == '\''; }

/* The next piece of text, up to a blank outside quotes, without the quotes. word: it begins with a quote, so it is a
 * word even if it looks like key=value. sentence: only an option's value is quoted, other quotes are characters. False
 * at the end. */
static bool next_piece(const char **text, bool sentence, Buffer *piece, bool *word, Error *error)
{
    const char *at = skip_blanks(*text);
    char quote = '\0';
    buffer_clear(piece);
    *word = is_quote(*at);
    if (*at == '\0')
        return false;
    for (; *at != '\0' && (quote != '\0' || !is_blank(*at)); at++) {
        bool value = piece->length > 0 && at[-1] == '=' && (!sentence || key_length(piece->text) + 1 == piece->length);
        if (quote == '\0' && is_quote(*at) && (value || (piece->length == 0 && !sentence)))
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

/* Whether one pair of quotes holds all words of a line. */
static bool is_quoted_whole(const char *text)
{
    Buffer piece = {0};
    Error trouble = {0};
    int words = 0;
    bool quoted = false, word;
    for (const char *begin = skip_blanks(text); next_piece(&text, false, &piece, &word, &trouble);
         begin = skip_blanks(text))
        if (word || key_length(buffer_text(&piece)) == 0) {
            words++;
            quoted = word && text[-1] == *begin && memchr(begin + 1, *begin, (size_t)(text - begin - 2)) == NULL;
        }
    buffer_free(&piece);
    return words == 1 && quoted && trouble.kind == ERROR_NONE;
}

LinePieces line_pieces(const Command *command, const char *rest)
{
    TextMeaning means = command->word_means;
    bool names = means == MEANS_FILE || means == MEANS_MODEL || means == MEANS_TOPIC; /* whose blanks quotes keep */
    bool sentence = command->words_wanted && !names;                                  /* in which they are characters */
    return (LinePieces){rest, sentence && !is_quoted_whole(rest), command->raw};
}

bool line_next_piece(LinePieces *pieces, LinePiece *piece, Buffer *text, Error *error)
{
    bool word = pieces->raw;
    const char *begin = skip_blanks(pieces->rest);
    buffer_clear(text);
    if (*begin == '\0')
        return false;
    if (pieces->raw) {
        buffer_add(text, begin);
        pieces->rest = begin + strlen(begin);
    } else {
        next_piece(&pieces->rest, pieces->sentence, text, &word, error);
    }
    *piece = (LinePiece){begin, (size_t)(pieces->rest - begin), word ? 0 : key_length(begin)};
    return true;
}

/* ---- options ---- */

static bool is_one_line(const char *text, Error *error)
{
    if (strpbrk(text, "\n\r") != NULL)
        return error_set(error, ERROR_USAGE, TEXT("a name or sentence must be one line: this text has a line break",
                                                  "이름이나 문장은 한 줄이어야 합니다. 이 텍스트에는 줄 바꿈이 있습니다"));
    return utf8_first_invalid(text, strlen(text)) < 0 ||
           error_set(error, ERROR_USAGE, TEXT("this is not valid UTF-8 text", "올바른 UTF-8 텍스트가 아닙니다"));
}

OptionList command_options(const Command *command)
{
    OptionList list = options_list(command->options);
    if (command->sweeps)
        options_vary(&list);
    return list;
}

/* The struct points to texts, so the arguments keep them. A script's numbers may be meant as text: name=3,
 * values={0.5, 0.5}. */
static void keep_text(Arguments *out, const OptionPlace *place, OptionValue *value)
{
    const Option *option = place->option;
    OptionType type = option->type;
    Buffer text = {0};
    if (value->type == GIVEN_TEXT)
        buffer_add(&text, value->text);
    else if (value->type == GIVEN_NUMBER && type != OPTION_WHOLE && type != OPTION_NUMBER)
        buffer_format(&text, "%.14g", value->number);
    else if (value->type == GIVEN_NUMBERS && (type == OPTION_TEXT || place->several))
        for (int i = 0; i < value->count; i++)
            buffer_format(&text, "%s%.17g", i > 0 ? "," : "", value->numbers[i]);
    else
        return;
    bool file = option->means == MEANS_FILE || option->means == MEANS_OUTPUT;
    char *kept = file ? path_expanded(buffer_text(&text)) : memory_string(buffer_text(&text));
    buffer_free(&text);
    *value = (OptionValue){.type = GIVEN_TEXT, .text = out->texts[out->text_count++] = kept};
}

static bool set_option(const Command *command, const char *name, OptionValue value, Arguments *out, Error *error)
{
    OptionList list = command_options(command);
    int i = meant_option(&list, name);
    if (i < 0) {
        snprintf(out->unknown, sizeof out->unknown, "%s", name);
        return options_unknown(&list, command->name, name, error);
    }
    if (out->given >> i & 1)
        return error_set(error, ERROR_USAGE, TEXT("%s= is given twice", "%s= 옵션이 두 번 나왔습니다"), list.at[i].option->name);
    keep_text(out, &list.at[i], &value);
    if (list.at[i].several && value.type == GIVEN_TEXT && strchr(value.text, ',') != NULL)
        out->several[i] = value.text;
    out->given |= (uint64_t)1 << i;
    return (value.type != GIVEN_TEXT || is_one_line(value.text, error)) &&
        option_put(&list.at[i], out->options, &value, error);
}

bool arguments_given(const Arguments *arguments, const char *name)
{
    OptionList list = options_list(arguments->command->options);
    int i = options_find(&list, name);
    return i >= 0 && (arguments->given >> i & 1) != 0;
}

/* ---- a whole line ---- */

static Arguments arguments_new(const Command *command)
{
    Arguments arguments = {.command = command};
    if (command->options != NULL) {
        arguments.options = memory_new(1, command->options->size);
        options_defaults(command->options, arguments.options);
    }
    return arguments;
}

/* Expands a file's name and refuses options without effect, once the whole line is read. */
static bool finished(Arguments *out, bool right, Error *error)
{
    OptionList list = options_list(out->command->options);
    if (out->command->word_means == MEANS_FILE) {
        char *typed = out->words;
        out->words = path_expanded(typed);
        free(typed);
    }
    right = right && (out->command->sweeps || options_effective(&list, out->options, out->given, error));
    if (!right) {
        Arguments refused = *out;
        arguments_free(out);
        memcpy(out->unknown, refused.unknown, sizeof out->unknown);
    }
    return right;
}

static bool unwanted_word(const Command *command, const char *word, Error *error)
{
    OptionList list = options_list(command->options);
    int meant = options_with_choice(&list, word);
    if (meant >= 0)
        return error_set(error, ERROR_USAGE, TEXT("%s %.40s: did you mean '%s %s=%.40s'?", "%s %.40s: 혹시 '%s %s=%.40s'입니까?"), command->name, word,
                         command->name, list.at[meant].option->name, word);
    if (list.count == 0)
        return error_set(error, ERROR_USAGE, TEXT("%s takes no arguments, not '%.40s'", "%s 명령에는 인자가 없습니다('%.40s')"),
                         command->name, word);
    const char *names[OPTIONS_MOST];
    for (int i = 0; i < list.count; i++)
        names[i] = list.at[i].option->name;
    const char *nearest = nearest_name(word, names, (size_t)list.count);
    return error_set(error, ERROR_USAGE,
                     TEXT("%s does not understand '%.40s': write options as %s=...",
                          "%s 명령에서 '%.40s' 부분을 이해할 수 없습니다. 옵션은 %s=... 꼴로 씁니다"),
                     command->name, word, nearest != NULL ? nearest : names[0]);
}

/* key: bytes of the option's name; 0: it is a word. */
static bool take_piece(const Command *command, const char *piece, size_t key, Buffer *words, Arguments *out, Error *error)
{
    if (key > 0) {
        char *name = memory_text(piece, key);
        bool set = set_option(command, name, (OptionValue){.type = GIVEN_TEXT, .text = piece + key + 1}, out, error);
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
    *out = arguments_new(command);
    Buffer words = {0}, text = {0};
    Error trouble = {0};
    LinePieces pieces = line_pieces(command, rest);
    LinePiece piece;
    bool right = is_one_line(rest, &trouble);
    while (right && line_next_piece(&pieces, &piece, &text, &trouble))
        right = trouble.kind == ERROR_NONE && take_piece(command, buffer_text(&text), piece.key, &words, out, &trouble);
    out->words = buffer_take(&words);
    buffer_free(&text);
    right = finished(out, trouble.kind == ERROR_NONE, &trouble);
    return right || error_set(error, trouble.kind, "%s", trouble.message);
}

bool arguments_from_values(const Command *command, const char *words, const GivenOption *given, int count,
                           Arguments *out, Error *error)
{
    *out = arguments_new(command);
    out->words = memory_string(words != NULL ? words : "");
    bool right = is_one_line(out->words, error);
    for (int i = 0; i < count && right; i++)
        right = set_option(command, given[i].name, given[i].value, out, error);
    if (right && !command->words_wanted && out->words[0] != '\0')
        right = unwanted_word(command, out->words, error);
    return finished(out, right, error);
}

void arguments_free(Arguments *arguments)
{
    free(arguments->words);
    free(arguments->options);
    for (int i = 0; i < arguments->text_count; i++)
        free(arguments->texts[i]);
    *arguments = (Arguments){0};
}
