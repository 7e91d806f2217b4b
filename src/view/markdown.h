/* markdown.h: lesson text and help pages, drawn by md4c's reading of Markdown: headings, paragraphs, lists, code,
 * strong, quotations, links, tables as plain rows. */
#ifndef SEQLAB_VIEW_MARKDOWN_H
#define SEQLAB_VIEW_MARKDOWN_H

#include "view/canvas.h"

void markdown_draw(Canvas *canvas, const char *markdown);

#endif
