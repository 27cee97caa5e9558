/* A C program that is linked with the host: with the static library. */

#include <stdio.h>

extern const char *found(void);

int main(void) {
    puts(found());
    return 0;
}
