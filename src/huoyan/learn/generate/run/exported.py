"""The trained generator as an ONNX graph, proven to make the same pictures, and written."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from huoyan.errors import NetworkError, ParityError
from huoyan.generator.graph import CLASS, IMAGES, GeneratorGraph, Z
from huoyan.generator.latents import latents
from huoyan.generator.manifest import MadeParity
from huoyan.images.draw import encode_png
from huoyan.learn.generate.players.base import Pair
from huoyan.learn.networks.onnx_graph import OPSET
from huoyan.words import Message

# Latents that the gate compares, and that are stored for the self-test.
GATE, SELFTEST = 256, 16
# Of 0..255: sums are rounded otherwise in another order, and a value between two may go either way. Weights
# that have grown huge enlarge that: a few values may differ by more, but not so many as one wrong pixel of
# each picture would be.
ALLOWED, ALLOWED_SHARE, ALLOWED_FARTHER = 1, 0.01, 1e-4


class Made(nn.Module):
    """Latents, and classes where they are told, to uint8 (N, H, W, C)."""

    def __init__(self, pair: Pair, *, classes: bool) -> None:
        super().__init__()
        self.generator, self.pair, self.classes = pair.generator, pair, classes

    def forward(self, z: Tensor, classes: Tensor | None = None) -> Tensor:
        given = classes if classes is not None else torch.zeros(len(z), dtype=torch.int64)
        return self.pair.pixels(self.generator(z, given))


def graph_of(pair: Pair, *, classes: bool) -> bytes:
    """The generator, on the CPU and in evaluation mode. Raises NetworkError (network.export), OSError."""
    made = Made(pair, classes=classes).cpu().eval()
    inputs: dict[str, Tensor] = {Z: torch.zeros(2, pair.latent)}
    if classes:
        inputs[CLASS] = torch.zeros(2, dtype=torch.int64)
    try:
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the exporter's notes to its own developers
            file = Path(folder, "generator.onnx")
            torch.onnx.export(
                made,
                tuple(inputs.values()),
                file,
                dynamo=False,
                input_names=list(inputs),
                output_names=[IMAGES],
                dynamic_axes={name: {0: "batch"} for name in (*inputs, IMAGES)},
                opset_version=OPSET,
            )
            return file.read_bytes()
    except OSError:  # a full disk is no fault of the network's
        raise
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise NetworkError(Message("learn.no_onnx", reasons=reason), code="network.export") from error


@torch.inference_mode()
def prove(
    pair: Pair, onnx: bytes, classes: Sequence[str], seed: int, report: Path
) -> tuple[MadeParity, dict[str, np.ndarray]]:
    """How the graph's pictures compare with the network's, and the arrays of a self-test.

    Raises ParityError where they differ by more than rounding; both worst pictures then lie in `report`.
    """
    z = latents(pair.prior, GATE, pair.latent, seed)
    told = np.resize(np.arange(max(1, len(classes)), dtype=np.int64), GATE)
    generator = pair.generator.cpu().eval()
    wanted = pair.pixels(generator(torch.from_numpy(z), torch.from_numpy(told))).numpy()
    found = GeneratorGraph(onnx, classes=bool(classes))(z, told)
    apart = np.abs(found.astype(np.int16) - wanted)
    parity = MadeParity(
        engine="onnxruntime", n=GATE, difference=int(apart.max()), changed=float((apart > 0).mean())
    )
    if parity.changed > ALLOWED_SHARE or float((apart > ALLOWED).mean()) > ALLOWED_FARTHER:
        raise _failed(parity, found, wanted, report)
    few = slice(SELFTEST)
    stored = {Z: z[few], IMAGES: wanted[few], **({CLASS: told[few]} if classes else {})}
    return parity, stored


def _failed(parity: MadeParity, found: np.ndarray, wanted: np.ndarray, report: Path) -> ParityError:
    worst = int(np.abs(found.astype(np.int16) - wanted).max(axis=(1, 2, 3)).argmax())
    report.mkdir(parents=True, exist_ok=True)
    for name, pictures in (("network", wanted), ("exported", found)):
        (report / f"{name}.png").write_bytes(encode_png(pictures[worst]))
    (report / "parity.json").write_text(json.dumps(parity.model_dump(), indent=2), encoding="utf-8")
    return ParityError(
        Message(
            "generate.differs",
            difference=parity.difference,
            changed=parity.changed,
            n=parity.n,
            report=report,
        )
    )
