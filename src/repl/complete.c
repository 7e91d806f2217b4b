/* complete.c: completion with Tab: the first word is a command, a later one an option, the part after = a value of that
 * option; what a word or value names (a file, a model, a word of the vocabulary) its row in the table says. A line that
 * is no command is Lua, whose names are completed. */
#include "repl/complete.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/whole_file.h"
#include "repl/glossary.h"
#include "repl/meant.h"
#include "repl/parse.h"

/* The word being completed, and where its candidates go. */
typedef struct Completion {
    const Typing *typing;
    Repl *repl;
    const char *word; /* not terminated: length bytes */
    size_t length;
    CompletionAdd *add;
    void *context;
} Completion;

static void offer(const Completion *completion, const char *candidate)
{
    if (strncmp(candidate, completion->word, completion->length) == 0)
        completion->add(completion->context, candidate);
}

static void offer_found(void *completion, const char *candidate) { offer(completion, candidate); }

static void offer_commands(const Completion *completion)
{
    CommandList all = repl_commands(completion->repl);
    for (int i = 0; i < all.count; i++)
        offer(completion, all.at[i]->name);
}

static void offer_options(const Command *command, const Completion *completion)
{
    OptionList list = options_list(command->options);
    for (int i = 0; i < list.count; i++) {
        char text[96];
        snprintf(text, sizeof text, "%s=", list.at[i].option->name);
        offer(completion, text);
    }
}

/* folder: what the word has up to its last slash, or "". */
static void offer_entry(const Completion *completion, const char *folder, const char *name)
{
    struct stat status;
    Buffer path = {0};
    buffer_format(&path, "%s%s", folder, name);
    char *expanded = path_expanded(buffer_text(&path));
    if (stat(expanded, &status) == 0 && S_ISDIR(status.st_mode))
        buffer_add_char(&path, '/');
    offer(completion, buffer_text(&path));
    free(expanded);
    buffer_free(&path);
}

static void offer_files(const Completion *completion)
{
    char *folder = memory_text(completion->word, completion->length), *slash = strrchr(folder, '/');
    *(slash != NULL ? slash + 1 : folder) = '\0';
    char *path = path_expanded(folder);
    DIR *entries = opendir(path[0] != '\0' ? path : ".");
    struct dirent *entry;
    while (entries != NULL && (entry = readdir(entries)) != NULL)
        if (entry->d_name[0] != '.')
            offer_entry(completion, folder, entry->d_name);
    if (entries != NULL)
        closedir(entries);
    free(path);
    free(folder);
}

/* The option whose value follows the = at `equals`; NULL: none. */
static const OptionPlace *option_before(const OptionList *list, const char *line, int equals)
{
    int from = equals;
    char name[96];
    while (from > 0 && strchr(" \t", line[from - 1]) == NULL)
        from--;
    snprintf(name, sizeof name, "%.*s", equals - from, line + from);
    int i = meant_option(list, name);
    return i >= 0 ? &list->at[i] : NULL;
}

/* The names of the current model's arrays. */
static void offer_trace_names(const Completion *completion)
{
    ModelInfo info;
    Trace *trace = lab_current_info(repl_lab(completion->repl), &info) ? model_trace_names(info.configuration) : NULL;
    char name[TRACE_NAME];
    for (int i = 0; trace != NULL && i < trace->count; i++)
        offer(completion, trace_name(&trace->arrays[i].key, name));
    trace_close(trace);
}

/* Tokens of the sources. A long list without a letter to choose by says nothing. */
static void offer_tokens(const Completion *completion)
{
    enum { SHORT = 64 };
    const Dataset *dataset = lab_dataset(repl_lab(completion->repl));
    const Vocabulary *vocabulary = dataset != NULL ? dataset_vocabulary(dataset, SIDE_SOURCE) : NULL;
    int count = vocabulary != NULL ? vocabulary_size(vocabulary) : 0;
    if (completion->length == 0 && count > SHORT)
        return;
    for (int id = TOKEN_FIRST; id < count; id++)
        offer(completion, vocabulary_token(vocabulary, id));
}

static void offer_checkpoints(const Completion *completion)
{
    CheckpointList list;
    Error error = {0};
    char number[24];
    int count = lab_checkpoints(repl_lab(completion->repl), &list, &error) ? list.count : 0;
    for (int i = 1; i <= count; i++) {
        snprintf(number, sizeof number, "%d", i);
        offer(completion, number);
    }
}

