"""A network as a real artifact, for the benchmarks; one of timm with random weights. Needs huoyan[train]."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from huoyan.artifact.manifest import Manifest, Network, Provenance
from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.preprocess import Preprocess
from huoyan.tasks.classify import Classify


class _Normalised(torch.nn.Module):
    def __init__(self, network: torch.nn.Module, mean: Sequence[float], std: Sequence[float]) -> None:
        super().__init__()
        self.network = network
        self.mean, self.std = 255 * torch.tensor(mean), 255 * torch.tensor(std)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.network(((images.float() - self.mean) / self.std).permute(0, 3, 1, 2))


def timm_artifact(name: str, folder: Path, *, classes: int = 10, size: int = 224) -> Artifact:
    """`name` of timm, seeded random weights, at `folder`; the self-test holds eight noise pictures."""
    import timm

    torch.manual_seed(0)
    network = timm.create_model(name, num_classes=classes).eval()
    _without_zeros(network)
    labels = tuple(f"class {i}" for i in range(classes))
    return artifact_of(network, name, folder, labels, Preprocess(size, size), (0.5,) * 3, (0.5,) * 3)


def _without_zeros(network: torch.nn.Module) -> None:
    """Residual blocks end in a scale of 0: folded, their weights are zeros, which a file keeps once."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d) and not module.weight.any():
            torch.nn.init.ones_(module.weight)


def artifact_of(
    network: torch.nn.Module,
    name: str,
    folder: Path,
    labels: tuple[str, ...],
    preprocess: Preprocess,
    mean: tuple[float, ...],
    std: tuple[float, ...],
) -> Artifact:
    """A classifier that takes (N, 3, H, W) of this mean and deviation, as a model folder."""
    whole = _Normalised(network, mean, std).eval()
    height, width = preprocess.height, preprocess.width
    images = np.random.default_rng(0).integers(0, 256, (8, height, width, 3), dtype=np.uint8)
    stream = io.BytesIO()
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            whole, (torch.from_numpy(images),), stream, dynamo=False, opset_version=18,
            input_names=["images"], output_names=["logits"],
            dynamic_axes={"images": {0: "batch"}, "logits": {0: "batch"}},
        )  # fmt: skip
        logits = whole(torch.from_numpy(images)).numpy()
    manifest = Manifest(
        task=Classify(labels),
        outputs={"logits": (None, len(labels))},
        preprocess=preprocess.to_json(),
        network=Network(name=name, mean=mean, std=std, parameters=0),
        provenance=Provenance(
            command="benchmark",
            created="",
            seed=0,
            data="none",
            data_sha256="",
            counts={},
            versions={},
            weights="",
        ),
        begun_from=(),
    )
    selftest = {"images": images, "logits": logits}
    return write_artifact(folder, manifest, onnx=stream.getvalue(), weights={}, selftest=selftest)
