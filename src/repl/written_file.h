/* written_file.h: which files may be written, by scripts and over what is there. */
#ifndef SEQLAB_REPL_WRITTEN_FILE_H
#define SEQLAB_REPL_WRITTEN_FILE_H

#include <stdbool.h>

#include "base/error.h"

/* Whether a script may write there: below the current folder, under no name that begins with a dot ("notes.txt",
 * "out/lengths.csv"; not "/etc/x", "../x", ".profile", "out/.x"), so that a script from somewhere cannot change the person's
 * settings. No link may be on the way, which would lead elsewhere. False with ERROR_USAGE otherwise. */
bool script_may_write(const char *path, Error *error);

/* Whether a model may be written there: nothing is there, or nothing is in it, or it is a model that seqlab saved and either
 * the model's own file (own: lab_file's name, or NULL) or one that is to be replaced. False with ERROR_USAGE and the way out
 * otherwise. What is no regular file is left to the writer's own error. */
bool model_may_replace(const char *path, const char *own, bool replace, Error *error);

#endif
