/* term_locale.c: which characters the terminal understands. */
#include "term/term_locale.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

/* LC_CTYPE from the environment, in the order of POSIX; NULL if it is not set. */
static const char *locale_wanted(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && *value != '\0')
            return value;
    }
    return NULL;
}

bool locale_asks_for_ascii(void)
{
    const char *wanted = locale_wanted();
    return wanted != NULL && (strcmp(wanted, "C") == 0 || strcmp(wanted, "POSIX") == 0);
}

bool locale_set(bool takes_utf8)
{
    if (takes_utf8 && locale_asks_for_ascii())
        setenv("LC_ALL", "C.UTF-8", 1); /* readline looks there before each line */
    const char *wanted = locale_wanted(), *point = wanted != NULL ? strchr(wanted, '.') : NULL;
    bool utf8 = point != NULL && (strncasecmp(point, ".UTF-8", 6) == 0 || strncasecmp(point, ".utf8", 5) == 0);
    bool fall_back = wanted == NULL || utf8;
    if (wanted == NULL || setlocale(LC_CTYPE, "") == NULL) {
        if (!fall_back || setlocale(LC_CTYPE, "C.UTF-8") == NULL)
            setlocale(LC_CTYPE, "C");
    }
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

void locale_kept_during(void (*initialize)(void))
{
    char *locale = memory_string(setlocale(LC_CTYPE, NULL));
    char *before = memory_string(getenv("LC_ALL"));
    setenv("LC_ALL", locale, 1);
    initialize();
    if (before != NULL)
        setenv("LC_ALL", before, 1);
    else
        unsetenv("LC_ALL");
    setlocale(LC_CTYPE, locale);
    free(before);
    free(locale);
}
