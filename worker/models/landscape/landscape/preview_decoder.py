"""Trains the decoder that previews are made with: a sixth of the work of the pictures'.

A picture of few steps is watched at every one of them, where the whole decoder would take longer
than the step. It stops at half the resolution but for its last layer.
"""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from diffusers import AutoencoderTiny

from landscape.autoencoder import LATENT_CHANNELS, held_out_psnr
from landscape.classifier import fit
from landscape.dataset import load_pictures, to_tensor
from landscape.progress import Log

WIDTHS = (24, 24, 24, 24)
DECODER_BLOCKS = (3, 2, 1, 0)
HELD_OUT_CHECKED = 128
BLUR = 0.05  # deviation of noise on the latents: what a step predicts isn't quite a picture's


@dataclass(frozen=True)
class PreviewDecoderPlan:
    """How to train: steps, latents a step, peak rate."""

    steps: int = 1_500
    batch: int = 8
    rate: float = 3e-3


def train_preview_decoder(work: Path, plan: PreviewDecoderPlan) -> None:
    """Trains on the cached latents and the pictures that they are of; writes
    work/parts/preview_decoder, whose encoder is untrained."""
    torch.manual_seed(0)
    log = Log(work / "preview-decoder.jsonl", quiet=False)
    whole = AutoencoderTiny.from_pretrained(work / "parts" / "autoencoder").eval()
    factor = whole.config.scaling_factor
    latents, pictures = np.load(work / "latents.npy", mmap_mode="r"), load_pictures(work / "data")
    model = _new_model(factor)

    def loss() -> torch.Tensor:
        rows = torch.randint(0, len(latents), (plan.batch,)).tolist()
        known = torch.from_numpy(np.stack([latents[row] for row in rows])).float()
        noisy = (known + BLUR * torch.randn_like(known)) / factor
        seen = model.decoder(noisy.contiguous(memory_format=torch.channels_last))
        error = seen - to_tensor(np.stack([pictures[row] for row in rows]))
        return error.abs().mean() + error.square().mean()

    fit(model.decoder, plan.steps, plan.rate, log, loss)
    both = SimpleNamespace(encoder=whole.encoder, decoder=model.decoder)
    log.write(psnr_db=round(held_out_psnr(both, work / "data", HELD_OUT_CHECKED), 2))
    model.eval().save_pretrained(work / "parts" / "preview_decoder")


def _new_model(factor: float) -> AutoencoderTiny:
    model = AutoencoderTiny(
        encoder_block_out_channels=WIDTHS,
        decoder_block_out_channels=WIDTHS,
        latent_channels=LATENT_CHANNELS,
        num_encoder_blocks=(1, 1, 1, 1),
        num_decoder_blocks=DECODER_BLOCKS,
        scaling_factor=factor,
    )
    return model.to(memory_format=torch.channels_last)
