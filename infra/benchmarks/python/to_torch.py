"""Makes a diffusers folder with PyTorch weights from an exported ONNX folder.

    python to_torch.py ONNX TARGET

For measuring diffusers itself on a model that is shipped as ONNX only. Exporters fold some weights
into constants with names of their own; the node that uses one says whose it was.
"""

import json
import re
import shutil
import sys
from pathlib import Path

import diffusers
import numpy
import onnx
import torch
import transformers
from onnx import numpy_helper


def parameters(file: Path) -> dict[str, torch.Tensor]:
    """Every weight by the name that its module gives it."""
    graph = onnx.load(str(file)).graph
    halved = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Cast"}
    values = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    for name, half in halved.items():
        if half in values:
            values[name] = values[half].astype("float32")
    found = {name: value for name, value in values.items() if re.match(r"[a-z]", name)}
    for node in graph.node:
        path = node.name.rsplit("/", 1)[0].strip("/").replace("/", ".")
        for name in node.input:
            if name.startswith("onnx::") and name in values:
                value = values[name]
                if node.op_type == "MatMul":
                    found[path + ".weight"] = value.T
                elif node.op_type == "Mul":
                    found[path + ".weight"] = value.reshape(-1)
                elif node.op_type == "Add":
                    found[path + ".bias"] = value.reshape(-1)
    return {name: torch.from_numpy(numpy.array(value)) for name, value in found.items()}


def fill(module: torch.nn.Module, files: list[Path]) -> torch.nn.Module:
    """Sets every parameter of a module, whatever the exported names begin with."""
    known = {}
    for file in files:
        known.update(parameters(file))
    state = {}
    for name, old in module.state_dict().items():
        ends = [key for key in known if key == name or key.endswith("." + name)]
        fits = [key for key in ends if known[key].shape == old.shape]
        if fits:
            state[name] = known[min(fits, key=len)].to(old.dtype)
        elif not name.endswith("position_ids"):
            raise SystemExit(f"{files[0]}: must hold {name} {tuple(old.shape)}, found {ends}")
    module.load_state_dict(state, strict=False)
    return module.eval()


def main() -> None:
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    index = json.loads((source / "model_index.json").read_text())
    kind = getattr(diffusers, index["vae"][1])
    unet = diffusers.UNet2DConditionModel.from_config(
        diffusers.UNet2DConditionModel.load_config(source / "unet")
    )
    autoencoder = kind.from_config(kind.load_config(source / "vae_decoder"))
    text = transformers.CLIPTextModel(
        transformers.CLIPTextConfig.from_pretrained(source / "text_encoder")
    )
    graph = "model.onnx"
    fill(unet, [source / "unet" / graph]).save_pretrained(target / "unet")
    fill(
        autoencoder, [source / "vae_decoder" / graph, source / "vae_encoder" / graph]
    ).save_pretrained(target / "vae")
    fill(text, [source / "text_encoder" / graph]).save_pretrained(target / "text_encoder")
    for folder in ("scheduler", "tokenizer"):
        shutil.copytree(source / folder, target / folder, dirs_exist_ok=True)
    for name in ("vae_decoder", "vae_encoder"):
        index.pop(name, None)
    (target / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")
    print(target)


if __name__ == "__main__":
    main()
