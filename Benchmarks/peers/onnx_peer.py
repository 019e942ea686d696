"""onnxruntime: inference only. NumPy arrays go in and come out."""

import os

import onnxruntime
from onnx import TensorProto, helper, numpy_helper

import data
from parameters import draw, views
from serving import Peer, serve

ACTIVATIONS = {"sigmoid": "Sigmoid", "relu": "Relu", "tanh": "Tanh"}


def model(workload):
    """The network as an ONNX file's bytes."""
    nodes, tensors, value = [], [], "inputs"
    for index, (weights, biases) in enumerate(views(draw(workload), workload.layers)):
        tensors += [numpy_helper.from_array(weights, f"weights{index}"), numpy_helper.from_array(biases, f"biases{index}")]
        nodes.append(helper.make_node("Gemm", [value, f"weights{index}", f"biases{index}"], [f"z{index}"]))
        softmax = index == len(workload.layers) - 2 and workload.cost == "cross-entropy"
        nodes.append(helper.make_node("Softmax" if softmax else ACTIVATIONS[workload.activation], [f"z{index}"], [f"a{index}"]))
        value = f"a{index}"
    inputs = helper.make_tensor_value_info("inputs", TensorProto.FLOAT, ["examples", workload.layers[0]])
    outputs = helper.make_tensor_value_info(value, TensorProto.FLOAT, ["examples", workload.layers[-1]])
    graph = helper.make_graph(nodes, "network", [inputs], [outputs], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()


class ONNXRuntime(Peer):
    def __init__(self):
        self.test_images = data.images("t10k")

    def prepare(self, workload):
        if workload.task not in ("answer-one", "answer-all"):
            raise ValueError(f"onnxruntime does not do {workload.task}")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ["OMP_NUM_THREADS"])
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(model(workload), options, providers=["CPUExecutionProvider"])
        if workload.task == "answer-one":
            return lambda index: session.run(None, {"inputs": self.test_images[index : index + 1]}), None
        return lambda: session.run(None, {"inputs": self.test_images}), None


if __name__ == "__main__":
    serve(ONNXRuntime())
