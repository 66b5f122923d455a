"""Measures what the levers of quality fast cost and save, on an exported folder.

    python -m landscape.levers --work WORK --model MODEL --count 128

Prints a line of JSON per setting: adherence over mentions and as a mean of attributes, both
relative to renders, and seconds of processor time a picture, one thread. The first setting is
the exact one. Whoever retrains runs this again and writes the best into DEFAULTS of export.py.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import DDIMScheduler, DPMSolverMultistepScheduler, UniPCMultistepScheduler

from landscape.engine import OnnxModel, session
from landscape.judge import load_judge
from landscape.measure import compare, held_out_captions
from landscape.two_part import FEATURE

SOLVERS = {
    "ddim": DDIMScheduler,
    "dpmpp-2m": DPMSolverMultistepScheduler,
    "unipc": UniPCMultistepScheduler,
}


@dataclass(frozen=True)
class Setting:
    """Steps of a solver, guidance over a share of them, the whole U-Net at every n-th. What is
    None comes from the folder."""

    steps: int = 8
    scheduler: str = "ddim"
    guidance_scale: float | None = None
    guidance_from: float = 0.0
    guidance_until: float = 1.0
    cache_interval: int = 1


SETTINGS = [
    Setting(),
    *(Setting(steps=steps) for steps in (4, 5, 6, 10, 12, 20)),
    *(Setting(cache_interval=every) for every in (2, 3)),
    *(Setting(guidance_scale=scale) for scale in (2.5, 3.0, 5.0, 6.0)),
    Setting(guidance_until=0.6),
    Setting(20, "dpmpp-2m"),
    Setting(10, "dpmpp-2m"),
    Setting(10, "unipc"),
    Setting(10, "unipc", cache_interval=2),
]


class FastModel(OnnxModel):
    """A folder with a two-part U-Net, sampled as the engine's quality fast does."""

    def __init__(self, folder: Path):
        super().__init__(folder, 1)
        self._shallow = session(folder / "unet_shallow", 1)

    def sample(self, prompts: list[str], first: int, setting: Setting) -> np.ndarray:
        """Pictures of the prompts numbered from `first`."""
        solver = SOLVERS[setting.scheduler].from_pretrained(self._folder / "scheduler")
        solver.set_timesteps(setting.steps)
        count, scale = len(prompts), setting.guidance_scale
        scale = scale or self._defaults["default_guidance_scale"]
        noise = [self._noise(100_003 + first + row) for row in range(count)]
        latents = torch.stack(noise) * solver.init_noise_sigma
        text = self._read([""] * count + prompts)
        feature, since = np.zeros(0), 0
        for step, timestep in enumerate(solver.timesteps):
            begin, end = (
                round(share * setting.steps)
                for share in (setting.guidance_from, setting.guidance_until)
            )
            guided = begin <= step < end
            rows = torch.cat([latents, latents]) if guided else latents
            inputs = {
                "sample": solver.scale_model_input(rows, timestep).numpy(),
                "timestep": np.full(len(rows), int(timestep), np.int64),
            }
            if since % setting.cache_interval == 0 or len(feature) < len(rows):
                inputs["encoder_hidden_states"] = text[-len(rows) :]
                predicted, feature = self._unet.run(["out_sample", FEATURE], inputs)
                since = 0
            else:
                inputs[FEATURE] = feature[-len(rows) :]
                (predicted,) = self._shallow.run(["out_sample"], inputs)
            since += 1
            predicted = torch.from_numpy(predicted)
            if guided:
                free, led = predicted.chunk(2)
                predicted = free + scale * (led - free)
            latents = solver.step(predicted, timestep, latents, return_dict=False)[0]
        return self._decode(latents)


def measure(work: Path, model: Path, count: int, batch: int = 16) -> None:
    """Prints one line per setting."""
    torch.set_num_threads(1)
    engine, judge = FastModel(model), load_judge(work)
    texts, said, real = held_out_captions(work, count)
    for setting in SETTINGS:
        start = time.process_time()
        made = np.concatenate(
            [
                engine.sample(texts[row : row + batch], row, setting)
                for row in range(0, count, batch)
            ]
        )
        seconds = round((time.process_time() - start) / count, 3)
        result = compare(judge, real, made, said)
        del result["attributes"]
        print(json.dumps({**asdict(setting), **result, "cpu_seconds": seconds}), flush=True)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m landscape.levers", description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder with data and judge.pt")
    parser.add_argument("--model", type=Path, required=True, help="exported folder")
    parser.add_argument("--count", type=int, default=128, help="held-out captions")
    arguments = parser.parse_args()
    measure(arguments.work, arguments.model, arguments.count)


if __name__ == "__main__":
    main()
