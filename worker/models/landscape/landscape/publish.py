"""Exports the trained parts and measures what was exported, as the engine will see it."""

import json
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderTiny

from landscape.autoencoder import held_out_psnr
from landscape.engine import OnnxModel
from landscape.export import DEFAULTS, TURBO_DEFAULTS, export_folder, folder_bytes
from landscape.judge import Judge, load_judge
from landscape.measure import (
    GRID_PROMPTS,
    adherence,
    compare,
    faulty,
    held_out_captions,
    save_grid,
    unseen_captions,
    whole,
)
from landscape.preview import fit_preview

PSNR_SCENES = 256
UNSEEN = 96
FIRST = 8  # prompts that README.md of the project shows
SHOWN = 64
FORMING = GRID_PROMPTS[2]


def export_model(work: Path, model: Path) -> None:
    """Writes the ONNX folder and notes its size and difference to PyTorch in work/export.json."""
    _export(work, model, DEFAULTS, "unet", "export")


def export_turbo(work: Path, model: Path) -> None:
    """As export_model, of the few-step U-Net; notes in work/export-turbo.json."""
    _export(work, model, TURBO_DEFAULTS, "turbo", "export-turbo")


def measure_model(work: Path, model: Path, count: int, suffix: str = "") -> None:
    """Writes work/measure.json, and pictures: grid.png, its first eight as pictures.png, how one
    forms as forming.png, held-out.webp; their names with the suffix."""
    torch.set_num_threads(2)
    data, scenes = work / "data", min(count, PSNR_SCENES)
    engine = OnnxModel(model, threads=2)
    judge, auditor = load_judge(work), load_judge(work, "auditor")
    texts, said, real = held_out_captions(work, count)
    made = engine.pictures(texts)
    unseen, said_unseen = unseen_captions(min(count, UNSEEN))
    made_unseen = engine.pictures(unseen, seed=2)
    autoencoder = AutoencoderTiny.from_pretrained(work / "parts" / "autoencoder").eval()
    result = {
        "psnr_db": round(held_out_psnr(autoencoder, data, scenes), 2),
        "psnr_db_things": round(held_out_psnr(autoencoder, data, scenes, things=True), 2),
        "seconds_one_picture": engine.seconds_one_picture(),
        "seconds_twenty_steps": engine.seconds_one_picture(20),
        **compare(judge, real, made, said),
        "unseen": _unseen(judge, made_unseen, said_unseen),
        "audited": compare(auditor, real, made, said),
        "audited_unseen": _unseen(auditor, made_unseen, said_unseen),
    }
    _note(work / f"measure{suffix}.json", result)
    pictures = engine.pictures(GRID_PROMPTS)
    save_grid(pictures, 8, work / f"grid{suffix}.png")
    save_grid(pictures[:FIRST], 4, work / f"pictures{suffix}.png", scale=2)
    save_grid(engine.forming(FORMING), 8, work / f"forming{suffix}.png")
    save_grid(made[:SHOWN], 8, work / f"held-out{suffix}.webp")
    (work / f"held-out{suffix}.txt").write_text("\n".join(texts[:SHOWN]) + "\n")


def _export(work: Path, model: Path, defaults: dict, unet: str, note: str) -> None:
    settings = {**defaults, **fit_preview(work)}
    differences = export_folder(work / "parts", model, settings, unet)
    result = {"onnx_bytes": folder_bytes(model), "difference_to_pytorch": differences}
    _note(work / f"{note}.json", result)


def _unseen(judge: Judge, made: np.ndarray, said: list[dict]) -> dict:
    """What the judge finds of compositions that training left out."""
    shares = {name: round(share, 3) for name, (share, _) in adherence(judge, made, said).items()}
    both, smudged = whole(judge, made, said), faulty(judge, made, "smudged")
    return {
        "captions": len(said),
        "attributes": shares,
        "thing_and_time": both,
        "smudged": smudged,
    }


def _note(path: Path, result: dict) -> None:
    path.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result), flush=True)
