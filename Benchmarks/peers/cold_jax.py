"""JAX from a cold start to 95 % test accuracy: python cold_jax.py SEED

The recipe is that of cold_numpy.py. 100 steps are one compiled scan that ends with the test digits.
"""

import json
import os
import sys

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np

import data

LAYERS, BATCH, STEPS, STEPS_PER_CALL = [784, 16, 16, 10], 100, 1500, 100


def forward(layers, pixels):
    a = pixels.astype(jnp.float32) * (1 / 255)
    for weights, biases in layers[:-1]:
        a = jax.nn.silu(a @ weights + biases)
    return a @ layers[-1][0] + layers[-1][1]


def cost(layers, pixels, labels):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(forward(layers, pixels)), labels[:, None], 1))


@jax.jit
def advance(state, order, images, labels, test_images, test_labels):
    def step(state, chosen):
        layers, first, second, done = state
        gradient = jax.grad(cost)(layers, images[chosen], labels[chosen])
        rate = 0.01 * (1 - done / STEPS)
        done += 1
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
        scale, correction = rate / (1 - 0.9**done), 1 - 0.999**done
        layers = jax.tree.map(
            lambda p, m, v: p - scale * m / (jnp.sqrt(v / correction) + 1e-8), layers, first, second
        )
        return (layers, first, second, done), None

    state = jax.lax.scan(step, state, order)[0]
    return state, jnp.mean(jnp.argmax(forward(state[0], test_images), 1) == test_labels)


def main(seed):
    images, labels = data.image_bytes("train"), data.labels("train").astype(np.int32)
    # On the device once, not for every call.
    examples = [jnp.asarray(part) for part in (images, labels, data.image_bytes("t10k"), data.labels("t10k").astype(np.int32))]
    generator = np.random.default_rng(seed)
    layers = [
        ((generator.uniform(-1, 1, (i, o)) / np.sqrt(i)).astype(np.float32), np.zeros(o, np.float32))
        for i, o in zip(LAYERS, LAYERS[1:])
    ]
    zeros = jax.tree.map(np.zeros_like, layers)
    state = layers, zeros, zeros, np.float32(0)

    calls_per_epoch = len(images) // BATCH // STEPS_PER_CALL
    for call in range(STEPS // STEPS_PER_CALL):
        if call % calls_per_epoch == 0:
            order = generator.permutation(len(images)).astype(np.int32).reshape(calls_per_epoch, STEPS_PER_CALL, BATCH)
        state, accuracy = advance(state, order[call % calls_per_epoch], *examples)
        done = (call + 1) * STEPS_PER_CALL
        if done >= 700 and accuracy >= 0.95:
            print(json.dumps({"accuracy": float(accuracy), "steps": done}))
            return
    sys.exit("95 % was not reached")


if __name__ == "__main__":
    main(int(sys.argv[1]))
