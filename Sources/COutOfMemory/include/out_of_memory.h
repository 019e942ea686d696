/// What happens when memory runs out: one line on standard error and a documented status, instead of a trap with a
/// backtrace.
#ifndef DOWNHILL_OUT_OF_MEMORY_H
#define DOWNHILL_OUT_OF_MEMORY_H

#include <stdbool.h>

/// From now on the first allocation that fails ends the process with `status`, after one line on standard error.
/// Before, and where ``out_of_memory_is_watched`` is false, such an allocation returns null as usual.
void out_of_memory_end_process_with(int status);

/// Whether allocations can be watched here: on Linux, without a sanitizer, which has an allocator of its own.
bool out_of_memory_is_watched(void);

#endif
