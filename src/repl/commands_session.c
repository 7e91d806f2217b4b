/* commands_session.c: `help`, `lang`, `quit`: the session itself. */
#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "base/unicode.h"
#include "repl/builtin_commands.h"
#include "repl/glossary.h"
#include "repl/help_pages.h"
#include "repl/meant.h"
#include "repl/results.h"
#include "repl/written_file.h"
#include "view/markdown.h"

/* ---- help ---- */

/* A command's long help in the current language: the text of a user's command, or its summary, else the page of
 * man/help. */
static const char *long_help(const Command *command)
{
    if (command->help.english != NULL)
        return sentence_now(command->help.english[0] != '\0' ? command->help : command->summary);
    for (const HelpPage *page = help_pages; page->command != NULL; page++)
        if (strcmp(page->command, command->name) == 0 && strcmp(page->language, language_code(language_now())) == 0)
            return page->text;
    return "";
}

/* Whether a command's help in the current language or its options contain the word. */
static bool tells_of(const Command *command, const char *word)
{
    bool told = strcasestr(long_help(command), word) != NULL || strcasestr(sentence_now(command->summary), word) != NULL;
    OptionList list = options_list(command->options);
    for (int i = 0; i < list.count && !told; i++) {
        const Option *option = list.at[i].option;
        Buffer choices = {0};
        option_choices_text(option, &choices);
        told = strcasecmp(option->name, word) == 0 || strcasestr(sentence_now(option->help), word) != NULL ||
               strcasestr(buffer_text(&choices), word) != NULL ||
               (option->aliases != NULL && strcasestr(option->aliases, word) != NULL);
        buffer_free(&choices);
    }
    return told;
}

/* "glossary attention, help model, help attend": the glossary's term, and the first few help pages that mention it. */
static bool tell_topics(CommandList all, const char *word, Buffer *text)
{
    enum { SHORTEST = 3, MOST = 5 };
    int found = 0;
    if (glossary_has(word)) {
        buffer_format(text, "glossary %.40s", word);
        found++;
    }
    for (int i = 0; i < all.count && found < MOST && strlen(word) >= SHORTEST; i++)
        if (tells_of(all.at[i], word))
            buffer_format(text, "%shelp %s", found++ > 0 ? ", " : "", all.at[i]->name);
    return found > 0;
}

static bool no_help(Repl *repl, const char *name, Error *error)
{
    CommandList all = repl_commands(repl);
    const char *nearest = nearest_command(all, name);
    if (nearest != NULL && !glossary_has(name))
        return error_set(error, ERROR_USAGE, TEXT("there is no command '%.40s': did you mean 'help %s'?", "'%.40s' 명령은 없습니다. 혹시 'help %s'입니까?"), name, nearest);
    Buffer topics = {0};
    bool told = tell_topics(all, name, &topics);
    if (told)
        error_set(error, ERROR_USAGE, TEXT("there is no command '%.40s'. See also: %s",
                       "'%.40s' 명령은 없습니다. 다음 도움말을 보십시오: %s"), name, buffer_text(&topics));
    else
        error_set(error, ERROR_USAGE,
                  TEXT("there is no command or term '%.40s': 'help' lists the commands, 'glossary' the terms",
                       "'%.40s': 그런 명령이나 용어는 없습니다. 명령은 'help', 용어는 'glossary'로 볼 수 있습니다"),
                  name);
    buffer_free(&topics);
    return false;
}

static const char *type_name(const Option *option)
{
    switch (option->type) {
    case OPTION_WHOLE: return "integer";
    case OPTION_NUMBER: return "number";
    case OPTION_YES_NO: return "yes|no";
    case OPTION_CHOICE: return "choice";
    case OPTION_RANGE: return "range";
    case OPTION_WHOLES: return "integers";
    case OPTION_TEXT: break;
    }
    return option->means == MEANS_FILE || option->means == MEANS_OUTPUT ? "file" : "text";
}

