/* resume.c: named arrays and texts, few enough to be searched one after another. */
#include "model/resume.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void resume_clear(Resume *resume)
{
    for (int i = 0; i < resume->array_count; i++)
        free(resume->arrays[i].values);
    *resume = (Resume){0};
}

bool resume_empty(const Resume *resume) { return resume->array_count == 0 && resume->text_count == 0; }

/* ---- writing ---- */

static ResumeText *find_text(Resume *resume, const char *name)
{
    for (int i = 0; i < resume->text_count; i++)
        if (strcmp(resume->texts[i].name, name) == 0)
            return &resume->texts[i];
    return NULL;
}

static ResumeArray *find_array(Resume *resume, const char *name)
{
    for (int i = 0; i < resume->array_count; i++)
        if (strcmp(resume->arrays[i].name, name) == 0)
            return &resume->arrays[i];
    return NULL;
}

bool resume_put_text(Resume *resume, const char *name, const char *text)
{
    ResumeText *place = find_text(resume, name);
    if (strlen(name) >= RESUME_NAME || strlen(text) >= RESUME_TEXT ||
        (place == NULL && resume->text_count == RESUME_TEXTS))
        return false;
    if (place == NULL)
        place = &resume->texts[resume->text_count++];
    snprintf(place->name, sizeof place->name, "%s", name);
    snprintf(place->text, sizeof place->text, "%s", text);
    return true;
}

bool resume_put_array(Resume *resume, const char *name, const float *values, size_t count)
{
    ResumeArray *place = find_array(resume, name);
    if (strlen(name) >= RESUME_NAME || count == 0 || (place == NULL && resume->array_count == RESUME_ARRAYS))
        return false;
    if (place == NULL)
        place = &resume->arrays[resume->array_count++];
    free(place->values);
    *place = (ResumeArray){.count = count, .values = memory_copy(values, count * sizeof *values)};
    snprintf(place->name, sizeof place->name, "%s", name);
    return true;
}

static void put_own(Resume *resume, const char *name, const char *text)
{
    bool put = resume_put_text(resume, name, text);
    assert(put); /* the program's own names are few and short */
    (void)put;
}

void resume_put_whole(Resume *resume, const char *name, uint64_t number)
{
    char text[RESUME_TEXT];
    snprintf(text, sizeof text, "%" PRIu64, number);
    put_own(resume, name, text);
}

void resume_put_number(Resume *resume, const char *name, double number)
{
    char text[RESUME_TEXT];
    snprintf(text, sizeof text, "%.17g", number);
    put_own(resume, name, text);
}

/* ---- reading ---- */

const char *resume_text(const Resume *resume, const char *name)
{
    const ResumeText *found = find_text((Resume *)resume, name);
    return found != NULL ? found->text : NULL;
}

const ResumeArray *resume_array(const Resume *resume, const char *name) { return find_array((Resume *)resume, name); }

bool resume_whole(const Resume *resume, const char *name, uint64_t most, uint64_t *number)
{
    const char *text = resume_text(resume, name);
    char *end;
    if (text == NULL || !isdigit((unsigned char)text[0]))
        return false;
    errno = 0;
    uint64_t read = strtoull(text, &end, 10);
    if (errno != 0 || *end != '\0' || read > most)
        return false;
    *number = read;
    return true;
}

bool resume_number(const Resume *resume, const char *name, double *number)
{
    const char *text = resume_text(resume, name);
    char *end;
    if (text == NULL || text[0] == '\0')
        return false;
    double read = strtod(text, &end);
    if (*end != '\0' || !isfinite(read))
        return false;
    *number = read;
    return true;
}
