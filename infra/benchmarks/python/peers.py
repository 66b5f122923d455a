"""Makes pictures with one of Python's libraries, one per line of standard input.

    python peers.py diffusers|optimum|onnxruntime --model DIR --steps N --guidance G
                    --width W --height H --threads T

`diffusers` wants a folder with PyTorch weights, the others the ONNX folder. A line is
{"prompt": ..., "seed": ..., "noise": ..., "file": ...}: `noise` is a file with the float32 values
that PyTorch draws for the seed, `file` where the PNG goes. Each answer is one line too: first
{"versions": ...} when the model is loaded, then {"made": ...}.
"""

import argparse
import json
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"


def versions(*names: str) -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in names}


def session_options(arguments):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = arguments.threads
    return options


class Pipeline:
    """A diffusers pipeline, of diffusers itself or of Optimum."""

    def __init__(self, pipeline, arguments):
        from diffusers import EulerDiscreteScheduler

        self.pipeline = pipeline
        self.arguments = arguments
        pipeline.set_progress_bar_config(disable=True)
        config = dict(pipeline.scheduler.config)
        pipeline.scheduler = EulerDiscreteScheduler.from_config(config)

    def make(self, job):
        import torch

        return self.pipeline(
            job["prompt"],
            negative_prompt="",
            num_inference_steps=self.arguments.steps,
            guidance_scale=self.arguments.guidance,
            height=self.arguments.height,
            width=self.arguments.width,
            generator=torch.Generator("cpu").manual_seed(job["seed"]),
        ).images[0]


def diffusers(arguments):
    import torch
    from diffusers import StableDiffusionPipeline

    torch.set_num_threads(arguments.threads)
    pipeline = StableDiffusionPipeline.from_pretrained(
        arguments.model, safety_checker=None, requires_safety_checker=False, local_files_only=True
    )
    return Pipeline(pipeline, arguments), versions("diffusers", "torch", "transformers")


def single_output(folder: Path) -> Path:
    """The folder as Optimum can read it: it takes a U-Net's first of several outputs for the noise.

    A U-Net with one output is used as it is. Otherwise a copy of its graph without the outputs
    for cached layers goes to a new temporary folder beside links to all other parts.
    """
    import tempfile

    import onnx

    graph = onnx.load(folder / "unet" / "model.onnx", load_external_data=False).graph
    if len(graph.output) == 1:
        return folder
    copy = Path(tempfile.mkdtemp(prefix="optimum-"))
    for part in folder.iterdir():
        if part.name not in ("unet", "unet_shallow"):
            (copy / part.name).symlink_to(part.resolve())
    (copy / "unet").mkdir()
    (copy / "unet" / "config.json").symlink_to((folder / "unet" / "config.json").resolve())
    model = onnx.load(folder / "unet" / "model.onnx")
    kept = [output for output in model.graph.output if output.name == "out_sample"]
    del model.graph.output[:]
    model.graph.output.extend(kept)
    onnx.save(model, copy / "unet" / "model.onnx")
    return copy


def optimum(arguments):
    import torch
    from optimum.onnxruntime import ORTStableDiffusionPipeline

    torch.set_num_threads(arguments.threads)
    pipeline = ORTStableDiffusionPipeline.from_pretrained(
        single_output(Path(arguments.model)),
        provider="CPUExecutionProvider",
        session_options=session_options(arguments),
    )
    return Pipeline(pipeline, arguments), versions(
        "optimum-onnx", "diffusers", "onnxruntime", "torch"
    )


