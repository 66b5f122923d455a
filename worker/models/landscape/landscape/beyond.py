"""What becomes of prompts that training never asked for: things to leave out, and other worlds.

    python -m landscape.beyond --work WORK --model MODEL --count 64

Prints a line of JSON per thing that a negative prompt names: in how many pictures the judge sees
it, of captions that leave it open, without and with the negative prompt. Then how sure the judge
is of terrain and time in pictures of prompts from outside the domain, beside renders, where noise
would leave it in doubt; and draws these pictures to WORK/beyond.webp.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from landscape.attributes import VALUES
from landscape.dataset import HELD_OUT
from landscape.engine import OnnxModel
from landscape.judge import Judge, certainty, load_judge, verdicts
from landscape.measure import held_out_captions, save_grid

NEGATIVES = {
    "clouds": "clouds",
    "orb": "the sun, the moon",
    "stars": "stars",
    "house": "a house",
    "trees": "trees",
    "birds": "birds",
}
SURE = ("time", "terrain")
BEYOND = [
    "a cat on a sofa",
    "portrait of a queen, oil painting",
    "a bowl of ramen",
    "ein rotes Haus am Meer",
    "asdf qwertz jkl",
    "",
    "a red house on the moon",
    "a green boat in the desert",
    "seven lighthouses",
    "a spaceship over snowy hills at night",
    "no house, no trees, nothing",
    "underwater coral reef with fish",
    "a dragon above a city at sunset",
    "🌅🏝️",
    "SELECT * FROM landscapes",
    "a house a house a house a house a house a house a house a house",
]


def negatives(engine: OnnxModel, judge: Judge, work: Path, count: int) -> None:
    """Prints what negative prompts do."""
    texts, said, _ = held_out_captions(work, HELD_OUT)
    for name, negative in NEGATIVES.items():
        open_ = [text for text, facts in zip(texts, said, strict=True) if name not in facts]
        chosen = open_[:count]
        shares = [
            _share(judge, engine.pictures(chosen, negative=words), name)
            for words in ("", negative)
        ]
        print(json.dumps({"negative": negative, "without": shares[0], "with": shares[1]}))


def beyond(engine: OnnxModel, judge: Judge, work: Path) -> None:
    """Prints how sure the judge is of what is far from anything learned, and draws it."""
    made = engine.pictures(BEYOND)
    renders = held_out_captions(work, len(BEYOND))[2]
    print(
        json.dumps(
            {
                f"sure_of_{name}": {
                    "renders": certainty(judge, renders, name),
                    "beyond": certainty(judge, made, name),
                }
                for name in SURE
            }
        )
    )
    save_grid(made, 8, work / "beyond.webp")


def _share(judge: Judge, pictures: np.ndarray, name: str) -> float:
    """In what share of the pictures it is there at all."""
    seen = [each[name] != VALUES[name][0] for each in verdicts(judge, pictures)]
    return round(float(np.mean(seen)), 3)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m landscape.beyond", description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder with data and judge.pt")
    parser.add_argument("--model", type=Path, required=True, help="exported folder")
    parser.add_argument("--count", type=int, default=64, help="captions of each thing")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    engine, judge = OnnxModel(arguments.model, threads=2), load_judge(arguments.work)
    negatives(engine, judge, arguments.work, arguments.count)
    beyond(engine, judge, arguments.work)


if __name__ == "__main__":
    main()
