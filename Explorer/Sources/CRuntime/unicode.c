// What the standard library needs of Unicode's tables to compare strings and count characters. The tables would be
// larger than the engine. Here every code point is a character by itself, and none is composed of others: strings are
// the same if their code points are. So are names in model files everywhere, and the module's own texts use no composed
// characters.

#include <stdint.h>

/// 0: of combining class 0, and unchanged in every normal form.
uint16_t _swift_stdlib_getNormData(uint32_t scalar) { return (void)scalar, 0; }

/// None: only called if the function above returned something else.
uint32_t _swift_stdlib_getComposition(uint32_t x, uint32_t y) { return (void)x, (void)y, UINT32_MAX; }
uint32_t _swift_stdlib_getDecompositionEntry(uint32_t scalar) { return (void)scalar, 0; }
const uint8_t *_swift_stdlib_nfd_decompositions;

/// 255: no property that would join it to a neighbour.
uint8_t _swift_stdlib_getGraphemeBreakProperty(uint32_t scalar) { return (void)scalar, 0xFF; }
_Bool _swift_stdlib_isInCB_Consonant(uint32_t scalar) { return (void)scalar, 0; }
_Bool _swift_stdlib_isExtendedPictographic(uint32_t scalar) { return (void)scalar, 0; }
