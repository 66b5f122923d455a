"""Draws a scene. Things stand on a grid of eight pixels, the autoencoder's cell."""

from random import Random

import numpy as np

from landscape import ground, things
from landscape.canvas import CELL, CELLS, Canvas, spread
from landscape.scene import FOREST, Scene
from landscape.sky import draw_sky, draw_weather, sky_colours, sky_rows


def render(scene: Scene, random: Random) -> tuple[np.ndarray, np.ndarray]:
    """Draws the scene.

    Returns:
        The picture, uint8 of shape (128, 128, 3), and which cells hold a thing, bool of shape
        (16, 16).
    """
    colours = sky_colours(scene, random)
    canvas = Canvas(sky_rows(colours))
    orb = draw_sky(canvas, scene, ground.HORIZON[scene.terrain], random)
    if scene.terrain == "hills":
        ground.draw_hills(canvas, scene, random)
        _land(canvas, scene, random)
    elif scene.terrain == "mountains":
        ground.draw_mountains(canvas, scene, colours, random)
        ground.draw_hills(canvas, scene, random)
        _land(canvas, scene, random)
    elif scene.terrain == "sea":
        ground.draw_sea(canvas, scene, orb, random)
        _sea(canvas, scene, random)
    elif scene.terrain == "desert":
        _desert(canvas, scene, random)
    else:
        ground.draw_city(canvas, scene, colours, random)
    draw_weather(canvas, scene)
    return canvas.picture(), _cells(canvas)


def _land(canvas: Canvas, scene: Scene, random: Random) -> None:
    if scene.trees == FOREST:
        for index in range(FOREST):
            things.draw_tree(canvas, scene, 8 + 16 * index, 100, 30)
    count = 0 if scene.trees == FOREST else scene.trees
    widths = [things.TREE_CELLS] * count
    if scene.house:
        widths += [things.HOUSE_CELLS] * scene.copies("house")
    middles = spread(widths, random)
    for x in middles[:count]:
        things.draw_tree(canvas, scene, x, 112, 38)
    for x in middles[count:]:
        things.draw_house(canvas, scene, x, 120)


def _sea(canvas: Canvas, scene: Scene, random: Random) -> None:
    widths = [things.BOAT_CELLS] * scene.boats
    if scene.lighthouse:
        widths += [things.LIGHTHOUSE_CELLS] * scene.copies("lighthouse")
    if scene.palm:
        widths += [things.PALM_CELLS] * scene.copies("palm")
    middles = spread(widths, random)
    for x in middles[scene.boats :]:
        draw = things.draw_lighthouse if scene.lighthouse else things.draw_palm
        draw(canvas, scene, x, 88)
    for x in middles[: scene.boats]:
        things.draw_boat(canvas, scene, x, random.choice((104, 112)))


def _desert(canvas: Canvas, scene: Scene, random: Random) -> None:
    ground.draw_far_desert(canvas, scene, random)
    for x in spread([things.PYRAMID_CELLS] * scene.pyramids, random):
        things.draw_pyramid(canvas, scene, x, 92)
    ground.draw_near_desert(canvas, scene, random)
    for x in spread([things.CACTUS_CELLS] * scene.cacti, random):
        things.draw_cactus(canvas, scene, x, 120)


def _cells(canvas: Canvas) -> np.ndarray:
    held = np.zeros((CELLS, CELLS), bool)
    for left, top, right, bottom in canvas.boxes:
        rows = slice(max(0, int(top) // CELL), max(0, -(-int(bottom) // CELL)))
        columns = slice(max(0, int(left) // CELL), max(0, -(-int(right) // CELL)))
        held[rows, columns] = True
    return held
