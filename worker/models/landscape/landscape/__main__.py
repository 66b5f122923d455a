"""One command makes the model from nothing and goes on where it was stopped.

    python -m landscape all --work DIR [--smoke] [--workers 2]

The steps, each also a command of its own: data, autoencoder, text, latents, critic, coaches, unet,
turbo, judge, auditor, preview-decoder, export, export-turbo, preview, measure, measure-turbo. A
step whose result lies in the work folder is passed over. And a command that isn't part of all,
since it reads weights back from the folders, which takes weights that differ, as those of a smoke
run hardly do: golden.
"""

import argparse
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from landscape.autoencoder import AutoencoderPlan, train_autoencoder
from landscape.critic import CriticPlan, train_critics
from landscape.dataset import HELD_OUT, build_dataset
from landscape.golden import record_golden
from landscape.judge import COACHES, JUDGES, JudgePlan, train_judge
from landscape.preview import write_preview
from landscape.preview_decoder import PreviewDecoderPlan, train_preview_decoder
from landscape.publish import export_model, export_turbo, measure_model
from landscape.recover import recover_parts
from landscape.text import TextPlan, train_text
from landscape.turbo import TurboPlan, train_turbo
from landscape.unet import UnetPlan, cache_latents, train_unet


GOLDEN = "golden"


@dataclass(frozen=True)
class Plan:
    """Everything that decides how long the whole takes."""

    scenes: int = 33_024
    latents: int = 32_000
    measured: int = 512
    autoencoder: AutoencoderPlan = AutoencoderPlan()
    text: TextPlan = TextPlan()
    critic: CriticPlan = CriticPlan()
    unet: UnetPlan = UnetPlan()
    turbo: TurboPlan = TurboPlan()
    judges: dict[str, JudgePlan] = field(default_factory=lambda: JUDGES)
    preview_decoder: PreviewDecoderPlan = PreviewDecoderPlan()


SMOKE = Plan(
    scenes=HELD_OUT + 400,
    latents=400,
    measured=16,
    autoencoder=AutoencoderPlan(steps=20, save_every=20),
    text=TextPlan(captions=2000, steps=40),
    critic=CriticPlan(count=2, odd=40, steps=20),
    unet=UnetPlan(steps=12, batch=8, save_every=6, rehearse=6),
    turbo=TurboPlan(steps=6, save_every=6),
    judges={
        name: replace(plan, first=0, odd=40, steps=20, batch=32) for name, plan in JUDGES.items()
    },
    preview_decoder=PreviewDecoderPlan(steps=20),
)


def main() -> None:
    """Reads the command line and runs one step, or all in order."""
    arguments = _arguments()
    work, workers = arguments.work, arguments.workers
    work.mkdir(parents=True, exist_ok=True)
    plan = SMOKE if arguments.smoke else Plan()
    plan = replace(
        plan,
        unet=replace(plan.unet, **_wishes(arguments, "unet_")),
        turbo=replace(plan.turbo, **_wishes(arguments, "turbo_")),
    )
    models = arguments.model, arguments.turbo
    steps = _steps(work, workers, plan, models, _warm(work, arguments.warm))
    names = [arguments.step]
    if arguments.step == "all":
        names = [name for name in steps if name != GOLDEN]
    for name in names:
        done = work / f"{name}.done"
        if arguments.step == "all" and done.exists():
            print(f"{name}: already there", flush=True)
            continue
        print(f"{name}: running", flush=True)
        steps[name]()
        done.touch()


def _steps(
    work: Path, workers: int, plan: Plan, models: tuple[Path, Path], warm: Path | None
) -> dict[str, Callable[[], None]]:
    """The commands in order. `models` are the two folders to export; `warm` holds an autoencoder
    and a unet to start from."""
    model, turbo = models
    autoencoder = warm / "autoencoder" if warm else None
    unet = warm / "unet" if warm else None
    return {
        "data": lambda: build_dataset(work / "data", plan.scenes, workers),
        "autoencoder": lambda: train_autoencoder(work, plan.autoencoder, workers, autoencoder),
        "text": lambda: train_text(work, plan.text),
        "latents": lambda: cache_latents(work, plan.latents, workers),
        "critic": lambda: train_critics(work, plan.critic),
        "coaches": lambda: [train_judge(work, name, plan.judges[name]) for name in COACHES],
        "unet": lambda: train_unet(work, plan.unet, workers, unet),
        "turbo": lambda: train_turbo(work, plan.turbo, workers),
        "judge": lambda: train_judge(work, "judge", plan.judges["judge"]),
        "auditor": lambda: train_judge(work, "auditor", plan.judges["auditor"]),
        "preview-decoder": lambda: train_preview_decoder(work, plan.preview_decoder),
        "export": lambda: export_model(work, model),
        "export-turbo": lambda: export_turbo(work, turbo),
        "preview": lambda: write_preview(work, model),
        "measure": lambda: measure_model(work, model, plan.measured),
        "measure-turbo": lambda: measure_model(work, turbo, plan.measured, "-turbo"),
        GOLDEN: lambda: [record_golden(each, work / "golden") for each in models],
    }


def _wishes(arguments: argparse.Namespace, prefix: str) -> dict[str, object]:
    """What the options that begin so say of a plan, by the names of its fields."""
    return {
        name.removeprefix(prefix): value
        for name, value in vars(arguments).items()
        if name.startswith(prefix) and value is not None
    }


def _warm(work: Path, folder: Path | None) -> Path | None:
    """Where the weights to start from lie. Of an exported folder, only the U-Net is trained on:
    its text encoder, autoencoder and decoder of previews stay as they are."""
    if folder is None or not (folder / "model_index.json").exists():
        return folder
    parts = work / "warm"
    if not parts.exists():
        recover_parts(folder, parts)
        shutil.copytree(parts, work / "parts", dirs_exist_ok=True)
        for step in ("autoencoder", "text", "preview-decoder"):
            (work / f"{step}.done").touch()
    return parts


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m landscape", description=__doc__)
    steps = list(_steps(Path(), 1, SMOKE, (Path(), Path()), None))
    parser.add_argument("step", choices=["all", *steps])
    parser.add_argument("--work", type=Path, required=True, help="folder for data and weights")
    parser.add_argument("--model", type=Path, help="folder of the export, WORK/model by default")
    parser.add_argument("--turbo", type=Path, help="that of few steps, WORK/turbo by default")
    parser.add_argument("--workers", type=int, default=2, help="single-threaded processes")
    parser.add_argument("--unet-steps", type=int, help="training steps of the U-Net")
    parser.add_argument("--unet-rate", type=float, help="its peak learning rate")
    parser.add_argument("--unet-decay", type=float, help="share after which the rate falls")
    parser.add_argument("--unet-batch", type=int, help="latents of a worker's update")
    parser.add_argument("--unet-rehearse", type=int, help="from which step it hears the critic")
    parser.add_argument("--warm", type=Path, help="parts or exported folder to start from")
    parser.add_argument("--unet-minutes", type=float, help="time limit of the U-Net's training")
    parser.add_argument("--turbo-steps", type=int, help="training steps of the few-step U-Net")
    parser.add_argument("--turbo-minutes", type=float, help="time limit of its training")
    parser.add_argument("--smoke", action="store_true", help="a few minutes, to see it all run")
    arguments = parser.parse_args()
    arguments.model = arguments.model or arguments.work / "model"
    arguments.turbo = arguments.turbo or arguments.work / "turbo"
    return arguments


if __name__ == "__main__":
    main()
