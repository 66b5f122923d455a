"""Compositions that the U-Net never sees in training, to measure what it makes of new ones."""

from random import Random

from landscape.scene import Scene, draw_scene

LEFT_OUT = {
    ("house", "red", "night"),
    ("house", "blue", "dawn"),
    ("house", "yellow", "day"),
    ("house", "white", "sunset"),
    ("house", "purple", "night"),
    ("boat", "red", "dawn"),
    ("boat", "blue", "night"),
    ("boat", "yellow", "sunset"),
    ("boat", "white", "night"),
    ("boat", "purple", "day"),
    ("balloon", "red", "day"),
    ("balloon", "blue", "sunset"),
    ("balloon", "yellow", "dawn"),
    ("balloon", "white", "day"),
    ("balloon", "purple", "dawn"),
}


def left_out(scene: Scene) -> list[str]:
    """The things of the scene whose colour and time of day are never seen together."""
    return [
        thing
        for thing, colour, time in sorted(LEFT_OUT)
        if getattr(scene, thing) == colour and scene.time == time
    ]


def unseen_scenes(count: int) -> list[Scene]:
    """Scenes by lot that hold such a thing."""
    random = Random(31)
    found: list[Scene] = []
    while len(found) < count:
        scene = draw_scene(random)
        if left_out(scene):
            found.append(scene)
    return found
