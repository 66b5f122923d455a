"""Makes the tests' transformer models and the pictures the reference makes of them.

Random weights: sd3 (two CLIPs and T5), flux-dev (guidance embedding, shift by resolution) and flux-schnell (neither).
The case sd3-clip leaves the third text encoder of sd3 out. Pictures are the pipelines' own, in PyTorch on the CPU.
Seeds are fixed, but the tokenizers' trainers break ties at random: a second run makes other models, so keep what one
run made together.
Needs: torch, diffusers, transformers, onnx, onnxruntime, pillow. Usage: python make_transformers.py DIR
"""

import json
import sys

import numpy as np
import torch
from diffusers import DEISMultistepScheduler, DPMSolverMultistepScheduler, DPMSolverSinglestepScheduler
from diffusers import FlowMatchHeunDiscreteScheduler, FluxImg2ImgPipeline, FluxInpaintPipeline, FluxPipeline
from diffusers import StableDiffusion3Img2ImgPipeline, StableDiffusion3InpaintPipeline, StableDiffusion3Pipeline
from diffusers import UniPCMultistepScheduler
from PIL import Image

from transformer_models import flux, sd3
from transformer_tokenizers import t5_texts


def picture(seed, width, height):
    """Something smooth with some noise in it."""
    random = np.random.RandomState(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / (9 + 4 * c) + seed) + np.cos(y / (7 + 3 * c)) for c in range(3)]
    values = 128 + 50 * np.stack(waves, -1) + random.normal(0, 8, (height, width, 3))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def mask(width, height):
    cover = np.zeros((height, width), np.uint8)
    cover[height // 4 : 3 * height // 4, width // 3 : width] = 255
    return Image.fromarray(cover)


TEXT, IMAGE, INPAINT = "text-to-image", "image-to-image", "inpainting"
PIPELINES = {
    "sd3": {TEXT: StableDiffusion3Pipeline, IMAGE: StableDiffusion3Img2ImgPipeline, INPAINT: StableDiffusion3InpaintPipeline},
    "flux": {TEXT: FluxPipeline, IMAGE: FluxImg2ImgPipeline, INPAINT: FluxInpaintPipeline},
}
SCHEDULERS = {
    "flow-heun": (FlowMatchHeunDiscreteScheduler, {}),
    "dpmpp-2m": (DPMSolverMultistepScheduler, {"solver_order": 2}),
    "dpmpp-3m": (DPMSolverMultistepScheduler, {"solver_order": 3}),
    "dpmpp-2s": (DPMSolverSinglestepScheduler, {}),
    "deis": (DEISMultistepScheduler, {}),
    "unipc": (UniPCMultistepScheduler, {}),
}
CASES = [
    ("sd3-guided", "sd3", TEXT, "an old stone bridge over a river", 7.0, 8, [11, 12], 64, 64, {"negative_prompt": "fog, people"}),
    ("sd3-unguided-wide", "sd3", TEXT, "a lighthouse by the sea", 1.0, 6, [5], 112, 64, {}),
    ("sd3-img2img", "sd3", IMAGE, "a fox in snow", 5.0, 8, [21], 64, 64, {"strength": 0.6}),
    ("sd3-inpaint", "sd3", INPAINT, "a red boat", 4.0, 7, [22], 64, 64, {"strength": 0.8}),
    ("sd3-clip", "sd3-clip", TEXT, "a castle on a hill", 4.0, 5, [31], 64, 80, {}),
    ("flux-dev-guided", "flux-dev", TEXT, "an old stone bridge over a river", 3.5, 8, [41, 42], 64, 64, {}),
    ("flux-dev-large", "flux-dev", TEXT, "mountains at night, many stars", 5.0, 5, [43], 160, 96, {}),
    ("flux-dev-img2img", "flux-dev", IMAGE, "a lighthouse by the sea", 3.5, 8, [44], 96, 64, {"strength": 0.6}),
    ("flux-dev-inpaint", "flux-dev", INPAINT, "a red boat", 3.5, 6, [45], 64, 64, {"strength": 0.9}),
    ("flux-schnell", "flux-schnell", TEXT, "a fox in snow", 0.0, 4, [51], 64, 64, {}),
    ("flux-schnell-negative", "flux-schnell", TEXT, "a fox in snow", 2.5, 4, [52], 64, 64, {"negative_prompt": "fog, people"}),
    ("flux-dev-dpmpp", "flux-dev", TEXT, "a castle on a hill", 3.5, 7, [61], 64, 64, {"scheduler": "dpmpp-2m"}),
    ("flux-dev-unipc", "flux-dev", TEXT, "a castle on a hill", 3.5, 7, [62], 64, 64, {"scheduler": "unipc"}),
]
CASES += [
    (f"sd3-{key}", "sd3", TEXT, "a castle on a hill", 3.0, 6, [70], 64, 64, {"scheduler": key}) for key in SCHEDULERS
]


def decoded(pipeline, latents):
    """The picture of a latent. Stable Diffusion 3's inpainting pipeline itself forgets the autoencoder's shift."""
    config = pipeline.vae.config
    with torch.no_grad():
        pixels = pipeline.vae.decode(latents / config.scaling_factor + config.shift_factor, return_dict=False)[0]
    return pipeline.image_processor.postprocess(pixels)[0]


def record(folder, models, case):
    name, model, task, prompt, guidance, steps, seeds, width, height, more = case
    family = model.split("-")[0]
    parts = dict(models[model])
    if "scheduler" in more:
        kind, keys = SCHEDULERS[more["scheduler"]]
        own = parts["scheduler"].config
        flow = {"use_flow_sigmas": True, "prediction_type": "flow_prediction", "flow_shift": own.shift}
        parts["scheduler"] = kind.from_config(own, **(keys if kind is FlowMatchHeunDiscreteScheduler else keys | flow))
    pipeline = PIPELINES[family][task](**parts)
    pipeline.set_progress_bar_config(disable=True)
    request = {"name": name, "model": model, "task": task, "prompt": prompt, "steps": steps, "guidance_scale": guidance}
    request |= {"seeds": seeds, "rng": "torch-cpu", "width": width, "height": height} | more
    options = {key: value for key, value in more.items() if key != "scheduler"}
    if task != TEXT:
        options["image"] = picture(seeds[0], width, height)
        options["image"].save(f"{folder}/{name}.input.png")
    if task == INPAINT:
        options["mask_image"] = mask(width, height)
        options["mask_image"].save(f"{folder}/{name}.mask.png")
    if "negative_prompt" in more and family == "flux":
        options["true_cfg_scale"] = guidance
    if model == "flux-schnell":
        options["max_sequence_length"] = 64
    if (family, task) == ("sd3", INPAINT):
        options["output_type"] = "latent"
    traces = []

    def make(text, seed):
        trace = []
        keep = lambda p, i, t, given: trace.append([float("%.7g" % v) for v in given["latents"].flatten()[:8]]) or {}
        made = pipeline(
            text,
            width=width,
            height=height,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=torch.Generator("cpu").manual_seed(seed),
            callback_on_step_end=keep,
            **options,
        ).images
        traces.append(trace)
        return decoded(pipeline, made) if "output_type" in options else made[0]

    for k, seed in enumerate(seeds):
        made = make(prompt, seed)
        made.save(f"{folder}/{name}.{k}.png")
    other = np.asarray(make("green hills", seeds[-1]), np.int32)
    shown = np.asarray(made, np.int32)
    print(f"{name}: std {shown.std() / 255:.3f}, another prompt moves {np.mean(np.abs(shown - other) > 1):.2f} of the values")
    request |= {"first_latent_values_per_step": traces[0], "std": round(float(shown.std() / 255), 4)}
    with open(f"{folder}/{name}.json", "w") as file:
        json.dump(request, file, indent=1)


def main(folder):
    torch.set_num_threads(1)
    root = f"{folder}/models"
    models = {
        "sd3": sd3(f"{root}/sd3"),
        "flux-dev": flux(f"{root}/flux-dev", True),
        "flux-schnell": flux(f"{root}/flux-schnell", False),
    }
    models["sd3-clip"] = models["sd3"] | {"text_encoder_3": None, "tokenizer_3": None}
    with open(f"{folder}/models/t5_texts.json", "w") as file:
        json.dump(t5_texts(models["sd3"]["tokenizer_3"]), file, indent=1)
    for case in CASES:
        record(folder, models, case)


if __name__ == "__main__":
    main(sys.argv[1])
