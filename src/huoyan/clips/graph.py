"""How the graph of a model that looks at time is run: its input, the state that it carries, its answers.

One input `frames` with N and T free: uint8 (N, T, H, W, C) as `ClipPreprocess` makes, or of sequences of
numbers float32 (N, T, values), see `SequencePreprocess`. Where the sampling is causal, the graph also takes
each tensor of the manifest's `state` and gives it back as NAME_out: float32 (N, *shape), zeros at the start.
Its output (the task's: `logits`, or `values`) is then (N, T, K), the running answer after each step, and
clips of other lengths may be filled up at their end. Where the whole clip is needed there is no state, T is
the sampling's `steps`, and the output is (N, K).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

FRAMES = "frames"
# By name the shape for one stream, without N.
StateShapes = Mapping[str, tuple[int, ...]]


def carried(name: str) -> str:
    """The output that holds what the input `name` of the state is for the next call."""
    return f"{name}_out"


def at_start(state: StateShapes, n: int = 1) -> dict[str, np.ndarray]:
    """The state of `n` streams that have not begun."""
    return {name: np.zeros((n, *shape), np.float32) for name, shape in state.items()}


def last_answers(answers: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Of running answers (N, T, K) those after the last step of each clip, (N, K); lengths: int (N,)."""
    return np.asarray(answers[np.arange(len(answers)), lengths - 1])
