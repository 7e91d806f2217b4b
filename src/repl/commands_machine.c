/* commands_machine.c: `machine`: encoder, decoder and attention as a picture, one moment after the other. */
#include <string.h>

#include "base/language.h"
#include "repl/builtin_commands.h"
#include "repl/look.h"
#include "repl/machine_value.h"
#include "repl/results.h"
#include "view/glyph.h"

typedef struct MachineOptions {
    Request request;
    int step, token; /* 0: not given */
    bool words;
} MachineOptions;
static const Option machine_rows[] = {
    {"step", OPTION_WHOLE, OPTION_AT(MachineOptions, step), .least = 1, .most = 1000, .otherwise = {"1", "1"},
     .help = {"The step of the decoder to show.", "보여 줄 디코더 단계."}},
    {"token", OPTION_WHOLE, OPTION_AT(MachineOptions, token), .least = 1, .most = 501,
     .help = {"Show the encoder when it has read this many tokens, before the decoder begins.",
              "디코더가 시작하기 전, 인코더가 토큰을 이만큼 읽었을 때를 보여 줍니다."}},
    {"words", OPTION_YES_NO, OPTION_AT(MachineOptions, words), .fallback = "no",
     .help = {"All moments in sentences, without a picture.", "그림 없이 모든 순간을 문장으로 적습니다."}},
    {0},
};
static const Options machine_options = {machine_rows, look_parts, sizeof(MachineOptions)};

/* ---- which moment ---- */

/* turn: from moment `last`, 0 if none was shown. */
static bool find_moment(const MachineOptions *options, const MachineParts *parts, int turn, int last, int *moment,
                        Error *error)
{
    int step, token, count = machine_moments(parts);
    if (options->token > 0 && options->step > 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("give either token= or step=, not both", "token=과 step= 가운데 하나만 쓰십시오"));
    if (!place_within("token", options->token, parts->tokens, 0, &token, error) ||
        !place_within("step", options->step, parts->steps, 0, &step, error))
        return false;
    *moment = options->token > 0 ? at_most(token + 1, parts->reads) : parts->reads + step + 1;
    if (turn == 0)
        return true;
    *moment = last + turn;
    return (*moment >= 1 && *moment <= count) ||
        error_set(error, ERROR_USAGE,
                  turn > 0 ? TEXT("the answer has ended: 'machine back' goes back",
                                  "답이 끝났습니다. 'machine back'으로 되돌아갑니다")
                           : TEXT("nothing comes before the first token: 'machine next' goes on",
                                  "첫 토큰보다 앞은 없습니다. 'machine next'로 나아갑니다"));
}

static json_t *moment_value(const MachineParts *parts, int moment)
{
    json_t *value = translation_value(parts->translation);
    put_moment(value, parts, moment);
    return value;
}

/* ---- the page ---- */

typedef struct MachinePage {
    const MachineParts *parts;
    int moment;
} MachinePage;

static void draw_page(void *argument, PageView *view)
{
    enum { BESIDES_SOURCE = 9, ROWS_FOR_SOURCE = 16 }; /* rows of heading, source, legend and sentence */
    const MachinePage *page = argument;
    Canvas *canvas = view->canvas;
    json_t *value = moment_value(page->parts, page->moment);
    bool unicode = canvas_screen(canvas).unicode;
    int x = canvas_format(canvas, 0, 0, STYLE_HEADING, TEXT("Moment %d/%d", "순간 %d/%d"), page->moment,
                          machine_moments(page->parts));
    canvas_write(canvas, 0, x + 2, STYLE_DIM,
                 unicode ? TEXT("→ next  ← back  q leave", "→ 다음  ← 이전  q 나가기")
                         : TEXT("n next  p back  q leave", "n 다음  p 이전  q 나가기"));
    if (view->rows >= ROWS_FOR_SOURCE) {
        show_source(value, canvas);
        canvas_blank(canvas);
    }
    show_moment(value, at_least(view->rows - BESIDES_SOURCE, 3), canvas);
    json_decref(value);
}

