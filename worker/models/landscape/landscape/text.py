"""The text encoder: learns to tell what a caption mentions, then stays as it is.

Its last hidden state is what the U-Net attends to. Positions behind the caption see all of it;
the last ones each learn one attribute, so that the U-Net finds every fact at a fixed place.
"""

from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
import torch.nn.functional as functional
from tokenizers import Tokenizer
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel

from landscape.attributes import NAMES, VALUES, mentioned
from landscape.captions import caption
from landscape.progress import Log
from landscape.scene import draw_scene
from landscape.tokens import POSITIONS, encode, load_tokenizer, save_tokenizer, train_tokenizer

WIDTH = 128
SLOTS = {
    "time": 1,
    "terrain": 2,
    "season": 2,
    "orb": 3,
    "big": 3,
    "stars": 4,
    "clouds": 4,
    "weather": 5,
    "rainbow": 5,
    "birds": 5,
    "balloon": 6,
    "house": 7,
    "trees": 8,
    "tree": 8,
    "boat": 9,
    "boats": 9,
    "lighthouse": 10,
    "palm": 10,
    "cacti": 11,
    "pyramids": 11,
}


@dataclass(frozen=True)
class TextPlan:
    """How to train: captions to learn from, steps, captions a step, peak learning rate."""

    captions: int = 60_000
    steps: int = 1600
    batch: int = 128
    rate: float = 2e-3
    vocabulary: int = 1200


def train_text(work: Path, plan: TextPlan) -> None:
    """Trains tokenizer and text encoder; writes work/parts/tokenizer and text_encoder."""
    torch.manual_seed(0)
    log = Log(work / "text.jsonl", quiet=False)
    texts, facts = _captions(plan.captions)
    tokenizer = train_tokenizer(texts, plan.vocabulary)
    save_tokenizer(tokenizer, work / "parts" / "tokenizer")
    ids, facts = encode(tokenizer, texts), torch.tensor(facts)
    held_out = max(200, plan.captions // 30)
    model = new_text_encoder(tokenizer)
    heads = nn.ModuleList([nn.Linear(WIDTH, len(VALUES[name]) + 2) for name in NAMES])
    parameters = [*model.parameters(), *heads.parameters()]
    optimizer = torch.optim.AdamW(parameters, weight_decay=0.01)
    for step in range(plan.steps):
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * min(1, (step + 1) / 50) * (1 - step / plan.steps)
        rows = torch.randint(0, len(ids) - held_out, (plan.batch,))
        loss = _loss(model, heads, ids[rows], facts[rows])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        if (step + 1) % 100 == 0:
            log.write(step=step + 1, loss=round(loss.item(), 4))
    accuracy = _accuracy(model, heads, ids[-held_out:], facts[-held_out:])
    log.write(vocabulary=tokenizer.get_vocab_size(), held_out_accuracy=accuracy)
    model.save_pretrained(work / "parts" / "text_encoder")


def new_text_encoder(tokenizer: Tokenizer) -> CLIPTextModel:
    """A CLIP text model of two layers with fresh weights."""
    start, end = encode(tokenizer, [""])[0, :2].tolist()
    config = CLIPTextConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=WIDTH,
        intermediate_size=512,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=POSITIONS,
        hidden_act="quick_gelu",
        bos_token_id=start,
        eos_token_id=end,
        pad_token_id=end,
        projection_dim=WIDTH,
    )
    return CLIPTextModel(config)


class TextReader:
    """Captions to what the U-Net attends to."""

    def __init__(self, parts: Path):
        self._tokenizer = load_tokenizer(parts / "tokenizer")
        self._model = CLIPTextModel.from_pretrained(parts / "text_encoder").eval()

    @torch.no_grad()
    def read(self, captions: list[str]) -> torch.Tensor:
        """float32 of shape (captions, POSITIONS, WIDTH)."""
        pieces = []
        for start in range(0, len(captions), 250):
            ids = encode(self._tokenizer, captions[start : start + 250])
            pieces.append(self._model(input_ids=ids).last_hidden_state)
        return torch.cat(pieces)


def _captions(count: int) -> tuple[list[str], list[list[int]]]:
    random = Random(5)
    texts, facts = [], []
    for _ in range(count):
        text, said = caption(draw_scene(random), random)
        texts.append(text)
        facts.append(mentioned(said))
    return texts, facts


def _loss(model, heads, ids: torch.Tensor, facts: torch.Tensor) -> torch.Tensor:
    """Every attribute from the prompt's vector and from the attribute's own position."""
    output = model(input_ids=ids)
    total = 0.0
    for index, (name, head) in enumerate(zip(NAMES, heads)):
        for vector in (output.pooler_output, output.last_hidden_state[:, -SLOTS[name]]):
            total = total + functional.cross_entropy(head(vector), facts[:, index])
    return total / 2


@torch.no_grad()
def _accuracy(model, heads, ids: torch.Tensor, facts: torch.Tensor) -> dict[str, float]:
    output = model(input_ids=ids)
    result = {}
    for index, (name, head) in enumerate(zip(NAMES, heads)):
        guess = head(output.last_hidden_state[:, -SLOTS[name]]).argmax(1)
        result[name] = round((guess == facts[:, index]).float().mean().item(), 4)
    return result
