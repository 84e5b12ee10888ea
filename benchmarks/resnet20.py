"""ResNet-20 of CIFAR-10 with its author's weights as a model folder, and its pictures in three parts. Needs
huoyan[train].

    python benchmarks/resnet20.py WEIGHTS DATA OUT    # OUT/model; OUT/data: train, test, a fifth of it as val

WEIGHTS: resnet20-12fca82f.th of github.com/akamaster/pytorch_resnet_cifar10. DATA: a folder with the parts
of CIFAR-10, train/ and test/, a folder a class. No library builds it: its shortcuts have no weights.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import pad

from exported import artifact_of
from huoyan.preprocess import Preprocess

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
BLOCKS, WIDTHS = 3, (16, 32, 64)


class Block(nn.Module):
    def __init__(self, given: int, wide: int) -> None:
        super().__init__()
        stride = wide // given
        self.conv1 = nn.Conv2d(given, wide, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(wide)
        self.conv2 = nn.Conv2d(wide, wide, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(wide)
        self.stride, self.more = stride, (wide - given) // 2

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        beside = x if self.stride == 1 else pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.more, self.more))
        return (self.bn2(self.conv2(self.bn1(self.conv1(x)).relu())) + beside).relu()


class ResNet20(nn.Module):
    """He et al. 2015, section 4.2, option A."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, WIDTHS[0], 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(WIDTHS[0])
        for at, wide in enumerate(WIDTHS):
            given = WIDTHS[max(0, at - 1)]
            blocks = [Block(given if first == 0 else wide, wide) for first in range(BLOCKS)]
            self.add_module(f"layer{at + 1}", nn.Sequential(*blocks))
        self.linear = nn.Linear(WIDTHS[-1], classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.bn1(self.conv1(x)).relu()
        for at in range(len(WIDTHS)):
            x = self.get_submodule(f"layer{at + 1}")(x)
        return self.linear(x.mean(dim=(2, 3)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("weights", "data", "out"):
        parser.add_argument(name, type=Path)
    call = parser.parse_args()
    labels = tuple(sorted(folder.name for folder in (call.data / "test").iterdir()))
    stored = torch.load(call.weights, map_location="cpu", weights_only=True)["state_dict"]
    network = ResNet20(len(labels))
    network.load_state_dict({name.removeprefix("module."): values for name, values in stored.items()})
    artifact_of(network.eval(), "resnet20", call.out / "model", labels, Preprocess(32, 32), MEAN, STD)
    _parts(call.data, call.out / "data")


def _parts(data: Path, out: Path) -> None:
    """Links: every fifth test picture of a class validates."""
    for part in ("train", "test"):
        for folder in sorted((data / part).iterdir()):
            for at, path in enumerate(sorted(folder.iterdir())):
                into = out / ("val" if part == "test" and at % 5 == 0 else part) / folder.name
                into.mkdir(parents=True, exist_ok=True)
                (into / path.name).symlink_to(path.resolve())


if __name__ == "__main__":
    main()
