/* fuzz_keys.c: bytes from a keyboard, through the cutting into keys to the line editor, as the full screen feeds it. A byte 255
 * lets time pass. */
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "fuzz.h"
#include "repl/complete.h"
#include "term/keys.h"
#include "term/line_editor.h"
#include "term/line_reading.h"
#include "term/line_waiting.h"

static void open_editor(void)
{
    setenv("INPUTRC", "/dev/null", 1);
    line_editor_open(&(LineEditorOptions){.in_pane = true, .unicode = true, .terminal_type = "xterm-256color"});
    line_editor_size(24, 80);
    line_editor_prompt("seqlab> ");
    static Typing typing;
    typing.repl = fuzz_repl();
    terminal_completer(NULL, repl_complete, &typing);
    terminal_reader(NULL, repl_reading, &typing);
}

static void give(Keys *keys, long now)
{
    Keystroke stroke;
    while (keys_next(keys, now, &stroke)) {
        bool until_key;
        line_editor_press(&stroke);
        line_editor_take_refusal(&until_key);
        LineEditorView view = line_editor_view();
        if (view.cursor > strlen(view.line))
            abort();
    }
}

int FUZZ_TARGET(keys)(const uint8_t *data, size_t size)
{
    static bool opened;
    long now = 0;
    char *line;
    if (!opened)
        open_editor();
    opened = true;
    Keys *keys = keys_open();
    for (size_t at = 0; at < size; at++) {
        if (data[at] == 255)
            now += 1000;
        else
            keys_feed(keys, (const char *)data + at, 1, now);
        give(keys, now);
    }
    give(keys, now + 1000);
    keys_close(keys);
    line_editor_cancel();
    while (line_waiting_take(&line)) {
        if (line != NULL && utf8_first_invalid(line, strlen(line)) >= 0)
            abort();
        free(line);
    }
    return 0;
}
