/// Comparisons of 16 floats at once. Swift's own (`.<`, `pointwiseMin`) are loops over the lanes, which the optimiser
/// turns into vector instructions only now and then; here each one is an instruction or two, inlined into the caller.
#ifndef DOWNHILL_VECTOR_H
#define DOWNHILL_VECTOR_H

/// `SIMD16<Float>` in Swift.
typedef float vector16 __attribute__((ext_vector_type(16)));

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

#endif
