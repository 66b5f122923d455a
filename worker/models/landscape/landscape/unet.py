"""The U-Net: learns to remove noise from latents, guided by what the caption says."""

import itertools
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as functional
from diffusers import (
    AutoencoderTiny,
    DDPMScheduler,
    DPMSolverMultistepScheduler,
    UNet2DConditionModel,
)
from diffusers.models.attention_processor import AttnProcessor
from torch import nn

from landscape.attributes import rarities, wanted
from landscape.autoencoder import LATENT_CHANNELS, encode_pictures
from landscape.canvas import CELLS
from landscape.captions import caption
from landscape.compositions import left_out
from landscape.critic import load_critic
from landscape.dataset import HELD_OUT, load_pictures, load_scenes
from landscape.parallel import Shared, launch
from landscape.precision import mixed
from landscape.progress import Average, Log, load_checkpoint, save_checkpoint
from landscape.rehearsal import Rehearsal, RehearsalPlan
from landscape.text import WIDTH, TextReader

DROPPED_CAPTIONS = 0.1
THING_WEIGHT = 1.5
ENCODED = 128


@dataclass(frozen=True)
class UnetPlan:
    """How to train; `batch` is per process and update. The learning rate holds until `decay`,
    a share of the steps, then falls in a line. From step `rehearse` on, pictures under way are
    learned from too. With `minutes`, a limit of this run, the share is that of the minutes if it
    is larger."""

    steps: int = 20_000
    rehearse: int = 12_000
    rehearsal: RehearsalPlan = RehearsalPlan()
    batch: int = 16
    rate: float = 8e-4
    decay: float = 0.6
    save_every: int = 100
    average: float = 0.998
    minutes: float | None = None


def new_scheduler() -> DDPMScheduler:
    """The noise schedule of training: 1000 linear betas, the network predicts v."""
    return DDPMScheduler(
        num_train_timesteps=1000,
        beta_start=1e-4,
        beta_end=0.02,
        beta_schedule="linear",
        prediction_type="v_prediction",
        clip_sample=False,
    )


def new_unet(warm: Path | None = None) -> UNet2DConditionModel:
    """Three levels, attention on the two lower ones; fresh weights, or those of a folder."""
    model = UNet2DConditionModel(
        sample_size=CELLS,
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        layers_per_block=1,
        block_out_channels=(64, 128, 160),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        mid_block_type="UNetMidBlock2DCrossAttn",
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH,
        attention_head_dim=(2, 4, 5),
        norm_num_groups=8,
    )
    if warm is not None:
        earlier = UNet2DConditionModel.from_pretrained(warm)
        model.load_state_dict(earlier.state_dict())
    # The fused attention's backward pass is several times slower than plain products here.
    model.set_attn_processor(AttnProcessor())
    return model.to(memory_format=torch.channels_last)


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
    sampler = DPMSolverMultistepScheduler.from_config(
        new_scheduler().config, timestep_spacing="trailing"
    )
    sampler.save_pretrained(work / "parts" / "scheduler")
    torch.manual_seed(0)
    model, optimizer, average = _trainee(plan, warm)
    done = load_checkpoint(work / "unet.pt", model, average, optimizer)
    shared = Shared(model, optimizer, average)
    shared.step += done
    launch(_train, workers, work, plan, shared)


def _trainee(plan: UnetPlan, warm: Path | None):
    model = new_unet(warm)
    optimizer = torch.optim.AdamW(
        model.parameters(), betas=(0.9, 0.99), weight_decay=1e-3, fused=True
    )
    return model, optimizer, Average(model, plan.average)


def _train(rank: int, workers: int, work: Path, plan: UnetPlan, shared: Shared) -> None:
    model, optimizer, average = _trainee(plan, None)
    shared.attach(model, optimizer, average)
    log = Log(work / "unet.jsonl", quiet=rank > 0)
    start = int(shared.step)
    torch.manual_seed(1000 * rank + start)
    batches = Batches(work, plan.batch, seed=7_000_003 * (rank + 1) + start)
    losses, saved, began, rehearsal = [], start, time.time(), None
    while (share := _share(plan, step := int(shared.step), time.time() - began)) < 1:
        shared.step += 1
        for group in optimizer.param_groups:
            group["lr"] = _rate(plan, step, share)
        rehearsal = rehearsal or _rehearsal(work, plan, batches, step)
        loss, heard = _loss(model, *batches.draw(), rehearsal)
        (loss + heard).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.update(step)
        losses.append((loss.item(), heard.item()))
        if len(losses) == 50:
            ours, critics = np.mean(losses, 0).round(4).tolist()
            log.write(step=step + 1, loss=ours, critic=critics)
            losses.clear()
        if rank == 0 and step + 1 - saved >= plan.save_every:
            saved = step + 1
            _save(work, saved, model, average, optimizer)
    if rank == 0:
        _save(work, int(shared.step), model, average, optimizer)


