/* fuzz_line.c: lines as they are typed: read for every command, and completed at their end. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "fuzz.h"
#include "repl/builtin_commands.h"
#include "repl/complete.h"
#include "repl/parse.h"

static void forget(void *context, const char *candidate)
{
    *(size_t *)context += strlen(candidate);
}

/* Where the word at the end of the line begins, by the rule of term.h. */
static int word_start(const char *line)
{
    int at = (int)strlen(line);
    while (at > 0 && strchr(" \t=,(){}[]\"'", line[at - 1]) == NULL)
        at--;
    return at;
}

int FUZZ_TARGET(line)(const uint8_t *data, size_t size)
{
    char *line = memory_new(size + 1, 1);
    for (size_t i = 0; i < size; i++)
        line[i] = data[i] != 0 ? (char)data[i] : ' ';
    size_t length = 0;
    Arguments arguments;
    FirstWord word = first_word(line);
    for (const CommandFamily *family = builtin_commands; *family != NULL; family++)
        for (const Command *const *command = *family; *command != NULL; command++) {
            Error error = {0};
            if (arguments_parse(*command, word.rest, &arguments, &error))
                arguments_free(&arguments);
            else if (error.message[0] == '\0')
                abort();
        }
    if (size < 4096)
        repl_complete(&(Typing){.repl = fuzz_repl()}, line, word_start(line), (int)strlen(line), forget, &length);
    free(line);
    return 0;
}
