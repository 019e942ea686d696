// From a cold start to 95 % test accuracy; the recipe is that of ../cold_numpy.py.
//
//   cold FOLDER-OF-MNIST SEED
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "mnist.hpp"
#include "network.hpp"

constexpr int batch = 100, steps = 1500;

int main(int argc, char** argv) {
  if (argc != 3) return fprintf(stderr, "usage: cold FOLDER-OF-MNIST SEED\n"), 64;
  std::string folder = argv[1];
  std::mt19937 generator(atoi(argv[2]));
  auto images = readImages(folder, "train"), labels = readLabels(folder, "train");
  auto testImages = scaled(readImages(folder, "t10k"));
  auto testLabels = readLabels(folder, "t10k");

  Workload workload{"W8", "train", {784, 16, 16, 10}, "silu", "cross-entropy", "adam", 0.01f, batch, steps};
  Network network(workload, generator);
  network.allocate(int(testLabels.size()));  // the mini-batches are smaller

  std::vector<int> order(labels.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<float> inputs(batch * pixels), targets(batch * digits);
  int batchesPerEpoch = int(order.size()) / batch;
  for (int step = 0; step < steps; step++) {
    int position = step % batchesPerEpoch * batch;
    if (position == 0) std::shuffle(order.begin(), order.end(), generator);
    std::fill(targets.begin(), targets.end(), 0.f);
    for (int row = 0; row < batch; row++) {
      size_t example = order[position + row];
      for (int i = 0; i < pixels; i++) inputs[row * pixels + i] = images[example * pixels + i] * (1 / 255.f);
      targets[row * digits + labels[example]] = 1;
    }
    network.rate = workload.rate * (1 - float(step) / steps);
    network.backward(inputs.data(), targets.data(), batch);
    network.step();

    int done = step + 1;
    if (done >= 700 && done % 100 == 0) {
      double accuracy = network.accuracy(testImages, testLabels);
      if (accuracy >= 0.95) return printf("{\"accuracy\": %.4f, \"steps\": %d}\n", accuracy, done), 0;
    }
  }
  return fprintf(stderr, "95 %% was not reached\n"), 1;
}
