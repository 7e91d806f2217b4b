/* beam_tree.c: the tree of a beam search as a dendrogram:
 *
 *          score  1    2         3        4
 *     #1   -1.45  my---mother--+-worked-+-<EOS>
 *     #3   -3.64       |       |        `-and
 *      x   -2.80       |       `-studied
 *      x   -2.70       `-friend
 *
 * Children are put into an order first; then the leaves, in the order of a walk, are the lines. What a line has to draw
 * before the step at which it leaves the one above are the stems of those that come below it. */
#include "view/beam_tree.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"

enum {
    MARK_COLUMNS = 3,
    SCORE_COLUMNS = 8,
    LEFT = MARK_COLUMNS + SCORE_COLUMNS,
    JOINT = 2,      /* free columns before a token, with the joint in the second */
    TOKEN_MOST = 14,
    WAYS_MOST = 100
};

typedef struct Tree {
    const BeamTreeNode *nodes;
    int count;
    int *depth;             /* [count] */
    int *first, *next;      /* [count + 1] children in the order of drawing, -1 at the end; first[count]: of the root */
    int *rank, *reach;      /* [count] the best rank below a node (INT_MAX: none), the deepest step */
    int *leaf, *leave;      /* [count] of each way: its last node, and the step at which it leaves the way above */
    int ways;
    int *path;              /* [steps] of the way being drawn */
    int steps, *widths;     /* [steps] */
} Tree;

/* ---- the order ---- */

static bool comes_before(const Tree *tree, int a, int b)
{
    if (tree->rank[a] != tree->rank[b])
        return tree->rank[a] < tree->rank[b];
    if (tree->reach[a] != tree->reach[b])
        return tree->reach[a] > tree->reach[b];
    return tree->nodes[a].score > tree->nodes[b].score;
}

static void order_children(Tree *tree)
{
    for (int i = 0; i <= tree->count; i++)
        tree->first[i] = tree->next[i] = -1;
    for (int i = 0; i < tree->count; i++) {
        int parent = tree->nodes[i].parent, *place = &tree->first[parent < 0 ? tree->count : parent];
        while (*place >= 0 && !comes_before(tree, i, *place))
            place = &tree->next[*place];
        tree->next[i] = *place;
        *place = i;
    }
}

static void list_ways(Tree *tree)
{
    for (int node = tree->first[tree->count], leave = 0; node >= 0;) {
        while (tree->first[node] >= 0)
            node = tree->first[node];
        tree->leaf[tree->ways] = node;
        tree->leave[tree->ways++] = leave;
        while (node >= 0 && tree->next[node] < 0)
            node = tree->nodes[node].parent;
        node = node >= 0 ? tree->next[node] : -1;
        leave = node >= 0 ? tree->depth[node] : 0;
    }
}

static void set_path(Tree *tree, int way)
{
    for (int node = tree->leaf[way]; node >= 0; node = tree->nodes[node].parent)
        tree->path[tree->depth[node]] = node;
}

/* ---- widths ---- */

static void set_widths(Tree *tree, int columns)
{
    int most = at_least(at_most(columns - LEFT - JOINT, TOKEN_MOST), 1);
    for (int way = 0; way < tree->ways; way++)
        tree->steps = at_least(tree->steps, tree->depth[tree->leaf[way]] + 1);
    for (int step = 0; step < tree->steps; step++)
        tree->widths[step] = snprintf(NULL, 0, "%d", step + 1);
    for (int way = 0; way < tree->ways; way++) {
        set_path(tree, way);
        for (int step = tree->leave[way]; step <= tree->depth[tree->leaf[way]]; step++) {
            int width = at_most(glyph_width(tree->nodes[tree->path[step]].label), most);
            tree->widths[step] = at_least(tree->widths[step], width);
        }
    }
}

/* ---- drawing ---- */

typedef enum { LINE, FORK, BRANCH, LAST_BRANCH, STEM } Joint;

static const char *joint_text(Joint joint, bool unicode)
{
    static const char *const signs[] = {"─", "┬", "├", "└", "│"}, *const ascii[] = {"-", "+", "+", "`", "|"};
    return unicode ? signs[joint] : ascii[joint];
}

static void draw_joint(Canvas *canvas, int row, int column, Joint joint)
{
    canvas_write(canvas, row, column, STYLE_DIM, joint_text(joint, canvas_screen(canvas).unicode));
}

/* What joins a token to its parent: the line goes on from the left, or begins at the stem of the way above. The roots
 * have none to their left. */
static void join(Canvas *canvas, const Tree *tree, int way, int step, int row, int column)
{
    int node = tree->path[step];
    bool others = tree->next[node] >= 0, parts = way > 0 && step == tree->leave[way];
    if (parts) {
        draw_joint(canvas, row, column + 1, others ? BRANCH : LAST_BRANCH);
    } else if (step > 0) {
        draw_joint(canvas, row, column, LINE);
        draw_joint(canvas, row, column + 1, others ? FORK : LINE);
    } else if (others) {
        draw_joint(canvas, row, column + 1, FORK);
    }
}

