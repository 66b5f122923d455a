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

from landscape.autoencoder import LATENT_CHANNELS
from landscape.canvas import CELLS
from landscape.critic import Critic, blame
from landscape.network import levels, predict


@dataclass(frozen=True)
class RehearsalPlan:
    """Pictures under way, steps of one, its guidance, and the weight of the critic's loss.

    From timestep `earliest` down the critic is heard; before, nothing can be seen yet. With
    `fresh_noise` a step goes on with other noise than it came with, as latent consistency
    models are sampled.
    """

    pictures: int = 8
    steps: int = 8
    guidance_scale: float = 4.0
    weight: float = 0.005
    earliest: int = 800
    fresh_noise: bool = False


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
    ):
        self._plan, self._critic, self._draw, self._silence = plan, critic, draw, silence
        self._timesteps = torch.linspace(1000, 0, plan.steps + 1).round().long() - 1
        rows = torch.arange(plan.pictures)
        self._waits = rows * plan.steps // plan.pictures  # so that they're never all at one step
        self._steps = torch.zeros(plan.pictures, dtype=torch.long)
        self._latents = torch.zeros(plan.pictures, LATENT_CHANNELS, CELLS, CELLS)
        self._text, self._facts = draw(plan.pictures)
        self._renew(rows)

    def beside(self, model, latents, timesteps, text) -> tuple[torch.Tensor, torch.Tensor]:
        """What the model predicts of `latents`, and the critic's loss of one step of the pictures
        under way, which it is asked about in the same pass."""
        own, when = self._latents, self._timesteps[self._steps]
        together = ((latents, own), (timesteps, when), (text, self._text))
        predicted, led = predict(model, *map(torch.cat, together)).split([len(latents), len(own)])
        v = led
        if self._plan.guidance_scale != 1:
            with torch.no_grad():
                free = predict(model, own, when, self._silence.expand_as(self._text))
            v = free + self._plan.guidance_scale * (led - free)
        return predicted, self._advance(v)

    def _advance(self, v: torch.Tensor) -> torch.Tensor:
        """Takes every picture one step on, by the v of it; returns the critic's loss."""
        when = self._timesteps[self._steps]
        signal, sigma = levels(when)
        clean = signal * self._latents - sigma * v
        noise = sigma * self._latents + signal * v
        noisy = clean + 0.1 * torch.randn_like(clean)
        said = blame(self._critic(noisy), self._facts.clone())
        self._go_on(clean.detach(), torch.randn_like(clean) if self._plan.fresh_noise else noise)
        return self._plan.weight * ((when <= self._plan.earliest).float() * said).mean()

    def _go_on(self, clean: torch.Tensor, noise: torch.Tensor) -> None:
        """Takes the pictures to the next noise level, and starts new ones."""
        moves = self._waits <= 0
        self._waits -= 1
        self._steps = self._steps + moves
        signal, sigma = levels(self._timesteps[self._steps])
        later = signal * clean + sigma * noise.detach()
        self._latents = torch.where(moves[:, None, None, None], later, self._latents)
        over = (self._steps == self._plan.steps).nonzero()[:, 0]
        if len(over):
            self._text[over], self._facts[over] = self._draw(len(over))
            self._renew(over)

    def _renew(self, rows: torch.Tensor) -> None:
        """Puts fresh noise in place of pictures."""
        self._latents[rows] = torch.randn(len(rows), *self._latents.shape[1:])
        self._steps[rows] = 0
