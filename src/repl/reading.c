/* reading.c: the line being typed, as the prompt shows it: commands, options and values in their styles, wrong ones in
 * red before they are entered, and a line of help for the place of the cursor.
 *
 * Nothing is run. A line that names no command is Lua, and wrong only if no Lua could begin so: a word that is neither
 * a variable nor a beginning of a command, alone or with another word behind it. A word at the cursor may still
 * grow. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/complete.h"
#include "repl/korean_layout.h"
#include "repl/meant.h"
#include "repl/parse.h"

typedef struct Reader {
    const Typing *typing;
    const char *line;
    size_t cursor;
    LineReading *out;
} Reader;

static void paint(const Reader *reader, const char *begin, size_t length, Style style)
{
    for (size_t i = 0; i < length; i++)
        reader->out->styles[begin - reader->line + (ptrdiff_t)i] = style;
}

/* Whether the cursor stands in these bytes or right behind them. */
static bool is_at(const Reader *reader, const char *begin, size_t length)
{
    size_t from = (size_t)(begin - reader->line);
    return reader->cursor >= from && reader->cursor <= from + length;
}

/* Whether what ends there may still grow. */
static bool grows(const Reader *reader, const char *end) { return (size_t)(end - reader->line) == reader->cursor; }

static void say(const Reader *reader, const char *hint)
{
    buffer_clear(&reader->out->hint);
    buffer_add_bytes(&reader->out->hint, hint, strcspn(hint, "\n"));
}

/* ---- a command ---- */

/* "steps= 1 to 10000000, default 600: Number of training steps." */
static void tell_option(const Reader *reader, const Command *command, const Option *option)
{
    Buffer *hint = &reader->out->hint, *help = &reader->out->help, range = {0}, applies = {0};
    const char *fallback = option->fallback != NULL ? option->fallback
                           : option->otherwise.english != NULL ? sentence_now(option->otherwise) : "";
    option_choices_text(option, &range);
    if (range.length == 0)
        buffer_add(&range, " ");
    if (range.text[0] == ' ')
        option_range_text(option, &range);
    option_applies_text(option, &applies);
    buffer_clear(hint);
    buffer_format(hint, "%s=%s", option->name, buffer_text(&range));
    if (fallback[0] != '\0')
        buffer_format(hint, TEXT(", default %s", ", 기본값 %s"), fallback);
    buffer_format(hint, ": %s", option->help.english != NULL ? sentence_now(option->help) : "");
    if (applies.length > 0)
        buffer_format(hint, TEXT(" Only with %s.", " %s일 때만."), buffer_text(&applies));
    buffer_clear(help);
    buffer_format(help, "help %s %s", command->name, option->name);
    buffer_free(&range);
    buffer_free(&applies);
}

/* Whether a value that is wrong may become a right one by more letters: of a choice, a beginning of one; a number
 * always. */
static bool may_become(const OptionPlace *place, const char *value)
{
    const Option *option = place->option;
    const char *last = strrchr(value, ',');
    char name[CHOICE_LENGTH];
    if (!option_choice(option, 0, name))
        return true;
    if (place->several && last != NULL)
        value = last + 1;
    for (int i = 0; option_choice(option, i, name); i++)
        if (strncmp(name, value, strlen(value)) == 0)
            return true;
    return false;
}

/* scratch: a struct of the command's, which takes the values. */
static void read_option(const Reader *reader, const Command *command, const LinePiece *piece, const char *text,
                        void *scratch)
{
    OptionList list = command_options(command);
    Error error = {0};
    char *name = memory_text(piece->begin, piece->key);
    const char *value = text + piece->key + 1, *end = piece->begin + piece->length;
    int place = meant_option(&list, name);
    bool at = is_at(reader, piece->begin, piece->length);
    if (place < 0)
        options_unknown(&list, command->name, name, &error);
    else if (at)
        tell_option(reader, command, list.at[place].option);
    paint(reader, piece->begin, piece->key + 1, place < 0 ? STYLE_ERROR : STYLE_CODE);
    bool right =
        place >= 0 && option_put(&list.at[place], scratch, &(OptionValue){.type = GIVEN_TEXT, .text = value}, &error);
    bool open = place >= 0 && grows(reader, end) && may_become(&list.at[place], value);
    if (place >= 0)
        paint(reader, piece->begin + piece->key + 1, piece->length - piece->key - 1,
              right ? STYLE_STRONG : open ? STYLE_PLAIN : STYLE_ERROR);
    if (at && !right && !open)
        say(reader, error.message);
    free(name);
}

static bool is_choice(const Command *command, const char *word)
{
    const Option option = {.choices = command->word_choices, .choice = command->word_choice};
    char name[CHOICE_LENGTH];
    for (int i = 0; option_choice(&option, i, name); i++)
        if (strcmp(name, word) == 0)
            return true;
    return false;
}

static bool names_model(const Reader *reader, const char *word)
{
    ModelInfo info;
    for (int i = 0; lab_model_info(repl_lab(reader->typing->repl), i, &info); i++)
        if (strcmp(info.name, word) == 0)
            return true;
    return false;
}

