/* name_choice.c: a name among a few. Below the list of sources, so that a source may choose by name too. */
#include "text/name_choice.h"

#include <assert.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"

enum { NAMES_MOST = 32 };

int data_find_name(const char *what, const char *name, const char *(*name_of)(int i), Error *error)
{
    const char *names[NAMES_MOST + 1];
    int count = 0;
    Buffer list = {0};
    for (; (names[count] = name_of(count)) != NULL; count++) {
        assert(count < NAMES_MOST);
        if (strcmp(name, names[count]) == 0) {
            buffer_free(&list);
            return count;
        }
        buffer_format(&list, "%s%s", count > 0 ? ", " : "", names[count]);
    }
    const char *nearest = nearest_name(name, names, (size_t)count);
    if (nearest != NULL)
        buffer_format(&list, TEXT(" (did you mean %s?)", " (혹시 %s입니까?)"), nearest);
    error_set(error, ERROR_USAGE,
              TEXT("there is no %s \"%s\": choose among %s", "알 수 없는 %s입니다: \"%s\". 고를 수 있는 이름: %s"), what,
              name, buffer_text(&list));
    buffer_free(&list);
    return -1;
}
