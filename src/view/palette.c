/* palette.c: the colors of the styles.
 *
 * A shade leads from the terminal's own background, which is zero, to what stands out most from it: on a dark screen to
 * bright, on a light one to dark. Lightness changes in one direction only, so that it works in grey and for whoever
 * sees hues differently. Values below zero go through other hues, from the same background.
 *
 * Each hue of the other styles has one meaning: blue is the source, green right, red wrong; violet, orange, pink and
 * olive are the first, second ... of things compared. Dark and light backgrounds have shades of their own. */
#include "view/palette.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"

enum { BLACK = 16, WHITE = 231, STEPS = 10 };

/* From weak to strong on a dark screen, for values above and below zero. */
static const unsigned char shades_256[2][STEPS] = {
    {234, 53, 89, 125, 161, 203, 209, 215, 221, 229},
    {17, 18, 19, 20, 25, 32, 38, 44, 87, 195},
};

/* Equal steps of inferno, and of a scale made like it; between them colors are mixed. */
static const int shade_anchors[2][STEPS + 1] = {
    {0x000004, 0x160B39, 0x420A68, 0x6A176E, 0x932667, 0xBC3754, 0xDD513A, 0xF37819, 0xFCA50A, 0xF6D746, 0xFCFFA4},
    {0x000004, 0x06123A, 0x0B2360, 0x0F3A80, 0x12539A, 0x176EAE, 0x248CBD, 0x41AACA, 0x6CC6D6, 0xA2E0E2, 0xDDF8F0},
};

static const Paint paints_256[2][STYLE_SHADE] = {
    {
        [STYLE_PLAIN] = {-1, -1, false, false},   [STYLE_HEADING] = {-1, -1, true, false},
        [STYLE_DIM] = {245, -1, false, false},    [STYLE_STRONG] = {-1, -1, true, false},
        [STYLE_CODE] = {44, -1, false, false},    [STYLE_SOURCE] = {75, -1, false, false},
        [STYLE_TARGET] = {-1, -1, false, false},  [STYLE_GOOD] = {77, -1, false, false},
        [STYLE_WARNING] = {221, -1, false, false}, [STYLE_ERROR] = {203, -1, true, false},
        [STYLE_WRONG] = {203, -1, false, false},  [STYLE_FIRST] = {141, -1, false, false},
        [STYLE_SECOND] = {214, -1, false, false}, [STYLE_THIRD] = {212, -1, false, false},
        [STYLE_FOURTH] = {143, -1, false, false},
    },
    {
        [STYLE_PLAIN] = {-1, -1, false, false},   [STYLE_HEADING] = {-1, -1, true, false},
        [STYLE_DIM] = {242, -1, false, false},    [STYLE_STRONG] = {-1, -1, true, false},
        [STYLE_CODE] = {30, -1, false, false},    [STYLE_SOURCE] = {26, -1, false, false},
        [STYLE_TARGET] = {-1, -1, false, false},  [STYLE_GOOD] = {28, -1, false, false},
        [STYLE_WARNING] = {94, -1, false, false}, [STYLE_ERROR] = {160, -1, true, false},
        [STYLE_WRONG] = {160, -1, false, false},  [STYLE_FIRST] = {92, -1, false, false},
        [STYLE_SECOND] = {166, -1, false, false}, [STYLE_THIRD] = {162, -1, false, false},
        [STYLE_FOURTH] = {58, -1, false, false},
    },
};

