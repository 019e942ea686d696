// Functions that the compiler and the runtime expect.

#include <stddef.h>
#include <stdint.h>

void *memset(void *bytes, int value, size_t count) { return __builtin_memset(bytes, value, count); }
void *memcpy(void *to, const void *from, size_t count) { return __builtin_memcpy(to, from, count); }
void *memmove(void *to, const void *from, size_t count) { return __builtin_memmove(to, from, count); }

int memcmp(const void *one, const void *other, size_t count) {
  const unsigned char *a = one, *b = other;
  for (size_t index = 0; index < count; index++) {
    if (a[index] != b[index]) return a[index] < b[index] ? -1 : 1;
  }
  return 0;
}

uintptr_t __stack_chk_guard = 0x5AFE57AC;
_Noreturn void __stack_chk_fail(void) { __builtin_trap(); }

/// Seeds of hash tables: always the same, so that the module does the same every time.
void arc4random_buf(void *bytes, size_t count) {
  unsigned char *to = bytes;
  for (size_t index = 0; index < count; index++) to[index] = (unsigned char)(index * 151 + 7);
}

/// The runtime's messages go nowhere.
int putchar(int character) { return character; }

/// The nearest whole number, halves away from zero.
double round(double x) {
  double whole = __builtin_trunc(x);
  return __builtin_fabs(x - whole) >= 0.5 ? whole + __builtin_copysign(1.0, x) : whole;
}

/// The product of two numbers of 128 bits, from products of 32.
__int128 __multi3(__int128 a, __int128 b) {
  uint64_t al = (uint64_t)a, bl = (uint64_t)b;
  uint64_t low = (al & 0xFFFFFFFF) * (bl & 0xFFFFFFFF);
  uint64_t middle = (al >> 32) * (bl & 0xFFFFFFFF) + (low >> 32);
  uint64_t other = (al & 0xFFFFFFFF) * (bl >> 32) + (middle & 0xFFFFFFFF);
  uint64_t high = (al >> 32) * (bl >> 32) + (middle >> 32) + (other >> 32);
  high += (uint64_t)(a >> 64) * bl + al * (uint64_t)(b >> 64);
  return (__int128)((unsigned __int128)high << 64 | (other << 32 | (low & 0xFFFFFFFF)));
}
