"""Makes Tests/Oracles/gradients.json: activations, costs and gradients from PyTorch's autograd.

Versions: Python 3.11, PyTorch as pinned in requirements.txt. All in float64; every case is drawn from a generator
seeded with its own name, so adding a case changes no other.

    python3 Scripts/oracles/gradients.py

Three families, told apart by the beginning of the name:

plain    every hidden activation × every valid pairing of output activation and cost × 0…3 hidden layers
extreme  weighted inputs between 40 and 800 in size, where a naive exp, ln or quotient gives inf or NaN
kink     weighted inputs of relu, leaky-relu and selu that are exactly 0: the derivative there is PyTorch's, the left one
"""

from random import Random

import torch

import oracle_file
from network import (
    ACTIVATIONS,
    OUTPUT_ACTIVATIONS,
    Layer,
    MiniBatch,
    costs,
    flat,
    hidden_weighted_inputs,
    output_weighted_inputs,
    random_layers,
    random_mini_batch,
)

SIZES = [[5, 3], [5, 4, 3], [5, 7, 4, 3], [5, 6, 7, 4, 3]]  # by number of hidden layers
EXAMPLES = 4
CROSS_ENTROPIES = [("sigmoid", "cross-entropy"), ("softmax", "cross-entropy")]
PAIRINGS = [(output, "quadratic") for output in ACTIVATIONS] + CROSS_ENTROPIES
KINKED = {"relu", "leaky-relu", "selu"}


def case(name, layers, hidden_activation, output_activation, cost, batch):
    """One record: a network, a mini-batch, and what PyTorch makes of them."""
    layers = [layer.requiring_gradient() for layer in layers]
    z = output_weighted_inputs(layers, hidden_activation, batch.inputs)
    each = costs(cost, output_activation, z, batch.labels)
    mean = each.mean()
    mean.backward()
    return {
        "name": name,
        "sizes": [layers[0].weight.shape[1]] + [len(layer.bias) for layer in layers],
        "hiddenActivation": hidden_activation,
        "outputActivation": output_activation,
        "cost": cost,
        "layers": [layer.numbers() for layer in layers],
        **batch.numbers(),
        "outputs": flat(OUTPUT_ACTIVATIONS[output_activation](z)),
        "costs": flat(each),
        "meanCost": mean.item(),
        "gradients": [layer.gradient_numbers() for layer in layers],
    }


# MARK: plain


def plain_cases():
    for sizes in SIZES:
        hidden_layers = len(sizes) - 2
        for hidden in ACTIVATIONS if hidden_layers else ["sigmoid"]:  # without hidden layers it is moot
            for output, cost in PAIRINGS:
                yield plain_case(f"plain {hidden_layers} hidden {hidden}, {cost} over {output}", sizes, hidden, output, cost)


def plain_case(name, sizes, hidden, output, cost):
    """Draws until the case can tell a right gradient from a wrong one."""
    random = Random(name)
    while True:
        layers, batch = random_layers(random, sizes), random_mini_batch(random, EXAMPLES, sizes[0], sizes[-1])
        record = case(name, layers, hidden, output, cost, batch)
        if is_telling(record) and not is_near_a_kink(layers, hidden, output, batch):
            return record


def is_telling(record):
    """Whether most components of each gradient are far from 0: the units are neither dead nor saturated."""
    sensitivities = [gradient[key] for gradient in record["gradients"] for key in ("weight", "bias")]
    return all(sum(abs(s) > 1e-5 for s in part) > len(part) / 2 for part in sensitivities)


def is_near_a_kink(layers, hidden, output, batch):
    """Whether rounding, even to Float, could carry a weighted input across the kink of its activation function."""
    weighted_inputs = []
    if hidden in KINKED:
        weighted_inputs += hidden_weighted_inputs(layers, hidden, batch.inputs)
    if output in KINKED:
        weighted_inputs.append(output_weighted_inputs(layers, hidden, batch.inputs))
    return any((z.abs() < 1e-3).any() for z in weighted_inputs)


# MARK: extreme

# Example k is black but for pixel k, which is 255, so that its weighted inputs are column k of the first weights.
ONE_PIXEL_EACH = torch.tensor([[255, 0, 0, 0, 0], [0, 255, 0, 0, 0], [0, 0, 255, 0, 0], [0, 0, 0, 255, 0]])

OUTPUT_COLUMNS = {  # weighted inputs of the three outputs (rows) for pixels 0…4 (columns)
    "40": [[40, -40, 0, 39, 7], [-40, 40, -40, 40, 7], [0, -40, 40, 41, 7]],
    "100": [[100, -100, 0, 99, 7], [-100, 100, -100, 100, 7], [0, -100, 100, 101, 7]],
    "800": [[800, -800, 0, 799, 7], [-800, 800, -800, 800, 7], [0, -800, 800, 801, 7]],
    "mixed": [[40, -800, 1, -700, 7], [-100, -40, 800, -701, 7], [800, 2, -100, -702, 7]],
}

HIDDEN_COLUMNS = [  # weighted inputs of the four hidden units (rows) for pixels 0…4 (columns)
    [800, -40, 1, 0.5, 7],
    [-800, 40, -100, -0.5, 7],
    [100, -1, 800, -40, 7],
    [-100, 1, -2, 40, 7],
]


def extreme_cases():
    for output, cost in CROSS_ENTROPIES:
        for size, columns in OUTPUT_COLUMNS.items():
            layers = [Layer(torch.tensor(columns, dtype=torch.float64), torch.zeros(3))]
            right = layers[0].weight.argmax(dim=0)[:EXAMPLES]  # the label the network is sure of
            for answer, labels in [("right", right), ("wrong", (right + 1) % 3)]:
                batch = MiniBatch(ONE_PIXEL_EACH, labels)
                yield case(f"extreme output {size} {answer}, {cost} over {output}", layers, "sigmoid", output, cost, batch)

    for hidden in ACTIVATIONS:
        for output, cost in [("identity", "quadratic")] + CROSS_ENTROPIES:
            name = f"extreme hidden {hidden}, {cost} over {output}"
            layers = [Layer(torch.tensor(HIDDEN_COLUMNS), torch.zeros(4))] + random_layers(Random(name), [4, 3])
            batch = MiniBatch(ONE_PIXEL_EACH, torch.tensor([0, 1, 2, 0]))
            yield case(name, layers, hidden, output, cost, batch)

    for output, cost in CROSS_ENTROPIES:  # through three hidden layers, with a cost in the hundreds
        name = f"extreme deep relu, {cost} over {output}"
        layers = random_layers(Random(name), SIZES[3], scale=12)
        yield case(name, layers, "relu", output, cost, random_mini_batch(Random(name), EXAMPLES, 5, 3))


# MARK: kink


def kink_cases():
    """A black picture meets biases of 0, as in every fresh network: its weighted inputs are exactly 0."""
    for hidden in sorted(KINKED):
        for output, cost in [(hidden, "quadratic")] + CROSS_ENTROPIES:
            name = f"kink {hidden}, {cost} over {output}"
            layers = random_layers(Random(name), SIZES[1])
            layers = [Layer(layers[0].weight, torch.zeros(4)), Layer(layers[1].weight, torch.zeros(3))]
            batch = random_mini_batch(Random(name), EXAMPLES, 5, 3)
            batch.pixels[:2] = 0
            yield case(name, layers, hidden, output, cost, batch)


if __name__ == "__main__":
    oracle_file.write("gradients.json", "cases", [*plain_cases(), *extreme_cases(), *kink_cases()])
