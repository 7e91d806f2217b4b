/* source_order.c: the task order: Hochreiter and Schmidhuber's temporal order problem (1997, task 6a).
 *
 *     E b d X a ... c Y a d ... b B  ->  R        XX is Q, XY is R, YX is S, YY is U
 *
 * Between E and B stand letters of a, b, c and d at random, but for two that are X or Y: one after a tenth to a fifth of
 * the shortest length, one after a half to three fifths of it. By default that is 10 to 20 and 50 to 60 of 100 to 110. */
#include "text/data_sources.h"
#include "text/dataset_state.h"

enum { LENGTH_LEAST = 10, LENGTH_MOST = 500, NOISE_LETTERS = 4 };
static const char *const letters[] = {"a", "b", "c", "d", "X", "Y", "E", "B"};
static const char *const classes[] = {"Q", "R", "S", "U"};

static bool open_order(Dataset *dataset, Error *error)
{
    if (!dataset_settle_lengths(dataset, 100, 110, LENGTH_MOST, error))
        return false;
    if (dataset->least < LENGTH_LEAST)
        return error_set(error, ERROR_USAGE, TEXT("the lengths of %s must be at least %d, not %d", "%s의 길이는 %d 이상이어야 합니다(입력: %d)"),
                         dataset->name, LENGTH_LEAST, dataset->least);
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        vocabulary_add(dataset->vocabulary[SIDE_SOURCE], letters[i]);
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        vocabulary_add(dataset->vocabulary[SIDE_TARGET], classes[i]);
    dataset->target_most = 1;
    return true;
}

static void put_letter(PairSpace *space, int letter)
{
    Buffer *text = &space->text[SIDE_SOURCE];
    if (text->length > 0)
        buffer_add_char(text, ' ');
    buffer_add(text, letters[letter]);
    int_list_add(&space->ids[SIDE_SOURCE], TOKEN_FIRST + letter);
}

static Made draw_order(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    enum { X = 4, E = 6, B = 7 };
    int base = dataset->least < length ? dataset->least : length;
    int first = random_between(random, base / 10, base / 5), second = random_between(random, base / 2, 3 * base / 5);
    int class = (int)random_below(random, 4);
    if (length < LENGTH_LEAST || length > LENGTH_MOST)
        return MADE_NEVER;
    buffer_clear(&space->text[SIDE_SOURCE]);
    space->ids[SIDE_SOURCE].count = space->ids[SIDE_TARGET].count = 0;
    put_letter(space, E);
    for (int i = 1; i < length - 1; i++)
        put_letter(space, i == first    ? X + class / 2
                          : i == second ? X + class % 2
                                        : (int)random_below(random, NOISE_LETTERS));
    put_letter(space, B);
    buffer_clear(&space->text[SIDE_TARGET]);
    buffer_add(&space->text[SIDE_TARGET], classes[class]);
    int_list_add(&space->ids[SIDE_TARGET], TOKEN_FIRST + class);
    return MADE_PAIR;
}

const DataSource task_order = {
    .name = "order",
    .family = FROM_TASK,
    .help = {"the order of X and Y among many letters (Hochreiter and Schmidhuber 1997)",
             "많은 글자 사이에 있는 X와 Y의 순서(Hochreiter와 Schmidhuber 1997)"},
    .only_tokens = {"letters are read by word", "글자는 단어 단위로만 읽습니다"},
    .open = open_order,
    .draw = draw_order,
};
