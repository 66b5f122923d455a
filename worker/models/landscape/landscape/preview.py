"""Fits the linear map from latent to colour that previews are made with."""

import json
from pathlib import Path

import numpy as np
import torch.nn.functional as functional
from diffusers import AutoencoderTiny

from landscape.autoencoder import encode_pictures
from landscape.canvas import CELL
from landscape.dataset import load_pictures, to_tensor
from landscape.tokens import write_json

SCENES = 512
DIGITS = 4


def fit_preview(work: Path) -> dict[str, list]:
    """The least-squares map from scaled latents to mean colours of their cells, in [-1, 1].

    Returns:
        `preview_factors`, a row of red, green and blue per latent channel, and `preview_bias`.
    """
    model = AutoencoderTiny.from_pretrained(work / "parts" / "autoencoder").eval()
    pictures = load_pictures(work / "data")[:SCENES]
    latents = encode_pictures(model, pictures) * model.config.scaling_factor
    colors = functional.avg_pool2d(to_tensor(pictures), CELL)
    known = latents.permute(0, 2, 3, 1).reshape(-1, latents.shape[1]).numpy()
    wanted = colors.permute(0, 2, 3, 1).reshape(-1, 3).numpy()
    known = np.concatenate([known, np.ones((len(known), 1), known.dtype)], axis=1)
    map_, *_ = np.linalg.lstsq(known.astype(np.float64), wanted.astype(np.float64), rcond=None)
    rows = np.round(map_, DIGITS).tolist()
    return {"preview_factors": rows[:-1], "preview_bias": rows[-1]}


def write_preview(work: Path, model: Path) -> None:
    """Puts the map into an exported folder's sfumato.json."""
    file = model / "sfumato.json"
    write_json(file, {**json.loads(file.read_text()), **fit_preview(work)})
