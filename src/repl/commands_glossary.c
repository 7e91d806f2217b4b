/* commands_glossary.c: `glossary`: the field's terms in the current language: man/terms.LANGUAGE.md, compiled in.
 *
 * Each term has four lines: "## " and its name; its name in the other language and others, with "; " between; a
 * sentence; and a command in backquotes that shows it. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/language.h"
#include "base/memory.h"
#include "repl/builtin_commands.h"
#include "repl/glossary.h"
#include "repl/help_pages.h"
#include "repl/results.h"

typedef struct Term {
    const char *name, *also, *meaning, *command;
} Term;
typedef struct Glossary {
    int count;
    Term *terms;
    char *text; /* what they point to */
} Glossary;

/* The line that begins there, ended by NUL; *rest is what follows it. */
static char *take_line(char **rest)
{
    char *line = *rest, *end = strchr(line, '\n');
    *rest = end != NULL ? end + 1 : line + strlen(line);
    if (end != NULL)
        *end = '\0';
    return line;
}

static Glossary glossary_open(void)
{
    const HelpPage *page = help_pages;
    while (strcmp(page->command, "terms") != 0 || strcmp(page->language, language_code(language_now())) != 0)
        page++;
    Glossary glossary = {.text = memory_string(page->text)};
    int capacity = 0;
    for (char *rest = glossary.text; *rest != '\0';) {
        char *line = take_line(&rest);
        if (strncmp(line, "## ", 3) != 0)
            continue;
        glossary.terms = memory_room(glossary.terms, glossary.count, &capacity, sizeof *glossary.terms);
        Term *term = &glossary.terms[glossary.count++];
        term->name = line + 3;
        term->also = take_line(&rest);
        term->meaning = take_line(&rest);
        char *command = take_line(&rest) + 1; /* in backquotes */
        command[strcspn(command, "`")] = '\0';
        term->command = command;
    }
    return glossary;
}

static void glossary_close(Glossary *glossary)
{
    free(glossary->terms);
    free(glossary->text);
    *glossary = (Glossary){0};
}

/* ---- names ---- */

/* The next of names with "; " between, into name [128]; NULL after the last. */
static const char *next_name(const char *names, char name[128])
{
    size_t length = strcspn(names, ";");
    if (length == 0)
        return NULL;
    size_t kept = length < 127 ? length : 127;
    memcpy(name, names, kept);
    name[kept] = '\0';
    names += length;
    return names + strspn(names, "; ");
}

static bool is_called(const Term *term, const char *word)
{
    char name[128];
    if (strcasecmp(term->name, word) == 0)
        return true;
    for (const char *rest = term->also; (rest = next_name(rest, name)) != NULL;)
        if (strcasecmp(name, word) == 0)
            return true;
    return false;
}

/* The term with this name in either language, upper or lower case; -1: none. */
static int glossary_find(const Glossary *glossary, const char *word)
{
    for (int i = 0; i < glossary->count; i++)
        if (is_called(&glossary->terms[i], word))
            return i;
    return -1;
}

/* The one whose name is nearest; -1: none is near. */
static int glossary_nearest(const Glossary *glossary, const char *word)
{
    enum { NAMES_MOST = 600 };
    char(*names)[128] = memory_new(NAMES_MOST, sizeof *names);
    const char *candidates[NAMES_MOST];
    int term[NAMES_MOST], count = 0, found = -1;
    for (int i = 0; i < glossary->count && count < NAMES_MOST; i++) {
        term[count] = i;
        candidates[count++] = glossary->terms[i].name;
        for (const char *rest = glossary->terms[i].also;
             count < NAMES_MOST && (rest = next_name(rest, names[count])) != NULL; count++) {
            term[count] = i;
            candidates[count] = names[count];
        }
    }
    const char *nearest = nearest_name(word, candidates, (size_t)count);
    for (int i = 0; i < count && found < 0; i++)
        found = candidates[i] == nearest ? term[i] : -1;
    free(names);
    return found;
}