static void put_text(json_t *entry, const char *key, Buffer *text)
{
    if (text->length > 0)
        json_object_set_new(entry, key, json_string(buffer_text(text)));
    buffer_free(text);
}

static json_t *help_option(const Option *option)
{
    json_t *entry = json_pack("{s:s, s:s, s:s}", "name", option->name, "type", type_name(option), "help",
                              option->help.english != NULL ? sentence_now(option->help) : "");
    Buffer choices = {0}, range = {0}, applies = {0};
    if (option->fallback != NULL)
        json_object_set_new(entry, "default", json_string(option->fallback));
    else if (option->otherwise.english != NULL)
        json_object_set_new(entry, "default", json_string(sentence_now(option->otherwise)));
    if (option->type == OPTION_CHOICE)
        option_choices_text(option, &choices);
    option_range_text(option, &range);
    option_applies_text(option, &applies);
    put_text(entry, "choices", &choices);
    put_text(entry, "range", &range);
    put_text(entry, "applies", &applies);
    return entry;
}

static json_t *help_command_value(const Command *command)
{
    json_t *options = json_array();
    OptionList list = options_list(command->options);
    for (int i = 0; i < list.count; i++)
        json_array_append_new(options, help_option(list.at[i].option));
    return json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", command->name, "usage", sentence_now(command->usage),
                     "summary", sentence_now(command->summary), "text", long_help(command), "options", options);
}

/* The options of this name, each row once, with the commands that have it. only: of this command; NULL: of all. */
static json_t *options_called(CommandList all, const Command *only, const char *name)
{
    const Option *rows[OPTIONS_MOST];
    json_t *found = json_array();
    for (int i = 0; i < all.count; i++) {
        OptionList list = options_list(all.at[i]->options);
        int place = only == NULL || only == all.at[i] ? meant_option(&list, name) : -1;
        const Option *option = place >= 0 ? list.at[place].option : NULL;
        size_t count = json_array_size(found), row = 0;
        while (row < count && rows[row] != option)
            row++;
        if (option == NULL || row == OPTIONS_MOST)
            continue;
        if (row == count) {
            rows[row] = option;
            json_array_append_new(found, help_option(option));
            json_object_set_new(json_array_get(found, row), "commands", json_array());
        }
        json_array_append_new(json_object_get(json_array_get(found, row), "commands"), json_string(all.at[i]->name));
    }
    return found;
}

/* What a name that is no command explains: options, and a term of the glossary; NULL: nothing. */
static json_t *topic_value(CommandList all, const char *name)
{
    const char *blank = strchr(name, ' ');
    const Command *of = NULL;
    for (int i = 0; blank != NULL && i < all.count; i++) /* "train lr" */
        if (strlen(all.at[i]->name) == (size_t)(blank - name) &&
            strncmp(all.at[i]->name, name, (size_t)(blank - name)) == 0)
            of = all.at[i];
    json_t *options = options_called(all, of, of != NULL ? blank + strspn(blank, " ") : name),
           *term = glossary_term(name);
    json_t *value = json_pack("{s:s}", "name", name);
    if (json_array_size(options) > 0)
        json_object_set(value, "options", options);
    if (term != NULL)
        json_object_set(value, "terms", term);
    json_decref(options);
    json_decref(term);
    if (json_object_size(value) > 1)
        return value;
    json_decref(value);
    return NULL;
}

static bool run_help(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const char *name = arguments->words[0] == ':' ? arguments->words + 1 : arguments->words;
    CommandList all = repl_commands(repl);
    if (name[0] != '\0') {
        const Command *named = repl_find_command(repl, name, strlen(name));
        if (named == NULL && (result->value = topic_value(all, name)) != NULL)
            return true;
        const Command *command = named != NULL ? named : meant_command(all, name);
        if (command == NULL)
            return no_help(repl, name, error);
        result->value = help_command_value(command);
        return true;
    }
    json_t *list = json_array();
    for (int i = 0; i < all.count; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "name", all.at[i]->name, "summary", sentence_now(all.at[i]->summary)));
    result->value = json_pack("{s:o}", "commands", list);
    return true;
}

