/// Counts the allocations of chosen threads and their bytes, for tests that say how many there may be.
#ifndef DOWNHILL_ALLOCATION_COUNTER_H
#define DOWNHILL_ALLOCATION_COUNTER_H

#include <stdbool.h>

/// Whether allocations are counted here: with glibc, and without a sanitizer, which has an allocator of its own.
bool allocation_counter_is_available(void);

/// From now on this thread's allocations are counted, or no more.
void allocation_counter_watch_this_thread(bool watch);

/// Allocations of all watched threads since the program began.
long allocation_counter_count(void);

/// From now on the bytes that this thread takes and gives back are added up.
void allocation_counter_begin_weighing(void);

/// The most bytes that this thread held at once since it began to weigh, beyond those it held then.
long allocation_counter_end_weighing(void);

#endif