def _save(work: Path, step: int, model, average: Average, optimizer) -> None:
    """A checkpoint, and the averaged weights as a model of their own."""
    save_checkpoint(work / "unet.pt", step, model, average, optimizer)
    averaged = new_unet()
    with torch.no_grad():
        for parameter, value in zip(averaged.parameters(), average.values, strict=True):
            parameter.copy_(value)
    averaged.save_pretrained(work / "parts" / "unet")


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
    """Draws latents by lot, rare things more often, each with a fresh caption of its scene."""

    def __init__(self, work: Path, size: int, seed: int):
        self._size = size
        self._reader = TextReader(work / "parts")
        self._latents = np.load(work / "latents.npy", mmap_mode="r")
        self._scenes = load_scenes(work / "data")[: len(self._latents)]
        self._cells = np.load(work / "data" / "cells.npy", mmap_mode="r")
        odds = rarities(self._scenes)
        odds = [0 if left_out(each) else odd for each, odd in zip(self._scenes, odds, strict=True)]
        self._odds = list(itertools.accumulate(odds))
        self._random = Random(seed)

    def draw(self) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Latents (size, 8, 16, 16), weights of cells (size, 1, 16, 16), text."""
        rows = self._rows(self._size)
        texts = [self._caption(row) for row in rows]
        latents = torch.from_numpy(np.stack([self._latents[row] for row in rows])).float()
        things = torch.from_numpy(np.stack([self._cells[row] for row in rows])).float()
        weights = 1 + THING_WEIGHT * things[:, None]
        return latents, weights / weights.mean(), self._reader.read(texts)

    def silence(self) -> torch.Tensor:
        """Text of the empty caption, of shape (1, positions, width)."""
        return self._reader.read([""])

    def draw_captions(self, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Text of captions, and per row and attribute the value asked for, -1 where open."""
        captions = [caption(self._scenes[row], self._random) for row in self._rows(count)]
        facts = torch.tensor([wanted(said) for _, said in captions])
        return self._reader.read([text for text, _ in captions]), facts

    def _rows(self, count: int) -> list[int]:
        numbers = range(len(self._scenes))
        return self._random.choices(numbers, cum_weights=self._odds, k=count)

    def _caption(self, row: int) -> str:
        if self._random.random() < DROPPED_CAPTIONS:
            return ""
        return caption(self._scenes[row], self._random)[0]


def _rehearsal(work: Path, plan: UnetPlan, batches: Batches, step: int) -> Rehearsal | None:
    """Pictures under way, once it's time for them."""
    if step < plan.rehearse:
        return None
    return Rehearsal(
        plan.rehearsal,
        load_critic(work),
        batches.draw_captions,
        batches.silence(),
        new_scheduler(),
    )


def _loss(model, latents, weights, text, rehearsal) -> tuple[torch.Tensor, torch.Tensor]:
    """Squared error of the predicted v, cells that hold things counting more; and what the
    critic says of the pictures under way."""
    alphas = _ALPHAS
    timesteps = _timesteps(len(latents))
    noise = torch.randn_like(latents)
    signal = alphas[timesteps].sqrt()[:, None, None, None]
    sigma = (1 - alphas[timesteps]).sqrt()[:, None, None, None]
    noisy = signal * latents + sigma * noise
    target = signal * noise - sigma * latents
    if rehearsal is None:
        predicted, heard = _predict(model, noisy, timesteps, text), torch.zeros(())
    else:
        own, when, said = rehearsal.inputs()
        with torch.no_grad():
            free = _predict(model, own, when, rehearsal.silence.expand_as(said))
        rows = torch.cat([noisy, own]), torch.cat([timesteps, when]), torch.cat([text, said])
        predicted, led = _predict(model, *rows).split([len(noisy), len(own)])
        heard = rehearsal.advance(free, led)
    error = functional.mse_loss(predicted, target, reduction="none")
    return (weights * error).mean(), heard


def _predict(model, latents, timesteps, text) -> torch.Tensor:
    latents = latents.contiguous(memory_format=torch.channels_last)
    with mixed():
        return model(latents, timesteps, text, return_dict=False)[0].float()


_ALPHAS = new_scheduler().alphas_cumprod


def _timesteps(count: int) -> torch.Tensor:
    """Logit-normal timesteps, most of them between 150 and 700, where things take shape."""
    strata = (torch.arange(count) + torch.rand(count)) / count
    normal = torch.special.ndtri(strata.clamp(1e-4, 1 - 1e-4))
    return (torch.sigmoid(1.1 * normal - 0.4) * 1000).long().clamp(0, 999)


def _share(plan: UnetPlan, step: int, seconds: float) -> float:
    """How much of the training is behind us; 1 is the end."""
    of_steps = step / plan.steps
    return of_steps if plan.minutes is None else max(of_steps, seconds / 60 / plan.minutes)


def _rate(plan: UnetPlan, step: int, share: float) -> float:
    fall = 1.0 if share < plan.decay else max(0.01, (1 - share) / (1 - plan.decay))
    return plan.rate * min(1.0, (step + 1) / 200) * fall
