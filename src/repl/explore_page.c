/* explore_page.c: the explorer on the screen.
 *
 *     map · gru-dot   I went to the library        step 300 ━━━●━━━━ 3/8       title
 *            나는   도서관에  갔다   <EOS>  │ library, step 4                  the picture, and beside it
 *      I    ▸ .98                           │ 도서관에  .95, the largest       what the cell of the cursor
 *     went              .02   ▸ .96         │ ...                              says; below it where the
 *    ...                                                                       screen is narrow
 *     attend 나는 도서관에 갔다 head=2                                           the line that shows this
 *     ←↑↓→ move  n numbers  x leave word out  / other sentence  q back         keys
 */
#include "repl/explore_page.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/live.h"
#include "repl/results.h"
#include "view/items.h"

enum {
    LEAST_COLUMNS = 20,
    LEAST_ROWS = 6,
    COLUMNS_FOR_PANEL = 66, /* below it the panel stands under the picture */
    PANEL_LEAST = 28,
    PANEL_MOST = 44,
    ROWS_FOR_TWO_OF_KEYS = 16,
    PLAY_MILLISECONDS = 600,
    TYPED_MOST = 2000
};

struct ExplorePage {
    Explorer *explorer;
    enum { TYPING_NOTHING, TYPING_SENTENCE, TYPING_FILE } typing;
    Buffer typed;
    bool playing; /* through the checkpoints */
    bool helps;   /* the panel lists the keys */
};

/* ---- parts of the frame ---- */

static void draw_checkpoint(const Explorer *explorer, Canvas *canvas, int least)
{
    enum { BAR_MOST = 16 };
    const json_t *checkpoints = explorer_checkpoints(explorer), *list = json_object_get(checkpoints, "checkpoints");
    int count = (int)json_array_size(list), open = json_whole(checkpoints, "open"), place = open > 0 ? open : count + 1;
    if (checkpoints == NULL)
        return;
    long step = open > 0 ? json_whole(json_array_get(list, (size_t)open - 1), "step")
                         : json_whole(checkpoints, "trained_steps");
    char text[64], number[24];
    snprintf(text, sizeof text, TEXT("step %ld ", "%ld단계 "), step);
    if (open > 0)
        snprintf(number, sizeof number, " %d/%d", open, count);
    else
        snprintf(number, sizeof number, TEXT(" trained", " 훈련 끝"));
    bool unicode = canvas_screen(canvas).unicode, bar = count + 1 <= BAR_MOST;
    int x = canvas_columns(canvas) - glyph_width(text) - glyph_width(number) - (bar ? count + 1 : 0);
    if (x < least)
        return;
    x = canvas_write(canvas, 0, x, STYLE_PLAIN, text);
    for (int i = 1; bar && i <= count + 1; i++)
        x = canvas_write(canvas, 0, x, i == place ? STYLE_STRONG : STYLE_DIM,
                         unicode          ? i == place ? "●" : "━"
                             : i == place ? "o"
                                          : "-");
    canvas_write(canvas, 0, x, STYLE_PLAIN, number);
}

static void draw_title(const Explorer *explorer, Canvas *canvas)
{
    ModelInfo info;
    const char *model = explorer_option(explorer, "model"), *source = json_text(explorer_value(explorer), "source");
    int x = canvas_write(canvas, 0, 0, STYLE_HEADING, sentence_now(explorer_picture(explorer)->name));
    if (model == NULL && !explorer_picture(explorer)->several && lab_current_info(repl_lab(explorer_repl(explorer)), &info))
        model = info.name;
    if (model != NULL)
        x = canvas_format(canvas, 0, x, STYLE_DIM, canvas_screen(canvas).unicode ? " · %s" : ", %s", model);
    char *shown = glyph_cut(source, at_least(canvas_columns(canvas) - x - 2, 1), canvas_screen(canvas).unicode);
    if (source[0] != '\0' && x + 4 < canvas_columns(canvas))
        x = canvas_write(canvas, 0, x + 2, STYLE_SOURCE, shown);
    free(shown);
    draw_checkpoint(explorer, canvas, x + 2);
}

