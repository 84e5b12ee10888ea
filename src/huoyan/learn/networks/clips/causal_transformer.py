"""A Transformer over time that sees a window of the past only, so that its cache is bounded."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from huoyan.clips.graph import StateShapes
from huoyan.learn.networks.clips.options import ClipOptions
from huoyan.learn.networks.clips.over_time import State

HEADS = 4
WIDER = 2  # of the layer inside each block


class CausalTransformer(nn.Module):
    """Satisfies `OverTime`. In each block a step sees itself and the `window` - 1 steps before it.

    How far back a step lies is a learnt bias of each head (Raffel et al. 2020, section 2.1). The state holds
    the keys and values of the steps before for each block, and how many of them there have been.
    """

    def __init__(self, values: int, options: ClipOptions) -> None:
        super().__init__()
        self.width, self.window = options.hidden, options.window
        self.first = nn.Linear(values, options.hidden)
        self.blocks = nn.ModuleList(
            [_Block(options.hidden, options.window, options.dropout) for _ in range(options.layers)]
        )
        self.norm = nn.LayerNorm(options.hidden)
        past = (options.window - 1, 2 * options.hidden)
        self.state: StateShapes = {
            "seen": (1,),
            **{f"past_{at}": past for at in range(options.layers)},
        }

    def forward(self, steps: Tensor, seen: Tensor, *past: Tensor) -> tuple[Tensor, State]:
        features = self.first(steps)
        back, visible = self._window(steps, seen)
        kept = []
        for block, before in zip(self.blocks, past, strict=True):
            features, after = block(features, before, back, visible)
            kept.append(after)
        ones = torch.ones_like(steps[..., :1]).to(seen.dtype).sum(1)
        return self.norm(features), ((seen + ones).clamp(max=self.window), *kept)

    def _window(self, steps: Tensor, seen: Tensor) -> tuple[Tensor, Tensor]:
        """How far each of the past and present steps lies back from each present one, int64 (T, P + T) within
        the window; and whether it may be seen, (N, 1, T, P + T)."""
        before = self.window - 1
        ones = torch.ones_like(steps[0, :, 0]).long()
        now = ones.cumsum(0) - 1 + before
        all_steps = torch.cat([torch.arange(before, device=steps.device), now])
        back = now[:, None] - all_steps[None]
        inside = (back >= 0) & (back < self.window)
        real = all_steps[None] >= before - seen
        return back.clamp(0, before), (inside[None] & real[:, None])[:, None]


class _Block(nn.Module):
    """Attention, then two dense layers, each added to what came in (norms first: Xiong et al. 2020)."""

    def __init__(self, width: int, window: int, dropout: float) -> None:
        super().__init__()
        self.norm, self.wide_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query, self.key_value = nn.Linear(width, width), nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)
        self.wide = nn.Sequential(nn.Linear(width, WIDER * width), nn.GELU(), nn.Linear(WIDER * width, width))
        self.nearness = nn.Parameter(torch.zeros(HEADS, window))
        self.dropout = nn.Dropout(dropout)
        self._past = window - 1

    def forward(self, steps: Tensor, past: Tensor, back: Tensor, visible: Tensor) -> tuple[Tensor, Tensor]:
        normed = self.norm(steps)
        both = torch.cat([past, self.key_value(normed).to(past.dtype)], 1)
        keys, values = both.chunk(2, dim=-1)
        scores = _heads(self.query(normed).to(past.dtype)) @ _heads(keys).transpose(-1, -2)
        scores = scores * (keys.shape[-1] // HEADS) ** -0.5 + self.nearness[:, back]
        weights = scores.masked_fill(~visible, float("-inf")).softmax(-1)
        seen = (weights @ _heads(values)).transpose(1, 2).flatten(2)
        steps = steps + self.dropout(self.out(seen))
        steps = steps + self.dropout(self.wide(self.wide_norm(steps)))
        return steps, both[:, both.shape[1] - self._past :]


def _heads(steps: Tensor) -> Tensor:
    """(N, T, D) to (N, heads, T, D / heads)."""
    n, count, width = steps.shape
    return steps.reshape(n, count, HEADS, width // HEADS).transpose(1, 2)
