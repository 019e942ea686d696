/// Comparisons and the fused multiply-add of 16 floats at once. Swift's own (`.<`, `pointwiseMin`, `addingProduct`) are
/// loops over the lanes; the optimiser does not always make vector instructions of them, and may even split what
/// surrounds them into single lanes. Here each one is an instruction or two, inlined into the caller.
#ifndef DOWNHILL_VECTOR_H
#define DOWNHILL_VECTOR_H

#include <stdbool.h>

/// `SIMD16<Float>` in Swift.
typedef float vector16 __attribute__((ext_vector_type(16)));

/// `SIMD16<UInt32>` in Swift.
typedef unsigned vector16_words __attribute__((ext_vector_type(16)));

/// `SIMD16<UInt16>` in Swift.
typedef unsigned short vector16_half_words __attribute__((ext_vector_type(16)));

/// sum + x w in one rounding. Only for processors that have the instruction: elsewhere this is 16 calls.
static inline __attribute__((always_inline)) vector16 vector_fused_multiply_add(vector16 sum, vector16 x, vector16 w) {
  return __builtin_elementwise_fma(x, w, sum);
}

/// In each lane the lesser of `x` and `bound`; NaN where `x` is NaN.
static inline __attribute__((always_inline)) vector16 vector_at_most(vector16 x, vector16 bound) {
  return x > bound ? bound : x;
}

/// In each lane the greater of `x` and `bound`; NaN where `x` is NaN.
static inline __attribute__((always_inline)) vector16 vector_at_least(vector16 x, vector16 bound) {
  return x < bound ? bound : x;
}

/// In each lane `yes` if x < y, `no` if not or if one of them is NaN.
static inline __attribute__((always_inline)) vector16 vector_where_less(vector16 x, vector16 y, vector16 yes,
                                                                        vector16 no) {
  return x < y ? yes : no;
}

/// The lowest byte of each word as a share of 255: the float nearest to byte / 255.
static inline __attribute__((always_inline)) vector16 vector_byte_share(vector16_words words) {
  typedef int integers __attribute__((ext_vector_type(16)));
  vector16 byte = __builtin_convertvector((integers)(words & 255u), vector16);
#if defined(__FMA__)
  // A product, and what it lacks of the quotient: the bits of the division, for every byte, in a third of its time.
  vector16 inverse = 1.0f / 255.0f;
  vector16 share = byte * inverse;
  return __builtin_elementwise_fma(__builtin_elementwise_fma(share, (vector16)-255.0f, byte), inverse, share);
#else
  return byte / 255.0f;
#endif
}

/// byte / 255, of which only the lowest byte counts: the float nearest to it, from a table of a kilobyte.
static inline __attribute__((always_inline)) float byte_share(unsigned byte) {
#define SHARE(n) (n) / 255.0f
#define SHARES4(n) SHARE(n), SHARE(n + 1), SHARE(n + 2), SHARE(n + 3)
#define SHARES16(n) SHARES4(n), SHARES4(n + 4), SHARES4(n + 8), SHARES4(n + 12)
#define SHARES64(n) SHARES16(n), SHARES16(n + 16), SHARES16(n + 32), SHARES16(n + 48)
  static const float shares[256] = {SHARES64(0), SHARES64(64), SHARES64(128), SHARES64(192)};
#undef SHARES64
#undef SHARES16
#undef SHARES4
#undef SHARE
  return shares[(unsigned char)byte];
}

/// Each half word as a word.
static inline __attribute__((always_inline)) vector16_words vector_words(vector16_half_words half_words) {
  return __builtin_convertvector(half_words, vector16_words);
}

