"""What the machine offers a training."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine offers: its cores, and those that others do not use.

    bf16: whether that is at least as fast as fp32; None until a network is planned, since PyTorch is asked.
    alone: no other process trains with this one.
    """

    bf16: bool | None
    cores: int
    free_cores: int
    alone: bool = True
