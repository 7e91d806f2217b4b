/* builtin_commands.c: the families of commands in the order in which `help` lists them. */
#include "repl/builtin_commands.h"

const CommandFamily builtin_commands[] = {
    data_family, tokens_family,
    model_family, train_family, run_family, step_family, curves_family, checkpoint_family,
    machine_family, look_family, attend_family, heads_family, states_family, neighbors_family, explore_family,
    decode_family, trace_family, explain_family, units_family, whatif_family, patch_family, gradients_family,
    accuracy_family, compare_family, sweep_family, bench_family,
    file_family, export_family, glossary_family, session_family, demo_family, NULL,
};