static void draw_mark(Canvas *canvas, int row, const BeamTreeNode *leaf)
{
    char text[32];
    bool unicode = canvas_screen(canvas).unicode;
    if (leaf->rank > 0)
        canvas_format(canvas, row, 0, STYLE_GOOD, "#%d", leaf->rank);
    else
        canvas_write(canvas, row, 1, STYLE_DIM, leaf->finished ? "#" : unicode ? "×" : "x");
    snprintf(text, sizeof text, "%.2f", leaf->score);
    canvas_write(canvas, row, LEFT - 1 - at_most(glyph_width(text), SCORE_COLUMNS), STYLE_PLAIN, text);
}

/* The steps from..to of one way. */
static void draw_way(Canvas *canvas, Tree *tree, int way, int from, int to)
{
    int row = canvas_rows(canvas), column = LEFT, last = tree->depth[tree->leaf[way]];
    set_path(tree, way);
    draw_mark(canvas, row, &tree->nodes[tree->leaf[way]]);
    for (int step = from; step < to && step <= last; step++) {
        int width = tree->widths[step], node = tree->path[step];
        const BeamTreeNode *token = &tree->nodes[node];
        if (step >= tree->leave[way]) {
            join(canvas, tree, way, step, row, column);
            canvas_write_cut(canvas, row, column + JOINT, width, token->passed_over ? STYLE_DIM : STYLE_TARGET,
                             token->label);
            int used = at_most(glyph_width(token->label), width);
            if (step < last)
                canvas_repeat(canvas, row, column + JOINT + used, STYLE_DIM, width - used,
                              joint_text(LINE, canvas_screen(canvas).unicode));
        } else if (tree->next[node] >= 0) {
            draw_joint(canvas, row, column + 1, STEM);
        }
        column += JOINT + width;
    }
}

static void draw_parts(Canvas *canvas, Tree *tree)
{
    int columns = canvas_columns(canvas);
    for (int from = 0, to = 0; from < tree->steps; from = to) {
        int end = LEFT; /* of the steps that fit beside each other */
        for (; to < tree->steps && (to == from || end + JOINT + tree->widths[to] <= columns); to++)
            end += JOINT + tree->widths[to];
        if (from > 0)
            canvas_blank(canvas);
        int row = canvas_rows(canvas), column = LEFT;
        const char *score = TEXT("score", "점수");
        canvas_write(canvas, row, LEFT - 1 - glyph_width(score), STYLE_DIM, score);
        for (int step = from; step < to; step++) {
            canvas_format(canvas, row, column + JOINT, STYLE_DIM, "%d", step + 1);
            column += JOINT + tree->widths[step];
        }
        for (int way = 0; way < tree->ways; way++)
            if (tree->leave[way] < to && tree->depth[tree->leaf[way]] >= from)
                draw_way(canvas, tree, way, from, to);
    }
}

static void say_signs(Canvas *canvas, const Tree *tree, int left_out)
{
    int finished = 0;
    Buffer text = {0};
    for (int way = 0; way < tree->ways; way++)
        finished += tree->nodes[tree->leaf[way]].finished;
    if (finished > 0)
        buffer_add(&text, TEXT("#1: finished, and its rank.", "#1: 끝까지 쓴 답의 순위."));
    if (finished < tree->ways)
        buffer_format(&text, TEXT("%s%s: dropped for a low score.", "%s%s: 점수가 낮아 탈락한 후보."),
                      finished > 0 ? " " : "", canvas_screen(canvas).unicode ? "×" : "x");
    if (left_out > 0)
        buffer_format(&text, TEXT(" %d more are not drawn.", " 이 밖에 %d갈래는 그리지 않았습니다."), left_out);
    canvas_prose(canvas, STYLE_DIM, 0, buffer_text(&text));
    buffer_free(&text);
}

void beam_tree_draw(Canvas *canvas, const BeamTreeNode *nodes, int count)
{
    if (count <= 0) {
        canvas_prose(canvas, STYLE_DIM, 0, TEXT("(nothing to show)", "(보여 줄 값이 없습니다)"));
        return;
    }
    size_t room = (size_t)count + 1;
    int *memory = memory_new(9 * room, sizeof *memory);
    Tree tree = {.nodes = nodes, .count = count, .depth = memory, .first = memory + room, .next = memory + 2 * room,
                 .rank = memory + 3 * room, .reach = memory + 4 * room, .leaf = memory + 5 * room,
                 .leave = memory + 6 * room, .path = memory + 7 * room, .widths = memory + 8 * room};
    /* Parents stand before their children, so one pass down tells depths and one up what is below. */
    for (int i = 0; i < tree.count; i++) {
        int parent = tree.nodes[i].parent;
        tree.depth[i] = tree.reach[i] = parent < 0 ? 0 : tree.depth[parent] + 1;
        tree.rank[i] = tree.nodes[i].rank > 0 ? tree.nodes[i].rank : INT_MAX;
    }
    for (int i = tree.count - 1; i >= 0; i--) {
        int parent = tree.nodes[i].parent;
        if (parent < 0)
            continue;
        tree.reach[parent] = at_least(tree.reach[parent], tree.reach[i]);
        tree.rank[parent] = at_most(tree.rank[parent], tree.rank[i]);
    }
    order_children(&tree);
    list_ways(&tree);
    int left_out = tree.ways - at_most(tree.ways, WAYS_MOST);
    tree.ways -= left_out;
    set_widths(&tree, canvas_columns(canvas));
    draw_parts(canvas, &tree);
    say_signs(canvas, &tree, left_out);
    free(memory);
}
