/// The four files of the MNIST database as they were published, compressed: see NOTICE.md.
#ifndef DOWNHILL_MNIST_H
#define DOWNHILL_MNIST_H

#include <stddef.h>

typedef struct {
  const unsigned char *bytes;
  size_t count;
} mnist_file;

mnist_file mnist_training_images(void);
mnist_file mnist_training_labels(void);
mnist_file mnist_test_images(void);
mnist_file mnist_test_labels(void);

/// Who made them, and under which license: NOTICE.md itself.
mnist_file mnist_notice(void);

#endif
