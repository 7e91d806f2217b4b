/* beam_tree.c: from each leaf the path back to the root, in the order of a walk that takes likelier children first. */
#include "view/beam_tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/unicode.h"

enum { DEEPEST = 2048, NUMBER_COLUMNS = 14 };

typedef struct Tree {
    const BeamTreeNode *nodes;
    int count;
    int path[DEEPEST];  /* of the line being drawn, from the root */
    int last[DEEPEST];  /* of the line above */
    int last_depth;
} Tree;

/* The tokens of a path with a blank between, from `from` on; cut at its front where it is too wide, with a mark. */
static int write_tokens(Canvas *canvas, int row, int column, const Tree *tree, int from, int depth, int room)
{
    Buffer text = {0};
    for (int i = from; i < depth; i++)
        buffer_format(&text, "%s%s", i > from ? " " : "", tree->nodes[tree->path[i]].token);
    const char *start = buffer_text(&text);
    bool unicode = canvas_screen(canvas).unicode, cut = utf8_width(start) > room;
    const char *mark = unicode ? "\xe2\x80\xa6" : "..";
    while (*start != '\0' && utf8_width(start) > room - (cut ? utf8_width(mark) : 0))
        start += utf8_cluster(start, strlen(start));
    if (cut)
        column = canvas_write(canvas, row, column, STYLE_DIM, mark);
    column = canvas_write(canvas, row, column, STYLE_TARGET, start);
    buffer_free(&text);
    return column;
}

/* Columns of what the line shares with the one above, but never more than half of the screen. */
static int shared_columns(const Canvas *canvas, const Tree *tree, int shared)
{
    int columns = 0, most = canvas_columns(canvas) / 2;
    for (int i = 0; i < shared; i++)
        columns += utf8_width(tree->nodes[tree->path[i]].token) + 1;
    return columns < most ? columns : most;
}

static int count_shared(const Tree *tree, int depth)
{
    int shared = 0;
    while (shared < depth && shared < tree->last_depth && tree->path[shared] == tree->last[shared])
        shared++;
    return shared;
}

static void draw_line(Canvas *canvas, Tree *tree, int depth)
{
    const BeamTreeNode *leaf = &tree->nodes[tree->path[depth - 1]];
    bool unicode = canvas_screen(canvas).unicode;
    int row = canvas_rows(canvas), shared = count_shared(tree, depth), column = 0;
    int indent = shared_columns(canvas, tree, shared), end = canvas_columns(canvas) - NUMBER_COLUMNS;
    if (shared > 0) {
        for (int i = 0; i + 1 < indent; i++)
            canvas_write(canvas, row, i, STYLE_DIM, unicode ? "\xc2\xb7" : ".");
        column = indent;
    }
    write_tokens(canvas, row, column, tree, shared, depth, end - column - 1);
    canvas_format(canvas, row, end, STYLE_PLAIN, "%8.2f ", leaf->log_probability);
    if (leaf->rank > 0)
        canvas_format(canvas, row, end + 9, STYLE_GOOD, "#%d", leaf->rank);
    else
        canvas_write(canvas, row, end + 9, STYLE_DIM, unicode ? "\xc3\x97" : "x");
    memcpy(tree->last, tree->path, (size_t)depth * sizeof *tree->path);
    tree->last_depth = depth;
}

/* The next child of `parent` after `before` in the order of the walk: likelier first, then as given; -1 at the end. */
static int next_child(const Tree *tree, int parent, int before)
{
    int best = -1;
    for (int i = parent + 1; i < tree->count; i++) {
        const BeamTreeNode *node = &tree->nodes[i];
        if (node->parent != parent)
            continue;
        bool later = before < 0 || node->log_probability < tree->nodes[before].log_probability ||
                     (node->log_probability == tree->nodes[before].log_probability && i > before);
        if (later && (best < 0 || node->log_probability > tree->nodes[best].log_probability))
            best = i;
    }
    return best;
}

static void walk(Canvas *canvas, Tree *tree, int node, int depth)
{
    if (depth >= DEEPEST)
        return;
    tree->path[depth] = node;
    int child = next_child(tree, node, -1);
    if (child < 0)
        draw_line(canvas, tree, depth + 1);
    for (; child >= 0; child = next_child(tree, node, child))
        walk(canvas, tree, child, depth + 1);
}

void beam_tree_draw(Canvas *canvas, const BeamTreeNode *nodes, int count)
{
    Tree *tree = memory_new(1, sizeof *tree);
    tree->nodes = nodes;
    tree->count = count;
    for (int root = next_child(tree, -1, -1); root >= 0; root = next_child(tree, -1, root))
        walk(canvas, tree, root, 0);
    free(tree);
}
