"""NumPy from a cold start to 95 % test accuracy: python cold_numpy.py SEED

The recipe of every cold peer: 784-16-16-10 with SiLU, softmax and cross-entropy; Adam on mini-batches of 100, at a rate
that falls linearly from 0.01 to 0 over 1,500 steps; from step 700 on, the test digits are tried every 100 steps, and the
process ends at 95 %.
"""

import json
import sys

import numpy as np

import data
from parameters import count, views

LAYERS, BATCH, STEPS = [784, 16, 16, 10], 100, 1500


def main(seed):
    images, labels = data.image_bytes("train"), data.labels("train")
    targets = data.one_hot(labels)
    test_images, test_labels = data.images("t10k"), data.labels("t10k")
    generator = np.random.default_rng(seed)

    parameters, gradient, first, second = np.zeros((4, count(LAYERS)), np.float32)
    layers, gradients = views(parameters, LAYERS), views(gradient, LAYERS)
    for weights, _ in layers:
        weights[...] = generator.uniform(-1, 1, weights.shape) / np.sqrt(len(weights))

    steps_per_epoch = len(images) // BATCH
    for step in range(STEPS):
        position = step % steps_per_epoch * BATCH
        if position == 0:
            order = generator.permutation(len(images))
        chosen = order[position : position + BATCH]
        backward(images[chosen] * np.float32(1 / 255), targets[chosen], layers, gradients)

        done = step + 1
        first *= np.float32(0.9)
        first += np.float32(0.1) * gradient
        second *= np.float32(0.999)
        second += np.float32(0.001) * gradient * gradient
        rate = np.float32(0.01 * (1 - step / STEPS) / (1 - 0.9**done))
        parameters -= rate * first / (np.sqrt(second * np.float32(1 / (1 - 0.999**done))) + np.float32(1e-8))

        if done >= 700 and done % 100 == 0:
            accuracy = np.mean(forward(test_images, layers)[-1][1].argmax(axis=1) == test_labels)
            if accuracy >= 0.95:
                print(json.dumps({"accuracy": float(accuracy), "steps": done}))
                return
    sys.exit("95 % was not reached")


def forward(inputs, layers):
    """For each layer its inputs, its weighted inputs and their sigmoid."""
    passed, a = [], inputs
    for weights, biases in layers:
        z = a @ weights + biases
        s = 1 / (1 + np.exp(-z))
        passed.append((a, z, s))
        a = z * s
    return passed


def backward(inputs, targets, layers, gradients):
    passed = forward(inputs, layers)
    outputs = passed[-1][1]
    shares = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    delta = (shares / shares.sum(axis=1, keepdims=True) - targets) * np.float32(1 / BATCH)
    for index in reversed(range(len(layers))):
        np.matmul(passed[index][0].T, delta, out=gradients[index][0])
        delta.sum(axis=0, out=gradients[index][1])
        if index:
            _, z, s = passed[index - 1]
            delta = delta @ layers[index][0].T * (s * (1 + z * (1 - s)))


if __name__ == "__main__":
    np.seterr(over="ignore")
    main(int(sys.argv[1]))