static void add_key(Items *items, const char *key, const char *text) { items_add(items, STYLE_CODE, key, text); }

static const char *key_name(const ExplorerAction *action, char out[2])
{
    out[0] = action->key;
    out[1] = '\0';
    return action->key == '\r' ? "Enter" : out;
}

/* ---- keys that every picture has, where they apply ---- */

static bool has_numbers(const Explorer *explorer)
{
    return explorer_picture(explorer)->draw == NULL || explorer_picture(explorer)->numbers != NULL;
}

static bool has_checkpoints(const Explorer *explorer)
{
    return explorer_checkpoints(explorer) != NULL && !explorer_picture(explorer)->costly;
}

static bool reads_sentence(const Explorer *explorer) { return json_object_get(explorer_value(explorer), "source") != NULL; }
static bool reads_token(const Explorer *explorer) { return json_object_get(explorer_value(explorer), "token") != NULL; }

static const struct PageHelp {
    const char *key;       /* NULL: the space bar */
    Sentence brief, whole; /* in the row of keys, and in the list of all; may be empty */
    bool (*applies)(const Explorer *explorer); /* NULL: always */
} page_keys[] = {
    {"n", {"numbers", "숫자"}, {"numbers in the cells", "칸에 숫자 표시"}, has_numbers},
    {"[ ]", {"checkpoint", "체크포인트"}, {"the checkpoint before, the next", "앞 체크포인트, 다음 체크포인트"}, has_checkpoints},
    {NULL, {"play", "재생"}, {"play the checkpoints", "체크포인트 재생"}, has_checkpoints},
    {"r", {"newest step", "최신 단계"}, {"the picture at the newest step", "최신 단계의 그림"}, explorer_trains},
    {"/", {"other sentence", "다른 문장"}, {"another sentence", "다른 문장"}, reads_sentence},
    {"/", {"other token", "다른 토큰"}, {"another token", "다른 토큰"}, reads_token},
    {"y", {"copy", "복사"}, {"copy the picture as text", "그림을 텍스트로 복사"}, NULL},
    {"s", {"save", "저장"},
     {"save it: map.svg, .html, .md, .csv, .json", "파일로 저장: map.svg, .html, .md, .csv, .json"}, NULL},
    {"u", {NULL, NULL}, {"the picture before", "앞 그림으로"}, explorer_has_before},
    {"?", {"all keys", "모든 키"}, {NULL, NULL}, NULL},
};
enum { PAGE_KEYS = sizeof page_keys / sizeof *page_keys };

static const char *page_key_name(const struct PageHelp *key) { return key->key != NULL ? key->key : TEXT("space", "스페이스"); }

static bool applies(const struct PageHelp *key, const Explorer *explorer)
{
    return key->applies == NULL || key->applies(explorer);
}

/* All keys, what is asked for most first: a row that is too long is cut. */
static void draw_keys(const Explorer *explorer, Canvas *canvas)
{
    char key[2];
    const ExplorerAction *action = explorer_picture(explorer)->actions;
    Items items = items_begin(canvas, 0);
    bool unicode = canvas_screen(canvas).unicode;
    add_key(&items, "q", TEXT("back", "나가기"));
    add_key(&items, unicode ? "←↑↓→" : "arrows", TEXT("move", "이동"));
    for (; action != NULL && action->key != '\0'; action++)
        if (action->applies == NULL || action->applies(explorer))
            add_key(&items, key_name(action, key), sentence_now(action->help));
    for (int i = 0; i < PAGE_KEYS; i++)
        if (page_keys[i].brief.english != NULL && applies(&page_keys[i], explorer))
            add_key(&items, page_key_name(&page_keys[i]), sentence_now(page_keys[i].brief));
}

/* While a sentence or a file's name is typed. */
static void draw_typing_keys(const ExplorePage *page, Canvas *canvas)
{
    Items items = items_begin(canvas, 0);
    add_key(&items, "Enter", page->typing == TYPING_FILE ? TEXT("save", "저장") : TEXT("show", "보기"));
    add_key(&items, "Esc", TEXT("cancel", "취소"));
}

