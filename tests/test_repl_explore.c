/* test_repl_explore.c: a picture to move about in, without a terminal: keys in, canvases out. */
#include "base/whole_file.h"
#include "base/language.h"
#include "base/random.h"
#include "repl/builtin_commands.h"
#include "repl/explore_page.h"
#include "repl/live.h"
#include "repl/parse.h"
#include "repl/results.h"
#include "test.h"

#include <unistd.h>

static Lab *lab;
static Terminal *terminal;
static Repl *repl;
static Explorer *explorer;
static ExplorePage *page;
static TerminalPage keys;

static void open_session(void)
{
    Error error = {0};
    language_set(LANGUAGE_ENGLISH);
    lab = lab_open(1);
    terminal = terminal_open(&(TerminalOptions){.kind = TERMINAL_PLAIN, .ascii = true, .no_color = true}, &error);
    repl = repl_open(lab, terminal, builtin_commands, &(ReplOptions){.data_folder = ".", .state_folder = "."});
}

static void close_session(void)
{
    repl_close(repl);
    terminal_close(terminal);
    lab_close(lab);
}

AROUND_EACH(open_session, close_session);

static json_t *value_of(const char *line)
{
    Error error = {0};
    json_t *value = repl_ask(repl, line, &error);
    if (value == NULL)
        fail_msg("%s: %s", line, error.message);
    return value;
}

static void run(const char *line) { json_decref(value_of(line)); }

static void train_model(const char *model)
{
    run("data task=copy length=3..6 symbols=6");
    run(model);
    run("train steps=60 lr=0.01 checkpoints=3");
}

static void explore(const char *line)
{
    Error error = {0};
    assert_true(repl_line(repl, line));
    explorer = explorer_open(repl, &error);
    assert_non_null(explorer);
    page = explore_page_open(explorer);
    keys = explore_page_terminal(page);
}

/* The lines that were run; each of them can be typed. */
static void leave(Buffer *lines)
{
    explore_page_close(page);
    json_t *list = explorer_close(explorer);
    for (size_t i = 0; i < json_array_size(list); i++) {
        Error error = {0};
        Arguments arguments;
        if (!repl_read(repl, json_text_at(list, i), &arguments, &error))
            fail_msg("%s: %s", json_text_at(list, i), error.message);
        arguments_free(&arguments);
        if (lines != NULL)
            buffer_format(lines, "%s\n", json_text_at(list, i));
    }
    json_decref(list);
}

static void leave_with(const char *expected)
{
    Buffer lines = {0};
    leave(&lines);
    assert_string_equal(buffer_text(&lines), expected);
    buffer_free(&lines);
}

static bool press(PageKeyName name) { return keys.key(keys.argument, &(PageKey){.name = name, .text = ""}); }

static bool type_keys(const char *letters)
{
    bool stays = true;
    for (; stays && *letters != '\0'; letters++) {
        char text[2] = {*letters, '\0'};
        stays = keys.key(keys.argument, &(PageKey){PAGE_KEY_CHARACTER, text, *letters});
    }
    return stays;
}

static void work_on(void)
{
    while (keys.idle(keys.argument) >= 0)
        ;
}

/* The page as text, for a screen of that size. */
static void draw(int columns, int rows, Buffer *out)
{
    PageView view = {.canvas = canvas_open((Screen){.columns = columns, .unicode = true}), .rows = rows};
    keys.draw(keys.argument, &view);
    assert_true(canvas_rows(view.canvas) <= at_least(rows, 1));
    assert_true(view.cursor_row >= 0 && view.cursor_row < at_least(rows, 1));
    assert_true(view.cursor_column >= 0 && view.cursor_column <= columns);
    canvas_to_text(view.canvas, 0, out);
    canvas_close(view.canvas);
}

static void shows(const char *wanted)
{
    Buffer text = {0};
    draw(100, 24, &text);
    work_on();
    buffer_clear(&text);
    draw(100, 24, &text);
    if (strstr(buffer_text(&text), wanted) == NULL)
        fail_msg("'%s' is not in:\n%s", wanted, text.text);
    buffer_free(&text);
}

TEST(nothing_to_explore_before_there_is_a_picture)
{
    Error error = {0};
    assert_null(explorer_open(repl, &error));
    assert_non_null(strstr(error.message, "no picture"));
    assert_false(repl_line(repl, "explore"));
}

