"""Pictures of what the U-Net gets wrong and no caption asks for: a thing twice, and smudges.

The U-Net never learns from them. Judges and critics do: who has seen two houses can tell that a
picture of "a house" shows one too many, and who has seen a balloon half here, half there can tell
it from a balloon.
"""

from random import Random

import numpy as np
from PIL import Image, ImageFilter

from landscape.attributes import TWICE
from landscape.canvas import CELL, CELLS, SIDE
from landscape.render import render
from landscape.scene import Scene, draw_scene

FAINTEST, STRONGEST = 0.25, 0.75  # shares of the one picture where two are mixed
BLURRIEST = 2.5  # pixels of the widest blur
APART = 24  # levels of red, green or blue by which a mixture must differ from both
LEAST = 96  # pixels in which it must


def odd_scenes(count: int) -> tuple[list[Scene], np.ndarray]:
    """`count` scenes with a thing twice, then as many smudged ones; and their pictures, uint8
    (2 * count, 128, 128, 3)."""
    made = [_twice(9_000_000 + number) for number in range(count)]
    made += [_smudged(9_500_000 + number) for number in range(count)]
    scenes, pictures = zip(*made, strict=True)
    return list(scenes), np.stack(pictures)


def _twice(number: int) -> tuple[Scene, np.ndarray]:
    random = Random(number)
    scene = _odd_scene(random)
    return scene, render(scene, random)[0]


def _odd_scene(random: Random) -> Scene:
    thing = random.choice(TWICE[1:])
    scene = draw_scene(random)
    while getattr(scene, thing) in (None, False, "none"):
        scene = draw_scene(random)
    scene.twice = thing
    if scene.twice == "house" and scene.trees == 3:
        scene.trees = 2
    if scene.twice == "lighthouse":
        scene.boats = min(scene.boats, 1)
    if scene.twice == "palm":
        scene.boat, scene.boats = None, 0
    return scene


def _smudged(number: int) -> tuple[Scene, np.ndarray]:
    """A scene whose things lie half here, half there: pictures of it, mixed where any of them
    holds things, and blurred there. That is what a network shows that can't decide."""
    random = Random(number)
    while True:
        scene = _odd_scene(random) if random.random() < 0.3 else draw_scene(random)
        drawn = [render(scene, random) for _ in range(random.choice((2, 2, 3)))]
        first, cells = drawn[0]
        mixed, touched = first.astype(float), np.zeros(first.shape[:2])
        for picture, others in drawn[1:]:
            share = _share(cells | others, random)
            mixed += share[:, :, None] * (picture - mixed)
            touched = np.maximum(touched, share)
        mixed = _blurred(mixed, touched, random.uniform(0, BLURRIEST))
        if all(_apart(mixed, picture) for picture, _ in drawn):
            scene.smudged = True
            return scene, mixed


def _blurred(picture: np.ndarray, touched: np.ndarray, radius: float) -> np.ndarray:
    """The picture as uint8, blurred where it was touched."""
    sharp = Image.fromarray(picture.round().astype(np.uint8))
    mask = Image.fromarray(np.uint8(255 * np.minimum(1, touched / FAINTEST)))
    return np.asarray(
        Image.composite(sharp.filter(ImageFilter.GaussianBlur(radius)), sharp, mask)
    )


def _share(cells: np.ndarray, random: Random) -> np.ndarray:
    """How much of the other picture shows in each pixel, (128, 128): something between where
    things are, soft at their edges; in the sky alone, on the ground alone, or in both."""
    shown = cells.copy()
    split = random.choice((0, CELLS // 2, CELLS))
    if random.random() < 0.5:
        shown[:split] = False
    else:
        shown[split:] = False
    shares = [[random.uniform(FAINTEST, STRONGEST) for _ in range(4)] for _ in range(4)]
    field = np.asarray(Image.fromarray(np.float32(shares)).resize((SIDE, SIDE), Image.BILINEAR))
    mask = Image.fromarray(np.uint8(255 * np.kron(shown, np.ones((CELL, CELL)))))
    return field * np.asarray(mask.filter(ImageFilter.GaussianBlur(2))) / 255


def _apart(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether pictures differ enough to be told apart."""
    return (np.abs(one.astype(int) - other).max(2) > APART).sum() > LEAST
