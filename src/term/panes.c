/* panes.c: the full screen as a frame. */
#include "term/panes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "term/line_waiting.h"
#include "term/prompt_pane.h"

enum { PANES_LEAST_ROWS = 6 };

/* ---- the layout ---- */

/* What is to be in the lesson's pane, hidden or not: the lesson's text, a picture, or NULL. */
static Transcript *beside_results(const Panes *panes)
{
    if (panes->lesson_title != NULL)
        return panes->lesson;
    return panes->picture_line != NULL && panes->screen.columns >= LAYOUT_WIDE ? panes->picture : NULL;
}

static Screen pane_screen(const Panes *panes, const Layout *layout, Pane pane)
{
    Screen screen = panes->screen;
    if (layout->pane[pane].columns > 0)
        screen.columns = at_most(layout->pane[pane].columns, screen.columns);
    return screen;
}

static LayoutNeeds needs_of(const Panes *panes)
{
    return (LayoutNeeds){
        .rows = at_least(panes->rows - panes->foot, LAYOUT_LEAST_ROWS),
        .columns = at_least(panes->screen.columns, LAYOUT_LEAST_COLUMNS),
        .there = {[PANE_RESULTS] = true, [PANE_LESSON] = beside_results(panes) != NULL && !panes->lesson_hidden,
                  [PANE_LIVE] = panes->live != NULL},
        .zoomed = panes->zoomed,
    };
}

Screen panes_screen(const Panes *panes, Pane pane)
{
    LayoutNeeds needs = needs_of(panes);
    Layout layout = layout_of(&needs);
    return pane_screen(panes, &layout, pane);
}

/* The columns do not depend on the rows that are wanted, so a first layout tells for which width to count them. */
static Layout layout_now(Panes *panes, LayoutNeeds *needs)
{
    Layout first = layout_of(needs);
    needs->wanted[PANE_RESULTS] = transcript_rows(panes->results, pane_screen(panes, &first, PANE_RESULTS));
    Transcript *beside = beside_results(panes);
    needs->wanted[PANE_LESSON] = beside != NULL ? transcript_rows(beside, pane_screen(panes, &first, PANE_LESSON)) : 0;
    needs->wanted[PANE_LIVE] = at_least(needs->wanted[PANE_LIVE], panes->live_rows);
    return layout_of(needs);
}

Screen panes_live_screen(Panes *panes, int *rows)
{
    LayoutNeeds needs = needs_of(panes);
    needs.there[PANE_LIVE] = true;
    needs.wanted[PANE_LIVE] = panes->rows;
    Layout layout = layout_now(panes, &needs);
    *rows = layout.pane[PANE_LIVE].rows;
    return pane_screen(panes, &layout, PANE_LIVE);
}

/* ---- what is shown ---- */

void panes_open(Panes *panes, Screen screen, int rows, bool romanise)
{
    *panes = (Panes){.screen = screen, .rows = rows, .romanise = romanise, .zoomed = PANES};
    panes->results = transcript_open(romanise);
    panes->lesson = transcript_open(romanise);
    panes->picture = transcript_open(romanise);
}

void panes_close(Panes *panes)
{
    panes_set_live(panes, NULL);
    transcript_close(panes->results);
    transcript_close(panes->lesson);
    transcript_close(panes->picture);
    picture_release(&panes->last_picture);
    free(panes->lesson_title);
    free(panes->picture_line);
    free(panes->last_line);
    free(panes->status);
    for (int i = 0; i < FUNCTION_KEYS; i++)
        free(panes->function_keys[i]);
}

void panes_set_live(Panes *panes, const Canvas *canvas)
{
    for (int row = 0; row < panes->live_rows; row++)
        cells_free(&panes->live[row]);
    free(panes->live);
    panes->live = NULL;
    panes->live_rows = canvas != NULL ? canvas_rows(canvas) : 0;
    if (canvas != NULL)
        panes->live = memory_new((size_t)panes->live_rows + 1, sizeof(CellRow));
    for (int row = 0; row < panes->live_rows; row++)
        panes->live[row] = cells_from_canvas(canvas, row, panes->romanise);
}

static char *shown_text(const Panes *panes, const char *text)
{
    return panes->romanise ? utf8_romanised(text) : memory_string(text);
}

