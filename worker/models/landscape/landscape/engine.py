"""Runs an exported folder with ONNX Runtime: prompts to pictures."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from diffusers import DDIMScheduler, DPMSolverMultistepScheduler, EulerDiscreteScheduler

from landscape.dataset import to_pictures
from landscape.tokens import encode, load_tokenizer

SCHEDULERS = {
    "ddim": DDIMScheduler,
    "euler": EulerDiscreteScheduler,
    "dpmpp-2m": DPMSolverMultistepScheduler,
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
        negative: str = "",
    ) -> np.ndarray:
        """uint8 of shape (prompts, 128, 128, 3); prompt n's noise depends on seed and n alone."""
        given = (scheduler, steps, guidance_scale)
        asked = [mine or usual for mine, usual in zip(given, self._usual(), strict=True)]
        made = []
        for start in range(0, len(prompts), batch):
            rows = range(start, min(start + batch, len(prompts)))
            noise = torch.stack([self._noise(seed * 100_003 + row) for row in rows])
            chosen = [prompts[row] for row in rows]
            *_, last = self._steps(chosen, noise, *asked, negative)
            made.append(self._decode(last.prev_sample))
        return np.concatenate(made)

    def seconds_one_picture(self, steps: int | None = None) -> float:
        """The fastest of three single pictures, with the default steps if none are given."""
        times = []
        for _ in range(3):
            start = time.perf_counter()
            self.pictures(["a red house on green hills at noon"], steps=steps)
            times.append(time.perf_counter() - start)
        return round(min(times), 3)

    def forming(self, prompt: str, seed: int = 1) -> np.ndarray:
        """What each step of one picture with the defaults says it will be, uint8 of shape
        (steps, 128, 128, 3); for DDIM, which says so."""
        steps = self._steps([prompt], self._noise(seed * 100_003)[None], *self._usual())
        return np.concatenate([self._decode(step.pred_original_sample) for step in steps])

    def _usual(self) -> tuple[str, int, float]:
        names = ("default_scheduler", "default_steps", "default_guidance_scale")
        return tuple(self._defaults[name] for name in names)

    def _steps(self, prompts, noise, scheduler, steps, scale, negative="") -> Iterator:
        """What the solver says at each step; `prev_sample` holds the latents it goes on with."""
        solver = SCHEDULERS[scheduler].from_pretrained(self._folder / "scheduler")
        solver.set_timesteps(steps)
        guided = scale != 1
        text = self._read([negative] * len(prompts) + prompts if guided else prompts)
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
            said = solver.step(predicted, timestep, latents)
            latents = said.prev_sample
            yield said

    def _decode(self, latents: torch.Tensor) -> np.ndarray:
        scaled = (latents / self._scaling).numpy()
        return to_pictures(torch.from_numpy(self._decoder.run(None, {"latent_sample": scaled})[0]))

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
