/// The explorer's page and its WebAssembly module, compiled in: every file of `site/`.
#ifndef DOWNHILL_EXPLORER_H
#define DOWNHILL_EXPLORER_H

#include <stddef.h>

typedef struct {
  /// Its path below `site/`.
  const char *name;
  const unsigned char *bytes;
  size_t count;
} explorer_file;

size_t explorer_file_count(void);

/// The files in the order of their names, counted from 0.
explorer_file explorer_file_at(size_t index);

#endif
