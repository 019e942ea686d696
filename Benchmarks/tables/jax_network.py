"""JAX: the whole mini-batches of an epoch are one compiled `lax.scan` whose parameters are donated; NumPy draws orders."""

from functools import lru_cache, partial

import jax
import jax.numpy as jnp
import numpy as np


def forward(layers, inputs):
    """The outputs without their last activation, which belongs to the cost."""
    for weights, biases in layers[:-1]:
        inputs = jax.nn.relu(inputs @ weights + biases)
    weights, biases = layers[-1]
    return inputs @ weights + biases


def cost(kind, layers, inputs, targets):
    outputs = forward(layers, inputs)
    if kind == "quadratic":
        return jnp.mean((outputs[:, 0] - targets) ** 2)
    if kind == "binary":
        return jnp.mean(jax.nn.softplus(outputs[:, 0]) - targets * outputs[:, 0])
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(outputs), targets[:, None], axis=1))


def step(kind, rate, state, inputs, targets):
    layers, first, second, steps = state
    slopes = jax.grad(partial(cost, kind))(layers, inputs, targets)
    steps += 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, slopes)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, slopes)
    scale, correction = rate / (1 - 0.9**steps), 1 - 0.999**steps
    layers = jax.tree.map(lambda p, m, v: p - scale * m / (jnp.sqrt(v / correction) + 1e-8), layers, first, second)
    return layers, first, second, steps


@lru_cache
def epoch(kind, rate):
    """The compiled function (state, order [steps, batch], rest [less than a batch], inputs, targets) → state."""

    @partial(jax.jit, donate_argnums=0)
    def run(state, order, rest, inputs, targets):
        state = jax.lax.scan(lambda s, i: (step(kind, rate, s, inputs[i], targets[i]), None), state, order)[0]
        return step(kind, rate, state, inputs[rest], targets[rest]) if len(rest) else state

    return run


def train(table, work, layers, generator, epochs):
    kind = "quadratic" if work.is_regression else "binary" if table.output_count == 1 else "classes"
    inputs = jnp.asarray(table.inputs)
    targets = jnp.asarray(table.targets if kind != "binary" else table.targets.astype(np.float32))
    layers = [(jnp.asarray(weights), jnp.asarray(biases)) for weights, biases in layers]
    zeros = jax.tree.map(jnp.zeros_like, layers)
    state = layers, zeros, jax.tree.map(jnp.copy, zeros), jnp.float32(0)
    whole = len(inputs) // work.batch * work.batch
    for _ in range(epochs):
        order = generator.permutation(len(inputs)).astype(np.int32)
        state = epoch(kind, work.rate)(state, order[:whole].reshape(-1, work.batch), order[whole:], inputs, targets)
    layers = jax.block_until_ready(state)[0]
    return lambda inputs: np.asarray(forward(layers, inputs))