TEST(without_a_full_screen_commands_are_named)
{
    Error error = {0};
    train_model("model attention=dot hidden=8");
    assert_true(repl_line(repl, "attend a b"));
    assert_null(repl_ask(repl, "explore", &error));
    assert_non_null(strstr(error.message, "attend WORDS weights=yes"));
    assert_int_equal(error.kind, ERROR_USAGE);
}

static double number_at(const json_t *rows, int row, int column)
{
    return json_number_value(json_array_get(json_array_get(rows, (size_t)row), (size_t)column));
}

TEST(a_cell_says_the_numbers_of_the_commands)
{
    char text[80];
    train_model("model attention=dot hidden=8");
    json_t *attend = value_of("attend a b c"), *trust = value_of("trust a b c");
    json_t *machine = value_of("machine a b c step=2"), *scores = value_of("trace a b c name=attention.scores");
    explore("attend a b c");
    assert_true(press(PAGE_KEY_DOWN) && press(PAGE_KEY_RIGHT) && press(PAGE_KEY_RIGHT));
    assert_int_equal(explorer_row(explorer), 1);
    assert_int_equal(explorer_column(explorer), 2);
    snprintf(text, sizeof text, "weight %.3f", number_at(json_object_get(attend, "weights"), 1, 2));
    shows(text);
    snprintf(text, sizeof text, "score %.2f", number_at(json_object_get(scores, "values"), 1, 2));
    shows(text);
    const json_t *word = json_array_get(json_object_get(machine, "words"), 0);
    snprintf(text, sizeof text, "would say: %s %.2f", json_text(word, "token"), json_double(word, "probability"));
    shows(text);
    const json_t *step = json_array_get(json_object_get(trust, "steps"), 1);
    snprintf(text, sizeof text, "%+.2f nats", -json_number_value(json_array_get(json_object_get(step, "left_out"), 2)));
    shows(text);
    json_decref(attend);
    json_decref(trust);
    json_decref(machine);
    json_decref(scores);
    leave_with("attend a b c\n");
}

TEST(the_cursor_stays_inside)
{
    train_model("model attention=dot hidden=8");
    explore("attend a b c");
    int columns = (int)json_array_size(json_object_get(explorer_value(explorer), "column_tokens"));
    int rows = (int)json_array_size(json_object_get(explorer_value(explorer), "row_tokens"));
    type_keys("jjjjjjjjjjjjjjjjjjjj");
    press(PAGE_KEY_END);
    shows("rank");
    assert_int_equal(explorer_row(explorer), rows - 1);
    assert_int_equal(explorer_column(explorer), columns - 1);
    press(PAGE_KEY_HOME);
    press(PAGE_KEY_PAGE_UP);
    press(PAGE_KEY_LEFT);
    shows("rank");
    assert_int_equal(explorer_row(explorer), 0);
    assert_int_equal(explorer_column(explorer), 0);
    leave(NULL);
}

TEST(actions_are_lines_that_do_the_same)
{
    train_model("model attention=dot hidden=8");
    explore("attend a b c");
    press(PAGE_KEY_RIGHT);
    type_keys("x");
    assert_string_equal(json_text(explorer_value(explorer), "source"), "a c");
    shows("Left out: 'b'.");
    type_keys("f");
    shows("forced to look at");
    assert_int_equal(lab_interventions(lab)->count, 0);
    type_keys("t");
    shows("too few to rank");
    type_keys("/d e d");
    press(PAGE_KEY_BACKSPACE);
    type_keys("f");
    press(PAGE_KEY_ENTER);
    assert_string_equal(json_text(explorer_value(explorer), "source"), "d e f");
    type_keys("t");
    shows("The cells show the cost");
    type_keys("t/b");
    press(PAGE_KEY_ESCAPE);
    type_keys("n");
    assert_true(json_is_true(json_object_get(explorer_value(explorer), "numbers")));
    type_keys("h");
    shows("only one head");
    type_keys("?");
    shows("back to the prompt");
    type_keys("h"); /* what a key says is seen, and not the list */
    shows("only one head");
    shows("weight");
    type_keys("uu"); /* back over both sentences */
    assert_string_equal(json_text(explorer_value(explorer), "source"), "a b c");
    assert_false(type_keys("q"));
    leave_with("attend a b c\nattend a c\nforce attention.weights step=1 look=2\nwhatif a c\nforce undo\n"
               "attend d e f\ntrust d e f\nattend d e f weights=yes\n");
}

