/// What the processor supports, and instructions that Swift cannot yet express.
#ifndef DOWNHILL_PROCESSOR_H
#define DOWNHILL_PROCESSOR_H

#include <stdbool.h>
#include <stddef.h>

/// Whether this processor, and its operating system, can run AVX2 and FMA instructions.
static inline bool processor_has_avx2_and_fma(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

/// Whether this processor, and its operating system, can run the AVX-512 subsets F, VL, BW and DQ.
static inline bool processor_has_avx512(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
    && __builtin_cpu_supports("avx512dq") && processor_has_avx2_and_fma();
#else
  return false;
#endif
}

/// Prefetches the cache line at `address`.
static inline void processor_prefetch(const void *address) { __builtin_prefetch(address); }

/// Reads it, where there is no prefetch instruction.
static inline void processor_touch(const void *address) { (void)*(const volatile char *)address; }

/// Prefetches into the second-level cache, leaving the first to what is being read.
static inline void processor_prefetch_far(const void *address) { __builtin_prefetch(address, 0, 2); }

/// Tells the processor that this thread is waiting in a loop.
static inline void processor_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// A counter that grows at a steady rate, for comparing durations; 0 where none can be read quickly.
static inline unsigned long long processor_ticks(void) {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
  unsigned long long ticks;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
  return ticks;
#else
  return 0;
#endif
}

/// Processors that this process may use: fewer than the machine has under `taskset` or in a container, whose share of
/// time is rounded up. 0 if unknown.
int processor_count(void);

/// What the CPU quotas of this process's control groups allow, rounded up to whole processors; `INT_MAX` without a
/// limit. Files are looked for below `root`, which is empty except in tests.
int processor_quota(const char *root);

/// Calls `visit` with the folder of each Linux control group that limits this process's use of `controller`, such as
/// `memory`: its own group first, then those above as far as they can be seen. `is_unified` is true for version 2.
void control_groups_visit(
  const char *root, const char *controller, void *context,
  void (*visit)(void *context, const char *folder, bool is_unified));

/// Asks the operating system to put large pages behind `bytes` bytes at `address`, if they are many megabytes. It may
/// decline; other systems ignore it.
void processor_advise_large_pages(void *address, size_t bytes);

#endif
