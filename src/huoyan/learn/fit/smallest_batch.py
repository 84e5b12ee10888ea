"""A network tried on the smallest batch that training will give it, before anything is spent on it."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from huoyan.errors import NetworkError
from huoyan.words import Message


def smallest_batch(pictures: int, batch: int) -> int:
    """Of an epoch of `Shuffle`, which leaves out a last batch of one picture."""
    rest = pictures % batch
    return rest if rest > 1 else min(pictures, batch)


def try_network(network: nn.Module, name: str, *, shape: Sequence[int], pictures: int, batch: int) -> None:
    """One blank batch forward, in training mode; the network and the random states stay as they are.

    shape: of a picture, (H, W, C), or of a clip, (T, H, W, C) or (T, values).

    Raises NetworkError: network.batch where more pictures a batch would do, else network.size.
    """
    smallest = smallest_batch(pictures, batch)
    # More than two pictures fail no other way, and take longer.
    error, size = _failure(network, min(2, smallest), shape), shape[-3:][0]
    if error is None:
        return
    said = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    if smallest == 1 and _failure(network, 2, shape) is None:
        raise NetworkError(
            Message("fit.batch_of_one", name=name, size=size, reason=said),
            code="network.batch",
        ) from error
    raise NetworkError(_told(name, shape, said), code="network.size") from error


def _told(name: str, shape: Sequence[int], reason: str) -> Message:
    height, width, *_ = shape[-3:]
    if len(shape) == 4 and height != width:
        return Message("fit.frames", name=name, height=height, width=width, reason=reason)
    return Message("fit.size", name=name, size=height, reason=reason)


def _failure(network: nn.Module, n: int, shape: Sequence[int]) -> Exception | None:
    """What the network raises for `n` pictures. Its buffers, batch norm's statistics, are put back."""
    kept = [(buffer, buffer.clone()) for buffer in network.buffers()]
    try:
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            network(torch.zeros(n, *shape, dtype=torch.uint8))
    except Exception as error:  # noqa: BLE001 - a network raises whatever its code raises
        return error
    finally:
        for buffer, before in kept:
            buffer.copy_(before)
    return None
