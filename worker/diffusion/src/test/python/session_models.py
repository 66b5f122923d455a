"""Makes the tests' graphs for element types, for cancelling and for weights beside the graph: DIR/types, DIR/endless, DIR/beside.

Needs: onnx, numpy. Usage: python session_models.py DIR
"""

import os
import sys

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

FLOAT, HALF, INT, LONG, BOOL = (
    TensorProto.FLOAT,
    TensorProto.FLOAT16,
    TensorProto.INT32,
    TensorProto.INT64,
    TensorProto.BOOL,
)
value = helper.make_tensor_value_info


def write(graph, path):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    save(model, path)


def types(path):
    """sum = half + single + whole + long, given as float16 and as float32."""
    nodes = [
        helper.make_node("Cast", ["half"], ["h"], to=FLOAT),
        helper.make_node("Cast", ["whole"], ["w"], to=FLOAT),
        helper.make_node("Cast", ["long"], ["l"], to=FLOAT),
        helper.make_node("Sum", ["h", "single", "w", "l"], ["sum"]),
        helper.make_node("Cast", ["sum"], ["sum_half"], to=HALF),
    ]
    shape = ["batch", 3]
    inputs = [value("half", HALF, shape), value("single", FLOAT, shape), value("whole", INT, shape), value("long", LONG, shape)]
    outputs = [value("sum", FLOAT, shape), value("sum_half", HALF, shape)]
    write(helper.make_graph(nodes, "types", inputs, outputs), path)


def endless(path):
    """Adds 1 to each row, times over; each round is many nodes, so that a run can be ended between them."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["go_on"]),
            helper.make_node("Add", ["before", "one"], ["after"]),
        ],
        "body",
        [value("round", LONG, []), value("go", BOOL, []), value("before", FLOAT, ["batch", 1])],
        [value("go_on", BOOL, []), value("after", FLOAT, ["batch", 1])],
        [numpy_helper.from_array(np.float32([[1]]), "one")],
    )
    nodes = [
        helper.make_node("ReduceMax", ["times"], ["rounds_f"], keepdims=0),
        helper.make_node("Cast", ["rounds_f"], ["rounds"], to=LONG),
        helper.make_node("Loop", ["rounds", "true", "start"], ["end"], body=body),
    ]
    inputs = [value("start", FLOAT, ["batch", 1]), value("times", FLOAT, ["batch", 1])]
    write(
        helper.make_graph(
            nodes, "endless", inputs, [value("end", FLOAT, ["batch", 1])], [numpy_helper.from_array(np.bool_(True), "true")]
        ),
        path,
    )


def beside(path):
    """sum = given + [1, 2, 3], the numbers in a file of their own."""
    weight = numpy_helper.from_array(np.float32([1, 2, 3]), "weight")
    shape = ["batch", 3]
    graph = helper.make_graph(
        [helper.make_node("Add", ["given", "weight"], ["sum"])],
        "beside",
        [value("given", FLOAT, shape)],
        [value("sum", FLOAT, shape)],
        [weight],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    save(model, path, save_as_external_data=True, location="model.onnx_data", size_threshold=0)


if __name__ == "__main__":
    types(sys.argv[1] + "/types/model.onnx")
    endless(sys.argv[1] + "/endless/model.onnx")
    beside(sys.argv[1] + "/beside/model.onnx")
