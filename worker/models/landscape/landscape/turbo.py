"""The few-step U-Net: says at once where the U-Net's guided sampling ends.

Latent consistency distillation (arXiv:2310.04378) at one guidance scale, so that a step takes one
evaluation, without guidance. The U-Net takes one step of DDIM from noisy latents; from both ends
of that step the network must name the same clean latent, its averaged weights saying which. And
as the U-Net did, it hears the critic on pictures of its own, made in few steps (rehearsal.py).
"""

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as functional
from diffusers import LCMScheduler, UNet2DConditionModel

from landscape.network import levels, new_scheduler, new_unet, predict
from landscape.rehearsal import RehearsalPlan
from landscape.training import TrainingPlan, train
from landscape.unet import Batches, rehearsal

TIMESTEPS = 1000


@dataclass(frozen=True)
class TurboPlan(TrainingPlan):
    """How to distil: the guidance that is built in, and DDIM's steps, which are the steps that
    `LCMScheduler` picks from."""

    steps: int = 6_000
    batch: int = 8
    rate: float = 3e-4
    average: float = 0.99
    guidance_scale: float = 4.0
    solver_steps: int = 50
    rehearsal: RehearsalPlan = RehearsalPlan(
        steps=4, guidance_scale=1.0, earliest=TIMESTEPS, fresh_noise=True
    )


def train_turbo(work: Path, plan: TurboPlan, workers: int) -> None:
    """Distils work/parts/unet to work/parts/turbo, and writes its scheduler."""
    sampler = LCMScheduler.from_config(
        new_scheduler().config, original_inference_steps=plan.solver_steps
    )
    sampler.save_pretrained(work / "parts" / "turbo_scheduler")
    torch.manual_seed(0)
    train(work, "turbo", plan, workers, new_unet(work / "parts" / "unet"), Distilling)


class Distilling:
    """Noisy latents of the data, and where the teacher takes them."""

    def __init__(self, work: Path, plan: TurboPlan, averaged: UNet2DConditionModel, seed: int):
        self._plan, self._averaged = plan, averaged
        self._teacher = new_unet(work / "parts" / "unet").requires_grad_(False)
        self._batches = Batches(work, plan.batch, seed)
        self._silence = self._batches.silence()
        self._rehearsal = rehearsal(work, plan.rehearsal, self._batches)

    def __call__(self, model: UNet2DConditionModel, step: int):
        """Squared distance to the clean latent that the averaged weights name one step on, cells
        that hold things counting more; and what the critic says of the pictures under way."""
        latents, weights, text = self._batches.draw()
        stride = TIMESTEPS // self._plan.solver_steps
        timesteps = stride * torch.randint(1, self._plan.solver_steps + 1, (len(latents),)) - 1
        signal, sigma = levels(timesteps)
        noisy = signal * latents + sigma * torch.randn_like(latents)
        with torch.no_grad():
            wanted = self._end(noisy, timesteps, timesteps - stride, text)
        predicted, heard = self._rehearsal.beside(model, noisy, timesteps, text)
        clean = signal * noisy - sigma * predicted
        error = functional.mse_loss(clean, wanted, reduction="none")
        return (weights * error).mean(), heard

    def _end(self, noisy, timesteps, later, text) -> torch.Tensor:
        """The clean latent that is named after the teacher's step to the timesteps `later`; what
        the teacher names where that step is the last."""
        free = predict(self._teacher, noisy, timesteps, self._silence.expand_as(text))
        led = predict(self._teacher, noisy, timesteps, text)
        v = free + self._plan.guidance_scale * (led - free)
        signal, sigma = levels(timesteps)
        clean, noise = signal * noisy - sigma * v, sigma * noisy + signal * v
        signal, sigma = levels(later)
        nearer = signal * clean + sigma * noise
        named = predict(self._averaged, nearer, later.clamp(0), text)
        last = (later < 0)[:, None, None, None]
        return torch.where(last, clean, signal * nearer - sigma * named)
