"""What every Python peer does with its standard input: one request a line, one JSON document a line in answer.

    prepare WORK                                set up, run a repetition (warm-up, compilation); training reports its accuracy
    time WORK                                   run a repetition, against the clock
    gradient WORK PARAMETERS EXAMPLES OUT       the gradient over the first EXAMPLES training examples
    train WORK PARAMETERS EXAMPLES STEPS OUT    STEPS steps, each on all of these examples

PARAMETERS and OUT are files of raw float32, in the order of parameters.py. A request that fails is answered by
{"error": …}, and the peer continues.
"""

import json
import statistics
import sys
import time

import numpy as np

from workloads import read_workloads


class Peer:
    """One library at work. Subclasses say how it does each task."""

    def prepare(self, workload):
        """What is timed, as a function, and for training one that measures the accuracy (otherwise None).

        Each call is an epoch, or the steps, of training; a gradient; the outputs for the image of the index that is
        given (answer-one); or the outputs for all test images.
        """
        raise NotImplementedError

    def gradient(self, workload, parameters, examples):
        """The gradient over the first `examples` training examples, as one vector."""
        raise NotImplementedError

    def train(self, workload, parameters, examples, steps):
        """The parameters after `steps` steps on the first `examples` training examples, as one vector."""
        raise NotImplementedError


def serve(peer):
    workloads, prepared = read_workloads(), {}
    for line in sys.stdin:
        try:
            result = answer(line.split(), peer, workloads, prepared)
        except Exception as error:  # an error is reported like a result
            result = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(result), flush=True)


def answer(request, peer, workloads, prepared):
    match request:
        case ["prepare", name]:
            call, accuracy = peer.prepare(workloads[name])
            seconds_of(workloads[name], call)  # the warm-up
            prepared[name] = call
            return {"accuracy": float(accuracy())} if accuracy else {}
        case ["time", name]:
            return {"seconds": seconds_of(workloads[name], prepared[name])}
        case ["gradient", name, parameters, examples, out]:
            vector = peer.gradient(workloads[name], np.fromfile(parameters, np.float32), int(examples))
        case ["train", name, parameters, examples, steps, out]:
            vector = peer.train(workloads[name], np.fromfile(parameters, np.float32), int(examples), int(steps))
        case _:
            raise ValueError(f"no such request: {' '.join(request)}")
    np.asarray(vector, np.float32).tofile(out)
    return {}


def seconds_of(workload, call):
    """One repetition: the median of calls with one image each, the mean of others."""
    clock = time.perf_counter
    if workload.task == "answer-one":
        seconds = []
        for index in range(workload.count):
            start = clock()
            call(index)
            seconds.append(clock() - start)
        return statistics.median(seconds)

    start = clock()
    for _ in range(workload.calls):
        call()
    return (clock() - start) / workload.calls
