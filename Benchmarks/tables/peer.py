"""One peer as a process: `peer.py NAME FOLDER` reads lines `WORK SEED` and answers each by a line of JSON."""

import json
import os
import sys
import time
from pathlib import Path

start = time.perf_counter()
os.environ["JAX_PLATFORMS"] = "cpu"
import warnings

import numpy as np

from metrics import judge
from tables import Table, draw
from works import BY_NAME


def scikit_learn(table, work, seed, epochs):
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    kind = MLPRegressor if work.is_regression else MLPClassifier
    network = kind(
        hidden_layer_sizes=work.hidden, alpha=0, batch_size=work.batch, learning_rate_init=work.rate, max_iter=epochs, tol=0,
        n_iter_no_change=10**6, random_state=seed,
    )  # fmt: skip
    network.fit(table.inputs, table.targets)
    return network.predict if work.is_regression else network.predict_proba


def pytorch(table, work, seed, epochs):
    import torch
    from torch import nn

    torch.manual_seed(seed)
    layers = []
    for weights, biases in draw(table.sizes, seed):
        layer = nn.Linear(*weights.shape)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weights.T.copy()))
            layer.bias.zero_()
        layers += [layer, nn.ReLU()]
    network = nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(network.parameters(), lr=work.rate, fused=True)
    inputs = torch.from_numpy(table.inputs)
    if table.output_count > 1:
        targets, cost = torch.from_numpy(table.targets), nn.functional.cross_entropy
    else:
        targets = torch.from_numpy(table.targets.astype(np.float32)).unsqueeze(1)
        cost = nn.functional.mse_loss if work.is_regression else nn.functional.binary_cross_entropy_with_logits
    for _ in range(epochs):
        order = torch.randperm(len(inputs))
        for some, wanted in zip(inputs[order].split(work.batch), targets[order].split(work.batch)):
            optimizer.zero_grad(set_to_none=True)
            cost(network(some), wanted).backward()
            optimizer.step()

    def answer(inputs):
        with torch.no_grad():
            return probabilities(table, work, network(torch.from_numpy(inputs)).numpy())

    return answer


def jax(table, work, seed, epochs):
    import jax_network

    network = jax_network.train(table, work, draw(table.sizes, seed), np.random.default_rng(seed), epochs)
    return lambda inputs: probabilities(table, work, network(inputs))


def probabilities(table, work, outputs):
    """Outputs without their last activation as scikit-learn gives them: values, or probabilities of all classes."""
    if work.is_regression:
        return outputs
    outputs = outputs.astype(np.float64)
    if table.output_count == 1:
        yes = 1 / (1 + np.exp(-outputs))
        return np.hstack([1 - yes, yes])
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


PEERS = {"scikit-learn": scikit_learn, "PyTorch": pytorch, "JAX": jax}


def main(name, folder):
    warnings.simplefilter("ignore")  # that the epochs ended before scikit-learn would have stopped
    if name == "PyTorch":
        import torch

        torch.set_num_threads(1)
    elif name == "JAX":
        import jax_network
    else:
        import sklearn.neural_network
    fit = PEERS[name]
    print(json.dumps({"importSeconds": time.perf_counter() - start}), flush=True)
    for line in sys.stdin:
        work, seed = line.split()
        work = BY_NAME[work]
        train, test = (folder / f"{work.name}-{part}.csv" for part in ("train", "test"))
        begin = time.perf_counter()
        table = Table(work, train)
        read = time.perf_counter()
        # A negative seed warms up: what is compiled is compiled.
        answer = fit(table, work, abs(int(seed)), work.epochs if int(seed) >= 0 else 1)
        end = time.perf_counter()
        inputs, targets = table.others(test)
        if work.is_regression:
            result = judge(work, targets, table.values(answer(inputs)))
        else:
            result = judge(work, targets, answer(inputs), table.classes)
        print(json.dumps({"loading": read - begin, "training": end - read} | result), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
