"""Writes src/test/resources/tiles: a small random AutoencoderKL as two graphs, and what diffusers makes with tiling.

Run: python tiled_autoencoder.py (torch, diffusers, onnx)
"""

import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL

OUT = Path(__file__).parent.parent / "resources" / "tiles"
SIZES = [(13, 11), (8, 9), (6, 20), (22, 8)]


class Encoder(torch.nn.Module):
    def __init__(self, vae):
        super().__init__()
        self.vae = vae

    def forward(self, sample):
        return self.vae.quant_conv(self.vae.encoder(sample))


class Decoder(torch.nn.Module):
    def __init__(self, vae):
        super().__init__()
        self.vae = vae

    def forward(self, latent_sample):
        return self.vae.decoder(self.vae.post_quant_conv(latent_sample))


def export(module, example, given, made, name):
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    axes = {0: "batch", 2: "height", 3: "width"}
    torch.onnx.export(
        module, (example,), str(folder / "model.onnx"), input_names=[given], output_names=[made],
        dynamic_axes={given: axes, made: axes}, opset_version=17, dynamo=False,
    )


@torch.no_grad()
def main():
    torch.manual_seed(20)
    vae = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 8, 8), norm_num_groups=4, latent_channels=4, sample_size=64,
    ).eval()
    export(Encoder(vae), torch.randn(1, 3, 64, 48), "sample", "latent_parameters", "vae_encoder")
    export(Decoder(vae), torch.randn(1, 4, 8, 6), "latent_sample", "sample", "vae_decoder")
    vae.enable_tiling()
    cases = []
    for k, (height, width) in enumerate(SIZES):
        latent = torch.randn(1, 4, height, width).half().float()
        picture = (torch.rand(1, 3, 8 * height, 8 * width) * 2 - 1).half().float()
        values = {
            "latent": latent,
            "decoded": vae.decode(latent).sample,
            "picture": picture,
            "encoded": vae.encode(picture).latent_dist.parameters,
        }
        for name, value in values.items():
            stored = value.numpy().astype("<f2" if name in ("latent", "picture") else "<f4")
            (OUT / f"{k}-{name}.bin").write_bytes(stored.tobytes())
        cases.append({"height": height, "width": width})
    (OUT / "cases.json").write_text(json.dumps(cases))


if __name__ == "__main__":
    main()
