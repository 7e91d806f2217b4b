/* builtin_commands.h: the families of commands that come with the program, one in each commands_*.c. */
#ifndef SEQLAB_REPL_BUILTIN_COMMANDS_H
#define SEQLAB_REPL_BUILTIN_COMMANDS_H

#include "repl/command.h"

extern const Command *const *const data_family;
extern const Command *const *const tokens_family;
extern const Command *const *const model_family;
extern const Command *const *const train_family;
extern const Command *const *const run_family;
extern const Command *const *const step_family;
extern const Command *const *const checkpoint_family;
extern const Command *const *const curves_family;
extern const Command *const *const gradients_family;
extern const Command *const *const glossary_family;
extern const Command *const *const machine_family;
extern const Command *const *const look_family;
extern const Command *const *const attend_family;
extern const Command *const *const heads_family;
extern const Command *const *const states_family;
extern const Command *const *const neighbors_family;
extern const Command *const *const explore_family;
extern const Command *const *const decode_family;
extern const Command *const *const trace_family;
extern const Command *const *const explain_family;
extern const Command *const *const patch_family;
extern const Command *const *const units_family;
extern const Command *const *const whatif_family;
extern const Command *const *const accuracy_family;
extern const Command *const *const compare_family;
extern const Command *const *const sweep_family;
extern const Command *const *const file_family;
extern const Command *const *const export_family;
extern const Command *const *const session_family;
extern const Command *const *const bench_family;
extern const Command *const *const demo_family;

/* All of them, in the order in which `help` lists them, ended by NULL: for repl_open. */
extern const CommandFamily builtin_commands[];

#endif
