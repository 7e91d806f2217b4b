/* prompt_pane.c: the line being typed.
 *
 * One walk over prompt and line does everything: it counts the rows, finds the cursor and, given a frame, draws. A
 * wide glyph that does not fit at the end of a row goes to the next one whole, and the cursor with it: input
 * methods draw their unfinished syllable where the cursor stands. */
#include "term/prompt_pane.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "term/line_waiting.h"

typedef struct Walk {
    int width;
    bool romanised;
    int row, column;
    int cursor_row, cursor_column;
    Frame *frame;       /* NULL: only measure */
    int top, first, rows; /* row `first` of the walk is drawn in row `top` of the frame */
} Walk;

static void next_row(Walk *walk)
{
    walk->row++;
    walk->column = 0;
}

static void make_room(Walk *walk, int width)
{
    if (walk->column + width > walk->width && walk->column > 0)
        next_row(walk);
}

static void place_cell(Walk *walk, const Cell *cell)
{
    int row = walk->row - walk->first;
    if (walk->frame != NULL && row >= 0 && row < walk->rows)
        frame_put(walk->frame, walk->top + row, walk->column, cell);
    walk->column += cell->width;
}

static void place_sign(Walk *walk, const char *sign)
{
    Cell cell;
    cell_next(sign, 1, STYLE_DIM, &cell);
    make_room(walk, 1);
    place_cell(walk, &cell);
}

/* Each letter that stands for a character on a screen of ASCII. */
static void place_romanised(Walk *walk, const Cell *cell)
{
    char *letters = utf8_romanised(cell->text);
    for (const char *letter = letters; *letter != '\0'; letter++) {
        make_room(walk, 1);
        place_cell(walk, &(Cell){{*letter}, 1, cell->style, cell->shade});
    }
    free(letters);
}

/* The first character of the text: its bytes. The cursor is set where it begins, after it was moved to a new row
 * if it had to. */
static size_t place_character(Walk *walk, const char *text, size_t count, Style style, size_t cursor)
{
    unsigned char first = (unsigned char)text[0];
    bool control = first < ' ' || first == 0x7F;
    Cell cell = {.width = 1};
    size_t bytes = control ? 1 : cell_next(text, count, style, &cell);
    make_room(walk, cell.width);
    if (cursor < bytes) {
        walk->cursor_row = walk->row;
        walk->cursor_column = walk->column;
    }
    if (first == '\n') {
        next_row(walk);
    } else if (control) { /* one that was quoted into the line shows as ^A */
        place_sign(walk, "^");
        place_sign(walk, (char[2]){(char)(first ^ 0x40), '\0'});
    } else if (walk->romanised && first >= 0x80) {
        place_romanised(walk, &cell);
    } else {
        place_cell(walk, &cell);
    }
    return bytes;
}

/* Text between \001 and \002 takes no columns: colors that an inputrc may put into the prompt. */
static void walk_prompt(Walk *walk, const char *prompt, Style style)
{
    size_t count = strlen(prompt);
    for (size_t at = 0; at < count;) {
        if (prompt[at] == '\001')
            at += strcspn(prompt + at, "\002");
        else if (prompt[at] == '\002')
            at++;
        else
            at += place_character(walk, prompt + at, count - at, style, SIZE_MAX);
    }
}

static void walk_all(Walk *walk, const LineEditorView *view, Style prompt_style)
{
    walk_prompt(walk, view->prompt, prompt_style);
    size_t count = strlen(view->line), cursor = view->cursor < count ? view->cursor : count;
    for (size_t at = 0; at < count;) {
        size_t ahead = cursor >= at ? cursor - at : SIZE_MAX;
        Style style = view->styles != NULL ? view->styles[at] : STYLE_PLAIN;
        at += place_character(walk, view->line + at, count - at, style, ahead);
    }
    if (cursor < count)
        return;
    make_room(walk, 1);
    walk->cursor_row = walk->row;
    walk->cursor_column = walk->column;
}

int prompt_pane_rows(const LineEditorView *view, int width)
{
    Walk walk = {.width = width, .romanised = view->romanised};
    walk_all(&walk, view, STYLE_PLAIN);
    return walk.row + 1;
}

void prompt_pane_draw(const LineEditorView *view, Style prompt_style, Frame *frame, int top, int rows)
{
    Walk measure = {.width = frame->columns, .romanised = view->romanised};
    walk_all(&measure, view, prompt_style);
    /* The end, unless the cursor is further up. */
    int first = at_least(at_most(measure.row + 1 - rows, measure.cursor_row), 0);
    Walk draw = {.width = frame->columns, .romanised = view->romanised, .frame = frame, .top = top, .first = first,
                 .rows = rows};
    walk_all(&draw, view, prompt_style);
    frame->cursor_row = top + draw.cursor_row - first;
    frame->cursor_column = draw.cursor_column;
}

