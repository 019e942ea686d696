#include "allocation_counter.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__linux__) && defined(__GLIBC__) && !defined(SANITIZED)

#include <malloc.h>

// Symbols of the executable come before those of shared libraries, so that these functions replace libc's everywhere,
// also in the Swift runtime. Memory still comes from libc, under its internal names.

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

static _Thread_local bool watched;
static _Atomic long count;

// Bytes of this thread: those it holds beyond what it held when it began to weigh, and the most that it ever did.
static _Thread_local bool weighing;
static _Thread_local long held;
static _Thread_local long most;

static void *note(void *memory) {
  if (watched) count++;
  if (weighing && memory != NULL) {
    held += (long)malloc_usable_size(memory);
    if (held > most) most = held;
  }
  return memory;
}

void *malloc(size_t size) { return note(__libc_malloc(size)); }

void *calloc(size_t number, size_t size) { return note(__libc_calloc(number, size)); }

void *realloc(void *memory, size_t size) {
  long before = weighing && memory != NULL ? (long)malloc_usable_size(memory) : 0;
  void *result = __libc_realloc(memory, size);
  if (result != NULL || size == 0) held -= before;
  return note(result);
}

void free(void *memory) {
  if (weighing && memory != NULL) held -= (long)malloc_usable_size(memory);
  __libc_free(memory);
}

void *memalign(size_t alignment, size_t size) { return note(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return note(__libc_memalign(alignment, size)); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
  void *result = note(__libc_memalign(alignment, size));
  if (result == NULL) return ENOMEM;
  *memory = result;
  return 0;
}

bool allocation_counter_is_available(void) { return true; }
void allocation_counter_watch_this_thread(bool watch) { watched = watch; }
long allocation_counter_count(void) { return count; }

void allocation_counter_begin_weighing(void) {
  held = 0;
  most = 0;
  weighing = true;
}

long allocation_counter_end_weighing(void) {
  weighing = false;
  return most;
}

#else

bool allocation_counter_is_available(void) { return false; }
void allocation_counter_watch_this_thread(bool watch) { (void)watch; }
long allocation_counter_count(void) { return 0; }
void allocation_counter_begin_weighing(void) {}
long allocation_counter_end_weighing(void) { return 0; }

#endif
