"""What a detector is to its training and to its export: what it says, its loss, and what of that is found."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from huoyan.errors import NetworkError
from huoyan.learn.objectives.loss import Loss
from huoyan.words import Message

# Things that a detector may find in a picture, before those that are one thing found twice are dropped.
MOST_FOUND = 300


class Found(NamedTuple):
    """The surest K things of each picture, the surest first; sides in pixels of the network's picture.

    boxes: float (N, K, 4), xyxy; scores: float (N, K), 0..1; classes: int64 (N, K).
    """

    boxes: Tensor
    scores: Tensor
    classes: Tensor


class Detector(nn.Module):
    """Normalised float pictures NCHW in; what it says is a tuple of tensors that only itself understands.

    known: its parameters that began with weights which were trained, by their names.
    """

    known: frozenset[str] = frozenset()

    @abstractmethod
    def forward(self, pictures: Tensor) -> Any: ...

    @abstractmethod
    def found(self, said: Any) -> Found:
        """Of what `forward` gave; a function of tensors alone, as it becomes a part of the exported graph."""

    @abstractmethod
    def loss(self) -> Loss:
        """Of what `forward` gave, and of `Ragged` rows (class, xmin, ymin, xmax, ymax, crowd), in pixels of
        the network's picture; crowds are neither things nor background.
        """


def surest(boxes: Tensor, scores: Tensor, most: int = MOST_FOUND) -> Found:
    """Of what lies at A places, boxes (N, A, 4) and scores (N, A, C), the class that is the surest at each,
    and of these the `most` surest.
    """
    best, classes = scores.max(dim=2)
    kept, at = best.topk(min(most, boxes.shape[1]), dim=1)
    return Found(boxes.gather(1, at.unsqueeze(2).expand(-1, -1, 4)), kept, torch.gather(classes, 1, at))


def wrong_size(name: str, size: int, stride: int) -> NetworkError:
    below = max(1, size // stride) * stride
    told = Message(
        "network.detector_size", name=name, size=size, stride=stride, below=below, above=below + stride
    )
    return NetworkError(told, code="network.size")


def own_backbone(name: str) -> NetworkError:
    """Of which nobody gives out weights."""
    return NetworkError(Message("network.own_backbone", name=name), code="network.pretrained")
