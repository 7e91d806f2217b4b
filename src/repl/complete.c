/* complete.c: completion with Tab: the first word is a command, a later one an option, the part after = a value of
 * that option, and a file's name one of the existing files. */
#include "repl/complete.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/whole_file.h"
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
    OptionList list = options_list(command->options);
    for (int i = 0; i < list.count; i++) {
        char text[96];
        snprintf(text, sizeof text, "%s=", list.at[i].option->name);
        offer(completion, text);
    }
}

static bool is_folder(const char *path)
{
    struct stat status;
    char *expanded = path_expanded(path);
    bool is = stat(expanded, &status) == 0 && S_ISDIR(status.st_mode);
    free(expanded);
    return is;
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

/* The option whose value follows the = at `equals`. */
static const Option *option_before(const OptionList *list, const char *line, int equals)
{
    int from = equals;
    char name[96];
    while (from > 0 && strchr(" \t", line[from - 1]) == NULL)
        from--;
    snprintf(name, sizeof name, "%.*s", equals - from, line + from);
    int i = options_find(list, name);
    return i >= 0 ? list->at[i].option : NULL;
}

/* The names of the current model's arrays. */
static void offer_trace_names(Repl *repl, const Completion *completion)
{
    ModelInfo info;
    Trace *trace = lab_current_info(repl_lab(repl), &info) ? model_trace_names(info.configuration) : NULL;
    char name[TRACE_NAME];
    for (int i = 0; trace != NULL && i < trace->count; i++)
        offer(completion, trace_name(&trace->arrays[i].key, name));
    trace_close(trace);
}

/* The candidates for a word or an option's text. */
static void offer_meant(Repl *repl, TextMeaning meaning, const Completion *completion)
{
    switch (meaning) {
    case MEANS_TEXT:
    case MEANS_PART: break;
    case MEANS_FILE: offer_files(completion); break;
    case MEANS_MODEL: offer_models(repl, completion); break;
    case MEANS_TRACE: offer_trace_names(repl, completion); break;
    case MEANS_COMMAND: offer_commands(repl, completion); break;
    }
}

static void offer_choices(const Option *option, const Completion *completion)
{
    char name[CHOICE_LENGTH];
    for (int i = 0; option_choice(option, i, name); i++)
        offer(completion, name);
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
    const Command *command = repl_find_command(repl, first.text, first.length);
    if (command == NULL)
        return;
    if (line[word_start - 1] == '=') {
        OptionList list = options_list(command->options);
        const Option *option = option_before(&list, line, word_start - 1);
        if (option == NULL)
            return;
        offer_choices(option, &completion);
        offer_meant(repl, option->means, &completion);
        return;
    }
    offer_options(command, &completion);
    offer_choices(&(Option){.choices = command->word_choices, .choice = command->word_choice}, &completion);
    offer_meant(repl, command->word_means, &completion);
}
