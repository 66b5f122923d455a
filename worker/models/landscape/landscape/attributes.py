"""The attributes that captions mention and that the judge looks for."""

from collections import Counter
from statistics import fmean

from landscape.scene import COLOURS, FOREST, Scene

LAND = ("hills", "mountains")
VALUES: dict[str, list] = {
    "time": ["day", "sunset", "dawn", "night"],
    "terrain": ["hills", "mountains", "sea", "desert", "city"],
    "season": ["summer", "spring", "autumn", "winter"],
    "orb": ["none", "sun", "full", "crescent"],
    "big": [False, True],
    "stars": [False, True],
    "clouds": ["none", "one", "few", "many"],
    "weather": ["none", "snow", "rain"],
    "rainbow": [False, True],
    "birds": [False, True],
    "balloon": [None, *COLOURS],
    "house": [None, *COLOURS],
    "trees": [0, 1, 2, 3, FOREST],
    "tree": ["pine", "round"],
    "boat": [None, *COLOURS],
    "boats": [0, 1, 2],
    "lighthouse": [False, True],
    "palm": [False, True],
    "cacti": [0, 1, 2, 3],
    "pyramids": [0, 1, 2],
}
NAMES = list(VALUES)
TWICE = [None, "orb", "balloon", "house", "lighthouse", "palm"]
FAULTS = {"twice": TWICE, "smudged": [False, True]}
SEEN = {**VALUES, **FAULTS}  # what pictures are examined for


def visible(scene: Scene, name: str) -> bool:
    """Whether a picture of the scene can show the attribute at all.

    What a smudged one shows can be argued about; that it is smudged can't.
    """
    if scene.smudged:
        return name == "smudged"
    if name == "season":
        return scene.terrain in LAND
    if name == "big":
        return scene.orb != "none"
    if name == "tree":
        return scene.trees > 0
    return True


def rarities(scenes: list[Scene]) -> list[float]:
    """How often to draw each scene so that rare values come up more often: a scene's values'
    mean inverse frequency. Its square drew half of all scenes from sea and desert, and houses
    and trees got worse."""
    counts = {
        name: Counter(getattr(each, name) for each in scenes if visible(each, name))
        for name in NAMES
    }
    return [
        fmean(
            len(scenes) / len(VALUES[name]) / counts[name][getattr(scene, name)]
            for name in NAMES
            if visible(scene, name)
        )
        for scene in scenes
    ]


def labels(scene: Scene) -> list[int]:
    """Index of each attribute's value, in the order of SEEN; -1 where it can't be seen."""
    return [
        values.index(getattr(scene, name)) if visible(scene, name) else -1
        for name, values in SEEN.items()
    ]


def wanted(said: dict[str, object]) -> list[int]:
    """Index of each value that words ask for, in the order of SEEN; -1 where they leave it open.

    Nobody asks for a thing twice, or for a smudge.
    """
    said = {**said, "twice": None, "smudged": False}
    return [
        values.index(said[name]) if said.get(name, "any") != "any" else -1
        for name, values in SEEN.items()
    ]


def mentioned(said: dict[str, object]) -> list[int]:
    """Per attribute, 0 where the words leave it open, else one more than its value's index.

    A thing without its colour ("a house") has the index after the last colour's.
    """
    found = []
    for name in NAMES:
        if name not in said:
            found.append(0)
        elif said[name] == "any":
            found.append(len(VALUES[name]) + 1)
        else:
            found.append(VALUES[name].index(said[name]) + 1)
    return found