/* ---- what is said about the line ---- */

static void draw_note(const LineEditorView *view, Screen screen, Frame *frame, int row, int column, const char *note)
{
    char *ascii = view->romanised ? utf8_romanised(note) : NULL;
    char *shown = glyph_cut(ascii != NULL ? ascii : note, frame->columns - column, screen.unicode);
    frame_text(frame, row, column, frame->columns, STYLE_DIM, shown);
    free(shown);
    free(ascii);
}

/* Without colors the rest of a line would pass for typed text, so the whole line stands behind an arrow. */
void prompt_pane_draw_suggestion(const LineEditorView *view, Screen screen, Frame *frame)
{
    const char *suggestion = view->suggestion;
    if (suggestion == NULL || suggestion[0] == '\0')
        return;
    Buffer whole = {0};
    if (screen.colors == 0)
        buffer_format(&whole, "  (%s %s%s)", screen.unicode ? "→" : "->", view->line, suggestion);
    const char *note = screen.colors > 0 ? suggestion : buffer_text(&whole);
    draw_note(view, screen, frame, frame->cursor_row, frame->cursor_column, note);
    buffer_free(&whole);
}

void prompt_pane_draw_hint(const LineEditorView *view, Screen screen, Frame *frame, int row)
{
    draw_note(view, screen, frame, row, 1, view->hint);
}

/* ---- completions, in columns as `ls` has them ---- */

typedef struct Grid { int column_width, columns, rows; } Grid;

static Grid match_grid(const LineEditorView *view, int width)
{
    Grid grid = {.column_width = 1};
    for (int i = 0; i < view->match_count; i++)
        grid.column_width = at_least(grid.column_width, utf8_width(view->matches[i]) + 2);
    grid.column_width = at_most(grid.column_width, width);
    grid.columns = width / grid.column_width;
    grid.rows = (view->match_count + grid.columns - 1) / grid.columns;
    return grid;
}

int prompt_pane_match_rows(const LineEditorView *view, int width, int limit)
{
    return at_most(match_grid(view, width).rows, limit);
}

void prompt_pane_draw_matches(const LineEditorView *view, Frame *frame, int top, int rows)
{
    Grid grid = match_grid(view, frame->columns);
    for (int i = 0; i < view->match_count; i++) {
        int row = i % grid.rows, column = i / grid.rows * grid.column_width;
        if (row < rows)
            frame_text(frame, top + row, column, column + grid.column_width - 1, STYLE_CODE, view->matches[i]);
    }
    if (grid.rows > rows && rows > 0)
        frame_text(frame, top + rows - 1, frame->columns - 4, frame->columns, STYLE_DIM, " ...");
}

/* ---- all of it ---- */

/* The rule above and two rows of the transcript stay. */
int prompt_pane_place(const LineEditorView *view, Style prompt_style, Screen screen, Frame *frame, int bottom)
{
    enum { ROWS_ABOVE = 3 };
    int rows = at_most(prompt_pane_rows(view, frame->columns), frame->rows / 2);
    bottom -= rows;
    prompt_pane_draw(view, prompt_style, frame, bottom, rows);
    prompt_pane_draw_suggestion(view, screen, frame);
    rows = prompt_pane_match_rows(view, frame->columns, at_most(bottom - ROWS_ABOVE, frame->rows / 3));
    bottom -= rows;
    prompt_pane_draw_matches(view, frame, bottom, rows);
    return bottom;
}

bool prompt_pane_helps(const Keystroke *stroke)
{
    if (function_key(stroke) != 1)
        return false;
    const char *help = line_editor_view().help;
    if (help[0] != '\0')
        line_waiting_add(memory_string(help));
    return true;
}

Canvas *prompt_pane_question(Screen screen)
{
    LineEditorView view = line_editor_view();
    if (strchr(view.line, '\n') == NULL || view.hint[0] == '\0')
        return NULL;
    Canvas *canvas = canvas_open(screen);
    canvas_prose(canvas, STYLE_STRONG, 0, view.hint);
    return canvas;
}

/* ---- what was not taken ---- */

Canvas *prompt_pane_refusal(Screen screen)
{
    bool until_key;
    const char *refusal = line_editor_take_refusal(&until_key);
    if (refusal == NULL)
        return NULL;
    Canvas *canvas = canvas_open(screen);
    canvas_prose(canvas, STYLE_ERROR, 0, refusal);
    if (until_key)
        canvas_prose(canvas, STYLE_PLAIN, 0, TEXT("Press Enter to go on.", "계속하려면 Enter를 누르십시오."));
    return canvas;
}
