/* korean_layout.c: commands typed with the Korean layout on, and Korean sentences with it off.
 *
 * Only a first word with a letter that stands alone counts, as no Korean word has one, and only if its keys name a
 * command. Of what follows, a sentence and texts stay Korean; names, options and their other values become what the
 * keys say. */
#include "repl/korean_layout.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/korean_keys.h"
#include "base/language.h"
#include "base/memory.h"
#include "repl/parse.h"

/* One piece of the rest. Words of a sentence and texts that are no names stay. */
static void add_piece(const Command *command, bool sentence, const char *piece, Buffer *out)
{
    OptionList list = options_list(command->options);
    char *keys = korean_keys(piece);
    const char *equals = strchr(keys, '='), *typed = strchr(piece, '=');
    char *name = memory_text(keys, equals != NULL ? (size_t)(equals - keys) : 0);
    int place = options_find(&list, name);
    if (equals == NULL || place < 0)
        buffer_format(out, " %s", sentence ? piece : keys);
    else
        buffer_format(out, " %s%s", name, list.at[place].option->type == OPTION_TEXT ? typed : equals);
    free(name);
    free(keys);
}

char *korean_layout_line(CommandList commands, const char *line)
{
    FirstWord first = first_word(line);
    size_t colon = first.length > 0 && first.text[0] == ':';
    char *word = memory_text(first.text + colon, first.length - colon), *keys = korean_keys(word);
    const Command *command = korean_has_lone_letter(word) ? command_named(commands, keys) : NULL;
    Buffer out = {0};
    if (command == NULL && korean_has_lone_letter(word))
        command = meant_command(commands, keys);
    if (command != NULL) {
        bool sentence = line_pieces(command, "").sentence;
        buffer_add(&out, command->name);
        for (FirstWord piece = first_word(first.rest); piece.length > 0; piece = first_word(piece.rest)) {
            char *text = memory_text(piece.text, piece.length);
            add_piece(command, sentence, text, &out);
            free(text);
        }
    }
    free(word);
    free(keys);
    return command != NULL ? buffer_take(&out) : NULL;
}

/* Whether the national standard has all its syllables, 2,350 of 11,172: a Korean sentence hardly has others, and the keys
 * of an English one soon write some. */
static bool only_usual_syllables(char *text)
{
    char room[256];
    iconv_t standard = iconv_open("EUC-KR", "UTF-8");
    size_t left = strlen(text);
    bool usual = true;
    while (standard != (iconv_t)-1 && left > 0 && usual) {
        char *out = room;
        size_t free_bytes = sizeof room, before = left, others = iconv(standard, &text, &left, &out, &free_bytes);
        usual = others == 0 || (others == (size_t)-1 && left < before); /* the room was full, or the next is not there */
    }
    if (standard != (iconv_t)-1)
        iconv_close(standard);
    return usual;
}

char *korean_layout_sentence(const char *line)
{
    char *sentence = korean_of_keys(line);
    if (sentence != NULL && !only_usual_syllables(sentence)) {
        free(sentence);
        sentence = NULL;
    }
    return sentence;
}

char *korean_layout_hint(const char *line, const Dataset *dataset)
{
    bool likely = language_now() == LANGUAGE_KOREAN || (dataset != NULL && dataset_knows_korean(dataset, line));
    return likely && strchr(line, ' ') != NULL ? korean_layout_sentence(line) : NULL;
}
