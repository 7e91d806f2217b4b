/* test_repl.c: lines cut into words and options, and what is said of those that are wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/language.h"
#include "repl/parse.h"

static const Option options[] = {
    {"text", OPTION_TEXT, NULL, 0, 0, NULL, {"t", "t"}},
    {"steps", OPTION_INTEGER, "600", 1, 1000, NULL, {"i", "i"}},
    {"any", OPTION_INTEGER, NULL, 0, 0, NULL, {"i", "i"}},
    {"rate", OPTION_NUMBER, "0.003", 1e-9, 100, NULL, {"n", "n"}},
    {"swap", OPTION_YES_NO, "no", 0, 0, NULL, {"y", "y"}},
    {"attention", OPTION_CHOICE, "dot", 0, 0, "none|dot|additive", {"c", "c"}},
    {"length", OPTION_RANGE, NULL, 0, 500, NULL, {"r", "r"}},
    {"lengths", OPTION_INTEGERS, NULL, 1, 500, NULL, {"l", "l"}},
    {0},
};

static const Command worded = {.name = "words", .options = options, .words_wanted = true};
static const Command strict = {.name = "strict", .options = options};
static const Command bare = {.name = "bare"};
static const Command raw = {.name = "raw", .options = options, .words_wanted = true, .raw = true};

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

/* The value of an option of a line, as JSON. */
static void gives(const char *line, const char *name, const char *json)
{
    Arguments arguments = parsed(&strict, line);
    char *text = json_dumps(json_object_get(arguments.options, name), JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));
    if (text == NULL || strcmp(text, json) != 0)
        fail_msg("%s: %s is %s, not %s", line, name, text != NULL ? text : "missing", json);
    free(text);
    arguments_free(&arguments);
}

/* ---- values ---- */

static void values_of_each_type(void **state)
{
    (void)state;
    gives("text=abc", "text", "\"abc\"");
    gives("text=", "text", "\"\"");
    gives("text=a=b", "text", "\"a=b\"");
    gives("text=한국어", "text", "\"한국어\"");
    gives("steps=7", "steps", "7");
    gives("steps=1000", "steps", "1000");
    gives("steps=+7", "steps", "7");
    gives("any=-9223372036854775808", "any", "-9223372036854775808");
    gives("rate=1e-3", "rate", "0.001");
    gives("rate=3", "rate", "3.0");
    gives("swap=yes", "swap", "true");
    gives("swap=예", "swap", "true");
    gives("swap=off", "swap", "false");
    gives("attention=none", "attention", "\"none\"");
    gives("length=12", "length", "[0,12]");
    gives("length=5..50", "length", "[5,50]");
    gives("length=5..", "length", "[5,0]");
    gives("length=0", "length", "[0,0]");
    gives("lengths=10", "lengths", "[10]");
    gives("lengths=10,30,50", "lengths", "[10,30,50]");
}

static void wrong_values_of_each_type(void **state)
{
    (void)state;
    refused(&strict, "steps=seven", "steps=seven: needs a whole number");
    refused(&strict, "steps=7.5", "a whole number");
    refused(&strict, "steps=", "a whole number");
    refused(&strict, "steps=0", "1 to 1000 are possible");
    refused(&strict, "steps=1001", "steps=1001: 1 to 1000");
    refused(&strict, "any=99999999999999999999", "a whole number");
    refused(&strict, "rate=fast", "needs a number");
    refused(&strict, "rate=nan", "needs a number");
    refused(&strict, "rate=inf", "possible");
    refused(&strict, "rate=0", "possible");
    refused(&strict, "rate=1e999", "possible");
    refused(&strict, "swap=maybe", "yes or no");
    refused(&strict, "attention=addtive", "did you mean attention=additive? (none|dot|additive)");
    refused(&strict, "attention=xyz", "needs none|dot|additive");
    refused(&strict, "attention=", "none|dot|additive");
    refused(&strict, "length=a", "5..50");
    refused(&strict, "length=9..3", "5..50");
    refused(&strict, "length=3..4..5", "5..50");
    refused(&strict, "length=..5", "5..50");
    refused(&strict, "length=-1", "0 to 500");
    refused(&strict, "length=3..501", "0 to 500");
    refused(&strict, "lengths=", "10,30,50");
    refused(&strict, "lengths=x", "lengths=x: needs whole numbers such as 10,30,50");
    refused(&strict, "lengths=1,", "10,30,50");
    refused(&strict, "lengths=1,,2", "10,30,50");
    refused(&strict, "lengths=1,501", "1 to 500");
    refused(&strict, "text=a\xff", "UTF-8");
    refused(&worded, "a \xc3", "UTF-8");
}

