/* line_editor.c: readline, held by callbacks.
 *
 * readline would like to own the terminal: to read it and to catch its signals, and in a pane also to draw on it. It
 * gets none of that. Its getc pops a queue that we fill with one key, and in a pane its streams lead to /dev/null, its
 * redisplay does nothing, and we draw what stands in rl_line_buffer.
 *
 * readline 8.2 has states that it does not come out of: a search that meets the first half of a key (it jumps through a
 * bad pointer), a search with a count, macros that are called while they are defined, commands that wait for one more
 * key, entries of the history that are edited by page keys. So three rules hold:
 *
 *   - only the functions in keep_known_functions stay bound, whatever the defaults and an inputrc say.
 *   - a key reaches readline whole, and only when it is bound to one of them. Text is inserted, not typed.
 *   - a search gets text and the four keys that it knows; any other key ends it first.
 *
 * What else was learnt:
 *
 *   - rl_callback_read_char aborts when no line handler is installed; in a pane one always is.
 *   - a getc that returns EOF for "nothing there" ends the line, so nothing is read unless the queue holds some.
 *   - the line handler is called deep inside readline: it only stores the line.
 *   - each key redraws the whole line: one that comes key by key takes time with the square of its length. */
#include "term/line_editor.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "term/line_history.h"
#include "term/line_reading.h"
#include "term/line_text.h"
#include "term/line_waiting.h"
#include "term/term_locale.h"

enum {
    QUEUE_BYTES = 64,
    LINE_BYTES = 1 << 14,           /* of a line, which readline measures and draws at every key */
    SEARCH_BYTES = 200              /* of the words that a search looks for */
};

static struct {
    LineEditorOptions options;
    bool is_open, begun, suspended, discarding, away; /* away: begun, and other output stands below the line */
    const char *refusal; /* why a text was refused, until somebody asks */
    bool refusing;       /* the rest of that text may still come, as keys do: it goes until another key is pressed */
    char *prompt, *history_path;
    char *kept; /* the text typed before work took the terminal */
    FILE *nowhere;

    char queue[QUEUE_BYTES]; /* one key: readline drains it before the next is fed */
    size_t queue_start, queue_end;

    char **matches;
    int match_count;
    bool redraw;

    char **candidates; /* of the word being completed; readline takes the strings over */
    int candidate_count, candidate_next;
} editor;

/* ---- finished lines ---- */

static void remember(const char *line)
{
    bool blank = line[strspn(line, " \t\n")] == '\0';
    HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
    if (blank || (last != NULL && strcmp(last->line, line) == 0))
        return;
    add_history(line);
    if (editor.history_path != NULL)
        line_history_add(editor.history_path, line);
}

static void line_finished(char *line)
{
    bool next_prompt_at_once = editor.options.in_pane || editor.refusing;
    if (!next_prompt_at_once) {
        rl_callback_handler_remove(); /* the terminal is the program's until the next prompt */
        editor.begun = false;
    }
    if (editor.discarding) {
        free(line);
        return;
    }
    if (line != NULL)
        remember(line);
    line_waiting_add(line);
}

/* ---- completion ---- */

void line_editor_forget_matches(void)
{
    for (int i = 0; i < editor.match_count; i++)
        free(editor.matches[i]);
    free(editor.matches);
    editor.matches = NULL;
    editor.match_count = 0;
}

static char *next_candidate(const char *word, int state)
{
    (void)word;
    if (state == 0)
        editor.candidate_next = 0;
    if (editor.candidate_next == editor.candidate_count)
        return NULL;
    return editor.candidates[editor.candidate_next++];
}

static char **complete(const char *word, int start, int end)
{
    rl_attempted_completion_over = 1; /* never file names */
    editor.candidates = line_reading_candidates(rl_line_buffer, start, end, &editor.candidate_count);
    char **matches = rl_completion_matches(word, next_candidate);
    free(editor.candidates); /* readline owns the strings */
    /* After a key (beam=), a table (model.) or a call the next word begins at once. */
    size_t length = matches != NULL ? strlen(matches[0]) : 0;
    bool goes_on = length > 0 && strchr("=.:/(", matches[0][length - 1]) != NULL;
    rl_completion_append_character = goes_on ? '\0' : ' ';
    return matches;
}

