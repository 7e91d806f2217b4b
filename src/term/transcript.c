/* transcript.c: the output so far. */
#include "term/transcript.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A part of a row that fits into the window: a row as wide as it or less is one piece. */
typedef struct Piece { const CellRow *row; int start, end; bool cut; } Piece;

typedef struct Entry {
    Picture picture;   /* all 0: the rows are all that there is */
    CellRow *rows;
    int row_count;
    Piece *pieces;     /* of the rows, as they fit into `columns` */
    int piece_count, columns;
    bool typed;        /* a line that somebody typed: a result begins with it */
} Entry;

typedef struct Place { int entry, piece; } Place;

struct Transcript {
    bool ascii_only;
    Entry entries[TRANSCRIPT_ROWS];
    int first, count;  /* a ring */
    int rows;          /* of all entries */
    enum { VIEW_RESULT, VIEW_END, VIEW_TOP } view; /* VIEW_TOP: it begins at `top` */
    bool follows;      /* VIEW_RESULT is like VIEW_END */
    Place top;
};

Transcript *transcript_open(bool ascii_only)
{
    Transcript *transcript = memory_new(1, sizeof *transcript);
    transcript->ascii_only = ascii_only;
    return transcript;
}

static Entry *entry_at(Transcript *transcript, int entry)
{
    return &transcript->entries[(transcript->first + entry) % TRANSCRIPT_ROWS];
}

static void free_rows(Transcript *transcript, Entry *entry)
{
    for (int row = 0; row < entry->row_count; row++)
        cells_free(&entry->rows[row]);
    free(entry->rows);
    free(entry->pieces);
    transcript->rows -= entry->row_count;
    *entry = (Entry){.picture = entry->picture, .typed = entry->typed};
}

static void free_entry(Transcript *transcript, Entry *entry)
{
    free_rows(transcript, entry);
    picture_release(&entry->picture);
}

void transcript_close(Transcript *transcript)
{
    if (transcript == NULL)
        return;
    for (int entry = 0; entry < transcript->count; entry++)
        free_entry(transcript, entry_at(transcript, entry));
    free(transcript);
}

/* ---- rows in pieces ---- */

