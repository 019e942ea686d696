// Memory for one thread. Small blocks come in classes, four to each doubling, and go back to their class; large ones
// are cut from one list in the order of their addresses, in which free neighbours are merged: the memory of a data
// set's file is used again.

#include "runtime.h"

#include <stdint.h>

extern unsigned char __heap_base;

/// What precedes the bytes that the caller gets.
typedef struct Header {
  /// Bytes of the whole block.
  uint32_t size;
  /// From the block's beginning to the bytes that the caller gets.
  uint32_t offset;
  uint32_t unused[2];
} Header;

/// A free block.
typedef struct Hole {
  uint32_t size;
  struct Hole *next;
} Hole;

enum { unit = 16, small_limit = 32 * 1024, slab = 256 * 1024, class_count = 48 };

static Hole *classes[class_count];
static Hole *holes;
static uint32_t slab_next, slab_end;

/// The class whose blocks have at least `size` bytes, and how many they have.
static unsigned class_of(uint32_t *size) {
  uint32_t units = (*size + unit - 1) / unit;
  if (units <= 4) {
    *size = units * unit;
    return units - 1;
  }
  unsigned bits = 31 - (unsigned)__builtin_clz(units - 1);  // 2^bits ≤ units - 1 < 2^(bits + 1), bits ≥ 2
  unsigned quarter = (units - 1) >> (bits - 2) & 3;
  *size = ((4 + quarter + 1) << (bits - 2)) * unit;
  return 4 + (bits - 2) * 4 + quarter;
}

/// Puts a block back into the list, and merges it with its neighbours.
static void release(Hole *block) {
  Hole *before = 0, *after = holes;
  while (after && after < block) before = after, after = after->next;
  if (after && (uintptr_t)block + block->size == (uintptr_t)after) {
    block->size += after->size;
    after = after->next;
  }
  block->next = after;
  if (before && (uintptr_t)before + before->size == (uintptr_t)block) {
    before->size += block->size;
    before->next = after;
  } else if (before) {
    before->next = block;
  } else {
    holes = block;
  }
}

/// Grows the memory by at least `size` bytes.
static int grow(uint32_t size) {
  static uintptr_t end;
  if (!end) end = ((uintptr_t)&__heap_base + unit - 1) & ~(uintptr_t)(unit - 1);
  uint64_t needed = (uint64_t)end + size, have = (uint64_t)__builtin_wasm_memory_size(0) << 16;
  if (needed > have) {
    if (__builtin_wasm_memory_grow(0, (uint32_t)((needed - have + 0xFFFF) >> 16)) == (size_t)-1) return 0;
    have = (uint64_t)__builtin_wasm_memory_size(0) << 16;
  }
  // The last bytes of the highest page have addresses that end before 2³².
  uintptr_t top = have > 0xFFFFFFF0u ? 0xFFFFFFF0u : (uintptr_t)have;
  Hole *block = (Hole *)end;
  block->size = (uint32_t)(top - end);
  end = top;
  release(block);
  return 1;
}

/// A large block of at least `*size` bytes: the first that is large enough.
static Hole *cut(uint32_t *size) {
  for (;;) {
    Hole **link = &holes;
    for (; *link; link = &(*link)->next) {
      Hole *block = *link;
      if (block->size < *size) continue;
      if (block->size - *size < small_limit) {
        *size = block->size;
        *link = block->next;
      } else {
        Hole *rest = (Hole *)((uintptr_t)block + *size);
        rest->size = block->size - *size;
        rest->next = block->next;
        *link = rest;
      }
      return block;
    }
    if (!grow(*size)) return 0;
  }
}

/// A small block of a class, cut from a slab unless one has come back.
static Hole *take(unsigned class, uint32_t size) {
  Hole *block = classes[class];
  if (block) {
    classes[class] = block->next;
    return block;
  }
  if (slab_end - slab_next < size) {
    uint32_t room = slab;
    Hole *fresh = cut(&room);
    if (!fresh) return 0;
    slab_next = (uint32_t)(uintptr_t)fresh;
    slab_end = slab_next + room;
  }
  block = (Hole *)(uintptr_t)slab_next;
  slab_next += size;
  return block;
}

int posix_memalign(void **result, size_t alignment, size_t count) {
  if (alignment < unit) alignment = unit;
  uint64_t wanted = (uint64_t)count + sizeof(Header) + (alignment - unit);
  if (wanted > 0xFFFF0000u) return 12;
  uint32_t size = ((uint32_t)wanted + unit - 1) / unit * unit;
  Hole *block;
  if (size <= small_limit) {
    unsigned class = class_of(&size);
    block = take(class, size);
  } else {
    block = cut(&size);
  }
  if (!block) return 12;
  uintptr_t bytes = ((uintptr_t)block + sizeof(Header) + alignment - 1) & ~(uintptr_t)(alignment - 1);
  Header *header = (Header *)bytes - 1;
  header->size = size;
  header->offset = (uint32_t)(bytes - (uintptr_t)block);
  *result = (void *)bytes;
  return 0;
}

void free(void *bytes) {
  if (!bytes) return;
  Header *header = (Header *)bytes - 1;
  uint32_t size = header->size;
  Hole *block = (Hole *)((uintptr_t)bytes - header->offset);
  block->size = size;
  if (size <= small_limit) {
    unsigned class = class_of(&size);
    block->next = classes[class];
    classes[class] = block;
  } else {
    release(block);
  }
}