/// The sums of the first 1, 2, … 16 of `steps`, counted from the last lane of `before`.
static inline __attribute__((always_inline)) vector16_words vector_running_sum(vector16_words before,
                                                                               vector16_words steps) {
  const vector16_words none = {0};
  steps += __builtin_shufflevector(none, steps, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  steps += __builtin_shufflevector(none, steps, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  steps += __builtin_shufflevector(none, steps, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27);
  steps += __builtin_shufflevector(none, steps, 0, 0, 0, 0, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23);
  return steps + __builtin_shufflevector(before, before, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15);
}

/// Each lane, or 0 where its exponent's bits are 0: subnormal numbers become 0.
static inline __attribute__((always_inline)) vector16 vector_flush_subnormals(vector16 x) {
  return (vector16)((vector16_words)x & (vector16_words)(((vector16_words)x & 0x7F800000u) != 0u));
}

/// Which of 64 bytes are nonzero: bit k is set for byte k.
static inline __attribute__((always_inline)) unsigned long long vector_bytes_not_zero(const unsigned char *bytes) {
  typedef unsigned char bytes64 __attribute__((ext_vector_type(64), aligned(1)));
  typedef bool bits64 __attribute__((ext_vector_type(64)));
  union {
    bits64 bits;
    unsigned long long word;
  } set = {__builtin_convertvector(*(const bytes64 *)bytes != 0, bits64)};
  return set.word;
}

/// Which of 64 bytes are this one: bit k is set for byte k.
static inline __attribute__((always_inline)) unsigned long long vector_bytes_equal(const unsigned char *bytes,
                                                                                   unsigned char byte) {
  typedef unsigned char bytes64 __attribute__((ext_vector_type(64), aligned(1)));
  typedef bool bits64 __attribute__((ext_vector_type(64)));
  union {
    bits64 bits;
    unsigned long long word;
  } set = {__builtin_convertvector(*(const bytes64 *)bytes == byte, bits64)};
  return set.word;
}

/// The square root of each lane.
static inline __attribute__((always_inline)) vector16 vector_square_root(vector16 x) {
  return __builtin_elementwise_sqrt(x);
}

/// Writes the transpose of 16 rows of 16 floats, of which only the first `columns` rows are written.
static inline __attribute__((always_inline)) void vector_transpose(const float *matrix, long stride, float *transposed,
                                                                  long transposed_stride, long columns) {
  typedef float unaligned __attribute__((ext_vector_type(16), aligned(4)));
  vector16 a[16], b[16];
  for (int row = 0; row < 16; row++) a[row] = *(const unaligned *)(matrix + row * stride);
  // Squares of four by four are transposed in place, first pairs of rows and then pairs of pairs.
  for (int row = 0; row < 16; row += 2) {
    b[row] = __builtin_shufflevector(a[row], a[row + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
    b[row + 1] = __builtin_shufflevector(a[row], a[row + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
  }
  for (int row = 0; row < 16; row += 4) {
    for (int half = 0; half < 2; half++) {
      vector16 low = b[row + half], high = b[row + 2 + half];
      a[row + 2 * half] = __builtin_shufflevector(low, high, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
      a[row + 2 * half + 1] =
        __builtin_shufflevector(low, high, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
  }
  // Then the squares are exchanged likewise.
  for (int row = 0; row < 4; row++) {
    for (int half = 0; half < 2; half++) {
      vector16 low = a[row + 8 * half], high = a[row + 8 * half + 4];
      b[row + 8 * half] = __builtin_shufflevector(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
      b[row + 8 * half + 4] =
        __builtin_shufflevector(low, high, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
    }
  }
  for (int row = 0; row < 4; row++) {
    for (int half = 0; half < 2; half++) {
      vector16 low = b[row + 4 * half], high = b[row + 4 * half + 8];
      a[row + 4 * half] = __builtin_shufflevector(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
      a[row + 4 * half + 8] =
        __builtin_shufflevector(low, high, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
    }
  }
  if (columns >= 16) {
    for (int row = 0; row < 16; row++) *(unaligned *)(transposed + row * transposed_stride) = a[row];
  } else {
    for (long row = 0; row < columns; row++) *(unaligned *)(transposed + row * transposed_stride) = a[row];
  }
}

/// The largest of all lanes; if one is NaN, perhaps another.
static inline __attribute__((always_inline)) float vector_max(vector16 x) {
  __attribute__((ext_vector_type(8))) float eight = x.lo < x.hi ? x.hi : x.lo;
  __attribute__((ext_vector_type(4))) float four = eight.lo < eight.hi ? eight.hi : eight.lo;
  __attribute__((ext_vector_type(2))) float two = four.lo < four.hi ? four.hi : four.lo;
  return two.x < two.y ? two.y : two.x;
}

/// The sum of all lanes, by halves: the same order in every build.
static inline __attribute__((always_inline)) float vector_sum(vector16 x) {
  __attribute__((ext_vector_type(8))) float eight = x.lo + x.hi;
  __attribute__((ext_vector_type(4))) float four = eight.lo + eight.hi;
  __attribute__((ext_vector_type(2))) float two = four.lo + four.hi;
  return two.x + two.y;
}

#if defined(__AVX512F__)
/// Writes `byte << 8 | step` for each nonzero byte of 16, followed by meaningless entries up to 16, and returns which
/// bytes are nonzero: bit k is set for byte k. The bytes are the inputs from `first` on; a step is the distance to the
/// previous nonzero input, at first `last`.
static inline __attribute__((always_inline)) unsigned vector_encode_bytes(const void *bytes, unsigned first,
                                                                        unsigned last, unsigned short *entries) {
  typedef unsigned char sixteen __attribute__((ext_vector_type(16)));
  typedef sixteen unaligned_bytes __attribute__((aligned(1)));
  typedef vector16_half_words unaligned_entries __attribute__((aligned(2)));
  typedef bool flags __attribute__((ext_vector_type(16)));
  typedef int integers __attribute__((vector_size(64)));
  const vector16_words lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  sixteen loaded = *(const unaligned_bytes *)bytes;
  flags present = __builtin_convertvector(loaded != 0, flags);
  unsigned short mask = __builtin_bit_cast(unsigned short, present);
  // Byte and index in one word, so that both move to the front at once.
  vector16_words words = __builtin_convertvector(loaded, vector16_words) << 24 | (lanes + first);
  words = (vector16_words)__builtin_ia32_compresssi512_mask((integers)words, (integers){0}, mask);
  vector16_words before = last;
  before = __builtin_shufflevector(before, words, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  vector16_words packed = (words >> 16 & 0xFF00u) | ((words - before) & 0xFFu);
  *(unaligned_entries *)entries = __builtin_convertvector(packed, vector16_half_words);
  return mask;
}
#endif

#endif