TEST(a_run_that_waits_is_said)
{
    train_model("model attention=dot hidden=8");
    explore("attend a b c");
    repl_live(repl)->open = repl_live(repl)->answering = true;
    repl_live(repl)->paused = true;
    shows("Training waits until you leave.");
    *repl_live(repl) = (Live){0};
    leave_with("attend a b c\n");
}

/* The page as it is now has the numbers of its step; after `r` those of the newest one. */
static void refresh_page(void)
{
    char text[80];
    RunInfo info;
    Buffer page_text = {0};
    long step = explorer_step(explorer);
    json_t *before = json_deep_copy(explorer_value(explorer));
    draw(100, 24, &page_text);
    snprintf(text, sizeof text, "The numbers are of step %ld.", step);
    assert_non_null(strstr(buffer_text(&page_text), text));
    assert_non_null(strstr(buffer_text(&page_text), "Training goes on: step "));
    assert_true(json_equal(before, explorer_value(explorer)));
    type_keys("r");
    assert_true(lab_run_info(lab, &info, NULL) && info.step > step);
    assert_int_equal(explorer_step(explorer), info.step);
    json_t *now = value_of("attend a b c");
    assert_true(json_equal(now, explorer_value(explorer)) && !json_equal(now, before));
    json_decref(before);
    json_decref(now);
    buffer_free(&page_text);
}

/* Explores while a model trains, until it has ended. */
static WorkWish explore_once(void *argument, const Progress *progress)
{
    bool *explored = argument;
    RunInfo info;
    if (*explored || strcmp(progress->activity, "train") != 0)
        return WORK_GOES_ON;
    if (!progress->resting)
        return WORK_RESTS;
    *explored = true;
    repl_live(repl)->open = repl_live(repl)->answering = true;
    explore("attend a b c");
    for (bool more = true; more;) { /* as the terminal does */
        Buffer page_text = {0};
        draw(100, 24, &page_text);
        buffer_free(&page_text);
        keys.idle(keys.argument);
        more = lab_run_info(lab, &info, NULL) && info.step < info.steps;
        if (info.step > explorer_step(explorer))
            refresh_page();
    }
    assert_int_equal(explorer_step(explorer), 80);
    leave_with("attend a b c\n");
    repl_live(repl)->open = repl_live(repl)->answering = false;
    return WORK_GOES_ON;
}

TEST(a_run_goes_on_while_it_is_explored)
{
    bool explored = false;
    run("data task=copy length=3..6 symbols=6");
    run("model attention=dot hidden=8 name=alone");
    run("train steps=80 lr=0.01");
    json_t *alone = value_of("attend a b c");
    run("model attention=dot hidden=8 name=other");
    lab_watch(lab, explore_once, &explored);
    run("train steps=80 lr=0.01");
    assert_true(explored);
    json_t *other = value_of("attend a b c");
    assert_true(json_equal(json_object_get(alone, "weights"), json_object_get(other, "weights")));
    json_decref(alone);
    json_decref(other);
}

TEST(heads_and_layers_of_a_transformer)
{
    train_model("model kind=transformer heads=2 layers=2 hidden=8");
    explore("attend a b c");
    type_keys("h");
    assert_int_equal(json_whole(explorer_value(explorer), "head"), 1);
    shows("score");
    type_keys("l");
    assert_int_equal(json_whole(explorer_value(explorer), "layer"), 1);
    type_keys("f");
    type_keys("hh");
    assert_int_equal(json_whole(explorer_value(explorer), "head"), 0);
    leave_with("attend a b c\nattend a b c head=1\nattend a b c head=1 layer=1\n"
               "force decoder.layer1.cross.head1.weights step=1 look=1\nwhatif a b c\nforce undo\n"
               "attend a b c head=2 layer=1\nattend a b c layer=1\n");
}

TEST(two_models_side_by_side)
{
    train_model("model attention=dot hidden=8");
    run("model attention=additive hidden=8");
    explore("attend a b c");
    type_keys("m");
    shows("beside it, by gru-dot");
    json_t *other = value_of("attend a b c model=gru-dot");
    char text[64];
    snprintf(text, sizeof text, "weight %.3f,", number_at(json_object_get(other, "weights"), 0, 0));
    json_decref(other);
    shows(text);
    type_keys("m"); /* none again */
    leave_with("attend a b c\nattend a b c model=gru-dot\n");
}

