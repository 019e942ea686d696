"""NumPy: a mini-batch at a time, every buffer allocated once, every operation into a buffer."""

import numpy as np

import data
from parameters import draw, views
from serving import Peer, serve

np.seterr(over="ignore")  # where the exponential overflows, the sigmoid's 1/(1 + inf) is the right 0


class Network:
    """Parameters and gradient are one vector each, so that a step is a handful of operations."""

    def __init__(self, workload, parameters):
        self.workload = workload
        self.parameters = parameters.copy()
        self.gradient = np.zeros_like(parameters)
        self.layers = views(self.parameters, workload.layers)
        self.gradients = views(self.gradient, workload.layers)

    def allocate(self, batch):
        """Buffers for mini-batches of this size; all are [batch, neurons of the layer]."""
        widths = self.workload.layers[1:]
        self.activations = [np.empty((batch, width), np.float32) for width in widths]
        self.sensitivities = [np.empty((batch, width), np.float32) for width in widths]
        self.slopes = [np.empty((batch, width), np.float32) for width in widths]
        self.ones = np.ones(batch, np.float32)

    def forward(self, a):
        last = len(self.layers) - 1
        for index, (weights, biases) in enumerate(self.layers):
            z = self.activations[index]
            np.matmul(a, weights, out=z)
            z += biases
            softmax = index == last and self.workload.cost == "cross-entropy"
            ACTIVATIONS["softmax" if softmax else self.workload.activation](z)
            a = z
        return a

    def backward(self, inputs, targets):
        """Fills `gradient` with the mean over the mini-batch."""
        a = self.forward(inputs)
        delta = self.sensitivities[-1]
        np.subtract(a, targets, out=delta)
        delta *= np.float32(1 / len(inputs))
        if self.workload.cost == "quadratic":
            delta *= self.slope(len(self.layers) - 1)

        for index in reversed(range(len(self.layers))):
            below = self.activations[index - 1] if index else inputs
            np.matmul(below.T, delta, out=self.gradients[index][0])
            np.matmul(self.ones, delta, out=self.gradients[index][1])
            if index:
                delta_below = self.sensitivities[index - 1]
                np.matmul(delta, self.layers[index][0].T, out=delta_below)
                delta_below *= self.slope(index - 1)
                delta = delta_below

    def slope(self, index):
        """The derivative of the activation function, from the activations."""
        a, slope = self.activations[index], self.slopes[index]
        match self.workload.activation:
            case "sigmoid":
                np.subtract(1, a, out=slope)
                slope *= a
            case "tanh":
                np.multiply(a, a, out=slope)
                np.subtract(1, slope, out=slope)
            case "relu":
                return a > 0
        return slope


def sigmoid(z):
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    np.reciprocal(z, out=z)


def softmax(z):
    z -= z.max(axis=1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=1, keepdims=True)


# Each works in place.
ACTIVATIONS = {
    "sigmoid": sigmoid,
    "softmax": softmax,
    "relu": lambda z: np.maximum(z, 0, out=z),
    "tanh": lambda z: np.tanh(z, out=z),
}


class GradientDescent:
    def __init__(self, network):
        self.network = network
        self.change = np.empty_like(network.parameters)

    def step(self):
        np.multiply(self.network.gradient, np.float32(self.network.workload.rate), out=self.change)
        self.network.parameters -= self.change


class Adam:
    def __init__(self, network):
        self.network = network
        self.first, self.second = np.zeros_like(network.parameters), np.zeros_like(network.parameters)
        self.scratch, self.change = np.empty_like(network.parameters), np.empty_like(network.parameters)
        self.steps = 0

    def step(self):
        gradient, scratch, change = self.network.gradient, self.scratch, self.change
        self.first *= np.float32(0.9)
        np.multiply(gradient, np.float32(0.1), out=scratch)
        self.first += scratch
        self.second *= np.float32(0.999)
        np.multiply(gradient, gradient, out=scratch)
        scratch *= np.float32(0.001)
        self.second += scratch

        # rate · (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε), with the corrections taken out of the vectors
        self.steps += 1
        correction = np.sqrt(1 - 0.999**self.steps)
        rate = self.network.workload.rate * correction / (1 - 0.9**self.steps)
        np.sqrt(self.second, out=scratch)
        scratch += np.float32(1e-8 * correction)
        np.divide(self.first, scratch, out=change)
        change *= np.float32(rate)
        self.network.parameters -= change


OPTIMIZERS = {"sgd": GradientDescent, "adam": Adam}


class NumPy(Peer):
    def __init__(self):
        self.images, self.targets = data.images("train"), data.one_hot(data.labels("train"))
        self.test_images, self.test_labels = data.images("t10k"), data.labels("t10k")
        self.generator = np.random.default_rng(1)

    def prepare(self, workload):
        if workload.task == "product":
            return self.product(workload), None
        network = Network(workload, draw(workload))
        network.allocate(workload.batch)
        match workload.task:
            case "train":
                return self.epoch(workload, network), lambda: self.accuracy(network)
            case "gradient":
                return lambda: network.backward(self.images, self.targets), None
            case "answer-one":
                return lambda index: network.forward(self.test_images[index : index + 1]), None
            case "answer-all":
                return lambda: network.forward(self.test_images), None

    def epoch(self, workload, network):
        optimizer = OPTIMIZERS[workload.optimizer](network)
        inputs, targets = np.empty((workload.batch, 784), np.float32), np.empty((workload.batch, 10), np.float32)

        def run():
            order = self.generator.permutation(len(self.images))
            for start in range(0, workload.count * workload.batch, workload.batch):
                chosen = order[start : start + workload.batch]
                np.take(self.images, chosen, axis=0, out=inputs, mode="clip")  # "clip": without a copy for the check
                np.take(self.targets, chosen, axis=0, out=targets, mode="clip")
                network.backward(inputs, targets)
                optimizer.step()

        return run

    def product(self, workload):
        size = workload.layers[0]
        a, b = np.full((size, size), 0.5, np.float32), np.full((size, size), 0.25, np.float32)
        c = np.empty((size, size), np.float32)
        return lambda: np.matmul(a, b, out=c)

    def accuracy(self, network):
        network.allocate(len(self.test_images))
        hits = np.mean(network.forward(self.test_images).argmax(axis=1) == self.test_labels)
        network.allocate(network.workload.batch)
        return hits

    def gradient(self, workload, parameters, examples):
        network = Network(workload, parameters)
        network.allocate(examples)
        network.backward(self.images[:examples], self.targets[:examples])
        return network.gradient

    def train(self, workload, parameters, examples, steps):
        network = Network(workload, parameters)
        network.allocate(examples)
        optimizer = OPTIMIZERS[workload.optimizer](network)
        for _ in range(steps):
            network.backward(self.images[:examples], self.targets[:examples])
            optimizer.step()
        return network.parameters


if __name__ == "__main__":
    serve(NumPy())
