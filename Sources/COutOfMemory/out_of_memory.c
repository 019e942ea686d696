#include "out_of_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

// Swift's runtime traps when an allocation fails, which cannot be caught. So the allocator itself is watched, in two
// ways that together cover every caller:
//
// - `malloc` and its like, defined here, take the place of libc's for shared libraries, the Swift runtime among them. They
//   are weak: a statically linked libc brings its own, and so may a test.
// - Calls from the program's own objects (in a static executable, all calls) are redirected to `__wrap_malloc` and its
//   like by the linker's option `--wrap`, see Package.swift.

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__linux__)

static volatile int status_of_end = -1;
static volatile int is_ending = 0;

/// `95 MB`, without an allocation. Returns the end of the text.
static char *write_megabytes(char *text, size_t bytes) {
  size_t megabytes = bytes / 1000000 + (bytes % 1000000 != 0);
  char digits[24];
  size_t count = 0;
  do {
    digits[count++] = (char)('0' + megabytes % 10);
    megabytes /= 10;
  } while (megabytes > 0);
  while (count > 0) *text++ = digits[--count];
  memcpy(text, " MB", 3);
  return text + 3;
}

static char *append(char *end, const char *text) {
  size_t length = strlen(text);
  memcpy(end, text, length);
  return end + length;
}

/// What a limit leaves when `pages` pages are used.
static unsigned long long room(int limit, unsigned long long pages) {
  struct rlimit bounds;
  if (getrlimit(limit, &bounds) != 0 || bounds.rlim_cur == RLIM_INFINITY) return (unsigned long long)-1;
  unsigned long long used = pages * (unsigned long long)sysconf(_SC_PAGESIZE);
  return bounds.rlim_cur > used ? bounds.rlim_cur - used : 0;
}

/// The shell's name of the tightest limit, or an empty text, without an allocation.
static const char *limit_that_binds(void) {
  unsigned long long pages[6] = {0};
  char text[256];
  int statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  ssize_t count = statm < 0 ? 0 : read(statm, text, sizeof text);
  if (statm >= 0) close(statm);
  for (ssize_t place = 0, field = 0; place < count && field < 6; place++) {
    if (text[place] >= '0' && text[place] <= '9') {
      pages[field] = pages[field] * 10 + (unsigned long long)(text[place] - '0');
    } else {
      field++;
    }
  }
  // All of its addresses, and its data with the stack.
  unsigned long long addresses = room(RLIMIT_AS, pages[0]), data = room(RLIMIT_DATA, pages[5]);
  if (addresses == (unsigned long long)-1 && data == (unsigned long long)-1) return "";
  return addresses <= data ? " (ulimit -v)" : " (ulimit -d)";
}

static void end_process(size_t bytes) {
  int status = status_of_end;
  if (status < 0) return;
  // One thread reports; others that fail meanwhile wait for the end.
  if (__atomic_exchange_n(&is_ending, 1, __ATOMIC_SEQ_CST) != 0) {
    for (;;) pause();
  }
  char line[256];
  char *end = line;
  // Erases a progress bar.
  if (isatty(STDERR_FILENO)) end = append(end, "\r\033[K");
  end = append(end, "error: out of memory: there is no room for another ");
  end = write_megabytes(end, bytes);
  end = append(end, "; allow the process more memory");
  end = append(end, limit_that_binds());
  end = append(end, ", or ask for less\n");
  ssize_t written = write(STDERR_FILENO, line, (size_t)(end - line));
  (void)written;
  _exit(status);
}

static void *checked(void *memory, size_t bytes) {
  if (memory == NULL && bytes > 0) end_process(bytes);
  return memory;
}

static size_t product(size_t count, size_t size) {
  size_t bytes;
  return __builtin_mul_overflow(count, size, &bytes) ? (size_t)-1 : bytes;
}

// MARK: Calls from the program's own objects

extern void *__real_malloc(size_t size);
extern void *__real_calloc(size_t count, size_t size);
extern void *__real_realloc(void *memory, size_t size);
extern void *__real_memalign(size_t alignment, size_t size);
extern void *__real_aligned_alloc(size_t alignment, size_t size);
extern int __real_posix_memalign(void **memory, size_t alignment, size_t size);

void *__wrap_malloc(size_t size) { return checked(__real_malloc(size), size); }
void *__wrap_calloc(size_t count, size_t size) { return checked(__real_calloc(count, size), product(count, size)); }
void *__wrap_realloc(void *memory, size_t size) { return checked(__real_realloc(memory, size), size); }
void *__wrap_memalign(size_t alignment, size_t size) { return checked(__real_memalign(alignment, size), size); }
void *__wrap_aligned_alloc(size_t alignment, size_t size) {
  return checked(__real_aligned_alloc(alignment, size), size);
}

int __wrap_posix_memalign(void **memory, size_t alignment, size_t size) {
  int code = __real_posix_memalign(memory, alignment, size);
  if (code == ENOMEM) end_process(size);
  return code;
}

void out_of_memory_end_process_with(int status) { status_of_end = status; }

#if defined(SANITIZED)
bool out_of_memory_is_watched(void) { return false; }
#else
bool out_of_memory_is_watched(void) { return true; }
#endif

// MARK: Calls from shared libraries

#if defined(__GLIBC__) && !defined(SANITIZED)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

#define WEAK __attribute__((weak, visibility("default")))

WEAK void *malloc(size_t size) { return checked(__libc_malloc(size), size); }
WEAK void *calloc(size_t count, size_t size) { return checked(__libc_calloc(count, size), product(count, size)); }
WEAK void *realloc(void *memory, size_t size) { return checked(__libc_realloc(memory, size), size); }
WEAK void *memalign(size_t alignment, size_t size) { return checked(__libc_memalign(alignment, size), size); }
WEAK void *aligned_alloc(size_t alignment, size_t size) { return checked(__libc_memalign(alignment, size), size); }

WEAK int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
  void *result = checked(__libc_memalign(alignment, size), size);
  if (result == NULL && size > 0) return ENOMEM;
  *memory = result;
  return 0;
}

#endif

#else

void out_of_memory_end_process_with(int status) { (void)status; }
bool out_of_memory_is_watched(void) { return false; }

#endif
