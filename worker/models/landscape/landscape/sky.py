"""Everything above the horizon."""

import math
from random import Random

import numpy as np

from landscape.canvas import CELL, SCALE, SIDE, Canvas, spread
from landscape.palette import CLOUD, MOON, OVERCAST, SKY, SUN, THING_TINT, mix, tint, vary
from landscape.scene import COLOURS, Scene

RAINBOW = [
    (232, 70, 70),
    (246, 150, 60),
    (250, 220, 80),
    (90, 190, 110),
    (70, 130, 220),
    (140, 90, 190),
]
GRADIENT_END = 0.62


def sky_colours(scene: Scene, random: Random) -> list:
    """Top, middle and lowest colour of the sky."""
    colours = [vary(colour, random) for colour in SKY[scene.time]]
    if scene.clouds == "many" or scene.weather == "rain":
        colours = [mix(colour, OVERCAST[scene.time], 0.45) for colour in colours]
    return colours


def sky_rows(colours: list) -> np.ndarray:
    """The sky's gradient as Canvas wants it."""
    height = np.linspace(0, 1, SIDE * SCALE)[:, None]
    place = np.clip(height / GRADIENT_END, 0, 1) * 2
    top, middle, low = np.array(colours, float)
    upper = top + (middle - top) * place
    lower = middle + (low - middle) * (place - 1)
    return np.where(place < 1, upper, lower).astype(np.uint8)


def draw_sky(canvas: Canvas, scene: Scene, horizon: float, random: Random) -> float | None:
    """Stars, rainbow, sun or moon, balloon, clouds, birds.

    Returns:
        The middle of sun or moon in pixels from the left, None without one.
    """
    if scene.rainbow:
        _rainbow(canvas, random.choice((48, 64, 80)), horizon)
    widths = []
    if scene.orb != "none":
        widths += [6 if scene.big else 4] * scene.copies("orb")
    orbs = len(widths)
    if scene.balloon:
        widths += [4] * scene.copies("balloon")
    middles = spread(widths, random)
    orb = middles[0] if scene.orb != "none" else None
    if scene.stars:
        _stars(canvas, scene, orb, horizon, random)
    for x in middles[:orbs]:
        _orb(canvas, scene, x, horizon, random)
    if scene.clouds == "many":
        _overcast(canvas, scene, random)
    for x in middles[orbs:]:
        _balloon(canvas, scene, x, random.choice((24, 32)))
    _clouds(canvas, scene, random)
    if scene.birds:
        _birds(canvas, random)
    return orb


def draw_weather(canvas: Canvas, scene: Scene) -> None:
    """Falling snow or rain over everything; the same pattern every time."""
    pattern = Random(scene.weather)
    if scene.weather == "snow":
        for column in range(16):
            for row in range(16):
                if pattern.random() < 0.24:
                    x, y = column * CELL + pattern.choice((2, 6)), row * CELL + 4
                    canvas.ellipse(x, y, 1.6, 1.6, (255, 255, 255, 240))
    if scene.weather == "rain":
        for column in range(16):
            for row in range(0, 16, 2):
                if pattern.random() < 0.5:
                    x, y = column * CELL + 6, row * CELL + pattern.choice((0, 8))
                    canvas.line([(x, y), (x - 3, y + 10)], 1.1, (214, 230, 246, 190))


def _rainbow(canvas: Canvas, x: float, horizon: float) -> None:
    for index, colour in enumerate(RAINBOW):
        canvas.arch(x, horizon + 2, 58 - index * 3, 3.2, colour + (225,))
    canvas.mark(x - 58, horizon - 58, x - 30, horizon - 8)
    canvas.mark(x + 30, horizon - 58, x + 58, horizon - 8)


def _stars(canvas: Canvas, scene: Scene, orb, horizon: float, random: Random) -> None:
    rows = int(horizon * 0.75) // CELL
    keep_off = 28 if scene.big else 20
    cells = [(column, row) for column in range(16) for row in range(rows)]
    for column, row in random.sample(cells, 20):
        x, y = column * CELL + 4, row * CELL + 4
        if orb is None or abs(x - orb) > keep_off:
            radius = 1.5 if (column + row) % 2 else 1.1
            canvas.ellipse(x, y, radius, radius, (255, 250, 220))