static void defaults_are_filled_in(void **state)
{
    (void)state;
    Arguments arguments = parsed(&strict, "  ");
    assert_int_equal(arguments.given, 0);
    assert_string_equal(arguments.words, "");
    assert_int_equal(arguments_integer(&arguments, "steps", 5), 600);
    assert_true(arguments_number(&arguments, "rate", 5) < 0.0031 && arguments_number(&arguments, "rate", 5) > 0.0029);
    assert_false(arguments_yes(&arguments, "swap", true));
    assert_string_equal(arguments_text(&arguments, "attention", "x"), "dot");
    assert_false(arguments_has(&arguments, "text") || arguments_has(&arguments, "length"));
    assert_string_equal(arguments_text(&arguments, "text", "instead"), "instead");
    assert_int_equal(arguments_integer(&arguments, "any", -3), -3);
    arguments_free(&arguments);
    arguments = parsed(&strict, "steps=3 swap=yes");
    assert_int_equal(arguments.given, 2);
    arguments_free(&arguments);
}

/* ---- words and keys ---- */

static void has_words(const Command *command, const char *line, const char *words)
{
    Arguments arguments = parsed(command, line);
    assert_string_equal(arguments.words, words);
    arguments_free(&arguments);
}

static void words_stand_between_options(void **state)
{
    (void)state;
    has_words(&worded, "나는  어제\t도서관에 갔다 ", "나는 어제 도서관에 갔다");
    has_words(&worded, "a steps=3 b rate=1 c", "a b c");
    has_words(&worded, "1=2 =x", "1=2 =x");
    has_words(&worded, "\"two  words\" three", "two  words three");
    has_words(&worded, "\"steps=3\" 'a=b'", "steps=3 a=b"); /* in quotes it is a word */
    has_words(&worded, "don't isn't", "don't isn't");
    has_words(&worded, "it's \"quoted 'inside'\"", "it's quoted 'inside'");
    has_words(&raw, "for i=1, 2 do print(\"x\") end", "for i=1, 2 do print(\"x\") end");
    Arguments arguments = parsed(&worded, "text=\"my  pairs.tsv\" text2");
    assert_string_equal(arguments_text(&arguments, "text", ""), "my  pairs.tsv");
    assert_string_equal(arguments.words, "text2");
    arguments_free(&arguments);
    gives("text='a \"b\"'", "text", "\"a \\\"b\\\"\"");
}

static void wrong_lines(void **state)
{
    (void)state;
    refused(&worded, "\"never closed", "\" is not closed");
    refused(&worded, "text='abc", "' is not closed");
    refused(&strict, "step=3", "strict has no option 'step': did you mean 'steps'?");
    refused(&strict, "zzzzzz=3", "It has: text, steps, any, rate, swap, attention, length, lengths");
    refused(&strict, "Steps=3", "did you mean 'steps'?");
    refused(&bare, "steps=3", "bare takes no options");
    refused(&strict, "steps=3 steps=4", "given twice");
    refused(&strict, "300", "does not know what to do with '300'");
    refused(&strict, "steps 300", "options are written steps=...");
    refused(&bare, "word", "bare stands alone");
    language_set(LANGUAGE_KOREAN);
    refused(&strict, "step=3", "'steps'입니까?");
    refused(&strict, "steps=x", "정수 값이 필요합니다");
    refused(&worded, "'never", "닫히지");
    language_set(LANGUAGE_ENGLISH);
}

static void nothing_wrong_is_repeated_without_end(void **state)
{
    (void)state;
    char line[9000] = "text";
    memset(line + 4, 'x', sizeof line - 5);
    refused(&strict, line, "xxx");
    memcpy(line, "steps=", 6);
    refused(&strict, line, "a whole number");
    line[2000] = '=';
    memset(line, 'k', 2000);
    refused(&strict, line, "kkk");
}

