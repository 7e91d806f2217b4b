/* written_file.h: which files scripts may write, and which files a model may replace. */
#ifndef SEQLAB_REPL_WRITTEN_FILE_H
#define SEQLAB_REPL_WRITTEN_FILE_H

#include <stdbool.h>

#include "base/error.h"

/* Whether a script may write there: below the current folder, under no name that begins with a dot ("notes.txt",
 * "out/lengths.csv"; not "/etc/x", "../x", ".profile", "out/.x"), so that a script from elsewhere cannot change the
 * user's settings. The path may not go through a link, which could lead elsewhere. False with ERROR_USAGE otherwise. */
bool script_may_write(const char *path, Error *error);

/* Whether a text may be written there: by a script as above, and in place of an old file only if asked to. A pipe is always
 * written to. */
bool text_may_be_written(const char *path, bool scripted, bool replace, Error *error);

/* Whether a model may be written there: the file does not exist, is empty, or is a model that seqlab saved and either
 * the model's own file (own: lab_file's name, or NULL) or to be replaced. Otherwise false with ERROR_USAGE, which
 * suggests a way out. If it is not a regular file, the writer reports the error. */
bool model_may_replace(const char *path, const char *own, bool replace, Error *error);

#endif
