/// Counts the edges of control flow that code passes, where it was compiled to report them.
#pragma once

/// Begins at zero.
void work_begin(void);
/// The edges passed since. Of all threads: only one may be at work.
long work_end(void);
