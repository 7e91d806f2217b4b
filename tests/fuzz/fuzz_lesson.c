/* fuzz_lesson.c: a lesson's files: lesson.lua, then a line of %%, then its text. It is checked, begun and answered, as
 * one of the program's and as one of the user's. */
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

int FUZZ_TARGET(lesson)(const uint8_t *data, size_t size)
{
    static const char mark[] = "\n%%\n";
    static const char *const lines[] = {
        "lesson check", "lesson 1", "answer 1", "lesson hint", "next", "lesson skip", "lesson back", "lesson undo",
        "lesson search a", "lesson notes fuzz.md replace=yes", "lesson notes fuzz.lua replace=yes", "lesson stop",
        "lesson",
        /* as a stranger's, within the limits */
        "lesson ./data/lessons/01-fuzz", "answer 1", "lesson skip", "lesson try ./data/lessons/01-fuzz 2",
        "lesson again", "lesson stop"};
    Repl *repl = fuzz_repl();
    const uint8_t *middle = memmem(data, size, mark, 4), *text = middle != NULL ? middle + 4 : data + size;
    fuzz_file("data/lessons/01-fuzz/lesson.lua", data, middle != NULL ? (size_t)(middle - data) : size);
    fuzz_file("data/lessons/01-fuzz/text.ko.md", text, size - (size_t)(text - data));
    fuzz_file("data/lessons/01-fuzz/text.en.md", text, size - (size_t)(text - data));
    unlink(fuzz_file("state/progress.json", "", 0));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        fuzz_patience(100);
        repl_line(repl, lines[i]);
        fuzz_patience(0);
    }
    return 0;
}
