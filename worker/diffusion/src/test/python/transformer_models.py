"""Small transformer models with random weights, exported with the names and free dimensions of Optimum's exporter."""

import copy
import json
import os
import unittest.mock

import numpy as np
import onnxruntime
import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, FluxPipeline, FluxTransformer2DModel
from diffusers import SD3Transformer2DModel, StableDiffusion3Pipeline
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, T5Config, T5EncoderModel

from transformer_tokenizers import clip_tokenizer, t5_tokenizer

TOLERANCE = 1e-5
EXAMPLE_TEXT = "a fox in snow"


class Export(torch.nn.Module):
    """A model with positional inputs and plain tensors as outputs."""

    def __init__(self, call, module):
        super().__init__()
        self.module = module
        self.call = call

    def forward(self, *inputs):
        return self.call(self.module, *inputs)


class RootMeanSquare(torch.nn.Module):
    """torch.nn.RMSNorm in operators that the exporter knows."""

    def __init__(self, norm):
        super().__init__()
        self.weight, self.eps = norm.weight, torch.finfo(torch.float32).eps if norm.eps is None else norm.eps

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def unflatten(tensor, dim, sizes):
    """torch.Tensor.unflatten of the last dimension, whose own trace fixes the sizes before it."""
    assert dim == -1
    return tensor.reshape(*tensor.shape[:-1], *sizes)


def exportable(module):
    module = copy.deepcopy(module)
    for parent in list(module.modules()):
        for name, child in parent.named_children():
            if isinstance(child, torch.nn.RMSNorm):
                setattr(parent, name, RootMeanSquare(child))
    return module


def export(folder, name, module, call, inputs, outputs):
    """Writes a component and checks it against PyTorch; inputs: name to (example, free dimensions)."""
    os.makedirs(f"{folder}/{name}", exist_ok=True)
    path = f"{folder}/{name}/model.onnx"
    original, wrapped = Export(call, module).eval(), Export(call, exportable(module)).eval()
    examples = tuple(example for example, _ in inputs.values())
    with torch.no_grad(), unittest.mock.patch("torch.Tensor.unflatten", unflatten):
        torch.onnx.export(
            wrapped,
            examples,
            path,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={key: free for key, (_, free) in inputs.items()} | outputs,
            opset_version=17,
            dynamo=False,
        )
        expected = original(*examples)
    expected = expected if isinstance(expected, tuple) else (expected,)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    given = session.run(None, {key: example.numpy() for key, (example, _) in inputs.items()})
    for key, ours, theirs in zip(outputs, given, expected):
        difference = np.abs(ours - theirs.numpy()).max()
        print(f"{path} {key} {list(ours.shape)} std {ours.std():.3f} differs by {difference:.1e}")
        assert difference < TOLERANCE * max(1, np.abs(ours).max())
    if hasattr(module, "save_config"):
        module.save_config(f"{folder}/{name}")
    else:
        module.config.save_pretrained(f"{folder}/{name}")


def clip(folder, number, width, projects, tokenizer):
    torch.manual_seed(100 + number)
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=2 * width,
        projection_dim=width,
        num_hidden_layers=3,
        num_attention_heads=2,
        max_position_embeddings=77,
        hidden_act="gelu" if number == 2 else "quick_gelu",
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=1,
    )
    model = (CLIPTextModelWithProjection if projects else CLIPTextModel)(config).eval()
    name = "text_encoder" if number == 1 else "text_encoder_2"
    ids = torch.tensor(tokenizer([EXAMPLE_TEXT, "sea"], padding="max_length", max_length=77).input_ids)
    layers = {f"hidden_states.{k}": {0: "batch_size", 1: "sequence_length"} for k in range(4)} if projects else {}
    first = ["text_embeds", "last_hidden_state"] if projects else ["last_hidden_state", "pooler_output"]

    def call(module, input_ids):
        out = module(input_ids=input_ids, output_hidden_states=projects)
        return tuple(out[key] for key in first) + tuple(out.hidden_states if projects else ())

    outputs = {key: {0: "batch_size", 1: "sequence_length"} if "hidden" in key else {0: "batch_size"} for key in first} | layers
    export(folder, name, model, call, {"input_ids": (ids, {0: "batch_size", 1: "sequence_length"})}, outputs)
    tokenizer.save_pretrained(f"{folder}/tokenizer" + ("" if number == 1 else "_2"))
    return model


def t5(folder, number, tokenizer):
    torch.manual_seed(200 + number)
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=40,
        d_kv=8,
        d_ff=48,
        num_layers=2,
        num_heads=4,
        relative_attention_num_buckets=8,
        feed_forward_proj="gated-gelu",
    )
    model = T5EncoderModel(config).eval()
    ids = torch.tensor(tokenizer([EXAMPLE_TEXT, "sea"], padding="max_length", max_length=32).input_ids)
    free = {0: "batch_size", 1: "sequence_length"}
    export(folder, f"text_encoder_{number}", model, lambda m, i: m(i)[0], {"input_ids": (ids, free)}, {"last_hidden_state": free})
    tokenizer.save_pretrained(f"{folder}/tokenizer_{number}")
    return model


def vae(folder, scale, shift):
    torch.manual_seed(300)
    model = AutoencoderKL(
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        block_out_channels=[8, 8, 8, 16],
        layers_per_block=1,
        latent_channels=16,
        norm_num_groups=4,
        sample_size=64,
        scaling_factor=scale,
        shift_factor=shift,
        use_quant_conv=False,
        use_post_quant_conv=False,
    ).eval()
    latent, pixels = torch.randn(1, 16, 8, 8), torch.rand(1, 3, 64, 64) * 2 - 1
    free = {0: "batch_size", 2: "height", 3: "width"}
    export(folder, "vae_decoder", model, lambda m, z: m.decode(z).sample, {"latent_sample": (latent, free)}, {"sample": free})
    encode = lambda m, x: m.encode(x).latent_dist.parameters
    export(folder, "vae_encoder", model, encode, {"sample": (pixels, free)}, {"latent_parameters": free})
    return model


