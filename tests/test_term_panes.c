/* test_term_panes.c: the layout, the panes, the prompt, the transcript and the history file, without a terminal. */
#include <unistd.h>

#include "term/layout.h"
#include "term/line_history.h"
#include "term/panes.h"
#include "term/prompt_pane.h"
#include "term/transcript.h"
#include "test.h"

/* A row of a frame as text, without the blanks at its end. */
static const char *row_text(const Frame *frame, int row)
{
    static Buffer text;
    buffer_clear(&text);
    buffer_add(&text, "");
    for (int column = 0; column < frame->columns; column++)
        buffer_add(&text, frame_cell(frame, row, column)->text);
    while (text.length > 0 && text.text[text.length - 1] == ' ')
        text.text[--text.length] = '\0';
    return text.text;
}

/* ---- the prompt ---- */

static Frame view_frame(const LineEditorView *view, int columns, int rows)
{
    Frame frame = {0};
    frame_begin(&frame, rows, columns);
    prompt_pane_draw(view, STYLE_PLAIN, &frame, 0, rows);
    return frame;
}

static Frame prompt_frame(const char *line, size_t cursor, int columns, int rows)
{
    return view_frame(&(LineEditorView){.prompt = "> ", .line = line, .cursor = cursor}, columns, rows);
}

static void expect_cursor(const char *line, size_t cursor, int row, int column)
{
    Frame frame = prompt_frame(line, cursor, 10, 4);
    assert_int_equal(frame.cursor_row, row);
    assert_int_equal(frame.cursor_column, column);
    frame_free(&frame);
}

TEST(test_cursor)
{
    expect_cursor("", 0, 0, 2);
    expect_cursor("한글", 3, 0, 4);
    expect_cursor("한글", 4, 0, 4);  /* inside a character: on it */
    expect_cursor("12345678", 8, 1, 0); /* a full row: the next one */
    expect_cursor("1234567한", 7, 1, 0); /* where the glyph went */
    expect_cursor("1234567한", 10, 1, 2);
    expect_cursor("ab\ncd", 3, 1, 0);
    expect_cursor("ab\ncd", 2, 0, 4);
    expect_cursor("a\001b", 3, 0, 6); /* a quoted control character is two wide */
    expect_cursor("ab", 99, 0, 4);
}

TEST(test_wrapping)
{
    Frame frame = prompt_frame("1234567한글 가나다라", 0, 10, 3);
    assert_string_equal(row_text(&frame, 0), "> 1234567");
    assert_string_equal(row_text(&frame, 1), "한글 가나");
    assert_string_equal(row_text(&frame, 2), "다라");
    frame_free(&frame);
    LineEditorView view = {.prompt = "> ", .line = "1234567한글 가나다라"};
    assert_int_equal(prompt_pane_rows(&view, 10), 3);
    assert_int_equal(prompt_pane_rows(&view, 80), 1);
}

TEST(test_too_many_rows)
{
    const char *line = "11111111222222222233333333334444444444";
    Frame end = prompt_frame(line, strlen(line), 10, 2);
    assert_string_equal(row_text(&end, 0), "4444444444");
    assert_int_equal(end.cursor_row, 1);
    Frame start = prompt_frame(line, 0, 10, 2);
    assert_string_equal(row_text(&start, 0), "> 11111111");
    assert_int_equal(start.cursor_row, 0);
    frame_free(&end);
    frame_free(&start);
}

TEST(test_romanised)
{
    LineEditorView view = {.prompt = "> ", .line = "translate 나는 a", .cursor = 16, .romanised = true, .suggestion = " 집"};
    Frame frame = view_frame(&view, 40, 2);
    assert_int_equal(frame.cursor_column, 2 + 10 + 6); /* behind naneun */
    frame.cursor_column += 2;
    prompt_pane_draw_suggestion(&view, (Screen){.columns = 40, .colors = 8}, &frame);
    assert_string_equal(row_text(&frame, 0), "> translate naneun a jip");
    assert_int_equal(prompt_pane_rows(&view, 10), 2);
    frame_free(&frame);
}

