"""Colours, and how the hour tints them."""

from random import Random

SKY = {
    "day": [(64, 146, 228), (120, 188, 244), (196, 230, 250)],
    "sunset": [(84, 52, 128), (232, 98, 92), (255, 188, 100)],
    "dawn": [(128, 150, 216), (244, 184, 206), (255, 232, 196)],
    "night": [(10, 14, 44), (24, 32, 78), (52, 64, 120)],
}
OVERCAST = {
    "day": (150, 162, 176),
    "sunset": (150, 96, 110),
    "dawn": (190, 176, 186),
    "night": (30, 34, 52),
}
GROUND_TINT = {
    "day": (1, 1, 1),
    "sunset": (0.92, 0.70, 0.66),
    "dawn": (0.95, 0.86, 0.92),
    "night": (0.36, 0.42, 0.62),
}
THING_TINT = {
    "day": (1, 1, 1),
    "sunset": (0.98, 0.86, 0.82),
    "dawn": (0.97, 0.92, 0.94),
    "night": (0.74, 0.74, 0.84),
}
SUN = {"day": (255, 222, 84), "sunset": (255, 132, 48), "dawn": (255, 226, 150)}
MOON = (250, 244, 214)
CLOUD = {
    "day": (255, 255, 255),
    "sunset": (250, 190, 170),
    "dawn": (255, 236, 238),
    "night": (92, 100, 140),
}
WATER = {
    "day": (44, 126, 198),
    "sunset": (150, 76, 116),
    "dawn": (132, 150, 200),
    "night": (18, 34, 84),
}
GRASS = {
    "summer": (104, 184, 84),
    "spring": (134, 200, 96),
    "autumn": (214, 160, 70),
    "winter": (232, 240, 248),
}
LEAVES = {
    "summer": (64, 150, 70),
    "spring": (240, 160, 190),
    "autumn": (226, 120, 44),
    "winter": (225, 234, 242),
}
LIT = (255, 226, 120)


def tint(colour, factors):
    """The colour under a coloured light; factors per channel, 1 leaves it as it is."""
    return tuple(int(value * factor) for value, factor in zip(colour, factors))


def mix(first, second, share):
    """`share` 0 gives the first colour, 1 the second."""
    return tuple(int(a + (b - a) * share) for a, b in zip(first, second))


def vary(colour, random: Random, reach=4):
    """The colour, each channel moved by at most `reach`."""
    return tuple(
        int(max(0, min(255, value + random.uniform(-reach, reach)))) for value in colour
    )