static void show_commands(const json_t *list, Canvas *canvas)
{
    canvas_prose(canvas, STYLE_HEADING, 0, TEXT("Commands", "명령"));
    show_meanings(list, "name", "summary", canvas);
    canvas_blank(canvas);
    canvas_marked(canvas, 0, TEXT("`help NAME` explains one, for example `help train`. A line that is not a command "
                                  "runs as Lua: `1 + 1`, `for n = 1, 3 do print(n) end`. `lesson` lists the "
                                  "lessons; `glossary` explains the field's terms; `demo` shows everything in a few minutes.",
                                  "`help train`처럼 명령의 이름을 함께 입력하면 더 자세히 설명합니다. 명령이 아닌 줄은 "
                                  "Lua로 실행합니다: `1 + 1`, `for n = 1, 3 do print(n) end`. `lesson`은 수업의 "
                                  "목록을, `glossary`는 용어의 뜻을, `demo`는 몇 분 만에 전체를 보여 줍니다."));
}

/* An option's help, its range, the options that it needs, and its default. */
static void describe_option(const json_t *option, Buffer *text)
{
    const char *range = json_text(option, "range"), *applies = json_text(option, "applies"),
               *fallback = json_text(option, "default");
    buffer_add(text, json_text(option, "help"));
    if (range[0] != '\0')
        buffer_format(text, TEXT(" %s.", " %s."), range);
    if (applies[0] != '\0')
        buffer_format(text, TEXT(" Only with %s.", " %s일 때만."), applies);
    if (fallback[0] != '\0')
        buffer_format(text, TEXT(" [default\u00A0%s]", " [기본값\u00A0%s]"), fallback);
}

static void show_commands_with(const json_t *commands, Canvas *canvas)
{
    Buffer text = {0};
    for (size_t i = 0; i < json_array_size(commands); i++)
        buffer_format(&text, "%s`%s`", i > 0 ? ", " : "", json_text_at(commands, i));
    if (text.length > 0)
        marked_format(canvas, 6, TEXT("An option of %s.", "%s 명령의 옵션입니다."), buffer_text(&text));
    buffer_free(&text);
}

/* The help goes beside the option if it fits into one row, else below it, indented. */
static void show_options(const json_t *options, Canvas *canvas)
{
    for (size_t i = 0; i < json_array_size(options); i++) {
        const json_t *option = json_array_get(options, i);
        Buffer name = {0}, text = {0};
        buffer_format(&name, "`%s=%s`", json_text(option, "name"), json_text(option, "choices"));
        describe_option(option, &text);
        bool beside = 2 + utf8_width(buffer_text(&name)) + 2 + utf8_width(buffer_text(&text)) <= canvas_columns(canvas);
        if (beside)
            buffer_format(&name, "  %s", buffer_text(&text));
        canvas_marked(canvas, 2, buffer_text(&name));
        if (!beside)
            canvas_marked(canvas, 6, buffer_text(&text));
        show_commands_with(json_object_get(option, "commands"), canvas);
        buffer_free(&name);
        buffer_free(&text);
    }
}

static void show_help(const json_t *value, Canvas *canvas)
{
    if (json_object_get(value, "commands") != NULL) {
        show_commands(json_object_get(value, "commands"), canvas);
        return;
    }
    if (json_object_get(value, "usage") == NULL) {
        glossary_show(value, canvas); /* first: ?value is asked in a lesson on values, ?temperature in one on sampling */
        show_options(json_object_get(value, "options"), canvas);
        return;
    }
    canvas_prose(canvas, STYLE_CODE, 0, json_text(value, "usage"));
    canvas_blank(canvas);
    markdown_draw(canvas, json_text(value, "text"));
    if (json_array_size(json_object_get(value, "options")) > 0) {
        canvas_blank(canvas);
        canvas_prose(canvas, STYLE_HEADING, 0, TEXT("Options", "옵션"));
        show_options(json_object_get(value, "options"), canvas);
    }
}