/* A name that begins so: after others, or the first. */
static void tell_beginning(const Reader *reader, const char *name, const char *end, int before)
{
    if (before == 0)
        say(reader, "Tab: ");
    buffer_format(&reader->out->hint, "%s%s%s", before > 0 ? "  " : "", name, end);
}

/* The options that begin so, as a hint; how many. */
static int tell_options(const Reader *reader, const Command *command, const char *word)
{
    OptionList list = options_list(command->options);
    int found = 0;
    for (int i = 0; i < list.count; i++)
        if (strncmp(list.at[i].option->name, word, strlen(word)) == 0)
            tell_beginning(reader, list.at[i].option->name, "=", found++);
    return found;
}

static void read_word(const Reader *reader, const Command *command, const LinePiece *piece, const char *word)
{
    bool known = is_choice(command, word) || (command->word_means == MEANS_MODEL && names_model(reader, word));
    bool open = grows(reader, piece->begin + piece->length) && tell_options(reader, command, word) > 0;
    bool wrong = !command->words_wanted && !open;
    paint(reader, piece->begin, piece->length, wrong ? STYLE_ERROR : known ? STYLE_STRONG : STYLE_PLAIN);
    if (!wrong || !is_at(reader, piece->begin, piece->length))
        return;
    Error error = {0};
    Arguments arguments;
    if (arguments_parse(command, word, &arguments, &error))
        arguments_free(&arguments);
    else
        say(reader, error.message);
}

static void read_command(const Reader *reader, const Command *command, const char *rest)
{
    LinePieces pieces = line_pieces(command, rest);
    LinePiece piece;
    Buffer text = {0};
    Error unclosed = {0}; /* a quotation mark that is still open */
    FirstWord first = first_word(reader->line);
    paint(reader, first.text, first.length, STYLE_CODE);
    buffer_clear(&reader->out->hint);
    buffer_format(&reader->out->hint, "%s: %s", sentence_now(command->summary), sentence_now(command->usage));
    buffer_clear(&reader->out->help);
    buffer_format(&reader->out->help, "help %s", command->name);
    void *scratch = command->options != NULL ? memory_new(1, command->options->size) : NULL;
    while (line_next_piece(&pieces, &piece, &text, &unclosed))
        if (piece.key > 0)
            read_option(reader, command, &piece, buffer_text(&text), scratch);
        else
            read_word(reader, command, &piece, buffer_text(&text));
    free(scratch);
    buffer_free(&text);
}

/* ---- a line that names no command ---- */

