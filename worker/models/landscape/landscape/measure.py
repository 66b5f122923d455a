"""Measures the trained model on held-out scenes and draws the grids of the card."""

from collections import defaultdict
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from landscape.attributes import FAULTS, NAMES
from landscape.captions import caption
from landscape.compositions import left_out, unseen_scenes
from landscape.dataset import HELD_OUT, load_pictures, load_scenes
from landscape.judge import Judge, agrees, verdicts

QUALITY = 90  # of WebP

GRID_PROMPTS = [
    "a red house on green hills under a full moon, starry night",
    "snowy mountains at sunset with two pine trees",
    "a white sailboat on a calm blue sea at noon, white clouds",
    "desert dunes with a cactus and a big orange sun at sunset",
    "a city skyline at night with stars",
    "a blue house on snowy hills, falling snow, by day",
    "a lighthouse at the sea at night with a crescent moon",
    "autumn hills with three round trees at dawn",
    "two pyramids in the desert at noon",
    "a calm sea at sunset with a setting sun",
    "mountains at noon with a forest of pine trees",
    "green hills with a rainbow, at noon",
    "a city at sunset with a big red sun",
    "a red hot air balloon, mountains at dawn",
    "an island with a palm tree and a yellow boat at dawn",
    "a purple house and two trees in a rainy meadow by day",
]


def held_out_captions(work: Path, count: int) -> tuple[list[str], list[dict], np.ndarray]:
    """Captions of the first held-out scenes, what each mentions, and the renders."""
    random = Random(11)
    texts, said = [], []
    for scene in load_scenes(work / "data")[-HELD_OUT:][:count]:
        text, facts = caption(scene, random)
        texts.append(text)
        said.append(facts)
    return texts, said, load_pictures(work / "data")[-HELD_OUT:][:count]


def unseen_captions(count: int) -> tuple[list[str], list[dict]]:
    """Captions of compositions left out of training, and what they mention of these: the thing
    with its colour, and the time of day."""
    random = Random(13)
    texts, said = [], []
    for scene in unseen_scenes(20 * count):
        text, facts = caption(scene, random)
        facts = {name: facts.get(name) for name in ("time", *left_out(scene))}
        if None not in facts.values() and "any" not in facts.values() and len(texts) < count:
            texts.append(text)
            said.append(facts)
    return texts, said


def adherence(judge: Judge, pictures: np.ndarray, said: list[dict]) -> dict[str, tuple]:
    """Per attribute, the share of its mentions that the judge finds, and their number."""
    right, total = defaultdict(int), defaultdict(int)
    for seen, facts in zip(verdicts(judge, pictures), said, strict=True):
        for name, value in facts.items():
            total[name] += 1
            right[name] += agrees(seen[name], value)
    return {name: (right[name] / total[name], total[name]) for name in NAMES if total[name]}


def whole(judge: Judge, pictures: np.ndarray, said: list[dict]) -> float:
    """The share of pictures in which the judge finds all that is mentioned."""
    found = [
        all(agrees(seen[name], value) for name, value in facts.items())
        for seen, facts in zip(verdicts(judge, pictures), said, strict=True)
    ]
    return round(float(np.mean(found)), 4)


def faulty(judge: Judge, pictures: np.ndarray, fault: str) -> float:
    """The share of pictures in which the judge sees a thing twice that should be there once, or a
    smudge."""
    seen = verdicts(judge, pictures)
    return round(float(np.mean([each[fault] not in (None, False) for each in seen])), 4)


def compare(judge: Judge, real: np.ndarray, made: np.ndarray, said: list[dict]) -> dict:
    """Adherence of renders and of generated pictures side by side, and the mean of the ratios."""
    on_real, on_made = adherence(judge, real, said), adherence(judge, made, said)
    table = {
        name: {
            "mentions": on_real[name][1],
            "renders": round(on_real[name][0], 3),
            "generated": round(on_made[name][0], 3),
            "ratio": _ratio(on_made[name][0], on_real[name][0]),
        }
        for name in on_real
    }
    ratios = [row["ratio"] for row in table.values() if row["ratio"] is not None]
    mentions = sum(row["mentions"] for row in table.values())
    found = sum(row["mentions"] * row["generated"] for row in table.values())
    findable = sum(row["mentions"] * row["renders"] for row in table.values())
    return {
        "attributes": table,
        "mean_ratio": round(float(np.mean(ratios)), 4) if ratios else None,
        "ratio_over_mentions": _ratio(found, findable),
        "mentions": mentions,
        "all_of_caption": {
            "renders": whole(judge, real, said),
            "generated": whole(judge, made, said),
        },
        **{
            fault: {"renders": faulty(judge, real, fault), "generated": faulty(judge, made, fault)}
            for fault in FAULTS
        },
    }


def _ratio(made: float, real: float) -> float | None:
    """None where the judge finds nothing even in renders, as after a smoke run."""
    return round(made / real, 4) if real else None


def save_grid(pictures: np.ndarray, columns: int, path: Path, scale: int = 1) -> None:
    """Pictures side by side with a thin dark gap, enlarged by a factor; PNG or WebP."""
    side, gap = scale * pictures.shape[1], 2 * scale
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (side + gap) - gap, rows * (side + gap) - gap), "#202020")
    for index, picture in enumerate(pictures):
        place = (index % columns * (side + gap), index // columns * (side + gap))
        sheet.paste(Image.fromarray(picture).resize((side, side), Image.Resampling.BICUBIC), place)
    sheet.save(path, optimize=True, quality=QUALITY)
