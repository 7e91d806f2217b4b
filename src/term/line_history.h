/* line_history.h: the file of lines typed before.
 *
 * One entry a line of the file; an entry may have several lines (a pasted Lua chunk), so newline and backslash are
 * written as \n and \\. A line is added to what the file holds at that moment and the file is replaced
 * whole (base/whole_file.h): two sessions at once keep each other's lines, and no crash leaves half a file. */
#ifndef SEQLAB_TERM_LINE_HISTORY_H
#define SEQLAB_TERM_LINE_HISTORY_H

#include <stdbool.h>

enum { LINE_HISTORY_ENTRIES = 2000 };

/* Calls `each` for every entry, oldest first. A file that is not there has none. */
void line_history_read(const char *path, void (*each)(const char *line));

/* False if the file cannot be written (the session goes on without it). */
bool line_history_add(const char *path, const char *line);

#endif
