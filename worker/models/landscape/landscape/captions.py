"""Says a scene in words, and notes which attributes the words mention."""

import re
from random import Random

from landscape import words
from landscape.scene import FOREST, Scene

OWN_TERRAIN = 0.22


def caption(scene: Scene, random: Random) -> tuple[str, dict[str, object]]:
    """One of many captions of a scene.

    Some are long, some leave most of the scene out.

    Returns:
        The caption and, per mentioned attribute, its value; names are those of Scene, without
        those that the words leave open.
    """
    said: dict[str, object] = {}
    brief = random.random() < 0.2
    subjects = _subjects(scene, random, said, brief)
    sky = _sky(scene, random, said, brief)
    place = _place(scene, random, said, bool(subjects))
    time = _time(scene, random, said)
    text = _join(scene, random, place, subjects, sky, time)
    if random.random() < 0.08:
        text = f"{random.choice(words.OPENINGS)} {text}"
    return re.sub(r"\ba (?=[aeio])(?!one)", "an ", text), said


def _subjects(scene: Scene, random: Random, said: dict, brief: bool) -> list[str]:
    """What stands on the ground; a brief caption keeps at most one thing."""
    makers = []
    if scene.house:
        makers.append(_house)
    if scene.trees:
        makers.append(_trees)
    if scene.boats:
        makers.append(_boats)
    if scene.lighthouse:
        makers.append(_lighthouse)
    if scene.palm:
        makers.append(_palm)
    if scene.cacti:
        makers.append(_cacti)
    if scene.pyramids:
        makers.append(_pyramids)
    random.shuffle(makers)
    if brief:
        makers = makers[:1]
    return [make(scene, random, said) for make in makers if random.random() < 0.97]


def _house(scene: Scene, random: Random, said: dict) -> str:
    noun = random.choice(words.HOUSES)
    said["house"] = "any"
    if random.random() < 0.07:
        return f"a {noun}"
    said["house"] = scene.house
    article = random.choice(["a", "a", "a", "one", "a small", "a little"])
    return f"{article} {_colour(scene.house, random)} {noun}"


def _trees(scene: Scene, random: Random, said: dict) -> str:
    said["trees"], said["tree"] = scene.trees, scene.tree
    pine = scene.tree == "pine"
    noun = random.choice(words.PINES if pine else words.ROUND_TREES)
    if scene.trees == FOREST:
        if random.random() < 0.4:
            return random.choice(words.PINE_FORESTS if pine else words.ROUND_FORESTS)
        return f"{random.choice(words.MANY)} {_plural(noun)}"
    return _counted(scene.trees, noun, random)


def _boats(scene: Scene, random: Random, said: dict) -> str:
    said["boats"], said["boat"] = scene.boats, scene.boat
    noun = random.choice(words.BOATS)
    if random.random() < 0.07:
        said["boat"] = "any"
        return _counted(scene.boats, noun, random)
    colour = _colour(scene.boat, random)
    if scene.boats == 1 and random.random() < 0.2:
        return f"a {noun} with a {colour} sail"
    return _counted(scene.boats, f"{colour} {noun}", random)


def _lighthouse(scene: Scene, random: Random, said: dict) -> str:
    said["lighthouse"] = True
    return random.choice(words.LIGHTHOUSES)


def _palm(scene: Scene, random: Random, said: dict) -> str:
    said["palm"] = True
    return random.choice(words.PALMS)


def _cacti(scene: Scene, random: Random, said: dict) -> str:
    said["cacti"] = scene.cacti
    if scene.cacti == 1:
        return f"{random.choice(words.NUMBERS[1])} cactus"
    return f"{random.choice(words.NUMBERS[scene.cacti])} {random.choice(words.CACTI)}"


def _pyramids(scene: Scene, random: Random, said: dict) -> str:
    said["pyramids"] = scene.pyramids
    if scene.pyramids == 1:
        return random.choice(["a pyramid", "one pyramid", "the pyramid"])
    return random.choice(["two pyramids", "pyramids", "the pyramids", "a pair of pyramids"])


def _sky(scene: Scene, random: Random, said: dict, brief: bool) -> list[str]:
    """What hangs in the sky; a brief caption keeps at most one thing."""
    makers = []
    if scene.orb != "none" and random.random() < 0.92:
        makers.append(_orb)
    if scene.stars and random.random() < 0.92:
        makers.append(_stars)
    if scene.weather != "none" and random.random() < 0.96:
        makers.append(_weather)
    if random.random() < (0.12 if scene.clouds == "none" else 0.9):
        makers.append(_clouds)
    if scene.rainbow:
        makers.append(_rainbow)
    if scene.birds and random.random() < 0.96:
        makers.append(_birds)
    if scene.balloon:
        makers.append(_balloon)
    random.shuffle(makers)
    if brief:
        makers = makers[: random.randrange(2)]
    return [make(scene, random, said) for make in makers]


