/* test_trace_key.c: the numbers of a trace and the names that people type for them. */
#include "model_family.h"
#include "test.h"

enum { WORDS = 12, S = 4, T = 3 };
static const int source[S] = {4, 9, 5, TOKEN_EOS}, target[T] = {5, 8, TOKEN_EOS};

/* ---- what is typed ---- */

TEST(words_are_read_as_names)
{
    static const char *const read[][2] = {
        {"attention.weights", "attention.weights"},
        {"attention", "attention.weights"},
        {"weights", "attention.weights"},
        {"scores", "attention.scores"},
        {"z", "*.update"},
        {"r", "*.reset"},
        {"i", "*.input"},
        {"f", "*.forget"},
        {"o", "*.output"},
        {"update", "*.update"},
        {"attention.context", "attention.context"},
        {"context", "context"},
        {"context.layer2", "context.layer2"},
        {"context.layer2.memory", "context.layer2.cell_state"},
        {"decoder.memory", "decoder.cell_state"},
        {"memory", "*.cell_state"},
        {"decoder.layer2.cross.head1.weights", "decoder.layer2.cross.head1.weights"},
        {"*.cross.head*.weights", "*.cross.head*.weights"},
        {"decoder.layer*.update", "decoder.layer*.update"},
        {"encoder.*.backward.state", "encoder.*.backward.state"},
        {"decoder.layer1.head2.*", "decoder.layer1.head2.*"},
        {"encoder.*", "encoder.*"},
        {"context.*", "context.*"},
        {"*.*.*", "*"},
        {"*", "*"},
        {"encoder.forward.head1", "encoder.forward.head1"}, /* a gate may be called so */
        {"own-gate_2", "*.own-gate_2"},
    };
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        TracePattern pattern;
        char text[TRACE_NAME];
        if (!trace_parse(read[i][0], &pattern))
            fail_msg("'%s' is not read", read[i][0]);
        assert_string_equal(trace_pattern_text(&pattern, text), read[i][1]);
        assert_int_equal(trace_pattern_is_name(&pattern), strchr(read[i][1], '*') == NULL);
    }
    static const char *const refused[] = {
        "", ".", "update.", ".update", "decoder..update", "wrong.update", "decoder.forward.layer2.state", "decoder.layer0.state",
        "decoder.layer1000.state", "layer2.update", "decoder.head1x.weights", "decoder update", "upd*", "decoder.*pdate",
        "decoder.a-name-that-is-longer-than-one-may-be", "decoder.layer2.layer3.state",
        "encoder.encoder.encoder.encoder.encoder.encoder.encoder.encoder.encoder.encoder.encoder.encoder.update"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        TracePattern pattern;
        if (trace_parse(refused[i], &pattern))
            fail_msg("'%s' is read", refused[i]);
    }
}

TEST(patterns_match_what_they_leave_open)
{
    const TraceKey first = {TRACE_DECODER, 1, TRACE_ONE_WAY, TRACE_CELLS, 0, &quantity_state};
    const TraceKey second = {TRACE_ENCODER, 2, TRACE_BACKWARD, TRACE_CELLS, 0, &quantity_state};
    const TraceKey stack = {TRACE_DECODER, 0, TRACE_ONE_WAY, TRACE_WHOLE, 0, &quantity_state};
    const TraceKey head = {TRACE_DECODER, 1, TRACE_ONE_WAY, TRACE_CROSS, 3, &quantity_weights};
    const TraceKey handed = {TRACE_CONTEXT, 1, TRACE_ONE_WAY, TRACE_CELLS, 0, &quantity_handed_on};
    const struct Case { const char *text; bool matches[5]; } cases[] = {
        {"*.state", {true, true, true, false, false}},
        {"decoder.state", {true, false, true, false, false}},
        {"decoder.layer1.state", {true, false, false, false, false}},
        {"decoder.layer*.state", {true, false, false, false, false}},
        {"*.layer*.*", {true, true, false, true, true}},
        {"*.backward.state", {false, true, false, false, false}},
        {"encoder.*", {false, true, false, false, false}},
        {"*.head3.weights", {false, false, false, true, false}},
        {"*.cross.*", {false, false, false, true, false}},
        {"decoder.layer1.head3.weights", {false, false, false, false, false}},
        {"decoder.*.weights", {false, false, false, true, false}},
        {"context", {false, false, false, false, true}},
        {"*", {true, true, true, true, true}},
    };
    const TraceKey *const keys[] = {&first, &second, &stack, &head, &handed};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int k = 0; k < 5; k++) {
            TracePattern pattern;
            char name[TRACE_NAME];
            assert_true(trace_parse(cases[i].text, &pattern));
            if (trace_matches(&pattern, keys[k]) != cases[i].matches[k])
                fail_msg("%s and %s", cases[i].text, trace_name(keys[k], name));
        }
}

/* ---- what models have ---- */

static int length_of(const ModelConfiguration *c, TraceAxis axis, int is)
{
    switch (axis) {
    case AXIS_ONE: return 1;
    case AXIS_SOURCE: return S;
    case AXIS_SAID: return c->kind == KIND_MASKED ? S : T;
    case AXIS_READ: return T;
    case AXIS_JOINT: return S + T;
    case AXIS_VOCABULARY: return WORDS;
    case AXIS_UNITS: break;
    }
    bool one_hot = c->input == INPUT_ONE_HOT && is == WORDS;
    return is == 4 || is == 5 || is == 8 || one_hot ? is : -1; /* of one direction, of embeddings, of states */
}

/* A name says what no other says, and an axis how many there are of it. */
TEST(every_number_has_a_name_and_axes)
{
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, WORDS, WORDS);
        const ModelConfiguration *c = model_configuration(model);
        bool fills = model_fills(model); /* its answer is its source */
        Trace *trace = model_trace_given(model, source, S, fills ? source : target, fills ? S : T);
        for (int i = 0; i < trace->count; i++) {
            const TraceArray *array = &trace->arrays[i];
            char name[TRACE_NAME];
            trace_name(&array->key, name);
            if (trace_find_named(trace, name) != array || trace_find(trace, &array->key) != array)
                fail_msg("%s: %s is another's name too", family[member].name, name);
            if (array->rows != length_of(c, array->row_axis, 0) ||
                array->columns != length_of(c, array->column_axis, array->columns))
                fail_msg("%s: %s is %d x %d", family[member].name, name, array->rows, array->columns);
        }
        assert_null(trace_find_named(trace, "*"));
        assert_null(trace_find_named(trace, "decoder.nothing"));
        trace_close(trace);
        model_close(model);
    }
}