/* ---- clear, lang, quit ---- */

static bool run_clear(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    (void)arguments;
    (void)result;
    (void)error;
    terminal_clear(repl_terminal(repl));
    return true;
}

static bool run_lang(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Language language = language_now();
    (void)repl;
    if (arguments->words[0] != '\0' && !language_parse(arguments->words, &language))
        return error_set(error, ERROR_USAGE, TEXT("'%.40s' is not available: use lang en or lang ko",
                                                  "'%.40s' 언어는 쓸 수 없습니다. lang en 또는 lang ko를 입력하십시오"),
                         arguments->words);
    language_set(language);
    result->value = json_pack("{s:s}", "language", language_code(language));
    return true;
}

static void show_lang(const json_t *value, Canvas *canvas)
{
    (void)value;
    canvas_prose(canvas, STYLE_PLAIN, 0, TEXT("The language is English ('lang ko' for Korean).", "이제 한국어로 안내합니다('lang en'은 영어)."));
}

/* To its own file, or to MODEL.safetensors in the current folder, which may not hold another one; as it was trained. */
static bool save_one(Lab *lab, const char *name, json_t *saved, Error *error)
{
    char path[MODEL_NAME_MOST + 16];
    if (!lab_use(lab, name, error) || !lab_checkpoint_last(lab, error))
        return false;
    snprintf(path, sizeof path, "%s.safetensors", name);
    const char *own = lab_file(lab), *file = own != NULL ? own : path;
    if (!model_may_replace(file, own, false, error) || !lab_save(lab, file, error))
        return false;
    json_array_append_new(saved, json_string(file));
    return true;
}

/* How to leave: "", "keep" or "save". */
static bool may_leave(const Repl *repl, const char *how, Error *error)
{
    bool keeps = strcmp(how, "keep") == 0 || strcmp(how, "save") == 0;
    if (keeps && repl_scripted(repl))
        return error_set(error, ERROR_USAGE,
                         TEXT("scripts cannot use 'quit %s': 'save' saves a model",
                              "스크립트에서는 'quit %s'를 쓸 수 없습니다. 모델은 'save'로 저장하십시오"),
                         how);
    return keeps || how[0] == '\0' ||
        error_set(error, ERROR_USAGE,
                  TEXT("'quit %.40s': quit takes 'keep', 'save' or nothing",
                       "'quit %.40s': quit 뒤에는 'keep'이나 'save'만 쓸 수 있습니다"),
                  how);
}

/* saved: the files. */
static bool keep_models(Lab *lab, const char *how, const json_t *unsaved, json_t *saved, Error *error)
{
    bool right = strcmp(how, "keep") != 0 || lab_keep(lab, error);
    for (size_t i = 0; right && strcmp(how, "save") == 0 && i < json_array_size(unsaved); i++)
        right = save_one(lab, json_text_at(unsaved, i), saved, error);
    return right;
}

/* Names what training is lost; its steps. */
static long count_unsaved(const Lab *lab, json_t *unsaved)
{
    ModelInfo info;
    long steps = 0;
    for (int i = 0; lab_model_info(lab, i, &info); i++) {
        steps += info.unsaved_steps;
        if (info.unsaved_steps > 0)
            json_array_append_new(unsaved, json_string(info.name));
    }
    return steps;
}