static void draw_input(const ExplorePage *page, PageView *view, int row)
{
    const char *text = buffer_text(&page->typed);
    int room = canvas_columns(view->canvas) - 8, width = glyph_width(text);
    const char *asked = page->typing == TYPING_FILE ? TEXT("file: ", "파일: ") : "/ ";
    int column = canvas_write(view->canvas, row, 0, STYLE_STRONG, asked);
    view->cursor_row = row;
    view->cursor_column = canvas_write(view->canvas, row, column - at_least(width - room, 0), STYLE_PLAIN, text);
    if (width > room)
        canvas_write(view->canvas, row, 0, STYLE_STRONG, asked);
}

/* The keys, and above them the line that shows this picture. Returns the row where it begins. */
static int draw_foot(const ExplorePage *page, PageView *view)
{
    Canvas *canvas = view->canvas, *keys = canvas_open(canvas_screen(canvas));
    if (page->typing)
        draw_typing_keys(page, keys);
    else
        draw_keys(page->explorer, keys);
    int most = view->rows >= ROWS_FOR_TWO_OF_KEYS ? 2 : 1, rows = at_most(canvas_rows(keys), most);
    int top = view->rows - rows - 1;
    canvas_cut(keys, rows);
    canvas_place(canvas, top + 1, 0, keys);
    canvas_close(keys);
    if (page->typing) {
        draw_input(page, view, top);
        return top;
    }
    Buffer lines = {0};
    explorer_lines_now(page->explorer, &lines);
    char *shown = glyph_cut(buffer_text(&lines), canvas_columns(canvas), canvas_screen(canvas).unicode);
    canvas_write(canvas, top, 0, STYLE_CODE, shown);
    free(shown);
    buffer_free(&lines);
    return top;
}

/* ---- the panel ---- */

static void draw_help(const Explorer *explorer, Canvas *panel)
{
    char key[2];
    const ExplorerAction *action = explorer_picture(explorer)->actions;
    prose_format(panel, STYLE_PLAIN, 0, "q  %s",
                 TEXT("back to the prompt; Esc and Ctrl-C too", "프롬프트로 나가기. Esc, Ctrl-C도 같음"));
    prose_format(panel, STYLE_PLAIN, 0,
                 TEXT("arrows, j, k  move; PageUp, PageDown, Home, End  farther",
                      "화살표, j, k  이동. PageUp, PageDown, Home, End  멀리 이동"));
    for (; action != NULL && action->key != '\0'; action++)
        if (action->applies == NULL || action->applies(explorer))
            prose_format(panel, STYLE_PLAIN, 0, "%s  %s", key_name(action, key), sentence_now(action->help));
    for (int i = 0; i < PAGE_KEYS; i++)
        if (page_keys[i].whole.english != NULL && applies(&page_keys[i], explorer))
            prose_format(panel, STYLE_PLAIN, 0, "%s  %s", page_key_name(&page_keys[i]), sentence_now(page_keys[i].whole));
}

/* Of which step the numbers are, and whether the run goes on. */
static void say_training(const Explorer *explorer, Canvas *panel)
{
    RunInfo run;
    long step = explorer_step(explorer);
    if (!repl_live(explorer_repl(explorer))->open)
        return;
    if (step > 0)
        prose_format(panel, STYLE_DIM, 0, TEXT("The numbers are of step %ld.", "%ld단계의 값입니다."), step);
    if (!explorer_trains(explorer) || !lab_run_info(repl_lab(explorer_repl(explorer)), &run, NULL))
        canvas_prose(panel, STYLE_DIM, 0, TEXT("Training waits until you leave.", "나갈 때까지 훈련은 기다립니다."));
    else
        prose_format(panel, STYLE_DIM, 0, TEXT("Training goes on: step %ld.", "훈련은 계속됩니다: %ld단계."), run.step);
}

static Canvas *drawn_panel(const ExplorePage *page, Screen screen, int columns)
{
    screen.columns = columns;
    Canvas *panel = canvas_open(screen);
    const char *note = explorer_note_now(page->explorer);
    if (note[0] != '\0')
        canvas_prose(panel, STYLE_WARNING, 0, note);
    say_training(page->explorer, panel);
    if (page->helps)
        draw_help(page->explorer, panel);
    else
        explorer_picture(page->explorer)->say(page->explorer, panel);
    return panel;
}

