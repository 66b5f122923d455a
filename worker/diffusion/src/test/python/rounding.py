"""How far rounding alone moves the reference's own SDXL pictures.

    python rounding.py FOLDER          FOLDER: the golden pipelines

Puts the weights of FOLDER/models/sdxl back into the reference's classes and makes the text-to-image
cases three times: as recorded, with the U-Net alone evaluated in double precision, and with all
networks in double precision. Needs torch, diffusers, transformers, onnx.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from diffusers import (
    AutoencoderKL,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    UNet2DConditionModel,
)
from onnx import numpy_helper
from PIL import Image
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    PreTrainedTokenizerFast,
)

TOKENS = 77
SOLVERS = {None: EulerDiscreteScheduler, "dpmpp-2m": DPMSolverMultistepScheduler}


def main(folder: Path) -> None:
    torch.set_num_threads(1)
    model = folder / "models" / "sdxl"
    encoders = [
        restored(model / "text_encoder", CLIPTextModel(clip_config(model / "text_encoder"))),
        restored(
            model / "text_encoder_2",
            CLIPTextModelWithProjection(clip_config(model / "text_encoder_2")),
        ),
    ]
    unet = restored(model / "unet", UNet2DConditionModel(**settings(model / "unet")))
    decoder = restored(model / "vae_decoder", AutoencoderKL(**settings(model / "vae_decoder")))
    for file in sorted(folder.glob("sdxl-*.json")):
        case = json.loads(file.read_text())
        if case["task"] != "text-to-image":
            continue
        recorded = np.array(Image.open(file.with_suffix(".0.png"))).astype(int)
        for encoding in (torch.float32, torch.float64):
            for denoising in (torch.float32, torch.float64):
                texts = embeddings(model, encoders, case, encoding)
                made = picture(model, unet.to(denoising), decoder, case, texts)
                difference = np.abs(made - recorded)
                print(
                    f"{file.stem}: encoders {encoding}, U-Net {denoising}: largest difference "
                    f"{difference.max()}, beyond 1/255: {(difference > 1).mean():.1%}"
                )


def settings(folder: Path) -> dict:
    """A component's configuration without the keys of its file format."""
    config = json.loads((folder / "config.json").read_text())
    return {name: value for name, value in config.items() if not name.startswith("_")}


def clip_config(folder: Path) -> CLIPTextConfig:
    return CLIPTextConfig(**settings(folder))


def restored(folder: Path, module: torch.nn.Module) -> torch.nn.Module:
    """The module with the weights of an exported graph. Equal tensors are stored once there:
    what is missing is a zero bias or a norm's weight of one."""
    graph = onnx.load(folder / "model.onnx").graph
    tensors = {bare(each.name): numpy_helper.to_array(each) for each in graph.initializer}
    for node in graph.node:
        if node.op_type == "MatMul":
            path = ".".join(part for part in node.name.split("/")[1:-1] if part != "m")
            for name in node.input:
                if name in tensors:
                    tensors[path + ".weight"] = tensors[name].T
    state = module.state_dict()
    for name, value in state.items():
        if name in tensors:
            value.copy_(torch.from_numpy(np.array(tensors[name])).reshape(value.shape))
        elif name.endswith("bias"):
            value.zero_()
        elif "norm" in name:
            value.fill_(1)
    return module.eval()


def bare(name: str) -> str:
    return name[2:] if name.startswith("m.") else name


@torch.no_grad()
def embeddings(model: Path, encoders: list, case: dict, kind: torch.dtype) -> tuple:
    """Hidden states and pooled vectors, the row without prompt first."""
    texts = [case["prompt"]]
    if "negative_prompt" in case:
        texts.insert(0, case["negative_prompt"])
    hidden, pooled = [], None
    for encoder, name in zip(encoders, ("tokenizer", "tokenizer_2"), strict=True):
        tokenizer = PreTrainedTokenizerFast.from_pretrained(model / name)
        # One text a call, as the reference does: a batch of two is rounded otherwise.
        ids = tokenizer(texts, padding="max_length", max_length=TOKENS, truncation=True).input_ids
        out = [encoder.to(kind)(torch.tensor([row]), output_hidden_states=True) for row in ids]
        hidden.append(torch.cat([each.hidden_states[-2] for each in out]))
        if "text_embeds" in out[0]:
            pooled = torch.cat([each.text_embeds for each in out])
    states = torch.cat(hidden, -1)
    if len(texts) == 1:
        states = torch.cat([torch.zeros_like(states), states])
        pooled = torch.cat([torch.zeros_like(pooled), pooled])
    return states, pooled


@torch.no_grad()
def picture(model: Path, unet, decoder, case: dict, texts: tuple) -> np.ndarray:
    height, width = case["height"], case["width"]
    scheduler = SOLVERS[case.get("scheduler")].from_pretrained(model / "scheduler")
    scheduler.set_timesteps(case["steps"])
    generator = torch.Generator().manual_seed(case["seeds"][0])
    latent = torch.randn((1, 4, height // 8, width // 8), generator=generator)
    latent = latent * scheduler.init_noise_sigma
    sizes = torch.tensor([[height, width, 0, 0, height, width]] * 2).to(unet.dtype)
    condition = {"text_embeds": texts[1].to(unet.dtype), "time_ids": sizes}
    for timestep in scheduler.timesteps:
        scaled = scheduler.scale_model_input(torch.cat([latent] * 2), timestep).to(unet.dtype)
        states = texts[0].to(unet.dtype)
        predicted = unet(scaled, timestep, states, added_cond_kwargs=condition).sample.float()
        without, prompted = predicted.chunk(2)
        guided = without + case["guidance_scale"] * (prompted - without)
        latent = scheduler.step(guided, timestep, latent).prev_sample
    decoded = decoder.decode(latent / decoder.config.scaling_factor).sample.numpy()[0]
    return np.round(np.clip(decoded / 2 + 0.5, 0, 1) * 255).transpose(1, 2, 0).astype(int)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
