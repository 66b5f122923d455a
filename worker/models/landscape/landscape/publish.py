"""Exports the trained parts and measures what was exported, as the engine will see it."""

import json
from pathlib import Path

import torch
from diffusers import AutoencoderTiny

from landscape.autoencoder import held_out_psnr
from landscape.engine import OnnxModel
from landscape.export import export_folder, folder_bytes
from landscape.judge import load_judge
from landscape.measure import GRID_PROMPTS, compare, held_out_captions, save_grid
from landscape.preview import fit_preview

PSNR_SCENES = 256


def export_model(work: Path, model: Path) -> None:
    """Writes the ONNX folder and notes its size and difference to PyTorch in work/export.json."""
    differences = export_folder(work / "parts", model, fit_preview(work))
    result = {"onnx_bytes": folder_bytes(model), "difference_to_pytorch": differences}
    _note(work / "export.json", result)


def measure_model(work: Path, model: Path, count: int) -> None:
    """Writes work/measure.json, work/grid.png and work/held-out.png from the ONNX folder."""
    torch.set_num_threads(2)
    engine = OnnxModel(model, threads=2)
    judge = load_judge(work)
    texts, said, real = held_out_captions(work, count)
    made = engine.pictures(texts)
    autoencoder = AutoencoderTiny.from_pretrained(work / "parts" / "autoencoder").eval()
    result = {
        "psnr_db": round(held_out_psnr(autoencoder, work / "data", PSNR_SCENES), 2),
        "seconds_one_picture": engine.seconds_one_picture(),
        **compare(judge, real, made, said),
    }
    _note(work / "measure.json", result)
    save_grid(engine.pictures(GRID_PROMPTS), 8, work / "grid.png")
    save_grid(made[:32], 8, work / "held-out.png")
    (work / "held-out.txt").write_text("\n".join(texts[:32]) + "\n")


def _note(path: Path, result: dict) -> None:
    path.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result), flush=True)
