/* builtin_commands.h: the families of commands that come with the program, one in each commands_*.c. */
#ifndef SEQLAB_REPL_BUILTIN_COMMANDS_H
#define SEQLAB_REPL_BUILTIN_COMMANDS_H

#include "repl/command.h"

extern const Command *const data_family[], *const tokens_family[];
extern const Command *const model_family[], *const train_family[], *const run_family[], *const step_family[];
extern const Command *const checkpoint_family[], *const curves_family[], *const gradients_family[];
extern const Command *const glossary_family[], *const machine_family[], *const look_family[];
extern const Command *const attend_family[], *const heads_family[], *const states_family[];
extern const Command *const neighbors_family[], *const explore_family[], *const decode_family[];
extern const Command *const trace_family[], *const explain_family[], *const patch_family[];
extern const Command *const units_family[], *const whatif_family[], *const accuracy_family[];
extern const Command *const compare_family[], *const sweep_family[], *const file_family[];
extern const Command *const export_family[], *const session_family[], *const bench_family[];
extern const Command *const demo_family[];

/* All of them, in the order in which `help` lists them, ended by NULL: for repl_open. */
extern const CommandFamily builtin_commands[];

#endif
