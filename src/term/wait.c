/* wait.c: the clock, waiting for keys, and the size of a terminal. */
#include <poll.h>
#include <sys/ioctl.h>
#include <time.h>

#include "term/terminal_internal.h"

long clock_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool wait_for_input(int input, int signals, int milliseconds)
{
    struct pollfd descriptors[2] = {{.fd = input, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    if (poll(descriptors, 2, milliseconds) <= 0)
        return false;
    return descriptors[0].revents != 0; /* a hang-up too: the read tells */
}

int shorter_wait(int one, int other)
{
    if (one < 0 || other < 0)
        return one < 0 ? other : one;
    return one < other ? one : other;
}

int wait_remaining(int milliseconds, long deadline)
{
    if (milliseconds < 0)
        return -1;
    long left = deadline - clock_milliseconds();
    return left > 0 ? (int)left : 0;
}

bool terminal_size(int descriptor, int *columns, int *rows)
{
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return false;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return true;
}
