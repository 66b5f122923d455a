"""Makes, edits and streams pictures with OpenAI's client; prints what came as one JSON object.

Usage: pictures.py BASE_URL IMAGE MASK
"""

import base64
import json
import struct
import sys
import urllib.request

import openai


def described(data):
    """Kind and size of a PNG, or kind of another file."""
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "png %dx%d" % struct.unpack(">II", data[16:24])
    if data[:3] == b"\xff\xd8\xff":
        return "jpeg"
    return "webp" if data[8:12] == b"WEBP" else "unknown"


def decoded(picture):
    return described(base64.b64decode(picture.b64_json))


def streamed(events):
    return [[each.type, each.output_format, decoded(each)] for each in events]


def main(base, image, mask):
    client = openai.OpenAI(base_url=base + "/v1", api_key="none needed", max_retries=0, timeout=120)
    made = client.images.generate(prompt="a red house on green hills", n=2, size="128x128")
    address = client.images.generate(prompt="a boat", response_format="url", size="128x128").data[0].url
    with urllib.request.urlopen(address, timeout=60) as answer:
        fetched = described(answer.read())
    with open(image, "rb") as picture, open(mask, "rb") as cover:
        edited = client.images.edit(image=picture, mask=cover, prompt="a full moon", size="128x128")
    with open(image, "rb") as picture:
        edits = streamed(
            client.images.edit(
                image=[picture], prompt="a house in the snow", size="128x128", output_format="jpeg",
                stream=True, partial_images=1))
    making = streamed(
        client.images.generate(prompt="a lighthouse", size="256x256", stream=True, partial_images=2))
    try:
        client.images.generate(prompt="a boat", size="9x9")
        refused = None
    except openai.BadRequestError as e:
        refused = [e.status_code, e.type, e.param]
    print(json.dumps({
        "made": [decoded(each) for each in made.data], "fetched": fetched, "edited": decoded(edited.data[0]),
        "kept": edited.data[0].b64_json, "edits": edits, "making": making, "refused": refused}))


main(*sys.argv[1:])
