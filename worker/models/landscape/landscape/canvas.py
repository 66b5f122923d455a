"""A supersampled drawing surface and the layout grid of eight pixels."""

from random import Random

import numpy as np
from PIL import Image, ImageDraw

SIDE = 128
CELL = 8
CELLS = SIDE // CELL
SCALE = 3


class Canvas:
    """Draws shapes in picture pixels, (0, 0) at the top left; notes the boxes of things."""

    def __init__(self, rows: np.ndarray):
        """Starts from a vertical gradient: uint8 of shape (SIDE * SCALE, 3)."""
        side = SIDE * SCALE
        strip = Image.fromarray(np.ascontiguousarray(rows[:, None, :]))
        self._image = strip.resize((side, side))
        self._draw = ImageDraw.Draw(self._image, "RGBA")
        self.boxes: list[tuple[float, float, float, float]] = []

    def polygon(self, points, colour) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def ellipse(self, x, y, rx, ry, colour) -> None:
        self._draw.ellipse(self._scaled(x - rx, y - ry, x + rx, y + ry), fill=colour)

    def rectangle(self, left, top, right, bottom, colour, radius=0.0) -> None:
        box = self._scaled(left, top, right, bottom)
        if radius:
            self._draw.rounded_rectangle(box, radius=int(radius * SCALE), fill=colour)
        else:
            self._draw.rectangle(box, fill=colour)

    def arch(self, x, y, radius, width, colour) -> None:
        """The upper half of a ring, `width` pixels thick inwards."""
        box = self._scaled(x - radius, y - radius, x + radius, y + radius)
        self._draw.arc(box, 180, 360, fill=colour, width=int(width * SCALE))

    def line(self, points, width, colour) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=int(width * SCALE), joint="curve")

    def mark(self, left, top, right, bottom) -> None:
        """Notes the box of a thing that must not be lost."""
        self.boxes.append((left, top, right, bottom))

    def free(self, left, top, right, bottom) -> bool:
        """Whether the box meets none of the boxes noted so far."""
        return all(
            right <= box[0] or left >= box[2] or bottom <= box[1] or top >= box[3]
            for box in self.boxes
        )

    def picture(self) -> np.ndarray:
        """The picture, uint8 of shape (SIDE, SIDE, 3)."""
        return np.asarray(self._image.reduce(SCALE))

    def _scaled(self, left, top, right, bottom):
        return left * SCALE, top * SCALE, right * SCALE, bottom * SCALE


def spread(widths: list[int], random: Random) -> list[int]:
    """Puts things side by side in any order with free space shared out by lot.

    Args:
        widths: cells each thing takes; together at most CELLS.

    Returns:
        The middle of each thing in pixels, in the order of `widths`.
    """
    gaps = [0] * (len(widths) + 1)
    for _ in range(CELLS - sum(widths)):
        gaps[random.randrange(len(gaps))] += 1
    order = list(range(len(widths)))
    random.shuffle(order)
    middles = [0] * len(widths)
    cell = 0
    for gap, index in zip(gaps, order):
        cell += gap
        middles[index] = cell * CELL + widths[index] * CELL // 2
        cell += widths[index]
    return middles
