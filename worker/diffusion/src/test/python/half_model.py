"""Writes src/test/resources/half: the graphs of the golden model sd15 in float16, inputs and outputs included.

Run: python half_model.py (onnx, onnxruntime)
"""

from pathlib import Path

import onnx
from onnxruntime.transformers.float16 import convert_float_to_float16

RESOURCES = Path(__file__).parent.parent / "resources"
SOURCE = RESOURCES / "golden" / "pipelines" / "models" / "sd15"


def main():
    for name in ("text_encoder", "unet", "vae_decoder"):
        model = convert_float_to_float16(onnx.load(SOURCE / name / "model.onnx"), op_block_list=[])
        folder = RESOURCES / "half" / name
        folder.mkdir(parents=True, exist_ok=True)
        onnx.save(model, folder / "model.onnx")


if __name__ == "__main__":
    main()
