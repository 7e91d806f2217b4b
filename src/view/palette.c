/* palette.c: the colors of the styles.
 *
 * The ramp of the shades is blue from white to nearly black: one hue, so that color blindness changes
 * nothing, and each step darker than the one before by 6 or more of the 100 steps of lightness, so that it
 * works in grey. The other colors are readable on a black and on a white background, and blue and orange
 * where two things are set against each other. */
#include "view/palette.h"

static const short shade_background[SHADES] = {231, 255, 153, 75, 69, 27, 25, 20, 18, 17};
enum { FIRST_DARK_SHADE = 5, BLACK = 16, WHITE = 231 };

static const Paint paints_256[] = {
    [STYLE_PLAIN] = {-1, -1, false, false},  [STYLE_HEADING] = {-1, -1, true, false},
    [STYLE_DIM] = {244, -1, false, false},   [STYLE_STRONG] = {-1, -1, true, false},
    [STYLE_CODE] = {30, -1, false, false},   [STYLE_SOURCE] = {33, -1, false, false},
    [STYLE_TARGET] = {166, -1, false, false}, [STYLE_GOOD] = {29, -1, false, false},
    [STYLE_WARNING] = {136, -1, false, false}, [STYLE_ERROR] = {160, -1, true, false},
    [STYLE_FIRST] = {33, -1, false, false},  [STYLE_SECOND] = {166, -1, false, false},
    [STYLE_SHADE] = {-1, -1, false, false},
};

static const Paint paints_8[] = {
    [STYLE_PLAIN] = {-1, -1, false, false},  [STYLE_HEADING] = {-1, -1, true, false},
    [STYLE_DIM] = {-1, -1, false, true},     [STYLE_STRONG] = {-1, -1, true, false},
    [STYLE_CODE] = {6, -1, false, false},    [STYLE_SOURCE] = {6, -1, false, false},
    [STYLE_TARGET] = {5, -1, false, false},  [STYLE_GOOD] = {2, -1, false, false},
    [STYLE_WARNING] = {3, -1, false, false}, [STYLE_ERROR] = {1, -1, true, false},
    [STYLE_FIRST] = {6, -1, false, false},   [STYLE_SECOND] = {5, -1, false, false},
    [STYLE_SHADE] = {-1, -1, false, false},
};

static int shade_clamped(int shade) { return shade < 0 ? 0 : shade >= SHADES ? SHADES - 1 : shade; }

Paint style_paint(Style style, int shade, int colors)
{
    Paint none = {-1, -1, false, false};
    if (colors < 8)
        return none;
    if (colors < 256)
        return paints_8[style];
    if (style != STYLE_SHADE)
        return paints_256[style];
    shade = shade_clamped(shade);
    none.background = shade_background[shade];
    none.foreground = shade < FIRST_DARK_SHADE ? BLACK : WHITE;
    return none;
}

const char *shade_character(int shade, bool unicode)
{
    static const char *const blocks[SHADES] = {" ", "░", "░", "▒", "▒", "▓", "▓", "█", "█", "█"};
    static const char *const signs[SHADES] = {" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"};
    return (unicode ? blocks : signs)[shade_clamped(shade)];
}

int shade_of(float value, float low, float high)
{
    if (!(high > low) || !(value > low)) /* not a number ends here too */
        return 0;
    if (value >= high)
        return SHADES - 1;
    /* A hair more, so that .3 kept as 0.29999 falls where its two printed digits say. */
    return shade_clamped((int)(((double)value - (double)low) / ((double)high - (double)low) * SHADES + 1e-4));
}