static bool run_quit(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const char *how = arguments->words;
    RunInfo run;
    if (!may_leave(repl, how, error))
        return false;
    json_t *unsaved = json_array(), *saved = json_array();
    bool training = lab_run_info(repl_lab(repl), &run, NULL);
    result->value = json_pack("{s:o, s:o, s:b}", "unsaved", unsaved, "saved", saved, "kept", strcmp(how, "keep") == 0);
    if (training)
        json_object_set_new(result->value, "training", json_string(run.model));
    long steps = count_unsaved(repl_lab(repl), unsaved);
    if (!training && !keep_models(repl_lab(repl), how, unsaved, saved, error))
        return false;
    bool leaves = training ? repl_quit_run(repl, how) : repl_quit(repl, how[0] == '\0' ? steps : 0);
    json_object_set_new(result->value, "leaves", json_boolean(leaves));
    return true;
}

static void show_quit(const json_t *value, Canvas *canvas)
{
    const json_t *unsaved = json_object_get(value, "unsaved");
    bool leaves = json_is_true(json_object_get(value, "leaves"));
    show_joined(json_object_get(value, "saved"), STYLE_PLAIN, TEXT("Saved in %s.", "저장한 파일: %s"), canvas);
    if (leaves && json_is_true(json_object_get(value, "kept")))
        show_joined(unsaved, STYLE_PLAIN,
                   TEXT("Kept for the next start: %s. 'open' lists what is kept.",
                        "다음에 시작할 때까지 남긴 모델: %s. 'open'을 입력하면 목록이 나옵니다."), canvas);
    if (leaves)
        return;
    if (json_object_get(value, "training") != NULL) {
        prose_format(canvas, STYLE_WARNING, 0,
                     TEXT("%s is still training. 'quit' again ends the run; what it learned can then be saved or kept.",
                          "%s 모델을 아직 훈련하고 있습니다. 'quit'을 한 번 더 입력하면 훈련을 끝냅니다. 그때까지 학습한 모델은 저장하거나 남길 수 "
                          "있습니다."),
                     json_text(value, "training"));
        return;
    }
    show_joined(unsaved, STYLE_WARNING, TEXT("Trained and not saved: %s.", "훈련하고 저장하지 않은 모델이 있습니다: %s."), canvas);
    canvas_marked(
        canvas, 0,
        TEXT("`quit keep` leaves and keeps them for the next start. `quit save` saves them in files of their names and "
             "leaves. `quit` again leaves without them.",
             "`quit keep`은 모델을 다음에 시작할 때까지 남겨 두고 끝냅니다. `quit save`는 모델 이름의 파일에 저장하고 "
             "끝냅니다. 저장하지 않고 끝내려면 `quit`을 한 번 더 입력하십시오."));
}

static const Command help_command = {
    .name = "help",
    .usage = {"help | help NAME", "help | help 이름"},
    .summary = {"list the commands, or explain one", "명령의 목록이나 명령 하나의 설명을 봅니다"},
    .words_wanted = true,
    .word_means = MEANS_TOPIC,
    .role = ROLE_GUIDE,
    .run = run_help,
    .show = show_help,
};

static const Command clear_command = {
    .name = "clear",
    .usage = {"clear", "clear"},
    .summary = {"clear the screen", "화면을 비웁니다"},
    .role = ROLE_GUIDE,
    .run = run_clear,
};

static const Command lang_command = {
    .name = "lang",
    .usage = {"lang en | lang ko", "lang en | lang ko"},
    .summary = {"change the language", "언어를 바꿉니다"},
    .words_wanted = true,
    .word_choices = "en|ko",
    .role = ROLE_GUIDE,
    .run = run_lang,
    .show = show_lang,
};

static const Command quit_command = {
    .name = "quit",
    .usage = {"quit | quit keep | quit save", "quit | quit keep | quit save"},
    .summary = {"exit (also Ctrl-D)", "프로그램을 끝냅니다(Ctrl-D도 됩니다)"},
    .words_wanted = true,
    .word_choices = "keep|save",
    .role = ROLE_GUIDE,
    .run = run_quit,
    .show = show_quit,
};

const Command *const session_family[] = {&help_command, &clear_command, &lang_command, &quit_command, NULL};
