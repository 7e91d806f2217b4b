/* test_repl_complete.c: what Tab offers: every option of every command, and every value that has a name; and what the
 * prompt shows of a line before it is entered. */
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/korean_keys.h"
#include "base/language.h"
#include "base/unicode.h"
#include "engine/cells.h"
#include "model/scores.h"
#include "repl/builtin_commands.h"
#include "repl/complete.h"
#include "repl/korean_layout.h"
#include "repl/parse.h"
#include "test.h"

static Lab *lab;
static Repl *repl;
static Typing typing;

/* Candidates one after the other, "|" around each. */
static void collect(void *context, const char *candidate) { buffer_format(context, "|%s|", candidate); }

static const char *offered(const char *line)
{
    static Buffer found;
    buffer_free(&found);
    int end = (int)strlen(line), start = end;
    while (start > 0 && strchr(" =,", line[start - 1]) == NULL)
        start--;
    repl_complete(&typing, line, start, end, collect, &found);
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
    CommandList all = repl_commands(repl);
    for (int i = 0; i < all.count; i++) {
        OptionList list = options_list(all.at[i]->options);
        assert_true(list.count < OPTIONS_MOST);
        for (int k = 0; k < list.count; k++)
            check(all.at[i], list.at[k].option);
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

TEST(every_option_of_every_command) { each_option(check_offered); }

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

TEST(wrong_choices_are_told_the_right_ones) { each_option(check_refusal); }

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

TEST(rows_are_whole) { each_option(check_row); }

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
    offers("sweep attention=none,d", "dot"); /* the last of several values */
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
    offers("train optim=", "adam"); /* elsewhere it is called so */
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

/* ---- names of what there is ---- */

static bool lua_names(void *lua, const char *table, CompletionAdd *add, void *context)
{
    assert_ptr_equal(lua, repl);
    if (strcmp(table, "op.") == 0)
        add(context, "tanh(");
    else if (strcmp(table, "") == 0) {
        add(context, "tensor(");
        add(context, "op.");
        add(context, "loss");
    }
    return true;
}

static void lesson_names(void *lessons, TextMeaning meaning, CompletionAdd *add, void *context)
{
    (void)lessons;
    assert_int_equal(meaning, MEANS_LESSON);
    add(context, "7");
    add(context, "bottleneck");
}

static bool lesson_takes(void *lessons, const char *line)
{
    (void)lessons;
    return strcmp(line, "forty") == 0;
}

TEST(names_of_other_folders)
{
    typing = (Typing){.repl = repl, .lua_names = lua_names, .lua = repl, .lesson_names = lesson_names};
    static const Command lesson = {
        .name = "lesson", .words_wanted = true, .word_means = MEANS_LESSON, .word_choices = "back"};
    Error error = {0};
    assert_true(repl_add_command(repl, &lesson, NULL, &error));
    assert_string_equal(offered("lesson b"), "|back||bottleneck|");
    assert_string_equal(offered("lesson 7"), "|7|");
    assert_string_equal(offered("x = op.ta"), "|op.tanh(|");
    assert_string_equal(offered("ten"), "|tensor(|");
    assert_string_equal(offered("te"), "|tensor(|");
    assert_string_equal(offered("t = los"), "|loss|");
    assert_string_equal(offered("op.nosuch.ta"), "");
    assert_null(strstr(offered("t"), "tensor")); /* commands begin so */
}

TEST(words_of_the_vocabulary)
{
    Error error = {0};
    assert_true(lab_data(lab, &(DatasetOptions){.task = "copy"}, &error));
    offers_each("translate ", "a|b|model=");
    assert_string_equal(offered("force b"), "|b|");
    assert_null(strstr(offered("translate "), "<"));
    assert_true(lab_data(lab, &(DatasetOptions){.grammar = "ko-en", .length_most = 4}, &error));
    assert_null(strstr(offered("translate "), "나는")); /* too many to list */
    offers("attend 나", "나는");
}

TEST(topics_and_terms)
{
    offers_each("help ", "attend|softmax");
    offers("help patie", "patience");
    offers("glossary sof", "softmax");
}

/* ---- the reading of a line ---- */

static LineReading reading;

/* A letter for each byte: . plain, c code, s strong, d dim, E error. The cursor is at the end, or before a "^". */
static const char *styles(const char *typed)
{
    static const char letters[] = {
        [STYLE_PLAIN] = '.', [STYLE_CODE] = 'c', [STYLE_STRONG] = 's', [STYLE_DIM] = 'd', [STYLE_ERROR] = 'E'};
    static char shown[256];
    char line[256];
    size_t cursor = strcspn(typed, "^");
    snprintf(line, sizeof line, "%.*s%s", (int)cursor, typed, typed + cursor + (typed[cursor] == '^'));
    Style all[256] = {STYLE_PLAIN};
    buffer_clear(&reading.hint);
    buffer_clear(&reading.help);
    reading.styles = all;
    repl_reading(&typing, line, cursor, &reading);
    for (size_t i = 0; i <= strlen(line); i++)
        shown[i] = line[i] == '\0' ? '\0' : letters[all[i]];
    return shown;
}

static void reads(const char *typed, const char *wanted, const char *hint)
{
    const char *got = styles(typed);
    if (strcmp(got, wanted) != 0 || strstr(buffer_text(&reading.hint), hint) == NULL)
        fail_msg("'%s': %s, '%s'", typed, got, buffer_text(&reading.hint));
}

TEST(commands_and_options)
{
    reads("train", "ccccc", "train the current model");
    reads("train steps=5 ", "ccccc.ccccccs.", "train the current model");
    reads("train steps=5^ lr=0.1", "ccccc.ccccccs.cccsss", "steps= 1 to ");
    reads("train steps=^x lr=2", "ccccc.ccccccE.cccs", "whole number");
    reads("train steps=0 ", "ccccc.ccccccE.", "train the current model");
    reads("model kind=tra", "ccccc.ccccc...", "transformer");
    reads("model kind=xyz", "ccccc.cccccEEE", "transformer");
    reads("model kind=transformer", "ccccc.cccccsssssssssss", "kind=recurrent|transformer");
    reads("train stpes=3", "ccccc.EEEEEE.", "did you mean");
    reads("train st", "ccccc...", "Tab: steps=");
    reads("train xx", "ccccc.EE", "does not understand");
    reads(":lang en", "ccccc.ss", "change the language");
    reads("translate a b=c", "ccccccccc...EE.", "has no option");
    reads("# x", "ddd", "");
    assert_string_equal(buffer_text(&reading.help), "help");
    reads("data task=copy leng^", "cccc.cccccssss.....", "length=");
    reads("train hidden_size=3", "ccccc.EEEEEEEEEEEE.", "has no option");
    reads("model hidden_size=8", "ccccc.ccccccccccccs", "hidden= 4 to ");
    assert_string_equal(buffer_text(&reading.help), "help model hidden");
}

TEST(wrong_names_before_enter)
{
    typing = (Typing){.repl = repl, .lua_names = lua_names, .lua = repl, .lesson_takes = lesson_takes};
    reads("tr", "..", "  translate  ");
    reads("trian", "EEEEE", "did you mean 'train'?");
    reads("trian steps=3", "EEEEE........", "did you mean 'train'?");
    reads("xyzzy ", "EEEEE.", "'help' lists them");
    reads("patience 3", "EEEEEEEE..", "option of train");
    reads("exit", "cccc", "exit");
    reads("나는 학교", "EEEEEE.......", "translate 나는 학교");
    reads("forty", ".....", ""); /* the lesson takes it */
}

TEST(lua_is_not_wrong)
{
    static const char *const lines[] = {
        "x = 3", "x, y = 1, 2", "x.y = 2", "xyzzy()", "xyzzy'a'", "xyzzy{1}", "xyzzy or 3", "xyzzy == 2", "loss", "op",
        "for i = 1, 2 do", "local a", "function f() end", "return 3", "not x", "(xyzzy)", "1 + 1", "\"a\"", "#loss",
        "data = 3", "-xyzzy", "= 3", "if a then b() end", "ten"};
    typing = (Typing){.repl = repl, .lua_names = lua_names, .lua = repl};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (strchr(styles(lines[i]), 'E') != NULL)
            fail_msg("%s: %s", lines[i], styles(lines[i]));
}

static void helps(const char *typed, const char *line)
{
    styles(typed);
    assert_string_equal(buffer_text(&reading.help), line);
}

TEST(korean_layout)
{
    static const char *const lines[][2] = {
        {"ㅗ디ㅔ", "help"}, {"ㅗ디ㅔ ㅅㄱ먀ㅜ", "help train"}, {"ㅅㄱ먀ㅜ ㄴㅅ데ㄴ=100 ㅣㄱ=0.1", "train steps=100 lr=0.1"},
        {"ㅡㅐㅇ디 ㅏㅑㅜㅇ=ㅅㄱ문래귿ㄱ", "model kind=transformer"}, {"ㅅㄱ무님ㅅㄷ 나는 학교에 간다", "translate 나는 학교에 간다"},
        {":ㅂ", "quit"}, {"ㄷ턋", "quit"}, {"ㅇㅁㅅㅁ 랴ㅣㄷ=한글.tsv", "data file=한글.tsv"},
        /* neither commands nor theirs to take */
        {"나는 학교에", NULL}, {"ㅋㅋ", NULL}, {"ㅔ갸ㅜㅅ(1)", NULL}, {"help", NULL}, {"", NULL}, {"ㅌ = 3", NULL}, {"\xff", NULL},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char *meant = korean_layout_line(repl_commands(repl), lines[i][0]);
        if (lines[i][1] == NULL)
            assert_null(meant);
        else if (meant == NULL || strcmp(meant, lines[i][1]) != 0)
            fail_msg("%s: %s", lines[i][0], meant != NULL ? meant : "nothing");
        free(meant);
    }
    reads("ㅗ디ㅔ", "ccccccccc", "Korean layout: help");
}

/* Every syllable, also before another one, comes back from its keys. */
TEST(keys_become_syllables)
{
    for (uint32_t code = 0xAC00; code <= 0xD7A3; code++) {
        char text[16] = "";
        size_t length = utf8_encode(code, text);
        strcpy(text + length, "사 아!");
        char *keys = korean_keys(text), *again = korean_of_keys(keys);
        assert_string_equal(again, text);
        free(again);
        free(keys);
    }
    static const char *const none[] = {"sksms hello", "a b", "k", "rk1", "나는", "rrk", "\xff", "rkk"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_null(korean_of_keys(none[i]));
    char *sentence = korean_layout_sentence("sksms rksek");
    assert_string_equal(sentence, "나는 간다");
    free(sentence);
    assert_null(korean_layout_sentence("dog")); /* 앻 is no usual syllable */
    assert_null(korean_layout_hint("so", NULL)); /* 내, a word alone */
    assert_null(korean_layout_hint("sksms rksek", NULL)); /* in an English session, without data */
    Error error = {0};
    DatasetOptions options = {.grammar = "ko-en", .seed = 1};
    Dataset *dataset = dataset_open(&options, &error);
    assert_non_null(dataset);
    sentence = korean_layout_hint("sksms rksek", dataset);
    assert_string_equal(sentence, "나는 간다");
    free(sentence);
    assert_null(korean_layout_hint("sksms", dataset)); /* a word alone, which the data know */
    assert_null(korean_layout_hint("so go", dataset)); /* 내 해 */
    language_set(LANGUAGE_KOREAN);
    sentence = korean_layout_hint("so go", NULL);
    assert_string_equal(sentence, "내 해");
    free(sentence);
    assert_null(korean_layout_hint("go", NULL)); /* 해 */
    language_set(LANGUAGE_ENGLISH);
    dataset_close(dataset);
}

TEST(what_f1_explains)
{
    helps("", "help");
    helps("train ", "help train");
    helps("tra^in steps=5", "help train");
    helps("train steps=^5 lr=1", "help train steps");
    helps("x = op.ta^nh(y)", "formula tanh");
    helps("x = op.", "help");
    helps("?patience", "help help");
}

TEST(several_lines_and_hostile_ones)
{
    reads("data task=copy\nmodel", "....................", "2 lines: Enter runs them");
    reads("data file=\"a", "cccc.cccccss", "file=");
    styles("train \xff\xfe=\x80 =\"' '\"=");
    styles("= = =");
    styles("??");
    styles("\t\t");
}

static void opened(void)
{
    static const ReplOptions options = {.data_folder = "."};
    language_set(LANGUAGE_ENGLISH);
    lab = lab_open(1);
    repl = repl_open(lab, NULL, builtin_commands, &options);
    lab_watch(lab, NULL, NULL); /* there is no terminal */
    typing = (Typing){.repl = repl};
}

static void closed(void)
{
    offered("");
    buffer_free(&reading.hint);
    buffer_free(&reading.help);
    repl_close(repl);
    lab_close(lab);
}

AROUND_EACH(opened, closed);
