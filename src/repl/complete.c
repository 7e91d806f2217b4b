/* complete.c: Tab. A word is completed by what its place calls for: the first by a command, a later one by the
 * command's options, the part after = by that option's values, and a file's name by the files there are. */
#include "repl/complete.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "repl/parse.h"

/* The word being completed, and where its candidates go. */
typedef struct Completion {
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

static const Command *command_of(Repl *repl, FirstWord word)
{
    int count;
    const Command *const *all = repl_commands(repl, &count);
    for (int i = 0; i < count; i++)
        if (strlen(all[i]->name) == word.length && memcmp(all[i]->name, word.text, word.length) == 0)
            return all[i];
    return NULL;
}

static void offer_commands(Repl *repl, const Completion *completion)
{
    int count;
    const Command *const *all = repl_commands(repl, &count);
    for (int i = 0; i < count; i++)
        offer(completion, all[i]->name);
}

static void offer_models(Repl *repl, const Completion *completion)
{
    ModelInfo info;
    for (int i = 0; lab_model_info(repl_lab(repl), i, &info); i++)
        offer(completion, info.name);
}

static void offer_options(const Command *command, const Completion *completion)
{
    for (const Option *option = command->options; option != NULL && option->name != NULL; option++) {
        char text[96];
        snprintf(text, sizeof text, "%s=", option->name);
        offer(completion, text);
    }
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* folder: what the word has up to its last slash, or "". */
static void offer_entry(const Completion *completion, const char *folder, const char *name)
{
    Buffer path = {0};
    buffer_format(&path, "%s%s", folder, name);
    if (is_folder(buffer_text(&path)))
        buffer_add_char(&path, '/');
    offer(completion, buffer_text(&path));
    buffer_free(&path);
}

static void offer_files(const Completion *completion)
{
    char *folder = memory_new(completion->length + 1, 1);
    memcpy(folder, completion->word, completion->length);
    char *slash = strrchr(folder, '/');
    *(slash != NULL ? slash + 1 : folder) = '\0';
    DIR *entries = opendir(folder[0] != '\0' ? folder : ".");
    struct dirent *entry;
    while (entries != NULL && (entry = readdir(entries)) != NULL)
        if (entry->d_name[0] != '.')
            offer_entry(completion, folder, entry->d_name);
    if (entries != NULL)
        closedir(entries);
    free(folder);
}

static void offer_choices(const char *choices, const Completion *completion)
{
    char *copy = memory_string(choices), *rest = copy, *choice;
    while (rest != NULL && (choice = strsep(&rest, "|")) != NULL)
        offer(completion, choice);
    free(copy);
}

static const Option *option_before(const Command *command, const char *line, int equals)
{
    for (const Option *option = command->options; option != NULL && option->name != NULL; option++) {
        int length = (int)strlen(option->name);
        bool same = equals >= length && strncmp(line + equals - length, option->name, (size_t)length) == 0;
        if (same && (equals == length || strchr(" \t", line[equals - length - 1]) != NULL))
            return option;
    }
    return NULL;
}

/* What the current model computes, by name. */
static void offer_trace_names(Repl *repl, const Completion *completion)
{
    ModelInfo info;
    Trace *trace = lab_current_info(repl_lab(repl), &info) ? model_trace_names(info.configuration) : NULL;
    char name[TRACE_NAME];
    for (int i = 0; trace != NULL && i < trace->count; i++)
        offer(completion, trace_name(&trace->arrays[i].key, name));
    trace_close(trace);
}

static void offer_values(Repl *repl, const Option *option, const Completion *completion)
{
    if (strcmp(option->name, "file") == 0)
        offer_files(completion);
    else if (strcmp(option->name, "model") == 0)
        offer_models(repl, completion);
    else if (option->type == OPTION_YES_NO)
        offer_choices("yes|no", completion);
    else if (option->choices != NULL)
        offer_choices(option->choices, completion);
    const char *added;
    for (int i = 0; (added = option_added(option, i)) != NULL; i++)
        offer(completion, added);
}

/* Words that a command may be followed by. */
static void offer_words(const char *command, const Completion *completion)
{
    static const struct Words { const char *command, *words; } known[] = {
        {.command = "lang", .words = "en|ko"},
        {.command = "snapshot", .words = "last"},
        {.command = "force", .words = "prefix|undo|clear|attention|weights|scores|z|r"},
        {.command = "compare", .words = "none|dot|scaled|general|additive"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(command, known[i].command) == 0)
            offer_choices(known[i].words, completion);
}

static bool named(const Command *command, const char *a, const char *b)
{
    return strcmp(command->name, a) == 0 || strcmp(command->name, b) == 0;
}

void repl_complete(void *argument, const char *line, int word_start, int cursor, CompletionAdd *add, void *context)
{
    Repl *repl = argument;
    Completion completion = {line + word_start, (size_t)(cursor - word_start), add, context};
    FirstWord first = first_word(line);
    if (first.text - line >= word_start) {
        offer_commands(repl, &completion);
        return;
    }
    const Command *command = command_of(repl, first);
    if (command == NULL)
        return;
    if (line[word_start - 1] == '=') {
        const Option *option = option_before(command, line, word_start - 1);
        if (option != NULL)
            offer_values(repl, option, &completion);
        if (option != NULL && named(command, "trace", "trace") && strcmp(option->name, "name") == 0)
            offer_trace_names(repl, &completion);
        return;
    }
    offer_options(command, &completion);
    if (named(command, "help", "help"))
        offer_commands(repl, &completion);
    if (named(command, "model", "compare"))
        offer_models(repl, &completion);
    if (named(command, "open", "save"))
        offer_files(&completion);
    if (named(command, "force", "force"))
        offer_trace_names(repl, &completion);
    offer_words(command->name, &completion);
}