/* ---- the picture ---- */

/* With the cursor inside: another picture may have fewer cells, and keys may come before it was drawn. */
static MapCells cells_now(Explorer *explorer, Screen screen)
{
    MapCells cells = {0};
    Canvas *canvas = canvas_open(screen);
    explorer_picture(explorer)->cells(explorer, canvas, &cells);
    map_cells_point(&cells);
    canvas_close(canvas);
    explorer_move_to(explorer, at_least(at_most(explorer_row(explorer), cells.map.rows - 1), 0),
                     at_least(at_most(explorer_column(explorer), cells.map.columns - 1), 0));
    return cells;
}

static Canvas *drawn_picture(Explorer *explorer, MapCells *cells, Screen screen, int rows)
{
    const ExplorerPicture *picture = explorer_picture(explorer);
    HeatmapWindow *window = explorer_window(explorer);
    Canvas *canvas = canvas_open(screen);
    cells->map.numbers = explorer_numbers(explorer);
    window->height = rows;
    if (cells->map.rows == 0 || cells->map.columns == 0)
        canvas_prose(canvas, STYLE_DIM, 0, TEXT("(nothing to show)", "(보여 줄 값이 없습니다)"));
    else if (picture->draw != NULL)
        picture->draw(explorer, canvas, &cells->map, window);
    else
        heatmap_draw_window(canvas, &cells->map, window);
    return canvas;
}

static void draw_body(const ExplorePage *page, PageView *view, int bottom)
{
    Canvas *canvas = view->canvas;
    Screen screen = canvas_screen(canvas);
    int top = 1, rows = bottom - top, columns = screen.columns;
    bool beside = columns >= COLUMNS_FOR_PANEL;
    int panel_columns = beside ? at_most(at_least(columns * 2 / 5, PANEL_LEAST), PANEL_MOST) : columns;
    MapCells cells = cells_now(page->explorer, screen);
    Canvas *panel = drawn_panel(page, screen, panel_columns);
    int panel_rows = beside ? rows : page->helps ? rows : at_most(canvas_rows(panel), rows * 2 / 5);
    int picture_columns = beside ? columns - panel_columns - 2 : columns,
        picture_rows = beside ? rows : rows - panel_rows;
    screen.columns = picture_columns;
    Canvas *picture = drawn_picture(page->explorer, &cells, screen, picture_rows);
    map_cells_free(&cells);
    canvas_cut(picture, picture_rows);
    canvas_cut(panel, panel_rows);
    canvas_place(canvas, top, 0, picture);
    canvas_place(canvas, beside ? top : bottom - panel_rows, beside ? columns - panel_columns : 0, panel);
    for (int row = 0; beside && row < rows; row++)
        canvas_write(canvas, top + row, columns - panel_columns - 2, STYLE_DIM, screen.unicode ? "│" : "|");
    if (!page->typing) {
        view->cursor_row = top + explorer_window(page->explorer)->cursor_row;
        view->cursor_column = explorer_window(page->explorer)->cursor_column;
    }
    canvas_close(picture);
    canvas_close(panel);
}

static void draw_page(void *argument, PageView *view)
{
    ExplorePage *page = argument;
    if (view->rows < LEAST_ROWS || canvas_columns(view->canvas) < LEAST_COLUMNS) {
        canvas_write(view->canvas, 0, 0, STYLE_WARNING, TEXT("too small", "창이 너무 작습니다"));
        return;
    }
    explorer_forget_wanted(page->explorer);
    draw_title(page->explorer, view->canvas);
    draw_body(page, view, draw_foot(page, view));
}

/* ---- keys ---- */

static void show_plainly(const Explorer *explorer)
{
    repl_show(explorer_repl(explorer), json_text(explorer_value(explorer), "command"), explorer_value(explorer));
}

