/* line_editor.c: readline, held by callbacks.
 *
 * readline would like to own the terminal: to read it, to draw on it, to catch its signals. In a pane it gets none
 * of that. Its getc pops a queue that we fill, its streams lead to /dev/null, its redisplay does nothing, and we
 * draw what stands in rl_line_buffer. What was learnt about it:
 *
 *   - rl_callback_read_char aborts when no line handler is installed; in a pane one always is.
 *   - a getc that returns EOF for "nothing there" ends the line, so nothing is read unless the queue holds some.
 *   - the line handler is called deep inside readline: it only stores the line.
 *   - an escape sequence that is bound to nothing would leave its tail in the line ("~"): it is not passed on.
 *   - readline's own bracketed paste blocks until the paste has ended. It is switched off. */
#include "term/line_editor.h"

#include <assert.h>
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "term/line_history.h"

enum { WAITING_LINES = 256, QUEUE_BYTES = 64 };

static struct {
    LineEditorOptions options;
    bool is_open, begun, suspended, discarding;
    char *prompt, *history_path;
    char *kept; /* what was typed when work took the terminal away */
    FILE *nowhere;

    char queue[QUEUE_BYTES]; /* one key: readline drains it before the next is fed */
    size_t queue_start, queue_end;

    char *waiting[WAITING_LINES]; /* finished lines; NULL is the end of input */
    int waiting_count;

    char **matches;
    int match_count;
    bool redraw;

