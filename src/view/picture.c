/* picture.c: pictures of texts. */
#include "view/picture.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "view/markdown.h"

Canvas *picture_canvas(const Picture *picture, Screen screen)
{
    screen.columns = at_least(screen.columns, SCREEN_COLUMNS_LEAST);
    Canvas *canvas = canvas_open(screen);
    picture->draw(picture->subject, canvas);
    return canvas;
}

void picture_release(Picture *picture)
{
    if (picture->release != NULL)
        picture->release(picture->subject);
    *picture = (Picture){0};
}

/* ---- with several owners ---- */

typedef struct Shared {
    Picture picture;
    int owners;
} Shared;

static void draw_shared(const void *subject, Canvas *canvas)
{
    const Shared *shared = subject;
    shared->picture.draw(shared->picture.subject, canvas);
}

static void release_shared(void *subject)
{
    Shared *shared = subject;
    if (--shared->owners > 0)
        return;
    picture_release(&shared->picture);
    free(shared);
}

Picture picture_shared(Picture *picture)
{
    Shared *shared = memory_new(1, sizeof *shared);
    *shared = (Shared){*picture, 2};
    *picture = (Picture){draw_shared, release_shared, shared};
    return *picture;
}

/* ---- texts ---- */

/* The first character is the style. */
static void draw_text(const void *subject, Canvas *canvas)
{
    const char *text = subject;
    canvas_prose(canvas, (Style)text[0], 0, text + 1);
}

Picture picture_of_text(Style style, const char *text)
{
    size_t size = strlen(text) + 1;
    char *subject = memory_new(size + 1, 1);
    subject[0] = (char)style;
    memcpy(subject + 1, text, size);
    return (Picture){draw_text, free, subject};
}

static void draw_markdown(const void *subject, Canvas *canvas)
{
    markdown_draw(canvas, subject);
    canvas_blank(canvas);
}

Picture picture_of_markdown(const char *markdown) { return (Picture){draw_markdown, free, memory_string(markdown)}; }
