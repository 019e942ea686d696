#define _GNU_SOURCE
#include "processor.h"

#include <stdint.h>

#if defined(__linux__)
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

int processor_count(void) {
  cpu_set_t mask;
  return sched_getaffinity(0, sizeof mask, &mask) == 0 ? CPU_COUNT(&mask) : 0;
}
#elif defined(__APPLE__)
#include <unistd.h>

int processor_count(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }
#else
int processor_count(void) { return 0; }
#endif

void processor_advise_large_pages(void *address, size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  // Whole pages only, and only where large ones pay.
  if (bytes < (1 << 22)) return;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t first = ((uintptr_t)address + page - 1) / page * page;
  uintptr_t end = ((uintptr_t)address + bytes) / page * page;
  madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
  (void)address;
  (void)bytes;
#endif
}