static void expect_suggested(const char *line, int columns, Screen screen, const char *row)
{
    LineEditorView view = {.prompt = "> ", .line = line, .cursor = strlen(line), .suggestion = "in steps=600"};
    Frame frame = view_frame(&view, columns, 1);
    int column = frame.cursor_column;
    prompt_pane_draw_suggestion(&view, screen, &frame);
    assert_string_equal(row_text(&frame, 0), row);
    assert_int_equal(frame.cursor_column, column);
    assert_int_equal(frame_cell(&frame, 0, column)->style, STYLE_DIM);
    frame_free(&frame);
}

TEST(test_suggestion)
{
    expect_suggested("tra", 40, (Screen){.columns = 40, .unicode = true, .colors = 256}, "> train steps=600");
    expect_suggested("tra", 12, (Screen){.columns = 12, .unicode = true, .colors = 256}, "> train ste…");
    expect_suggested("tra", 40, (Screen){.columns = 40, .unicode = true, .colors = 0}, "> tra  (→ train steps=600)");
    expect_suggested("tra", 40, (Screen){.columns = 40, .unicode = false, .colors = 0}, "> tra  (-> train steps=600)");
}

TEST(test_matches)
{
    static const char *const names[] = {"attention", "beam", "cell", "decode", "한국어"};
    LineEditorView view = {.prompt = "> ", .line = "", .matches = names, .match_count = 5};
    Frame frame = {0};
    frame_begin(&frame, 5, 24);
    assert_int_equal(prompt_pane_match_rows(&view, 24, 9), 3);
    prompt_pane_draw_matches(&view, &frame, 0, 3);
    assert_string_equal(row_text(&frame, 0), "attention  decode");
    assert_string_equal(row_text(&frame, 1), "beam       한국어");
    frame_begin(&frame, 2, 24);
    prompt_pane_draw_matches(&view, &frame, 0, 2);
    assert_string_equal(row_text(&frame, 1), "beam       한국어    ...");
    frame_begin(&frame, 5, 4); /* narrower than any name */
    prompt_pane_draw_matches(&view, &frame, 0, 5);
    assert_string_equal(row_text(&frame, 1), "bea");
    frame_free(&frame);
}

/* ---- the transcript ---- */

static Screen wide(int columns) { return (Screen){.columns = columns, .unicode = true}; }

static void add_rows(Transcript *transcript, int from, int to)
{
    for (int number = from; number <= to; number++) {
        Canvas *canvas = canvas_open((Screen){.columns = 40, .unicode = true});
        canvas_format(canvas, 0, 0, STYLE_PLAIN, "row %d", number);
        transcript_add_canvas(transcript, canvas);
        canvas_close(canvas);
    }
}

static void expect_rows(Transcript *transcript, int columns, int rows, const char *const *expected)
{
    Frame frame = {0};
    frame_begin(&frame, rows, columns);
    transcript_draw(transcript, &frame, (Box){0, 0, rows, columns}, wide(columns), false);
    for (int row = 0; row < rows; row++)
        assert_string_equal(row_text(&frame, row), expected[row]);
    frame_free(&frame);
}

TEST(test_follows_its_end)
{
    Transcript *transcript = transcript_open(false);
    transcript_follow(transcript, true);
    expect_rows(transcript, 20, 2, (const char *[]){"", ""});
    add_rows(transcript, 1, 2);
    expect_rows(transcript, 20, 3, (const char *[]){"", "row 1", "row 2"});
    add_rows(transcript, 3, 9);
    expect_rows(transcript, 20, 3, (const char *[]){"row 7", "row 8", "row 9"});
    transcript_close(transcript);
}

