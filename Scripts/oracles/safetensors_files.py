#!/usr/bin/env python3
"""Makes Tests/Oracles/reference.safetensors with the reference implementation of safetensors.

  python3 -m venv .venv && .venv/bin/pip install numpy==2.4.6 safetensors==0.8.0
  .venv/bin/python Scripts/oracles/safetensors_files.py            makes the file
  .venv/bin/python Scripts/oracles/safetensors_files.py FILE       reads FILE and prints what is in it
"""

import pathlib
import sys

import numpy
import safetensors.numpy

ORACLES = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Oracles"

if len(sys.argv) > 1:
    with safetensors.safe_open(sys.argv[1], framework="numpy") as file:
        print(dict(sorted((file.metadata() or {}).items())))
        for name in sorted(file.keys()):
            tensor = file.get_tensor(name)
            print(name, tensor.dtype, tensor.shape, tensor.flatten().tolist())
else:
    tensors = {
        "layers.0.weight": numpy.arange(6, dtype=numpy.float32).reshape(2, 3) / 8 - 0.25,
        "layers.0.bias": numpy.array([1e-45, -3.4028235e38], dtype=numpy.float32),
        "empty": numpy.zeros((0, 4), dtype=numpy.float32),
        "scalar": numpy.array(0.1, dtype=numpy.float32),
    }
    metadata = {"format": "downhill", "note": 'tab\t, quote ", ä, 数字, \U0001f600'}
    safetensors.numpy.save_file(tensors, ORACLES / "reference.safetensors", metadata)
