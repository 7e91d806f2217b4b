/* markdown.c: Markdown as a person reads it on a terminal.
 *
 * md4c calls back for each block and span; the text of a block is collected in a flow and drawn when the
 * block ends. Blocks are one empty row apart, the items of a tight list none. What Markdown shows by type
 * alone is shown by signs too where there are no colors. */
#include "view/markdown.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "view/flow.h"
#include "view/table.h"

enum { DEPTH_MOST = 16, CODE_INDENT = 2 };

/* A list or a quotation around what is being read. */
typedef struct Level {
    bool ordered, tight;
    unsigned number;  /* of the next item */
    int item_indent;  /* what its items are moved right by */
    int first_row;    /* of a quotation */
} Level;

typedef struct Page {
    Canvas *canvas;
    Flow flow;             /* the text of the block being read */
    int indent;
    int depth;             /* of levels; may be greater than DEPTH_MOST, then the last one is shared */
    Level levels[DEPTH_MOST];
    char marker[16];       /* of a list item, not drawn yet */
    bool blank_due;        /* an empty row goes before the next block */
    Style base;            /* of plain text in this block */
    int strong;            /* spans around the text that make it strong */
    bool in_code;
    bool keeps_lines;      /* a line of the text is one on the screen */
    Buffer code;           /* of a code block */
    char **cells;          /* of a table, by rows */
    int cell_count, cell_capacity, table_columns;
    bool numeric[32];
} Page;

static Screen screen_of(const Page *page) { return canvas_screen(page->canvas); }

static Level *level_of(Page *page)
{
    return &page->levels[at_least(at_most(page->depth, DEPTH_MOST) - 1, 0)];
}

/* Deep nesting leaves half the width to the text. */
static int indent_now(const Page *page)
{
    return at_most(page->indent, canvas_columns(page->canvas) / 2);
}

static void begin_block(Page *page)
{
    if (page->blank_due && canvas_rows(page->canvas) > 0)
        canvas_blank(page->canvas);
    page->blank_due = false;
}

/* "**" that md4c left in the text, one glyph until the block ends. By CommonMark's rule "**99%**입니다" is not strong, as
 * no blank follows the sign; Korean particles stand there always. */
static const Glyph stars = {"**", 2};

static bool is_stars(const Flow *flow, int at)
{
    return at < flow->count && strcmp(flow->glyphs[at].text, stars.text) == 0;
}

static bool is_blank(const Flow *flow, int at)
{
    return at < 0 || at >= flow->count || strchr(" \n", flow->glyphs[at].text[0]) != NULL;
}

/* Where the stars that were opened there close; 0: nowhere. */
static int closing_stars(const Flow *flow, int open)
{
    if (is_blank(flow, open + 1))
        return 0;
    for (int at = open + 2; at < flow->count; at++)
        if (is_stars(flow, at) && !is_blank(flow, at - 1))
            return at;
    return 0;
}

/* Makes what stands between two "**" strong. One without another stays as it is written. */
static void pair_stars(Page *page)
{
    Flow paired = {0}, *flow = &page->flow;
    int close = -1;
    for (int at = 0; at < flow->count; at++) {
        int closes = is_stars(flow, at) && at > close ? closing_stars(flow, at) : 0;
        Style style = at < close && flow->styles[at] == STYLE_PLAIN ? STYLE_STRONG : flow->styles[at];
        if (closes > 0)
            close = closes;
        else if (at != close)
            flow_add(&paired, style, flow->glyphs[at].text);
    }
    flow_free(flow);
    *flow = paired;
}

/* Draws the text read so far, with the marker of its list item before it. */
static void end_text(Page *page)
{
    pair_stars(page);
    if (page->flow.count == 0 && page->marker[0] == '\0')
        return;
    begin_block(page);
    int row = canvas_rows(page->canvas), indent = indent_now(page);
    if (page->marker[0] != '\0') {
        int from = at_least(indent - level_of(page)->item_indent, 0);
        canvas_write(page->canvas, row, from, STYLE_DIM, page->marker);
    }
    flow_draw(page->canvas, row, indent, indent, &page->flow);
    flow_free(&page->flow);
    page->marker[0] = '\0';
}

