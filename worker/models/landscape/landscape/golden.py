"""Pictures that diffusers' own pipeline makes of the exported weights, for the engine's tests."""

import json
import shutil
import tempfile
from pathlib import Path

import torch
from diffusers import AutoencoderTiny, StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextModel, CLIPTokenizer

from landscape.engine import SCHEDULERS
from landscape.recover import recover_parts
from landscape.tokens import write_json

PROMPTS = {
    "house": "a red house on green hills under a full moon, starry night",
    "boats": "two yellow boats on a calm sea at sunset, a few clouds",
}
SEEDS = [7, 8]


def record_golden(folder: Path, target: Path) -> None:
    """Writes target/ID-NAME.json, what is asked for, and .0.png and .1.png, what comes out, with
    the folder's defaults, float32, noise from PyTorch's generator."""
    torch.set_num_threads(2)
    target.mkdir(parents=True, exist_ok=True)
    settings = json.loads((folder / "sfumato.json").read_text())
    pipeline = _pipeline(folder, settings["default_scheduler"])
    for name, prompt in PROMPTS.items():
        case = f"{settings['id']}-{name}"
        asked = {
            "name": case,
            "model": settings["id"],
            "task": "text-to-image",
            "prompt": prompt,
            "steps": settings["default_steps"],
            "guidance_scale": settings["default_guidance_scale"],
            "seeds": SEEDS,
            "rng": "torch-cpu",
            "width": settings["default_width"],
            "height": settings["default_height"],
        }
        write_json(target / f"{case}.json", asked)
        for index, seed in enumerate(SEEDS):
            made = pipeline(
                prompt,
                num_inference_steps=asked["steps"],
                guidance_scale=asked["guidance_scale"],
                width=asked["width"],
                height=asked["height"],
                generator=torch.Generator().manual_seed(seed),
            )
            made.images[0].save(target / f"{case}.{index}.png", optimize=True)


def _pipeline(folder: Path, scheduler: str) -> StableDiffusionPipeline:
    parts = Path(tempfile.mkdtemp())
    try:
        recover_parts(folder, parts)
        solver = SCHEDULERS[scheduler].from_pretrained(parts / "scheduler")
        made = StableDiffusionPipeline(
            vae=AutoencoderTiny.from_pretrained(parts / "autoencoder").eval(),
            text_encoder=CLIPTextModel.from_pretrained(parts / "text_encoder").eval(),
            tokenizer=CLIPTokenizer.from_pretrained(parts / "tokenizer"),
            unet=UNet2DConditionModel.from_pretrained(parts / "unet").eval(),
            scheduler=solver,
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        )
    finally:
        shutil.rmtree(parts)
    made.set_progress_bar_config(disable=True)
    return made
