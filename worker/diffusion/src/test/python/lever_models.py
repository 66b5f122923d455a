"""Makes the tests' U-Nets with levers, random and small, to be put into the sd15 case's folder.

DIR/two_part: unet and unet_shallow. DIR/low_rank: unet with adapter inputs, lora/ink and lora/oil,
and unet_merged, the same with 0.7 of ink and -0.4 of oil merged into its weights.
Needs: torch, diffusers, onnx, onnxruntime, and worker/models/landscape on PYTHONPATH.
Usage: python lever_models.py DIR
"""

import copy
import shutil
import sys
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel

from landscape.export import export_unet
from landscape.lora import LowRank, adapter_parameters, add_low_rank, open_low_rank, write_adapter

WEIGHTS = {"ink": (2, 0.7), "oil": (3, -0.4)}


def random_unet(seed):
    torch.manual_seed(seed)
    unet = UNet2DConditionModel(
        sample_size=8,
        in_channels=4,
        out_channels=4,
        block_out_channels=(8, 16),
        layers_per_block=1,
        norm_num_groups=4,
        attention_head_dim=4,
        cross_attention_dim=32,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
    )
    return unet.half().float().eval()


def random_adapter(unet, rank):
    """As PEFT would save it."""
    state = {}
    for name, part in unet.named_modules():
        if isinstance(part, LowRank):
            a, b = part.linear.in_features, part.linear.out_features
            state[f"unet.{name}.lora_A.weight"] = torch.randn(rank, a) / a**0.5
            state[f"unet.{name}.lora_B.weight"] = torch.randn(b, rank) / rank**0.5
            state[f"unet.{name}.alpha"] = torch.tensor(rank / 2)
    return state


def merge(unet, state, weight):
    """Adds weight * alpha / rank * B A to each adapted layer of a plain U-Net."""
    for key in [key for key in state if key.endswith(".lora_A.weight")]:
        layer = key.removesuffix(".lora_A.weight")
        a, b, alpha = (state[layer + end] for end in (".lora_A.weight", ".lora_B.weight", ".alpha"))
        part = unet.get_submodule(layer.removeprefix("unet."))
        part.weight.data += weight * float(alpha) / a.shape[0] * (b @ a)


def main(target):
    shutil.rmtree(target / "two_part", ignore_errors=True)
    shutil.rmtree(target / "low_rank", ignore_errors=True)
    two = target / "two_part"
    print(export_unet(random_unet(1), two / "unet", two / "unet_shallow", half=True))
    low = target / "low_rank"
    plain = random_unet(2)
    adapted = copy.deepcopy(plain)
    add_low_rank(adapted)
    export_unet(adapted, low / "unet")
    open_low_rank(low / "unet" / "model.onnx")
    for name, (rank, weight) in WEIGHTS.items():
        state = random_adapter(adapted, rank)
        write_adapter(adapter_parameters(state), low / "lora" / f"{name}.onnx_adapter")
        merge(plain, state, weight)
    export_unet(plain, low / "unet_merged")
    for config in target.rglob("unet*/config.json"):
        config.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
