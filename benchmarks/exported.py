"""A timm network with random weights as a real artifact, for the benchmarks. Needs huoyan[train]."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
import torch

from huoyan.artifact.manifest import Manifest, Network, Provenance
from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.preprocess import Preprocess
from huoyan.tasks.classify import Classify


class _Normalised(torch.nn.Module):
    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.network(images.permute(0, 3, 1, 2).float() / 127.5 - 1)


def timm_artifact(name: str, folder: Path, *, classes: int = 10, size: int = 224) -> Artifact:
    """`name` of timm, seeded random weights, at `folder`; the self-test holds eight noise pictures."""
    import timm

    torch.manual_seed(0)
    network = _Normalised(timm.create_model(name, num_classes=classes)).eval()
    images = np.random.default_rng(0).integers(0, 256, (8, size, size, 3), dtype=np.uint8)
    stream = io.BytesIO()
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network, (torch.from_numpy(images),), stream, dynamo=False, opset_version=18,
            input_names=["images"], output_names=["logits"],
            dynamic_axes={"images": {0: "batch"}, "logits": {0: "batch"}},
        )  # fmt: skip
        logits = network(torch.from_numpy(images)).numpy()
    manifest = Manifest(
        task=Classify(tuple(f"class {i}" for i in range(classes))),
        outputs={"logits": (None, classes)},
        preprocess=Preprocess(size, size).to_json(),
        network=Network(name=name, mean=(0.5,) * 3, std=(0.5,) * 3, parameters=0),
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