static bool press_page(void *argument, const PageKey *key)
{
    MachinePage *page = argument;
    int count = machine_moments(page->parts), turn = 0;
    if (key->name == PAGE_KEY_ESCAPE || key->letter == 'q')
        return false;
    if (key->name == PAGE_KEY_RIGHT || key->name == PAGE_KEY_DOWN || key->name == PAGE_KEY_ENTER ||
        key->letter == 'n' || key->letter == ' ')
        turn = 1;
    else if (key->name == PAGE_KEY_LEFT || key->name == PAGE_KEY_UP || key->name == PAGE_KEY_BACKSPACE ||
             key->letter == 'p' || key->letter == 'b')
        turn = -1;
    page->moment = key->name == PAGE_KEY_HOME ? 1
        : key->name == PAGE_KEY_END           ? count
                                              : at_least(at_most(page->moment + turn, count), 1);
    return true;
}

/* A person at the full screen who names no moment turns the pages by keys; *moment is where they left. */
static void turn_pages(Repl *repl, const MachineParts *parts, int *moment)
{
    MachinePage page = {parts, 1};
    TerminalPage shown = {.argument = &page, .draw = draw_page, .key = press_page};
    if (repl_at_prompt(repl) && terminal_page(repl_terminal(repl), &shown))
        *moment = page.moment;
}

/* ---- the command ---- */

static bool run_machine(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const MachineOptions *options = arguments->options;
    const char *words = arguments->words;
    int turn = strcmp(words, "next") == 0 ? 1 : strcmp(words, "back") == 0 ? -1 : 0; /* from the last moment shown */
    int moment = 0, last;
    Arguments asked = *arguments;
    Request request;
    MachineParts parts;
    if (turn != 0)
        asked.words += strlen(words);
    if (!look_request_again(repl, &asked, &request, error))
        return false;
    last = repl_sentences(repl)->moment;
    Translation *translation = lab_translate(repl_lab(repl), &request, error);
    bool right = translation != NULL && machine_parts(repl_lab(repl), request.model, translation, &parts, error) &&
                 find_moment(options, &parts, turn, last, &moment, error);
    if (right) {
        if (turn == 0 && options->step == 0 && options->token == 0 && !options->words)
            turn_pages(repl, &parts, &moment);
        repl_sentences(repl)->moment = moment;
        result->value = moment_value(&parts, moment);
        if (moment < machine_moments(&parts))
            json_object_set_new(result->value, "follow", json_string("machine next"));
        json_t *story = options->words ? json_array() : NULL;
        for (int i = 1; options->words && i <= machine_moments(&parts); i++)
            json_array_append_new(story, moment_value(&parts, i));
        json_object_set_new(result->value, "story", story);
    }
    translation_close(translation);
    return right;
}

static void show_machine(const json_t *value, Canvas *canvas)
{
    int moment = json_whole(value, "moment"), moments = json_whole(value, "moments");
    show_source(value, canvas);
    show_answer(value, canvas);
    canvas_blank(canvas);
    if (json_object_get(value, "story") != NULL) {
        show_story(value, canvas);
        return;
    }
    show_moment(value, 0, canvas);
    canvas_marked(canvas, 0,
                  moment == moments ? TEXT("`machine back` goes back.", "`machine back`: 이전")
                      : moment == 1 ? TEXT("`machine next` goes on.", "`machine next`: 다음")
                                    : TEXT("`machine next` goes on, `machine back` goes back.",
                                           "`machine next`: 다음, `machine back`: 이전"));
}

static const Command machine_command = {
    .name = "machine",
    .usage = {"machine WORDS... [step=4] [token=2] | machine next | machine back", "machine 문장 [step=4] [token=2] | machine next | machine back"},
    .summary = {"draw encoder, decoder and attention at work", "인코더, 디코더, 어텐션이 일하는 모습을 그립니다"},
    .options = &machine_options,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .word_choices = "next|back",
    .run = run_machine,
    .show = show_machine,
};

const Command *const machine_family[] = {&machine_command, NULL};
