"""The judge: a small classifier, trained on renders alone, that tells what a picture shows.

Nothing learns from it. The coach is another one of the same build, from other renders: it shows
the critics what they overlook (panel.py).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

from landscape.attributes import SEEN, labels
from landscape.classifier import fit
from landscape.dataset import HELD_OUT, load_pictures, load_scenes, to_tensor
from landscape.odd import odd_scenes
from landscape.precision import mixed
from landscape.progress import Log


@dataclass(frozen=True)
class JudgePlan:
    """How to train: a seed, scenes to learn from, from number `first` on, odd ones beside them,
    steps, pictures a step, peak learning rate."""

    seed: int = 0
    first: int = 0
    scenes: int = 12_000
    odd: int = 1_500
    steps: int = 900
    batch: int = 64
    rate: float = 2e-3


class Judge(nn.Module):
    """Pictures to one score per value of each attribute."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            _block(3, 32, 2),
            _block(32, 64, 2),
            _block(64, 64, 1),
            _block(64, 96, 2),
            _block(96, 96, 1),
            _block(96, 128, 2),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(128 * 16, 256),
            nn.ReLU(),
        )
        self.heads = nn.ModuleList([nn.Linear(256, len(values)) for values in SEEN.values()])

    def forward(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        """float (n, 3, 64, 64) in [-1, 1], at half resolution."""
        features = self.body(pictures)
        return [head(features) for head in self.heads]


def train_judge(work: Path, name: str, plan: JudgePlan) -> None:
    """Trains on training renders, blurred, noisy and tinted by lot; writes work/NAME.pt."""
    torch.manual_seed(plan.seed)
    log = Log(work / f"{name}.jsonl", quiet=False)
    rows = slice(plan.first, plan.first + plan.scenes)
    pictures = load_pictures(work / "data")[:-HELD_OUT][rows]
    odd, odd_pictures = odd_scenes(plan.odd)
    scenes = load_scenes(work / "data")[:-HELD_OUT][rows] + odd
    pictures = torch.cat([_halved(pictures), _halved(odd_pictures)])
    facts = torch.tensor([labels(scene) for scene in scenes])
    judge = Judge().to(memory_format=torch.channels_last)

    def loss() -> torch.Tensor:
        rows = torch.randint(0, len(pictures), (plan.batch,))
        damaged = _damage(pictures[rows].float())
        with mixed():
            scores = judge(damaged)
        return sum(
            functional.cross_entropy(score.float(), facts[rows, index], ignore_index=-1)
            for index, score in enumerate(scores)
            if (facts[rows, index] >= 0).any()
        )

    fit(judge, plan.steps, plan.rate, log, loss)
    torch.save(judge.state_dict(), work / f"{name}.pt")


def load_judge(work: Path, name: str = "judge") -> Judge:
    """One as trained, ready to judge."""
    judge = Judge()
    judge.load_state_dict(torch.load(work / f"{name}.pt", weights_only=True))
    return judge.eval()


@torch.no_grad()
def verdicts(judge: Judge, pictures: np.ndarray) -> list[dict[str, object]]:
    """What the judge sees in each picture: a value per attribute."""
    seen = []
    for start in range(0, len(pictures), 64):
        scores = judge(_halved(pictures[start : start + 64]).float())
        best = torch.stack([score.argmax(1) for score in scores], 1).tolist()
        for row in best:
            seen.append({name: SEEN[name][index] for name, index in zip(SEEN, row)})
    return seen


@torch.no_grad()
def certainty(judge: Judge, pictures: np.ndarray, name: str) -> float:
    """The mean probability of the likeliest value of an attribute, for a handful of pictures."""
    score = judge(_halved(pictures).float())[list(SEEN).index(name)]
    return round(score.softmax(1).amax(1).mean().item(), 3)


def agrees(seen: object, said: object) -> bool:
    """Whether a verdict is what the caption said; "any" stands for any colour."""
    return seen is not None if said == "any" else seen == said


def _block(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


def _halved(pictures: np.ndarray) -> torch.Tensor:
    """uint8 (n, 128, 128, 3) to bfloat16 (n, 3, 64, 64) in [-1, 1]."""
    pieces = [
        functional.avg_pool2d(to_tensor(pictures[start : start + 256]), 2).bfloat16()
        for start in range(0, len(pictures), 256)
    ]
    return torch.cat(pieces)


def _damage(pictures: torch.Tensor) -> torch.Tensor:
    """Makes renders look a little like an autoencoder's work, so that softness fools nobody."""
    if torch.rand(()) < 0.5:
        soft = functional.avg_pool2d(pictures, 3, 1, 1)
        share = torch.rand(len(pictures), 1, 1, 1)
        pictures = pictures + share * (soft - pictures)
    tint = 0.04 * torch.randn(len(pictures), 3, 1, 1)
    return pictures + tint + 0.03 * torch.randn_like(pictures)
