"""The autoencoder: 8 x 8 pixels to one cell of eight numbers, and back."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as functional
from diffusers import AutoencoderTiny
from torch import nn

from landscape.canvas import CELL, CELLS
from landscape.dataset import HELD_OUT, load_pictures, to_pictures, to_tensor
from landscape.parallel import average_gradients, launch
from landscape.precision import mixed
from landscape.progress import Average, Log, load_checkpoint, save_checkpoint

WIDTHS = (32, 32, 32, 32)
LATENT_CHANNELS = 8
ENCODER_BLOCKS = (1, 1, 2, 2)
DECODER_BLOCKS = (4, 4, 2, 1)
CROP = 64
THING_WEIGHT = 1.0
DETAIL_WEIGHT = 3.0


@dataclass(frozen=True)
class AutoencoderPlan:
    """How to train; `batch` is per process. From `sharpen` on, a share of the steps, plain
    squared error rules."""

    steps: int = 5000
    batch: int = 8
    rate: float = 1.5e-3
    sharpen: float = 0.5
    save_every: int = 250


def new_autoencoder(warm: Path | None = None) -> AutoencoderTiny:
    """A fresh autoencoder, or one that starts from a shallower one and computes the same."""
    model = AutoencoderTiny(
        encoder_block_out_channels=WIDTHS,
        decoder_block_out_channels=WIDTHS,
        latent_channels=LATENT_CHANNELS,
        num_encoder_blocks=ENCODER_BLOCKS,
        num_decoder_blocks=DECODER_BLOCKS,
    )
    if warm is not None:
        shallow = AutoencoderTiny.from_pretrained(warm)
        model.encoder.load_state_dict(shallow.encoder.state_dict())
        _deepen(shallow.decoder.layers, model.decoder.layers)
    return model.to(memory_format=torch.channels_last)


def train_autoencoder(
    work: Path, plan: AutoencoderPlan, workers: int, warm: Path | None = None
) -> None:
    """Trains on crops of the pictures and writes work/parts/autoencoder."""
    launch(_train, workers, work, plan, warm)


@torch.no_grad()
def held_out_psnr(
    model: AutoencoderTiny, data: Path, count: int, things: bool = False
) -> float:
    """Mean peak signal-to-noise ratio in dB over the first held-out pictures; with `things`,
    over the cells that hold things alone, where there are any."""
    pictures = load_pictures(data)[-HELD_OUT:]
    cells = np.load(data / "cells.npy", mmap_mode="r")[-HELD_OUT:]
    ratios = []
    for start in range(0, count, 32):
        rows = slice(start, min(start + 32, count))
        picture = to_tensor(pictures[rows])
        rebuilt = model.decoder(model.encoder(picture)).clamp(-1, 1)
        error = (rebuilt - picture).square().mean(1, keepdim=True)
        counted = torch.ones(len(error), 1, CELLS, CELLS)
        if things:
            counted = torch.from_numpy(cells[rows].astype(np.float32))[:, None]
        error = functional.avg_pool2d(error, CELL)
        error = (error * counted).sum((1, 2, 3)) / counted.sum((1, 2, 3))
        ratios.append(10 * torch.log10(4 / error[error.isfinite()]))
    return torch.cat(ratios).mean().item()


@torch.no_grad()
def encode_pictures(model: AutoencoderTiny, pictures: np.ndarray) -> torch.Tensor:
    """Latents, float32 of shape (n, 8, 16, 16), not scaled."""
    latents = []
    for start in range(0, len(pictures), 64):
        latents.append(model.encoder(to_tensor(pictures[start : start + 64])))
    return torch.cat(latents)


@torch.no_grad()
def through_autoencoder(parts: Path, pictures: np.ndarray) -> np.ndarray:
    """What the trained autoencoder gives back of pictures, uint8 (n, 128, 128, 3) each."""
    model = AutoencoderTiny.from_pretrained(parts / "autoencoder").eval()
    model = model.to(memory_format=torch.channels_last)
    back = []
    for start in range(0, len(pictures), 64):
        with mixed():
            back.append(model.decoder(encode_pictures(model, pictures[start : start + 64])))
    return np.concatenate([to_pictures(piece.float()) for piece in back])


def _train(rank: int, workers: int, work: Path, plan: AutoencoderPlan, warm: Path | None) -> None:
    torch.manual_seed(0)
    model = new_autoencoder(warm)
    optimizer = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.99), weight_decay=0.0)
    average = Average(model, 0.998)
    checkpoint = work / "autoencoder.pt"
    log = Log(work / "autoencoder.jsonl", quiet=rank > 0)
    done = load_checkpoint(checkpoint, model, average, optimizer)
    torch.manual_seed(1000 * rank + done)
    pictures = load_pictures(work / "data")[:-HELD_OUT]
    cells = np.load(work / "data" / "cells.npy", mmap_mode="r")
    random = np.random.default_rng((rank, done))
    for step in range(done, plan.steps):
        share = step / plan.steps
        for group in optimizer.param_groups:
            group["lr"] = _rate(plan.rate, step, share)
        crops, weights = _crops(pictures, cells, plan.batch, random)
        loss = _loss(model, crops, weights, sharpen=share >= plan.sharpen)
        loss.backward()
        average_gradients(model.parameters())
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.update(step)
        if (step + 1) % 100 == 0:
            log.write(step=step + 1, loss=round(loss.item(), 5))
        if rank == 0 and ((step + 1) % plan.save_every == 0 or step + 1 == plan.steps):
            save_checkpoint(checkpoint, step + 1, model, average, optimizer)
            average.swap()
            psnr = held_out_psnr(model, work / "data", 64)
            log.write(step=step + 1, psnr=round(psnr, 2))
            _save(model, work)
            average.swap()


def _loss(model, crops: torch.Tensor, weights: torch.Tensor, sharpen: bool) -> torch.Tensor:
    """Reconstruction error; a little noise on the latents makes the decoder forgiving."""
    with mixed():
        latents = model.encoder(crops).float()
        noisy = latents + 0.05 * torch.randn_like(latents)
        rebuilt = model.decoder(noisy.contiguous(memory_format=torch.channels_last)).float()
    error = rebuilt - crops
    square, distance = (weights * error.square()).mean(), (weights * error.abs()).mean()
    tame = 1e-3 * functional.relu(latents.abs() - 3).mean() + 2e-4 * latents.square().mean()
    edges = sum(
        (ours - theirs).abs().mean()
        for ours, theirs in zip(_slopes(rebuilt), _slopes(crops), strict=True)
    )
    if sharpen:
        return 10 * square + 0.2 * distance + 0.1 * edges + tame
    return square + distance + 0.7 * edges + tame


def _slopes(picture: torch.Tensor):
    vertical = picture[..., 1:, :] - picture[..., :-1, :]
    horizontal = picture[..., :, 1:] - picture[..., :, :-1]
    return vertical, horizontal


def _crops(
    pictures: np.ndarray, cells: np.ndarray, count: int, random: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Square pieces on the layout grid, and weights of shape (count, 1, CROP, CROP)."""
    pieces = np.empty((count, CROP, CROP, 3), np.uint8)
    side = CROP // CELL
    things = np.empty((count, 1, side, side), np.float32)
    for index, number in enumerate(random.integers(0, len(pictures), count)):
        row, column = random.integers(0, CELLS - side + 1, 2)
        top, left = row * CELL, column * CELL
        pieces[index] = pictures[number, top : top + CROP, left : left + CROP]
        things[index] = cells[number, row : row + side, column : column + side]
    weights = functional.interpolate(torch.from_numpy(1 + THING_WEIGHT * things), scale_factor=8)
    crops = to_tensor(pieces)
    weights = weights + DETAIL_WEIGHT * _detail(crops)
    return crops, weights / weights.mean()


