"""Makes the prompts' reference values: how the reference skips CLIP layers, and weighted prompts.

    python prompt_embeddings.py GOLDEN OUT      GOLDEN: the golden pipelines' models, OUT: prompts

Writes OUT/text_encoder, a small random encoder exported with its hidden states and with its norms
as plain operators (opset 14), and OUT/embeddings.json.gz. Skipped layers come from diffusers'
encode_prompt. Weighted prompts are put together here, from windows cut by hand, by the rule that
AUTOMATIC1111's interface follows: hidden states times weights, then times one factor that restores
their mean. Each case says by how much rounding moves the reference itself: its values in double
precision against its values in single. Needs torch, diffusers, transformers, onnx.
"""

import gzip
import json
import sys
from functools import partial
from pathlib import Path

import torch
from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline
from rounding import clip_config, restored
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    PreTrainedTokenizerFast,
)

# transformers 5 has no text_model in this class, which the reference still asks for the final norm.
if not hasattr(CLIPTextModel, "text_model"):
    CLIPTextModel.text_model = property(lambda encoder: encoder)

TOKENS = 77
PROMPT = "an old stone bridge over a river, morning light"
NEGATIVE = "rain, blurry"
# A weighted prompt and its windows: words and their weights.
WEIGHTED = "a (red:1.4) fox, [snow] BREAK (night:0.5) sky"
WINDOWS = [
    [("a", 1), ("red", 1.4), ("fox,", 1), ("snow", 1 / 1.1)],
    [("night", 0.5), ("sky", 1)],
]


class Exported(torch.nn.Module):
    """Last hidden state, pooled vector, all layers' hidden states."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids):
        out = self.encoder(input_ids, output_hidden_states=True)
        return out.last_hidden_state, out.pooler_output, *out.hidden_states


def small(vocabulary: int) -> CLIPTextModel:
    """Random, norms included: their weights must be read from the graph, not guessed."""
    torch.manual_seed(7)
    config = CLIPTextConfig(
        vocab_size=vocabulary,
        hidden_size=8,
        intermediate_size=16,
        projection_dim=8,
        num_hidden_layers=4,
        num_attention_heads=2,
        hidden_act="quick_gelu",
        bos_token_id=vocabulary - 2,
        eos_token_id=vocabulary - 1,
    )
    encoder = CLIPTextModel(config).eval()
    with torch.no_grad():
        for name, value in encoder.named_parameters():
            value.copy_(torch.randn_like(value) * (0.3 if "norm" in name else 0.2))
            if "norm" in name and name.endswith("weight"):
                value.add_(1)
    return encoder


def export(encoder: CLIPTextModel, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    layers = encoder.config.num_hidden_layers
    names = ["last_hidden_state", "pooler_output"]
    names += [f"hidden_states.{layer}" for layer in range(layers + 1)]
    torch.onnx.export(
        Exported(encoder),
        (torch.zeros(2, TOKENS, dtype=torch.long),),
        folder / "model.onnx",
        input_names=["input_ids"],
        output_names=names,
        dynamic_axes={name: {0: "batch"} for name in ["input_ids", *names]},
        opset_version=14,
        dynamo=False,
    )
    (folder / "config.json").write_text(encoder.config.to_json_string())


def window(tokenizer, words: list) -> tuple:
    """Ids and weights of one window."""
    ids, weights = [tokenizer.bos_token_id], [1.0]
    for text, weight in words:
        own = tokenizer(text, add_special_tokens=False).input_ids
        ids += own
        weights += [weight] * len(own)
    ids.append(tokenizer.eos_token_id)
    ids += [tokenizer.pad_token_id] * (TOKENS - len(ids))
    return ids, weights + [1.0] * (TOKENS - len(weights))


@torch.no_grad()
def weighted(tokenizers: list, encoders: list, layer: int | None) -> torch.Tensor:
    sides = []
    for tokenizer, encoder in zip(tokenizers, encoders, strict=True):
        parts = []
        for words in WINDOWS:
            ids, weights = window(tokenizer, words)
            out = encoder(torch.tensor([ids]), output_hidden_states=True)
            state = out.last_hidden_state[0] if layer is None else out.hidden_states[layer][0]
            changed = state * torch.tensor(weights)[:, None]
            parts.append(changed * (state.mean() / changed.mean()))
        sides.append(torch.cat(parts))
    return torch.cat(sides, -1)


def case(model: str, syntax: str, prompt: str, skip: int, encoders: list, encode) -> dict:
    """What encode() gives, and how far it is from the same in double precision."""
    values = encode()
    for encoder in encoders:
        encoder.double()
    rounding = (encode() - values).abs().max().item()
    for encoder in encoders:
        encoder.float()
    numbers = [float(f"{number:.9g}") for number in values.flatten().tolist()]
    stride = 1 if len(numbers) < 2000 else 11
    return {
        "model": model,
        "syntax": syntax,
        "prompt": prompt,
        "clip_skip": skip,
        "shape": list(values.shape),
        "rounding": float(f"{rounding:.3g}"),
        "stride": stride,
        "hidden": numbers[::stride],
    }


@torch.no_grad()
def main(golden: Path, out: Path) -> None:
    torch.set_num_threads(1)
    cases = []
    tokenizer = PreTrainedTokenizerFast.from_pretrained(golden / "sd15" / "tokenizer")
    encoder = small(len(tokenizer))
    export(encoder, out / "text_encoder")
    parts = dict(vae=None, unet=None, scheduler=None, feature_extractor=None)
    pipeline = StableDiffusionPipeline(
        **parts,
        text_encoder=encoder,
        tokenizer=tokenizer,
        safety_checker=None,
        requires_safety_checker=False,
    )

    def side(index: int, skip: int | None = None):
        return lambda: pipeline.encode_prompt(
            PROMPT,
            device="cpu",
            num_images_per_prompt=1,
            do_classifier_free_guidance=True,
            negative_prompt=NEGATIVE,
            clip_skip=skip,
        )[index][0]

    one = [encoder]
    for skip in (None, 1, 2, 4):
        cases.append(case("sd", "plain", PROMPT, skip or 0, one, side(0, skip)))
    cases.append(case("sd", "plain", NEGATIVE, 0, one, side(1)))
    windows = partial(weighted, [tokenizer], one, None)
    cases.append(case("sd", "weighted", WEIGHTED, 0, one, windows))

    folder = golden / "sdxl"
    tokenizers = [
        PreTrainedTokenizerFast.from_pretrained(folder / name)
        for name in ("tokenizer", "tokenizer_2")
    ]
    encoders = [
        restored(folder / "text_encoder", CLIPTextModel(clip_config(folder / "text_encoder"))),
        restored(
            folder / "text_encoder_2",
            CLIPTextModelWithProjection(clip_config(folder / "text_encoder_2")),
        ),
    ]
    pipeline = StableDiffusionXLPipeline(
        vae=None,
        text_encoder=encoders[0],
        text_encoder_2=encoders[1],
        tokenizer=tokenizers[0],
        tokenizer_2=tokenizers[1],
        unet=None,
        scheduler=None,
        add_watermarker=False,
    )
    for skip in (None, 1, 3):
        cases.append(case("sdxl", "plain", PROMPT, skip or 0, encoders, side(0, skip)))
    cases.append(case("sdxl", "plain", NEGATIVE, 0, encoders, side(1)))
    windows = partial(weighted, tokenizers, encoders, -2)
    cases.append(case("sdxl", "weighted", WEIGHTED, 0, encoders, windows))
    with gzip.GzipFile(out / "embeddings.json.gz", "wb", mtime=0) as file:
        file.write(json.dumps({"cases": cases}).encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
