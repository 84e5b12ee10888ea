"""A picture as a sequence: (N, channels, size, size) -> (N, steps, values of a step)."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from huoyan.errors import NetworkError
from huoyan.learn.networks.rnn.options import RnnOptions
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read at a time: a row from the top, a column from the left, or a patch, row by row.

    Within a step the pixels of one channel stand together. All sizes but the batch are fixed numbers, so that
    exported graphs hold them too: OpenVINO refuses recurrent cells over steps of a size that it must infer.
    """

    steps: str
    channels: int
    size: int
    patch: int

    @property
    def count(self) -> int:
        """Steps of a picture."""
        return (self.size // self.patch) ** 2 if self.steps == "patches" else self.size

    @property
    def values(self) -> int:
        """Numbers that are read at a step."""
        return self.channels * (self.patch**2 if self.steps == "patches" else self.size)

    def read(self, images: Tensor) -> Tensor:
        if self.steps == "rows":
            ordered = images.permute(0, 2, 1, 3)
        elif self.steps == "columns":
            ordered = images.permute(0, 3, 1, 2)
        else:
            many = self.size // self.patch
            cut = images.reshape(-1, self.channels, many, self.patch, many, self.patch)
            ordered = cut.permute(0, 2, 4, 1, 3, 5)
        return ordered.reshape(-1, self.count, self.values)


def reading_of(options: RnnOptions, *, channels: int, size: int) -> Reading:
    """NetworkError `network.size` where patches do not fill the picture."""
    if options.steps == "patches" and size % options.patch:
        fitting = max(side for side in range(1, min(options.patch, size) + 1) if size % side == 0)
        raise NetworkError(
            Message("network.patch", patch=options.patch, size=size, fitting=fitting), code="network.size"
        )
    return Reading(options.steps, channels, size, options.patch)
