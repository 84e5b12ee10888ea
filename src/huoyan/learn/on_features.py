"""Names of the models that learn from frozen features: in no steps, and often without PyTorch."""

from __future__ import annotations

from huoyan.learn.heads import HEADS
from huoyan.learn.rcnn.options import NAME as RCNN

# How each is planned is a line of `learn.plan.plan`, how it learns one of `learn.one_training`.
ON_FEATURES: tuple[str, ...] = (*HEADS, RCNN)
