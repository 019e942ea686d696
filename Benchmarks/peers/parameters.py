"""Weights and biases as one vector: for each layer the weights, [in, out], then the biases, [out]."""

import numpy as np


def views(vector, layers):
    """The pairs (weights, biases) that `vector` holds; writing to them writes to it."""
    pairs, start = [], 0
    for inputs, outputs in zip(layers, layers[1:]):
        weights = vector[start : start + inputs * outputs].reshape(inputs, outputs)
        start += inputs * outputs
        biases = vector[start : start + outputs]
        start += outputs
        pairs.append((weights, biases))
    return pairs


def count(layers):
    return sum((inputs + 1) * outputs for inputs, outputs in zip(layers, layers[1:]))


def draw(workload, seed=1):
    """Weights from a normal distribution of variance 1/in (2/in before ReLU); biases 0."""
    generator = np.random.default_rng(seed)
    vector = np.zeros(count(workload.layers), np.float32)
    gain = 2 if workload.activation == "relu" else 1
    for weights, _ in views(vector, workload.layers):
        weights[...] = generator.standard_normal(weights.shape) * np.sqrt(gain / weights.shape[0])
    return vector