void panes_set_status(Panes *panes, const char *text)
{
    free(panes->status);
    panes->status = shown_text(panes, text);
}

void panes_set_lesson(Panes *panes, const char *title, int step, int steps, Picture picture)
{
    if (panes->lesson_title == NULL && title != NULL)
        transcript_begin_result(panes->results); /* what was said before is old */
    free(panes->lesson_title);
    panes->lesson_title = title != NULL ? shown_text(panes, title) : NULL;
    panes->step = step;
    panes->steps = steps;
    panes->lesson_hidden = panes->lesson_hidden && title != NULL;
    panes->lesson_is_newest = title != NULL;
    transcript_clear(panes->lesson);
    if (title != NULL)
        transcript_add(panes->lesson, picture, panes_screen(panes, PANE_LESSON));
    else
        picture_release(&picture);
}

void panes_add_line(Panes *panes, const char *prompt, const char *line)
{
    if (panes->last_picture.draw != NULL) {
        free(panes->picture_line);
        panes->picture_line = panes->last_line;
        panes->last_line = NULL;
        transcript_clear(panes->picture);
        transcript_add(panes->picture, panes->last_picture, panes_screen(panes, PANE_LESSON));
        panes->last_picture = (Picture){0};
    }
    free(panes->last_line);
    panes->last_line = shown_text(panes, line);
    transcript_add_line(panes->results, prompt, line);
}

/* ---- rules with words in them ---- */

/* The text without the words at its end for which there is no room: two spaces part what belongs together. */
static char *words_within(const char *words, int room)
{
    char *text = memory_string(words);
    while (utf8_width(text) > room) {
        char *gap = NULL;
        for (char *at = strstr(text, "  "); at != NULL; at = strstr(at + 1, "  "))
            gap = at;
        if (gap == NULL)
            break;
        size_t length = (size_t)(gap - text);
        while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '|'))
            length--;
        text[length] = '\0';
    }
    return text;
}

/* A rule over so many columns: words at its left, a note at its right if it fits. */
static void draw_rule(const Panes *panes, Frame *frame, Box rule, Style style, const char *words, const char *note)
{
    int end = rule.column + rule.columns, note_start = end - utf8_width(note) - 3;
    for (int column = rule.column; column < end; column++)
        frame_text(frame, rule.row, column, end, STYLE_DIM, panes->screen.unicode ? "─" : "-");
    if (*note != '\0' && note_start > rule.column) {
        int column = frame_text(frame, rule.row, note_start, end, STYLE_STRONG, " ");
        column = frame_text(frame, rule.row, column, end, STYLE_STRONG, note);
        frame_text(frame, rule.row, column, end, STYLE_STRONG, " ");
    } else {
        note_start = end - 1;
    }
    if (*words == '\0')
        return;
    int column = frame_text(frame, rule.row, rule.column + 1, note_start - 1, style, " ");
    char *text = words_within(words, note_start - 1 - column);
    column = frame_text(frame, rule.row, column, note_start - 1, style, text);
    frame_text(frame, rule.row, column, note_start, style, " ");
    free(text);
}

/* "7 The bottleneck ●●◉○○ 3/5": the signs where there is room for all, the title as far as there is. */
static void add_lesson_title(const Panes *panes, int room, Buffer *out)
{
    const char *const unicode[] = {"●", "◉", "○"}, *const ascii[] = {"#", "o", "."};
    const char *const *signs = panes->screen.unicode ? unicode : ascii;
    char number[32] = "";
    int steps = panes->lesson_title != NULL ? panes->steps : 0;
    if (steps > 0)
        snprintf(number, sizeof number, " %d/%d", panes->step, steps);
    room -= utf8_width(number);
    const char *whole = panes->lesson_title != NULL ? panes->lesson_title : panes->picture_line;
    char *title = glyph_cut(whole, at_least(room, 1), panes->screen.unicode);
    buffer_add(out, title);
    if (utf8_width(title) + 1 + steps <= room && steps > 0) {
        buffer_add_char(out, ' ');
        for (int step = 1; step <= steps; step++)
            buffer_add(out, signs[step < panes->step ? 0 : step == panes->step ? 1 : 2]);
    }
    buffer_add(out, number);
    free(title);
}

