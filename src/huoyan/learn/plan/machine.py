"""What the machine offers a training."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine offers: whether bf16 is at least as fast as fp32, its cores, and those not in use.

    alone: no other process trains with this one.
    """

    bf16: bool
    cores: int
    free_cores: int
    alone: bool = True
