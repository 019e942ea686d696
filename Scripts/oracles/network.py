"""A fully connected network in PyTorch, float64: what the oracle scripts differentiate and train.

Everything that has a derivative here is PyTorch's own (`torch.sigmoid`, `torch.nn.functional.gelu`,
`cross_entropy`, …), so that none of our own calculus can agree with itself by mistake.

Shapes: inputs [examples, in]; weight [out, in]; bias [out]; activations and targets [examples, out].
"""

from dataclasses import dataclass
from random import Random

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)

ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky-relu": lambda z: F.leaky_relu(z, negative_slope=0.01),
    "elu": F.elu,
    "selu": F.selu,
    "softplus": lambda z: torch.logaddexp(z, torch.zeros_like(z)),  # F.softplus is z itself above a threshold
    "mish": F.mish,
    "gelu": lambda z: F.gelu(z, approximate="none"),  # the exact form, z·Φ(z), with erf
    "silu": F.silu,
    "identity": lambda z: z,
}
OUTPUT_ACTIVATIONS = ACTIVATIONS | {"softmax": lambda z: F.softmax(z, dim=1)}


@dataclass(frozen=True)
class Layer:
    weight: torch.Tensor  # [out, in]
    bias: torch.Tensor  # [out]

    def weighted_inputs(self, activations):
        return F.linear(activations, self.weight, self.bias)

    def requiring_gradient(self):
        return Layer(self.weight.clone().requires_grad_(), self.bias.clone().requires_grad_())

    def numbers(self):
        return {"weight": flat(self.weight), "bias": flat(self.bias)}

    def gradient_numbers(self):
        return {"weight": flat(self.weight.grad), "bias": flat(self.bias.grad)}


@dataclass(frozen=True)
class MiniBatch:
    pixels: torch.Tensor  # [examples, in], integers 0…255
    labels: torch.Tensor  # [examples]

    @property
    def inputs(self):
        """A pixel enters the network as byte/255, as everywhere in Downhill."""
        return self.pixels.to(torch.float64) / 255

    def numbers(self):
        return {"inputBytes": flat(self.pixels), "inputs": flat(self.inputs), "labels": flat(self.labels)}


def hidden_weighted_inputs(layers, hidden_activation, inputs):
    """The weighted inputs of every hidden layer, first to last."""
    weighted_inputs, activations = [], inputs
    for layer in layers[:-1]:
        weighted_inputs.append(layer.weighted_inputs(activations))
        activations = ACTIVATIONS[hidden_activation](weighted_inputs[-1])
    return weighted_inputs


def output_weighted_inputs(layers, hidden_activation, inputs):
    """The weighted inputs of the output layer, [examples, out]."""
    activations = inputs
    for layer in layers[:-1]:
        activations = ACTIVATIONS[hidden_activation](layer.weighted_inputs(activations))
    return layers[-1].weighted_inputs(activations)


def costs(cost, output_activation, z, labels):
    """The cost of each example, [examples], from the output layer's weighted inputs `z`.

    quadratic:               ½ Σ (a − y)²
    cross-entropy, sigmoid:  −Σ [y ln a + (1 − y) ln(1 − a)]
    cross-entropy, softmax:  −ln a_label

    The cross-entropies are PyTorch's combined forms, which stay finite where `a` rounds to 0 or 1.
    """
    targets = F.one_hot(labels, z.shape[1]).to(z.dtype)
    match cost, output_activation:
        case "quadratic", name if name in ACTIVATIONS:
            return F.mse_loss(ACTIVATIONS[name](z), targets, reduction="none").sum(dim=1) / 2
        case "cross-entropy", "sigmoid":
            return F.binary_cross_entropy_with_logits(z, targets, reduction="none").sum(dim=1)
        case "cross-entropy", "softmax":
            return F.cross_entropy(z, labels, reduction="none")
        case _:
            raise ValueError(f"no such pairing: {cost} over {output_activation}")


def random_layers(random: Random, sizes, scale=1.5):
    """Weights from N(0, scale²/fan-in) and biases from N(0, 0.3²), rounded to multiples of 1/256.

    So rounded they are short in the file and the same numbers in Float and in Double.
    """

    def normal(deviation, *shape):
        count = torch.Size(shape).numel()
        return torch.tensor([round(random.gauss(0, deviation) * 256) / 256 for _ in range(count)]).reshape(shape)

    return [Layer(normal(scale / inputs**0.5, outputs, inputs), normal(0.3, outputs)) for inputs, outputs in zip(sizes, sizes[1:])]


def random_mini_batch(random: Random, examples, inputs, classes):
    """Bytes of which about two in five are 0, as in a picture of a digit, and any labels."""
    pixels = [0 if random.random() < 0.4 else random.randint(1, 255) for _ in range(examples * inputs)]
    labels = [random.randrange(classes) for _ in range(examples)]
    return MiniBatch(torch.tensor(pixels).reshape(examples, inputs), torch.tensor(labels))


def flat(tensor):
    """The elements in row-major order, as Python numbers."""
    return tensor.detach().flatten().tolist()