/* matches[0] is what they have in common, so the names begin at 1. */
static void keep_matches(char **matches, int count, int longest)
{
    (void)longest;
    line_editor_forget_matches();
    editor.matches = memory_new((size_t)count, sizeof(char *));
    for (int i = 1; i <= count; i++)
        editor.matches[editor.match_count++] = memory_string(matches[i]);
}

/* ---- opening ---- */

static int pop_queue(FILE *stream)
{
    (void)stream;
    if (editor.queue_start == editor.queue_end)
        return EOF;
    return (unsigned char)editor.queue[editor.queue_start++];
}

static int queue_holds_some(void) { return editor.queue_start < editor.queue_end; }
static void draw_nothing(void) {}

static int ask_for_redraw(int count, int key)
{
    (void)count;
    (void)key;
    editor.redraw = true;
    return 0;
}

static void leave_the_terminal_alone(void)
{
    editor.nowhere = fopen("/dev/null", "r+");
    rl_prep_term_function = NULL;
    rl_deprep_term_function = NULL;
    rl_tty_set_echoing(0);
    rl_instream = editor.nowhere;
    rl_outstream = editor.nowhere;
    rl_redisplay_function = draw_nothing;
    rl_completion_display_matches_hook = keep_matches;
}

/* The shell's modes may be without echo while an answer of the terminal is due; the line is shown all the same. */
static void prepare_terminal(int meta)
{
    rl_prep_terminal(meta);
    rl_tty_set_echoing(1);
}

static void set_variables(void)
{
    static const char *const variables[][2] = {
        {"editing-mode", "emacs"}, /* vi's commands wait for a second key */
        {"enable-bracketed-paste", "off"}, /* it would wait for the end of a paste, possibly for ever */
        {"bell-style", "none"}, {"blink-matching-paren", "off"}, {"show-all-if-ambiguous", "on"},
        {"completion-query-items", "0"}, {"page-completions", "off"}, /* questions that wait for a key */
        {"isearch-terminators", "\\e"}, {"bind-tty-special-chars", "off"},
    };
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        rl_variable_bind(variables[i][0], variables[i][1]);
    if (editor.options.unicode) {
        rl_variable_bind("convert-meta", "off");
        rl_variable_bind("input-meta", "on");
        rl_variable_bind("output-meta", "on");
    }
}

/* Keys that terminals send and readline knows only where an inputrc says so. */
static void bind_keys(void)
{
    static const struct { const char *keys; rl_command_func_t *function; } bindings[] = {
        {"\033[1;5C", rl_forward_word}, {"\033[1;5D", rl_backward_word}, {"\033[1;3C", rl_forward_word},
        {"\033[1;3D", rl_backward_word}, {"\033[3~", rl_delete}, {"\033[1~", rl_beg_of_line},
        {"\033[4~", rl_end_of_line}, {"\033[7~", rl_beg_of_line}, {"\033[8~", rl_end_of_line},
        {"\033[H", rl_beg_of_line}, {"\033[F", rl_end_of_line}, {"\033OH", rl_beg_of_line},
        {"\033OF", rl_end_of_line},
    };
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++)
        rl_bind_keyseq_if_unbound(bindings[i].keys, bindings[i].function);
    if (editor.options.in_pane)
        rl_bind_key('L' & 0x1F, ask_for_redraw);
}

