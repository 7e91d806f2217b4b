/* line_reading.c: what is said about the line being typed, while it is typed. */
#include "term/line_reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "term/line_text.h"

static struct {
    Completer *completer;
    void *completer_argument;
    LineReader *reader;
    void *argument;
    char *offer;
    LineReading reading;
} state;

/* ---- completion ---- */

void terminal_completer(Terminal *terminal, Completer *completer, void *argument)
{
    (void)terminal; /* the line editor is one for the process, and a stream never asks */
    state.completer = completer;
    state.completer_argument = argument;
}

typedef struct Candidates {
    char **at;
    int count, room;
} Candidates;

/* The name of a file may hold anything; a line holds only what can be typed. */
static void add_candidate(void *context, const char *candidate)
{
    Candidates *candidates = context;
    if (!line_text_is_clean(candidate))
        return;
    candidates->at = memory_room(candidates->at, candidates->count, &candidates->room, sizeof(char *));
    candidates->at[candidates->count++] = memory_string(candidate);
}

char **line_reading_candidates(const char *line, int start, int cursor, int *count)
{
    Candidates candidates = {0};
    if (state.completer != NULL)
        state.completer(state.completer_argument, line, start, cursor, add_candidate, &candidates);
    *count = candidates.count;
    return candidates.at;
}

/* ---- what the program says ---- */

void terminal_reader(Terminal *terminal, LineReader *reader, void *argument)
{
    (void)terminal;
    state.reader = reader;
    state.argument = argument;
}

void line_reading_offer(const char *line)
{
    free(state.offer);
    state.offer = line != NULL ? memory_string(line) : NULL;
}

const LineReading *line_reading(const char *line, size_t cursor)
{
    size_t length = strlen(line);
    state.reading.styles = memory_resize(state.reading.styles, length + 1, sizeof(Style));
    for (size_t i = 0; i < length; i++)
        state.reading.styles[i] = STYLE_PLAIN;
    buffer_clear(&state.reading.hint);
    buffer_clear(&state.reading.help);
    if (state.reader != NULL)
        state.reader(state.argument, line, cursor < length ? cursor : length, &state.reading);
    return &state.reading;
}

/* ---- suggestions ---- */

/* What follows the line's text in a longer one; NULL if that begins otherwise. */
static const char *rest_of(const char *longer, const char *line)
{
    size_t length = strlen(line);
    return strncmp(longer, line, length) == 0 && longer[length] != '\0' ? longer + length : NULL;
}

const char *line_suggestion(const char *line, EarlierLine *earlier)
{
    const char *rest = state.offer != NULL ? rest_of(state.offer, line) : NULL, *entry;
    bool blank = line[strspn(line, " ")] == '\0';
    for (int back = 0; rest == NULL && !blank && (entry = earlier(back)) != NULL; back++)
        if (strchr(entry, '\n') == NULL)
            rest = rest_of(entry, line);
    return rest != NULL ? rest : "";
}

size_t line_suggestion_word(const char *suggestion)
{
    size_t blanks = strspn(suggestion, " ");
    return blanks + strcspn(suggestion + blanks, " ");
}

void line_reading_close(void)
{
    free(state.offer);
    free(state.reading.styles);
    buffer_free(&state.reading.hint);
    buffer_free(&state.reading.help);
    memset(&state, 0, sizeof state);
}
