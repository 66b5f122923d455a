"""Where numbers may be rounded to go faster."""

import torch


def mixed() -> torch.autocast:
    """bfloat16 where the processor computes with it; elsewhere it's many times slower, so no."""
    native = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.autocast("cpu", torch.bfloat16, enabled=native)
