/* A C program that loads the host while it runs: the dynamic library. */

#include <dlfcn.h>
#include <stdio.h>

int main(int count, char **arguments) {
    void *library = dlopen(count > 1 ? arguments[1] : "", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    const char *(*found)(void) = (const char *(*)(void))dlsym(library, "found");
    if (found == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    puts(found());
    return 0;
}
