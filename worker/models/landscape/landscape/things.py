"""What stands on the ground or swims on the sea. All sizes and places are in pixels."""

import math

from landscape.canvas import Canvas
from landscape.palette import GROUND_TINT, LEAVES, LIT, THING_TINT, mix, tint
from landscape.scene import COLOURS, Scene

HOUSE_CELLS, TREE_CELLS, BOAT_CELLS = 5, 3, 5
LIGHTHOUSE_CELLS, PALM_CELLS, CACTUS_CELLS, PYRAMID_CELLS = 5, 6, 4, 7


def draw_house(canvas: Canvas, scene: Scene, x: float, base: float) -> None:
    """A house 40 wide and 44 high; its windows are lit in the evening."""
    light = THING_TINT[scene.time]
    roof = (84, 62, 70) if scene.house == "red" else (124, 64, 56)
    if scene.season == "winter":
        roof = (140, 150, 170) if scene.house == "white" else (236, 240, 248)
    evening = scene.time in ("night", "sunset")
    window = LIT if evening else tint((190, 224, 244), light)
    if scene.house == "blue" and not evening:
        window = tint((236, 242, 248), light)
    canvas.rectangle(x + 8, base - 42, x + 13, base - 24, tint((120, 72, 60), light))
    canvas.rectangle(x - 15, base - 24, x + 15, base, tint(COLOURS[scene.house], light))
    canvas.polygon(
        [(x - 20, base - 23), (x + 20, base - 23), (x, base - 44)], tint(roof, light)
    )
    canvas.rectangle(x - 11, base - 18, x - 2, base - 9, window)
    canvas.rectangle(x + 3, base - 16, x + 10, base, tint((96, 60, 44), light))
    canvas.mark(x - 20, base - 44, x + 20, base)


def draw_tree(canvas: Canvas, scene: Scene, x: float, base: float, height: float) -> None:
    """A pine, or a round tree with the season's leaves."""
    light = THING_TINT[scene.time]
    trunk = tint((104, 70, 46), light)
    canvas.rectangle(
        x - height * 0.07, base - height * 0.35, x + height * 0.07, base, trunk
    )
    if scene.tree == "round":
        leaves = tint(LEAVES[scene.season], light)
        canvas.ellipse(x, base - height * 0.66, height * 0.33, height * 0.34, leaves)
        bright = mix(leaves, (255, 255, 255), 0.18)
        canvas.ellipse(x - 3, base - height * 0.74, height * 0.15, height * 0.15, bright)
    else:
        winter = scene.season == "winter"
        green = tint((60, 116, 98) if winter else (34, 110, 72), light)
        snow = tint((240, 244, 250), light)
        for index in range(3):
            half = height * (0.34 - 0.07 * index)
            low = base - height * (0.18 + 0.26 * index)
            top = low - height * 0.34
            canvas.polygon([(x - half, low), (x + half, low), (x, top)], green)
            if winter:
                share = half * 0.5
                middle = (low + top) / 2
                canvas.polygon([(x - share, middle), (x + share, middle), (x, top)], snow)
    canvas.mark(x - height / 3, base - height, x + height / 3, base)


def draw_boat(canvas: Canvas, scene: Scene, x: float, base: float) -> None:
    """A sailing boat 38 wide and 46 high; the sail has the boat's colour."""
    light = THING_TINT[scene.time]
    sail = tint(COLOURS[scene.boat], light)
    pale = (150, 156, 176) if scene.boat == "white" else (255, 255, 255)
    hull = [(x - 19, base - 10), (x + 19, base - 10), (x + 12, base), (x - 12, base)]
    canvas.polygon(hull, tint((132, 82, 50), light))
    canvas.rectangle(x - 1, base - 46, x + 1, base - 10, tint((92, 60, 40), light))
    canvas.polygon([(x + 2, base - 45), (x + 2, base - 13), (x + 19, base - 13)], sail)
    canvas.polygon(
        [(x - 2, base - 38), (x - 2, base - 13), (x - 15, base - 13)], mix(sail, pale, 0.3)
    )
    canvas.mark(x - 19, base - 46, x + 19, base)


