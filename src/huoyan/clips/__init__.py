"""What a network that looks at time takes: the frames that it looks at, and what of them it sees."""

from __future__ import annotations

from huoyan.clips.clip_preprocess import ClipPreprocess
from huoyan.clips.sampling import Sampling
from huoyan.clips.sequence_preprocess import SequencePreprocess
from huoyan.clips.steps import ClipSteps, Step

__all__ = ["ClipInput", "ClipPreprocess", "ClipSteps", "Sampling", "SequencePreprocess", "Step"]

# What is done to a clip before a network sees it.
ClipInput = ClipPreprocess | SequencePreprocess
