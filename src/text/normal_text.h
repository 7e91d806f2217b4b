/* normal_text.h: text as models read it, whether typed or from a file. */
#ifndef SEQLAB_TEXT_NORMAL_TEXT_H
#define SEQLAB_TEXT_NORMAL_TEXT_H

/* The text in normal form C without the characters that nobody sees: zero-width spaces, byte-order marks, soft
 * hyphens, marks of direction. Joiners and variation selectors stay where they choose a glyph (an emoji's, Persian,
 * Hindi). Newly allocated; NULL if it is not valid UTF-8. */
char *text_normalised(const char *text);

#endif
