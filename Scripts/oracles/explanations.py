"""Makes Tests/Oracles/explanations.json: what PyTorch's autograd says about every number of single examples.

Versions: Python 3.11, PyTorch as pinned in requirements.txt. All in float64; every case is drawn from a generator
seeded with its own name, so adding a case changes no other.

    python3 Scripts/oracles/explanations.py

Unlike in gradients.json the cost is taken of the outputs' activations a, not of their weighted inputs z, so that there
is a derivative with respect to a. No case saturates: what is lost by that is a few roundings.
"""

from random import Random

import torch
import torch.nn.functional as F

import oracle_file
from network import ACTIVATIONS, OUTPUT_ACTIVATIONS, flat, random_layers, random_mini_batch

SIZES = [5, 4, 3, 3]
CASES = [  # hidden activation, output activation, cost
    ("sigmoid", "sigmoid", "quadratic"),
    ("tanh", "tanh", "quadratic"),
    ("gelu", "identity", "quadratic"),
    ("sigmoid", "sigmoid", "cross-entropy"),
    ("relu", "sigmoid", "cross-entropy"),
    ("silu", "sigmoid", "cross-entropy"),
    ("relu", "softmax", "cross-entropy"),
    ("leaky-relu", "softmax", "cross-entropy"),
    ("gelu", "softmax", "cross-entropy"),
    ("tanh", "softmax", "cross-entropy"),
]


def cost_of(cost, output_activation, a, labels):
    """The cost of one example, from the activations of its outputs, [1, out]."""
    targets = F.one_hot(labels, a.shape[1]).to(a.dtype)
    match cost, output_activation:
        case "quadratic", _:
            return F.mse_loss(a, targets, reduction="sum") / 2
        case "cross-entropy", "sigmoid":
            return F.binary_cross_entropy(a, targets, reduction="sum")
        case "cross-entropy", "softmax":
            return F.nll_loss(torch.log(a), labels, reduction="sum")


def case(name, layers, hidden_activation, output_activation, cost, batch):
    """One record: a network, one example, and every value with the derivative of the cost by it."""
    layers = [layer.requiring_gradient() for layer in layers]
    weighted_inputs, activations, a = [], [], batch.inputs
    for index, layer in enumerate(layers):
        z = layer.weighted_inputs(a)
        is_output = index + 1 == len(layers)
        a = OUTPUT_ACTIVATIONS[output_activation](z) if is_output else ACTIVATIONS[hidden_activation](z)
        z.retain_grad()
        a.retain_grad()
        weighted_inputs.append(z)
        activations.append(a)
    total = cost_of(cost, output_activation, a, batch.labels)
    total.backward()
    return {
        "name": name,
        "sizes": SIZES,
        "hiddenActivation": hidden_activation,
        "outputActivation": output_activation,
        "cost": cost,
        "layers": [layer.numbers() for layer in layers],
        "inputs": flat(batch.inputs),
        "label": batch.labels.item(),
        "totalCost": total.item(),
        "weightedInputs": [flat(z) for z in weighted_inputs],
        "activations": [flat(a) for a in activations],
        "activationSensitivities": [flat(a.grad) for a in activations],
        "sensitivities": [flat(z.grad) for z in weighted_inputs],
        "gradients": [layer.gradient_numbers() for layer in layers],
    }


def telling_case(hidden, output, cost):
    """Draws until no unit is dead or near a kink, and most derivatives are far from 0."""
    name = f"{hidden} hidden, {cost} over {output}"
    random = Random(name)
    while True:
        layers, batch = random_layers(random, SIZES), random_mini_batch(random, 1, SIZES[0], SIZES[-1])
        record = case(name, layers, hidden, output, cost, batch)
        near_kink = any(abs(z) < 1e-3 for layer in record["weightedInputs"] for z in layer)
        alive = all(sum(abs(d) > 1e-4 for d in layer) > len(layer) / 2 for layer in record["sensitivities"])
        if alive and not near_kink:
            return record


if __name__ == "__main__":
    oracle_file.write("explanations.json", "cases", [telling_case(*names) for names in CASES])