/* A search forward is none of them: where readline 8.2 finds nothing and turns back, it reads beyond the last line. */
static bool is_known(rl_command_func_t *function)
{
    static rl_command_func_t *const known[] = {
        rl_abort, rl_backward_char, rl_backward_kill_line, rl_backward_kill_word, rl_backward_word, rl_beg_of_line,
        rl_beginning_of_history, rl_capitalize_word, rl_clear_screen, rl_complete, rl_delete,
        rl_delete_horizontal_space, rl_do_lowercase_version, rl_downcase_word, rl_end_of_history, rl_end_of_line,
        rl_forward_char, rl_forward_word, rl_get_next_history, rl_get_previous_history, rl_kill_full_line,
        rl_kill_line, rl_kill_word, rl_newline, rl_possible_completions, rl_refresh_line, rl_reverse_search_history,
        rl_revert_line, rl_rubout, rl_transpose_chars, rl_transpose_words, rl_undo_command, rl_unix_line_discard,
        rl_unix_word_rubout, rl_upcase_word, rl_yank, rl_yank_last_arg, rl_yank_pop, ask_for_redraw,
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (function == known[i])
            return true;
    return false;
}

/* Unbinds everything else, macros and first halves of keys too: only what follows ESC is left, for there the keys of
 * terminals are. */
static void keep_known_functions(Keymap map, bool after_escape)
{
    for (int key = 0; key < KEYMAP_SIZE; key++) {
        bool prefix = map[key].type == ISKMAP && (after_escape || key == '\033');
        if (prefix) {
            keep_known_functions((Keymap)(void *)map[key].function, true);
        } else if (map[key].type != ISFUNC || !is_known(map[key].function)) {
            map[key].type = ISFUNC;
            map[key].function = NULL;
        }
    }
}

/* Others may have written into the file. */
static void add_to_history(const char *entry)
{
    char *line = line_text_cleaned(entry, strlen(entry));
    if (*line != '\0' && strlen(line) <= LINE_BYTES)
        add_history(line);
    free(line);
}

static void initialize(void) { rl_initialize(); }

void line_editor_open(const LineEditorOptions *options)
{
    assert(!editor.is_open);
    editor.options = *options;
    editor.is_open = true;
    editor.prompt = memory_string("");
    editor.history_path = memory_string(options->history);
    rl_readline_name = "seqlab";
    rl_terminal_name = options->terminal_type;
    rl_change_environment = 0;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_getc_function = pop_queue;
    rl_input_available_hook = queue_holds_some;
    rl_prep_term_function = prepare_terminal;
    if (options->in_pane)
        leave_the_terminal_alone();
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = " \t\n=,(){}[]\"'";
    rl_basic_quote_characters = "";
    locale_kept_during(initialize);
    set_variables();
    bind_keys();
    keep_known_functions(rl_get_keymap(), false);
    using_history();
    stifle_history(LINE_HISTORY_ENTRIES);
    if (editor.history_path != NULL)
        line_history_read(editor.history_path, add_to_history);
    if (options->in_pane)
        rl_callback_handler_install(editor.prompt, line_finished);
}

void line_editor_close(void)
{
    if (!editor.is_open)
        return;
    if (editor.options.in_pane || editor.begun)
        rl_callback_handler_remove();
    line_waiting_forget();
    line_editor_forget_matches();
    line_reading_close();
    rl_clear_history(); /* with what readline keeps to undo changes of old lines */
    free(editor.prompt);
    free(editor.history_path);
    free(editor.kept);
    if (editor.nowhere != NULL) {
        fclose(editor.nowhere);
        rl_instream = stdin;
        rl_outstream = stdout;
    }
    memset(&editor, 0, sizeof editor);
}

void line_editor_prompt(const char *prompt)
{
    if (strcmp(prompt, editor.prompt) == 0)
        return;
    bool shown = editor.begun && !editor.suspended;
    if (shown)
        rl_clear_visible_line();
    char *old = editor.prompt;
    editor.prompt = memory_string(prompt);
    rl_set_prompt(editor.prompt);
    if (shown)
        line_editor_show();
    free(old);
}

void line_editor_size(int rows, int columns) { rl_set_screen_size(rows, columns); }

/* ---- keys ---- */

static void push(const char *bytes, size_t count)
{
    assert(count <= QUEUE_BYTES);
    memcpy(editor.queue, bytes, count);
    editor.queue_start = 0;
    editor.queue_end = count;
    while (queue_holds_some())
        rl_callback_read_char();
}

static bool searching(void) { return RL_ISSTATE(RL_STATE_ISEARCH) != 0; }

static void press_escape(void)
{
    if (searching())
        push("\033", 1);
}

static void refuse(const char *sentence, bool typed)
{
    editor.refusal = sentence;
    editor.refusing = typed;
}

static int accept_unseen(int count, int key)
{
    (void)count, (void)key;
    rl_done = 1;
    return 0;
}

/* The line is emptied and then entered, nothing is drawn for that, and nobody gets it. Only so does readline put its
 * history and its undo lists in order: with rl_free_line_state and a new line, as its manual has it, a history entry
 * that was being edited keeps a list that was freed. */
static void discard_line(void)
{
    editor.discarding = true;
    rl_callback_sigcleanup();
    rl_delete_text(0, rl_end);
    rl_point = rl_mark = 0;
    rl_bind_key('\n', accept_unseen);
    rl_stuff_char('\n');
    rl_callback_read_char();
    rl_bind_key('\n', rl_newline);
    editor.discarding = false;
    rl_set_prompt(editor.prompt); /* a search had put its own there */
}

static void insert(const char *text, bool typed)
{
    if ((size_t)rl_end + strlen(text) > LINE_BYTES) {
        refuse(TEXT("error: too long for one line (16,384 bytes), so it was not taken. Put it into a file: seqlab -f "
                    "FILE runs its commands, data file=FILE reads its pairs",
                    "오류: 한 줄에 들어갈 길이(16,384바이트)를 넘어 받지 않았습니다. 파일에 넣어 쓰십시오. seqlab -f "
                    "파일은 파일의 명령을 실행하고, data file=파일은 문장 쌍을 읽습니다"), typed);
        if (typed)
            discard_line(); /* its beginning */
        return;
    }
    rl_insert_text(text);
    rl_last_func = rl_insert; /* what is killed now is not added to what was killed before */
    if (!editor.options.in_pane)
        rl_redisplay();
}

static const char *earlier_line(int back)
{
    HIST_ENTRY *entry = history_get(history_base + history_length - 1 - back);
    return entry != NULL ? entry->line : NULL;
}

/* What is shown behind the cursor; "" for nothing. */
static const char *suggestion(void)
{
    bool shown = editor.options.in_pane && rl_point == rl_end && !searching();
    return shown ? line_suggestion(rl_line_buffer, earlier_line) : "";
}

/* At the end of the line the keys that would go on go on into the suggestion. */
static bool take_suggestion(rl_command_func_t *function)
{
    const char *rest = suggestion();
    bool all = function == rl_forward_char || function == rl_end_of_line;
    size_t taken = all ? strlen(rest) : function == rl_forward_word ? line_suggestion_word(rest) : 0;
    char *text = memory_text(rest, taken);
    if (taken > 0)
        insert(text, false);
    free(text);
    return taken > 0;
}

static void press_key(const char *bytes, size_t count)
{
    int type = ISKMAP;
    rl_command_func_t *function = NULL;
    if (count > 0 && count <= QUEUE_BYTES)
        function = rl_function_of_keyseq_len(bytes, count, NULL, &type);
    bool ends_refused = editor.refusing && function == rl_newline;
    editor.refusing = false;
    if (function == NULL || type != ISFUNC || ends_refused || take_suggestion(function))
        return;
    bool for_search = function == rl_reverse_search_history || function == rl_rubout || function == rl_abort;
    if (count > 1 || !for_search)
        press_escape();
    push(bytes, count);
}

/* A search reads its words key by key. */
static void search_for(const char *text, bool typed)
{
    size_t count = strlen(text);
    if (strlen(rl_display_prompt) + count > SEARCH_BYTES) {
        refuse(TEXT("error: too long to search for: this search goes on without it",
                    "오류: 검색하기에는 너무 깁니다. 방금 넣은 글을 빼고 검색을 계속합니다"), typed);
        return;
    }
    for (size_t at = 0, bytes; at < count; at += bytes) {
        utf8_decode(text + at, count - at, &bytes);
        if (text[at] != '\n')
            push(text + at, bytes);
    }
}

static void take_text(const char *text, size_t count, bool typed)
{
    if (typed && editor.refusing)
        return;
    char *line = line_text_cleaned(text, count);
    if (*line != '\0' && searching())
        search_for(line, typed);
    else if (*line != '\0')
        insert(line, typed);
    free(line);
}

void line_editor_press(const Keystroke *stroke)
{
    line_editor_forget_matches();
    if (editor.begun && editor.away)
        line_editor_show();
    switch (stroke->kind) {
    case KEYSTROKE_TEXT: take_text(stroke->bytes, stroke->count, true); break;
    case KEYSTROKE_PASTE: take_text(stroke->bytes, stroke->count, false); break;
    case KEYSTROKE_KEY: press_key(stroke->bytes, stroke->count); break;
    case KEYSTROKE_ESCAPE: press_escape(); break;
    default: break;
    }
}

const char *line_editor_take_refusal(bool *until_key)
{
    const char *refusal = editor.refusal;
    *until_key = editor.refusing;
    editor.refusal = NULL;
    return refusal;
}

/* On a line terminal the line stays above with ^C behind it, as in shells, and the prompt comes again below. */
bool line_editor_cancel(void)
{
    bool something = rl_end > 0 || searching();
    line_editor_forget_matches();
    editor.refusing = false;
    if (!editor.options.in_pane && !editor.begun)
        return false;
    if (editor.begun) {
        rl_point = rl_end;
        rl_redisplay();
        fputs("^C\n", rl_outstream);
        rl_on_new_line();
    }
    discard_line();
    return something;
}

LineEditorView line_editor_view(void)
{
    const LineReading *reading = line_reading(rl_line_buffer, (size_t)rl_point);
    return (LineEditorView){
        .prompt = rl_display_prompt != NULL ? rl_display_prompt : editor.prompt,
        .line = rl_line_buffer,
        .cursor = (size_t)rl_point,
        .styles = reading->styles,
        .suggestion = suggestion(),
        .hint = buffer_text(&reading->hint),
        .help = buffer_text(&reading->help),
        .romanised = !editor.options.unicode,
        .matches = (const char *const *)editor.matches,
        .match_count = editor.match_count,
    };
}

bool line_editor_wants_redraw(void)
{
    bool wanted = editor.redraw;
    editor.redraw = false;
    return wanted;
}

/* ---- on a line terminal ---- */

void line_editor_begin(void)
{
    assert(!editor.options.in_pane && !editor.begun);
    editor.begun = true;
    editor.away = false;
    rl_callback_handler_install(editor.prompt, line_finished);
    if (editor.kept != NULL) {
        rl_insert_text(editor.kept);
        rl_redisplay();
        free(editor.kept);
        editor.kept = NULL;
    }
}

void line_editor_end(void)
{
    if (!editor.begun)
        return;
    editor.kept = memory_string(rl_line_buffer);
    line_editor_leave();
    rl_on_new_line();
    discard_line();
}

bool line_editor_begun(void) { return editor.begun; }

void line_editor_leave(void)
{
    int point = rl_point;
    if (editor.away)
        return;
    rl_point = rl_end;
    rl_redisplay();
    rl_point = point;
    fputc('\n', rl_outstream);
    editor.away = true;
}

void line_editor_show(void)
{
    editor.away = false;
    rl_on_new_line();
    rl_forced_update_display();
    fflush(rl_outstream);
}

void line_editor_suspend(void)
{
    if (!editor.begun || editor.suspended)
        return;
    editor.suspended = true;
    rl_deprep_terminal();
}

void line_editor_resume(void)
{
    if (!editor.suspended)
        return;
    editor.suspended = false;
    prepare_terminal(1);
    line_editor_show();
}

void line_editor_resized(void)
{
    if (editor.begun)
        rl_resize_terminal();
    else
        rl_reset_screen_size(); /* nothing needs redrawing */
}