TEST(heads_open_their_maps)
{
    train_model("model kind=transformer heads=2 layers=2 hidden=8");
    explore("heads a b c");
    press(PAGE_KEY_DOWN);
    press(PAGE_KEY_RIGHT);
    shows("layer 2, head 2");
    press(PAGE_KEY_ENTER);
    assert_int_equal(json_whole(explorer_value(explorer), "head"), 2);
    type_keys("u");
    assert_null(json_object_get(explorer_value(explorer), "head"));
    assert_int_equal(explorer_row(explorer), 1);
    type_keys("e");
    shows("layer 2, head 2");
    leave_with("heads a b c\nattend a b c layer=2 head=2\nheads a b c side=encoder\n");
}

TEST(gates_are_worked_out)
{
    char text[80];
    train_model("model attention=dot hidden=8");
    json_t *gates = value_of("gates a b c");
    json_t *explained = value_of("explain gates a b c side=encoder layer=1 token=2 unit=3");
    explore("gates a b c");
    press(PAGE_KEY_DOWN);
    type_keys("ll");
    snprintf(text, sizeof text, "reset gate r %.3f", number_at(json_object_get(gates, "reset"), 1, 2));
    shows(text);
    shows(json_text(json_array_get(json_object_get(explained, "numbers"), 0), "label"));
    type_keys("g");
    shows("update gate");
    type_keys("f");
    shows("held at 0");
    assert_int_equal(lab_interventions(lab)->count, 0);
    type_keys("eL");
    shows("no layer 2");
    json_decref(gates);
    json_decref(explained);
    leave_with("gates a b c\nforce encoder.forward.update value=0 unit=3\nwhatif a b c\nforce undo\n"
               "gates a b c side=decoder\n");
}

TEST(an_empty_answer_is_said_to_be_empty)
{
    json_t *value = json_pack("{s:s, s:s}", "answer", "", "answer_before", "a b");
    assert_string_equal(json_answer(value, "answer"), "(nothing)");
    assert_string_equal(json_answer(value, "answer_before"), "a b");
    json_decref(value);
}

TEST(a_beam_says_its_paths)
{
    train_model("model attention=dot hidden=8");
    json_t *beam = value_of("beam a b c width=2");
    explore("beam a b c width=2");
    const json_t *answer = json_array_get(json_object_get(beam, "answers"), 0), *nodes = json_object_get(beam, "nodes");
    int last = json_whole(answer, "node"), step = json_whole(json_array_get(nodes, (size_t)last - 1), "step");
    for (int row = 0; row < 4; row++) { /* the answer's last node stands in the column of its step */
        explorer_move_to(explorer, row, step - 1);
        Buffer text = {0};
        draw(100, 24, &text);
        if (strstr(buffer_text(&text), "answer number 1") != NULL)
            last = 0;
        buffer_free(&text);
    }
    assert_int_equal(last, 0);
    explorer_move_to(explorer, 0, 0);
    type_keys("f");
    shows("from here on");
    assert_string_equal(lab_prefix(lab), "");
    type_keys("+");
    assert_int_equal(json_whole(explorer_value(explorer), "width"), 3);
    json_decref(beam);
    Buffer lines = {0};
    leave(&lines);
    assert_non_null(strstr(buffer_text(&lines), "force prefix "));
    assert_non_null(strstr(buffer_text(&lines), "beam a b c width=3\n"));
    buffer_free(&lines);
}

TEST(states_are_as_far_apart_as_the_command_says)
{
    char text[80];
    train_model("model attention=dot hidden=8");
    json_t *states = value_of("states a b c");
    explore("states a b c");
    type_keys("jll");
    snprintf(text, sizeof text, "b (2) to c (3): %.3f", number_at(json_object_get(states, "distances"), 1, 2));
    shows(text);
    type_keys("p");
    shows("the state at b (2)");
    shows("◆b");
    type_keys("pe");
    assert_string_equal(json_text(explorer_value(explorer), "side"), "decoder");
    json_decref(states);
    leave_with("states a b c\nstates a b c side=decoder\n");
    run("model kind=transformer heads=2 layers=2 hidden=8");
    run("states a b layer=1");
    run("states a b side=decoder");
}