/* ---- blocks ---- */

static void enter_list(Page *page, bool ordered, bool tight, unsigned start)
{
    end_text(page);
    page->depth++;
    *level_of(page) = (Level){.ordered = ordered, .tight = tight, .number = start};
}

static void enter_item(Page *page)
{
    Level *level = level_of(page);
    Buffer marker = {0};
    if (level->ordered)
        buffer_format(&marker, "%u.", level->number++);
    else
        buffer_add(&marker, screen_of(page).unicode ? "•" : "-");
    level->item_indent = glyph_width(buffer_text(&marker)) + 1;
    strncpy(page->marker, buffer_text(&marker), sizeof page->marker - 1);
    buffer_free(&marker);
    page->indent += level->item_indent;
}

static void leave_quotation(Page *page)
{
    end_text(page);
    page->indent -= 2;
    for (int row = level_of(page)->first_row; row < canvas_rows(page->canvas); row++)
        canvas_write(page->canvas, row, indent_now(page), STYLE_DIM, screen_of(page).unicode ? "│" : "|");
    page->depth--;
    page->blank_due = true;
}

/* A line under the first level; under the second only where there is no bold type. */
static void leave_heading(Page *page, unsigned level)
{
    end_text(page);
    Screen screen = screen_of(page);
    int row = canvas_rows(page->canvas), end = canvas_columns(page->canvas);
    while (end > 0 && strcmp(canvas_cell(page->canvas, row - 1, end - 1)->text, " ") == 0)
        end--;
    if (level == 1)
        canvas_repeat(page->canvas, row, 0, STYLE_DIM, end, screen.unicode ? "═" : "=");
    else if (level == 2 && screen.colors == 0)
        canvas_repeat(page->canvas, row, 0, STYLE_DIM, end, screen.unicode ? "─" : "-");
    page->base = STYLE_PLAIN;
    page->blank_due = true;
}

/* A line of code keeps its blanks; what is too long goes on in the next row, two columns deeper. */
static void draw_code_line(Page *page, const char *line, size_t count)
{
    int row = canvas_rows(page->canvas), begin = indent_now(page) + CODE_INDENT, x = begin;
    canvas_blank(page->canvas);
    Glyph glyph;
    for (size_t used; count > 0; line += used, count -= used) {
        used = glyph_next(line, count, &glyph);
        if (*line == '\t')
            glyph = (Glyph){" ", 1};
        if (x + glyph.width > canvas_columns(page->canvas)) {
            row++;
            x = begin + 2;
        }
        canvas_put(page->canvas, row, x, &glyph, STYLE_CODE, 0);
        x += glyph.width;
    }
}

/* A picture made of arrows, whose lines say nothing when they are folded: a sentence stands for it. */
static bool is_too_wide(Page *page)
{
    static const char arrows[] = "\xe2\x86"; /* U+2190 to U+21BF begin so */
    int widest = 0;
    for (const char *line = buffer_text(&page->code); *line != '\0'; line += *line == '\n') {
        size_t count = strcspn(line, "\n");
        char *text = memory_text(line, count);
        widest = at_least(widest, utf8_width(text));
        free(text);
        line += count;
    }
    widest += indent_now(page) + CODE_INDENT;
    if (strstr(buffer_text(&page->code), arrows) == NULL || widest <= canvas_columns(page->canvas))
        return false;
    char *text = text_format(
        TEXT("(A picture stands here; it needs %d columns.)", "(여기에 너비 %d칸이 필요한 그림이 있습니다.)"), widest);
    canvas_prose(page->canvas, STYLE_DIM, indent_now(page), text);
    free(text);
    return true;
}

static void leave_code(Page *page)
{
    begin_block(page);
    const char *line = is_too_wide(page) ? "" : buffer_text(&page->code);
    while (*line != '\0') {
        const char *end = strchrnul(line, '\n');
        draw_code_line(page, line, (size_t)(end - line));
        line = *end == '\n' ? end + 1 : end;
    }
    buffer_clear(&page->code);
    page->in_code = false;
    page->blank_due = true;
}

