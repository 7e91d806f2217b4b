/* record.c: what the session has shown so far. */
#include "repl/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

typedef struct Entry {
    char *line;      /* NULL: a picture */
    Picture picture;
} Entry;

struct Record {
    Entry entries[RECORD_MOST];
    int first, count; /* a ring */
};

Record *record_open(void) { return memory_new(1, sizeof(Record)); }

static Entry *entry_at(const Record *record, int number)
{
    return (Entry *)&record->entries[(record->first + number) % RECORD_MOST];
}

static void free_entry(Entry *entry)
{
    free(entry->line);
    picture_release(&entry->picture);
    *entry = (Entry){0};
}

void record_close(Record *record)
{
    if (record == NULL)
        return;
    for (int i = 0; i < record->count; i++)
        free_entry(entry_at(record, i));
    free(record);
}

static void add(Record *record, Entry entry)
{
    if (record->count == RECORD_MOST) {
        free_entry(entry_at(record, 0));
        record->first = (record->first + 1) % RECORD_MOST;
        record->count--;
    }
    *entry_at(record, record->count++) = entry;
}

void record_line(Record *record, const char *line) { add(record, (Entry){.line = memory_string(line)}); }

void record_picture(Record *record, Picture picture) { add(record, (Entry){.picture = picture}); }

void record_draw(const Record *record, Canvas *canvas)
{
    int count = record->count;
    while (count > 0 && entry_at(record, count - 1)->line == NULL)
        count--;
    for (int i = 0; i < count - 1; i++) {
        const Entry *entry = entry_at(record, i);
        char *line = text_format("seqlab> %s", entry->line != NULL ? entry->line : "");
        if (entry->line != NULL)
            canvas_prose(canvas, STYLE_STRONG, 0, line);
        else
            entry->picture.draw(entry->picture.subject, canvas);
        free(line);
    }
}
