"""The loop that trains a U-Net: several processes on shared weights, a rate that falls at the
end, averaged weights, and checkpoints that a stopped training goes on from."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from diffusers import UNet2DConditionModel
from torch import nn

from landscape.network import new_unet
from landscape.parallel import Shared, launch
from landscape.progress import Average, Log, load_checkpoint, save_checkpoint


@dataclass(frozen=True)
class TrainingPlan:
    """How to train; `batch` is per process and update. The learning rate holds until `decay`,
    a share of the steps, then falls in a line. With `minutes`, a limit of this run, the share is
    that of the minutes if it is larger."""

    steps: int = 20_000
    batch: int = 16
    rate: float = 8e-4
    decay: float = 0.6
    save_every: int = 100
    average: float = 0.998
    minutes: float | None = None


class Lesson(Protocol):
    """What a process learns from at each step."""

    def __call__(
        self, model: UNet2DConditionModel, step: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Two losses to learn from: its own, and the critic's."""


Lessons = Callable[[Path, TrainingPlan, UNet2DConditionModel, int], Lesson]
"""Makes a process's lesson from the work folder, the plan, the averaged model and a seed."""


def train(
    work: Path,
    name: str,
    plan: TrainingPlan,
    workers: int,
    model: UNet2DConditionModel,
    lessons: Lessons,
) -> None:
    """Trains `model`, or what work/NAME.pt says became of it, and writes work/parts/NAME.

    `lessons` goes to other processes: a class or function of a module.
    """
    optimizer, average = _optimizer(model), Average(model, plan.average)
    done = load_checkpoint(work / f"{name}.pt", model, average, optimizer)
    shared = Shared(model, optimizer, average)
    shared.step += done
    launch(_train, workers, work, name, plan, shared, lessons)


def _train(
    rank: int,
    workers: int,
    work: Path,
    name: str,
    plan: TrainingPlan,
    shared: Shared,
    lessons: Lessons,
) -> None:
    model = new_unet()
    optimizer, average = _optimizer(model), Average(model, plan.average)
    shared.attach(model, optimizer, average)
    averaged = _over(average)
    log = Log(work / f"{name}.jsonl", quiet=rank > 0)
    start = int(shared.step)
    torch.manual_seed(1000 * rank + start)
    lesson = lessons(work, plan, averaged, 7_000_003 * (rank + 1) + start)

    def save(done: int) -> None:
        save_checkpoint(work / f"{name}.pt", done, model, average, optimizer)
        averaged.save_pretrained(work / "parts" / name)

    losses, saved, began = [], start, time.time()
    while (share := _share(plan, step := int(shared.step), time.time() - began)) < 1:
        shared.step += 1
        for group in optimizer.param_groups:
            group["lr"] = _rate(plan, step, share)
        ours, critics = lesson(model, step)
        (ours + critics).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.update(step)
        losses.append((ours.item(), critics.item()))
        if len(losses) == 50:
            ours, critics = np.mean(losses, 0).round(4).tolist()
            log.write(step=step + 1, loss=ours, critic=critics)
            losses.clear()
        if rank == 0 and step + 1 - saved >= plan.save_every:
            save(saved := step + 1)
    if rank == 0:
        save(int(shared.step))


def _optimizer(model: UNet2DConditionModel) -> torch.optim.Optimizer:
    return torch.optim.AdamW(
        model.parameters(), betas=(0.9, 0.99), weight_decay=1e-3, fused=True
    )


def _over(average: Average) -> UNet2DConditionModel:
    """A model whose weights are the averages, and follow them."""
    model = new_unet().requires_grad_(False)
    for parameter, value in zip(model.parameters(), average.values, strict=True):
        parameter.data = value
    return model


def _share(plan: TrainingPlan, step: int, seconds: float) -> float:
    """How much of the training is behind us; 1 is the end."""
    of_steps = step / plan.steps
    return of_steps if plan.minutes is None else max(of_steps, seconds / 60 / plan.minutes)


def _rate(plan: TrainingPlan, step: int, share: float) -> float:
    fall = 1.0 if share < plan.decay else max(0.01, (1 - share) / (1 - plan.decay))
    return plan.rate * min(1.0, (step + 1) / 200) * fall
