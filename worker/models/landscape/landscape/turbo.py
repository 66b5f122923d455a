"""The few-step U-Net: gets as far in one step as the U-Net gets in several.

Progressive distillation (arXiv:2202.00512), all halvings at once and where it counts: from the
latents that the network itself comes through when it samples, one step of guided DDIM learns to
end where several smaller ones of the U-Net end. It keeps hearing the critic on these pictures, as
the U-Net did (rehearsal.py).
"""

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as functional
from diffusers import UNet2DConditionModel

from landscape.network import guided, new_unet, noised, parted, predict
from landscape.rehearsal import RehearsalPlan
from landscape.training import TrainingPlan, train
from landscape.unet import Batches, rehearsal


@dataclass(frozen=True)
class TurboPlan(TrainingPlan):
    """How to distil: the U-Net's steps for one of the network's. `batch` is how many renders the
    discriminator sees; what is learned from are the pictures under way."""

    steps: int = 3_000
    batch: int = 8
    rate: float = 2e-4
    teacher_steps: int = 3
    rehearsal: RehearsalPlan = RehearsalPlan(steps=(4,))


def train_turbo(work: Path, plan: TurboPlan, workers: int) -> None:
    """Distils work/parts/unet to work/parts/turbo."""
    torch.manual_seed(0)
    train(work, "turbo", plan, workers, new_unet(work / "parts" / "unet"), Distilling)


class Distilling:
    """The network's own pictures under way, and where the U-Net takes them."""

    def __init__(self, work: Path, plan: TurboPlan, averaged: UNet2DConditionModel, seed: int):
        self._plan = plan
        self._teacher = new_unet(work / "parts" / "unet").requires_grad_(False)
        self._batches = Batches(work, plan.batch, seed)
        self._silence = self._batches.silence()
        self._rehearsal = rehearsal(work, plan.rehearsal, self._batches)

    def __call__(self, model: UNet2DConditionModel, step: int):
        """Squared distance to where the U-Net's steps end; and what the critic says."""
        real = self._batches.draw_latents(self._plan.batch)
        ended, wanted, heard = self._rehearsal.alone(model, self._end, real)
        return functional.mse_loss(ended, wanted), heard

    @torch.no_grad()
    def _end(self, latents, timesteps, later, text) -> torch.Tensor:
        """Where the U-Net's steps to the timesteps `later` end."""
        when = timesteps
        for left in range(self._plan.teacher_steps, 0, -1):
            led = predict(self._teacher, latents, when, text)
            scale = self._plan.rehearsal.guidance_scale
            v = guided(self._teacher, latents, when, led, self._silence, scale)
            clean, noise = parted(latents, when, v)
            when = when + ((later - when) / left).round().long()
            latents = noised(clean, noise, when)
        return latents
