"""The GAN of dense layers as tutorials write it, on MNIST; prints pictures a second of its loop.

    python benchmarks/generators_tutorial.py FOLDER [--epochs 2] [--in-memory]

100 - 128 - 784 with a sigmoid, 784 - 128 - 1, binary cross entropy, Adam at 2e-4, batches of 128. FOLDER
holds the IDX files, packed. `--in-memory`: batches are picked from one tensor, not gathered by a DataLoader.
"""

from __future__ import annotations

import argparse
import gzip
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import torch
from torch import Tensor, nn
from torchvision import datasets, transforms

LATENT, HIDDEN, PIXELS, BATCH, RATE = 100, 128, 784, 128, 2e-4
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def mnist(folder: Path, scratch: Path) -> datasets.MNIST:
    raw = scratch / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in FILES:
        (raw / name).write_bytes(gzip.decompress((folder / f"{name}.gz").read_bytes()))
    return datasets.MNIST(str(scratch), train=True, transform=transforms.ToTensor())


def batches(pictures: datasets.MNIST, in_memory: bool) -> Iterator[Tensor]:
    if not in_memory:
        loader = torch.utils.data.DataLoader(pictures, batch_size=BATCH, shuffle=True, drop_last=True)
        yield from (images for images, _ in loader)
        return
    whole = pictures.data.float().div(255).unsqueeze(1)
    for chosen in torch.randperm(len(whole)).split(BATCH)[: len(whole) // BATCH]:
        yield whole[chosen]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=float, default=2.0)
    parser.add_argument("--in-memory", action="store_true")
    given = parser.parse_args()
    torch.manual_seed(0)
    generator = nn.Sequential(nn.Linear(LATENT, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, PIXELS), nn.Sigmoid())
    discriminator = nn.Sequential(nn.Linear(PIXELS, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 1), nn.Sigmoid())
    entropy = nn.BCELoss()
    of_generator = torch.optim.Adam(generator.parameters(), lr=RATE, betas=(0.5, 0.999))
    of_discriminator = torch.optim.Adam(discriminator.parameters(), lr=RATE, betas=(0.5, 0.999))
    real, made = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)
    with tempfile.TemporaryDirectory() as scratch:
        pictures = mnist(given.folder, Path(scratch))
        began, seen = time.perf_counter(), 0
        for _ in range(max(1, round(given.epochs))):
            for images in batches(pictures, given.in_memory):
                of_discriminator.zero_grad()
                fakes = generator(torch.randn(BATCH, LATENT))
                loss = entropy(discriminator(images.view(BATCH, -1)), real)
                loss = loss + entropy(discriminator(fakes.detach()), made)
                loss.backward()
                of_discriminator.step()
                of_generator.zero_grad()
                wanted = entropy(discriminator(generator(torch.randn(BATCH, LATENT))), real)
                wanted.backward()
                of_generator.step()
                loss.item(), wanted.item()  # as they print them
                seen += BATCH
        print(seen / (time.perf_counter() - began))


if __name__ == "__main__":
    main()
