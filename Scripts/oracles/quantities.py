"""Makes Tests/Oracles/quantities.json: costs for quantities, and weights of examples, from PyTorch's autograd.

Versions: Python 3.11, PyTorch as pinned in requirements.txt. All in float64; every case is drawn from a generator
seeded with its own name, so adding a case changes no other.

    python3 Scripts/oracles/quantities.py

Each cost with and without weights, over two hidden activations. No output lies within 1e-3 of its target, where some
costs have a kink, nor of Huber's delta from it.
"""

from random import Random

import torch
import torch.nn.functional as F

import oracle_file
from network import ACTIVATIONS, OUTPUT_ACTIVATIONS, flat, output_weighted_inputs, random_layers

EXAMPLES = 5
HIDDEN = ["silu", "tanh"]
DELTA = 0.375
CASES = [  # cost, output activation, targets, quantiles
    ("quadratic", "identity", 3, None),
    ("absolute", "identity", 3, None),
    ("absolute", "tanh", 3, None),
    ("huber", "identity", 3, None),
    ("huber", "sigmoid", 3, None),
    ("quantile", "identity", 3, [0.5]),
    ("quantile", "identity", 2, [0.125, 0.5, 0.875]),
    ("quantile", "silu", 1, [0.25, 0.75]),
    ("poisson", "exponential", 3, None),
    ("cross-entropy", "sigmoid", 3, None),
    ("cross-entropy", "softmax", 3, None),
]
WEIGHTS = {"no weights": None, "weights": [0.5, 2.0, 0.0, 1.25, 3.0]}


def costs(cost, output, z, targets, quantiles):
    """The cost of each example, [examples]; `targets` is [examples, targets]."""
    a = z.exp() if output == "exponential" else OUTPUT_ACTIVATIONS[output](z)
    match cost:
        case "quadratic":
            each = F.mse_loss(a, targets, reduction="none") / 2
        case "absolute":
            each = F.l1_loss(a, targets, reduction="none")
        case "huber":
            each = F.huber_loss(a, targets, reduction="none", delta=DELTA)
        case "quantile":
            # Output t·Q + q is quantile q of target t. Pinball loss by its definition: the larger of two lines.
            columns = [
                torch.maximum(tau * (targets[:, t] - a[:, t * len(quantiles) + q]), (tau - 1) * (targets[:, t] - a[:, t * len(quantiles) + q]))
                for t in range(targets.shape[1])
                for q, tau in enumerate(quantiles)
            ]
            each = torch.stack(columns, dim=1)
        case "poisson":
            each = F.poisson_nll_loss(z, targets, log_input=True, full=False, reduction="none")
        case "cross-entropy" if output == "sigmoid":
            each = F.binary_cross_entropy_with_logits(z, targets, reduction="none")
        case "cross-entropy":
            return F.cross_entropy(z, targets, reduction="none")
    return each.sum(dim=1)


def case(cost, output, target_count, quantiles, hidden, weighting):
    name = f"{cost} of {target_count} targets, {len(quantiles or [0])} each, over {output}, hidden {hidden}, {weighting}"
    random = Random(name)
    sizes = [4, 6, 5, target_count * len(quantiles or [0])]
    while True:
        layers = [layer.requiring_gradient() for layer in random_layers(random, sizes)]
        inputs = torch.tensor([[random.randint(-256, 256) / 256 for _ in range(4)] for _ in range(EXAMPLES)])
        targets = targets_for(random, cost, output, target_count)
        z = output_weighted_inputs(layers, hidden, inputs)
        a = z.exp() if output == "exponential" else OUTPUT_ACTIVATIONS[output](z)
        distances = (a - targets.repeat_interleave(len(quantiles or [0]), dim=1)).abs()
        if (distances > 1e-3).all() and ((distances - DELTA).abs() > 1e-3).all():
            break
    weights = WEIGHTS[weighting]
    each = costs(cost, output, z, targets, quantiles)
    w = torch.tensor(weights or [1.0] * EXAMPLES)
    mean = (w * each).sum() / w.sum()
    mean.backward()
    return {
        "name": name,
        "sizes": sizes,
        "hiddenActivation": hidden,
        "outputActivation": output,
        "cost": cost,
        "huberDelta": DELTA if cost == "huber" else None,
        "quantiles": quantiles,
        "layers": [layer.numbers() for layer in layers],
        "inputs": flat(inputs),
        "targets": flat(targets),
        "weights": weights,
        "outputs": flat(a),
        "costs": flat(each),
        "meanCost": mean.item(),
        "gradients": [layer.gradient_numbers() for layer in layers],
    }


def targets_for(random, cost, output, count):
    """Exact in Float: quantities, counts, shares for sigmoids, one class of each example for a softmax."""
    if cost == "poisson":
        rows = [[float(random.randint(0, 6)) for _ in range(count)] for _ in range(EXAMPLES)]
    elif output == "softmax":
        classes = [random.randrange(count) for _ in range(EXAMPLES)]
        rows = [[1.0 if j == c else 0.0 for j in range(count)] for c in classes]
    elif cost == "cross-entropy":
        rows = [[random.randint(0, 8) / 8 for _ in range(count)] for _ in range(EXAMPLES)]
    else:
        rows = [[random.randint(-512, 512) / 256 for _ in range(count)] for _ in range(EXAMPLES)]
    return torch.tensor(rows)


if __name__ == "__main__":
    oracle_file.write(
        "quantities.json",
        "quantities",
        [case(*kind, hidden, weighting) for kind in CASES for hidden in HIDDEN for weighting in WEIGHTS],
    )
