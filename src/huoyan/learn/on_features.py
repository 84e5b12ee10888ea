"""Models that are learnt in no steps, and often without PyTorch: from frozen features, or of other runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from huoyan.learn.heads import HEADS
from huoyan.learn.patches.options import NAME as PATCHCORE
from huoyan.learn.rcnn.options import NAME as RCNN
from huoyan.learn.rcnn.options import RegionOptions
from huoyan.runs.ensemble import NAME as ENSEMBLE

# Those that find things, and what reads their options. Raises NetworkError (network.option).
FINDERS: Mapping[str, Callable[[Mapping[str, Any]], object]] = {RCNN: RegionOptions.read}
# How each is planned is a line of `learn.plan.plan`, how it learns one of `learn.one_training`.
ON_FEATURES: tuple[str, ...] = (*HEADS, *FINDERS, PATCHCORE, ENSEMBLE)
# What a task is learnt by that no network and no head learns.
ONLY: Mapping[str, str] = {"anomaly": PATCHCORE}
