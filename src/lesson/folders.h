/* folders.h: the folders of lessons. */
#ifndef SEQLAB_LESSON_FOLDERS_H
#define SEQLAB_LESSON_FOLDERS_H

#include "repl/repl.h"

enum { LESSONS_MOST = 100 };

typedef struct Folders {
    char *root;
    char *names[LESSONS_MOST]; /* "07-bottleneck" */
    int count;
} Folders;

Folders folders_open(Repl *repl);
void folders_close(Folders *folders);
char *folders_path(const Folders *folders, int index); /* a new string */

/* "7", "07", "bottleneck", "07-bottleneck": the folder's path (free it), or NULL with an error. */
char *lesson_folder(Repl *repl, const char *name, Error *error);
/* The one after it: its number, or 0. */
int lesson_number_after(Repl *repl, const char *name);
int lesson_number(const char *name);

#endif
