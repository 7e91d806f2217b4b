/* pairs_table.c: rows and cells.
 *
 * Tabs and line ends cut rows into cells. In a file that a spreadsheet wrote, a cell that holds one of them, a comma
 * or a quotation mark is in quotation marks, and marks inside are doubled. No sign in the file announces this, so
 * all of it is looked through first. */
#include "text/pairs_table.h"

#include <string.h>

static bool is_line_end(char c) { return c == '\n' || c == '\r'; }

static const char *line_end(const char *at, const char *end)
{
    while (at < end && !is_line_end(*at))
        at++;
    return at;
}

/* Behind the line end at `at`, if there is one. */
static const char *next_line(const char *at, const char *end)
{
    if (at < end && *at == '\r' && at + 1 < end && at[1] == '\n')
        return at + 2;
    return at < end && is_line_end(*at) ? at + 1 : at;
}

/* ---- cells ---- */

/* What the cells of a file look like, to find out whether a spreadsheet wrote it. */
typedef struct Survey {
    bool stray;                          /* a quotation mark that no spreadsheet writes */
    long cells, quoted, needing;         /* needing: quoted, because of what they hold */
    long commas_quoted, commas_unquoted; /* cells with commas */
    int least, most;                     /* columns */
} Survey;

/* Appends the cell that begins behind a quotation mark, without its marks, line ends in it as spaces. Returns where it
 * ends. */
static const char *quoted_cell(const char *at, const PairsTable *table, Buffer *out, Survey *survey)
{
    bool needs = false, comma = false, closed = false;
    for (; at < table->end && !closed; at++) {
        bool mark = *at == '"', doubled = mark && at + 1 < table->end && at[1] == '"';
        closed = mark && !doubled;
        at += doubled;
        needs |= doubled || is_line_end(*at) || *at == '\t';
        comma |= *at == ',';
        if (!closed)
            buffer_add_char(out, (char)(is_line_end(*at) ? ' ' : *at));
    }
    survey->quoted++;
    survey->needing += needs;
    survey->commas_quoted += comma;
    survey->stray |= !closed || (at < table->end && *at != table->separator && !is_line_end(*at));
    return at;
}

static const char *plain_cell(const char *at, const PairsTable *table, Buffer *out, Survey *survey)
{
    const char *start = at;
    while (at < table->end && !is_line_end(*at) && (*at != table->separator || *at == '\0'))
        at++;
    size_t count = (size_t)(at - start);
    survey->stray |= count > 0 && memchr(start, '"', count) != NULL;
    survey->commas_unquoted += count > 0 && memchr(start, ',', count) != NULL;
    buffer_add_bytes(out, start, count);
    return at;
}

static void read_row(PairsTable *table, PairsRow *row, Survey *survey)
{
    const char *at = table->at;
    row->start = at;
    row->line = table->line;
    row->cells = 0;
    buffer_clear(&row->text);
    for (bool more = true; more; row->cells++) {
        if (row->cells < CELLS_KEPT)
            row->cell[row->cells] = row->text.length;
        bool quoted = table->quoted && at < table->end && *at == '"';
        at = quoted ? quoted_cell(at + 1, table, &row->text, survey) : plain_cell(at, table, &row->text, survey);
        buffer_add_char(&row->text, '\0');
        more = at < table->end && *at == table->separator && *at != '\0';
        at += more;
    }
    row->count = (size_t)(at - row->start);
    table->at = next_line(at, table->end);
    for (const char *line = line_end(row->start, at); line < at; line = line_end(next_line(line, at), at))
        table->line++;
    table->line++;
}

/* ---- rows ---- */

static bool is_comment(const PairsTable *table)
{
    const char *end = line_end(table->at, table->end), *text = table->at + 1;
    if (table->at == end || *table->at != '#')
        return false;
    return text == end || *text == ' ' || memchr(text, table->separator, (size_t)(end - text)) == NULL;
}

static bool is_blank(const PairsRow *row)
{
    for (size_t i = 0; i < row->text.length; i++)
        if (row->text.text[i] != ' ' && row->text.text[i] != '\0' && row->text.text[i] != '\t')
            return false;
    return true;
}

static bool next_row(PairsTable *table, PairsRow *row, Survey *survey)
{
    bool every = table->separator == '\0';
    while (table->at < table->end) {
        if (!every && is_comment(table)) {
            table->at = next_line(line_end(table->at, table->end), table->end);
            table->line++;
            continue;
        }
        read_row(table, row, survey);
        if (every || !is_blank(row))
            return true;
    }
    return false;
}

bool pairs_table_next(PairsTable *table, PairsRow *row)
{
    Survey survey = {0};
    return next_row(table, row, &survey);
}

/* ---- what the columns are separated by ---- */

static Survey survey_of(PairsTable table)
{
    Survey survey = {0};
    PairsRow row = {0};
    while (!survey.stray && next_row(&table, &row, &survey)) {
        survey.least = survey.least == 0 || row.cells < survey.least ? row.cells : survey.least;
        survey.most = row.cells > survey.most ? row.cells : survey.most;
        survey.cells += row.cells;
    }
    buffer_free(&row.text);
    return survey;
}

static bool has_tab(PairsTable table)
{
    table.separator = '\t';
    while (table.at < table.end) {
        const char *end = line_end(table.at, table.end);
        if (!is_comment(&table) && memchr(table.at, '\t', (size_t)(end - table.at)) != NULL)
            return true;
        table.at = next_line(end, table.end);
    }
    return false;
}

PairsTable pairs_table_of_lines(const char *text, size_t count)
{
    return (PairsTable){.at = text, .end = text + count, .line = 1};
}

PairsTable pairs_table(const char *text, size_t count)
{
    PairsTable table = pairs_table_of_lines(text, count);
    for (const char *separator = has_tab(table) ? "" : ",;"; *separator != '\0'; separator++) {
        table.separator = *separator;
        table.quoted = true;
        Survey survey = survey_of(table);
        if (!survey.stray && survey.least >= 2 && survey.least == survey.most)
            return table;
    }
    table.separator = '\t';
    table.quoted = true;
    /* Quotation marks are a spreadsheet's if it had to write them, or writes them around every cell. With tabs, some
     * put them around cells with commas: then no other cell has any. */
    Survey survey = survey_of(table);
    table.quoted = !survey.stray && survey.quoted > 0 &&
                   (survey.needing > 0 || survey.quoted == survey.cells ||
                    (survey.commas_quoted == survey.quoted && survey.commas_unquoted == 0));
    return table;
}