/* `export` writes the last result, so the picture becomes it and is shown before it is saved. */
static void save(Explorer *explorer, const char *file)
{
    Buffer line = {0};
    show_plainly(explorer);
    explorer_keep_answer(explorer);
    buffer_add(&line, "export");
    explorer_add_words(&line, file);
    json_t *saved = explorer_run(explorer, buffer_text(&line));
    char *whole = realpath(file, NULL);
    if (saved != NULL)
        explorer_note(explorer, TEXT("Saved: %s", "저장했습니다: %s"), whole != NULL ? whole : file);
    free(whole);
    json_decref(saved);
    buffer_free(&line);
}

static void enter_typed(ExplorePage *page, int what)
{
    const char *text = buffer_text(&page->typed);
    page->typing = TYPING_NOTHING;
    if (text[strspn(text, " ")] == '\0')
        return;
    if (what == TYPING_FILE)
        save(page->explorer, text);
    else
        explorer_show_words(page->explorer, text);
}

static void type_key(ExplorePage *page, const PageKey *key)
{
    Buffer *typed = &page->typed;
    switch (key->name) {
    case PAGE_KEY_CHARACTER:
    case PAGE_KEY_PASTE:
        if (typed->length + strlen(key->text) <= TYPED_MOST)
            buffer_add(typed, key->text);
        break;
    case PAGE_KEY_BACKSPACE:
        while (typed->length > 0 && ((unsigned char)typed->text[--typed->length] & 0xC0) == 0x80)
            ; /* of a character the last bytes come first */
        buffer_add(typed, "");
        break;
    case PAGE_KEY_ENTER:
        enter_typed(page, page->typing);
        break;
    case PAGE_KEY_ESCAPE: page->typing = TYPING_NOTHING; break;
    default: break;
    }
}

static bool step_checkpoint(ExplorePage *page, int by)
{
    if (explorer_checkpoints(page->explorer) == NULL && !explorer_picture(page->explorer)->costly)
        explorer_note(page->explorer, "%s",
                      TEXT("this model has no checkpoints: 'train checkpoints=8' keeps some",
                           "이 모델에는 체크포인트가 없습니다. 'train checkpoints=8'로 남길 수 있습니다"));
    return explorer_step_checkpoint(page->explorer, by);
}

/* From the first checkpoint, unless one before the last is open. */
static void play(ExplorePage *page)
{
    const json_t *checkpoints = explorer_checkpoints(page->explorer);
    int count = (int)json_array_size(json_object_get(checkpoints, "checkpoints"));
    page->playing = !page->playing;
    if (page->playing && json_whole(checkpoints, "open") == 0)
        page->playing = step_checkpoint(page, -count);
}

/* The picture as its command prints it, for the clipboard of the terminal; and among what was said, for terminals that
 * have none. */
static void copy(Explorer *explorer)
{
    const char *name = json_text(explorer_value(explorer), "command");
    const Command *command = repl_find_command(explorer_repl(explorer), name, strlen(name));
    Terminal *terminal = repl_terminal(explorer_repl(explorer));
    Canvas *canvas = canvas_open(terminal_screen(terminal));
    Buffer text = {0};
    command->show(explorer_value(explorer), canvas);
    canvas_to_text(canvas, 0, &text);
    show_plainly(explorer);
    terminal_copy(terminal, buffer_text(&text));
    explorer_note(explorer, "%s",
                  TEXT("Copied, if your terminal lets programs copy; the text stands above the prompt, too.",
                       "복사했습니다(터미널이 허용하는 경우). 같은 텍스트를 프롬프트 위에도 남겼습니다."));
    canvas_close(canvas);
    buffer_free(&text);
}

enum { FAR = 1 << 20 }; /* farther than any picture goes */

static void move_by(Explorer *explorer, int rows, int columns)
{
    explorer_move_to(explorer, at_least(at_most(explorer_row(explorer) + rows, FAR), 0),
                     at_least(at_most(explorer_column(explorer) + columns, FAR), 0));
}

static void move_by_page(Explorer *explorer, int pages)
{
    const HeatmapWindow *window = explorer_window(explorer);
    if (explorer_picture(explorer)->across)
        move_by(explorer, 0, pages * at_least(window->column_count, 1));
    else
        move_by(explorer, pages * at_least(window->row_count, 1), 0);
}

