"""The device on which a training computes, and what it can do."""

from __future__ import annotations

import os

import torch

from huoyan.errors import UsageError
from huoyan.learn.distributed.world import ALONE, World
from huoyan.system.cores import cpu_flags
from huoyan.words import Message

# Kinds of devices that PyTorch trains on.
DEVICES = ("cpu", "cuda", "mps", "xpu")
# Processor flags of bf16 arithmetic: Intel and AMD, Intel's matrix unit, Arm.
BF16_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}


def choose_device(name: str, world: World = ALONE) -> torch.device:
    """`auto` is the GPU where there is one, and each of several processes takes its own.

    Raises UsageError (usage.device) for one that is not there.
    """
    device = _device(name)
    if world.size == 1 or device.type != "cuda":
        return device
    own = torch.device("cuda", world.local_rank % torch.cuda.device_count())
    torch.cuda.set_device(own)
    return own


def _device(name: str) -> torch.device:
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:  # PyTorch lists twenty kinds here, of which most compute nothing
        raise _refused(name, Message("device.unknown")) from error
    try:
        if device.type not in DEVICES:
            raise _refused(name, Message("device.no_computing"))
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise _refused(name, str(error).splitlines()[0]) from error
    return device


def _refused(name: str, reason: str) -> UsageError:
    if meant := _meant(name):
        return UsageError(
            Message("device.refused_meant", name=name, reason=reason, meant=meant), code="usage.device"
        )
    return UsageError(Message("device.refused", name=name, reason=reason), code="usage.device")


def _meant(name: str) -> str:
    """What other programs call by that name."""
    plain = name.strip().lower()
    meant = f"cuda:{plain}" if plain.isdecimal() else "cuda" if plain in ("gpu", "nvidia") else plain
    return meant if meant != name and meant.partition(":")[0] in DEVICES else ""


def computes_bf16(device: torch.device) -> bool:
    """Whether bf16 is at least as fast as fp32 there: by the CPU's flags, or the GPU's generation."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device.type == "cpu" and bool(BF16_FLAGS & cpu_flags())


def own_gpus() -> bool:
    """Whether every process of this machine has a GPU of its own."""
    local = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    return torch.cuda.is_available() and local <= torch.cuda.device_count()
