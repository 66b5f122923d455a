"""How the two classifiers, judge and critic, are trained."""

from collections.abc import Callable

import torch
from torch import nn

from landscape.progress import Log

WARM_UP = 50
REPORTED = 100


def fit(
    model: nn.Module, steps: int, rate: float, log: Log, loss: Callable[[], torch.Tensor]
) -> None:
    """Lowers `loss`, which draws a batch each time; `rate` is the peak of a rate that rises for
    50 steps and falls in a line to nothing."""
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.02)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / WARM_UP) * (1 - step / steps)
        found = loss()
        optimizer.zero_grad(set_to_none=True)
        found.backward()
        optimizer.step()
        if (step + 1) % REPORTED == 0:
            log.write(step=step + 1, loss=round(found.item(), 4))
