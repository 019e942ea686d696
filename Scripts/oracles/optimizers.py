"""Makes Tests/Oracles/optimizers.json: twenty steps of each of PyTorch's optimizers on the same mini-batches.

Versions: Python 3.11, PyTorch as pinned in requirements.txt. All in float64, all seeds fixed.

    python3 Scripts/oracles/optimizers.py

The learning rate changes with every step, so that a momentum that has taken the learning rate into itself
(v ← μv − ηg) is told from PyTorch's (v ← μv + g; w ← w − ηv). Rules, with g the gradient of the mean cost plus
λw on weights (`l2` = λ), t counting from 1, η the rate of the step:

sgd       w ← w − ηg
momentum  v ← μv + g (v starts at 0);  w ← w − ηv
nesterov  v ← μv + g;  w ← w − η(g + μv)
adam      m ← β₁m + (1 − β₁)g;  s ← β₂s + (1 − β₂)g²;  w ← w − η·(m / (1 − β₁ᵗ)) / (√(s / (1 − β₂ᵗ)) + ε)
adamw     w ← w − η·weightDecay·w on weights, then as adam

The L2 term and the decay leave the biases alone.
"""

import math
from random import Random

import torch

import oracle_file
from network import costs, output_weighted_inputs, random_layers, random_mini_batch

SIZES = [5, 4, 3]
STEPS, EXAMPLES = 20, 4
SNAPSHOTS = [1, 2, 5, 10, 20]
MOMENTUM, BETAS, EPSILON, L2, WEIGHT_DECAY = 0.9, (0.9, 0.999), 1e-8, 0.01, 0.01


def optimizer(kind, layers, l2):
    """PyTorch's optimizer, weights in one parameter group and biases in another that is never decayed."""
    decay = WEIGHT_DECAY if kind == "adamw" else l2
    groups = [
        {"params": [layer.weight for layer in layers], "weight_decay": decay},
        {"params": [layer.bias for layer in layers], "weight_decay": 0},
    ]
    match kind:
        case "sgd":
            return torch.optim.SGD(groups)
        case "momentum":
            return torch.optim.SGD(groups, momentum=MOMENTUM)
        case "nesterov":
            return torch.optim.SGD(groups, momentum=MOMENTUM, nesterov=True)
        case "adam":
            return torch.optim.Adam(groups, betas=BETAS, eps=EPSILON)
        case "adamw":
            return torch.optim.AdamW(groups, betas=BETAS, eps=EPSILON)
        case _:
            raise ValueError(f"no such optimizer: {kind}")


def falling(start):
    """A learning rate for each step, falling from `start` towards 0 along a cosine."""
    return [start / 2 * (1 + math.cos(math.pi * step / STEPS)) for step in range(STEPS)]


def run(kind, l2):
    """Twenty steps from the same start. A key that means nothing to an optimizer is null."""
    start = random_layers(Random("optimizers: start"), SIZES)
    random = Random("optimizers: mini-batches")
    batches = [random_mini_batch(random, EXAMPLES, SIZES[0], SIZES[-1]) for _ in range(STEPS)]
    has_momentum, is_adaptive = kind in ("momentum", "nesterov"), kind in ("adam", "adamw")
    rates = falling(0.05 if is_adaptive else 0.5)

    layers = [layer.requiring_gradient() for layer in start]
    rule = optimizer(kind, layers, l2)
    mean_costs, snapshots = [], []
    for step, (batch, rate) in enumerate(zip(batches, rates), start=1):
        for group in rule.param_groups:
            group["lr"] = rate
        rule.zero_grad()
        z = output_weighted_inputs(layers, "tanh", batch.inputs)
        mean = costs("cross-entropy", "softmax", z, batch.labels).mean()
        mean.backward()
        rule.step()
        mean_costs.append(mean.item())  # before the step, without the L2 term
        if step in SNAPSHOTS:
            snapshots.append({"step": step, "layers": [layer.numbers() for layer in layers]})

    return {
        "name": f"{kind}, l2 {l2}" if l2 else kind,
        "optimizer": kind,
        "momentum": MOMENTUM if has_momentum else None,
        "beta1": BETAS[0] if is_adaptive else None,
        "beta2": BETAS[1] if is_adaptive else None,
        "epsilon": EPSILON if is_adaptive else None,
        "l2": l2,
        "weightDecay": WEIGHT_DECAY if kind == "adamw" else 0.0,
        "sizes": SIZES,
        "hiddenActivation": "tanh",
        "outputActivation": "softmax",
        "cost": "cross-entropy",
        "learningRates": rates,
        "start": [layer.numbers() for layer in start],
        "miniBatches": [batch.numbers() for batch in batches],
        "meanCosts": mean_costs,
        "snapshots": snapshots,
    }


if __name__ == "__main__":
    plain = [run(kind, 0.0) for kind in ("sgd", "momentum", "nesterov", "adam", "adamw")]
    with_l2 = [run(kind, L2) for kind in ("sgd", "momentum", "nesterov", "adam")]
    oracle_file.write("optimizers.json", "runs", plain + with_l2)