static const Paint paints_8[] = {
    [STYLE_PLAIN] = {-1, -1, false, false},  [STYLE_HEADING] = {-1, -1, true, false},
    [STYLE_DIM] = {-1, -1, false, true},     [STYLE_STRONG] = {-1, -1, true, false},
    [STYLE_CODE] = {6, -1, false, false},    [STYLE_SOURCE] = {4, -1, true, false},
    [STYLE_TARGET] = {-1, -1, false, false}, [STYLE_GOOD] = {2, -1, false, false},
    [STYLE_WARNING] = {3, -1, true, false},  [STYLE_ERROR] = {1, -1, true, false},
    [STYLE_WRONG] = {1, -1, false, false},   [STYLE_FIRST] = {5, -1, false, false},
    [STYLE_SECOND] = {3, -1, false, false},  [STYLE_THIRD] = {6, -1, false, false},
    [STYLE_FOURTH] = {7, -1, false, false},  [STYLE_SHADE] = {-1, -1, false, false},
    [STYLE_PEAK] = {-1, -1, true, false},
};

/* ---- colors ---- */

int color_rgb(int color)
{
    static const int levels[] = {0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF};
    if (color >= DIRECT_COLOR)
        return color - DIRECT_COLOR;
    if (color >= 232)
        return (8 + 10 * (color - 232)) * 0x010101;
    int place = color - BLACK;
    return levels[place / 36] << 16 | levels[place % 36 / 6] << 8 | levels[place % 6];
}

bool is_dark(int rgb)
{
    static const double weights[] = {0.0722, 0.7152, 0.2126};
    double luminance = 0; /* light as the eye adds it up, from 0 to 1 */
    for (int i = 0; i < 3; i++)
        luminance += weights[i] * pow((rgb >> 8 * i & 0xFF) / 255.0, 2.2);
    return luminance < 0.18; /* where white and black are equally far away */
}

static int mixed(int from, int to, double share)
{
    int rgb = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        int begin = from >> shift & 0xFF, end = to >> shift & 0xFF;
        rgb |= (int)lround(begin + (end - begin) * share) << shift;
    }
    return rgb;
}

/* ---- shades ---- */

/* From the background to the scale's second anchor, then from anchor to anchor. */
static int direct_shade(const int *anchors, double share, int background)
{
    bool dark = is_dark(background);
    int step = share < 1 ? (int)(share * STEPS) : STEPS - 1;
    double rest = share * STEPS - step;
    if (step < 2)
        return DIRECT_COLOR | mixed(background, anchors[dark ? 2 : STEPS - 2], share * STEPS / 2);
    return DIRECT_COLOR | (dark ? mixed(anchors[step], anchors[step + 1], rest)
                                : mixed(anchors[STEPS - step], anchors[STEPS - step - 1], rest));
}

static int step_of(int shade) { return at_most(abs(shade) * STEPS / SHADE_MOST, STEPS - 1); }

static Paint shade_paint(int shade, bool peak, Screen screen)
{
    Paint paint = {COLOR_AS_IT_IS, COLOR_AS_IT_IS, peak, false};
    int size = at_most(abs(shade), SHADE_MOST), step = step_of(shade);
    if (size < SHADE_LEAST)
        return paint;
    if (screen.colors > 256)
        paint.background = direct_shade(shade_anchors[shade < 0], (double)size / SHADE_MOST, screen.background);
    else
        paint.background = shades_256[shade < 0][is_dark(screen.background) ? step : STEPS - 1 - step];
    paint.foreground = is_dark(color_rgb(paint.background)) ? WHITE : BLACK;
    return paint;
}

bool paints_equal(Paint a, Paint b)
{
    return a.foreground == b.foreground && a.background == b.background && a.bold == b.bold && a.dim == b.dim;
}

Paint style_paint(Style style, int shade, Screen screen)
{
    if (screen.colors < 8)
        return (Paint){COLOR_AS_IT_IS, COLOR_AS_IT_IS, false, false};
    if (screen.colors < 256)
        return paints_8[style];
    if (!is_shade(style))
        return paints_256[!is_dark(screen.background)][style];
    return shade_paint(shade, style == STYLE_PEAK, screen);
}