def _orb(scene: Scene, random: Random, said: dict) -> str:
    said["orb"], said["big"] = scene.orb, scene.big
    size = random.choice(words.SIZES) + " " if scene.big else ""
    article = random.choice(["a", "the"])
    if scene.orb == "sun":
        return f"{article} {size}{random.choice(words.SUNS[scene.time])}"
    if scene.orb == "full":
        if not scene.big and random.random() < 0.2:
            return random.choice(["the moon", "moon"])
        return f"{article} {size}{random.choice(['full moon', 'round moon', 'full moon'])}"
    kinds = ["crescent moon", "half moon", "crescent", "crescent moon"]
    return f"{article} {size}{random.choice(kinds)}"


def _stars(scene: Scene, random: Random, said: dict) -> str:
    said["stars"] = True
    return random.choice(words.STARS)


def _weather(scene: Scene, random: Random, said: dict) -> str:
    said["weather"] = scene.weather
    return random.choice(words.WEATHER[scene.weather])


def _clouds(scene: Scene, random: Random, said: dict) -> str:
    said["clouds"] = scene.clouds
    return random.choice(words.CLEAR if scene.clouds == "none" else words.CLOUDS[scene.clouds])


def _rainbow(scene: Scene, random: Random, said: dict) -> str:
    said["rainbow"] = True
    return random.choice(words.RAINBOWS)


def _birds(scene: Scene, random: Random, said: dict) -> str:
    said["birds"] = True
    return random.choice(words.BIRDS)


def _balloon(scene: Scene, random: Random, said: dict) -> str:
    said["balloon"] = scene.balloon
    return f"a {_colour(scene.balloon, random)} {random.choice(words.BALLOONS)}"


def _place(scene: Scene, random: Random, said: dict, subjects: bool) -> str:
    """The terrain; sometimes left out where a thing on it says enough."""
    land = scene.terrain in ("hills", "mountains")
    if not land or not subjects:
        said["terrain"] = scene.terrain
    if subjects and random.random() < OWN_TERRAIN:
        return ""
    said["terrain"] = scene.terrain
    if not land:
        return random.choice(words.TERRAINS[scene.terrain])
    said["season"] = scene.season
    return random.choice(words.TERRAINS[scene.terrain, scene.season])


def _time(scene: Scene, random: Random, said: dict) -> str:
    """When it is; left out now and then, though sky words may still give night away."""
    if random.random() < 0.1:
        if said.get("stars") or said.get("orb") in ("full", "crescent"):
            said["time"] = "night"
        return ""
    said["time"] = scene.time
    if scene.time == "night" and scene.stars and random.random() < 0.15:
        said["stars"] = True
        return random.choice(["on a starry night", "under the stars", "under a starry sky"])
    return random.choice(words.TIMES[scene.time])


def _join(scene, random: Random, place: str, subjects, sky, time: str) -> str:
    """Puts the parts into one of several sentence shapes."""
    if random.random() < 0.12:
        if time and random.random() < 0.7:
            time = random.choice(words.BARE_TIMES[scene.time])
        parts = [part for part in [place, *subjects, *sky, time] if part]
        random.shuffle(parts)
        return ", ".join(parts)
    head = _head(scene, random, place, subjects)
    timed = f"{head} {time}".strip()
    shape = random.random()
    if not sky:
        return timed if shape < 0.85 or not time else f"{time}, {head}"
    if shape < 0.4:
        return ", ".join([timed, *sky])
    if shape < 0.6:
        return f"{head} {random.choice(['with', 'and'])} {_listed(sky)} {time}".strip()
    if shape < 0.8:
        return f"{timed} {'and' if ' with ' in head else 'with'} {_listed(sky)}"
    if shape < 0.9:
        return f"{_listed(sky)} over {timed}"
    parts = [part for part in [*sky, head, time] if part]
    random.shuffle(parts)
    return ", ".join(parts)


def _head(scene: Scene, random: Random, place: str, subjects: list[str]) -> str:
    if not subjects:
        return place
    if not place:
        return _listed(subjects)
    shape = random.random()
    if shape < 0.55:
        preposition = random.choice(words.PREPOSITIONS[scene.terrain])
        return f"{_listed(subjects)} {preposition} {place}"
    if shape < 0.85:
        return f"{place} with {_listed(subjects)}"
    return ", ".join([place, *subjects])


def _listed(parts: list[str]) -> str:
    if len(parts) < 3:
        return " and ".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def _counted(count: int, noun: str, random: Random) -> str:
    number = random.choice(words.NUMBERS[count])
    return f"{number} {noun if count == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    return noun + "s"


def _colour(colour: str, random: Random) -> str:
    return random.choice(words.COLOUR_WORDS[colour])