def _detail(crops: torch.Tensor) -> torch.Tensor:
    """How much each pixel stands out from those around it, 0 to 1: rain, snow, birds, stars."""
    around = functional.avg_pool2d(crops, 9, stride=1, padding=4, count_include_pad=False)
    return (3 * (crops - around).abs().mean(1, keepdim=True)).clamp(max=1)


def _rate(peak: float, step: int, share: float) -> float:
    """A short rise, then half a cosine down to two hundredths."""
    rise = min(1.0, (step + 1) / 100)
    return peak * rise * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))


def _deepen(shallow: nn.Sequential, deep: nn.Sequential) -> None:
    """Copies the shallow decoder; blocks that the deep one has more start as identities."""
    source = list(shallow)
    position = 0
    for layer in deep:
        block = hasattr(layer, "fuse")
        if block and not hasattr(source[position], "fuse"):
            nn.init.zeros_(layer.conv[-1].weight)
            nn.init.zeros_(layer.conv[-1].bias)
            continue
        layer.load_state_dict(source[position].state_dict())
        position += 1


def _save(model: AutoencoderTiny, work: Path) -> None:
    """Saves with the scaling factor that gives latents a standard deviation of one."""
    latents = encode_pictures(model, load_pictures(work / "data")[:512])
    model.register_to_config(scaling_factor=round(1 / latents.std().item(), 5))
    model.save_pretrained(work / "parts" / "autoencoder")
