"""Checks that Downhill and its peers compute the same: equal gradients, and equal costs along the first steps.

    Benchmarks/run --check        or, by itself, with what ../run sets in the environment:
    python check_equal.py [--json]

Downhill makes the weights to start from. The gradient over the first examples is compared with what `downhill gradient`
says, the textbook in 64 bits. Then Downhill's engine and each peer take steps from the same weights on the same examples,
all of them in each step, so that no order can differ; the cost at the weights they come to is computed here in 64 bits.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE / "peers"), str(HERE / "runner")]

import data
from parameters import views
from participants import TRAINING, Failed, PeerProcess, peers
from workloads import read_workloads

# ‖g - g₆₄‖ / ‖g₆₄‖: sums of up to 1,000 products in 32 bits. The largest seen with any peer is about a tenth of this.
GRADIENT_TOLERANCE = 1e-5
# Of the cost after the steps. Rounding grows from step to step, most with Adam, which divides by small numbers: JAX,
# which computes 1 - 0.999ᵗ in 32 bits, comes to a quarter of this in 20 steps of W4, all others to less than 1e-6.
COST_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Case:
    work: str
    examples: int
    steps: tuple[int, ...]


CASES = [Case("W1", 1000, (1, 5, 20)), Case("W3", 1000, (1, 5, 20)), Case("W4", 500, (1, 5, 20)), Case("W5-100", 50, (1, 5))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    as_json = parser.parse_args().json
    rows: list[dict] = []
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            for row in compare(case, Path(folder)):
                rows.append(row)
                print(sentence(row), file=sys.stderr, flush=True)
    if as_json:
        print(json.dumps(rows))
    sys.exit(0 if all(row["equal"] for row in rows) else 1)


def sentence(row):
    if "failed" in row:
        return f"{row['work']:8} {row['who']:18} failed: {row['failed']}"
    costs = ", ".join(f"{value:.1e}" for value in row["cost_errors"])
    gradient = f"gradient {row['gradient_error']:.1e}" if "gradient_error" in row else ""
    return f"{row['work']:8} {row['who']:18} {gradient:18} costs {costs}   {'equal' if row['equal'] else 'DIFFERENT'}"


def compare(case, folder):
    """One row per peer: its distance from Downhill."""
    workload = read_workloads()[case.work]
    start, gradient = folder / "start.safetensors", folder / "gradient.safetensors"
    make_start(workload, case, start)
    parameters = flat(read_tensors(start)[1], workload)
    parameters.tofile(folder / "start.f32")
    downhill("gradient", start, "--examples", f"0..<{case.examples}", "--out", gradient)
    exact = flat(read_tensors(gradient)[1], workload)
    costs = [cost(workload, after_steps(workload, start, steps, folder), case.examples) for steps in case.steps]

    for peer in peers():
        if not TRAINING <= peer.tasks:
            continue
        row = {"work": case.work, "who": peer.name, "examples": case.examples, "steps": case.steps}
        process = PeerProcess(peer, threads=1)
        try:
            result = ask(process, folder, f"gradient {case.work} {folder}/start.f32 {case.examples}")
            row["gradient_error"] = float(np.linalg.norm(result - exact) / np.linalg.norm(exact))
            row["cost_errors"] = []
            for steps, expected in zip(case.steps, costs):
                result = ask(process, folder, f"train {case.work} {folder}/start.f32 {case.examples} {steps}")
                row["cost_errors"].append(abs(cost(workload, result, case.examples) - expected) / expected)
            row["equal"] = row["gradient_error"] <= GRADIENT_TOLERANCE and max(row["cost_errors"]) <= COST_TOLERANCE
        except Failed as failure:
            row |= {"failed": str(failure), "equal": False}
        finally:
            process.stop()
        yield row


def ask(process, folder, request):
    """The vector that a peer writes in answer."""
    process.ask(f"{request} {folder}/answer.f32")
    return np.fromfile(folder / "answer.f32", np.float32)


# Downhill


def downhill(*command):
    subprocess.run([os.environ["DOWNHILL"], *map(str, command)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_start(workload, case, path):
    """A model file from which `downhill train --resume` starts fresh: after one step, with its history removed."""
    output = "softmax" if workload.cost == "cross-entropy" else workload.activation
    downhill(
        "train", "--hidden", ",".join(map(str, workload.layers[1:-1])), "--activation", workload.activation,
        "--output-activation", output, "--cost", workload.cost, "--optimizer", workload.optimizer,
        "--learning-rate", workload.rate, "--schedule", "constant", "--limit", case.examples, "--batch-size", "all",
        "--epochs", 1, "--save", path,
    )  # fmt: skip
    metadata, tensors = read_tensors(path)
    moments = {name: np.zeros_like(tensor) for name, tensor in tensors.items() if name.startswith("optimizer.")}
    write_tensors(path, metadata | {"epochs-done": "0"}, tensors | moments)


def after_steps(workload, start, steps, folder):
    """Downhill's parameters after `steps` steps."""
    end = folder / "end.safetensors"
    downhill("train", "--resume", start, "--epochs", steps, "--save", end)
    return flat(read_tensors(end)[1], workload)


# The cost in 64 bits


def cost(workload, parameters, examples):
    """The mean cost of the first training examples."""
    a = data.images("train")[:examples].astype(np.float64)
    targets = data.one_hot(data.labels("train")[:examples])
    layers = views(parameters.astype(np.float64), workload.layers)
    for index, (weights, biases) in enumerate(layers):
        z = a @ weights + biases
        a = ACTIVATIONS[workload.activation](z)
    if workload.cost == "quadratic":
        return float(((a - targets) ** 2).sum() / 2 / examples)
    z -= z.max(axis=1, keepdims=True)
    return float((np.log(np.exp(z).sum(axis=1)) - (z * targets).sum(axis=1)).mean())


ACTIVATIONS = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}


# Tensor files: eight bytes with the length of a JSON header, the header, then the numbers.


def read_tensors(path):
    """Metadata, and arrays by their names."""
    content = Path(path).read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        first, end = entry["data_offsets"]
        kind = {"F32": np.float32, "F64": np.float64}[entry["dtype"]]
        tensors[name] = np.frombuffer(content[start + first : start + end], kind).reshape(entry["shape"])
    return metadata, tensors


def write_tensors(path, metadata, tensors):
    header, content = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        offsets = [len(content), len(content) + tensor.nbytes]
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": offsets}
        content += tensor.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(len(text).to_bytes(8, "little") + text + content)


def flat(tensors, workload):
    """The vector of parameters.py: files have weights as [out, in], the vector as [in, out]."""
    parts = []
    for index in range(len(workload.layers) - 1):
        parts += [tensors[f"layers.{index}.weight"].T.ravel(), tensors[f"layers.{index}.bias"]]
    return np.concatenate(parts).astype(np.float32)


if __name__ == "__main__":
    main()
