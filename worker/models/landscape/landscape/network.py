"""The U-Net's shape, the noise that it learns to remove, and what its output means."""

from pathlib import Path

import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor

from landscape.autoencoder import LATENT_CHANNELS
from landscape.canvas import CELLS
from landscape.precision import mixed
from landscape.text import WIDTH


def new_scheduler() -> DDPMScheduler:
    """The noise schedule of training: 1000 linear betas, the network predicts v."""
    return DDPMScheduler(
        num_train_timesteps=1000,
        beta_start=1e-4,
        beta_end=0.02,
        beta_schedule="linear",
        prediction_type="v_prediction",
        clip_sample=False,
    )


def new_unet(warm: Path | None = None) -> UNet2DConditionModel:
    """Three levels, attention on the two lower ones; fresh weights, or those of a folder."""
    model = UNet2DConditionModel(
        sample_size=CELLS,
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        layers_per_block=1,
        block_out_channels=(64, 128, 160),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        mid_block_type="UNetMidBlock2DCrossAttn",
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH,
        attention_head_dim=(2, 4, 5),
        norm_num_groups=8,
    )
    if warm is not None:
        earlier = UNet2DConditionModel.from_pretrained(warm)
        model.load_state_dict(earlier.state_dict())
    # The fused attention's backward pass is several times slower than plain products here.
    model.set_attn_processor(AttnProcessor())
    return model.to(memory_format=torch.channels_last)


def predict(model: UNet2DConditionModel, latents, timesteps, text) -> torch.Tensor:
    """The v that the network sees in noisy latents (n, 8, 16, 16)."""
    latents = latents.contiguous(memory_format=torch.channels_last)
    with mixed():
        return model(latents, timesteps, text, return_dict=False)[0].float()


def guided(model: UNet2DConditionModel, latents, timesteps, led, silence, scale) -> torch.Tensor:
    """The v of classifier-free guidance: from what the network sees with the text `silence`, for
    which no gradient is kept, `scale` times the way to `led`."""
    with torch.no_grad():
        free = predict(model, latents, timesteps, silence.expand(len(latents), -1, -1))
    return free + scale * (led - free)


def parted(latents, timesteps, v) -> tuple[torch.Tensor, torch.Tensor]:
    """The clean latents and the noise that v says are in noisy latents."""
    signal, sigma = levels(timesteps)
    return signal * latents - sigma * v, sigma * latents + signal * v


def noised(clean, noise, timesteps) -> torch.Tensor:
    """Noisy latents at those timesteps; at -1, clean ones."""
    signal, sigma = levels(timesteps)
    return signal * clean + sigma * noise


def levels(timesteps: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Shares of signal and noise at each timestep, of shape (n, 1, 1, 1); at -1 all is signal."""
    alphas = _ALPHAS[timesteps][:, None, None, None]
    return alphas.sqrt(), (1 - alphas).sqrt()


# With 1 behind the last, where -1 points.
_ALPHAS = torch.cat([new_scheduler().alphas_cumprod, torch.ones(1)])
