/* transcript.c: the output so far. */
#include "term/transcript.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct Transcript {
    bool ascii_only;
    CellRow rows[TRANSCRIPT_ROWS];
    int first, count;  /* a ring */
    bool scrolled;     /* the view begins at `top`; otherwise it ends at the end */
    struct Place { int row, piece; } top;
};

/* A row as wide as the window or less is one piece; a wider row of text has several. */
typedef struct Place Place;
typedef struct Piece { int start, end; bool cut; } Piece;

Transcript *transcript_open(bool ascii_only)
{
    Transcript *transcript = memory_new(1, sizeof *transcript);
    transcript->ascii_only = ascii_only;
    return transcript;
}

static CellRow *row_at(const Transcript *transcript, int row)
{
    return (CellRow *)&transcript->rows[(transcript->first + row) % TRANSCRIPT_ROWS];
}

void transcript_close(Transcript *transcript)
{
    if (transcript == NULL)
        return;
    for (int row = 0; row < transcript->count; row++)
        cells_free(row_at(transcript, row));
    free(transcript);
}

static void add_row(Transcript *transcript, CellRow row)
{
    if (transcript->count == TRANSCRIPT_ROWS) {
        cells_free(row_at(transcript, 0));
        transcript->first = (transcript->first + 1) % TRANSCRIPT_ROWS;
        transcript->count--;
        if (transcript->top.row > 0)
            transcript->top.row--;
        else
            transcript->top.piece = 0;
    }
    if (transcript->ascii_only)
        cells_romanise(&row);
    *row_at(transcript, transcript->count++) = row;
}

void transcript_add_canvas(Transcript *transcript, const Canvas *canvas)
{
    for (int row = 0; row < canvas_rows(canvas); row++)
        add_row(transcript, cells_from_canvas(canvas, row));
}

void transcript_add_line(Transcript *transcript, const char *prompt, const char *line)
{
    char *copy = memory_string(line), *rest = copy, *part;
    CellRow row = {0};
    cells_add_text(&row, STYLE_DIM, prompt);
    while ((part = strsep(&rest, "\n")) != NULL) {
        cells_add_text(&row, STYLE_STRONG, part);
        add_row(transcript, row);
        row = (CellRow){0};
    }
    free(copy);
}

/* ---- rows in pieces ---- */

static bool is_picture(const CellRow *row)
{
    for (int i = 0; i < row->count; i++)
        if (row->cells[i].style == STYLE_SHADE)
            return true;
    return false;
}

static bool is_space(const CellRow *row, int column) { return strcmp(row->cells[column].text, " ") == 0; }

/* Where a piece that starts here ends: at the last space of its final third, or where the width is full. */
static int piece_end(const CellRow *row, int start, int width)
{
    if (row->count - start <= width)
        return row->count;
    int end = start + width;
    if (row->cells[end].width == 0)
        end--; /* a wide glyph goes to the next row whole */
    for (int at = end; at > start + width * 2 / 3; at--)
        if (is_space(row, at))
            return at;
    return end > start ? end : start + 1;
}

static Piece first_piece(const CellRow *row, int width)
{
    if (row->count > width && is_picture(row))
        return (Piece){0, width, true};
    return (Piece){0, piece_end(row, 0, width), false};
}

/* The next piece of the row, if there is one. A row of the longest line has thousands: none is looked for
 * from the start. */
static bool next_piece(const CellRow *row, int width, Piece *piece)
{
    int start = piece->end;
    while (start < row->count && is_space(row, start))
        start++;
    if (piece->cut || start >= row->count)
        return false;
    *piece = (Piece){start, piece_end(row, start, width), false};
    return true;
}

static int count_pieces(const CellRow *row, int width)
{
    Piece piece = first_piece(row, width);
    int count = 1;
    while (next_piece(row, width, &piece))
        count++;
    return count;
}

/* ---- places ---- */

static Place place_up(const Transcript *transcript, Place place, int steps, int width)
{
    while (steps > 0 && (place.row > 0 || place.piece > 0)) {
        if (place.piece > 0) {
            place.piece--;
        } else {
            place.row--;
            place.piece = count_pieces(row_at(transcript, place.row), width) - 1;
        }
        steps--;
    }
    return place;
}

