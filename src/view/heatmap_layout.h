/* heatmap_layout.h: how wide the columns of a heat map are, and where their labels stand.
 *
 * The first of these that fits is taken:
 *
 *     all columns as wide as the longest label          나는    학교에    간다
 *     each as wide as its own label                     나는 학교에 간다
 *     as wide as a number, the labels written           학
 *     downwards (short ones),                           교
 *     or numbered and listed (long ones)                에
 *     narrow: shades alone                              1  2  3
 *
 * What needs several parts anyway has wide columns if that takes no more of them. */
#ifndef SEQLAB_VIEW_HEATMAP_LAYOUT_H
#define SEQLAB_VIEW_HEATMAP_LAYOUT_H

#include "view/heatmap.h"

typedef enum { LABELS_ABOVE, LABELS_DOWNWARDS, LABELS_NUMBERED, LABELS_RULER } LabelPlace;

typedef struct HeatmapLayout {
    const Heatmap *map;
    Canvas *canvas;
    bool unicode, backgrounds;
    float low, high;
    LabelPlace place;
    int label_width; /* of the row labels */
    int left;        /* where the cells begin */
    int for_number;  /* columns that a number takes with its signs and a blank; 0: two digits would not tell */
    int *widths;     /* [columns] of the cells */
    int part;        /* columns in a part */
} HeatmapLayout;

HeatmapLayout heatmap_layout(Canvas *canvas, const Heatmap *map); /* its widths are to be freed */
/* Places the labels above the columns, all equally wide or each as its label; false when neither fits. */
bool heatmap_labels_above(HeatmapLayout *layout);

bool heatmap_is_masked(const Heatmap *map, int row, int column);
/* number: room for the number that stands for a label. */
const char *heatmap_row_label(const Heatmap *map, int row, char *number);
const char *heatmap_column_label(const Heatmap *map, int column);

#endif
