/* test_repl_complete.c: what Tab offers: every option of every command, and every value that has a name. */
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "engine/cells.h"
#include "model/scores.h"
#include "repl/builtin_commands.h"
#include "repl/complete.h"
#include "repl/parse.h"
#include "test.h"

static Lab *lab;
static Repl *repl;

/* Candidates one after the other, "|" around each. */
static void collect(void *context, const char *candidate) { buffer_format(context, "|%s|", candidate); }

static const char *offered(const char *line)
{
    static Buffer found;
    buffer_free(&found);
    int end = (int)strlen(line), start = end;
    while (start > 0 && strchr(" =", line[start - 1]) == NULL)
        start--;
    repl_complete(repl, line, start, end, collect, &found);
    return buffer_text(&found);
}

static void offers(const char *line, const char *word)
{
    char wanted[128];
    snprintf(wanted, sizeof wanted, "|%s|", word);
    if (strstr(offered(line), wanted) == NULL)
        fail_msg("'%s' Tab: %s is not among %s", line, word, offered(line));
}

static void offers_each(const char *line, const char *words)
{
    char copy[512], *rest = copy, *word;
    snprintf(copy, sizeof copy, "%s", words);
    while ((word = strsep(&rest, "|")) != NULL)
        offers(line, word);
}

/* ---- what the table of commands has ---- */

/* Calls it with each option of each command. */
static void each_option(void (*check)(const Command *command, const Option *option))
{
    int count;
    const Command *const *commands = repl_commands(repl, &count);
    for (int i = 0; i < count; i++) {
        OptionList list = options_list(commands[i]->options);
        assert_true(list.count < OPTIONS_MOST);
        for (int k = 0; k < list.count; k++)
            check(commands[i], list.at[k].option);
    }
}

static void check_offered(const Command *command, const Option *option)
{
    char line[128], wanted[96];
    Buffer choices = {0};
    snprintf(line, sizeof line, "%s ", command->name);
    snprintf(wanted, sizeof wanted, "%s=", option->name);
    offers(line, wanted);
    snprintf(line, sizeof line, "%s %s=", command->name, option->name);
    option_choices_text(option, &choices);
    if (choices.length > 0)
        offers_each(line, buffer_text(&choices));
    buffer_free(&choices);
}

TEST(every_option_of_every_command)
{
    each_option(check_offered);
}

/* A value that is none is refused with all that are, whatever the command. */
static void check_refusal(const Command *command, const Option *option)
{
    char line[128];
    Arguments arguments;
    Error error = {0};
    Buffer choices = {0};
    option_choices_text(option, &choices);
    snprintf(line, sizeof line, "%s=?", option->name);
    if (option->type == OPTION_CHOICE) {
        assert_false(arguments_parse(command, line, &arguments, &error));
        if (strstr(error.message, buffer_text(&choices)) == NULL)
            fail_msg("%s %s: %s", command->name, line, error.message);
    }
    buffer_free(&choices);
}

TEST(wrong_choices_are_told_the_right_ones)
{
    each_option(check_refusal);
}

/* Its default is a value that may be typed, its bounds are some, its name and other names are no other option's, and what it
 * applies to is there. */
static void check_row(const Command *command, const Option *option)
{
    OptionList list = options_list(command->options);
    int index = options_find(&list, option->name);
    void *room = calloc(1, command->options->size);
    Error error = {0};
    if (option->fallback != NULL && !option_put(&list.at[index], room, &(OptionValue){.text = option->fallback}, &error))
        fail_msg("%s %s: %s", command->name, option->name, error.message);
    free(room);
    bool bounded = option->type != OPTION_TEXT && option->type != OPTION_YES_NO && option->type != OPTION_CHOICE;
    if (list.at[index].option != option || (bounded && !(option->least < option->most)) || option->help.english == NULL ||
        option->help.korean == NULL)
        fail_msg("%s %s: the row is not whole", command->name, option->name);
    for (const char *at = option->aliases; at != NULL && *at != '\0'; at += strspn(at, "|")) {
        char alias[64];
        snprintf(alias, sizeof alias, "%.*s", (int)strcspn(at, "|"), at);
        at += strlen(alias);
        if (options_find(&list, alias) != index)
            fail_msg("%s %s: %s is another option", command->name, option->name, alias);
    }
    for (const char *at = option->applies; at != NULL && *at != '\0'; at += strcspn(at, " "), at += strspn(at, " "))
        for (const char *name = at; *name != '='; name += strcspn(name, "|="), name += *name == '|') {
            char other[64];
            snprintf(other, sizeof other, "%.*s", (int)strcspn(name, "|="), name);
            if (options_find(&list, other) < 0 && strcmp(command->name, "bench") != 0)
                fail_msg("%s %s: there is no option %s", command->name, option->name, other);
        }
}

