#!/usr/bin/env python3
"""Reads a Downhill model file without Downhill and compares what the network answers.

    python3 Scripts/check-model-file.py MODEL [--examples 100] [--downhill PROGRAM]

The file is read with the `safetensors` package, into NumPy and, where PyTorch is installed, into PyTorch as well, which must
give the same bytes. The network is rebuilt from the tensors and the metadata alone, its activations for the first
`--examples` MNIST test images are computed in float64, and the largest difference from `downhill predict MODEL test:0 … --json`
is printed. The exit status is 0 if the difference is at most 1e-5, 1 if anything disagrees.

Needs: pip install numpy safetensors (versions in Scripts/oracles/requirements.txt); PyTorch is optional.
"""

import argparse
import gzip
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open

REPOSITORY = Path(__file__).resolve().parents[1]
TOLERANCE = 1e-5  # Downhill computes in Float: a few of its roundings (6e-8 each) per layer stay far below

ERF = np.vectorize(math.erf, otypes=[np.float64])


def sigmoid(z):
    """1 / (1 + e⁻ᶻ), by the form whose exponential cannot overflow."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)


def softmax(z):
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


ACTIVATIONS = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "leaky-relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "gelu": lambda z: z / 2 * (1 + ERF(z / math.sqrt(2))),
    "silu": lambda z: z * sigmoid(z),
    "identity": lambda z: z,
}
OUTPUT_ACTIVATIONS = ACTIVATIONS | {"softmax": softmax}


class Disagreement(Exception):
    """The file, or what Downhill says of it, is not what the format promises."""


def require(condition, sentence):
    if not condition:
        raise Disagreement(sentence)


# MARK: The model file


def read_model(path):
    """The file's metadata and its layers as pairs of float64 arrays, weight [out, in] and bias [out]."""
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata() or {}
        tensors = {name: file.get_tensor(name) for name in file.keys() if name.startswith("layers.")}
    for key in ("architecture", "activation", "output-activation"):
        require(key in metadata, f"the metadata has no {key!r}")

    sizes = [int(size) for size in metadata["architecture"].split("-")]
    shapes = {}
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        shapes[f"layers.{index}.weight"] = (outputs, inputs)
        shapes[f"layers.{index}.bias"] = (outputs,)
    require(tensors.keys() == shapes.keys(), f"{metadata['architecture']} asks for {sorted(shapes)}, the file has {sorted(tensors)}")
    for name, shape in shapes.items():
        require(tensors[name].shape == shape, f"{name} has shape {tensors[name].shape}, {metadata['architecture']} asks for {shape}")
        require(tensors[name].dtype == np.float32, f"{name} is {tensors[name].dtype}, not float32")

    layers = [
        (tensors[f"layers.{index}.weight"].astype(np.float64), tensors[f"layers.{index}.bias"].astype(np.float64))
        for index in range(len(sizes) - 1)
    ]
    return metadata, tensors, layers


def check_with_pytorch(path, tensors):
    """Reads the file a second time, into PyTorch; returns the version, or None where PyTorch is not installed."""
    try:
        import torch
    except ImportError:
        return None
    with safe_open(path, framework="pt") as file:
        for name, expected in tensors.items():
            read = file.get_tensor(name)
            require(read.dtype == torch.float32, f"PyTorch reads {name} as {read.dtype}")
            require(read.numpy().tobytes() == expected.tobytes(), f"PyTorch and NumPy read {name} differently")
    return torch.__version__


def activations(metadata, layers, inputs):
    """The output layer's activations, [examples, out], for inputs [examples, in]."""
    a = inputs
    for index, (weight, bias) in enumerate(layers):
        is_output = index == len(layers) - 1
        function = OUTPUT_ACTIVATIONS[metadata["output-activation"]] if is_output else ACTIVATIONS[metadata["activation"]]
        a = function(a @ weight.T + bias)
    return a


# MARK: MNIST and Downhill


def read_idx(name, dimensions):
    """The bytes of one of the repository's IDX files."""
    content = gzip.decompress((REPOSITORY / "Sources" / "CMNIST" / name).read_bytes())
    header = np.frombuffer(content, dtype=">u4", count=1 + dimensions)
    require(header[0] == 0x0800 + dimensions, f"{name} is not an IDX file of bytes with {dimensions} dimensions")
    return np.frombuffer(content, dtype=np.uint8, offset=header.nbytes).reshape(header[1:])


def predictions(downhill, model, count):
    """What `downhill predict` answers for the first `count` test images."""
    names = [f"test:{index}" for index in range(count)]
    process = subprocess.run([downhill, "predict", model, *names, "--json"], stdout=subprocess.PIPE, text=True)
    require(process.returncode == 0, f"{downhill} predict ended with status {process.returncode}")
    try:
        answers = json.loads(process.stdout)
    except json.JSONDecodeError as error:
        raise Disagreement(f"{downhill} predict --json printed no JSON document: {error}") from error
    require([answer["input"] for answer in answers] == names, "predict did not answer each input once, in order")
    return answers


def largest_difference(answers, expected, labels):
    """The largest difference of an activation; labels and predictions must agree."""
    largest = 0.0
    for answer, row, label in zip(answers, expected, labels):
        name, given = answer["input"], np.array(answer["activations"], dtype=np.float64)
        require(given.shape == row.shape, f"{name}: {given.size} activations instead of {row.size}")
        require(np.isfinite(given).all(), f"{name}: an activation is not a number")
        require(answer["label"] == label, f"{name}: label {answer['label']} instead of {label}")
        require(answer["prediction"] == given.argmax(), f"{name}: prediction {answer['prediction']} is not its largest activation")
        largest = max(largest, np.abs(given - row).max())
    return largest


# MARK: Command line


def arguments():
    parser = argparse.ArgumentParser(description="Check a Downhill model file against NumPy (and PyTorch where installed).")
    parser.add_argument("model", metavar="MODEL", help="a model file that `downhill train` saved")
    parser.add_argument("--examples", type=int, default=100, metavar="N", help="how many test images, 1 to 10000 (default 100)")
    parser.add_argument("--downhill", metavar="PATH",
                        help="the command to compare with (default: that of the release build)")  # fmt: skip
    given = parser.parse_args()
    if given.downhill is None:
        folder = subprocess.check_output(["swift", "build", "-c", "release", "--show-bin-path"], text=True, cwd=REPOSITORY)
        given.downhill = str(Path(folder.strip()) / "downhill")
    if not 1 <= given.examples <= 10_000:
        parser.error("--examples must be between 1 and 10000")
    return given


def main():
    given = arguments()
    metadata, tensors, layers = read_model(given.model)
    torch_version = check_with_pytorch(given.model, tensors)
    print(f"{given.model}: {metadata['architecture']}, {metadata['activation']}, {metadata['output-activation']} at the output")
    print(f"read by NumPy {np.__version__}" + (f" and PyTorch {torch_version}" if torch_version else "; PyTorch is not installed"))

    images = read_idx("t10k-images-idx3-ubyte.gz", 3)[: given.examples]
    labels = read_idx("t10k-labels-idx1-ubyte.gz", 1)[: given.examples]
    expected = activations(metadata, layers, images.reshape(given.examples, -1) / 255)
    answers = predictions(given.downhill, given.model, given.examples)
    largest = largest_difference(answers, expected, labels)
    print(f"largest difference of {expected.size} activations: {largest:.2e} (allowed: {TOLERANCE:.0e})")
    return 0 if largest <= TOLERANCE else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Disagreement, SafetensorError, OSError) as error:
        sys.exit(f"check-model-file: {error}")