bool glossary_has(const char *word)
{
    Glossary glossary = glossary_open();
    bool found = glossary_find(&glossary, word) >= 0;
    glossary_close(&glossary);
    return found;
}

void glossary_each(CompletionAdd *add, void *context)
{
    Glossary glossary = glossary_open();
    for (int i = 0; i < glossary.count; i++)
        if (strchr(glossary.terms[i].name, ' ') == NULL)
            add(context, glossary.terms[i].name);
    glossary_close(&glossary);
}

/* ---- the command ---- */

static json_t *term_value(const Term *term)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "term", term->name, "also", term->also, "meaning", term->meaning, "try",
                     term->command);
}

json_t *glossary_term(const char *word)
{
    Glossary glossary = glossary_open();
    int term = glossary_find(&glossary, word);
    json_t *terms = term >= 0 ? json_pack("[o]", term_value(&glossary.terms[term])) : NULL;
    glossary_close(&glossary);
    return terms;
}

/* The term of that name; else the nearest; else all that the word is a part of; without a word, all. */
static json_t *terms_value(const Glossary *glossary, const char *word)
{
    json_t *terms = json_array();
    int one = word[0] == '\0' ? -1 : glossary_find(glossary, word);
    if (one < 0 && word[0] != '\0')
        one = glossary_nearest(glossary, word);
    for (int i = 0; i < glossary->count; i++) {
        const Term *term = &glossary->terms[i];
        if (one >= 0 ? i == one : strcasestr(term->name, word) != NULL || strcasestr(term->also, word) != NULL)
            json_array_append_new(terms, term_value(term));
    }
    return terms;
}

static bool run_glossary(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    (void)repl;
    Glossary glossary = glossary_open();
    json_t *terms = terms_value(&glossary, arguments->words);
    bool found = json_array_size(terms) > 0;
    if (found)
        result->value = json_pack("{s:s, s:O}", "asked", arguments->words, "terms", terms);
    else
        error_set(error, ERROR_USAGE,
                  TEXT("'%.40s' is not in the glossary: 'glossary' lists its terms",
                       "용어집에 '%.40s' 항목이 없습니다. 'glossary'로 목록을 볼 수 있습니다"),
                  arguments->words);
    json_decref(terms);
    glossary_close(&glossary);
    return found;
}

static void show_term(const json_t *term, Canvas *canvas)
{
    canvas_prose(canvas, STYLE_STRONG, 0, json_text(term, "term"));
    canvas_prose(canvas, STYLE_DIM, 2, json_text(term, "also"));
    canvas_prose(canvas, STYLE_PLAIN, 2, json_text(term, "meaning"));
    marked_format(canvas, 2, TEXT("See it here: `%s`", "여기서 보기: `%s`"), json_text(term, "try"));
}

void glossary_show(const json_t *value, Canvas *canvas)
{
    enum { WHOLE = 3 };
    const json_t *terms = json_object_get(value, "terms"), *term;
    size_t i, count = json_array_size(terms);
    Buffer names = {0};
    json_array_foreach (terms, i, term) {
        if (count <= WHOLE)
            show_term(term, canvas);
        buffer_format(&names, i > 0 ? "; %s" : "%s", json_text(term, "term"));
    }
    if (count > WHOLE) {
        canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&names));
        canvas_marked(canvas, 0,
                      TEXT("`glossary softmax` explains one, in either language's name.",
                           "`glossary 소프트맥스`처럼 입력하면 하나를 설명합니다. 영어 이름도 됩니다."));
    }
    buffer_free(&names);
}

static const Command glossary_command = {
    .name = "glossary",
    .usage = {"glossary | glossary WORD", "glossary | glossary 용어"},
    .summary = {"explain a term, with a command that shows it", "용어를 설명하고, 볼 수 있는 명령을 알려 줍니다"},
    .words_wanted = true,
    .word_means = MEANS_TERM,
    .run = run_glossary,
    .show = glossary_show,
};

const Command *const glossary_family[] = {&glossary_command, NULL};