TEST(from_neighbor_to_neighbor)
{
    Error error = {0};
    train_model("model attention=dot hidden=8");
    json_t *first = value_of("neighbors a"), *back;
    const json_t *list = json_object_get(first, "neighbors");
    assert_int_equal(json_array_size(list), 5); /* six symbols less itself */
    for (size_t i = 1; i < 5; i++)
        assert_true(json_double(json_array_get(list, i - 1), "similarity") >=
                    json_double(json_array_get(list, i), "similarity"));
    char line[40];
    snprintf(line, sizeof line, "neighbors %s", json_text(json_array_get(list, 2), "token"));
    back = value_of(line);
    double there = 2;
    for (size_t i = 0; i < 5; i++) {
        const json_t *one = json_array_get(json_object_get(back, "neighbors"), i);
        there = strcmp(json_text(one, "token"), "a") == 0 ? json_double(one, "similarity") : there;
    }
    assert_true(there == json_double(json_array_get(list, 2), "similarity")); /* as near from either side */
    explore("neighbors a");
    type_keys("jj");
    shows("number 3 of 5");
    press(PAGE_KEY_ENTER);
    assert_string_equal(json_text(explorer_value(explorer), "token"), json_text(json_array_get(list, 2), "token"));
    type_keys("e");
    leave(NULL);
    assert_null(repl_ask(repl, "neighbors nowhere", &error));
    assert_null(repl_ask(repl, "neighbors <EOS> count=0", &error));
    run("model attention=dot hidden=8 input=one-hot");
    assert_null(repl_ask(repl, "neighbors a", &error));
    assert_non_null(strstr(error.message, "no embeddings"));
    run("model kind=masked hidden=8 heads=2"); /* whose tables have more rows than the vocabulary */
    run("neighbors a");
    run("model kind=causal hidden=8 heads=2");
    run("neighbors a side=target");
    json_decref(first);
    json_decref(back);
}

TEST(tables_by_length_and_distance)
{
    train_model("model attention=dot hidden=8");
    explore("accuracy lengths=3,5 count=20");
    press(PAGE_KEY_DOWN);
    shows("source length 5: 20 sentences");
    type_keys("["); /* it measures: not for every checkpoint */
    press(PAGE_KEY_ENTER);
    shows("looks at");
    leave_with("accuracy lengths=3,5 count=20\nattend length=5\n");
    explore("gradients length=6 count=4");
    type_keys("j+");
    assert_int_equal(json_whole(explorer_value(explorer), "length"), 11);
    shows("tokens before the end");
    leave_with("gradients length=6 count=4\ngradients length=11 count=4\n");
    explore("compare none dot steps=2 hidden=8 count=10");
    shows("The cells show the exact match");
    leave_with("compare none dot count=10 hidden=8 steps=2\n");
}

TEST(curves_say_the_losses_of_a_step)
{
    char text[80];
    train_model("model attention=dot hidden=8 name=dot");
    run("model attention=none hidden=8 name=none");
    run("train steps=90 lr=0.01 validate_every=20");
    json_t *curves = value_of("curves");
    const json_t *none = json_array_get(json_object_get(curves, "runs"), 1);
    explore("curves");
    for (int i = 0; i < 19; i++)
        press(PAGE_KEY_RIGHT);
    shows("step 20: training, validation");
    snprintf(text, sizeof text, "none  %.4f  %.4f",
             json_double(json_array_get(json_object_get(none, "points"), 19), "loss"),
             json_double(json_array_get(json_object_get(none, "points"), 19), "validation_loss"));
    shows(text);
    press(PAGE_KEY_END);
    shows("step 90: training, validation");
    shows("(60)"); /* where the other run ended */
    press(PAGE_KEY_DOWN);
    press(PAGE_KEY_HOME);
    type_keys("b");
    snprintf(text, sizeof text, "step %d: training", json_whole(none, "best_step"));
    shows(text);
    snprintf(text, sizeof text, "  %.4f", json_double(none, "best_loss"));
    shows(text);
    press(PAGE_KEY_HOME);
    type_keys("+-vva");
    shows("step 1: training, validation");
    shows("validation loss");
    press(PAGE_KEY_PAGE_DOWN);
    shows("step 10: training, validation");
    json_decref(curves);
    leave_with("curves\ncurves steps=0..45\ncurves\ncurves loss=training\ncurves loss=validation\n"
               "curves loss=validation axis=linear\n");
}

