/* test_repl.c: lines cut into words and options, and what is said of those that are wrong. */
#include "base/language.h"
#include "repl/parse.h"
#include "test.h"

typedef struct Given {
    const char *text;
    long steps, any;
    double rate;
    bool swap;
    int attention, length[2];
    Wholes lengths;
} Given;

#define AT(field) OPTION_AT(Given, field)
static const Option rows[] = {
    {"text", OPTION_TEXT, AT(text)},
    {"steps", OPTION_WHOLE, AT(steps), .fallback = "600", .least = 1, .most = 1000, .aliases = "count|number"},
    {"any", OPTION_WHOLE, AT(any), .absent = -3, .least = -SEED_MOST, .most = SEED_MOST},
    {"rate", OPTION_NUMBER, AT(rate), .fallback = "0.003", .least = 1e-9, .most = 100},
    {"swap", OPTION_YES_NO, AT(swap), .fallback = "no"},
    {"attention", OPTION_CHOICE, AT(attention), .fallback = "dot", .choices = "none|dot|additive", .choice_aliases = "bahdanau=additive"},
    {"length", OPTION_RANGE, AT(length), .least = 0, .most = 500, .applies = "swap=no"},
    {"lengths", OPTION_WHOLES, AT(lengths), .least = 1, .most = 500, .applies = "attention=dot|additive text=..."},
    {0},
};
static const Options options = {rows, .size = sizeof(Given)};

static const Command worded = {.name = "words", .options = &options, .words_wanted = true};
static const Command named = {.name = "names", .options = &options, .words_wanted = true, .word_means = MEANS_FILE};
static const Command strict = {.name = "strict", .options = &options};
static const Command bare = {.name = "bare"};
static const Command sweeping = {.name = "sweeps", .options = &options, .sweeps = true};
static const Command raw = {.name = "raw", .options = &options, .words_wanted = true, .raw = true};

static Arguments parsed(const Command *command, const char *line)
{
    Arguments arguments;
    Error error = {0};
    if (!arguments_parse(command, line, &arguments, &error))
        fail_msg("%s: %s", line, error.message);
    return arguments;
}

static void refused(const Command *command, const char *line, const char *words)
{
    Arguments arguments;
    Error error = {0};
    if (arguments_parse(command, line, &arguments, &error))
        fail_msg("taken: %s", line);
    if (error.kind != ERROR_USAGE || strstr(error.message, words) == NULL)
        fail_msg("%s: \"%s\" lacks \"%s\"", line, error.message, words);
}

static void has_value(Arguments *arguments, const char *name, const char *wanted)
{
    OptionList list = options_list(&options);
    Buffer text = {0};
    option_text(&list.at[options_find(&list, name)], arguments->options, &text);
    if (strcmp(buffer_text(&text), wanted) != 0)
        fail_msg("%s is %s, not %s", name, buffer_text(&text), wanted);
    buffer_free(&text);
    arguments_free(arguments);
}

/* The value of an option of a line. */
static void gives(const char *line, const char *name, const char *wanted)
{
    Arguments arguments = parsed(&strict, line);
    has_value(&arguments, name, wanted);
}

/* ---- values ---- */