static void the_first_word_of_a_line(void **state)
{
    (void)state;
    FirstWord word = first_word("  train\tsteps=3 ");
    assert_int_equal(word.length, 5);
    assert_memory_equal(word.text, "train", 5);
    assert_string_equal(word.rest, "steps=3 ");
    word = first_word(" \t ");
    assert_int_equal(word.length, 0);
    assert_string_equal(word.rest, "");
}

/* ---- from Lua ---- */

static bool from_json(const Command *command, const char *words, const char *json, Arguments *out, Error *error)
{
    json_t *given = json != NULL ? json_loads(json, 0, NULL) : NULL;
    *error = (Error){0};
    bool right = arguments_from_json(command, words, given, out, error);
    json_decref(given);
    return right;
}

static void lua_gives(const char *json, const char *name, const char *wanted)
{
    Arguments arguments;
    Error error;
    if (!from_json(&strict, NULL, json, &arguments, &error))
        fail_msg("%s: %s", json, error.message);
    char *text = json_dumps(json_object_get(arguments.options, name), JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));
    if (text == NULL || strcmp(text, wanted) != 0)
        fail_msg("%s: %s is %s, not %s", json, name, text != NULL ? text : "missing", wanted);
    free(text);
    arguments_free(&arguments);
}

static void lua_refused(const char *words, const char *json, const char *message)
{
    Arguments arguments;
    Error error;
    if (from_json(&strict, words, json, &arguments, &error))
        fail_msg("taken: %s", json);
    if (error.kind != ERROR_USAGE || strstr(error.message, message) == NULL)
        fail_msg("%s: \"%s\" lacks \"%s\"", json, error.message, message);
}

static void values_from_lua(void **state)
{
    (void)state;
    lua_gives("{\"steps\":7}", "steps", "7");
    lua_gives("{\"steps\":7.0}", "steps", "7");
    lua_gives("{\"steps\":\"7\"}", "steps", "7");
    lua_gives("{\"rate\":0.1}", "rate", "0.1");
    lua_gives("{\"rate\":1}", "rate", "1.0");
    lua_gives("{\"swap\":true}", "swap", "true");
    lua_gives("{\"swap\":\"no\"}", "swap", "false");
    lua_gives("{\"length\":12}", "length", "[0,12]");
    lua_gives("{\"length\":[5,50]}", "length", "[5,50]");
    lua_gives("{\"length\":\"5..50\"}", "length", "[5,50]");
    lua_gives("{\"lengths\":[10,30]}", "lengths", "[10,30]");
    lua_gives("{\"lengths\":10}", "lengths", "[10]");
    lua_gives("{\"text\":\"a \\\"b\\\" c=d\"}", "text", "\"a \\\"b\\\" c=d\"");
    lua_gives("{}", "attention", "\"dot\"");
    lua_gives("{\"any\":3}", "steps", "600");
}

static void wrong_values_from_lua(void **state)
{
    (void)state;
    lua_refused(NULL, "{\"stesp\":7}", "did you mean 'steps'?");
    lua_refused(NULL, "{\"steps\":7.5}", "a whole number");
    lua_refused(NULL, "{\"steps\":true}", "a whole number");
    lua_refused(NULL, "{\"steps\":null}", "a whole number");
    lua_refused(NULL, "{\"steps\":{}}", "a whole number");
    lua_refused(NULL, "{\"steps\":[]}", "a whole number");
    lua_refused(NULL, "{\"length\":[1,2,3]}", "5..50");
    lua_refused(NULL, "{\"swap\":2}", "yes or no");
    lua_refused(NULL, "{\"attention\":\"Dot\"}", "did you mean attention=dot?");
    lua_refused("a word", "{}", "does not know what to do with 'a word'");
    lua_refused("\xff", "{}", "UTF-8");
    Arguments arguments;
    Error error;
    assert_true(from_json(&worded, "a  b", NULL, &arguments, &error));
    assert_string_equal(arguments.words, "a  b");
    assert_int_equal(arguments.given, 0);
    arguments_free(&arguments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_each_type),
        cmocka_unit_test(wrong_values_of_each_type),
        cmocka_unit_test(defaults_are_filled_in),
        cmocka_unit_test(words_stand_between_options),
        cmocka_unit_test(wrong_lines),
        cmocka_unit_test(nothing_wrong_is_repeated_without_end),
        cmocka_unit_test(the_first_word_of_a_line),
        cmocka_unit_test(values_from_lua),
        cmocka_unit_test(wrong_values_from_lua),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
