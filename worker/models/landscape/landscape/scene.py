"""What a landscape holds, and how one is drawn by lot."""

from dataclasses import dataclass
from random import Random

COLOURS = {
    "red": (214, 52, 48),
    "blue": (52, 104, 214),
    "yellow": (248, 204, 56),
    "white": (246, 246, 242),
    "purple": (146, 78, 196),
}
FOREST = 8


@dataclass
class Scene:
    """One landscape. Counts are whole numbers; a colour is None where the thing is absent."""

    time: str = "day"  # day, sunset, dawn, night
    terrain: str = "hills"  # hills, mountains, sea, desert, city
    season: str = "summer"  # summer, spring, autumn, winter; summer outside hills and mountains
    orb: str = "none"  # none, sun, full, crescent
    big: bool = False  # the orb's size
    stars: bool = False
    clouds: str = "none"  # none, one, few, many
    weather: str = "none"  # none, snow, rain
    rainbow: bool = False
    birds: bool = False
    balloon: str | None = None
    house: str | None = None
    trees: int = 0  # 0 to 3, or FOREST
    tree: str = "pine"  # pine, round
    boat: str | None = None
    boats: int = 0  # 0 to 2
    lighthouse: bool = False
    palm: bool = False
    cacti: int = 0  # 0 to 3
    pyramids: int = 0  # 0 to 2
    twice: str | None = None  # a thing that is there twice; never drawn by lot
    smudged: bool = False  # things lie half here, half there; never drawn by lot

    def copies(self, thing: str) -> int:
        """How many of a thing that can't be counted are there, if it's there at all."""
        return 2 if self.twice == thing else 1


def draw_scene(random: Random) -> Scene:
    """A scene by lot: things are frequent, and only those that suit the terrain occur."""
    scene = Scene()
    scene.time = _lot(random, {"day": 0.34, "sunset": 0.22, "dawn": 0.16, "night": 0.28})
    scene.terrain = _lot(
        random, {"hills": 0.32, "mountains": 0.2, "sea": 0.24, "desert": 0.14, "city": 0.1}
    )
    if scene.terrain in ("hills", "mountains"):
        scene.season = _lot(
            random, {"summer": 0.45, "spring": 0.13, "autumn": 0.2, "winter": 0.22}
        )
    _draw_sky(scene, random)
    if scene.terrain in ("hills", "mountains"):
        _draw_land(scene, random)
    if scene.terrain == "sea":
        _draw_sea(scene, random)
    if scene.terrain == "desert":
        _draw_desert(scene, random)
    return scene


def _draw_sky(scene: Scene, random: Random) -> None:
    night = scene.time == "night"
    if night:
        scene.orb = _lot(random, {"full": 0.44, "crescent": 0.36, "none": 0.2})
    else:
        scene.orb = "sun" if random.random() < 0.68 else "none"
    scene.big = scene.orb != "none" and random.random() < 0.33
    scene.stars = night and random.random() < 0.65
    if night:
        scene.clouds = _lot(random, {"none": 0.7, "one": 0.1, "few": 0.12, "many": 0.08})
    else:
        scene.clouds = _lot(random, {"none": 0.46, "one": 0.14, "few": 0.22, "many": 0.18})
    if scene.season == "winter" and random.random() < 0.4:
        scene.weather = "snow"
    elif scene.terrain != "desert" and scene.clouds == "many" and random.random() < 0.45:
        scene.weather = "rain"
    scene.rainbow = scene.time == "day" and random.random() < 0.16
    scene.birds = not night and random.random() < 0.14
    if random.random() < 0.2:
        scene.balloon = random.choice(list(COLOURS))


def _draw_land(scene: Scene, random: Random) -> None:
    if random.random() < (0.68 if scene.terrain == "hills" else 0.42):
        scene.house = random.choice(list(COLOURS))
    if random.random() < 0.62:
        scene.trees = _lot(random, {1: 0.3, 2: 0.26, 3: 0.22, FOREST: 0.22})
    scene.tree = "pine" if random.random() < 0.6 else "round"


def _draw_sea(scene: Scene, random: Random) -> None:
    if random.random() < 0.68:
        scene.boat = random.choice(list(COLOURS))
        scene.boats = 2 if random.random() < 0.25 else 1
    coast = random.random()
    scene.lighthouse = coast < 0.32
    scene.palm = 0.32 <= coast < 0.56


def _draw_desert(scene: Scene, random: Random) -> None:
    if random.random() < 0.66:
        scene.cacti = _lot(random, {1: 0.44, 2: 0.3, 3: 0.26})
    if random.random() < 0.4:
        scene.pyramids = _lot(random, {1: 0.6, 2: 0.4})


def _lot(random: Random, weights: dict):
    values = list(weights)
    return random.choices(values, [weights[value] for value in values])[0]
