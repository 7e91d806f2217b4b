/* layout.c: the folding of the screen. */
#include "term/layout.h"

#include "view/canvas.h"

enum {
    RESULTS_LEAST = 3,
    AREA_FOR_PANES = 5,   /* rows above the status: with fewer there are only results */
    AREA_FOR_SIDES = 10,  /* with fewer no pane stands beside another */
    AREA_FOR_FOLDED = 12, /* with fewer a folded lesson is its title alone */
    FOLDED_ROWS = 2,
    BETWEEN = 3           /* columns between panes that stand beside each other: a line and two blanks */
};

/* Of so many rows those for the results: what they want, but at most two thirds. */
static int results_share(const LayoutNeeds *needs, int rows)
{
    return at_least(at_most(needs->wanted[PANE_RESULTS], rows * 2 / 3), RESULTS_LEAST);
}

static void place_wide(Layout *layout, const LayoutNeeds *needs, int area)
{
    int left = at_most(PROSE_COLUMNS, needs->columns * 2 / 5), begin = left + BETWEEN, right = needs->columns - begin,
        top = 1;
    if (!needs->there[PANE_LESSON]) {
        layout->pane[PANE_LIVE] = (Box){1, 0, area - 1, left};
    } else {
        layout->pane[PANE_LESSON] = (Box){1, 0, area - 1, left};
        if (needs->there[PANE_LIVE]) {
            int rows = at_most(needs->wanted[PANE_LIVE], area - 2 - results_share(needs, area - 2));
            layout->pane[PANE_LIVE] = (Box){1, begin, rows, right};
            top += rows + 1;
        }
    }
    layout->pane[PANE_RESULTS] = (Box){top, begin, area - top, right};
}

static void place_band(Layout *layout, const LayoutNeeds *needs, int area)
{
    int left = needs->columns * 3 / 5, begin = left + BETWEEN, room = area - 2;
    int rows = at_least(needs->wanted[PANE_LESSON], needs->wanted[PANE_LIVE]);
    rows = at_most(rows, room - results_share(needs, room));
    layout->pane[PANE_LESSON] = (Box){1, 0, rows, left};
    layout->pane[PANE_LIVE] = (Box){1, begin, rows, needs->columns - begin};
    layout->pane[PANE_RESULTS] = (Box){rows + 2, 0, room - rows, needs->columns};
}

static void place_stack(Layout *layout, const LayoutNeeds *needs, int area)
{
    bool live = needs->there[PANE_LIVE], lesson = needs->there[PANE_LESSON];
    int room = area - 1 - lesson - live, top = 0;
    int others = room - results_share(needs, room);
    if (lesson) {
        int rows = !live ? at_most(needs->wanted[PANE_LESSON], others) : area < AREA_FOR_FOLDED ? 0 : FOLDED_ROWS;
        layout->pane[PANE_LESSON] = (Box){1, 0, rows, needs->columns};
        top = rows + 1;
    }
    if (live) {
        int rows = at_most(needs->wanted[PANE_LIVE], at_least(others - (top > 0 ? top - 1 : 0), 1));
        layout->pane[PANE_LIVE] = (Box){top + 1, 0, rows, needs->columns};
        top += rows + 1;
    }
    top += top > 0;
    layout->pane[PANE_RESULTS] = (Box){top, 0, area - top, needs->columns};
}

Layout layout_of(const LayoutNeeds *needs)
{
    int area = needs->rows - 1;
    Layout layout = {.status = area};
    bool lesson = needs->there[PANE_LESSON], live = needs->there[PANE_LIVE], sides = area >= AREA_FOR_SIDES;
    if (area < AREA_FOR_PANES || !(lesson || live))
        layout.pane[PANE_RESULTS] = (Box){0, 0, area, needs->columns};
    else if (needs->zoomed != PANES && needs->there[needs->zoomed])
        layout.pane[needs->zoomed] = (Box){1, 0, area - 1, needs->columns};
    else if (sides && needs->columns >= LAYOUT_WIDE)
        place_wide(&layout, needs, area);
    else if (sides && lesson && live && needs->columns >= LAYOUT_BESIDE)
        place_band(&layout, needs, area);
    else
        place_stack(&layout, needs, area);
    return layout;
}