static bool is_picture(const CellRow *row)
{
    for (int i = 0; i < row->count; i++)
        if (is_shade(row->cells[i].style))
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

/* The row in as many pieces as it needs, added to those of the entry, which has room for *room. */
static void add_pieces(Entry *entry, const CellRow *row, int *room)
{
    int width = entry->columns, start = 0;
    bool cut = row->count > width && is_picture(row);
    do {
        int end = cut ? width : piece_end(row, start, width);
        entry->pieces = memory_room(entry->pieces, entry->piece_count, room, sizeof *entry->pieces);
        entry->pieces[entry->piece_count++] = (Piece){row, start, end, cut};
        for (start = end; start < row->count && is_space(row, start);)
            start++;
    } while (!cut && start < row->count);
}

static void take_rows(Transcript *transcript, Entry *entry, const Canvas *canvas)
{
    int count = canvas_rows(canvas) < TRANSCRIPT_ROWS ? canvas_rows(canvas) : TRANSCRIPT_ROWS;
    entry->rows = memory_new((size_t)count + 1, sizeof *entry->rows);
    entry->row_count = count;
    transcript->rows += count;
    for (int row = 0; row < count; row++)
        entry->rows[row] = cells_from_canvas(canvas, row, transcript->ascii_only);
}

/* The entry in pieces of this width. */
static Entry *fitted(Transcript *transcript, int number, Screen screen)
{
    Entry *entry = entry_at(transcript, number);
    if (entry->columns == screen.columns)
        return entry;
    if (entry->picture.draw != NULL) {
        Canvas *canvas = picture_canvas(&entry->picture, screen);
        free_rows(transcript, entry);
        take_rows(transcript, entry, canvas);
        canvas_close(canvas);
    }
    free(entry->pieces);
    entry->pieces = NULL;
    entry->piece_count = 0;
    entry->columns = screen.columns;
    int room = 0;
    for (int row = 0; row < entry->row_count; row++)
        add_pieces(entry, &entry->rows[row], &room);
    return entry;
}

/* ---- adding ---- */

static void forget_oldest(Transcript *transcript)
{
    free_entry(transcript, entry_at(transcript, 0));
    transcript->first = (transcript->first + 1) % TRANSCRIPT_ROWS;
    transcript->count--;
    if (transcript->top.entry > 0)
        transcript->top.entry--;
    else
        transcript->top.piece = 0;
}

static Entry *new_entry(Transcript *transcript)
{
    if (transcript->count == TRANSCRIPT_ROWS)
        forget_oldest(transcript);
    if (transcript->count >= TRANSCRIPT_PICTURES)
        picture_release(&entry_at(transcript, transcript->count - TRANSCRIPT_PICTURES)->picture);
    Entry *entry = entry_at(transcript, transcript->count++);
    *entry = (Entry){0};
    return entry;
}

static void keep_bounds(Transcript *transcript)
{
    while (transcript->rows > TRANSCRIPT_ROWS && transcript->count > 1)
        forget_oldest(transcript);
}

void transcript_add(Transcript *transcript, Picture picture, Screen screen)
{
    new_entry(transcript)->picture = picture;
    fitted(transcript, transcript->count - 1, screen);
    keep_bounds(transcript);
}

void transcript_add_canvas(Transcript *transcript, const Canvas *canvas)
{
    take_rows(transcript, new_entry(transcript), canvas);
    keep_bounds(transcript);
}

static Entry *begin_result(Transcript *transcript)
{
    Entry *entry = new_entry(transcript);
    entry->typed = true;
    transcript->view = VIEW_RESULT;
    return entry;
}

void transcript_begin_result(Transcript *transcript)
{
    if (transcript->count == 0 || !entry_at(transcript, transcript->count - 1)->typed)
        begin_result(transcript);
}

void transcript_add_line(Transcript *transcript, const char *prompt, const char *line)
{
    Entry *entry = begin_result(transcript);
    char *copy = memory_string(line), *rest = copy, *part;
    int room = 0;
    while ((part = strsep(&rest, "\n")) != NULL) {
        CellRow row = {0};
        if (entry->row_count == 0)
            cells_add_text(&row, STYLE_DIM, prompt);
        cells_add_text(&row, STYLE_STRONG, part);
        if (transcript->ascii_only)
            cells_romanise(&row);
        entry->rows = memory_room(entry->rows, entry->row_count, &room, sizeof *entry->rows);
        entry->rows[entry->row_count++] = row;
    }
    transcript->rows += entry->row_count;
    free(copy);
    keep_bounds(transcript);
}

bool transcript_drop_line(Transcript *transcript)
{
    const Entry *last = transcript->count > 0 ? entry_at(transcript, transcript->count - 1) : NULL;
    if (last == NULL || !last->typed || last->row_count == 0)
        return false;
    free_entry(transcript, entry_at(transcript, --transcript->count));
    transcript->view = VIEW_RESULT;
    return true;
}

void transcript_clear(Transcript *transcript)
{
    while (transcript->count > 0)
        forget_oldest(transcript);
    transcript->view = VIEW_RESULT;
}

/* ---- places ---- */

static Place place_up(Transcript *transcript, Place place, int steps, Screen screen)
{
    while (steps > place.piece && place.entry > 0) {
        steps -= place.piece;
        place.entry--;
        place.piece = fitted(transcript, place.entry, screen)->piece_count;
    }
    place.piece = steps < place.piece ? place.piece - steps : 0;
    return place;
}

/* At most as far as the end, {count, 0}, which has nothing below. */
static Place place_down(Transcript *transcript, Place place, int steps, Screen screen)
{
    for (; place.entry < transcript->count; place = (Place){place.entry + 1, 0}) {
        int left = fitted(transcript, place.entry, screen)->piece_count - place.piece;
        if (steps < left)
            return (Place){place.entry, place.piece + steps};
        steps -= left;
    }
    return place;
}

/* 1 where the last row is blank: it parts a result from what follows, and nothing does yet. */
static int blank_end(Transcript *transcript, Screen screen)
{
    const Entry *last = transcript->count > 0 ? fitted(transcript, transcript->count - 1, screen) : NULL;
    return last != NULL && last->piece_count > 1 && last->pieces[last->piece_count - 1].end == 0;
}

static int rows_from(Transcript *transcript, Place place, Screen screen)
{
    int rows = -place.piece - blank_end(transcript, screen);
    for (int entry = place.entry; entry < transcript->count; entry++)
        rows += fitted(transcript, entry, screen)->piece_count;
    return rows;
}

/* Where the last result begins: at the line that was typed, or at the beginning of all. */
static Place place_result(Transcript *transcript)
{
    int entry = transcript->count;
    while (entry > 0 && !entry_at(transcript, --entry)->typed)
        ;
    return (Place){entry, 0};
}

int transcript_rows(Transcript *transcript, Screen screen)
{
    return rows_from(transcript, place_result(transcript), screen);
}

/* Where the view begins. The window may have become wider since it was scrolled: an entry has fewer pieces then. */
static Place place_top(Transcript *transcript, Screen screen, int height)
{
    if (transcript->view == VIEW_TOP) {
        Place top = transcript->top;
        int pieces = fitted(transcript, top.entry, screen)->piece_count;
        return (Place){top.entry, at_least(at_most(top.piece, pieces - 1), 0)};
    }
    Place result = place_result(transcript);
    int line_rows = fitted(transcript, result.entry, screen)->piece_count;
    if (entry_at(transcript, result.entry)->typed && line_rows > height / 2 && result.entry + 1 < transcript->count)
        result.entry++; /* a line that is so long hides its result */
    if (transcript->view == VIEW_RESULT && !transcript->follows && rows_from(transcript, result, screen) > height)
        return result;
    return place_up(transcript, (Place){transcript->count, 0}, height + blank_end(transcript, screen), screen);
}

void transcript_scroll(Transcript *transcript, int rows, Screen screen, int height)
{
    if (transcript->count == 0)
        return;
    Place top = place_top(transcript, screen, height);
    top = rows < 0 ? place_up(transcript, top, -rows, screen) : place_down(transcript, top, rows, screen);
    transcript->top = top;
    transcript->view = rows_from(transcript, top, screen) > height ? VIEW_TOP : VIEW_END;
}

void transcript_to_end(Transcript *transcript) { transcript->view = VIEW_END; }

void transcript_follow(Transcript *transcript, bool follow) { transcript->follows = follow; }

int transcript_rows_below(Transcript *transcript, Screen screen, int height)
{
    return transcript->count == 0
               ? 0
               : at_least(rows_from(transcript, place_top(transcript, screen, height), screen) - height, 0);
}

/* ---- showing ---- */

/* The piece at a place, which moves on; NULL at the end. */
static const Piece *next_piece(Transcript *transcript, Place *place, Screen screen)
{
    *place = place_down(transcript, *place, 0, screen); /* over entries without rows */
    if (place->entry == transcript->count)
        return NULL;
    return &fitted(transcript, place->entry, screen)->pieces[place->piece++];
}

void transcript_draw(Transcript *transcript, Frame *frame, Box box, Screen screen, bool at_top)
{
    if (transcript->count == 0 || box.rows <= 0)
        return;
    Place place = place_top(transcript, screen, box.rows);
    int there = rows_from(transcript, place, screen);
    const Piece *piece;
    for (int at = there < box.rows && !at_top ? box.rows - there : 0; at < box.rows; at++) {
        if ((piece = next_piece(transcript, &place, screen)) == NULL)
            break;
        frame_cells(frame, box.row + at, box.column, piece->row->cells + piece->start, piece->end - piece->start);
        if (piece->cut)
            frame_put(frame, box.row + at, box.column + box.columns - 1,
                      &(Cell){.text = ">", .width = 1, .style = STYLE_DIM});
    }
}

void transcript_text(Transcript *transcript, Screen screen, int height, Buffer *out)
{
    if (transcript->count == 0)
        return;
    Place place = place_top(transcript, screen, height);
    const Piece *piece;
    while (height-- > 0 && (piece = next_piece(transcript, &place, screen)) != NULL)
        cells_to_text(piece->row->cells + piece->start, piece->end - piece->start, screen, out);
}
