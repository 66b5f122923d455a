"""Writes the trained parts as an ONNX folder in the layout of Optimum and diffusers."""

import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from diffusers import AutoencoderTiny, UNet2DConditionModel
from torch import nn
from transformers import CLIPTextModel

from landscape.onnx_half import store_half
from landscape.tokens import POSITIONS, load_tokenizer, save_tokenizer, write_json
from landscape.two_part import FEATURE, FullPass, ShallowPass

OPSET = 17
PICTURE = {0: "batch", 2: "height", 3: "width"}
LATENT = {0: "batch", 2: "latent_height", 3: "latent_width"}
PIPELINE = {
    "_class_name": "StableDiffusionPipeline",
    "_diffusers_version": "0.42.1",
    "feature_extractor": [None, None],
    "image_encoder": [None, None],
    "requires_safety_checker": False,
    "safety_checker": [None, None],
    "scheduler": ["diffusers", "DDIMScheduler"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderTiny"],
    "vae_decoder": ["diffusers", "OnnxRuntimeModel"],
    "vae_encoder": ["diffusers", "OnnxRuntimeModel"],
}
PREVIEW_DECODER = "preview_decoder"
DEFAULTS = {
    "id": "landscape",
    "default_steps": 8,
    "default_guidance_scale": 4.0,
    "default_scheduler": "ddim",
    "default_width": 128,
    "default_height": 128,
    "max_width": 256,
    "max_height": 256,
    "fast": {"cache_interval": 2},
}
TURBO_DEFAULTS = {
    **{name: value for name, value in DEFAULTS.items() if name != "fast"},
    "id": "landscape-turbo",
    "default_steps": 4,
}


class Denoiser(nn.Module):
    """The U-Net with plain tensors in and out, named as diffusers names them."""

    def __init__(self, unet: UNet2DConditionModel):
        super().__init__()
        self.unet = unet

    def forward(self, sample, timestep, encoder_hidden_states):
        return self.unet(sample, timestep, encoder_hidden_states, return_dict=False)[0]


class Encoder(nn.Module):
    """Picture in [-1, 1] to latent, not yet scaled."""

    def __init__(self, autoencoder: AutoencoderTiny):
        super().__init__()
        self.encoder = autoencoder.encoder

    def forward(self, sample):
        return self.encoder(sample)


class Decoder(nn.Module):
    """Latent, already divided by the scaling factor, to picture around [-1, 1]."""

    def __init__(self, autoencoder: AutoencoderTiny):
        super().__init__()
        self.decoder = autoencoder.decoder

    def forward(self, latent_sample):
        return self.decoder(latent_sample)


class Text(nn.Module):
    """Token ids to a vector per position and one for the whole prompt."""

    def __init__(self, text_encoder: CLIPTextModel):
        super().__init__()
        self.text_encoder = text_encoder

    def forward(self, input_ids):
        output = self.text_encoder(input_ids=input_ids)
        return output.last_hidden_state, output.pooler_output


def export_folder(
    parts: Path, target: Path, settings: dict, unet: str = "unet"
) -> dict[str, float]:
    """Exports the parts under `parts` (autoencoder, text_encoder, tokenizer, scheduler, and the
    U-Net of that name); `settings` become sfumato.json. The U-Net gets its second part where
    quality fast is among them.

    The folder appears under its final name only when it is whole.

    Returns:
        Per component, the largest absolute difference between ONNX Runtime and PyTorch, both
        with weights rounded to float16.
    """
    building = target.with_name(target.name + ".building")
    shutil.rmtree(building, ignore_errors=True)
    _describe(building, settings, parts)
    model = _rounded(UNet2DConditionModel.from_pretrained(parts / unet))
    shallow = building / "unet_shallow" if "fast" in settings else None
    differences = {
        **_export_surroundings(parts, building),
        **export_unet(model, building / "unet", shallow, half=True),
    }
    _swap(building, target)
    return differences


def folder_bytes(folder: Path) -> int:
    """Bytes of all ONNX files below the folder."""
    return sum(file.stat().st_size for file in folder.rglob("*.onnx"))


def export_text(model: CLIPTextModel, target: Path) -> dict[str, float]:
    """A text encoder with eager attention as the folder `text_encoder` under `target`."""
    ids = torch.randint(2, model.config.vocab_size, (2, POSITIONS))
    ids[:, -9:] = model.config.eos_token_id
    return _export(
        target / "text_encoder",
        Text(model),
        model.config.to_dict(),
        {"input_ids": ids},
        {"input_ids": {0: "batch"}},
        ["last_hidden_state", "pooler_output"],
    )


def export_unet(
    model: UNet2DConditionModel,
    target: Path,
    shallow: Path | None = None,
    kept: int | None = None,
    half: bool = False,
) -> dict[str, float]:
    """A U-Net as a folder with config.json and model.onnx.

    With `shallow`, it is split: the graph gets a second output, which the graph at `shallow`
    takes instead of computing the inner layers. `kept` is how many of the outermost level's last
    resnets the shallow graph computes, all of them by default.

    Returns:
        Per component, the largest absolute difference between ONNX Runtime and PyTorch.
    """
    config = json.loads(model.to_json_string())
    kept = kept or len(model.up_blocks[-1].resnets)
    plane = {0: "batch", 2: "height", 3: "width"}
    side, rows = config["sample_size"], torch.arange(2)
    inputs = {
        "sample": torch.randn(2, config["in_channels"], side, side),
        "timestep": 10 + 690 * rows,
        "encoder_hidden_states": torch.randn(2, POSITIONS, config["cross_attention_dim"]),
    }
    axes = {
        "sample": plane,
        "timestep": {0: "batch"},
        "encoder_hidden_states": {0: "batch", 1: "sequence"},
        "out_sample": plane,
        FEATURE: plane,
    }
    if not shallow:
        plain = Denoiser(model.eval())
        return _export(target, plain, config, inputs, axes, ["out_sample"], half)
    full = FullPass(model.eval(), kept)
    differences = _export(target, full, config, inputs, axes, ["out_sample", FEATURE], half)
    with torch.no_grad():
        feature = full(*inputs.values())[1]
    part = ShallowPass(model, kept)
    text = inputs.pop("encoder_hidden_states")
    inputs[FEATURE] = feature
    if part.reads_text:
        inputs["encoder_hidden_states"] = text
    differences |= _export(shallow, part, config, inputs, axes, ["out_sample"], half)
    return differences


def export_autoencoder(model: AutoencoderTiny, config: dict, target: Path) -> dict[str, float]:
    """An autoencoder as the folders `vae_encoder` and `vae_decoder` under `target`."""
    encoder = _export(
        target / "vae_encoder",
        Encoder(model),
        config,
        {"sample": torch.rand(2, 3, 128, 128) * 2 - 1},
        {"sample": PICTURE, "latent_sample": LATENT},
        ["latent_sample"],
    )
    return {**encoder, **export_decoder(model, config, target / "vae_decoder")}


def export_decoder(model: AutoencoderTiny, config: dict, folder: Path) -> dict[str, float]:
    """One of the decoders; returns its difference to PyTorch."""
    return _export(
        folder,
        Decoder(model),
        config,
        {"latent_sample": torch.randn(2, config["latent_channels"], 16, 16)},
        {"latent_sample": LATENT, "sample": PICTURE},
        ["sample"],
    )


def _describe(building: Path, settings: dict, parts: Path) -> None:
    """What isn't a graph."""
    (building / "scheduler").mkdir(parents=True)
    write_json(building / "model_index.json", PIPELINE)
    write_json(building / "sfumato.json", settings)
    shutil.copy(parts / "scheduler" / "scheduler_config.json", building / "scheduler")
    save_tokenizer(load_tokenizer(parts / "tokenizer"), building / "tokenizer")


def _export_surroundings(parts: Path, building: Path) -> dict[str, float]:
    """Text encoder, autoencoder and the decoder of previews."""
    text = CLIPTextModel.from_pretrained(parts / "text_encoder", attn_implementation="eager")
    autoencoder = _rounded(AutoencoderTiny.from_pretrained(parts / "autoencoder"))
    small = _rounded(AutoencoderTiny.from_pretrained(parts / PREVIEW_DECODER))
    return {
        **export_text(_rounded(text), building),
        **export_autoencoder(autoencoder, _config(parts / "autoencoder"), building),
        **export_decoder(small, _config(parts / PREVIEW_DECODER), building / PREVIEW_DECODER),
    }


def _config(part: Path) -> dict:
    return json.loads((part / "config.json").read_text())


def _export(folder, module, config, inputs, axes, outputs, half=True) -> dict[str, float]:
    """One component: config.json, model.onnx, and the difference to PyTorch on other shapes."""
    folder.mkdir(parents=True, exist_ok=True)
    axes = {name: axes[name] for name in axes if name in (*inputs, *outputs)}
    config.pop("_name_or_path", None)  # where it lay while it was trained
    write_json(folder / "config.json", config)
    for output in outputs:
        axes.setdefault(output, {0: "batch"})
    file = folder / "model.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            str(file),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            do_constant_folding=True,
            dynamo=False,
        )
    if half:
        store_half(file)
    return {folder.name: _difference(file, module, inputs)}


