"""A U-Net as two graphs, so that most steps may skip its inner layers (arXiv:2312.00858).

The full graph also puts out the deep feature: what the inner layers hand to the last layers of
the outermost level. The shallow graph takes that feature from an earlier step and computes the
outermost level alone.
"""

import torch
from diffusers import UNet2DConditionModel
from torch import nn

FEATURE = "deep_sample"


class FullPass(nn.Module):
    """The whole U-Net, with the deep feature as a second output.

    `kept` is how many of the outermost level's last resnets the shallow graph computes anew.
    """

    def __init__(self, unet: UNet2DConditionModel, kept: int):
        super().__init__()
        self.unet = unet
        last = unet.up_blocks[-1]
        before = len(last.resnets) - kept
        if before < 0 or kept < 1:
            raise ValueError(f"kept must be from 1 to {len(last.resnets)}, got {kept}")
        if before == 0:
            last.register_forward_pre_hook(self._take_argument, with_kwargs=True)
        else:
            attentions = getattr(last, "attentions", None)
            module = (attentions or last.resnets)[before - 1]
            module.register_forward_hook(self._take_result)

    def forward(self, sample, timestep, encoder_hidden_states):
        output = self.unet(sample, timestep, encoder_hidden_states, return_dict=False)[0]
        return output, self.feature

    def _take_argument(self, _, arguments, named):
        self.feature = named["hidden_states"] if "hidden_states" in named else arguments[0]

    def _take_result(self, _, arguments, result):
        self.feature = result[0] if isinstance(result, tuple) else result


class ShallowPass(nn.Module):
    """The outermost level alone, fed with the deep feature of an earlier step."""

    def __init__(self, unet: UNet2DConditionModel, kept: int):
        super().__init__()
        if unet.config.addition_embed_type is not None:
            raise ValueError("a U-Net with added embeddings can't be split by this recipe")
        self.first, self.last = unet.down_blocks[0], unet.up_blocks[-1]
        self.kept = kept
        self.time_proj, self.time_embedding = unet.time_proj, unet.time_embedding
        self.conv_in = unet.conv_in
        self.ends = nn.Sequential(unet.conv_norm_out, unet.conv_act, unet.conv_out)
        self.reads_text = any(getattr(b, "has_cross_attention", False) for b in self._blocks())

    def forward(self, sample, timestep, feature, encoder_hidden_states=None):
        time = self.time_embedding(self.time_proj(timestep).to(sample.dtype))
        skips = [self.conv_in(sample)]
        for index in range(self.kept - 1):
            skips.append(self._layer(self.first, index, skips[-1], time, encoder_hidden_states))
        hidden = feature
        for index in range(len(self.last.resnets) - self.kept, len(self.last.resnets)):
            hidden = torch.cat([hidden, skips.pop()], dim=1)
            hidden = self._layer(self.last, index, hidden, time, encoder_hidden_states)
        return self.ends(hidden)

    def _blocks(self):
        return [self.last] if self.kept == 1 else [self.first, self.last]

    @staticmethod
    def _layer(block, index, hidden, time, text):
        hidden = block.resnets[index](hidden, time)
        if getattr(block, "has_cross_attention", False):
            hidden = block.attentions[index](
                hidden, encoder_hidden_states=text, return_dict=False
            )[0]
        return hidden
