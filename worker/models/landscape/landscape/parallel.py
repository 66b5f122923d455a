"""Training in several single-threaded processes.

On a machine shared with other work, one process with several threads waits at every barrier for
its slowest thread. Processes of one thread each meet once a step (average_gradients), or never:
those that share one set of weights (Shared) update it without waiting for each other, as in
Hogwild (arXiv:1106.5730).
"""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable

import torch
import torch.distributed as dist
import torch.multiprocessing as multiprocessing
from torch import nn

from landscape.progress import Average


def launch(work: Callable, workers: int, *arguments) -> None:
    """Runs work(rank, workers, *arguments) in `workers` processes and waits for them all."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    multiprocessing.spawn(
        _start, (work, workers, _free_port(), arguments), workers, daemon=True
    )


def average_gradients(parameters: Iterable[torch.nn.Parameter]) -> None:
    """Replaces every gradient by its mean over the processes."""
    gradients = [each.grad for each in parameters if each.grad is not None]
    flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    offset = 0
    for gradient in gradients:
        gradient.copy_(flat[offset : offset + gradient.numel()].view_as(gradient))
        offset += gradient.numel()


class Shared:
    """Weights, optimizer moments, averages and the step count in memory shared by processes."""

    def __init__(self, model: nn.Module, optimizer: torch.optim.Optimizer, average: Average):
        """Moves what the three hold to shared memory; pass self to the processes then."""
        parameters = list(model.parameters())
        self._weights = [each.data.share_memory_() for each in parameters]
        self._averages = [value.share_memory_() for value in average.values]
        self._moments = []
        for each in parameters:
            state = optimizer.state.get(each) or {
                "step": torch.zeros(()),
                "exp_avg": torch.zeros_like(each),
                "exp_avg_sq": torch.zeros_like(each),
            }
            self._moments.append({name: value.share_memory_() for name, value in state.items()})
        self.step = torch.zeros(1, dtype=torch.int64).share_memory_()

    def attach(self, model: nn.Module, optimizer: torch.optim.Optimizer, average: Average) -> None:
        """Makes the process's own objects work on the shared memory."""
        for parameter, weight in zip(model.parameters(), self._weights, strict=True):
            parameter.data = weight
        for parameter, moments in zip(model.parameters(), self._moments, strict=True):
            optimizer.state[parameter] = dict(moments)
        average.values = self._averages


def _start(rank: int, work: Callable, workers: int, port: int, arguments: tuple) -> None:
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
    torch.set_num_threads(1)
    dist.init_process_group("gloo", rank=rank, world_size=workers)
    try:
        work(rank, workers, *arguments)
    finally:
        dist.destroy_process_group()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
