#include "network.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <cstring>

Network::Network(const Workload& workload, const std::vector<float>& start)
    : parameters(start),
      rate(workload.rate),
      activation(workload.activation),
      crossEntropy(workload.cost == "cross-entropy"),
      adam(workload.optimizer == "adam") {
  size_t end = 0;
  for (size_t l = 0; l + 1 < workload.layers.size(); l++) {
    int inputs = workload.layers[l], outputs = workload.layers[l + 1];
    size_t weights = end, biases = weights + size_t(inputs) * outputs;
    layers.push_back({inputs, outputs, weights, biases, {}, {}, {}});
    end = biases + outputs;
  }
  parameters.resize(end);
  gradient.resize(end);
  if (adam) {
    firstMoment.resize(end);
    secondMoment.resize(end);
  }
}

Network::Network(const Workload& workload, std::mt19937& generator) : Network(workload, std::vector<float>()) {
  std::normal_distribution<float> normal;
  for (const Layer& layer : layers) {
    float deviation = std::sqrt((activation == "relu" ? 2.f : 1.f) / layer.inputs);
    for (size_t i = layer.weights; i < layer.biases; i++) parameters[i] = normal(generator) * deviation;
  }
}

void Network::allocate(int batch) {
  for (Layer& layer : layers) {
    size_t size = size_t(batch) * layer.outputs;
    if (activation == "silu") layer.weightedInputs.resize(size);
    layer.activations.resize(size);
    layer.delta.resize(size);
  }
}

const float* Network::forward(const float* inputs, int batch) {
  for (Layer& layer : layers) {
    const float *weights = &parameters[layer.weights], *biases = &parameters[layer.biases];
    float* z = layer.activations.data();
    for (int row = 0; row < batch; row++) std::memcpy(z + size_t(row) * layer.outputs, biases, layer.outputs * sizeof(float));
    if (batch == 1)
      scipy_cblas_sgemv(CblasRowMajor, CblasTrans, layer.inputs, layer.outputs, 1, weights, layer.outputs, inputs, 1, 1, z, 1);
    else
      scipy_cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, batch, layer.outputs, layer.inputs, 1, inputs,
                        layer.inputs, weights, layer.outputs, 1, z, layer.outputs);
    activate(layer, batch);
    inputs = z;
  }
  return inputs;
}

// 1 / (1 + e^-z). Clamped, because -ffast-math takes no care of infinities.
static inline float sigmoid(float z) { return 1 / (1 + std::exp(-std::max(-60.f, std::min(60.f, z)))); }

static void softmax(float* z, int outputs, int batch) {
  for (int row = 0; row < batch; row++, z += outputs) {
    float largest = *std::max_element(z, z + outputs), sum = 0;
    for (int j = 0; j < outputs; j++) sum += z[j] = std::exp(z[j] - largest);
    for (int j = 0; j < outputs; j++) z[j] /= sum;
  }
}

void Network::activate(Layer& layer, int batch) {
  float* z = layer.activations.data();
  size_t size = size_t(batch) * layer.outputs;
  if (&layer == &layers.back() && crossEntropy) {
    softmax(z, layer.outputs, batch);
  } else if (activation == "sigmoid") {
    for (size_t i = 0; i < size; i++) z[i] = sigmoid(z[i]);
  } else if (activation == "relu") {
    for (size_t i = 0; i < size; i++) z[i] = std::max(z[i], 0.f);
  } else if (activation == "tanh") {
    for (size_t i = 0; i < size; i++) z[i] = std::tanh(z[i]);
  } else if (activation == "silu") {
    std::memcpy(layer.weightedInputs.data(), z, size * sizeof(float));
    for (size_t i = 0; i < size; i++) z[i] *= sigmoid(z[i]);
  }
}

void Network::multiplyBySlope(Layer& layer, int batch) {
  float* delta = layer.delta.data();
  const float* a = layer.activations.data();
  size_t size = size_t(batch) * layer.outputs;
  if (activation == "sigmoid") {
    for (size_t i = 0; i < size; i++) delta[i] *= a[i] * (1 - a[i]);
  } else if (activation == "relu") {
    for (size_t i = 0; i < size; i++) delta[i] = a[i] > 0 ? delta[i] : 0;
  } else if (activation == "tanh") {
    for (size_t i = 0; i < size; i++) delta[i] *= 1 - a[i] * a[i];
  } else if (activation == "silu") {
    const float* z = layer.weightedInputs.data();
    for (size_t i = 0; i < size; i++) {
      float s = sigmoid(z[i]);
      delta[i] *= s * (1 + z[i] * (1 - s));
    }
  }
}

void Network::backward(const float* inputs, const float* targets, int batch) {
  const float* outputs = forward(inputs, batch);
  Layer& last = layers.back();
  for (size_t i = 0; i < size_t(batch) * last.outputs; i++) last.delta[i] = (outputs[i] - targets[i]) / batch;
  if (!crossEntropy) multiplyBySlope(last, batch);

  for (int l = int(layers.size()) - 1; l >= 0; l--) {
    Layer& layer = layers[l];
    const float *below = l ? layers[l - 1].activations.data() : inputs, *delta = layer.delta.data();
    scipy_cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, layer.inputs, layer.outputs, batch, 1, below, layer.inputs,
                      delta, layer.outputs, 0, &gradient[layer.weights], layer.outputs);
    float* biases = &gradient[layer.biases];
    std::fill(biases, biases + layer.outputs, 0.f);
    for (int row = 0; row < batch; row++)
      for (int j = 0; j < layer.outputs; j++) biases[j] += delta[size_t(row) * layer.outputs + j];
    if (l == 0) return;
    scipy_cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, batch, layer.inputs, layer.outputs, 1, delta, layer.outputs,
                      &parameters[layer.weights], layer.outputs, 0, layers[l - 1].delta.data(), layer.inputs);
    multiplyBySlope(layers[l - 1], batch);
  }
}

void Network::step() {
  size_t size = parameters.size();
  float *p = parameters.data(), *g = gradient.data(), *m = firstMoment.data(), *v = secondMoment.data();
  if (!adam) {
    for (size_t i = 0; i < size; i++) p[i] -= rate * g[i];
    return;
  }
  // rate · (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε), with the corrections taken out of the loop
  steps++;
  float correction = std::sqrt(1 - std::pow(0.999, steps));
  float scale = rate * correction / (1 - std::pow(0.9, steps)), epsilon = 1e-8f * correction;
  for (size_t i = 0; i < size; i++) {
    m[i] = 0.9f * m[i] + 0.1f * g[i];
    v[i] = 0.999f * v[i] + 0.001f * g[i] * g[i];
    p[i] -= scale * m[i] / (std::sqrt(v[i]) + epsilon);
  }
}

double Network::accuracy(const std::vector<float>& inputs, const std::vector<unsigned char>& labels) {
  int outputs = layers.back().outputs, hits = 0;
  const float* row = forward(inputs.data(), int(labels.size()));
  for (unsigned char label : labels) {
    hits += std::max_element(row, row + outputs) - row == label;
    row += outputs;
  }
  return double(hits) / labels.size();
}
