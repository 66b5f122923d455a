"""The critics: small classifiers that tell from a latent what a scene shows.

The U-Net learns from what they make of its own pictures (rehearsal.py), and they go on learning
beside it (panel.py). The judge, which measures the result, is another network, looks at pictures
and is never learned from.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as functional
from diffusers import AutoencoderTiny
from torch import nn

from landscape.attributes import SEEN, labels
from landscape.autoencoder import LATENT_CHANNELS, encode_pictures
from landscape.classifier import fit
from landscape.dataset import HELD_OUT, load_pictures, load_scenes
from landscape.odd import odd_scenes
from landscape.progress import Log

HELD_OUT_CHECKED = 512


@dataclass(frozen=True)
class CriticPlan:
    """How to train: so many critics, each with odd scenes beside the cached latents, steps,
    latents a step, peak rate."""

    count: int = 3
    odd: int = 1_500
    steps: int = 1_000
    batch: int = 96
    rate: float = 2e-3


class Critic(nn.Module):
    """Scaled latents (n, 8, 16, 16) to one score per value of each attribute in SEEN."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            *_block(LATENT_CHANNELS, 64, 1),
            *_block(64, 96, 2),
            *_block(96, 96, 1),
            *_block(96, 128, 2),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(128 * 16, 256),
            nn.SiLU(),
        )
        self.heads = nn.ModuleList([nn.Linear(256, len(values)) for values in SEEN.values()])

    def forward(self, latents: torch.Tensor) -> list[torch.Tensor]:
        features = self.body(latents)
        return [head(features) for head in self.heads]


def train_critics(work: Path, plan: CriticPlan) -> None:
    """Trains on the cached latents and those of odd scenes; writes work/critics.pt."""
    log = Log(work / "critic.jsonl", quiet=False)
    latents = np.load(work / "latents.npy")
    scenes = load_scenes(work / "data")[: len(latents)]
    odd, pictures = odd_scenes(plan.odd)
    latents = torch.cat([torch.from_numpy(latents), _encoded(work, pictures)])
    facts = torch.tensor([labels(scene) for scene in scenes + odd])
    trained = []
    for seed in range(plan.count):
        torch.manual_seed(seed)
        critic = _fitted(latents, facts, plan, log)
        trained.append(critic.state_dict())
        log.write(seed=seed, held_out_accuracy=_accuracy(work, critic))
    torch.save(trained, work / "critics.pt")


def load_critics(work: Path) -> list[Critic]:
    """The critics as trained; their weights stay as they are."""
    critics = []
    for weights in torch.load(work / "critics.pt", weights_only=True):
        critic = Critic()
        critic.load_state_dict(weights)
        critic.eval().requires_grad_(False)
        critics.append(critic.to(memory_format=torch.channels_last))
    return critics


def blame(scores: list[torch.Tensor], facts: torch.Tensor) -> torch.Tensor:
    """Cross-entropy summed over the attributes known of each row, of shape (rows,)."""
    return sum(
        functional.cross_entropy(score, facts[:, index], ignore_index=-1, reduction="none")
        for index, score in enumerate(scores)
    )


def _fitted(latents: torch.Tensor, facts: torch.Tensor, plan: CriticPlan, log: Log) -> Critic:
    critic = Critic().to(memory_format=torch.channels_last)

    def loss() -> torch.Tensor:
        rows = torch.randint(0, len(latents), (plan.batch,))
        return blame(critic(damaged(latents[rows].float())), facts[rows]).mean()

    fit(critic, plan.steps, plan.rate, log, loss)
    return critic.eval()


def _block(inputs: int, outputs: int, stride: int) -> list[nn.Module]:
    return [
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.SiLU(),
    ]


def damaged(latents: torch.Tensor) -> torch.Tensor:
    """Makes latents look like estimates of them: soft, faint and noisy, each by lot."""
    rows = (len(latents), 1, 1, 1)
    soft = functional.avg_pool2d(latents, 3, 1, 1, count_include_pad=False)
    latents = latents + 0.7 * torch.rand(rows) * (torch.rand(rows) < 0.5) * (soft - latents)
    latents = latents * (1 + 0.08 * torch.randn(rows))
    noisy = latents + 0.4 * torch.rand(rows) * torch.randn_like(latents)
    return noisy.contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def _encoded(work: Path, pictures: np.ndarray) -> torch.Tensor:
    """Scaled latents, float16."""
    model = AutoencoderTiny.from_pretrained(work / "parts" / "autoencoder").eval()
    model = model.to(memory_format=torch.channels_last)
    return (encode_pictures(model, pictures) * model.config.scaling_factor).half()


@torch.no_grad()
def _accuracy(work: Path, critic: Critic) -> dict[str, float]:
    """Per attribute, the share of held-out scenes read rightly."""
    pictures = load_pictures(work / "data")[-HELD_OUT:][:HELD_OUT_CHECKED]
    scenes = load_scenes(work / "data")[-HELD_OUT:][:HELD_OUT_CHECKED]
    facts = torch.tensor([labels(scene) for scene in scenes])
    scores = critic(_encoded(work, pictures).float())
    result = {}
    for index, (name, score) in enumerate(zip(SEEN, scores, strict=True)):
        known = facts[:, index] >= 0
        right = score.argmax(1)[known] == facts[known, index]
        result[name] = round(right.float().mean().item(), 4)
    return result
