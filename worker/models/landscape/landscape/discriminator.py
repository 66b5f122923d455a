"""The discriminator: tells clean latents that the U-Net makes from those of renders.

The critic can be pleased by things that are there in some way: a sail of pale lilac counts as
purple, since no render has one. What no render has is what the discriminator finds
(arXiv:1406.2661; hinge loss, spectral norm arXiv:1802.05957). Each process trains its own while
the U-Net trains.
"""

import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from landscape.autoencoder import LATENT_CHANNELS

BLUR = 0.1  # deviation of noise added to what it sees


class Discriminator(nn.Module):
    """Clean latents (n, 8, 16, 16) to one score per patch, high where it's like a render's."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            *_block(LATENT_CHANNELS, 64, 1),
            *_block(64, 96, 2),
            *_block(96, 128, 1),
            spectral_norm(nn.Conv2d(128, 1, 3, 1, 1)),
        )

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        return self.body(latents)


class Opponent:
    """A discriminator that learns beside the U-Net, and is heard once it has learned a little."""

    def __init__(self, silent: int, rate: float = 4e-4):
        self._model = Discriminator()
        self._optimizer = torch.optim.Adam(self._model.parameters(), rate, betas=(0.5, 0.99))
        self._silent = silent

    def doubt(self, real: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
        """Learns from clean latents of renders and from the U-Net's; returns how little the
        latter look like renders, of shape (made,), for the U-Net to learn from."""
        self._learn(_blurred(real), _blurred(made.detach()))
        self._silent -= 1
        if self._silent >= 0:
            return torch.zeros(len(made))
        self._model.requires_grad_(False)
        doubt = -self._model(_blurred(made)).mean((1, 2, 3))
        self._model.requires_grad_(True)
        return doubt

    def _learn(self, real: torch.Tensor, made: torch.Tensor) -> None:
        self._optimizer.zero_grad(set_to_none=True)
        (1 - self._model(real)).relu().mean().backward()
        if len(made):
            (1 + self._model(made)).relu().mean().backward()
        self._optimizer.step()


def _block(inputs: int, outputs: int, stride: int) -> list[nn.Module]:
    return [spectral_norm(nn.Conv2d(inputs, outputs, 3, stride, 1)), nn.LeakyReLU(0.2)]


def _blurred(latents: torch.Tensor) -> torch.Tensor:
    return latents + BLUR * torch.randn_like(latents)