TEST(test_scrolling)
{
    Transcript *transcript = transcript_open(false);
    transcript_scroll(transcript, -5, wide(20), 3);
    transcript_follow(transcript, true);
    add_rows(transcript, 1, 9);
    transcript_scroll(transcript, -2, wide(20), 3);
    expect_rows(transcript, 20, 3, (const char *[]){"row 5", "row 6", "row 7"});
    assert_int_equal(transcript_rows_below(transcript, wide(20), 3), 2);
    add_rows(transcript, 10, 10); /* the view stays */
    expect_rows(transcript, 20, 3, (const char *[]){"row 5", "row 6", "row 7"});
    transcript_scroll(transcript, -100, wide(20), 3);
    expect_rows(transcript, 20, 3, (const char *[]){"row 1", "row 2", "row 3"});
    transcript_scroll(transcript, 100, wide(20), 3);
    assert_int_equal(transcript_rows_below(transcript, wide(20), 3), 0);
    add_rows(transcript, 11, 11); /* at the end it follows again */
    expect_rows(transcript, 20, 3, (const char *[]){"row 9", "row 10", "row 11"});
    transcript_close(transcript);
}

TEST(test_long_rows)
{
    Transcript *transcript = transcript_open(false);
    transcript_add_line(transcript, "> ", "first\nsecond 한글 한글 한글");
    expect_rows(transcript, 20, 3, (const char *[]){"> first", "second 한글 한글", "한글"});
    expect_rows(transcript, 30, 3, (const char *[]){"", "> first", "second 한글 한글 한글"});
    transcript_add_line(transcript, "", "가나다라마바사");
    expect_rows(transcript, 5, 4, (const char *[]){"가나", "다라", "마바", "사"});
    transcript_close(transcript);
}

TEST(test_pictures_are_cut)
{
    Transcript *transcript = transcript_open(false);
    Canvas *canvas = canvas_open((Screen){.columns = 40, .unicode = true});
    canvas_shade(canvas, 0, 0, 30, 3, "x");
    transcript_add_canvas(transcript, canvas);
    canvas_close(canvas);
    expect_rows(transcript, 8, 2, (const char *[]){"", "xxxxxxx>"});
    Buffer text = {0};
    transcript_text(transcript, (Screen){.columns = 8, .unicode = true}, 5, &text);
    assert_string_equal(text.text, "xxxxxxxx\n");
    buffer_free(&text);
    transcript_close(transcript);
}

TEST(test_oldest_rows_are_forgotten)
{
    Transcript *transcript = transcript_open(false);
    add_rows(transcript, 1, TRANSCRIPT_ROWS);
    transcript_scroll(transcript, -2 * TRANSCRIPT_ROWS, wide(20), 1);
    expect_rows(transcript, 20, 1, (const char *[]){"row 1"});
    add_rows(transcript, 1, 10);
    expect_rows(transcript, 20, 1, (const char *[]){"row 11"});
    transcript_close(transcript);
}

/* A result that is longer than the view opens at its top, and is paged through to its end. */
TEST(test_long_results_open_at_their_top)
{
    Transcript *transcript = transcript_open(false);
    add_rows(transcript, 1, 9);
    transcript_add_line(transcript, "> ", "x");
    add_rows(transcript, 10, 11);
    expect_rows(transcript, 20, 4, (const char *[]){"row 9", "> x", "row 10", "row 11"});
    add_rows(transcript, 12, 14);
    expect_rows(transcript, 20, 4, (const char *[]){"> x", "row 10", "row 11", "row 12"});
    assert_int_equal(transcript_rows(transcript, wide(20)), 6);
    assert_int_equal(transcript_rows_below(transcript, wide(20), 4), 2);
    transcript_follow(transcript, true); /* somebody works on it */
    expect_rows(transcript, 20, 2, (const char *[]){"row 13", "row 14"});
    transcript_follow(transcript, false);
    transcript_scroll(transcript, 3, wide(20), 4);
    expect_rows(transcript, 20, 4, (const char *[]){"row 11", "row 12", "row 13", "row 14"});
    transcript_add_line(transcript, "> ", "y");
    expect_rows(transcript, 20, 2, (const char *[]){"row 14", "> y"});
    transcript_drop_line(transcript); /* nothing came of it */
    expect_rows(transcript, 20, 2, (const char *[]){"> x", "row 10"});
    transcript_close(transcript);
}

/* ---- the layout ---- */

static bool overlap(Box a, Box b)
{
    return a.row < b.row + b.rows && b.row < a.row + a.rows && a.column < b.column + b.columns &&
           b.column < a.column + a.columns;
}

