"""Measures image-to-image and inpainting on a running server: what comes in by a mask, what stays.

    python -m landscape.uses --work WORK --server http://127.0.0.1:8080 --count 48

Pairs of scenes by lot that differ in one thing say what should happen: the one is the picture to
start from, a caption of the other the prompt, and where their renders differ the mask. Prints a
line of JSON per use, and draws eight of each: picture to start from, result, render of what was
asked for.
"""

import argparse
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from landscape.canvas import CELL, SIDE
from landscape.captions import caption
from landscape.judge import load_judge
from landscape.measure import compare, save_grid
from landscape.render import render
from landscape.scene import COLOURS, Scene, draw_scene

STRENGTHS = (0.5, 0.65, 0.8, 0.95)
TIMES = ("day", "sunset", "dawn")
SHOWN = 8


@dataclass(frozen=True)
class Pair:
    """A picture, what it should become, and the caption of that with what it mentions."""

    before: np.ndarray
    after: np.ndarray
    text: str
    said: dict


class Server:
    """The HTTP API of a running Sfumato; nothing of the pictures is kept but its own artifacts."""

    def __init__(self, address: str, model: str):
        self._address, self._model = address, model

    def picture(self, text: str, image: np.ndarray, **more) -> np.ndarray:
        """One picture, uint8 (128, 128, 3); a mask is a picture too, white where it may change."""
        files = {"image": image, **({"mask": more.pop("mask")} if "mask" in more else {})}
        ids = {name: self._store(value) for name, value in files.items()}
        body = {"prompt": text, "model": self._model, "seed": 1, **ids, **more}
        headers = {"Content-Type": "application/json", "Prefer": "wait=30"}
        made = json.loads(self._call("/v1/generations", json.dumps(body).encode(), headers))
        bytes_ = self._call(made["artifacts"][0]["url"])
        return np.asarray(Image.open(BytesIO(bytes_)).convert("RGB"))

    def _store(self, picture: np.ndarray) -> str:
        file = BytesIO()
        Image.fromarray(picture).save(file, "PNG")
        answer = self._call("/v1/artifacts", file.getvalue(), {"Content-Type": "image/png"})
        return json.loads(answer)["id"]

    def _call(self, path: str, body: bytes | None = None, headers: dict | None = None) -> bytes:
        address = path if path.startswith("http") else self._address + path
        request = urllib.request.Request(address, body, headers or {})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()


def additions(count: int) -> list[Pair]:
    """Scenes without a house or boat, and the same with one."""
    found = (
        pair
        for number, scene, random in _scenes(51_000_000)
        if (changed := _with_thing(scene, random)) is not None
        and (pair := _pair(scene, changed, number)) is not None
    )
    return [next(found) for _ in range(count)]


def other_times(count: int) -> list[Pair]:
    """Scenes by daylight, and the same at another time of day."""
    found = (
        pair
        for number, scene, random in _scenes(52_000_000)
        if scene.time in TIMES and not scene.rainbow
        for time in [random.choice([each for each in TIMES if each != scene.time])]
        if (pair := _pair(scene, replace(scene, time=time), number, "time")) is not None
    )
    return [next(found) for _ in range(count)]


def mask_of(pair: Pair) -> np.ndarray:
    """White in the box of cells where the renders differ, and a cell around it."""
    rows, columns = np.nonzero((pair.before != pair.after).any(2))
    mask = np.zeros_like(pair.before)
    box = [
        slice(max(0, (values.min() // CELL - 1) * CELL), (values.max() // CELL + 2) * CELL)
        for values in (rows, columns)
    ]
    mask[box[0], box[1]] = 255
    return mask


def measure(work: Path, server: Server, count: int) -> None:
    """Prints and draws what the module says, for inpainting and each strength."""
    judge = load_judge(work)
    pairs = additions(count)
    masks = [mask_of(pair) for pair in pairs]
    for put_back in ({}, {"mask_padding": SIDE}):
        made = np.stack(
            [
                server.picture(pair.text, pair.before, mask=mask, **put_back)
                for pair, mask in zip(pairs, masks, strict=True)
            ]
        )
        changes = np.concatenate(
            [
                np.abs(picture.astype(int) - pair.before)[mask == 0]
                for picture, pair, mask in zip(made, pairs, masks, strict=True)
            ]
        )
        largest, mean = int(changes.max()), round(float(changes.mean()), 2)
        outside = {"largest_change_outside": largest, "mean_change_outside": mean}
        _report(judge, pairs, made, "inpainting", **put_back, **outside)
    _draw(work / "inpainting.webp", pairs, made)
    pairs = other_times(count)
    for strength in STRENGTHS:
        made = np.stack(
            [server.picture(pair.text, pair.before, strength=strength) for pair in pairs]
        )
        _report(judge, pairs, made, "image-to-image", strength=strength)
        _draw(work / f"image-to-image-{strength}.webp", pairs, made)


def _scenes(first: int) -> Iterator[tuple[int, Scene, Random]]:
    number = first
    while True:
        random = Random(number)
        yield number, draw_scene(random), random
        number += 1


def _with_thing(scene: Scene, random: Random) -> Scene | None:
    colour = random.choice(list(COLOURS))
    if scene.terrain in ("hills", "mountains") and not scene.house and not scene.trees:
        return replace(scene, house=colour)
    if scene.terrain == "sea" and not (scene.boats or scene.palm or scene.lighthouse):
        return replace(scene, boat=colour, boats=1)
    return None


def _pair(scene: Scene, changed: Scene, number: int, named: str | None = None) -> Pair | None:
    """None where the caption doesn't mention the change."""
    text, said = caption(changed, Random(number))
    names = [named] if named else ["house", "boat"]
    if all(said.get(name, "any") in ("any", None) for name in names):
        return None
    before, after = (render(each, Random(number))[0] for each in (scene, changed))
    return Pair(before, after, text, said)


def _report(judge, pairs: list[Pair], made: np.ndarray, use: str, **more) -> None:
    real = np.stack([pair.after for pair in pairs])
    result = compare(judge, real, made, [pair.said for pair in pairs])
    changed = {
        name: result["attributes"][name]["generated"]
        for name in ("time", "house", "boat")
        if name in result["attributes"]
    }
    line = {
        "use": use,
        **more,
        **changed,
        "ratio_over_mentions": result["ratio_over_mentions"],
        "mentions": result["mentions"],
    }
    print(json.dumps(line), flush=True)


def _draw(path: Path, pairs: list[Pair], made: np.ndarray) -> None:
    shown = pairs[:SHOWN]
    rows = [[pair.before for pair in shown], list(made[:SHOWN]), [pair.after for pair in shown]]
    save_grid(np.stack(sum(rows, [])), SHOWN, path)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m landscape.uses", description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder with judge.pt")
    parser.add_argument("--server", default="http://127.0.0.1:8080", help="a running server")
    parser.add_argument("--model", default="landscape", help="id of the model to ask")
    parser.add_argument("--count", type=int, default=48, help="pairs of each use")
    arguments = parser.parse_args()
    measure(arguments.work, Server(arguments.server, arguments.model), arguments.count)


if __name__ == "__main__":
    main()
