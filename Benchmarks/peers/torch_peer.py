"""PyTorch, eager: nn.Sequential and torch.optim, mini-batches gathered by indexing."""

import os

import numpy as np
import torch
from torch import nn

import data
from parameters import draw, views
from serving import Peer, serve

ACTIVATIONS = {"sigmoid": nn.Sigmoid, "relu": nn.ReLU, "tanh": nn.Tanh}


def build(workload, parameters):
    """The network; with cross-entropy its outputs are weighted inputs, as softmax belongs to the cost."""
    modules = []
    for index, (weights, biases) in enumerate(views(parameters, workload.layers)):
        linear = nn.Linear(*weights.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weights.T.copy()))
            linear.bias.copy_(torch.from_numpy(biases.copy()))
        modules.append(linear)
        if index < len(workload.layers) - 2 or workload.cost == "quadratic":
            modules.append(ACTIVATIONS[workload.activation]())
    return nn.Sequential(*modules)


def half_squared_error(outputs, targets):
    return 0.5 * ((outputs - targets) ** 2).sum(1).mean()


COSTS = {"quadratic": half_squared_error, "cross-entropy": nn.functional.cross_entropy}


def optimizer(workload, network):
    if workload.optimizer == "sgd":
        return torch.optim.SGD(network.parameters(), lr=workload.rate, fused=True)
    return torch.optim.Adam(network.parameters(), lr=workload.rate, fused=True)


def flat(network, part):
    """`part` of every weight and bias, in the order of parameters.py."""
    vectors = [part(parameter).detach().t().reshape(-1) for parameter in network.parameters()]
    return torch.cat(vectors).numpy()


class PyTorch(Peer):
    def __init__(self):
        threads = int(os.environ["OMP_NUM_THREADS"])
        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)
        torch.manual_seed(1)
        digits = data.labels("train").astype(np.int64)
        self.images = torch.from_numpy(data.images("train"))
        # What each cost compares the outputs with.
        self.targets = {"quadratic": torch.from_numpy(data.one_hot(digits)), "cross-entropy": torch.from_numpy(digits)}
        self.test_images = torch.from_numpy(data.images("t10k"))
        self.test_labels = torch.from_numpy(data.labels("t10k").astype(np.int64))

    def prepare(self, workload):
        if workload.task == "product":
            raise ValueError("PyTorch does not do product")
        network = build(workload, draw(workload))
        match workload.task:
            case "train":
                return self.epoch(workload, network), lambda: self.accuracy(network)
            case "gradient":
                return lambda: self.backward(workload, network), None
        answering = network if workload.cost == "quadratic" else nn.Sequential(*network, nn.Softmax(dim=1))
        return self.answers(workload, answering.eval()), None

    def epoch(self, workload, network):
        cost, targets, steps = COSTS[workload.cost], self.targets[workload.cost], optimizer(workload, network)

        def run():
            order = torch.randperm(len(self.images))
            for start in range(0, workload.count * workload.batch, workload.batch):
                chosen = order[start : start + workload.batch]
                steps.zero_grad()
                cost(network(self.images[chosen]), targets[chosen]).backward()
                steps.step()

        return run

    def answers(self, workload, network):
        @torch.inference_mode()
        def one(index):
            network(self.test_images[index : index + 1])

        @torch.inference_mode()
        def all_at_once():
            network(self.test_images)

        return one if workload.task == "answer-one" else all_at_once

    def accuracy(self, network):
        with torch.inference_mode():
            return (network(self.test_images).argmax(1) == self.test_labels).float().mean().item()

    def backward(self, workload, network, examples=None):
        network.zero_grad()
        outputs = network(self.images[:examples])
        COSTS[workload.cost](outputs, self.targets[workload.cost][:examples]).backward()

    def gradient(self, workload, parameters, examples):
        network = build(workload, parameters)
        self.backward(workload, network, examples)
        return flat(network, lambda parameter: parameter.grad)

    def train(self, workload, parameters, examples, steps):
        network = build(workload, parameters)
        optimizing = optimizer(workload, network)
        for _ in range(steps):
            self.backward(workload, network, examples)
            optimizing.step()
        return flat(network, lambda parameter: parameter)


if __name__ == "__main__":
    serve(PyTorch())
