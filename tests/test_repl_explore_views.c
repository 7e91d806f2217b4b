/* test_repl_explore_views.c: what the explorer says of each picture, against the commands that give its numbers. */
#include "explore_session.h"

AROUND_EACH(open_session, close_session);

TEST(gates_are_worked_out)
{
    train_model("model attention=dot hidden=8");
    json_t *gates = value_of("gates a b c");
    json_t *explained = value_of("explain gates a b c side=encoder layer=1 token=2 unit=3");
    explore("gates a b c");
    assert_false(has("L layer")); /* it has one */
    press(PAGE_KEY_DOWN);
    typed("ll", "reset gate r %.3f", json_cell(json_object_get(gates, "reset"), 1, 2));
    shows("%s", json_text(json_array_get(json_object_get(explained, "numbers"), 0), "label"));
    typed("g", "update gate");
    typed("f", "held at 0");
    assert_int_equal(lab_interventions(lab)->count, 0);
    typed("eL", "no layer 2");
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
    typed("f", "from here on");
    assert_string_equal(lab_prefix(lab), "");
    type_keys("+");
    assert_int_equal(whole_now("width"), 3);
    Buffer lines = {0};
    leave(&lines);
    assert_non_null(strstr(buffer_text(&lines), "force prefix "));
    assert_non_null(strstr(buffer_text(&lines), "beam a b c width=3\n"));
    buffer_free(&lines);
}

TEST(states_are_as_far_apart_as_the_command_says)
{
    train_model("model attention=dot hidden=8");
    json_t *states = value_of("states a b c");
    explore("states a b c");
    typed("jll", "b (2) to c (3): %.3f", json_cell(json_object_get(states, "distances"), 1, 2));
    typed("p", "the state at b (2)");
    shows("◆b");
    type_keys("pe");
    assert_string_equal(text_now("side"), "decoder");
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
    typed("jj", "number 3 of 5");
    press(PAGE_KEY_ENTER);
    assert_string_equal(text_now("token"), json_text(json_array_get(list, 2), "token"));
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
}

TEST(tables_by_length_and_distance)
{
    train_model("model attention=dot hidden=8");
    explore("accuracy lengths=3,5 count=20");
    press(PAGE_KEY_DOWN);
    shows("source length 5: 20 sentences");
    type_keys("["); /* it measures: not for every checkpoint */
    press(PAGE_KEY_ENTER);
    shows(", rank ");
    leave_with("accuracy lengths=3,5 count=20\nattend length=5\n");
    explore("gradients length=6 count=4");
    type_keys("j+");
    assert_int_equal(whole_now("length"), 11);
    shows("1 token before the end");
    leave_with("gradients length=6 count=4\ngradients length=11 count=4\n");
    explore("compare none dot steps=2 hidden=8 count=10");
    shows("The cells show the exact match");
    leave_with("compare none dot count=10 hidden=8 steps=2\n");
}

TEST(columns_of_a_picture_have_numbers)
{
    run("data task=picture symbols=6 length=11..17");
    run("model attention=dot hidden=8");
    run("train steps=2");
    explore("attend AB");
    press(PAGE_KEY_RIGHT);
    press(PAGE_KEY_RIGHT);
    shows("→ column 3");
    assert_false(has(" 00 "));
    press(PAGE_KEY_END);
    shows("→ <EOS>");
    leave(NULL);
}

TEST(keys_are_listed_where_they_apply)
{
    train_model("model attention=dot hidden=8");
    explore("curves");
    typed("/?", "copy the picture");
    assert_false(has("numbers in the cells") || has("another sentence") || has("checkpoint"));
    leave(NULL);
    explore("attend a b c");
    typed("?", "numbers in the cells");
    assert_true(has("another sentence") && has("play the checkpoints") && !has("the picture before"));
    typed("/", "Enter show  Esc cancel");
    assert_false(has("q back"));
    press(PAGE_KEY_ESCAPE);
    shows("q back");
    leave(NULL);
    explore("neighbors a");
    shows("/ other token");
    leave(NULL);
}

TEST(curves_say_the_losses_of_a_step)
{
    train_model("model attention=dot hidden=8 name=dot");
    run("model attention=none hidden=8 name=none");
    run("train steps=90 lr=0.01 validate_every=20");
    json_t *curves = value_of("curves");
    const json_t *none = json_array_get(json_object_get(curves, "runs"), 1);
    const json_t *point = json_array_get(json_object_get(none, "points"), 19);
    explore("curves");
    for (int i = 0; i < 19; i++)
        press(PAGE_KEY_RIGHT);
    shows("step 20: training, validation");
    shows("none  %.4f  %.4f", json_double(point, "loss"), json_double(point, "validation_loss"));
    press(PAGE_KEY_END);
    shows("step 90: training, validation");
    shows("(60)"); /* where the other run ended */
    press(PAGE_KEY_DOWN);
    press(PAGE_KEY_HOME);
    typed("b", "step %d: training", json_whole(none, "best_step"));
    shows("  %.4f", json_double(none, "best_loss"));
    press(PAGE_KEY_HOME);
    typed("+-vva", "step 1: training, validation");
    shows("validation loss");
    press(PAGE_KEY_PAGE_DOWN);
    shows("step 10: training, validation");
    leave_with("curves\ncurves steps=0..45\ncurves\ncurves loss=training\ncurves loss=validation\n"
               "curves loss=validation axis=linear\n");
}
