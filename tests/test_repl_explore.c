/* test_repl_explore.c: a picture to move about in: cursor, actions, other models and checkpoints, any keys. The views have
 * tests/test_repl_explore_views.c. */
#include "explore_session.h"

AROUND_EACH(open_session, close_session);

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

TEST(a_cell_says_the_numbers_of_the_commands)
{
    train_model("model attention=dot hidden=8");
    json_t *attend = value_of("attend a b c"), *trust = value_of("trust a b c");
    json_t *machine = value_of("machine a b c step=2"), *scores = value_of("trace a b c name=attention.scores");
    explore("attend a b c");
    assert_true(press(PAGE_KEY_DOWN) && press(PAGE_KEY_RIGHT) && press(PAGE_KEY_RIGHT));
    assert_int_equal(explorer_row(explorer), 1);
    assert_int_equal(explorer_column(explorer), 2);
    shows("weight %.3f", json_cell(json_object_get(attend, "weights"), 1, 2));
    shows("score %.2f", json_cell(json_object_get(scores, "values"), 1, 2));
    const json_t *word = json_array_get(json_object_get(machine, "words"), 0);
    shows("would say: %s %.2f", json_text(word, "token"), json_double(word, "probability"));
    const json_t *step = json_array_get(json_object_get(trust, "steps"), 1);
    shows("%+.2f nats", -json_number_value(json_array_get(json_object_get(step, "left_out"), 2)));
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
    assert_false(has("h head") || has("l layer")); /* it has one */
    press(PAGE_KEY_RIGHT);
    type_keys("x");
    assert_string_equal(text_now("source"), "a c");
    shows("Left out: 'b'.");
    typed("f", "forced to look at");
    assert_int_equal(lab_interventions(lab)->count, 0);
    typed("t", "too few to rank");
    type_keys("/d e d");
    press(PAGE_KEY_BACKSPACE);
    type_keys("f");
    press(PAGE_KEY_ENTER);
    assert_string_equal(text_now("source"), "d e f");
    typed("t", "The cells show the cost");
    type_keys("t/b");
    press(PAGE_KEY_ESCAPE);
    type_keys("n");
    assert_true(json_is_true(json_object_get(explorer_value(explorer), "numbers")));
    typed("h", "only one head");
    typed("?", "back to the prompt");
    typed("h", "only one head"); /* what a key says is seen, and not the list */
    shows("weight");
    type_keys("uu"); /* back over both sentences */
    assert_string_equal(text_now("source"), "a b c");
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
}

TEST(heads_and_layers_of_a_transformer)
{
    train_model("model kind=transformer heads=2 layers=2 hidden=8");
    explore("attend a b c");
    shows("h head  l layer");
    type_keys("h");
    assert_int_equal(whole_now("head"), 1);
    shows("score");
    type_keys("l");
    assert_int_equal(whole_now("layer"), 1);
    type_keys("f");
    type_keys("hh");
    assert_int_equal(whole_now("head"), 0);
    leave_with("attend a b c\nattend a b c head=1\nattend a b c head=1 layer=1\n"
               "force decoder.layer1.cross.head1.weights step=1 look=1\nwhatif a b c\nforce undo\n"
               "attend a b c head=2 layer=1\nattend a b c layer=1\n");
}

TEST(two_models_side_by_side)
{
    train_model("model attention=dot hidden=8");
    run("model attention=additive hidden=8");
    explore("attend a b c");
    typed("m", "beside it, by gru-dot");
    json_t *other = value_of("attend a b c model=gru-dot");
    shows("weight %.3f,", json_cell(json_object_get(other, "weights"), 0, 0));
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
    assert_int_equal(whole_now("head"), 2);
    type_keys("u");
    assert_null(json_object_get(explorer_value(explorer), "head"));
    assert_int_equal(explorer_row(explorer), 1);
    typed("e", "layer 2, head 2");
    leave_with("heads a b c\nattend a b c layer=2 head=2\nheads a b c side=encoder\n");
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
    typed("[", "3/3");
    type_keys(" "); /* plays to the trained state */
    work_on();
    shows("trained");
    typed(" ", "trained"); /* shows works until it has nothing left to do */
    typed("[[[[[[", "1/3");
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