static bool is_letter(char c)
{
    return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_part(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

static bool is_lua_word(const char *word, size_t length)
{
    static const char words[] =
        " and break do else elseif end false for function goto if in local nil not or repeat return "
        "then true until while ";
    char between[16] = " ";
    if (length > 8)
        return false;
    strncat(between, word, length);
    strcat(between, " ");
    return strstr(words, between) != NULL;
}

typedef struct Lookup {
    const char *name;
    bool found, begins;
} Lookup;

static void look_up(void *context, const char *candidate)
{
    Lookup *lookup = context;
    size_t length = strlen(lookup->name), whole = strcspn(candidate, "(.");
    bool begins = strncmp(candidate, lookup->name, length) == 0;
    lookup->begins = lookup->begins || begins;
    lookup->found = lookup->found || (begins && whole == length);
}

/* Among the variables of Lua; of the commands only whether one begins so. */
static Lookup known_names(const Reader *reader, const char *name)
{
    Lookup lookup = {.name = name};
    const Typing *typing = reader->typing;
    CommandList all = repl_commands(typing->repl);
    for (int i = 0; i < all.count; i++)
        lookup.begins = lookup.begins || strncmp(all.at[i]->name, name, strlen(name)) == 0;
    if (typing->lua_names != NULL && !typing->lua_names(typing->lua, "", look_up, &lookup))
        lookup.found = true; /* it may be */
    return lookup;
}

/* Whether no Lua begins with this word, which names nothing, and what follows it. */
static bool is_no_lua(const char *rest)
{
    size_t next = 0;
    while (is_part(rest[next]))
        next++;
    return rest[0] == '\0' || (next > 0 && !is_lua_word(rest, next));
}

static void tell_commands(const Reader *reader, const char *name)
{
    int found = 0;
    CommandList all = repl_commands(reader->typing->repl);
    for (int i = 0; i < all.count; i++)
        if (strncmp(all.at[i]->name, name, strlen(name)) == 0)
            tell_beginning(reader, all.at[i]->name, "", found++);
}

/* Why this is neither a command nor Lua. */
static void tell_wrong(const Reader *reader, const char *name)
{
    Error error = {0};
    if ((unsigned char)name[0] < 0x80)
        repl_unknown_command(reader->typing->repl, name, &error);
    else
        error_set(&error, ERROR_USAGE,
                  TEXT("not a command. To translate it: translate %s", "명령이 아닙니다. 번역하려면: translate %s"),
                  reader->line);
    say(reader, error.message);
}

/* "ans[7] accuracy  ans[6] train": the last results, by which they are called. */
static bool tell_answers(const Reader *reader)
{
    enum { SHOWN = 6 };
    const Answers *answers = repl_answers(reader->typing->repl);
    FirstWord first = first_word(reader->line);
    if (strncmp(first.text, "ans", 3) != 0 || is_part(first.text[3]))
        return false;
    for (long back = 0; back < SHOWN; back++) {
        const json_t *value = answers_get(answers, -back).value;
        if (value != NULL)
            buffer_format(&reader->out->hint, "%sans[%ld] %s",
                          back > 0 ? "  " : TEXT("ans is the last:  ", "ans는 마지막 결과:  "), answers->count - back,
                          json_string_value(json_object_get(value, "command")));
    }
    return answers->count > 0;
}

/* In Lua F1 explains the operation or function whose name, "op.tanh", the cursor stands in or behind. */
static void tell_operation(const Reader *reader)
{
    size_t from = reader->cursor, length = 0;
    while (from > 0 && (is_part(reader->line[from - 1]) || reader->line[from - 1] == '.'))
        from--;
    const char *name = reader->line + from;
    while (is_part(name[length]) || name[length] == '.')
        length++;
    char *asked = memory_text(name, length);
    const char *rest;
    const Command *command = meant_question(repl_commands(reader->typing->repl), asked, &rest);
    if (*rest != '\0' && (rest > asked || strcmp(command->name, "formula") == 0)) {
        buffer_clear(&reader->out->help);
        buffer_format(&reader->out->help, "formula %s", rest);
    }
    free(asked);
}

static void read_other(const Reader *reader)
{
    FirstWord first = first_word(reader->line);
    const Typing *typing = reader->typing;
    char *name = memory_text(first.text, first.length);
    size_t letters = is_letter(name[0]) ? 1 : 0;
    while (letters > 0 && is_part(name[letters]))
        letters++;
    bool word = letters > 0 && letters == first.length;
    Lookup lookup = word ? known_names(reader, name) : (Lookup){0};
    const Command *meant = lookup.found ? NULL : meant_command(repl_commands(typing->repl), name);
    bool open = lookup.begins && grows(reader, first.text + first.length);
    bool taken = typing->lesson_takes != NULL && typing->lesson_takes(typing->lessons, reader->line);
    bool wrong = word && !lookup.found && strcmp(name, "ans") != 0 && !open && !taken && !is_lua_word(name, letters) &&
        is_no_lua(first.rest);
    if (meant != NULL && is_no_lua(first.rest)) {
        read_command(reader, meant, first.rest);
    } else if (wrong) {
        paint(reader, first.text, first.length, STYLE_ERROR);
        tell_wrong(reader, name);
    } else if (open && !lookup.found) {
        tell_commands(reader, name);
    } else if (!taken && !tell_answers(reader)) {
        tell_operation(reader);
        say(reader, TEXT("not a command: runs as Lua", "명령이 아니므로 Lua로 실행합니다"));
    }
    free(name);
}

/* ---- a line ---- */

void repl_reading(void *argument, const char *line, size_t cursor, LineReading *reading)
{
    const Typing *typing = argument;
    Reader reader = {typing, line, cursor, reading};
    FirstWord first = first_word(line);
    const char *rest;
    buffer_add(&reading->help, "help");
    if (strchr(line, '\n') != NULL) {
        int lines = 1;
        for (const char *at = line; (at = strchr(at, '\n')) != NULL; at++)
            lines++;
        buffer_format(&reading->hint, TEXT("%d lines: Enter runs them one after the other, Ctrl-C drops them",
                                           "%d줄: Enter를 누르면 차례로 실행하고 Ctrl-C를 누르면 버립니다"), lines);
    } else if (repl_goes_on(typing->repl)) {
        say(&reader, TEXT("goes on with the Lua above; Ctrl-C drops it", "위의 Lua를 이어서 씁니다. Ctrl-C를 누르면 버립니다"));
    } else if (first.length > 0 && first.text[0] == '#') {
        paint(&reader, first.text, strlen(first.text), STYLE_DIM);
    } else if (first.length > 0) { /* below an empty line the terminal lists its keys */
        const Command *command = repl_line_command(typing->repl, line, &rest);
        char *meant = command == NULL ? korean_layout_line(repl_commands(typing->repl), line) : NULL;
        if (command != NULL) {
            read_command(&reader, command, rest);
        } else if (meant != NULL) {
            paint(&reader, first.text, first.length, STYLE_CODE);
            buffer_clear(&reading->help);
            buffer_format(&reading->help, "help %.*s", (int)first_word(meant).length, meant);
            buffer_format(&reading->hint, TEXT("Korean layout: %s", "한글 자판: %s"), meant);
        } else {
            read_other(&reader);
        }
        free(meant);
    }
}