class Plain:
    """A loop over ONNX Runtime, with NumPy and nothing else."""

    def __init__(self, arguments):
        import numpy
        import onnxruntime

        self.numpy = numpy
        self.arguments = arguments
        folder = Path(arguments.model)
        self.sessions = {
            part: onnxruntime.InferenceSession(
                str(folder / part / "model.onnx"),
                session_options(arguments),
                providers=["CPUExecutionProvider"],
            )
            for part in ("text_encoder", "unet", "vae_decoder")
        }
        from transformers import CLIPTokenizer

        self.tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer")
        self.decoding = json.loads((folder / "vae_decoder" / "config.json").read_text())
        self.unet = json.loads((folder / "unet" / "config.json").read_text())
        self.scheduler = json.loads((folder / "scheduler" / "scheduler_config.json").read_text())
        self.timesteps, self.sigmas, self.start = self.table()

    def table(self):
        numpy, config, steps = self.numpy, self.scheduler, self.arguments.steps
        trained = config["num_train_timesteps"]
        if config["beta_schedule"] == "scaled_linear":
            roots = config["beta_start"] ** 0.5, config["beta_end"] ** 0.5
            betas = numpy.linspace(*roots, trained) ** 2
        else:
            betas = numpy.linspace(config["beta_start"], config["beta_end"], trained)
        kept = numpy.cumprod(1 - betas)
        if config["timestep_spacing"] == "trailing":
            timesteps = numpy.round(numpy.arange(trained, 0, -trained / steps)) - 1
        else:
            timesteps = numpy.arange(steps)[::-1] * (trained // steps) + config["steps_offset"]
        timesteps = timesteps.astype("int64")
        sigmas = numpy.append(((1 - kept) / kept)[timesteps] ** 0.5, 0).astype("float32")
        leading = config["timestep_spacing"] == "leading"
        return timesteps, sigmas, (sigmas[0] ** 2 + 1) ** 0.5 if leading else sigmas[0]

    def embed(self, prompt):
        session = self.sessions["text_encoder"]
        ids = self.tokenizer(
            ["", prompt],
            padding="max_length",
            truncation=True,
            max_length=self.tokenizer.model_max_length,
            return_tensors="np",
        ).input_ids
        kind = session.get_inputs()[0].type
        ids = ids.astype("int32" if "int32" in kind else "int64")
        return session.run(["last_hidden_state"], {"input_ids": ids})[0]

    def make(self, job):
        from PIL import Image

        numpy, unet = self.numpy, self.sessions["unet"]
        embedded = self.embed(job["prompt"])
        scale = 2 ** (len(self.decoding["block_out_channels"]) - 1)
        size = (self.arguments.height // scale, self.arguments.width // scale)
        noise = numpy.fromfile(job["noise"], "<f4").reshape(1, self.unet["in_channels"], *size)
        latent = noise * self.start
        guidance = numpy.float32(self.arguments.guidance)
        velocity = self.scheduler.get("prediction_type") == "v_prediction"
        for step, timestep in enumerate(self.timesteps):
            sigma = self.sigmas[step]
            scale = numpy.float32(1 / (sigma**2 + 1) ** 0.5)
            without, with_prompt = unet.run(
                None,
                {
                    "sample": numpy.concatenate([latent, latent]) * scale,
                    "timestep": numpy.full(2, timestep),
                    "encoder_hidden_states": embedded,
                },
            )[0]
            predicted = without + guidance * (with_prompt - without)
            if velocity:
                predicted = scale * predicted + sigma * scale**2 * latent
            latent = latent + predicted * (self.sigmas[step + 1] - sigma)
        latent = latent / numpy.float32(self.decoding["scaling_factor"])
        picture = self.sessions["vae_decoder"].run(None, {"latent_sample": latent})[0][0]
        picture = numpy.clip(picture / 2 + 0.5, 0, 1).transpose(1, 2, 0)
        return Image.fromarray((picture * 255).round().astype("uint8"))


def onnxruntime(arguments):
    return Plain(arguments), versions("onnxruntime", "numpy", "transformers")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    peers = {"diffusers": diffusers, "optimum": optimum, "onnxruntime": onnxruntime}
    parser.add_argument("peer", choices=peers)
    parser.add_argument("--model", required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--guidance", type=float, required=True)
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--height", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    # Libraries print to standard output now and then; the answers keep it to themselves.
    answers, sys.stdout = sys.stdout, sys.stderr
    peer, found = peers[arguments.peer](arguments)
    print(json.dumps({"versions": found}), file=answers, flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        peer.make(job).save(job["file"])
        print(json.dumps({"made": job["file"]}), file=answers, flush=True)


if __name__ == "__main__":
    main()