static bool act(const ExplorePage *page, char letter)
{
    const ExplorerAction *action = explorer_picture(page->explorer)->actions;
    while (action != NULL && action->key != '\0' && action->key != letter)
        action++;
    if (action == NULL || action->key == '\0')
        return false;
    MapCells cells = cells_now(page->explorer, terminal_screen(repl_terminal(explorer_repl(page->explorer))));
    map_cells_free(&cells);
    action->act(page->explorer);
    return true;
}

/* The keys of the picture come first. False closes the page. */
static bool press_letter(ExplorePage *page, const PageKey *key)
{
    Explorer *explorer = page->explorer;
    if (key->letter != '\0' && act(page, key->letter)) {
        page->helps = false; /* what it did is to be seen */
        return true;
    }
    if (key->letter != '?')
        page->helps = false;
    switch (key->letter) {
    case 'q': return false;
    case 'h': move_by(explorer, 0, -1); break;
    case 'j': move_by(explorer, 1, 0); break;
    case 'k': move_by(explorer, -1, 0); break;
    case 'l': move_by(explorer, 0, 1); break;
    case 'n': explorer_switch_numbers(explorer); break;
    case 'r': explorer_refresh(explorer); break;
    case 'u': explorer_back(explorer); break;
    case 'y': copy(explorer); break;
    case '?': page->helps = !page->helps; break;
    case '[': step_checkpoint(page, -1); break;
    case ']': step_checkpoint(page, 1); break;
    case ' ': explorer_checkpoints(explorer) != NULL ? play(page) : (void)step_checkpoint(page, 0); break;
    case '/':
    case 's':
        if (key->letter == '/' && !reads_sentence(explorer) && !reads_token(explorer))
            break;
        page->typing = key->letter == 's' ? TYPING_FILE : TYPING_SENTENCE;
        buffer_clear(&page->typed);
        break;
    default: break;
    }
    return true;
}

static bool press_key(void *argument, const PageKey *key)
{
    ExplorePage *page = argument;
    Explorer *explorer = page->explorer;
    explorer_begin_key(explorer);
    if (page->typing) {
        type_key(page, key);
        return true;
    }
    if (key->letter != ' ')
        page->playing = false;
    switch (key->name) {
    case PAGE_KEY_CHARACTER: return press_letter(page, key);
    case PAGE_KEY_ESCAPE: return false;
    case PAGE_KEY_UP: move_by(explorer, -1, 0); break;
    case PAGE_KEY_DOWN: move_by(explorer, 1, 0); break;
    case PAGE_KEY_LEFT: move_by(explorer, 0, -1); break;
    case PAGE_KEY_RIGHT: move_by(explorer, 0, 1); break;
    case PAGE_KEY_HOME: move_by(explorer, 0, -FAR); break;
    case PAGE_KEY_END: move_by(explorer, 0, FAR); break;
    case PAGE_KEY_PAGE_UP: move_by_page(explorer, -1); break;
    case PAGE_KEY_PAGE_DOWN: move_by_page(explorer, 1); break;
    case PAGE_KEY_ENTER: act(page, '\r'); break;
    case PAGE_KEY_BACKSPACE: explorer_back(explorer); break;
    default: break;
    }
    return true;
}

/* While nobody presses a key: the next checkpoint, or what the panel still wants to know. */
static int idle(void *argument)
{
    ExplorePage *page = argument;
    if (page->playing) {
        page->playing = step_checkpoint(page, 1);
        return page->playing ? PLAY_MILLISECONDS : 0;
    }
    return explorer_work(page->explorer) || explorer_let_train(page->explorer) ? 0 : -1;
}

/* ---- opening and closing ---- */

ExplorePage *explore_page_open(Explorer *explorer)
{
    ExplorePage *page = memory_new(1, sizeof *page);
    page->explorer = explorer;
    return page;
}

void explore_page_close(ExplorePage *page)
{
    buffer_free(&page->typed);
    free(page);
}

TerminalPage explore_page_terminal(ExplorePage *page) { return (TerminalPage){page, draw_page, press_key, idle}; }
