/* help_pages.h: the long help of each command, in both languages: the files of man/help, compiled in.
 *
 * help_pages.c is made from them when the program is built (man/local.mk), so `help` needs no files at run time. */
#ifndef SEQLAB_REPL_HELP_PAGES_H
#define SEQLAB_REPL_HELP_PAGES_H

typedef struct HelpPage {
    const char *command, *language; /* "train", "en" */
    const char *text;               /* Markdown */
} HelpPage;

extern const HelpPage help_pages[]; /* the last one has no command */

#endif
