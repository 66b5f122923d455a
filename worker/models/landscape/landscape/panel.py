"""The critics of a training: what they don't find is what the U-Net learns from.

A network that learns from a critic finds what pleases it and doesn't show: of 42 boats the critic
found 40 in their colour, the judge 27. So the critics go on learning while it does. Coaches,
classifiers of pictures, look at some of the network's own, and the critics learn to see in the
latents what they see in them. That is cheaper than asking the coaches each time: the way back
through the decoder costs more than the U-Net.
"""

from collections import deque
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as functional
from diffusers import AutoencoderTiny

from landscape.attributes import SEEN
from landscape.critic import Critic, blame, damaged, load_critics
from landscape.judge import COACHES, load_judge

BLUR = 0.1  # deviation of noise added to what the critics are asked about
SIZES = [len(values) for values in SEEN.values()]

Known = Callable[[int], tuple[torch.Tensor, torch.Tensor]]
"""Draws so many latents of renders and their labels, of shapes (n, 8, 16, 16), (n, attributes)."""


class Coaches:
    """Look at the pictures that latents decode to; what they see is the mean of each's view."""

    def __init__(self, work: Path):
        self._autoencoder = AutoencoderTiny.from_pretrained(work / "parts" / "autoencoder").eval()
        self._coaches = [load_judge(work, name) for name in COACHES]

    @torch.no_grad()
    def look(self, clean: torch.Tensor) -> torch.Tensor:
        """Probabilities of all attributes' values, one after the other, of shape (n, values)."""
        factor = self._autoencoder.config.scaling_factor
        pictures = self._autoencoder.decoder(clean / factor).clamp(-1, 1)
        halved = functional.avg_pool2d(pictures, 2)
        views = [
            torch.cat([score.softmax(1) for score in coach(halved)], 1) for coach in self._coaches
        ]
        return torch.stack(views).mean(0)


class Panel:
    """Critics that learn beside the U-Net what the coaches see: of every update's pictures `shown`
    are looked at, the last `kept` ones are learned from, `batch` at a time beside as many
    renders."""

    def __init__(
        self,
        critics: list[Critic],
        coaches: Coaches,
        known: Known,
        shown: int = 2,
        kept: int = 512,
        batch: int = 8,
        rate: float = 3e-4,
    ):
        self._critics, self._coaches, self._known = critics, coaches, known
        self._shown, self._batch = shown, batch
        self._seen: deque[tuple[torch.Tensor, torch.Tensor]] = deque(maxlen=kept)
        weights = [weight for critic in critics for weight in critic.parameters()]
        self._optimizer = torch.optim.Adam(weights, rate)

    def complaint(self, clean: torch.Tensor, facts: torch.Tensor) -> torch.Tensor:
        """What isn't found of `facts` in clean latents, in nats, of shape (n,)."""
        noisy = clean + BLUR * torch.randn_like(clean)
        return torch.stack([blame(critic(noisy), facts) for critic in self._critics]).mean(0)

    def learn(self, clean: torch.Tensor) -> None:
        """Has the coaches look at some of these clean latents; the critics learn what they saw."""
        chosen = clean[torch.randperm(len(clean))[: self._shown]]
        self._seen.extend(zip(chosen, self._coaches.look(chosen), strict=True))
        if len(self._seen) < self._batch:
            return
        rows = torch.randint(len(self._seen), (self._batch,)).tolist()
        made, verdicts = map(torch.stack, zip(*(self._seen[row] for row in rows), strict=True))
        made = made + BLUR * torch.randn_like(made)
        latents, facts = self._known(self._batch)
        self._optimizer.zero_grad(set_to_none=True)
        for critic in self._critics:
            critic.requires_grad_(True)
            found = blame(critic(damaged(latents)), facts) + _difference(critic(made), verdicts)
            found.mean().backward()
            critic.requires_grad_(False)
        self._optimizer.step()


def load_panel(work: Path, known: Known) -> Panel:
    """The critics and the coaches of a work folder."""
    return Panel(load_critics(work), Coaches(work), known)


def _difference(scores: list[torch.Tensor], verdicts: torch.Tensor) -> torch.Tensor:
    """Cross-entropy to the coaches' probabilities, summed over the attributes, of shape (n,)."""
    pairs = zip(scores, verdicts.split(SIZES, 1), strict=True)
    return sum(
        functional.cross_entropy(score, verdict, reduction="none") for score, verdict in pairs
    )
