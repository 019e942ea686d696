"""MNIST from the repository's own files."""

import gzip
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[2] / "Sources" / "CMNIST"


def image_bytes(part):
    """The pixels of `part`, "train" or "t10k": [examples, 784]."""
    return _content(f"{part}-images-idx3-ubyte.gz", header=16).reshape(-1, 784)


def images(part):
    """The pixels as float32 from 0 to 1: [examples, 784]."""
    return image_bytes(part).astype(np.float32) / np.float32(255)


def labels(part):
    """The digits: [examples]."""
    return _content(f"{part}-labels-idx1-ubyte.gz", header=8)


def one_hot(digits):
    """What the outputs should be: [examples, 10]."""
    return np.eye(10, dtype=np.float32)[digits]


def _content(name, header):
    return np.frombuffer(gzip.decompress((FOLDER / name).read_bytes()), np.uint8, offset=header)