static bool is_shown(const Layout *layout, Pane pane) { return layout->pane[pane].columns > 0; }

/* Rows of a pane that it has no room for; one that is not shown has none. */
static int rows_below(Panes *panes, Pane pane)
{
    Box box = panes->layout.pane[pane];
    if (!is_shown(&panes->layout, pane))
        return 0;
    if (pane == PANE_LIVE)
        return at_least(panes->live_rows - box.rows, 0);
    Transcript *text = pane == PANE_LESSON ? beside_results(panes) : panes->results;
    return transcript_rows_below(text, pane_screen(panes, &panes->layout, pane), box.rows);
}

/* On a narrow pane the title and the status need the room. */
static void add_note(int below, int columns, const char *keys, Buffer *note)
{
    enum { COLUMNS_FOR_WORDS = 60 };
    if (below > 0 && columns < COLUMNS_FOR_WORDS)
        buffer_format(note, TEXT("%d more", "%d줄 더"), below);
    else if (below > 0)
        buffer_format(note, TEXT("%d more below (%s)", "아래에 %d줄 더 있음(%s)"), below, keys);
}

static void draw_title(Panes *panes, Frame *frame, Pane pane)
{
    Box box = panes->layout.pane[pane];
    Buffer title = {0}, note = {0};
    if (!is_shown(&panes->layout, pane) || box.row == 0)
        return;
    if (pane == PANE_LESSON) {
        add_note(rows_below(panes, pane), box.columns, TEXT("Space", "스페이스"), &note);
        add_lesson_title(panes, box.columns - utf8_width(buffer_text(&note)) - 8, &title);
    } else if (pane == PANE_LIVE) {
        add_note(rows_below(panes, pane), box.columns, "F6", &note);
        buffer_add(&title, TEXT("at work", "진행 중"));
    } else {
        buffer_add(&title, TEXT("results", "결과"));
    }
    int left = at_most(box.column, 1), right = box.column + box.columns < frame->columns;
    draw_rule(panes, frame, (Box){box.row - 1, box.column - left, 1, box.columns + left + right},
              pane == PANE_LESSON ? STYLE_HEADING : STYLE_PLAIN, buffer_text(&title), buffer_text(&note));
    buffer_free(&title);
    buffer_free(&note);
}

/* The line to the left of a pane that stands beside another, from its rule down to the next one. */
static void draw_edge(const Panes *panes, Frame *frame, Pane pane)
{
    Box box = panes->layout.pane[pane];
    const char *const unicode[] = {"┬", "│", "├", "┴", "─"}, *const ascii[] = {"+", "|", "+", "+", "-"};
    const char *const *signs = panes->screen.unicode ? unicode : ascii;
    if (!is_shown(&panes->layout, pane) || box.column == 0)
        return;
    int below = box.row + box.rows;
    bool ends = below == panes->layout.status || panes->layout.pane[PANE_RESULTS].column == 0;
    for (int row = box.row - 1; row <= below; row++) {
        int sign = row == 0 ? 0 : row == below ? 2 + ends : row == box.row - 1 ? 2 : 1;
        bool in_words = row == below && strcmp(frame_cell(frame, row, box.column - 2)->text, signs[4]) != 0;
        if (!in_words)
            frame_text(frame, row, box.column - 2, box.column, STYLE_DIM, signs[sign]);
    }
}

static void draw_status(Panes *panes, Frame *frame)
{
    Buffer note = {0};
    add_note(rows_below(panes, PANE_RESULTS), frame->columns, TEXT("Space", "스페이스"), &note);
    if (note.length == 0 && line_waiting_count() > 0)
        buffer_format(&note, TEXT("typed ahead: %d", "미리 입력한 줄: %d"), line_waiting_count());
    draw_rule(panes, frame, (Box){panes->layout.status, 0, 1, frame->columns}, STYLE_PLAIN,
              panes->status != NULL ? panes->status : "", buffer_text(&note));
    buffer_free(&note);
}

/* The row of keys; what there is no room for is left out from the end. */
typedef struct KeyRow {
    Frame *frame;
    int row, column;
} KeyRow;

