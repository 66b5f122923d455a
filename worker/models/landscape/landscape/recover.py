"""Reads the weights of an exported ONNX folder back, so that training goes on from it.

The exporter renames and transposes weights, but always in the same way: the same code exports a
model of distinct random weights, and whose values lie under a name of that file tells which
parameter the name stands for. What comes back is rounded to float16.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
from diffusers import AutoencoderTiny, UNet2DConditionModel
from onnx import numpy_helper
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel

from landscape.export import (
    PREVIEW_DECODER,
    export_autoencoder,
    export_decoder,
    export_text,
    export_unet,
)
from landscape.tokens import load_tokenizer, save_tokenizer

HALF = "_half"


def recover_parts(folder: Path, parts: Path) -> None:
    """Writes text_encoder, tokenizer, autoencoder, preview_decoder, unet and scheduler of `folder`
    to `parts`.

    Raises:
        ValueError: if a weight can't be found in the exported files.
    """
    parts.mkdir(parents=True, exist_ok=True)
    save_tokenizer(load_tokenizer(folder / "tokenizer"), parts / "tokenizer")
    shutil.copytree(folder / "scheduler", parts / "scheduler", dirs_exist_ok=True)
    eager = CLIPTextConfig.from_pretrained(folder / "text_encoder", attn_implementation="eager")
    text = CLIPTextModel(eager)
    _refill(text, folder, lambda target: export_text(text, target))
    text.save_pretrained(parts / "text_encoder")
    unet = UNet2DConditionModel.from_config(UNet2DConditionModel.load_config(folder / "unet"))
    _refill(unet, folder, lambda target: export_unet(unet, target / "unet", half=True))
    unet.save_pretrained(parts / "unet")
    config = AutoencoderTiny.load_config(folder / "vae_decoder")
    autoencoder = AutoencoderTiny.from_config(config)
    _refill(autoencoder, folder, lambda target: export_autoencoder(autoencoder, config, target))
    autoencoder.save_pretrained(parts / "autoencoder")
    small = AutoencoderTiny.from_config(AutoencoderTiny.load_config(folder / PREVIEW_DECODER))
    known = dict(small.config)
    _refill(
        small.decoder,
        folder,
        lambda target: export_decoder(small, known, target / PREVIEW_DECODER),
    )
    small.save_pretrained(parts / PREVIEW_DECODER)


@torch.no_grad()
def _refill(model: nn.Module, folder: Path, export: Callable[[Path], object]) -> None:
    """Gives every parameter of the model the values it has in the exported folder."""
    generator = torch.Generator().manual_seed(0)
    for parameter in model.parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        parameter.copy_((0.5 + 0.1 * noise).half().float())
    with tempfile.TemporaryDirectory() as temporary:
        export(Path(temporary))
        known = {
            (file.parent.name, name): values
            for file in Path(temporary).rglob("model.onnx")
            for name, values in _weights(file).items()
        }
    shipped = {part: _weights(folder / part / "model.onnx") for part, _ in known}
    places = {_print(values): place for place, values in known.items()}
    for name, parameter in model.named_parameters():
        values = parameter.numpy()
        place = places.get(_print(values))
        turned = place is None
        if turned and values.ndim == 2:
            place = places.get(_print(values.T))
        if place is None:
            raise ValueError(f"{folder} must hold the weight {name}")
        part, stored = place
        found = torch.from_numpy(shipped[part][stored])
        found = found.reshape(values.shape[::-1]).T if turned else found.reshape(values.shape)
        parameter.copy_(found)


def _weights(file: Path) -> dict[str, np.ndarray]:
    """The file's weights as float32, under the names by which its nodes read them."""
    return {
        weight.name.removesuffix(HALF): numpy_helper.to_array(weight).astype(np.float32)
        for weight in onnx.load(file).graph.initializer
    }


def _print(values: np.ndarray) -> tuple:
    """What tells one weight of random values from all others, whatever its shape."""
    return values.size, np.ascontiguousarray(values).tobytes()[:256]
