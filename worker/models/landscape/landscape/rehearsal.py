"""Pictures that the U-Net makes while it trains, so that it learns from its own mistakes.

Denoising real latents never shows the network where its own sampling goes wrong, such as a house
put down twice. So some pictures are always under way, each at another step of guided DDIM. Every
update takes them one step on; the critic reads the clean latent that the step predicts, and what
it doesn't find of the caption is the loss. Gradients go through one step (arXiv:2304.05977,
ReFL), through the prediction with the caption alone.

A timestep that no picture comes through isn't learned: after 8 000 updates with eight steps,
eight and four of DDIM, whose timesteps are among the eight's, met 94 % of the captions' attributes
and six or twelve 91 %. So pictures differ in their steps.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch

from landscape.autoencoder import LATENT_CHANNELS
from landscape.canvas import CELLS
from landscape.discriminator import Opponent
from landscape.network import guided, noised, parted, predict
from landscape.panel import Panel


END = -1  # the timestep of a clean latent


@dataclass(frozen=True)
class RehearsalPlan:
    """Pictures under way, steps of one (by lot one of these), its guidance, and the weight of the
    critic's loss.

    From timestep `earliest` down the critic is heard; before, nothing can be seen yet. From
    `sharp` down the discriminator is, with the weight `doubt`, after `silent` updates.
    """

    pictures: int = 8
    steps: tuple[int, ...] = (8, 8, 8, 10, 12, 20)
    guidance_scale: float = 4.0
    weight: float = 0.01
    earliest: int = 800
    doubt: float = 0.03
    sharp: int = 400
    silent: int = 100


def trailing(steps: int) -> torch.Tensor:
    """Timesteps of so many steps, evenly from 999 down."""
    return torch.linspace(1000, 0, steps + 1).round().long()[:-1] - 1


class Rehearsal:
    """The pictures under way. `draw` gives the text of so many captions, of shape (n, positions,
    width), and what each mentions, indices of shape (n, attributes); `silence` is the text of the
    empty one."""

    def __init__(
        self,
        plan: RehearsalPlan,
        panel: Panel,
        draw: Callable[[int], tuple[torch.Tensor, torch.Tensor]],
        silence: torch.Tensor,
    ):
        self._plan, self._panel, self._draw, self._silence = plan, panel, draw, silence
        self._opponent = Opponent(plan.silent)
        rows = torch.arange(plan.pictures)
        longest = max(plan.steps)
        self._timesteps = torch.full((plan.pictures, longest + 1), END)
        self._waits = rows * longest // plan.pictures  # so that they're never all at one step
        self._steps = torch.zeros(plan.pictures, dtype=torch.long)
        self._latents = torch.zeros(plan.pictures, LATENT_CHANNELS, CELLS, CELLS)
        self._text, self._facts = draw(plan.pictures)
        self._renew(rows)

    def beside(self, model, latents, timesteps, text, real) -> tuple[torch.Tensor, torch.Tensor]:
        """What the model predicts of `latents`, and the critics' loss of one step of the pictures
        under way, which it is asked about in the same pass. `real` are latents of renders."""
        own, when = self._latents, self._when()
        together = ((latents, own), (timesteps, when), (text, self._text))
        predicted, led = predict(model, *map(torch.cat, together)).split([len(latents), len(own)])
        return predicted, self._advance(model, led, real)[1]

    def alone(self, model, teacher, real) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Takes one step: the latents that the model arrives at, those that `teacher` arrives at
        from the same latents, timesteps, next timesteps and text, and the critics' loss."""
        own, when, later = self._latents, self._when(), self._when(1)
        text = self._text.clone()  # what a gradient needs mustn't change
        wanted = teacher(own, when, later, text)
        (clean, noise), heard = self._advance(model, predict(model, own, when, text), real)
        return noised(clean, noise, later), wanted, heard

    def _advance(self, model, led: torch.Tensor, real: torch.Tensor):
        """Takes every picture one step on, by the v that its caption leads to; returns the clean
        latents and the noise that the step says, and the critics' loss."""
        when = self._when()
        v = guided(model, self._latents, when, led, self._silence, self._plan.guidance_scale)
        clean, noise = parted(self._latents, when, v)
        loss = self._plan.weight * self._complaint(clean, when)
        loss = loss + self._plan.doubt * self._doubt(clean, when, real)
        self._go_on(clean.detach(), noise.detach())
        return (clean, noise), loss

    def _complaint(self, clean: torch.Tensor, when: torch.Tensor) -> torch.Tensor:
        """Shows the critics pictures in which something can be seen; returns what they don't
        find in them, in nats a picture."""
        heard = when <= self._plan.earliest
        if not heard.any():
            return torch.zeros(())
        self._panel.learn(clean.detach()[heard])
        return self._panel.complaint(clean[heard], self._facts[heard]).sum() / len(clean)

    def _doubt(self, clean: torch.Tensor, when: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        late = when <= self._plan.sharp
        return self._opponent.doubt(real, clean[late]).sum() / len(clean)

    def _go_on(self, clean: torch.Tensor, noise: torch.Tensor) -> None:
        """Takes the pictures to the next noise level, and starts new ones."""
        moves = self._waits <= 0
        self._waits -= 1
        self._steps = self._steps + moves
        later = noised(clean, noise, self._when())
        self._latents = torch.where(moves[:, None, None, None], later, self._latents)
        over = (self._when() == END).nonzero()[:, 0]
        if len(over):
            self._text[over], self._facts[over] = self._draw(len(over))
            self._renew(over)

    def _when(self, ahead: int = 0) -> torch.Tensor:
        """The timestep of each picture, so many steps ahead, of shape (pictures,)."""
        return self._timesteps.gather(1, self._steps[:, None] + ahead)[:, 0]

    def _renew(self, rows: torch.Tensor) -> None:
        """Puts fresh noise in place of pictures, and draws their steps."""
        for row in rows:
            steps = self._plan.steps[int(torch.randint(len(self._plan.steps), ()))]
            self._timesteps[row] = END
            self._timesteps[row, :steps] = trailing(steps)
        self._latents[rows] = torch.randn(len(rows), *self._latents.shape[1:])
        self._steps[rows] = 0
