/* term_locale.h: which characters the terminal understands. */
#ifndef SEQLAB_TERM_TERM_LOCALE_H
#define SEQLAB_TERM_TERM_LOCALE_H

#include <stdbool.h>

/* Sets LC_CTYPE from the environment and tells whether its characters are UTF-8.
 *
 *   LC_ALL, LC_CTYPE, LANG name a locale     that one
 *   it names UTF-8 but is not installed      C.UTF-8 (a small container that was handed ko_KR.UTF-8)
 *   none of them is set                      C.UTF-8: containers and services set nothing, and the terminals
 *                                            in front of them are nearly all UTF-8
 *   C or POSIX by name                       C.UTF-8 if takes_utf8, for the sentences, else ASCII
 *
 * In the last case LC_ALL is changed as well. LC_NUMERIC stays "C", so that numbers are read and written with a point. */
bool locale_set(bool takes_utf8);
/* Whether that is an ASCII locale by name, to which pictures keep. Before locale_set. */
bool locale_asks_for_ascii(void);

/* Calls a library that asks the environment for the locale once more and would believe it, even where setlocale refused
 * that name and C.UTF-8 was chosen in its place: it finds the locale that is really set. */
void locale_kept_during(void (*initialize)(void));

#endif
