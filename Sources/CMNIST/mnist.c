#include "mnist.h"

// `#embed` is C23; the toolchain's clang offers it in every mode and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char training_images[] = {
#embed "train-images-idx3-ubyte.gz"
};
static const unsigned char training_labels[] = {
#embed "train-labels-idx1-ubyte.gz"
};
static const unsigned char test_images[] = {
#embed "t10k-images-idx3-ubyte.gz"
};
static const unsigned char test_labels[] = {
#embed "t10k-labels-idx1-ubyte.gz"
};
static const unsigned char notice[] = {
#embed "NOTICE.md"
};

mnist_file mnist_training_images(void) { return (mnist_file){training_images, sizeof training_images}; }
mnist_file mnist_training_labels(void) { return (mnist_file){training_labels, sizeof training_labels}; }
mnist_file mnist_test_images(void) { return (mnist_file){test_images, sizeof test_images}; }
mnist_file mnist_test_labels(void) { return (mnist_file){test_labels, sizeof test_labels}; }
mnist_file mnist_notice(void) { return (mnist_file){notice, sizeof notice}; }
