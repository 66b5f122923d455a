"""Renders scenes into plain files, and reads them back."""

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from random import Random

import numpy as np
import torch

from landscape.canvas import CELLS, SIDE
from landscape.render import render
from landscape.scene import Scene, draw_scene

HELD_OUT = 1024
CHUNK = 500


def build_dataset(folder: Path, count: int, workers: int) -> None:
    """Renders `count` scenes; scene number n depends on n alone. The last HELD_OUT are held out.

    Writes pictures.npy (uint8, (count, 128, 128, 3)), cells.npy (bool, (count, 16, 16): where
    things are) and scenes.json.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shapes = {
        "pictures.building.npy": (np.uint8, (count, SIDE, SIDE, 3)),
        "cells.building.npy": (np.bool_, (count, CELLS, CELLS)),
    }
    for name, (kind, shape) in shapes.items():
        np.lib.format.open_memmap(folder / name, "w+", kind, shape).flush()
    starts = range(0, count, CHUNK)
    with ProcessPoolExecutor(workers) as pool:
        tasks = [
            pool.submit(_render_chunk, folder, start, min(start + CHUNK, count))
            for start in starts
        ]
        scenes = [scene for task in tasks for scene in task.result()]
    for name in shapes:
        (folder / name).rename(folder / name.replace(".building", ""))
    (folder / "scenes.json").write_text(json.dumps(scenes))


def scene_by_number(number: int) -> tuple[Scene, np.ndarray, np.ndarray]:
    """Scene, picture and cells of one number."""
    random = Random(1_000_000 + number)
    scene = draw_scene(random)
    return scene, *render(scene, random)


def load_scenes(folder: Path) -> list[Scene]:
    """All scenes in order, held-out ones last."""
    return [Scene(**fields) for fields in json.loads((folder / "scenes.json").read_text())]


def load_pictures(folder: Path) -> np.ndarray:
    """All pictures, left on disk until touched."""
    return np.load(folder / "pictures.npy", mmap_mode="r")


def to_tensor(pictures: np.ndarray) -> torch.Tensor:
    """uint8 (n, height, width, 3) to float32 (n, 3, height, width) in [-1, 1]."""
    tensor = torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2)
    return (tensor.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def to_pictures(tensor: torch.Tensor) -> np.ndarray:
    """float (n, 3, height, width) around [-1, 1] to uint8 (n, height, width, 3)."""
    scaled = ((tensor.float().clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return np.ascontiguousarray(scaled.permute(0, 2, 3, 1).numpy())


def _render_chunk(folder: Path, start: int, stop: int) -> list[dict]:
    pictures = np.load(folder / "pictures.building.npy", mmap_mode="r+")
    cells = np.load(folder / "cells.building.npy", mmap_mode="r+")
    scenes = []
    for number in range(start, stop):
        scene, pictures[number], cells[number] = scene_by_number(number)
        scenes.append(asdict(scene))
    return scenes