def _orb(canvas: Canvas, scene: Scene, x: float, horizon: float, random: Random) -> None:
    radius = 18 if scene.big else 10
    y = random.choice((24, 32)) if scene.big else random.choice((20, 28))
    if scene.orb == "sun":
        low = scene.time in ("sunset", "dawn") and scene.terrain not in ("mountains", "city")
        if low:
            y = horizon - (12 if scene.big else 8)
        colour = SUN[scene.time]
        canvas.ellipse(x, y, radius * 1.4, radius * 1.4, colour + (60,))
        canvas.ellipse(x, y, radius, radius, colour)
    elif scene.orb == "full":
        canvas.ellipse(x, y, radius * 1.4, radius * 1.4, MOON + (34,))
        canvas.ellipse(x, y, radius, radius, MOON)
        for right, down, size in ((-0.3, -0.2, 0.24), (0.3, 0.3, 0.18), (0.25, -0.42, 0.14)):
            canvas.ellipse(
                x + right * radius, y + down * radius, size * radius, size * radius,
                (222, 214, 180),
            )
    else:
        _crescent(canvas, x, y, radius * 1.15)
    canvas.mark(x - radius - 3, y - radius - 3, x + radius + 3, y + radius + 3)


def _crescent(canvas: Canvas, x: float, y: float, radius: float) -> None:
    outer, inner = [], []
    for index in range(25):
        angle = math.pi * index / 24 - math.pi / 2
        outer.append((x + radius * math.cos(angle) - radius * 0.4, y + radius * math.sin(angle)))
        inner.append(
            (x + 0.4 * radius * math.cos(angle) - radius * 0.4, y + radius * math.sin(angle))
        )
    canvas.polygon(outer + inner[::-1], MOON)


def _balloon(canvas: Canvas, scene: Scene, x: float, y: float) -> None:
    light = THING_TINT[scene.time]
    colour = tint(COLOURS[scene.balloon], light)
    stripe = (150, 150, 176) if scene.balloon == "white" else (255, 255, 255)
    radius = 14
    canvas.polygon(
        [(x - 13, y + 5), (x + 13, y + 5), (x + 4, y + 21), (x - 4, y + 21)], colour
    )
    canvas.ellipse(x, y, radius, radius, colour)
    canvas.ellipse(x, y, radius * 0.42, radius, mix(colour, tint(stripe, light), 0.4))
    canvas.rectangle(x - 4, y + 24, x + 4, y + 30, tint((120, 78, 44), light))
    canvas.mark(x - 16, y - 16, x + 16, y + 32)


def _overcast(canvas: Canvas, scene: Scene, random: Random) -> None:
    colour = mix(CLOUD[scene.time], (140, 146, 158), 0.25)
    shift = random.choice((-8, 0, 8))
    for x, y in ((8, 16), (48, 16), (88, 16), (128, 16), (28, 36), (68, 36), (108, 36)):
        _cloud(canvas, x + shift, y, colour)


def _clouds(canvas: Canvas, scene: Scene, random: Random) -> None:
    colour = CLOUD[scene.time]
    count = {"none": 0, "one": 1, "few": 3, "many": 0}[scene.clouds]
    for _ in range(count):
        for _ in range(40):
            x, y = random.randrange(2, 15) * CELL, random.choice((16, 32, 48))
            if canvas.free(x - 18, y - 10, x + 18, y + 8):
                _cloud(canvas, x, y, colour)
                canvas.mark(x - 18, y - 10, x + 18, y + 8)
                break


def _cloud(canvas: Canvas, x: float, y: float, colour) -> None:
    canvas.ellipse(x - 1, y - 3, 9, 7, colour)
    canvas.ellipse(x - 9, y, 7, 5, colour)
    canvas.ellipse(x + 9, y, 7, 5, colour)
    canvas.rectangle(x - 16, y, x + 16, y + 6, colour, radius=3)


def _birds(canvas: Canvas, random: Random) -> None:
    for _ in range(40):
        x, y = random.randrange(3, 12) * CELL, random.choice((16, 24, 40))
        if canvas.free(x - 6, y - 6, x + 30, y + 12):
            break
    for right, down in ((0, 0), (12, 8), (24, -2)):
        left, top = x + right, y + down
        points = [(left - 5, top - 3), (left, top), (left + 5, top - 3)]
        canvas.line(points, 1.6, (40, 40, 60))
    canvas.mark(x - 6, y - 6, x + 30, y + 12)
