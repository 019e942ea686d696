/// Comparisons and the fused multiply-add of 16 floats at once. Swift's own (`.<`, `pointwiseMin`, `addingProduct`) are
/// loops over the lanes; the optimiser does not always make vector instructions of them, and may even split what
/// surrounds them into single lanes. Here each one is an instruction or two, inlined into the caller.
#ifndef DOWNHILL_VECTOR_H
#define DOWNHILL_VECTOR_H

/// `SIMD16<Float>` in Swift.
typedef float vector16 __attribute__((ext_vector_type(16)));

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

/// The square root of each lane.
static inline __attribute__((always_inline)) vector16 vector_square_root(vector16 x) {
  return __builtin_elementwise_sqrt(x);
}

/// The sum of all lanes, halves first: the same order in every build.
static inline __attribute__((always_inline)) float vector_sum(vector16 x) {
  __attribute__((ext_vector_type(8))) float eight = x.lo + x.hi;
  __attribute__((ext_vector_type(4))) float four = eight.lo + eight.hi;
  __attribute__((ext_vector_type(2))) float two = four.lo + four.hi;
  return two.x + two.y;
}

#endif