/* ---- tables ---- */

static void leave_cell(Page *page, bool right)
{
    Buffer text = {0};
    pair_stars(page);
    for (int i = 0; i < page->flow.count; i++)
        buffer_add(&text, page->flow.glyphs[i].text);
    flow_free(&page->flow);
    page->cells = memory_room(page->cells, page->cell_count, &page->cell_capacity, sizeof *page->cells);
    int column = page->cell_count % page->table_columns;
    if (right && column < (int)(sizeof page->numeric / sizeof *page->numeric))
        page->numeric[column] = true;
    page->cells[page->cell_count++] = buffer_take(&text);
}

static void leave_table(Page *page)
{
    begin_block(page);
    int columns = page->table_columns, rows = columns > 0 ? page->cell_count / columns - 1 : 0;
    bool few = columns <= (int)(sizeof page->numeric / sizeof *page->numeric);
    Screen screen = screen_of(page);
    screen.columns -= indent_now(page);
    Canvas *inner = canvas_open(screen);
    const char *const *cells = (const char *const *)page->cells;
    if (rows >= 0 && columns > 0)
        table_draw(inner, &(Table){.rows = rows, .columns = columns, .headings = cells, .cells = cells + columns,
                                   .numeric = few ? page->numeric : NULL});
    canvas_append(page->canvas, inner, indent_now(page));
    canvas_close(inner);
    for (int i = 0; i < page->cell_count; i++)
        free(page->cells[i]);
    page->cell_count = 0;
    page->blank_due = true;
}

/* ---- what md4c calls ---- */

static int enter_block(MD_BLOCKTYPE type, void *detail, void *argument)
{
    Page *page = argument;
    switch (type) {
    case MD_BLOCK_UL: enter_list(page, false, ((MD_BLOCK_UL_DETAIL *)detail)->is_tight, 0); break;
    case MD_BLOCK_OL: {
        const MD_BLOCK_OL_DETAIL *list = detail;
        enter_list(page, true, list->is_tight, list->start);
        break;
    }
    case MD_BLOCK_LI: enter_item(page); break;
    case MD_BLOCK_QUOTE:
        end_text(page);
        begin_block(page);
        page->depth++;
        *level_of(page) = (Level){.first_row = canvas_rows(page->canvas)};
        page->indent += 2;
        break;
    case MD_BLOCK_H:
        end_text(page);
        page->base = STYLE_HEADING;
        break;
    case MD_BLOCK_CODE:
        end_text(page);
        page->in_code = true;
        break;
    case MD_BLOCK_HR:
        begin_block(page);
        canvas_repeat(page->canvas, canvas_rows(page->canvas), indent_now(page), STYLE_DIM,
                      canvas_columns(page->canvas) - indent_now(page), screen_of(page).unicode ? "─" : "-");
        page->blank_due = true;
        break;
    case MD_BLOCK_TABLE:
        end_text(page);
        page->table_columns = (int)((MD_BLOCK_TABLE_DETAIL *)detail)->col_count;
        page->cell_count = 0;
        memset(page->numeric, 0, sizeof page->numeric);
        break;
    default: break;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *argument)
{
    Page *page = argument;
    switch (type) {
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        page->depth--;
        page->blank_due = page->depth == 0 || !level_of(page)->tight;
        break;
    case MD_BLOCK_LI:
        end_text(page);
        page->indent -= level_of(page)->item_indent;
        page->blank_due = !level_of(page)->tight;
        break;
    case MD_BLOCK_QUOTE: leave_quotation(page); break;
    case MD_BLOCK_H: leave_heading(page, ((MD_BLOCK_H_DETAIL *)detail)->level); break;
    case MD_BLOCK_CODE: leave_code(page); break;
    case MD_BLOCK_P:
        end_text(page);
        page->blank_due = true;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: leave_cell(page, ((MD_BLOCK_TD_DETAIL *)detail)->align == MD_ALIGN_RIGHT); break;
    case MD_BLOCK_TABLE: leave_table(page); break;
    default: break;
    }
    return 0;
}

/* Without colors the quotes around code stay. */
static void mark_code(Page *page)
{
    if (screen_of(page).colors == 0)
        flow_add(&page->flow, STYLE_CODE, "`");
}

static int enter_span(MD_SPANTYPE type, void *detail, void *argument)
{
    (void)detail;
    Page *page = argument;
    if (type == MD_SPAN_STRONG || type == MD_SPAN_EM)
        page->strong++;
    if (type == MD_SPAN_CODE)
        mark_code(page);
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *argument)
{
    Page *page = argument;
    if (type == MD_SPAN_STRONG || type == MD_SPAN_EM)
        page->strong--;
    if (type == MD_SPAN_CODE)
        mark_code(page);
    if (type == MD_SPAN_A) {
        const MD_SPAN_A_DETAIL *link = detail;
        flow_add(&page->flow, STYLE_DIM, " <");
        flow_add_bytes(&page->flow, STYLE_DIM, link->href.text, link->href.size);
        flow_add(&page->flow, STYLE_DIM, ">");
    }
    return 0;
}

/* &lt; and the like; one that is not known stays as it is written. */
static void add_entity(Page *page, Style style, const char *text, size_t count)
{
    static const struct { const char *name, *text; } entities[] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", "\u00A0"},
    };
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (count == strlen(entities[i].name) && memcmp(text, entities[i].name, count) == 0) {
            flow_add(&page->flow, style, entities[i].text);
            return;
        }
    if (count > 3 && text[1] == '#') {
        bool hexadecimal = text[2] == 'x' || text[2] == 'X';
        unsigned long code = strtoul(text + (hexadecimal ? 3 : 2), NULL, hexadecimal ? 16 : 10);
        char bytes[8];
        bool valid = code > 0 && code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
        flow_add_bytes(&page->flow, style, bytes, utf8_encode(valid ? (uint32_t)code : 0xFFFD, bytes));
        return;
    }
    flow_add_bytes(&page->flow, style, text, count);
}

