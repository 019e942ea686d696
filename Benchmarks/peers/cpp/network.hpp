// A multilayer perceptron over OpenBLAS, as a C++ programmer would write it: plain vectors, one sgemm a product, loops
// that the compiler vectorises.
#pragma once

#include <random>
#include <vector>

#include "workload.hpp"

class Network {
 public:
  // Weights from a normal distribution of variance 1/in (2/in before ReLU); biases 0.
  Network(const Workload& workload, std::mt19937& generator);
  Network(const Workload& workload, const std::vector<float>& parameters);
  Network(const Network&) = delete;

  // Makes room for mini-batches of this size.
  void allocate(int batch);

  // The outputs, [batch, out], for inputs [batch, in].
  const float* forward(const float* inputs, int batch);

  // Fills `gradient` with the mean over the mini-batch.
  void backward(const float* inputs, const float* targets, int batch);

  // One step of the workload's optimizer along `gradient`.
  void step();

  // The share of the examples whose largest output is their label's.
  double accuracy(const std::vector<float>& inputs, const std::vector<unsigned char>& labels);

  // For each layer the weights, [in, out], then the biases, [out].
  std::vector<float> parameters, gradient;
  float rate;

 private:
  struct Layer {
    int inputs, outputs;
    size_t weights, biases;                                 // where they begin in `parameters` and `gradient`
    std::vector<float> weightedInputs, activations, delta;  // [batch, out]; the first only where the slope needs it
  };

  void activate(Layer& layer, int batch);
  void multiplyBySlope(Layer& layer, int batch);

  std::string activation;
  bool crossEntropy, adam;
  std::vector<Layer> layers;
  std::vector<float> firstMoment, secondMoment;
  long steps = 0;
};