def sd3_transformer(folder):
    torch.manual_seed(400)
    model = SD3Transformer2DModel(
        sample_size=8,
        patch_size=2,
        in_channels=16,
        num_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=40,
        caption_projection_dim=32,
        pooled_projection_dim=32,
        out_channels=16,
        pos_embed_max_size=12,
        qk_norm="rms_norm",
    ).eval()
    inputs = {
        "hidden_states": (torch.randn(2, 16, 8, 8), {0: "batch_size", 2: "height", 3: "width"}),
        "encoder_hidden_states": (torch.randn(2, 109, 40), {0: "batch_size", 1: "sequence_length"}),
        "pooled_projections": (torch.randn(2, 32), {0: "batch_size"}),
        "timestep": (torch.tensor([900.0, 17.5]), {0: "step"}),
    }
    call = lambda m, x, text, pooled, t: m(x, text, pooled, t, return_dict=False)[0]
    export(folder, "transformer", model, call, inputs, {"out_hidden_states": {0: "batch_size", 2: "height", 3: "width"}})
    return model


def flux_transformer(folder, embeds_guidance):
    """With a guidance embedding as exporters write it now, else with places per row, as they once did."""
    torch.manual_seed(500)
    model = FluxTransformer2DModel(
        patch_size=1,
        in_channels=64,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=40,
        pooled_projection_dim=16,
        guidance_embeds=embeds_guidance,
        axes_dims_rope=(4, 6, 6),
    ).eval()
    places = torch.tensor([[0, y, x] for y in range(4) for x in range(6)])
    marks = torch.zeros(32, 3, dtype=torch.int64)
    rows = {} if embeds_guidance else {0: "batch_size"}
    if rows:
        places, marks = places.repeat(2, 1, 1), marks.repeat(2, 1, 1)
    inputs = {
        "hidden_states": (torch.randn(2, 24, 64), {0: "batch_size", 1: "packed_height_width"}),
        "encoder_hidden_states": (torch.randn(2, 32, 40), {0: "batch_size", 1: "sequence_length"}),
        "pooled_projections": (torch.randn(2, 16), {0: "batch_size"}),
        "timestep": (torch.tensor([0.9, 0.0175]), {0: "step"}),
        "img_ids": (places, rows | {len(rows): "packed_height_width"}),
        "txt_ids": (marks, rows | {len(rows): "sequence_length"}),
    }
    if embeds_guidance:
        inputs["guidance"] = (torch.tensor([3.5, 1.5]), {0: "batch_size"})

    def call(m, x, text, pooled, t, places, marks, guidance=None):
        return m(x, text, pooled, t, places, marks, guidance, return_dict=False)[0]

    export(folder, "transformer", model, call, inputs, {"out_hidden_states": {0: "batch_size", 1: "packed_height_width"}})
    return model


def index(folder, name, pipeline, own=None):
    """model_index.json and the scheduler as the pipeline saves them, with Optimum's names for the autoencoder."""
    entries = {key: value for key, value in pipeline.config.items() if not key.startswith("_") and key != "vae"}
    entries |= {"_class_name": name, "_diffusers_version": "0.42.1", "vae_decoder": ["diffusers", "OnnxRuntimeModel"]}
    entries["vae_encoder"] = entries["vae_decoder"]
    for key in [key for key in entries if key.startswith("tokenizer")]:
        t5_reads = entries[key.replace("tokenizer", "text_encoder")][1].startswith("T5")
        entries[key] = ["transformers", "T5TokenizerFast" if t5_reads else "CLIPTokenizer"]
    with open(f"{folder}/model_index.json", "w") as file:
        json.dump(entries, file, indent=2, sort_keys=True)
    pipeline.scheduler.save_pretrained(f"{folder}/scheduler")
    if own:
        with open(f"{folder}/sfumato.json", "w") as file:
            json.dump(own, file, indent=2)


def sd3(folder):
    first, second, third = clip_tokenizer("<|endoftext|>"), clip_tokenizer("!"), t5_tokenizer()
    parts = {
        "text_encoder": clip(folder, 1, 16, True, first),
        "text_encoder_2": clip(folder, 2, 16, True, second),
        "text_encoder_3": t5(folder, 3, third),
        "tokenizer": first,
        "tokenizer_2": second,
        "tokenizer_3": third,
        "transformer": sd3_transformer(folder),
        "vae": vae(folder, 1.5305, 0.0609),
        "scheduler": FlowMatchEulerDiscreteScheduler(shift=3.0),
    }
    index(folder, "StableDiffusion3Pipeline", StableDiffusion3Pipeline(**parts))
    return parts


def flux(folder, embeds_guidance):
    first, second = clip_tokenizer("<|endoftext|>"), t5_tokenizer()
    shifting = {"use_dynamic_shifting": True, "shift": 3.0, "base_shift": 0.5, "max_shift": 1.15}
    parts = {
        "text_encoder": clip(folder, 1, 16, False, first),
        "text_encoder_2": t5(folder, 2, second),
        "tokenizer": first,
        "tokenizer_2": second,
        "transformer": flux_transformer(folder, embeds_guidance),
        "vae": vae(folder, 0.3611, 0.1159),
        "scheduler": FlowMatchEulerDiscreteScheduler(**(shifting if embeds_guidance else {"shift": 1.0})),
    }
    own = None if embeds_guidance else {"max_sequence_length": 64}
    index(folder, "FluxPipeline", FluxPipeline(**parts), own)
    return parts