const char *shade_character(int shade, bool unicode)
{
    static const char *const blocks[2][STEPS] = {{"░", "░", "░", "▒", "▒", "▓", "▓", "█", "█", "█"},
                                                 {"-", "-", "-", "~", "~", "=", "=", "≡", "≡", "≡"}};
    static const char *const signs[2][STEPS] = {{".", ",", ":", "-", "=", "+", "*", "#", "%", "@"},
                                                {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}};
    return abs(shade) < SHADE_LEAST ? " " : (unicode ? blocks : signs)[shade < 0][step_of(shade)];
}

const char *shade_beside_number(int shade, bool unicode)
{
    static const char *const signs[STEPS] = {":", ":", ":", "=", "=", "#", "#", "@", "@", "@"};
    bool plain = !unicode && shade >= SHADE_LEAST;
    return shade < 0 ? " " : plain ? signs[step_of(shade)] : shade_character(shade, unicode);
}

/* Fonts of consoles have 256 or 512 glyphs: Latin letters, lines, blocks and arrows. Hangul has no stand-in. */
static const struct { const char *glyph, *console; } stand_ins[] = {
    {"▸", ">"}, {"▶", ">"}, {"›", ">"}, {"✓", "+"}, {"✗", "x"}, {"×", "x"}, {"…", "~"}, {"–", "-"}, {"—", "-"},
    {"●", "*"}, {"◉", "@"}, {"○", "o"}, {"◆", "X"}, {"■", "#"}, {"▲", "^"}, {"•", "·"}, {"▁", "_"}, {"≡", "#"},
    {"≈", "~"},
    {"━", "="}, {"┯", "+"}, {"═", "="}, {"┃", "|"}, {"┊", ":"},
    {"▏", "·"}, {"▎", "·"}, {"▍", "▌"}, {"▋", "▌"}, {"▊", "█"}, {"▉", "█"},
    {"“", "\""}, {"”", "\""}, {"‘", "'"}, {"’", "'"},
};

/* The text of one cell, or something as wide in its place. Of a Braille cell, eight dots, the halves in which it has
 * some. */
static const char *console_glyph(const char *text)
{
    static const unsigned upper = 0x1B, lower = 0xE4;
    static const char *const halves[] = {" ", "▀", "▄", "█"};
    if (text[0] > 0)
        return text; /* ASCII */
    size_t bytes;
    uint32_t code = utf8_decode(text, strlen(text), &bytes);
    if (code >= 0x2800 && code <= 0x28FF)
        return halves[((code & upper) != 0) + 2 * ((code & lower) != 0)];
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
        if (strcmp(text, stand_ins[i].glyph) == 0)
            return stand_ins[i].console;
    return text;
}

const char *cell_shown(const Cell *cell, Screen screen)
{
    bool blank = is_shade(cell->style) && screen.colors < 256 && strcmp(cell->text, " ") == 0;
    const char *text = blank ? shade_character(cell->shade, screen.unicode) : cell->text;
    return screen.console ? console_glyph(text) : text;
}

int columns_shown(const Canvas *canvas, int row, Screen screen)
{
    int count = canvas_columns(canvas);
    for (; count > 0; count--) {
        const Cell *last = canvas_cell(canvas, row, count - 1);
        bool blank = strcmp(cell_shown(last, screen), " ") == 0;
        if (!blank || style_paint(last->style, last->shade, screen).background != COLOR_AS_IT_IS)
            break;
    }
    return count;
}

/* What of the range is the background, and what is farthest from it. */
static double nearest_to_zero(float low, float high) { return low > 0 ? (double)low : high < 0 ? (double)high : 0; }

static double farthest(float low, float high)
{
    double nearest = nearest_to_zero(low, high);
    return fmax((double)high - nearest, nearest - (double)low);
}

int shade_of(float value, float low, float high)
{
    double most = farthest(low, high);
    if (!(most > 0) || !isfinite(value))
        return 0;
    return (int)lround(fmax(-1, fmin(1, ((double)value - nearest_to_zero(low, high)) / most)) * SHADE_MOST);
}

double shade_value(double shade, float low, float high)
{
    return nearest_to_zero(low, high) + farthest(low, high) * shade / SHADE_MOST;
}
