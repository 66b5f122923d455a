"""Makes the tests' one-dimensional model: src/test/resources/signal/denoiser/model.onnx.

It predicts the noise in a signal of any length whose clean form is a sine of the given number of periods:
out = (x - sqrt(alpha(t)) * sine) / sqrt(1 - alpha(t)), alpha falling linearly with the timestep.
Needs: onnx, numpy. Usage: python signal_model.py FILE
"""

import sys

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save


def constant(name, value):
    return numpy_helper.from_array(np.asarray(value), name)


def main(path):
    nodes = [
        helper.make_node("Shape", ["signal"], ["shape"]),
        helper.make_node("Gather", ["shape", "one_i"], ["length"], axis=0),
        helper.make_node("Range", ["zero_i", "length", "one_i"], ["positions_i"]),
        helper.make_node("Cast", ["positions_i"], ["positions"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["length"], ["length_f"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["positions", "length_f"], ["share"]),
        helper.make_node("Mul", ["share", "tau"], ["angle"]),
        helper.make_node("Unsqueeze", ["periods", "axis"], ["periods_column"]),
        helper.make_node("Mul", ["angle", "periods_column"], ["angles"]),
        helper.make_node("Sin", ["angles"], ["sine"]),
        helper.make_node("Unsqueeze", ["timestep", "axis"], ["t"]),
        helper.make_node("Div", ["t", "steps"], ["t_share"]),
        helper.make_node("Sub", ["nearly_one", "t_share"], ["alpha"]),
        helper.make_node("Sub", ["one", "alpha"], ["beta"]),
        helper.make_node("Sqrt", ["alpha"], ["signal_level"]),
        helper.make_node("Sqrt", ["beta"], ["noise_level"]),
        helper.make_node("Mul", ["sine", "signal_level"], ["clean"]),
        helper.make_node("Sub", ["signal", "clean"], ["noise"]),
        helper.make_node("Div", ["noise", "noise_level"], ["epsilon"]),
    ]
    weights = [
        constant("one_i", np.int64(1)),
        constant("zero_i", np.int64(0)),
        constant("axis", np.array([1], np.int64)),
        constant("tau", np.float32(2 * np.pi)),
        constant("steps", np.float32(1010)),
        constant("nearly_one", np.float32(0.995)),
        constant("one", np.float32(1)),
    ]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "signal",
        [
            value("signal", TensorProto.FLOAT, ["batch", "length"]),
            value("timestep", TensorProto.FLOAT, ["batch"]),
            value("periods", TensorProto.FLOAT, ["batch"]),
        ],
        [value("epsilon", TensorProto.FLOAT, ["batch", "length"])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    save(model, path)


if __name__ == "__main__":
    main(sys.argv[1])
