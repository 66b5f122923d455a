"""Makes a model with the architecture of Stable Diffusion 1.5 and random weights, for measuring.

    python make_sd15.py CACHE [--small]

CACHE/sd15/torch is a diffusers folder, CACHE/sd15/onnx the same networks in Optimum's layout with
one timestep per row. 860 million parameters in the U-Net: 4.3 GB per folder, some 12 GB of memory
while it works. With --small the networks are tiny; that is for trying the programs out. What is
there already isn't made again. The same seed gives the same weights on the same PyTorch.
"""

import argparse
import gc
import json
import shutil
import warnings
from pathlib import Path

import onnx
import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, UNet2DConditionModel
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel

OPSET = 17
POSITIONS = 77
VOCABULARY = 49408
START, END = "<|startoftext|>", "<|endoftext|>"

UNET = {
    "sample_size": 64,
    "in_channels": 4,
    "out_channels": 4,
    "cross_attention_dim": 768,
    "attention_head_dim": 8,
    "block_out_channels": [320, 640, 1280, 1280],
    "down_block_types": ["CrossAttnDownBlock2D"] * 3 + ["DownBlock2D"],
    "up_block_types": ["UpBlock2D"] + ["CrossAttnUpBlock2D"] * 3,
}
TEXT = {
    "hidden_size": 768,
    "intermediate_size": 3072,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "projection_dim": 768,
}
AUTOENCODER = {
    "block_out_channels": [128, 256, 512, 512],
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "layers_per_block": 2,
    "latent_channels": 4,
    "sample_size": 512,
    "scaling_factor": 0.18215,
}
SMALL_UNET = {
    "cross_attention_dim": 32,
    "attention_head_dim": 4,
    "block_out_channels": [32, 32, 64, 64],
    "layers_per_block": 1,
}
SMALL_TEXT = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "projection_dim": 32,
}
SMALL_AUTOENCODER = {"block_out_channels": [32, 32, 32, 32], "layers_per_block": 1}


class Unet(nn.Module):
    """Plain tensors in and out, named as diffusers names them."""

    def __init__(self, unet):
        super().__init__()
        self.unet = unet

    def forward(self, sample, timestep, encoder_hidden_states):
        return self.unet(sample, timestep, encoder_hidden_states, return_dict=False)[0]


class Text(nn.Module):
    """Token ids to a vector per position and one for the whole prompt."""

    def __init__(self, text_encoder):
        super().__init__()
        self.text_encoder = text_encoder

    def forward(self, input_ids):
        output = self.text_encoder(input_ids=input_ids)
        return output.last_hidden_state, output.pooler_output


class Decoder(nn.Module):
    """Latent, already divided by the scaling factor, to picture around [-1, 1]."""

    def __init__(self, autoencoder):
        super().__init__()
        self.autoencoder = autoencoder

    def forward(self, latent_sample):
        return self.autoencoder.decode(latent_sample, return_dict=False)[0]


def byte_symbols() -> list[str]:
    """A printable character for each byte, in the order of CLIP's vocabulary."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) for byte in plain] + [chr(256 + i) for i in range(len(others))]


def write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def write_tokenizer(folder: Path) -> None:
    """CLIP's byte-level vocabulary at its full size, with one learned pair."""
    symbols = byte_symbols()
    tokens = symbols + [symbol + "</w>" for symbol in symbols] + ["an</w>"]
    tokens += [f"unused{i}" for i in range(VOCABULARY - 2 - len(tokens))] + [START, END]
    write_json(folder / "vocab.json", {token: i for i, token in enumerate(tokens)})
    (folder / "merges.txt").write_text("#version: 0.2\na n</w>\n", encoding="utf-8")
    mark = {"lstrip": False, "normalized": True, "rstrip": False, "single_word": False}
    write_json(
        folder / "special_tokens_map.json",
        {
            "bos_token": {"content": START, **mark},
            "eos_token": {"content": END, **mark},
            "pad_token": END,
            "unk_token": {"content": END, **mark},
        },
    )
    write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "CLIPTokenizer",
            "model_max_length": POSITIONS,
            "bos_token": START,
            "eos_token": END,
            "pad_token": END,
            "unk_token": END,
            "do_lower_case": True,
        },
    )


