/// What Embedded Swift and the compiler ask a C library for, and no browser has: memory, and moving it about.
#ifndef EXPLORER_RUNTIME_H
#define EXPLORER_RUNTIME_H

#include <stddef.h>

int posix_memalign(void **block, size_t alignment, size_t count);
void free(void *block);

#endif
