"""A trained network as an ONNX graph, what the network itself answers, and the hash of its weights."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn

from huoyan.errors import NetworkError
from huoyan.learn.feed.at_once import at_once
from huoyan.learn.networks.answers import answering
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.onnx_graph import EXPORTERS, to_onnx
from huoyan.runtimes.torch import named_outputs
from huoyan.words import Message


def export_onnx(
    network: Normalised, outputs: Sequence[str], *, channels: int, size: int, width: int | None = None
) -> bytes:
    """`network` as a serialised ONNX model with a free batch dimension and outputs of these names.

    size: of square pictures, or the height of those that are not.

    What one exporter cannot write, or a PyTorch that no longer has it, goes to the next. None is
    trusted: the parity gate compares the answers. Raises NetworkError (network.export).
    """
    reasons = []
    for exporter in EXPORTERS:
        try:
            with _quiet():
                return to_onnx(network, outputs, channels=channels, size=size, width=width, exporter=exporter)
        except Exception as error:  # noqa: BLE001 - exporters raise whatever the traced code raises
            reasons.append(f"{exporter}: {_first_line(error)}")
    raise NetworkError(
        Message("learn.no_onnx", reasons="; ".join(reasons)),
        code="network.export",
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the exporters' advice to their own developers from the user."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


@torch.inference_mode()
def network_outputs(
    network: nn.Module, outputs: Sequence[str], pixels: np.ndarray, batch: int = 64
) -> dict[str, np.ndarray]:
    """What the network itself answers, in fp32, by name: the reference of every comparison."""
    device = next(network.parameters()).device
    answer, size = answering(network.eval()), at_once(pixels.shape[1], pixels.shape[2], batch)
    parts = [
        named_outputs(
            answer(torch.from_numpy(np.ascontiguousarray(pixels[at : at + size])).to(device)), outputs
        )
        for at in range(0, len(pixels), size)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in outputs}


def weights_sha256(state: Mapping[str, Tensor]) -> str:
    """One hash over the names, shapes and values of all tensors."""
    digest = hashlib.sha256()
    for name in sorted(state):
        tensor = state[name].detach().cpu().contiguous()
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b"")
    return digest.hexdigest()