static void draw_key(KeyRow *keys, const char *key, const char *meaning)
{
    int end = keys->column + utf8_width(key) + 1 + utf8_width(meaning);
    if (end < keys->frame->columns) {
        int column = frame_text(keys->frame, keys->row, keys->column, end, STYLE_STRONG, key);
        frame_text(keys->frame, keys->row, column + 1, end, STYLE_DIM, meaning);
    }
    keys->column = end + 2;
}

/* The keys that do something now, those first that are needed most. */
static void draw_keys(const Panes *panes, Frame *frame, int row, const LineEditorView *view)
{
    static const char *const names[FUNCTION_KEYS] = {"F1", "F2", "F3", "F4", "F5"};
    KeyRow keys = {frame, row, 1};
    bool offered = view->suggestion != NULL && *view->suggestion != '\0', beside = beside_results(panes) != NULL;
    if (panes->busy != TERMINAL_FREE)
        draw_key(&keys, "^C", TEXT("stop", "멈춤"));
    if (panes->busy >= TERMINAL_LISTENS)
        draw_key(&keys, "^P", panes->busy == TERMINAL_PAUSED ? TEXT("go on", "계속") : TEXT("pause", "일시 정지"));
    if (offered && *view->line == '\0')
        draw_key(&keys, "Enter", TEXT("run", "실행"));
    draw_key(&keys, "Tab", TEXT("complete", "완성"));
    if (offered)
        draw_key(&keys, panes->screen.unicode ? "→" : "Right", TEXT("take", "받기"));
    if (panes->function_keys[0] == NULL)
        draw_key(&keys, names[0], TEXT("help", "도움말"));
    for (int i = 0; i < FUNCTION_KEYS; i++)
        if (panes->function_keys[i] != NULL)
            draw_key(&keys, names[i], panes->function_keys[i]);
    if (beside || panes->live != NULL)
        draw_key(&keys, "F6", TEXT("zoom", "확대"));
    if (beside && panes->lesson_title != NULL)
        draw_key(&keys, "F7", panes->lesson_hidden ? TEXT("show lesson", "수업 보이기") : TEXT("hide lesson", "수업 숨기기"));
    else if (beside)
        draw_key(&keys, "F7", panes->lesson_hidden ? TEXT("show picture", "그림 보이기") : TEXT("hide picture", "그림 숨기기"));
    draw_key(&keys, "PgUp", TEXT("scroll", "스크롤"));
    if (panes->has_mouse)
        draw_key(&keys, "F8", panes->mouse ? TEXT("mouse off", "마우스 끄기") : TEXT("mouse on", "마우스 켜기"));
    if (panes->busy == TERMINAL_FREE)
        draw_key(&keys, "^D", TEXT("quit", "끝내기"));
}

/* ---- a frame ---- */

/* A window that is too small for all that says so, and shows the line being typed. */
static void compose_small(Panes *panes, Frame *frame, const LineEditorView *view)
{
    frame_text(frame, 0, 0, frame->columns, STYLE_WARNING, TEXT("too small", "창이 너무 작습니다"));
    int rows = at_most(prompt_pane_rows(view, frame->columns), frame->rows - 1);
    if (rows > 0)
        prompt_pane_draw(view, STYLE_STRONG, frame, frame->rows - rows, rows);
    panes->layout = (Layout){0};
}

/* The prompt, and below it the keys, or in their place what there is to say about the line. */
static void draw_foot(Panes *panes, Frame *frame, const LineEditorView *view)
{
    enum { ROWS_FOR_KEYS = 10 };
    int bottom = frame->rows - (frame->rows >= ROWS_FOR_KEYS);
    if (bottom < frame->rows && view->hint != NULL && *view->hint != '\0')
        prompt_pane_draw_hint(view, panes->screen, frame, bottom);
    else if (bottom < frame->rows)
        draw_keys(panes, frame, bottom, view);
    Style style = panes->busy == TERMINAL_BUSY ? STYLE_DIM : STYLE_STRONG;
    panes->foot = frame->rows - prompt_pane_place(view, style, panes->screen, frame, bottom);
}

