/* console_glyphs.h: what stands in on a console for glyphs that its fonts lack. */
#ifndef SEQLAB_VIEW_CONSOLE_GLYPHS_H
#define SEQLAB_VIEW_CONSOLE_GLYPHS_H

/* The text of one cell, or something as wide in its place. Fonts of consoles have 256 or 512 glyphs: Latin letters,
 * lines, blocks and arrows. Hangul has no stand-in. */
const char *console_glyph(const char *text);

#endif