TEST(rows_are_whole)
{
    each_option(check_row);
}

TEST(only_what_begins_so)
{
    assert_string_equal(offered("model kind=tr"), "|transformer|");
    assert_string_equal(offered("attend si"), "|side=|");
    assert_string_equal(offered("attend side=enc"), "|encoder|");
    assert_string_equal(offered("nosuch kind="), "");
}

/* ---- words ---- */

TEST(words_that_follow_a_command)
{
    offers_each("lang ", "en|ko");
    offers("checkpoint ", "last");
    offers_each("force ", "prefix|undo|clear|attention|z|r");
    offers_each("compare ", "none|dot|additive");
    offers("help ", "attend");
}

static void make_model(const ModelConfiguration *configuration)
{
    Error error = {0};
    if (!lab_model(lab, NULL, configuration, &error))
        fail_msg("%s", error.message);
}

TEST(names_of_values)
{
    Error error = {0};
    assert_string_equal(offered("trace name="), "");
    assert_true(lab_data(lab, &(DatasetOptions){.task = "copy"}, &error));
    make_model(&(ModelConfiguration){.cell = &lstm_cell, .attention = &dot_score, .bidirectional = true, .hidden = 8});
    offers_each("trace name=", "encoder.backward.forget|attention.weights|output.logits");
    offers_each("force ", "decoder.cell_state|prefix");
    offers("model ", "lstm-dot");
    offers("attend model=", "lstm-dot");
    make_model(&(ModelConfiguration){.kind = KIND_TRANSFORMER, .heads = 3, .layers = 2, .hidden = 12});
    offers_each("trace name=", "encoder.layer2.head3.weights|decoder.layer1.cross.head1.scores");
    assert_null(strstr(offered("trace name="), "head4"));
    assert_null(strstr(offered("trace name="), "layer3"));
    make_model(&(ModelConfiguration){.kind = KIND_CAUSAL, .heads = 2, .hidden = 8});
    assert_null(strstr(offered("trace name=en"), "encoder"));
    make_model(&(ModelConfiguration){.kind = KIND_MASKED, .heads = 2, .hidden = 8});
    offers("trace name=", "encoder.layer1.head2.weights");
}

TEST(names_of_files_at_home)
{
    char home[] = "/tmp/seqlab-home-XXXXXX", path[64];
    assert_non_null(mkdtemp(home));
    const char *before = getenv("HOME");
    char *kept = before != NULL ? strdup(before) : NULL;
    setenv("HOME", home, 1);
    snprintf(path, sizeof path, "%s/models", home);
    assert_int_equal(mkdir(path, 0700), 0);
    offers("data file=~/mo", "~/models/");
    offers("open ~/", "~/models/");
    rmdir(path);
    rmdir(home);
    if (kept != NULL)
        setenv("HOME", kept, 1);
    free(kept);
}

static void opened(void)
{
    static const ReplOptions options = {.data_folder = "."};
    language_set(LANGUAGE_ENGLISH);
    lab = lab_open(1);
    repl = repl_open(lab, NULL, builtin_commands, &options);
    lab_watch(lab, NULL, NULL); /* there is no terminal */
}

static void closed(void)
{
    offered("");
    repl_close(repl);
    lab_close(lab);
}

AROUND_EACH(opened, closed);