void panes_compose(Panes *panes, Frame *frame, const LineEditorView *view)
{
    if (frame->rows < PANES_LEAST_ROWS || frame->columns < LAYOUT_LEAST_COLUMNS) {
        compose_small(panes, frame, view);
        return;
    }
    draw_foot(panes, frame, view);
    LayoutNeeds needs = needs_of(panes);
    transcript_follow(panes->results, panes->busy == TERMINAL_BUSY);
    panes->layout = layout_now(panes, &needs);
    for (Pane pane = 0; pane < PANES; pane++)
        draw_title(panes, frame, pane);
    draw_status(panes, frame);
    const Box *boxes = panes->layout.pane, live = boxes[PANE_LIVE];
    if (is_shown(&panes->layout, PANE_LESSON))
        transcript_draw(beside_results(panes), frame, boxes[PANE_LESSON],
                        pane_screen(panes, &panes->layout, PANE_LESSON), true);
    transcript_draw(panes->results, frame, boxes[PANE_RESULTS],
                    pane_screen(panes, &panes->layout, PANE_RESULTS), false);
    for (int row = 0; row < live.rows && row < panes->live_rows; row++)
        frame_cells(frame, live.row + row, live.column, panes->live[row].cells,
                    at_most(panes->live[row].count, live.columns));
    for (Pane pane = 0; pane < PANES; pane++)
        draw_edge(panes, frame, pane);
}

/* The lesson has half of the rows at most, its title among them. */
void panes_text(Panes *panes, int rows, Buffer *out)
{
    Screen screen = panes->screen;
    if (panes->lesson_title != NULL && !panes->lesson_hidden && rows > LAYOUT_LEAST_ROWS) {
        int lesson = at_most(transcript_rows(panes->lesson, screen), rows / 2 - 2);
        char *title = glyph_cut(panes->lesson_title, screen.columns, screen.unicode);
        buffer_format(out, "%s\n", title);
        transcript_text(panes->lesson, screen, lesson, out);
        buffer_add_char(out, '\n');
        rows -= 2 + at_least(lesson, 0);
        free(title);
    }
    transcript_text(panes->results, screen, at_least(rows, 1), out);
}

/* ---- what keys and the mouse do ---- */

Pane panes_at(const Panes *panes, int row, int column)
{
    for (Pane pane = 0; pane < PANES; pane++) {
        Box box = panes->layout.pane[pane];
        if (row >= box.row - 1 && row < box.row + box.rows && column >= box.column && column < box.column + box.columns)
            return pane;
    }
    return PANES;
}

void panes_scroll(Panes *panes, Pane pane, int rows)
{
    Box box = pane != PANES ? panes->layout.pane[pane] : (Box){0};
    Transcript *text = pane == PANE_LESSON ? beside_results(panes) : panes->results;
    if (pane != PANES && pane != PANE_LIVE && box.rows > 0 && text != NULL)
        transcript_scroll(text, rows, pane_screen(panes, &panes->layout, pane), box.rows);
}

void panes_page(Panes *panes, Pane pane, int pages)
{
    panes_scroll(panes, pane, pages * at_least(panes->layout.pane[pane].rows - 1, 1));
}

static bool read_pane_on(Panes *panes, Pane pane)
{
    bool more = panes->layout.pane[pane].rows > 0 && rows_below(panes, pane) > 0;
    if (more)
        panes_page(panes, pane, 1);
    return more;
}

bool panes_read_lesson(Panes *panes) { return panes->lesson_title != NULL && read_pane_on(panes, PANE_LESSON); }

bool panes_read_on(Panes *panes)
{
    Pane newest = panes->lesson_is_newest ? PANE_LESSON : PANE_RESULTS,
         other = panes->lesson_is_newest ? PANE_RESULTS : PANE_LESSON;
    return read_pane_on(panes, newest) || read_pane_on(panes, other);
}

void panes_zoom(Panes *panes, Pane pane) { panes->zoomed = panes->zoomed == pane ? PANES : pane; }

void panes_zoom_next(Panes *panes)
{
    LayoutNeeds needs = needs_of(panes);
    do
        panes->zoomed = panes->zoomed == PANES ? PANE_RESULTS : panes->zoomed + 1;
    while (panes->zoomed != PANES && !needs.there[panes->zoomed]);
}
