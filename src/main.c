/* main.c: options and wiring, nothing else. */
#include <stdio.h>

int main(void)
{
    puts("seqlab");
    return 0;
}