def draw_lighthouse(canvas: Canvas, scene: Scene, x: float, base: float) -> None:
    """A red and white tower 60 high on a rock; at night it throws a beam."""
    light = THING_TINT[scene.time]
    canvas.ellipse(x, base + 1, 20, 7, tint((120, 110, 110), GROUND_TINT[scene.time]))
    if scene.time == "night":
        far = 56 if x < 64 else -56
        beam = [(x, base - 48), (x + far, base - 60), (x + far, base - 38)]
        canvas.polygon(beam, (255, 240, 160, 80))
    lower, upper, height = 8.0, 5.0, 43.0

    def half(up: float) -> float:
        return lower + (upper - lower) * up / height

    for index in range(5):
        low, high = height * index / 5, height * (index + 1) / 5
        colour = COLOURS["white"] if index % 2 == 0 else COLOURS["red"]
        points = [
            (x - half(low), base - low),
            (x + half(low), base - low),
            (x + half(high), base - high),
            (x - half(high), base - high),
        ]
        canvas.polygon(points, tint(colour, light))
    canvas.rectangle(x - 5, base - 51, x + 5, base - 43, (255, 236, 150))
    canvas.polygon(
        [(x - 7, base - 51), (x + 7, base - 51), (x, base - 60)], tint((150, 44, 44), light)
    )
    canvas.mark(x - 20, base - 60, x + 20, base + 8)


def draw_palm(canvas: Canvas, scene: Scene, x: float, base: float) -> None:
    """A sandy island 46 wide with a palm 40 high."""
    light = THING_TINT[scene.time]
    canvas.ellipse(x, base + 2, 23, 7, tint((238, 212, 140), light))
    trunk = [(x - 3, base), (x + 1, base), (x + 5, base - 30), (x + 2, base - 30)]
    canvas.polygon(trunk, tint((130, 90, 56), light))
    leaves = tint((52, 140, 70), light)
    top_x, top_y = x + 3.5, base - 31
    for angle in (-2.9, -2.2, -0.95, -0.25):
        far_x, far_y = top_x + 17 * math.cos(angle), top_y + 9 * math.sin(angle) + 5
        bend_x, bend_y = (top_x + far_x) / 2, (top_y + far_y) / 2
        canvas.polygon(
            [(top_x, top_y - 2), (bend_x, bend_y - 6), (far_x, far_y + 3), (bend_x, bend_y)],
            leaves,
        )
    canvas.mark(x - 23, base - 42, x + 23, base + 9)


def draw_cactus(canvas: Canvas, scene: Scene, x: float, base: float) -> None:
    """A cactus 28 wide and 40 high with two arms."""
    green = tint((58, 136, 78), THING_TINT[scene.time])
    for left, top, right, bottom in (
        (-4, -40, 4, 1),
        (-14, -29, -8, -14),
        (-14, -20, 0, -14),
        (8, -34, 14, -18),
        (0, -24, 14, -18),
    ):
        canvas.rectangle(x + left, base + top, x + right, base + bottom, green, radius=3)
    canvas.mark(x - 14, base - 40, x + 14, base)


def draw_pyramid(canvas: Canvas, scene: Scene, x: float, base: float) -> None:
    """A pyramid 56 wide and 44 high, lit from the left."""
    light = THING_TINT[scene.time]
    canvas.polygon(
        [(x - 28, base), (x + 28, base), (x, base - 44)], tint((226, 178, 96), light)
    )
    canvas.polygon(
        [(x + 8, base), (x + 28, base), (x, base - 44)], tint((172, 120, 66), light)
    )
    canvas.mark(x - 28, base - 44, x + 28, base)
