/* explore_page.h: the explorer on the screen: its frame and its keys, the same for all pictures. */
#ifndef SEQLAB_REPL_EXPLORE_PAGE_H
#define SEQLAB_REPL_EXPLORE_PAGE_H

#include "repl/explore.h"

typedef struct ExplorePage ExplorePage;

ExplorePage *explore_page_open(Explorer *explorer);
void explore_page_close(ExplorePage *page);
/* What a terminal's page needs; valid while it is open. */
TerminalPage explore_page_terminal(ExplorePage *page);

#endif
