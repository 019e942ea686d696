"""JAX: an epoch is one compiled `lax.scan` whose parameters are donated; NumPy draws the order of the examples.

XLA takes the size of its pool from the processors that the process may run on, so the runner pins it.
"""

import os
from functools import partial

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np

import data
from parameters import draw, views
from serving import Peer, serve

ACTIVATIONS = {"sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu, "tanh": jnp.tanh}


def forward(workload, layers, inputs):
    """The outputs; with cross-entropy the weighted inputs of the outputs, as softmax belongs to the cost."""
    a = inputs
    for index, (weights, biases) in enumerate(layers):
        a = a @ weights + biases
        if index < len(layers) - 1 or workload.cost == "quadratic":
            a = ACTIVATIONS[workload.activation](a)
    return a


def cost(workload, layers, inputs, targets):
    outputs = forward(workload, layers, inputs)
    if workload.cost == "quadratic":
        return 0.5 * jnp.sum((outputs - targets) ** 2) / len(inputs)
    return -jnp.sum(jax.nn.log_softmax(outputs) * targets) / len(inputs)


def gradient(workload, layers, inputs, targets):
    return jax.grad(partial(cost, workload))(layers, inputs, targets)


def answers(workload, layers, inputs):
    outputs = forward(workload, layers, inputs)
    return outputs if workload.cost == "quadratic" else jax.nn.softmax(outputs)


def start(workload, parameters):
    """What training carries from step to step: the layers, and for Adam both moments and the number of steps."""
    layers = [(jnp.array(weights), jnp.array(biases)) for weights, biases in views(parameters, workload.layers)]
    if workload.optimizer != "adam":
        return (layers,)
    zeros = jax.tree.map(jnp.zeros_like, layers)
    return layers, zeros, jax.tree.map(jnp.copy, zeros), jnp.float32(0)


def step(workload, state, inputs, targets):
    slopes = gradient(workload, state[0], inputs, targets)
    if workload.optimizer == "sgd":
        return (jax.tree.map(lambda p, g: p - workload.rate * g, state[0], slopes),)
    layers, first, second, steps = state
    steps += 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, slopes)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, slopes)
    scale = workload.rate / (1 - 0.9**steps)
    correction = 1 - 0.999**steps
    layers = jax.tree.map(
        lambda p, m, v: p - scale * m / (jnp.sqrt(v / correction) + 1e-8), layers, first, second
    )
    return layers, first, second, steps


def epoch(workload):
    """The compiled function (state, order [steps, batch], images, targets) → state."""

    @partial(jax.jit, donate_argnums=0)
    def run(state, order, images, targets):
        def body(state, chosen):
            return step(workload, state, images[chosen], targets[chosen]), None

        return jax.lax.scan(body, state, order)[0]

    return run


def flat(layers):
    return np.concatenate([np.ravel(part) for pair in layers for part in pair])


class JAX(Peer):
    def __init__(self):
        self.images, self.targets = jnp.asarray(data.images("train")), jnp.asarray(data.one_hot(data.labels("train")))
        self.test_images, self.test_labels = data.images("t10k"), data.labels("t10k")
        self.generator = np.random.default_rng(1)

    def prepare(self, workload):
        state = start(workload, draw(workload))
        match workload.task:
            case "train":
                return self.training(workload, state)
            case "gradient":
                compiled = jax.jit(partial(gradient, workload))
                return lambda: jax.block_until_ready(compiled(state[0], self.images, self.targets)), None
            case "answer-one":
                compiled = jax.jit(partial(answers, workload))
                return lambda index: np.asarray(compiled(state[0], self.test_images[index : index + 1])), None
            case "answer-all":
                compiled, images = jax.jit(partial(answers, workload)), jnp.asarray(self.test_images)
                return lambda: jax.block_until_ready(compiled(state[0], images)), None
        raise ValueError(f"JAX does not do {workload.task}")

    def training(self, workload, state):
        run = epoch(workload)

        def repetition():
            nonlocal state
            order = self.generator.permutation(len(self.images)).astype(np.int32)
            order = order[: workload.count * workload.batch].reshape(workload.count, workload.batch)
            state = jax.block_until_ready(run(state, order, self.images, self.targets))

        def accuracy():
            outputs = np.asarray(forward(workload, state[0], self.test_images))
            return np.mean(outputs.argmax(axis=1) == self.test_labels)

        return repetition, accuracy

    def gradient(self, workload, parameters, examples):
        layers = start(workload, parameters)[0]
        return flat(gradient(workload, layers, self.images[:examples], self.targets[:examples]))

    def train(self, workload, parameters, examples, steps):
        order = np.tile(np.arange(examples, dtype=np.int32), (steps, 1))
        return flat(epoch(workload)(start(workload, parameters), order, self.images, self.targets)[0])


if __name__ == "__main__":
    serve(JAX())
