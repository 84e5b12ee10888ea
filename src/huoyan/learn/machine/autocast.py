"""In which precision a network computes."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch


def autocast(device: torch.device, bf16: bool) -> AbstractContextManager[object]:
    """bf16 where it is asked for, with the weights kept in fp32; else fp32 throughout."""
    return torch.autocast(device.type, dtype=torch.bfloat16) if bf16 else nullcontext()
