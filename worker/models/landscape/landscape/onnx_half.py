"""Stores an ONNX graph's weights as float16; the graph still computes in float32."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SMALLEST = 64


def store_half(path: Path) -> None:
    """Rewrites the file: float32 weights become float16 plus a Cast to float32.

    A runtime folds the Cast while it loads, so speed and memory are those of float32 and the
    results are those of float32 weights rounded to float16. Weights of fewer than SMALLEST
    values stay as they are.

    Raises:
        ValueError: if a weight is too large for float16.
    """
    model = onnx.load(path)
    weights, casts = [], []
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        if weight.data_type != TensorProto.FLOAT or values.size < SMALLEST:
            weights.append(weight)
            continue
        half = values.astype(np.float16)
        if not np.isfinite(half).all():
            raise ValueError(f"weight {weight.name} must fit float16, got {np.abs(values).max()}")
        stored = weight.name + "_half"
        weights.append(numpy_helper.from_array(half, stored))
        casts.append(
            helper.make_node(
                "Cast", [stored], [weight.name], to=TensorProto.FLOAT, name=stored + "_cast"
            )
        )
    nodes = casts + list(model.graph.node)
    del model.graph.initializer[:]
    model.graph.initializer.extend(weights)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)