/* Text as it is, but each "**" as one glyph. */
static void add_plain(Page *page, Style style, const char *text, size_t count)
{
    for (const char *at; (at = memmem(text, count, stars.text, 2)) != NULL;
         count -= (size_t)(at + 2 - text), text = at + 2) {
        flow_add_bytes(&page->flow, style, text, (size_t)(at - text));
        flow_add(&page->flow, style, "*");
        page->flow.glyphs[page->flow.count - 1] = stars;
    }
    flow_add_bytes(&page->flow, style, text, count);
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *argument)
{
    Page *page = argument;
    bool strong = page->strong > 0 && page->base == STYLE_PLAIN;
    Style style = type == MD_TEXT_CODE ? STYLE_CODE : strong ? STYLE_STRONG : page->base;
    if (page->in_code)
        buffer_add_bytes(&page->code, text, size);
    else if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        flow_add(&page->flow, style, type == MD_TEXT_BR || page->keeps_lines ? "\n" : " ");
    else if (type == MD_TEXT_NULLCHAR)
        flow_add(&page->flow, style, "?");
    else if (type == MD_TEXT_ENTITY)
        add_entity(page, style, text, size);
    else if (type == MD_TEXT_NORMAL)
        add_plain(page, style, text, size);
    else
        flow_add_bytes(&page->flow, style, text, size);
    return 0;
}

static void draw(Page *page, const char *markdown, unsigned flags)
{
    const MD_PARSER parser = {
        .flags = flags | MD_FLAG_NOHTML,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = add_text,
    };
    md_parse(markdown, (MD_SIZE)strlen(markdown), &parser, page);
    end_text(page);
    buffer_free(&page->code);
    flow_free(&page->flow);
    free(page->cells);
}

void markdown_draw(Canvas *canvas, const char *markdown) { draw(&(Page){.canvas = canvas}, markdown, MD_FLAG_TABLES); }

void canvas_marked(Canvas *canvas, int indent, const char *text)
{
    draw(&(Page){.canvas = canvas, .indent = indent, .keeps_lines = true}, text, MD_FLAG_NOINDENTEDCODEBLOCKS);
}
