"""What the machine offers a training."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine offers: whether bf16 is at least as fast as fp32, its cores, and those not in use."""

    bf16: bool
    cores: int
    free_cores: int
