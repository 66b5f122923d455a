"""Averages of weights, checkpoints and the training log."""

import json
import time
from pathlib import Path

import torch
from torch import nn


class Average:
    """An exponential moving average of a model's parameters."""

    def __init__(self, model: nn.Module, decay: float):
        self._live = list(model.parameters())
        self._decay = decay
        self.values = [parameter.detach().clone() for parameter in self._live]

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Moves towards the live weights; faster in the first steps."""
        decay = min(self._decay, (1 + step) / (10 + step))
        torch._foreach_mul_(self.values, decay)
        torch._foreach_add_(self.values, self._live, alpha=1 - decay)

    @torch.no_grad()
    def swap(self) -> None:
        """Exchanges averaged and live weights; call again to undo."""
        for live, value in zip(self._live, self.values, strict=True):
            held = live.detach().clone()
            live.copy_(value)
            value.copy_(held)


class Log:
    """One JSON object a line, appended to a file and printed."""

    def __init__(self, path: Path, quiet: bool):
        self._path, self._quiet, self._start = path, quiet, time.time()

    def write(self, **values) -> None:
        if self._quiet:
            return
        line = json.dumps({"seconds": round(time.time() - self._start), **values})
        print(line, flush=True)
        with self._path.open("a") as file:
            file.write(line + "\n")


def save_checkpoint(path: Path, step: int, model: nn.Module, average: Average, optimizer) -> None:
    """Writes everything needed to go on after `step`; replaces the old file in one move."""
    building = path.with_suffix(".building")
    state = {
        "step": step,
        "model": model.state_dict(),
        "average": average.values,
        "optimizer": optimizer.state_dict(),
    }
    torch.save(state, building)
    building.replace(path)


def load_checkpoint(path: Path, model: nn.Module, average: Average, optimizer) -> int:
    """Restores what save_checkpoint wrote; returns the step, 0 without a file."""
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    for value, saved in zip(average.values, state["average"], strict=True):
        value.copy_(saved)
    optimizer.load_state_dict(state["optimizer"])
    return state["step"]