def write_index(folder: Path, graphs: bool) -> None:
    """Says which class each component is of."""
    index = {
        "_class_name": "StableDiffusionPipeline",
        "_diffusers_version": "0.35.0",
        "feature_extractor": [None, None],
        "image_encoder": [None, None],
        "requires_safety_checker": False,
        "safety_checker": [None, None],
        "scheduler": ["diffusers", "EulerDiscreteScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }
    if graphs:
        index["vae_decoder"] = ["diffusers", "OnnxRuntimeModel"]
        write_json(folder / "sfumato.json", {"id": "sd15", "default_scheduler": "euler"})
    write_json(folder / "model_index.json", index)


def save_scheduler(folder: Path) -> None:
    EulerDiscreteScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        steps_offset=1,
        timestep_spacing="leading",
    ).save_pretrained(folder)


def export(module: nn.Module, inputs: dict, outputs: list[str], dynamic: dict, folder: Path):
    """Exports one network; weights beyond what one file may hold go beside the graph."""
    working = folder / "working"
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir(parents=True)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            str(working / "model.onnx"),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes=dynamic,
            opset_version=OPSET,
            do_constant_folding=True,
            dynamo=False,
        )
    if any(working.glob("*")) and len(list(working.iterdir())) > 1:
        gc.collect()
        graph = onnx.load(str(working / "model.onnx"))
        onnx.save_model(
            graph,
            str(folder / "model.onnx"),
            save_as_external_data=True,
            all_tensors_to_one_file=True,
            location="model.onnx_data",
            size_threshold=1024,
        )
    else:
        shutil.move(working / "model.onnx", folder / "model.onnx")
    shutil.rmtree(working)


def make_unet(torch_folder: Path, onnx_folder: Path, small: bool) -> None:
    torch.manual_seed(1)
    unet = UNet2DConditionModel(**{**UNET, **(SMALL_UNET if small else {})}).eval()
    unet.save_pretrained(torch_folder / "unet", max_shard_size="100GB")
    width = unet.config.cross_attention_dim
    export(
        Unet(unet),
        {
            "sample": torch.randn(2, 4, 16, 16),
            "timestep": torch.tensor([981, 500]),
            "encoder_hidden_states": torch.randn(2, POSITIONS, width),
        },
        ["out_sample"],
        {
            "sample": {0: "batch", 2: "height", 3: "width"},
            "timestep": {0: "batch"},
            "encoder_hidden_states": {0: "batch", 1: "sequence"},
            "out_sample": {0: "batch", 2: "height", 3: "width"},
        },
        onnx_folder / "unet",
    )
    shutil.copy(torch_folder / "unet" / "config.json", onnx_folder / "unet")


def make_text_encoder(torch_folder: Path, onnx_folder: Path, small: bool) -> None:
    torch.manual_seed(2)
    config = CLIPTextConfig(
        **{**TEXT, **(SMALL_TEXT if small else {})},
        vocab_size=VOCABULARY,
        max_position_embeddings=POSITIONS,
        bos_token_id=VOCABULARY - 2,
        eos_token_id=VOCABULARY - 1,
        pad_token_id=VOCABULARY - 1,
        attn_implementation="eager",
    )
    encoder = CLIPTextModel(config).eval()
    encoder.save_pretrained(torch_folder / "text_encoder")
    export(
        Text(encoder),
        {"input_ids": torch.randint(0, VOCABULARY - 2, (2, POSITIONS))},
        ["last_hidden_state", "pooler_output"],
        {
            "input_ids": {0: "batch"},
            "last_hidden_state": {0: "batch"},
            "pooler_output": {0: "batch"},
        },
        onnx_folder / "text_encoder",
    )
    shutil.copy(torch_folder / "text_encoder" / "config.json", onnx_folder / "text_encoder")


def make_autoencoder(torch_folder: Path, onnx_folder: Path, small: bool) -> None:
    torch.manual_seed(3)
    autoencoder = AutoencoderKL(**{**AUTOENCODER, **(SMALL_AUTOENCODER if small else {})}).eval()
    autoencoder.save_pretrained(torch_folder / "vae")
    export(
        Decoder(autoencoder),
        {"latent_sample": torch.randn(1, 4, 16, 16)},
        ["sample"],
        {
            "latent_sample": {0: "batch", 2: "latent_height", 3: "latent_width"},
            "sample": {0: "batch", 2: "height", 3: "width"},
        },
        onnx_folder / "vae_decoder",
    )
    shutil.copy(torch_folder / "vae" / "config.json", onnx_folder / "vae_decoder")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cache", type=Path)
    parser.add_argument("--small", action="store_true")
    arguments = parser.parse_args()
    root = arguments.cache / ("sd15-small" if arguments.small else "sd15")
    for part, make in {
        "unet": make_unet,
        "text_encoder": make_text_encoder,
        "vae_decoder": make_autoencoder,
    }.items():
        if not (root / "onnx" / part / "config.json").exists():
            make(root / "torch", root / "onnx", arguments.small)
            gc.collect()
            print(part, "made", flush=True)
    for folder, graphs in ((root / "torch", False), (root / "onnx", True)):
        write_tokenizer(folder / "tokenizer")
        save_scheduler(folder / "scheduler")
        write_index(folder, graphs)
    print(root)


if __name__ == "__main__":
    main()