def _difference(file: Path, module: nn.Module, inputs: dict[str, torch.Tensor]) -> float:
    """Largest absolute difference over the traced shapes, a batch of three, and wider pictures."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(file), options, providers=["CPUExecutionProvider"]
    )
    worst = 0.0
    for rows, widen in ((2, 1), (3, 1), (1, 2)):
        case = {name: _reshaped(value, rows, widen) for name, value in inputs.items()}
        with torch.no_grad():
            expected = module(*case.values())
        expected = expected if isinstance(expected, tuple) else (expected,)
        actual = session.run(None, {name: value.numpy() for name, value in case.items()})
        for have, want in zip(actual, expected, strict=True):
            worst = max(worst, float(np.abs(have - want.numpy()).max()))
    return worst


def _reshaped(value: torch.Tensor, rows: int, widen: int) -> torch.Tensor:
    repeated = value[torch.arange(rows) % len(value)]
    return torch.cat([repeated] * widen, dim=3) if value.ndim == 4 else repeated


def _rounded(model: nn.Module) -> nn.Module:
    """The model with every parameter rounded to float16 and back, as the files store it."""
    return model.half().float().eval()


def _swap(building: Path, target: Path) -> None:
    """Puts the new folder in place of the old one."""
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    building.rename(target)
    shutil.rmtree(old, ignore_errors=True)
