"""The judge: a small classifier, trained on renders, that tells what a picture shows.

Nothing learns from it. The coaches are others of the same build, from other renders: they show
the critics what these overlook (panel.py). Nothing learns from the auditor either, and it is of
another build, so that what deceives coaches and judge alike isn't taken for a success.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

from landscape.attributes import SEEN, labels
from landscape.autoencoder import through_autoencoder
from landscape.classifier import fit
from landscape.dataset import HELD_OUT, load_pictures, load_scenes, to_tensor
from landscape.odd import odd_scenes
from landscape.precision import mixed
from landscape.progress import Log


CODED = 4  # every fourth picture has been through the autoencoder


@dataclass(frozen=True)
class JudgePlan:
    """How to train: whether it sees pictures whole or at half resolution, a seed, scenes to learn
    from, from number `first` on, odd ones beside them, steps, pictures a step, peak learning
    rate."""

    whole: bool = False
    seed: int = 0
    first: int = 0
    scenes: int = 12_000
    odd: int = 2_500
    steps: int = 900
    batch: int = 64
    rate: float = 2e-3


JUDGES = {
    "judge": JudgePlan(),
    "coach": JudgePlan(seed=1, first=12_000, steps=1_000),
    "coach-2": JudgePlan(seed=2, first=20_000, steps=1_000),
    "auditor": JudgePlan(whole=True, seed=3, first=6_000),
}
COACHES = ("coach", "coach-2")


class Judge(nn.Module):
    """Pictures to one score per value of each attribute. One that sees them whole has wider
    fields of view and more layers."""

    def __init__(self, whole: bool = False):
        super().__init__()
        self.whole = whole
        seeing = [_block(3, 24, 2, 5), _block(24, 48, 2, 5)] if whole else [_block(3, 32, 2)]
        self.body = nn.Sequential(
            *seeing,
            _block(48 if whole else 32, 64, 2),
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
        """float (n, 3, 64, 64) in [-1, 1], at half resolution; (n, 3, 128, 128) if seen whole."""
        features = self.body(pictures)
        return [head(features) for head in self.heads]


def train_judge(work: Path, name: str, plan: JudgePlan) -> None:
    """Trains on training renders, some of them as the autoencoder gives them back, all blurred,
    noisy and tinted by lot; writes work/NAME.pt.

    Of renders as the autoencoder gives them back, one that knew renders alone saw the weather in
    56 of 100: rain is thinner than what the autoencoder keeps.
    """
    torch.manual_seed(plan.seed)
    log = Log(work / f"{name}.jsonl", quiet=False)
    rows = slice(plan.first, plan.first + plan.scenes)
    pictures = load_pictures(work / "data")[:-HELD_OUT][rows]
    odd, odd_pictures = odd_scenes(plan.odd)
    scenes = load_scenes(work / "data")[:-HELD_OUT][rows] + odd
    judge = Judge(plan.whole).to(memory_format=torch.channels_last)
    pictures = np.concatenate([pictures, odd_pictures])
    pictures[::CODED] = through_autoencoder(work / "parts", pictures[::CODED])
    pictures = _view(judge, pictures)
    facts = torch.tensor([labels(scene) for scene in scenes])

    def loss() -> torch.Tensor:
        rows = torch.randint(0, len(pictures), (plan.batch,))
        damaged = _damage(pictures[rows].float(), 5 if plan.whole else 3)
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
    judge = Judge(JUDGES[name].whole)
    judge.load_state_dict(torch.load(work / f"{name}.pt", weights_only=True))
    return judge.eval()


@torch.no_grad()
def verdicts(judge: Judge, pictures: np.ndarray) -> list[dict[str, object]]:
    """What the judge sees in each picture: a value per attribute."""
    seen = []
    for start in range(0, len(pictures), 64):
        scores = judge(_view(judge, pictures[start : start + 64]).float())
        best = torch.stack([score.argmax(1) for score in scores], 1).tolist()
        for row in best:
            seen.append({name: SEEN[name][index] for name, index in zip(SEEN, row)})
    return seen


@torch.no_grad()
def certainty(judge: Judge, pictures: np.ndarray, name: str) -> float:
    """The mean probability of the likeliest value of an attribute, for a handful of pictures."""
    score = judge(_view(judge, pictures).float())[list(SEEN).index(name)]
    return round(score.softmax(1).amax(1).mean().item(), 3)


def agrees(seen: object, said: object) -> bool:
    """Whether a verdict is what the caption said; "any" stands for any colour."""
    return seen is not None if said == "any" else seen == said


def _block(inputs: int, outputs: int, stride: int, field: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, field, stride, field // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


def _view(judge: Judge, pictures: np.ndarray) -> torch.Tensor:
    """uint8 (n, 128, 128, 3) to what it sees of them, bfloat16 in [-1, 1]."""
    pieces = [to_tensor(pictures[start : start + 256]) for start in range(0, len(pictures), 256)]
    if not judge.whole:
        pieces = [functional.avg_pool2d(piece, 2) for piece in pieces]
    return torch.cat([piece.bfloat16() for piece in pieces])


def _damage(pictures: torch.Tensor, width: int) -> torch.Tensor:
    """Makes renders look a little like an autoencoder's work, so that softness fools nobody:
    blurred over so many pixels, tinted, noisy."""
    if torch.rand(()) < 0.5:
        soft = functional.avg_pool2d(pictures, width, 1, width // 2)
        share = torch.rand(len(pictures), 1, 1, 1)
        pictures = pictures + share * (soft - pictures)
    tint = 0.04 * torch.randn(len(pictures), 3, 1, 1)
    return pictures + tint + 0.03 * torch.randn_like(pictures)