/* Commands, terms, and the options of all commands. */
static void offer_topics(const Completion *completion)
{
    CommandList all = repl_commands(completion->repl);
    offer_commands(completion);
    glossary_each(offer_found, (void *)completion);
    for (int i = 0; i < all.count && completion->length > 0; i++) {
        OptionList list = options_list(all.at[i]->options);
        for (int k = 0; k < list.count; k++)
            offer(completion, list.at[k].option->name);
    }
}

/* The candidates for a word or an option's text. */
static void offer_meant(TextMeaning meaning, const Completion *completion)
{
    const Typing *typing = completion->typing;
    ModelInfo info;
    switch (meaning) {
    case MEANS_TEXT:
    case MEANS_PART: break;
    case MEANS_SENTENCE: offer_tokens(completion); break;
    case MEANS_FILE:
    case MEANS_OUTPUT: offer_files(completion); break;
    case MEANS_MODEL:
        for (int i = 0; lab_model_info(repl_lab(completion->repl), i, &info); i++)
            offer(completion, info.name);
        break;
    case MEANS_TRACE:
        offer_trace_names(completion);
        offer_tokens(completion);
        break;
    case MEANS_TOPIC: offer_topics(completion); break;
    case MEANS_TERM: glossary_each(offer_found, (void *)completion); break;
    case MEANS_LESSON:
    case MEANS_CLAIM:
    case MEANS_EXPERIMENT:
        if (typing->lesson_names != NULL)
            typing->lesson_names(typing->lessons, meaning, offer_found, (void *)completion);
        break;
    case MEANS_CHECKPOINT: offer_checkpoints(completion); break;
    }
}

static void offer_choices(const Option *option, const Completion *completion)
{
    char name[CHOICE_LENGTH];
    for (int i = 0; option_listed(option, i, name); i++)
        offer(completion, name);
}

/* ---- Lua ---- */

typedef struct Names {
    const Completion *completion;
    const char *table; /* "op." */
} Names;

static void offer_name(void *context, const char *name)
{
    Names *names = context;
    char whole[192];
    snprintf(whole, sizeof whole, "%s%s", names->table, name);
    offer(names->completion, whole);
}

/* "op.ta" are the names in op that begin with ta. */
static void offer_lua(const Completion *completion)
{
    char table[128];
    size_t length = completion->length;
    while (length > 0 && strchr(".:", completion->word[length - 1]) == NULL)
        length--;
    if (completion->typing->lua_names == NULL || length >= sizeof table)
        return;
    snprintf(table, sizeof table, "%.*s", (int)length, completion->word);
    Names names = {completion, table};
    completion->typing->lua_names(completion->typing->lua, table, offer_name, &names);
}

/* ---- a line ---- */

static void offer_first(const Completion *completion)
{
    CommandList all = repl_commands(completion->repl);
    bool begins = false;
    for (int i = 0; i < all.count; i++)
        begins |= strncmp(all.at[i]->name, completion->word, completion->length) == 0;
    if (begins)
        offer_commands(completion);
    else
        offer_lua(completion);
}

/* The = before the value that begins at word_start, also before the last of several values; -1: it is none. */
static int equals_before(const Command *command, const char *line, int word_start)
{
    int equals = word_start - 1;
    if (line[equals] != ',')
        return line[equals] == '=' ? equals : -1;
    while (equals > 0 && strchr(" \t=", line[equals]) == NULL)
        equals--;
    OptionList list = command_options(command);
    const OptionPlace *place = line[equals] == '=' ? option_before(&list, line, equals) : NULL;
    return place != NULL && place->several ? equals : -1;
}

static void offer_value(const Command *command, const char *line, int equals, const Completion *completion)
{
    OptionList list = command_options(command);
    const OptionPlace *place = option_before(&list, line, equals);
    if (place == NULL)
        return;
    offer_choices(place->option, completion);
    offer_meant(place->option->means, completion);
}

void repl_complete(void *argument, const char *line, int word_start, int cursor, CompletionAdd *add, void *context)
{
    const Typing *typing = argument;
    Completion completion = {typing, typing->repl, line + word_start, (size_t)(cursor - word_start), add, context};
    FirstWord first = first_word(line);
    const char *rest;
    if (first.text - line >= word_start) {
        offer_first(&completion);
        return;
    }
    const Command *command = repl_line_command(typing->repl, line, &rest);
    if (command == NULL) {
        offer_lua(&completion);
        return;
    }
    int equals = equals_before(command, line, word_start);
    if (equals >= 0) {
        offer_value(command, line, equals, &completion);
        return;
    }
    offer_options(command, &completion);
    offer_choices(&(Option){.choices = command->word_choices, .choice = command->word_choice}, &completion);
    offer_meant(command->word_means, &completion);
}
