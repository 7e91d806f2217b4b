/* folders.h: the folders of lessons: the program's, and after them the user's own. */
#ifndef SEQLAB_LESSON_FOLDERS_H
#define SEQLAB_LESSON_FOLDERS_H

#include "repl/repl.h"

enum { LESSONS_MOST = 100 }; /* of the program, and of the user */

typedef struct LessonFolder {
    char *name; /* "07-bottleneck"; the user's: "pig-latin" */
    char *path;
    char *word;        /* what `lesson` calls it: "7"; "pig-latin"; of one that was given by its path: that path */
    char *key;         /* its name in the learner's progress, which is also a file's */
    bool own;          /* the user's */
    const char *given; /* a file elsewhere that the user gave it to read; not its own */
    const char *fault; /* why a folder of the user's cannot be a lesson; NULL: it can */
} LessonFolder;
void lesson_folder_free(LessonFolder *folder);

typedef struct Folders {
    LessonFolder list[2 * LESSONS_MOST];
    int count;
} Folders;

Folders folders_open(Repl *repl);
void folders_close(Folders *folders);

/* "7", "07", "bottleneck", "07-bottleneck", "pig-latin", or a path with a slash. False with an error where there is
 * none. */
bool lesson_folder(Repl *repl, const char *name, LessonFolder *folder, Error *error);
/* The number of the program's lesson after the one with this name, or 0. */
int lesson_number_after(Repl *repl, const char *name);
int lesson_number(const char *name); /* -1: it has none */
/* Small letters, digits and hyphens, a letter first. */
bool lesson_name_fits(const char *name);
/* Where `lesson new` makes this one: in the user's folder, or the path itself; NULL with an error. A new string. */
char *lesson_new_folder(Repl *repl, const char *name, Error *error);

#endif
