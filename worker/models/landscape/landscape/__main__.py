"""One command makes the model from nothing and goes on where it was stopped.

    python -m landscape all --work DIR [--smoke] [--workers 2]

The steps, each also a command of its own: data, autoencoder, text, latents, unet, judge,
export, preview, measure. A step whose result lies in the work folder is passed over.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from landscape.autoencoder import AutoencoderPlan, train_autoencoder
from landscape.dataset import HELD_OUT, build_dataset
from landscape.judge import JudgePlan, train_judge
from landscape.preview import write_preview
from landscape.publish import export_model, measure_model
from landscape.text import TextPlan, train_text
from landscape.unet import UnetPlan, cache_latents, train_unet


@dataclass(frozen=True)
class Plan:
    """Everything that decides how long the whole takes."""

    scenes: int = 33_024
    latents: int = 8_000
    measured: int = 512
    autoencoder: AutoencoderPlan = AutoencoderPlan()
    text: TextPlan = TextPlan()
    unet: UnetPlan = UnetPlan()
    judge: JudgePlan = JudgePlan()


SMOKE = Plan(
    scenes=HELD_OUT + 400,
    latents=400,
    measured=16,
    autoencoder=AutoencoderPlan(steps=20, save_every=20),
    text=TextPlan(captions=2000, steps=40),
    unet=UnetPlan(steps=12, batch=8, save_every=6),
    judge=JudgePlan(steps=20, batch=32),
)


def main() -> None:
    """Reads the command line and runs one step, or all in order."""
    arguments = _arguments()
    work, workers = arguments.work, arguments.workers
    work.mkdir(parents=True, exist_ok=True)
    plan = SMOKE if arguments.smoke else Plan()
    if arguments.unet_steps:
        plan = replace(plan, unet=replace(plan.unet, steps=arguments.unet_steps))
    if arguments.unet_minutes:
        plan = replace(plan, unet=replace(plan.unet, minutes=arguments.unet_minutes))
    steps = _steps(work, workers, plan, arguments.model, arguments.warm)
    names = list(steps) if arguments.step == "all" else [arguments.step]
    for name in names:
        done = work / f"{name}.done"
        if arguments.step == "all" and done.exists():
            print(f"{name}: already there", flush=True)
            continue
        print(f"{name}: running", flush=True)
        steps[name]()
        done.touch()


def _steps(
    work: Path, workers: int, plan: Plan, model: Path, warm: Path | None
) -> dict[str, Callable[[], None]]:
    """The commands in order. `warm` holds an autoencoder and a unet to start from."""
    autoencoder = warm / "autoencoder" if warm else None
    unet = warm / "unet" if warm else None
    return {
        "data": lambda: build_dataset(work / "data", plan.scenes, workers),
        "autoencoder": lambda: train_autoencoder(work, plan.autoencoder, workers, autoencoder),
        "text": lambda: train_text(work, plan.text),
        "latents": lambda: cache_latents(work, plan.latents, workers),
        "unet": lambda: train_unet(work, plan.unet, workers, unet),
        "judge": lambda: train_judge(work, plan.judge),
        "export": lambda: export_model(work, model),
        "preview": lambda: write_preview(work, model),
        "measure": lambda: measure_model(work, model, plan.measured),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m landscape", description=__doc__)
    steps = list(_steps(Path(), 1, SMOKE, Path(), None))
    parser.add_argument("step", choices=["all", *steps])
    parser.add_argument("--work", type=Path, required=True, help="folder for data and weights")
    parser.add_argument("--model", type=Path, help="folder of the export, WORK/model by default")
    parser.add_argument("--workers", type=int, default=2, help="single-threaded processes")
    parser.add_argument("--unet-steps", type=int, help="training steps of the U-Net")
    parser.add_argument("--warm", type=Path, help="folder with weights to start from")
    parser.add_argument("--unet-minutes", type=float, help="time limit of the U-Net's training")
    parser.add_argument("--smoke", action="store_true", help="a few minutes, to see it all run")
    arguments = parser.parse_args()
    arguments.model = arguments.model or arguments.work / "model"
    return arguments


if __name__ == "__main__":
    main()
