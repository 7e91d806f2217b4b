#include "term/terminal_internal.h"
Terminal *screen_open(const TerminalSettings *settings, Error *error)
{
    (void)settings;
    error_set(error, ERROR_SYSTEM, "no screen");
    return NULL;
}
