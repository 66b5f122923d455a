"""Scenes with a thing twice, which no caption asks for.

The U-Net never learns from them. The judge and the critic do: who has seen two houses can tell
that a picture of "a house" shows one too many.
"""

from random import Random

import numpy as np

from landscape.attributes import TWICE
from landscape.render import render
from landscape.scene import Scene, draw_scene


def odd_scenes(count: int) -> tuple[list[Scene], np.ndarray]:
    """`count` scenes with a thing twice, and their pictures, uint8 (count, 128, 128, 3)."""
    scenes, pictures = [], []
    for number in range(count):
        random = Random(9_000_000 + number)
        scene = _odd_scene(random)
        scenes.append(scene)
        pictures.append(render(scene, random)[0])
    return scenes, np.stack(pictures)


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
