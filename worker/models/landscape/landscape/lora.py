"""A U-Net graph that takes low-rank adapters (arXiv:2106.09685), and adapters for it.

Every adapted layer gets two optional inputs, `<layer>.lora_A` (inputs, rank) and `<layer>.lora_B`
(rank, outputs), of rank 0 unless a run brings others: without an adapter the graph needs no
inputs more than before and puts out the same.

    python -m landscape.lora graph UNET FOLDER/unet
    python -m landscape.lora adapter ADAPTER.safetensors FOLDER/lora/ID.onnx_adapter
"""

import argparse
import re
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from diffusers import UNet2DConditionModel
from onnx import TensorProto, helper, numpy_helper
from torch import nn

TARGETS = re.compile(r"transformer_blocks\.\d+\.(attn[12]\.to_(q|k|v|out\.0)|ff\.net\.(0\.proj|2))$")
NAMES = {
    ".lora_A.weight": "A",
    ".lora.down.weight": "A",
    ".lora_B.weight": "B",
    ".lora.up.weight": "B",
    ".alpha": "alpha",
}


class LowRank(nn.Module):
    """A linear layer and what an adapter adds to it."""

    def __init__(self, linear: nn.Linear):
        super().__init__()
        self.linear = linear
        # The exporter would make one of equal weights; open_low_rank empties them.
        self.lora_A = nn.Parameter(torch.randn(linear.in_features, 1))
        self.lora_B = nn.Parameter(torch.randn(1, linear.out_features))

    def forward(self, hidden):
        return self.linear(hidden) + hidden @ self.lora_A @ self.lora_B


def add_low_rank(unet: UNet2DConditionModel) -> None:
    """Wraps the linear layers of the U-Net's attention blocks in place."""
    found = [name for name, part in unet.named_modules() if TARGETS.search(name)]
    for name in found:
        parent, _, own = name.rpartition(".")
        module = unet.get_submodule(parent)
        setattr(module, own, LowRank(module.get_submodule(own)))


def open_low_rank(path: Path) -> None:
    """Turns the weights `*.lora_A` and `*.lora_B` of an exported file into optional inputs."""
    model = onnx.load(path)
    graph = model.graph
    kept, opened = [], {}
    for weight in graph.initializer:
        side = weight.name[-7:]
        if side not in (".lora_A", ".lora_B"):
            kept.append(weight)
            continue
        dims, name = list(weight.dims), weight.name.removeprefix("unet.")
        rank = 1 if side == ".lora_A" else 0
        free = [*dims]
        dims[rank], free[rank] = 0, "rank"
        opened[weight.name] = name
        kept.append(numpy_helper.from_array(np.zeros(dims, np.float32), name))
        graph.input.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, free))
    for node in graph.node:
        node.input[:] = [opened.get(name, name) for name in node.input]
    if not opened or len(opened) % 2:
        raise ValueError(f"{path} must have a pair of adapter weights per layer, got {opened}")
    del graph.initializer[:]
    graph.initializer.extend(kept)
    del graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, path)


def adapter_parameters(state: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """An adapter in diffusers' or PEFT's names, as the graph's inputs; alpha goes into B."""
    layers: dict[str, dict[str, torch.Tensor]] = {}
    for key, value in state.items():
        ending = next((ending for ending in NAMES if key.endswith(ending)), None)
        layer = key.removesuffix(ending or "").removeprefix("unet.")
        if ending is None or not TARGETS.search(layer):
            raise ValueError(f"only linear layers of a U-Net's attention are taken, got {key}")
        layers.setdefault(layer, {})[NAMES[ending]] = value.float()
    parameters = {}
    for layer, parts in layers.items():
        rank = parts["A"].shape[0]
        scale = float(parts.get("alpha", torch.tensor(rank))) / rank
        parameters[layer + ".lora_A"] = parts["A"].T.contiguous().numpy()
        parameters[layer + ".lora_B"] = (parts["B"].T * scale).contiguous().numpy()
    return parameters


def write_adapter(parameters: dict[str, np.ndarray], path: Path) -> None:
    """Writes ONNX Runtime's adapter file."""
    adapter = onnxruntime.AdapterFormat()
    adapter.set_adapter_version(1)
    adapter.set_model_version(1)
    values = onnxruntime.OrtValue.ortvalue_from_numpy
    adapter.set_parameters({name: values(array) for name, array in parameters.items()})
    path.parent.mkdir(parents=True, exist_ok=True)
    adapter.export_adapter(str(path))


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m landscape.lora", description=__doc__)
    parser.add_argument("what", choices=["graph", "adapter"])
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    if arguments.what == "adapter":
        from safetensors.torch import load_file

        write_adapter(adapter_parameters(load_file(arguments.source)), arguments.target)
        return
    from landscape.export import export_unet

    unet = UNet2DConditionModel.from_pretrained(arguments.source).eval()
    add_low_rank(unet)
    export_unet(unet, arguments.target)
    open_low_rank(arguments.target / "model.onnx")


if __name__ == "__main__":
    main()
