"""Pictures that the U-Net makes while it trains, so that it learns from its own mistakes.

Denoising real latents never shows the network where its own sampling goes wrong, such as a house
put down twice. So some pictures are always under way, each at another step of guided DDIM. Every
update takes them one step on; the critic reads the clean latent that the step predicts, and what
it doesn't find of the caption is the loss. Gradients go through one step (arXiv:2304.05977,
ReFL), through the prediction with the caption alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from diffusers import DDPMScheduler

from landscape.autoencoder import LATENT_CHANNELS
from landscape.canvas import CELLS
from landscape.critic import Critic, blame


@dataclass(frozen=True)
class RehearsalPlan:
    """Pictures under way, steps of one, its guidance, and the weight of the critic's loss.

    From timestep `earliest` down the critic is heard; before, nothing can be seen yet.
    """

    pictures: int = 8
    steps: int = 8
    guidance_scale: float = 4.0
    weight: float = 0.005
    earliest: int = 800


class Rehearsal:
    """The pictures under way. `draw` gives the text of so many captions, of shape (n, positions,
    width), and what each mentions, indices of shape (n, attributes); `silence` is the text of the
    empty one."""

    def __init__(
        self,
        plan: RehearsalPlan,
        critic: Critic,
        draw: Callable[[int], tuple[torch.Tensor, torch.Tensor]],
        silence: torch.Tensor,
        scheduler: DDPMScheduler,
    ):
        self._plan, self._critic, self._draw, self.silence = plan, critic, draw, silence
        edges = torch.linspace(1000, 0, plan.steps + 1).round().long() - 1
        self._timesteps = edges[:-1]
        alphas = torch.cat([scheduler.alphas_cumprod, torch.ones(1)])
        self._signal, self._sigma = alphas[edges].sqrt(), (1 - alphas[edges]).sqrt()
        rows = torch.arange(plan.pictures)
        self._waits = rows * plan.steps // plan.pictures  # so that they're never all at one step
        self._steps = torch.zeros(plan.pictures, dtype=torch.long)
        self._latents = torch.zeros(plan.pictures, LATENT_CHANNELS, CELLS, CELLS)
        self._text, self._facts = draw(plan.pictures)
        self._renew(rows)

    def inputs(self) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """What the U-Net is asked about, with the captions and in silence: latents, timesteps,
        text."""
        return self._latents, self._timesteps[self._steps], self._text

    def advance(self, free: torch.Tensor, led: torch.Tensor) -> torch.Tensor:
        """Takes every picture one step on; returns the critic's loss.

        Args:
            free: v predicted without caption.
            led: v predicted with the caption, with its gradient.
        """
        scale = self._plan.guidance_scale
        v = free + scale * (led - free)
        signal, sigma = self._levels()
        clean = signal * self._latents - sigma * v
        noise = sigma * self._latents + signal * v
        heard = (self._timesteps[self._steps] <= self._plan.earliest).float()
        noisy = clean + 0.1 * torch.randn_like(clean)
        said = blame(self._critic(noisy), self._facts.clone())
        self._go_on(clean.detach(), noise.detach())
        return self._plan.weight * (heard * said).mean()

    def _go_on(self, clean: torch.Tensor, noise: torch.Tensor) -> None:
        """Takes the pictures to the next noise level, and starts new ones."""
        moves = self._waits <= 0
        self._waits -= 1
        self._steps = self._steps + moves
        signal, sigma = self._levels()
        later = signal * clean + sigma * noise
        self._latents = torch.where(moves[:, None, None, None], later, self._latents)
        over = (self._steps == self._plan.steps).nonzero()[:, 0]
        if len(over):
            self._text[over], self._facts[over] = self._draw(len(over))
            self._renew(over)

    def _levels(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Shares of signal and noise in each picture."""
        signal, sigma = self._signal[self._steps], self._sigma[self._steps]
        return signal[:, None, None, None], sigma[:, None, None, None]

    def _renew(self, rows: torch.Tensor) -> None:
        """Puts fresh noise in place of pictures."""
        self._latents[rows] = torch.randn(len(rows), *self._latents.shape[1:])
        self._steps[rows] = 0