/* The place one further down; at the end {count, 0}, which has nothing below. */
static Place place_next(const Transcript *transcript, Place place, int width)
{
    if (place.piece + 1 < count_pieces(row_at(transcript, place.row), width))
        return (Place){place.row, place.piece + 1};
    return (Place){place.row + 1, 0};
}

static int rows_from(const Transcript *transcript, Place place, int width)
{
    int rows = -place.piece;
    for (int row = place.row; row < transcript->count; row++)
        rows += count_pieces(row_at(transcript, row), width);
    return rows;
}

static Place place_last(const Transcript *transcript, int width, int height)
{
    return place_up(transcript, (Place){transcript->count, 0}, height, width);
}

/* The window may have become wider since: a row has fewer pieces then. */
static Place place_top(const Transcript *transcript, int width, int height)
{
    if (!transcript->scrolled)
        return place_last(transcript, width, height);
    Place top = transcript->top;
    int pieces = count_pieces(row_at(transcript, top.row), width);
    if (top.piece >= pieces)
        top.piece = pieces - 1;
    return top;
}

void transcript_scroll(Transcript *transcript, int rows, int width, int height)
{
    if (transcript->count == 0)
        return;
    Place top = place_top(transcript, width, height);
    if (rows < 0)
        top = place_up(transcript, top, -rows, width);
    for (; rows > 0 && top.row < transcript->count; rows--)
        top = place_next(transcript, top, width);
    transcript->top = top;
    transcript->scrolled = rows_from(transcript, top, width) > height;
}

void transcript_to_end(Transcript *transcript) { transcript->scrolled = false; }

int transcript_rows_below(const Transcript *transcript, int width, int height)
{
    if (!transcript->scrolled)
        return 0;
    int below = rows_from(transcript, place_top(transcript, width, height), width) - height;
    return below > 0 ? below : 0;
}

/* ---- showing ---- */

/* The pieces from a place on, one after the other. */
typedef struct Walk { int number; const CellRow *row; Piece piece; } Walk;

static void walk_to_row(Walk *walk, const Transcript *transcript, int number, int width)
{
    walk->number = number;
    walk->row = number < transcript->count ? row_at(transcript, number) : NULL;
    if (walk->row != NULL)
        walk->piece = first_piece(walk->row, width);
}

static Walk walk_from(const Transcript *transcript, Place place, int width)
{
    Walk walk;
    walk_to_row(&walk, transcript, place.row, width);
    while (walk.row != NULL && place.piece-- > 0)
        next_piece(walk.row, width, &walk.piece);
    return walk;
}

static void walk_on(Walk *walk, const Transcript *transcript, int width)
{
    if (!next_piece(walk->row, width, &walk->piece))
        walk_to_row(walk, transcript, walk->number + 1, width);
}

void transcript_draw(const Transcript *transcript, Frame *frame, int height)
{
    int width = frame->columns;
    if (transcript->count == 0 || height <= 0)
        return;
    Place place = place_top(transcript, width, height);
    int there = rows_from(transcript, place, width);
    int at = there < height ? height - there : 0;
    for (Walk walk = walk_from(transcript, place, width); at < height && walk.row != NULL; at++) {
        for (int column = walk.piece.start; column < walk.piece.end; column++)
            frame_put(frame, at, column - walk.piece.start, &walk.row->cells[column]);
        if (walk.piece.cut)
            frame_put(frame, at, frame->columns - 1, &(Cell){.text = ">", .width = 1, .style = STYLE_DIM});
        walk_on(&walk, transcript, width);
    }
}

void transcript_end_text(const Transcript *transcript, Screen screen, int height, Buffer *out)
{
    int width = screen.columns;
    Walk walk = walk_from(transcript, place_last(transcript, width, height), width);
    while (walk.row != NULL) {
        cells_to_text(walk.row->cells + walk.piece.start, walk.piece.end - walk.piece.start, screen, out);
        walk_on(&walk, transcript, width);
    }
}