static void check_layout(const LayoutNeeds *needs)
{
    Layout layout = layout_of(needs);
    LayoutNeeds none = *needs;
    memset(none.wanted, 0, sizeof none.wanted);
    Layout first = layout_of(&none);
    assert_int_equal(layout.status, needs->rows - 1);
    for (Pane pane = 0; pane < PANES; pane++) {
        Box box = layout.pane[pane];
        assert_int_equal(box.columns, first.pane[pane].columns); /* whatever rows are wanted */
        if (box.columns == 0)
            continue;
        assert_true(needs->there[pane]);
        assert_in_range(box.row, 0, layout.status);
        assert_in_range(box.row + box.rows, box.row, layout.status);
        assert_in_range(box.column + box.columns, 1, needs->columns);
        for (Pane other = 0; other < pane; other++) {
            Box above = layout.pane[other];
            above.row--; /* its rule */
            above.rows++;
            if (layout.pane[other].columns > 0)
                assert_false(overlap(above, box));
        }
    }
    if (needs->zoomed == PANES)
        assert_in_range(layout.pane[PANE_RESULTS].rows, 1, layout.status);
}

TEST(test_layout_of_every_size)
{
    for (int rows = LAYOUT_LEAST_ROWS; rows <= 100; rows++)
        for (int columns = LAYOUT_LEAST_COLUMNS; columns <= 300; columns += columns < 150 ? 1 : 25)
            for (int there = 0; there < 4; there++)
                for (int wanted = 1; wanted < 100; wanted += 14)
                    for (Pane zoomed = 0; zoomed <= PANES; zoomed++)
                        check_layout(&(LayoutNeeds){rows, columns, {true, there & 1, there & 2},
                                                    {wanted, 40 - wanted % 40, wanted / 2}, zoomed});
}

