"""The five kinds of ground."""

import math
from random import Random

from landscape.canvas import CELL, SIDE, Canvas
from landscape.palette import GRASS, GROUND_TINT, LIT, THING_TINT, WATER, mix, tint, vary
from landscape.scene import Scene

HORIZON = {"hills": 80, "mountains": 92, "sea": 72, "desert": 80, "city": 104}
FLOWERS = [(250, 110, 140), (255, 230, 90), (255, 255, 255)]


def draw_hills(canvas: Canvas, scene: Scene, random: Random) -> None:
    """Two ridges, dotted with flowers in spring; front things stand below 104 pixels."""
    light = GROUND_TINT[scene.time]
    grass = vary(GRASS[scene.season], random)
    winter = scene.season == "winter"
    far = mix(grass, (160, 184, 216) if winter else (40, 90, 80), 0.28)
    _fill(canvas, _ridge(HORIZON["hills"] + 4, 5, random), tint(far, light))
    _fill(canvas, _ridge(100, 4, random), tint(grass, light))
    if scene.season == "spring":
        pattern = Random(7)
        for column in range(16):
            for row in (13, 14, 15):
                if pattern.random() < 0.6:
                    x, y = column * CELL + 4, row * CELL + 4
                    canvas.ellipse(x, y, 1.8, 1.8, tint(pattern.choice(FLOWERS), light))


def draw_mountains(canvas: Canvas, scene: Scene, sky: list, random: Random) -> None:
    """Three far peaks and two near ones, snow on top."""
    light = GROUND_TINT[scene.time]
    rock = vary((134, 112, 112) if scene.season == "autumn" else (112, 120, 146), random)
    snow = tint((244, 248, 252), light)
    cap = 0.6 if scene.season == "winter" else 0.34
    for x in (8, 64, 120):
        colour = tint(mix(rock, sky[2], 0.35), light)
        _peak(canvas, x + random.choice((-8, 0, 8)), 56, 96, colour, snow, cap)
    for x in (32, 96):
        colour = tint(rock, light)
        middle = x + random.choice((-16, -8, 0, 8, 16))
        _peak(canvas, middle, random.choice((40, 48)), 100, colour, snow, cap)


def draw_sea(canvas: Canvas, scene: Scene, orb: float | None, random: Random) -> None:
    """Four bands of water, darker towards us, and the light of sun or moon on them."""
    water = vary(WATER[scene.time], random)
    top = HORIZON["sea"]
    canvas.rectangle(0, top, SIDE, SIDE, water)
    for index in range(1, 5):
        band = mix(water, (8, 20, 60), 0.1 * index)
        _fill(canvas, _ridge(top + 11 * index + 1, 1.2, random, waves=2), band)
    if orb is None:
        return
    shine = {"day": (255, 240, 170), "sunset": (255, 160, 80), "dawn": (255, 232, 180)}
    colour = shine.get(scene.time, (240, 236, 214)) + (150,)
    radius = 18 if scene.big else 10
    for index in range(4):
        width = radius * (0.9 - 0.15 * index)
        y = top + 4 + index * 8
        canvas.rectangle(orb - width, y, orb + width, y + 2, colour, radius=1)


def draw_far_desert(canvas: Canvas, scene: Scene, random: Random) -> None:
    """The dune at the horizon, behind pyramids."""
    light = GROUND_TINT[scene.time]
    far = mix(_sand(scene), (200, 120, 70), 0.3)
    _fill(canvas, _ridge(HORIZON["desert"], 3, random), tint(far, light))


def draw_near_desert(canvas: Canvas, scene: Scene, random: Random) -> None:
    """Two dunes, before pyramids."""
    light = GROUND_TINT[scene.time]
    sand = vary(_sand(scene), random)
    middle = mix(sand, (210, 140, 80), 0.15)
    _fill(canvas, _ridge(92, 4, random), tint(middle, light))
    _fill(canvas, _ridge(106, 4, random), tint(sand, light))


def draw_city(canvas: Canvas, scene: Scene, sky: list, random: Random) -> None:
    """Two rows of towers on the layout grid, the near ones with windows."""
    light = GROUND_TINT[scene.time]
    tones = [(92, 104, 138), (112, 100, 130), (84, 120, 140), (130, 110, 112)]
    evening = scene.time in ("night", "sunset")
    window = LIT if evening else tint((196, 222, 240), THING_TINT[scene.time])
    for share, low, high in ((0.35, 6, 8), (0.0, 8, 11)):
        column = 0
        while column < 16:
            width = random.choice((2, 3))
            colour = tint(mix(random.choice(tones), sky[2], share), light)
            row = random.randint(low, high)
            left, top = column * CELL, row * CELL
            canvas.rectangle(left, top, left + width * CELL - 1, SIDE, colour)
            if share == 0.0:
                _windows(canvas, column, min(column + width, 16), row, window)
            column += width
    canvas.rectangle(0, 116, SIDE, SIDE, tint((92, 96, 108), light))


def _windows(canvas: Canvas, first: int, last: int, top: int, colour) -> None:
    for column in range(first, last):
        for row in range(top, 14):
            x, y = column * CELL + 2, row * CELL + 3
            canvas.rectangle(x, y, x + 3.4, y + 3.4, colour)


def _sand(scene: Scene):
    sand = (238, 196, 116)
    return mix(sand, (255, 255, 255), 0.1) if scene.time == "night" else sand


def _peak(canvas: Canvas, x, top, base, colour, snow, cap) -> None:
    height = base - top
    half = height * 0.8
    canvas.polygon([(x - half, base), (x + half, base), (x, top)], colour)
    shade = mix(colour, (20, 24, 44), 0.16)
    canvas.polygon([(x, top), (x + half, base), (x + half * 0.15, base)], shade)
    side, depth = half * cap, height * cap
    points = [
        (x, top),
        (x - side, top + depth),
        (x - side * 0.45, top + depth * 0.8),
        (x, top + depth * 1.1),
        (x + side * 0.45, top + depth * 0.8),
        (x + side, top + depth),
    ]
    canvas.polygon(points, snow)


def _ridge(base: float, reach: float, random: Random, waves: int = 1):
    """A gentle outline: pixels from the left to pixels from the top."""
    first = random.randrange(8) * math.pi / 4
    second = random.randrange(4) * math.pi / 2

    def outline(x: float) -> float:
        angle = x / SIDE * 2 * math.pi * waves
        return base - reach * (0.7 * math.sin(angle + first) + 0.3 * math.sin(2 * angle + second))

    return outline


def _fill(canvas: Canvas, outline, colour) -> None:
    points = [(x, outline(x)) for x in range(0, SIDE + 4, 4)]
    canvas.polygon([(0, SIDE), *points, (SIDE, SIDE)], colour)