TEST(values_of_each_type)
{
    static const char *const lines[][3] = {
        {"text=abc", "text", "abc"}, {"text=", "text", ""}, {"text=a=b", "text", "a=b"}, {"text=한국어", "text", "한국어"},
        {"steps=7", "steps", "7"}, {"steps=1000", "steps", "1000"}, {"steps=+7", "steps", "7"},
        {"number=7", "steps", "7"}, {"num_steps=7", "steps", "7"}, /* elsewhere it is called so */
        {"any=-1000000000000000", "any", "-1000000000000000"}, {"rate=1e-3", "rate", "0.001"},
        {"rate=0.1", "rate", "0.1"}, {"rate=0.30000000000000004", "rate", "0.30000000000000004"},
        {"rate=3", "rate", "3"}, {"swap=yes", "swap", "yes"}, {"swap=예", "swap", "yes"}, {"swap=off", "swap", "no"},
        {"attention=none", "attention", "none"}, {"attention=bahdanau", "attention", "additive"},
        {"length=12", "length", "12"}, {"length=5..50", "length", "5..50"}, {"length=5..", "length", "5.."},
        {"text=a lengths=10", "lengths", "10"}, {"text=a lengths=10,30,50", "lengths", "10,30,50"},
        {"text=a lengths=3..5,9", "lengths", "3,4,5,9"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        gives(lines[i][0], lines[i][1], lines[i][2]);
}

TEST(wrong_values_of_each_type)
{
    static const char *const lines[][2] = {
        {"steps=seven", "steps=seven: needs a whole number"}, {"steps=7.5", "a whole number"},
        {"steps=", "a whole number"}, {"steps=0", "steps=0 must be between 1 and 1000"},
        {"steps=1001", "steps=1001 must be between 1 and 1000"}, {"any=99999999999999999999", "any=1e+20 must be between -1e+15 and 1e+15"},
        {"steps=99999999999999999999", "steps=1e+20 must be between 1 and 1000"},
        {"rate=fast", "needs a number"}, {"rate=nan", "needs a number"}, {"rate=inf", "between 1e-09 and 100"},
        {"rate=0", "between 1e-09 and 100"}, {"rate=1e999", "between"}, {"swap=maybe", "yes or no"},
        {"attention=addtive", "did you mean attention=additive? (none|dot|additive)"},
        {"attention=xyz", "needs none|dot|additive"}, {"attention=", "none|dot|additive"}, {"length=a", "5..50"},
        {"length=9..3", "the smaller number comes first: length=3..9"}, {"length=3..4..5", "5..50"}, {"length=..5", "5..50"},
        {"length=-1", "between 0 and 500"}, {"length=0", "length=0 must be between 1 and 500"},
        {"length=3..501", "between 0 and 500"}, {"lengths=", "10,30,50"},
        {"lengths=x", "lengths=x: needs whole numbers such as 10,30,50"}, {"lengths=1,", "10,30,50"},
        {"lengths=1,,2", "10,30,50"}, {"lengths=1,501", "between 1 and 500"}, {"lengths=5..3", "the smaller number comes first: lengths=3..5"},
        {"lengths=3..", "1..5"}, {"lengths=3..501", "between 1 and 500"}, {"lengths=1..33", "at most 32"},
        {"lengths=1,2,3,4,5,6,7,8,9,1,1,2,3,4,5,6,7,8,9,2,1,2,3,4,5,6,7,8,9,3,1,2,3", "at most 32"},
        {"text=a\xff", "UTF-8"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        refused(&strict, lines[i][0], lines[i][1]);
    refused(&worded, "a \xc3", "UTF-8");
}

/* Of several values each is checked, the struct has the first, and the arguments keep all. A list stays one value. */
TEST(several_values_of_an_option)
{
    Arguments arguments = parsed(&sweeping, "steps=7,9 attention=none,bahdanau lengths=10,30 text=a,b rate=3");
    const Given *given = arguments.options;
    assert_int_equal(given->steps, 7);
    assert_string_equal(arguments.several[1], "7,9");
    int kept = 0;
    for (int i = 0; i < OPTIONS_MOST; i++)
        kept += arguments.several[i] != NULL;
    assert_int_equal(kept, 2); /* steps and attention */
    has_value(&arguments, "attention", "none");
    refused(&sweeping, "steps=7,1001", "steps=1001 must be between");
    refused(&sweeping, "steps=7,", "steps=: needs a whole number");
    refused(&sweeping, "attention=none,dto", "did you mean attention=dot?");
    refused(&strict, "steps=7,9", "a whole number");
}

TEST(defaults_are_filled_in)
{
    Arguments arguments = parsed(&strict, "  ");
    const Given *given = arguments.options;
    assert_true(arguments.given == 0);
    assert_string_equal(arguments.words, "");
    assert_int_equal(given->steps, 600);
    assert_true(given->rate < 0.0031 && given->rate > 0.0029);
    assert_false(given->swap);
    assert_int_equal(given->attention, 1);
    assert_null(given->text);
    assert_int_equal(given->any, -3);
    assert_int_equal(given->lengths.count, 0);
    arguments_free(&arguments);
    arguments = parsed(&strict, "steps=3 swap=yes");
    assert_true(arguments_given(&arguments, "steps") && arguments_given(&arguments, "swap") && !arguments_given(&arguments, "rate"));
    arguments_free(&arguments);
}

TEST(options_without_effect_are_refused)
{
    refused(&strict, "swap=yes length=3", "length= has no effect here; it applies only to swap=no");
    refused(&strict, "length=3 swap=yes", "applies only to swap=no");
    refused(&strict, "text=a lengths=3 attention=none", "applies only to attention=dot|additive");
    refused(&strict, "lengths=3", "applies only to text=...");
    gives("lengths=3 text=a attention=additive", "lengths", "3");
}

/* ---- words and keys ---- */

static void has_words(const Command *command, const char *line, const char *words)
{
    Arguments arguments = parsed(command, line);
    assert_string_equal(arguments.words, words);
    arguments_free(&arguments);
}

TEST(words_stand_between_options)
{
    has_words(&worded, "나는  어제\t도서관에 갔다 ", "나는 어제 도서관에 갔다");
    has_words(&worded, "a steps=3 b rate=1 c", "a b c");
    has_words(&worded, "1=2 =x", "1=2 =x");
    has_words(&raw, "for i=1, 2 do print(\"x\") end", "for i=1, 2 do print(\"x\") end");
    Arguments arguments = parsed(&worded, "text=\"my  pairs.tsv\" text2");
    assert_string_equal(((const Given *)arguments.options)->text, "my  pairs.tsv");
    assert_string_equal(arguments.words, "text2");
    arguments_free(&arguments);
    gives("text='a \"b\"'", "text", "a \"b\"");
}

/* In a sentence they are characters, except around the whole of it and around an option's value. */
TEST(quotation_marks_in_sentences)
{
    static const char *const lines[][2] = {
        {"\"Yes,\" he said.", "\"Yes,\" he said."}, {"he said \"Yes\"", "he said \"Yes\""},
        {"\"a b\" and \"c d\"", "\"a b\" and \"c d\""}, {"\"two  words\" three", "\"two words\" three"},
        {"don't isn't", "don't isn't"}, {"'tis so", "'tis so"}, {"\"never closed", "\"never closed"},
        {"\"a\" \"b", "\"a\" \"b"}, {"\"나는  간다\"", "나는  간다"}, {"steps=3 '\"Yes.\"' rate=1", "\"Yes.\""},
        {"\"steps=3 x\"", "steps=3 x"}, /* in quotes it is a word */ {"\"steps=3\" 'a=b'", "\"steps=3\" 'a=b'"},
        {"'he said \"it's\"'", "'he said \"it's\"'"}, {"\"", "\""}, {"a\"b=c d\"", "a\"b=c d\""},
        {"she text='a b' said", "she said"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        has_words(&worded, lines[i][0], lines[i][1]);
    refused(&worded, "she text='a b", "' is not closed");
}

TEST(quotation_marks_in_names)
{
    has_words(&named, "\"my  model\"", "my  model");
    has_words(&named, "'a b' steps=3 c", "a b c");
    has_words(&named, "\"steps=3\" 'a=b'", "steps=3 a=b");
    has_words(&named, "it's", "it's");
    refused(&named, "\"never closed", "\" is not closed");
}

TEST(a_line_break_is_in_no_name_and_no_sentence)
{
    Arguments arguments;
    Error error = {0};
    assert_false(arguments_from_values(&worded, "a\nb", NULL, 0, &arguments, &error));
    assert_non_null(strstr(error.message, "line break"));
    assert_false(arguments_from_values(&named, NULL, &(GivenOption){"text", {.type = GIVEN_TEXT, .text = "a\rb"}}, 1, &arguments,
                                       &error));
    assert_non_null(strstr(error.message, "line break"));
    refused(&named, "a\nb", "line break");
}

TEST(wrong_lines)
{
    static const struct { const Command *command; const char *line, *words; } lines[] = {
        {&worded, "text='abc", "' is not closed"},
        {&strict, "step=3", "strict has no option 'step': did you mean 'steps'?"},
        {&strict, "zzzzzz=3", "It has: text, steps, any, rate, swap, attention, length, lengths"},
        {&strict, "Steps=3", "did you mean 'steps'?"}, {&bare, "steps=3", "bare takes no options"},
        {&bare, "num_steps=3", "bare takes no options ('num_steps')"},
        {&strict, "steps=4 iters=3", "steps= is given twice"}, {&strict, "steps=3 steps=4", "given twice"},
        {&strict, "steps=3 count=4", "steps= is given twice"}, {&strict, "300", "does not understand '300'"},
        {&strict, "steps 300", "write options as steps=..."}, {&bare, "word", "bare takes no arguments"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        refused(lines[i].command, lines[i].line, lines[i].words);
    language_set(LANGUAGE_KOREAN);
    refused(&strict, "step=3", "'steps'입니까?");
    refused(&strict, "steps=x", "정수 값이 필요합니다");
    refused(&named, "'never", "닫히지");
    language_set(LANGUAGE_ENGLISH);
}

TEST(nothing_wrong_is_repeated_without_end)
{
    char line[9000] = "text";
    memset(line + 4, 'x', sizeof line - 5);
    refused(&strict, line, "xxx");
    memcpy(line, "steps=", 6);
    refused(&strict, line, "a whole number");
    line[2000] = '=';
    memset(line, 'k', 2000);
    refused(&strict, line, "kkk");
}

TEST(the_first_word_of_a_line)
{
    FirstWord word = first_word("  train\tsteps=3 ");
    assert_int_equal(word.length, 5);
    assert_memory_equal(word.text, "train", 5);
    assert_string_equal(word.rest, "steps=3 ");
    word = first_word(" \t ");
    assert_int_equal(word.length, 0);
    assert_string_equal(word.rest, "");
}

/* ---- from Lua ---- */

#define NUMBER(x) (OptionValue){.type = GIVEN_NUMBER, .number = (x)}
#define YES(x) (OptionValue){.type = GIVEN_YES_NO, .yes = (x)}
#define WORDS(x) (OptionValue){.type = GIVEN_TEXT, .text = (x)}
#define NUMBERS(...) (OptionValue){.type = GIVEN_NUMBERS, .numbers = (const double[]){__VA_ARGS__}, \
                                   .count = (int)(sizeof((double[]){__VA_ARGS__}) / sizeof(double))}

static void lua_gives(const char *name, OptionValue value, const char *wanted)
{
    const GivenOption given[] = {{"text", WORDS("needed by lengths")}, {name, value}};
    bool text = strcmp(name, "text") == 0;
    Arguments arguments;
    Error error = {0};
    if (!arguments_from_values(&strict, NULL, text ? given + 1 : given, text ? 1 : 2, &arguments, &error))
        fail_msg("%s: %s", name, error.message);
    has_value(&arguments, name, wanted);
}

static void lua_refused(const char *words, const char *name, OptionValue value, const char *message)
{
    Arguments arguments;
    Error error = {0};
    if (arguments_from_values(&strict, words, &(GivenOption){name, value}, name != NULL, &arguments, &error))
        fail_msg("taken: %s", name);
    if (error.kind != ERROR_USAGE || strstr(error.message, message) == NULL)
        fail_msg("%s: \"%s\" lacks \"%s\"", name, error.message, message);
}

TEST(values_from_lua)
{
    const struct { const char *name; OptionValue value; const char *wanted; } values[] = {
        {"steps", NUMBER(7), "7"}, {"steps", WORDS("7"), "7"}, {"rate", NUMBER(0.1), "0.1"},
        {"rate", NUMBER(1), "1"}, {"swap", YES(true), "yes"}, {"swap", WORDS("no"), "no"},
        {"swap", NUMBER(1), "yes"}, {"length", NUMBER(12), "12"}, {"length", NUMBERS(5, 50), "5..50"},
        {"length", WORDS("5..50"), "5..50"}, {"lengths", NUMBERS(10, 30), "10,30"}, {"lengths", NUMBER(10), "10"},
        {"text", WORDS("a \"b\" c=d"), "a \"b\" c=d"}, {"text", NUMBER(3), "3"}, {"text", NUMBERS(0.5, 1), "0.5,1"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        lua_gives(values[i].name, values[i].value, values[i].wanted);
}

TEST(wrong_values_from_lua)
{
    const struct { const char *name; OptionValue value; const char *words; } values[] = {
        {"stesp", NUMBER(7), "did you mean 'steps'?"}, {"steps", NUMBER(7.5), "a whole number"},
        {"steps", NUMBER(1e300), "between 1 and 1000"}, {"steps", NUMBER(NAN), "a whole number"},
        {"steps", YES(true), "a whole number"}, {"steps", NUMBERS(7), "a whole number"},
        {"rate", NUMBER(NAN), "a number"}, {"length", NUMBERS(1, 2, 3), "5..50"},
        {"length", NUMBERS(0, 0), "length=0 must be between 1 and 500"},
        {"lengths", NUMBERS(1, 2.5), "whole numbers"}, {"lengths", NUMBERS(1, 501), "between 1 and 500"},
        {"swap", NUMBER(2), "yes or no"}, {"attention", WORDS("Dot"), "did you mean attention=dot?"},
        {"text", WORDS("\xff"), "UTF-8"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        lua_refused(NULL, values[i].name, values[i].value, values[i].words);
    lua_refused("a word", NULL, NUMBER(0), "does not understand 'a word'");
    lua_refused("\xff", NULL, NUMBER(0), "UTF-8");
    Arguments arguments;
    Error error;
    assert_true(arguments_from_values(&worded, "a  b", NULL, 0, &arguments, &error));
    assert_string_equal(arguments.words, "a  b");
    assert_true(arguments.given == 0);
    arguments_free(&arguments);
}
