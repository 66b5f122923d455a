"""Runs an exported folder with ONNX Runtime: prompts to pictures."""

import json
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
)

from landscape.dataset import to_pictures
from landscape.tokens import encode, load_tokenizer

SCHEDULERS = {
    "ddim": DDIMScheduler,
    "euler": EulerDiscreteScheduler,
    "dpmpp-2m": DPMSolverMultistepScheduler,
    "lcm": LCMScheduler,
}


class OnnxModel:
    """The sessions of one folder; what a caller leaves out comes from its sfumato.json."""

    def __init__(self, folder: Path, threads: int):
        self._folder = folder
        self._defaults = json.loads((folder / "sfumato.json").read_text())
        self._tokenizer = load_tokenizer(folder / "tokenizer")
        self._text = session(folder / "text_encoder", threads)
        self._unet = session(folder / "unet", threads)
        self._decoder = session(folder / "vae_decoder", threads)
        unet = json.loads((folder / "unet" / "config.json").read_text())
        decoder = json.loads((folder / "vae_decoder" / "config.json").read_text())
        self._shape = (unet["in_channels"], unet["sample_size"], unet["sample_size"])
        self._scaling = decoder["scaling_factor"]

    def pictures(
        self,
        prompts: list[str],
        scheduler: str | None = None,
        steps: int | None = None,
        guidance_scale: float | None = None,
        seed: int = 1,
        batch: int = 16,
    ) -> np.ndarray:
        """uint8 of shape (prompts, 128, 128, 3); prompt n's noise depends on seed and n alone."""
        solver = scheduler or self._defaults["default_scheduler"]
        count = steps or self._defaults["default_steps"]
        scale = guidance_scale or self._defaults["default_guidance_scale"]
        made = []
        for start in range(0, len(prompts), batch):
            rows = range(start, min(start + batch, len(prompts)))
            noise = torch.stack([self._noise(seed * 100_003 + row) for row in rows])
            chosen = [prompts[row] for row in rows]
            made.append(self._sample(chosen, noise, solver, count, scale))
        return np.concatenate(made)

    def seconds_one_picture(self) -> float:
        """The fastest of three single pictures with the defaults."""
        times = []
        for _ in range(3):
            start = time.perf_counter()
            self.pictures(["a red house on green hills at noon"])
            times.append(time.perf_counter() - start)
        return round(min(times), 3)

    def _sample(self, prompts, noise, scheduler, steps, scale) -> np.ndarray:
        solver = SCHEDULERS[scheduler].from_pretrained(self._folder / "scheduler")
        solver.set_timesteps(steps)
        guided = scale != 1
        text = self._read([""] * len(prompts) + prompts if guided else prompts)
        latents = noise * solver.init_noise_sigma
        for timestep in solver.timesteps:
            rows = torch.cat([latents, latents]) if guided else latents
            inputs = {
                "sample": solver.scale_model_input(rows, timestep).numpy(),
                "timestep": np.full(len(rows), int(timestep), np.int64),
                "encoder_hidden_states": text,
            }
            predicted = torch.from_numpy(self._unet.run(None, inputs)[0])
            if guided:
                free, led = predicted.chunk(2)
                predicted = free + scale * (led - free)
            latents = self._step(solver, predicted, timestep, latents)
        scaled = (latents / self._scaling).numpy()
        return to_pictures(torch.from_numpy(self._decoder.run(None, {"latent_sample": scaled})[0]))

    @staticmethod
    def _step(solver, predicted, timestep, latents) -> torch.Tensor:
        if not isinstance(solver, LCMScheduler):
            return solver.step(predicted, timestep, latents, return_dict=False)[0]
        drawn = torch.Generator().manual_seed(int(timestep))
        return solver.step(predicted, timestep, latents, drawn, return_dict=False)[0]

    def _read(self, prompts: list[str]) -> np.ndarray:
        ids = encode(self._tokenizer, prompts).numpy()
        return self._text.run(["last_hidden_state"], {"input_ids": ids})[0]

    def _noise(self, seed: int) -> torch.Tensor:
        return torch.randn(self._shape, generator=torch.Generator().manual_seed(seed))


def session(folder: Path, threads: int) -> onnxruntime.InferenceSession:
    """The component in that folder."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    path = str(folder / "model.onnx")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