TEST(a_picture_is_saved_by_export)
{
    char folder[] = "/tmp/seqlab-explore-XXXXXX", keys_of_file[80];
    train_model("model attention=dot hidden=8");
    assert_non_null(mkdtemp(folder));
    explore("attend a b c");
    snprintf(keys_of_file, sizeof keys_of_file, "s%s/map.csv", folder);
    type_keys(keys_of_file);
    press(PAGE_KEY_ENTER);
    shows("Saved:");
    snprintf(keys_of_file, sizeof keys_of_file, "%s/map.csv", folder);
    Buffer saved = {0};
    assert_true(whole_file_read(keys_of_file, 1 << 16, &saved, NULL));
    assert_memory_equal(buffer_text(&saved), "quantity,row,a,b,c", 18); /* the map, not what a key asked last */
    buffer_free(&saved);
    assert_int_equal(unlink(keys_of_file), 0);
    assert_int_equal(rmdir(folder), 0);
    leave(NULL);
}

TEST(through_the_checkpoints_and_back)
{
    train_model("model attention=dot hidden=8");
    explore("attend a b c");
    shows("trained");
    type_keys("[");
    shows("3/3");
    type_keys(" "); /* plays to the trained state */
    work_on();
    shows("trained");
    type_keys(" ");
    shows("trained"); /* shows works until it has nothing left to do */
    type_keys("[[[[[[");
    shows("1/3");
    leave(NULL);
    CheckpointList list;
    Error error = {0};
    assert_true(lab_checkpoints(lab, &list, &error));
    assert_int_equal(list.open, 0);
}

TEST(a_long_map_pans_under_its_headings)
{
    static const int sizes[][2] = {{200, 60}, {100, 30}, {80, 24}, {40, 12}, {25, 7}};
    Buffer sentence = {0};
    run("data task=copy length=3..60 symbols=20");
    run("model attention=dot hidden=8");
    buffer_add(&sentence, "attend");
    for (int i = 0; i < 50; i++)
        buffer_format(&sentence, " %c", 'a' + i % 20);
    explore(buffer_text(&sentence));
    for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++)
        for (int column = 0; column <= 50; column += 5) {
            char cursor[] = "›";
            Buffer text = {0};
            explorer_move_to(explorer, column * 7 % 51, column);
            draw(sizes[size][0], sizes[size][1], &text);
            const HeatmapWindow *window = explorer_window(explorer);
            assert_in_range(column, window->first_column, window->first_column + window->column_count - 1);
            assert_in_range(window->row, window->first_row, window->first_row + window->row_count - 1);
            if (strstr(buffer_text(&text), cursor) == NULL)
                fail_msg("no cursor: %s", buffer_text(&text));
            buffer_free(&text);
        }
    buffer_free(&sentence);
    leave(NULL);
}

static void press_any_keys(const char *line)
{
    Random random;
    random_seed(&random, 7);
    explore(line);
    for (int i = 0; i < 300; i++) {
        static const char letters[] = "hjklnxftmgsepLu+-?/[] \\@0abcv";
        Buffer text = {0};
        int kind = random_below(&random, 3);
        if (kind == 0)
            type_keys((char[]){letters[random_below(&random, sizeof letters - 1)], '\0'});
        else if (kind == 1)
            press((PageKeyName)(PAGE_KEY_UP + random_below(&random, PAGE_KEY_OTHER - PAGE_KEY_UP)));
        else
            draw(1 + random_below(&random, 120), 1 + random_below(&random, 40), &text);
        if (random_below(&random, 10) == 0)
            keys.idle(keys.argument);
        buffer_free(&text);
    }
    leave(NULL);
}

TEST(any_keys_at_any_size)
{
    train_model("model attention=dot hidden=8");
    press_any_keys("gates a b c");
    press_any_keys("beam a b c");
    press_any_keys("neighbors a");
    press_any_keys("states a b c");
    press_any_keys("gradients length=6 count=2");
    press_any_keys("curves");
    press_any_keys("attend a b c");
    run("model kind=transformer heads=2 layers=2 hidden=8");
    press_any_keys("attend a b c");
    press_any_keys("heads a b c");
}
