"""The U-Net: learns to remove noise from latents, guided by what the caption says."""

import itertools
import operator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as functional
from diffusers import AutoencoderTiny, DDIMScheduler, UNet2DConditionModel

from landscape.attributes import labels, rarities, wanted
from landscape.autoencoder import LATENT_CHANNELS, encode_pictures
from landscape.canvas import CELLS
from landscape.captions import caption
from landscape.compositions import left_out
from landscape.dataset import HELD_OUT, load_pictures, load_scenes
from landscape.network import levels, new_scheduler, new_unet, predict
from landscape.panel import load_panel
from landscape.parallel import launch
from landscape.precision import mixed
from landscape.rehearsal import Rehearsal, RehearsalPlan
from landscape.scene import Scene
from landscape.text import TextReader
from landscape.training import TrainingPlan, train

DROPPED_CAPTIONS = 0.1
THING_WEIGHT = 1.5
ENCODED = 128


@dataclass(frozen=True)
class UnetPlan(TrainingPlan):
    """How to train. From step `rehearse` on, pictures under way are learned from too."""

    rehearse: int = 12_000
    rehearsal: RehearsalPlan = RehearsalPlan()


def cache_latents(work: Path, scenes: int, workers: int) -> None:
    """Writes work/latents.npy: float16 (scenes, 8, 16, 16), scaled to a deviation of one."""
    count = min(scenes, len(load_pictures(work / "data")) - HELD_OUT)
    building = work / "latents.building.npy"
    shape = (count, LATENT_CHANNELS, CELLS, CELLS)
    np.lib.format.open_memmap(building, "w+", np.float16, shape).flush()
    launch(_encode_share, workers, work, building)
    building.rename(work / "latents.npy")


def train_unet(work: Path, plan: UnetPlan, workers: int, warm: Path | None = None) -> None:
    """Trains on the cached latents and writes work/parts/unet and scheduler."""
    sampler = DDIMScheduler.from_config(new_scheduler().config, timestep_spacing="trailing")
    sampler.save_pretrained(work / "parts" / "scheduler")
    torch.manual_seed(0)
    train(work, "unet", plan, workers, new_unet(warm), Denoising)


def _encode_share(rank: int, workers: int, work: Path, path: Path) -> None:
    model = AutoencoderTiny.from_pretrained(work / "parts" / "autoencoder").eval()
    model = model.to(memory_format=torch.channels_last)
    pictures, latents = load_pictures(work / "data"), np.load(path, mmap_mode="r+")
    for start in range(rank * ENCODED, len(latents), workers * ENCODED):
        rows = slice(start, min(start + ENCODED, len(latents)))
        with mixed():
            piece = encode_pictures(model, pictures[rows]).float()
        latents[rows] = (piece * model.config.scaling_factor).numpy()
    latents.flush()


class Batches:
    """Draws latents by lot, rare and hard things more often, and a fresh caption of each scene."""

    def __init__(self, work: Path, size: int, seed: int):
        self._size = size
        self._reader = TextReader(work / "parts")
        self._latents = np.load(work / "latents.npy", mmap_mode="r")
        self._scenes = load_scenes(work / "data")[: len(self._latents)]
        self._cells = np.load(work / "data" / "cells.npy", mmap_mode="r")
        odds = rarities(self._scenes)
        odds = [0 if left_out(each) else odd for each, odd in zip(self._scenes, odds, strict=True)]
        hard = map(hardness, self._scenes)
        self._odds = list(itertools.accumulate(map(operator.mul, odds, hard)))
        self._random = Random(seed)

    def draw(self) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Latents (size, 8, 16, 16), weights of cells (size, 1, 16, 16), text."""
        rows = self._rows(self._size)
        texts = [self._caption(row) for row in rows]
        latents, things = _stacked(self._latents, rows), _stacked(self._cells, rows)
        weights = 1 + THING_WEIGHT * things[:, None]
        return latents, weights / weights.mean(), self._reader.read(texts)

    def draw_latents(self, count: int) -> torch.Tensor:
        """Latents alone, (count, 8, 16, 16)."""
        return _stacked(self._latents, self._rows(count))

    def draw_known(self, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Latents, (count, 8, 16, 16), and the labels of their scenes."""
        rows = self._rows(count)
        facts = torch.tensor([labels(self._scenes[row]) for row in rows])
        return _stacked(self._latents, rows), facts

    def silence(self) -> torch.Tensor:
        """Text of the empty caption, of shape (1, positions, width)."""
        return self._reader.read([""])

    def draw_captions(self, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Text of captions, and per row and attribute the value asked for, -1 where open."""
        rows = self._rows(count)
        captions = [caption(self._scenes[row], self._random) for row in rows]
        facts = torch.tensor([wanted(said) for _, said in captions])
        return self._reader.read([text for text, _ in captions]), facts

    def _rows(self, count: int) -> list[int]:
        return self._random.choices(range(len(self._scenes)), cum_weights=self._odds, k=count)

    def _caption(self, row: int) -> str:
        if self._random.random() < DROPPED_CAPTIONS:
            return ""
        return caption(self._scenes[row], self._random)[0]


def _stacked(values: np.ndarray, rows: list[int]) -> torch.Tensor:
    return torch.from_numpy(np.stack([values[row] for row in rows])).float()


def hardness(scene: Scene) -> float:
    """How much more often than others it comes up, for holding what the network got wrong most
    often: balloons, falling snow and rain, one tree or two, boats."""
    if scene.balloon or scene.weather != "none":
        return 5
    if scene.trees in (1, 2):
        return 4
    return 2.5 if scene.boats else 1


class Denoising:
    """Latents of the data with noise; later on, the network's own pictures under way too."""

    def __init__(self, work: Path, plan: UnetPlan, averaged: UNet2DConditionModel, seed: int):
        self._work, self._plan = work, plan
        self._batches = Batches(work, plan.batch, seed)
        self._rehearsal: Rehearsal | None = None

    def __call__(self, model: UNet2DConditionModel, step: int):
        """Squared error of the predicted v, cells that hold things counting more; and what the
        critic says of the pictures under way."""
        if self._rehearsal is None and step >= self._plan.rehearse:
            self._rehearsal = rehearsal(self._work, self._plan.rehearsal, self._batches)
        latents, weights, text = self._batches.draw()
        timesteps = _timesteps(len(latents))
        signal, sigma = levels(timesteps)
        noise = torch.randn_like(latents)
        noisy, target = signal * latents + sigma * noise, signal * noise - sigma * latents
        if self._rehearsal is None:
            predicted, heard = predict(model, noisy, timesteps, text), torch.zeros(())
        else:
            predicted, heard = self._rehearsal.beside(model, noisy, timesteps, text, latents)
        error = functional.mse_loss(predicted, target, reduction="none")
        return (weights * error).mean(), heard


def rehearsal(work: Path, plan: RehearsalPlan, batches: Batches) -> Rehearsal:
    """Pictures under way, of captions of the training scenes."""
    panel = load_panel(work, batches.draw_known)
    return Rehearsal(plan, panel, batches.draw_captions, batches.silence())


def _timesteps(count: int) -> torch.Tensor:
    """Logit-normal timesteps, most of them between 150 and 700, where things take shape."""
    strata = (torch.arange(count) + torch.rand(count)) / count
    normal = torch.special.ndtri(strata.clamp(1e-4, 1 - 1e-4))
    return (torch.sigmoid(1.1 * normal - 0.4) * 1000).long().clamp(0, 999)