/* The sizes that people have: the rows are those above a prompt of one row and the keys. */
TEST(test_layout_folds)
{
    static const struct { int rows, columns; bool lesson, live; Box lesson_box, live_box, results_box; } cases[] = {
        {58, 200, true, true, {1, 0, 56, 80}, {1, 83, 12, 117}, {14, 83, 43, 117}},
        {28, 100, true, true, {1, 0, 19, 60}, {1, 63, 19, 37}, {21, 0, 6, 100}},
        {22, 80, true, true, {1, 0, 2, 80}, {4, 0, 10, 80}, {15, 0, 6, 80}},
        {10, 40, true, true, {1, 0, 0, 40}, {2, 0, 2, 40}, {5, 0, 4, 40}},
        {22, 80, true, false, {1, 0, 13, 80}, {0}, {15, 0, 6, 80}},
        {22, 80, false, false, {0}, {0}, {0, 0, 21, 80}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool lesson = cases[i].lesson, live = cases[i].live;
        LayoutNeeds needs = {cases[i].rows, cases[i].columns, {true, lesson, live}, {6, 20, 12}, PANES};
        Layout layout = layout_of(&needs);
        assert_memory_equal(&layout.pane[PANE_LESSON], &cases[i].lesson_box, sizeof(Box));
        assert_memory_equal(&layout.pane[PANE_LIVE], &cases[i].live_box, sizeof(Box));
        assert_memory_equal(&layout.pane[PANE_RESULTS], &cases[i].results_box, sizeof(Box));
    }
}

/* ---- what is kept as it is meant ---- */

static const char sentence[] = "One two three four five six seven eight nine ten.";

TEST(test_pictures_are_drawn_for_the_width)
{
    Transcript *transcript = transcript_open(false);
    transcript_add(transcript, picture_of_text(STYLE_PLAIN, sentence), wide(60));
    expect_rows(transcript, 60, 1, (const char *[]){sentence});
    expect_rows(transcript, 24, 3, (const char *[]){"One two three four five", "six seven eight nine", "ten."});
    expect_rows(transcript, 60, 2, (const char *[]){"", sentence});
    transcript_close(transcript);
}

static void count_release(void *subject) { ++*(int *)subject; }

static void draw_width(const void *subject, Canvas *canvas)
{
    (void)subject;
    canvas_format(canvas, 0, 0, STYLE_PLAIN, "%d", canvas_columns(canvas));
}

/* Of old entries only the rows stay, and in the end nothing. */
TEST(test_pictures_are_released)
{
    Transcript *transcript = transcript_open(false);
    int released = 0;
    for (int i = 0; i <= TRANSCRIPT_PICTURES; i++)
        transcript_add(transcript, (Picture){draw_width, count_release, &released}, wide(30));
    assert_int_equal(released, 1);
    transcript_follow(transcript, true);
    expect_rows(transcript, 25, 2, (const char *[]){"25", "25"});
    transcript_scroll(transcript, -2 * TRANSCRIPT_PICTURES, wide(25), 2);
    expect_rows(transcript, 25, 2, (const char *[]){"30", "25"});
    transcript_close(transcript);
    assert_int_equal(released, TRANSCRIPT_PICTURES + 1);
}

/* ---- the whole ---- */

static void draw_counted(const void *subject, Canvas *canvas)
{
    ++*(int *)subject;
    for (int row = 0; row < 30; row++)
        canvas_format(canvas, row, 0, STYLE_PLAIN, "line %d of %d columns", row, canvas_columns(canvas));
}

static Frame composed(Panes *panes)
{
    Frame frame = {0};
    frame_begin(&frame, panes->rows, panes->screen.columns);
    panes_compose(panes, &frame, &(LineEditorView){.prompt = "> ", .line = "", .suggestion = "", .hint = ""});
    return frame;
}

TEST(test_a_lesson_is_drawn_for_its_pane)
{
    Panes panes;
    int drawn = 0;
    panes_open(&panes, wide(160), 24, false);
    panes_set_lesson(&panes, "Attention", 1, 3, (Picture){draw_counted, NULL, &drawn});
    Frame frame = composed(&panes);
    const char *row = row_text(&frame, panes.layout.pane[PANE_LESSON].row);
    assert_memory_equal(row, "line 0 of 64 columns", 20);
    int rows;
    panes_live_screen(&panes, &rows);
    frame_free(&frame);
    frame = composed(&panes);
    assert_int_equal(drawn, 1);
    frame_free(&frame);
    panes_close(&panes);
}

TEST(test_a_hidden_pane_has_nothing_below)
{
    Panes panes;
    int drawn = 0;
    panes_open(&panes, wide(80), 24, false);
    panes_set_lesson(&panes, "Attention", 1, 3, (Picture){draw_counted, NULL, &drawn});
    panes_add_line(&panes, "> ", "x");
    add_rows(panes.results, 1, 40);
    Frame frame = composed(&panes);
    assert_non_null(strstr(row_text(&frame, panes.layout.status), "more below"));
    frame_free(&frame);
    panes_zoom(&panes, PANE_LESSON);
    frame = composed(&panes);
    assert_null(strstr(row_text(&frame, panes.layout.status), "more below"));
    frame_free(&frame);
    panes_close(&panes);
}

/* ---- the history file ---- */

static Buffer entries;

static void collect(const char *line) { buffer_format(&entries, "[%s]", line); }

static const char *entries_of(const char *path)
{
    buffer_clear(&entries);
    buffer_add(&entries, "");
    line_history_read(path, collect);
    return entries.text;
}

TEST(test_history_file)
{
    char folder[] = "/tmp/seqlab-history-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/history", folder);
    assert_string_equal(entries_of(path), "");
    assert_true(line_history_add(path, "beam \"나는\" \\n"));
    assert_true(line_history_add(path, "for i = 1, 2 do\n  print(i)\nend"));
    assert_string_equal(entries_of(path), "[beam \"나는\" \\n][for i = 1, 2 do\n  print(i)\nend]");
    for (int i = 0; i < LINE_HISTORY_ENTRIES; i++)
        assert_true(line_history_add(path, "x"));
    assert_int_equal(strlen(entries_of(path)), 3 * LINE_HISTORY_ENTRIES);
    unlink(path);
    assert_int_equal(rmdir(folder), 0); /* no temporary file was left */
    assert_false(line_history_add(path, "nowhere"));
    buffer_free(&entries);
}
