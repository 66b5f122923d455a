"""Writes src/test/resources/pictures: small files of every kind that may be sent in, and what Pillow reads from them.

Run: python odd_pictures.py (Pillow, numpy)
"""

import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

OUT = Path(__file__).parent.parent / "resources" / "pictures"
WIDTH, HEIGHT = 7, 5


def oriented(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif.tobytes()


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    values = np.random.RandomState(7).randint(0, 256, (HEIGHT, WIDTH, 4), dtype=np.uint8)
    rgba = Image.fromarray(values, "RGBA")
    rgb = Image.fromarray(values[..., :3].copy(), "RGB")
    smooth = rgb.resize((24, 16), Image.BICUBIC)
    for value in range(1, 9):
        rgb.save(OUT / f"orientation-{value}.png", exif=oriented(value))
    rgb.save(OUT / "orientation-6.webp", lossless=True, exif=oriented(6))
    smooth.save(OUT / "orientation-8.jpg", quality=95, subsampling=0, exif=oriented(8))
    rgba.save(OUT / "alpha.png")
    rgba.save(OUT / "alpha.webp", lossless=True, exact=True)
    smooth.save(OUT / "lossy.webp", quality=80)
    smooth.save(OUT / "progressive.jpg", quality=95, subsampling=0, progressive=True)
    smooth.convert("L").save(OUT / "grey.jpg", quality=95)
    rgb.quantize(8).save(OUT / "palette.png")
    rgb.convert("1").save(OUT / "bits.png")
    expected = {}
    for file in sorted(OUT.iterdir()):
        if file.suffix in (".png", ".jpg", ".webp"):
            read = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
            expected[file.name] = {"width": read.width, "height": read.height, "rgb": list(read.tobytes())}
    (OUT / "expected.json").write_text(json.dumps(expected, separators=(",", ":")))

    refused = OUT / "refused"
    refused.mkdir(exist_ok=True)
    smooth.convert("CMYK").save(refused / "cmyk.jpg")
    frames = [smooth, ImageOps.mirror(smooth)]
    smooth.save(refused / "animated.webp", save_all=True, append_images=frames[1:])
    smooth.save(refused / "animated.png", save_all=True, append_images=frames[1:])
    smooth.save(refused / "film.gif", save_all=True, append_images=frames[1:])
    smooth.save(refused / "map.bmp")


if __name__ == "__main__":
    main()