    Completer *completer;
    void *completer_argument;
    char **candidates; /* what the completer offered; readline takes the strings over */
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

/* The memory is taken over; a queue that is full forgets the line rather than an older one. */
static void wait_in_line(char *line)
{
    if (editor.waiting_count < WAITING_LINES)
        editor.waiting[editor.waiting_count++] = line;
    else
        free(line);
}

static void line_finished(char *line)
{
    if (!editor.options.in_pane) {
        rl_callback_handler_remove(); /* the terminal is the program's until the next prompt */
        editor.begun = false;
    }
    if (editor.discarding) {
        free(line);
        return;
    }
    if (line != NULL)
        remember(line);
    wait_in_line(line);
}

bool line_editor_take(char **line)
{
    if (editor.waiting_count == 0)
        return false;
    *line = editor.waiting[0];
    editor.waiting_count--;
    memmove(editor.waiting, editor.waiting + 1, (size_t)editor.waiting_count * sizeof editor.waiting[0]);
    return true;
}

int line_editor_waiting(void) { return editor.waiting_count; }

void line_editor_forget_waiting(void)
{
    for (int i = 0; i < editor.waiting_count; i++)
        free(editor.waiting[i]);
    editor.waiting_count = 0;
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

static void add_candidate(void *context, const char *candidate)
{
    (void)context;
    editor.candidates = memory_resize(editor.candidates, (size_t)editor.candidate_count + 1, sizeof(char *));
    editor.candidates[editor.candidate_count++] = memory_string(candidate);
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

/* After a key (beam=), a table (model.) or a call the next word begins at once. */
static bool goes_on(const char *candidate)
{
    size_t length = strlen(candidate);
    return length > 0 && strchr("=.:/(", candidate[length - 1]) != NULL;
}

static char **complete(const char *word, int start, int end)
{
    rl_attempted_completion_over = 1; /* never file names */
    if (editor.completer == NULL)
        return NULL;
    editor.completer(editor.completer_argument, rl_line_buffer, start, end, add_candidate, NULL);
    char **matches = rl_completion_matches(word, next_candidate);
    free(editor.candidates); /* readline owns the strings */
    editor.candidates = NULL;
    editor.candidate_count = 0;
    rl_completion_append_character = matches != NULL && goes_on(matches[0]) ? '\0' : ' ';
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

void line_editor_completer(Completer *completer, void *argument)
{
    editor.completer = completer;
    editor.completer_argument = argument;
}

/* ---- opening ---- */

static int pop_queue(FILE *stream)
{
    (void)stream;
    if (editor.queue_start == editor.queue_end)
        return EOF;
    return (unsigned char)editor.queue[editor.queue_start++];
}

/* Ctrl-Space, with which some change their keyboard, is a NUL, and a search takes that for the end of all input. On a
 * line terminal it becomes Ctrl-G; in a pane it is not passed on. */
static int read_without_nul(FILE *stream)
{
    int byte = rl_getc(stream);
    return byte == 0 ? 'G' & 0x1F : byte;
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

static int do_nothing(int count, int key)
{
    (void)count;
    (void)key;
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
    rl_getc_function = pop_queue;
    rl_input_available_hook = queue_holds_some;
    rl_redisplay_function = draw_nothing;
    rl_completion_display_matches_hook = keep_matches;
}

/* rl_initialize asks the environment for the locale once more and believes it, even where setlocale refused that
 * name and C.UTF-8 was chosen in its place. It has to find the locale that is really set. */
static void initialize_in_this_locale(void)
{
    char *locale = memory_string(setlocale(LC_CTYPE, NULL));
    char *before = memory_string(getenv("LC_ALL"));
    setenv("LC_ALL", locale, 1);
    rl_initialize();
    if (before != NULL)
        setenv("LC_ALL", before, 1);
    else
        unsetenv("LC_ALL");
    setlocale(LC_CTYPE, locale);
    free(before);
    free(locale);
}

static void set_variables(void)
{
    rl_variable_bind("enable-bracketed-paste", "off");
    rl_variable_bind("bell-style", "none");
    rl_variable_bind("blink-matching-paren", "off");
    rl_variable_bind("show-all-if-ambiguous", "on");
    rl_variable_bind("keyseq-timeout", "40");
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
        {"\033[1;5C", rl_forward_word}, {"\033[1;5D", rl_backward_word},
        {"\033[1;3C", rl_forward_word}, {"\033[1;3D", rl_backward_word},
        {"\033[3~", rl_delete},         {"\033[1~", rl_beg_of_line},
        {"\033[4~", rl_end_of_line},    {"\033[7~", rl_beg_of_line},
        {"\033[8~", rl_end_of_line},    {"\033[H", rl_beg_of_line},
        {"\033[F", rl_end_of_line},     {"\033OH", rl_beg_of_line},
        {"\033OF", rl_end_of_line},
    };
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++)
        rl_bind_keyseq_if_unbound(bindings[i].keys, bindings[i].function);
    if (editor.options.in_pane)
        rl_bind_key('L' & 0x1F, ask_for_redraw);
}

/* Two kinds of keys that nobody means to press. Alt and a digit begin a count for the next key: a slip of the finger
 * inserts a letter a million times, and a search with a count leaves readline 8.2 with pointers into freed history.
 * Alt-Enter turns the editor into vi's (who wants that says so in an inputrc). */
static void unbind_traps(void)
{
    Keymap keys = rl_get_keymap_by_name("emacs-meta");
    for (int key = 0; keys != NULL && key < 128; key++) {
        rl_command_func_t *function = rl_function_of_keyseq_len((char[]){(char)key}, 1, keys, NULL);
        if (function == rl_digit_argument || function == rl_vi_editing_mode)
            rl_unbind_key_in_map(key, keys);
    }
}

/* Page keys search the history by default, and so shift undo lists about that readline 8.2 then frees twice; the
 * start of a paste waits for its end, for ever if need be. Ctrl-R and plain keys do the same safely. */
static void unbind_page_keys_and_paste(void)
{
    static const char *const keys[] = {"\033[5~", "\033[6~", "\033[200~"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        rl_bind_keyseq(keys[i], do_nothing);
}

static void add_to_history(const char *line) { add_history(line); }

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
    rl_getc_function = read_without_nul;
    if (options->in_pane)
        leave_the_terminal_alone();
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = " \t\n=,(){}[]\"'";
    rl_basic_quote_characters = "";
    initialize_in_this_locale();
    set_variables();
    bind_keys();
    unbind_traps();
    unbind_page_keys_and_paste();
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
    line_editor_forget_waiting();
    line_editor_forget_matches();
    clear_history();
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

/* ---- keys in a pane ---- */

static void drain(void)
{
    while (queue_holds_some())
        rl_callback_read_char();
}

static void push(const char *bytes, size_t count)
{
    assert(count <= QUEUE_BYTES);
    memcpy(editor.queue, bytes, count);
    editor.queue_start = 0;
    editor.queue_end = count;
    drain();
}

static bool is_function_key(const char *bytes, size_t count)
{
    return count > 2 && bytes[0] == '\033' && (bytes[1] == '[' || bytes[1] == 'O');
}

static bool is_bound(const char *bytes, size_t count)
{
    int type;
    rl_command_func_t *function = rl_function_of_keyseq_len(bytes, count, NULL, &type);
    return function != NULL && type != ISKMAP;
}

void line_editor_feed(const char *bytes, size_t count)
{
    bool nul = count == 1 && *bytes == '\0';
    if (count == 0 || count > QUEUE_BYTES || nul)
        return;
    line_editor_forget_matches();
    if (is_function_key(bytes, count) && !is_bound(bytes, count))
        return;
    if (editor.options.unicode && utf8_first_invalid(bytes, count) >= 0)
        return;
    push(bytes, count);
}

/* What may stand in a line: newlines and text. Tabs become blanks, for nobody pastes to complete a word. */
static char *cleaned(const char *text, size_t count)
{
    Buffer line = {0};
    for (size_t at = 0, bytes; at < count; at += bytes) {
        uint32_t code = utf8_decode(text + at, count - at, &bytes);
        bool after_return = at > 0 && text[at - 1] == '\r';
        if (code == '\r' || (code == '\n' && !after_return))
            buffer_add_char(&line, '\n');
        else if (code == '\t')
            buffer_add(&line, "    ");
        else if (code >= ' ' && code != 0x7F && !(code >= 0x80 && code < 0xA0) && code != 0xFFFD)
            buffer_add_bytes(&line, text + at, bytes);
    }
    while (line.length > 0 && line.text[line.length - 1] == '\n')
        line.text[--line.length] = '\0';
    char *normalised = utf8_normalised(buffer_text(&line));
    if (normalised == NULL)
        return buffer_take(&line);
    buffer_free(&line);
    return normalised;
}

/* A search reads its words key by key. */
static void type_in(const char *text)
{
    size_t count = strlen(text);
    for (size_t at = 0, bytes; at < count; at += bytes) {
        utf8_decode(text + at, count - at, &bytes);
        if (text[at] != '\n')
            push(text + at, bytes);
    }
}

void line_editor_paste(const char *text, size_t count)
{
    line_editor_forget_matches();
    char *line = cleaned(text, count);
    if (RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH)) {
        type_in(line);
    } else {
        rl_begin_undo_group();
        rl_insert_text(line);
        rl_end_undo_group();
    }
    free(line);
}

/* The line is emptied and then entered, and nobody gets it. Only so does readline put its history and its undo lists
 * in order: with rl_free_line_state and a new line, as its manual has it, a history entry that was being edited
 * keeps a list that was freed. */
static void discard_line(void)
{
    editor.discarding = true;
    rl_erase_empty_line = 1; /* no newline for it on a line terminal */
    rl_callback_sigcleanup();
    rl_delete_text(0, rl_end);
    rl_point = rl_mark = 0;
    rl_stuff_char('\n');
    rl_callback_read_char();
    rl_erase_empty_line = 0;
    editor.discarding = false;
    rl_set_prompt(editor.prompt); /* a search had put its own there */
}

/* As shells do: the line stays above with ^C behind it, and the prompt comes again below. */
static void leave_line_behind(void)
{
    rl_point = rl_end;
    rl_redisplay();
    fputs("^C\n", rl_outstream);
    rl_on_new_line();
}

bool line_editor_cancel(void)
{
    bool something = rl_end > 0 || RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG);
    line_editor_forget_matches();
    editor.queue_start = editor.queue_end = 0;
    if (!editor.options.in_pane && !editor.begun)
        return false;
    if (editor.begun)
        leave_line_behind();
    discard_line();
    return something;
}

LineEditorView line_editor_view(void)
{
    return (LineEditorView){
        .prompt = rl_display_prompt != NULL ? rl_display_prompt : editor.prompt,
        .line = rl_line_buffer,
        .cursor = (size_t)rl_point,
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

bool line_editor_wants_escape(void)
{
    return rl_editing_mode == 0 || RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH);
}

/* ---- on a line terminal ---- */

void line_editor_begin(void)
{
    assert(!editor.options.in_pane && !editor.begun);
    editor.begun = true;
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
    line_editor_hide();
    rl_on_new_line();
    discard_line();
}

bool line_editor_begun(void) { return editor.begun; }

void line_editor_read(void)
{
    assert(editor.begun);
    rl_callback_read_char();
}

void line_editor_hide(void)
{
    rl_clear_visible_line();
    fflush(rl_outstream);
}

void line_editor_show(void)
{
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
    rl_prep_terminal(1);
    line_editor_show();
}

void line_editor_resized(void) { rl_resize_terminal(); }
