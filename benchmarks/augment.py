"""Times augmentation: milliseconds a batch for each preset, on small and on large pictures.

    python benchmarks/augment.py [--threads 1]

The presets take turns, so that a busy machine slows all of them alike.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Mapping

import torch

from huoyan.learn.augment import PRESETS, Augmentation, augment

SHAPES = {"MNIST": (128, 28, 28, 1), "CIFAR-10": (128, 32, 32, 3), "photos": (32, 224, 224, 3)}
CLASSES = 10


def measure(
    shape: tuple[int, ...], augmentations: Mapping[str, Augmentation], repeats: int
) -> dict[str, float]:
    """Median milliseconds a batch."""
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, shape, dtype=torch.uint8)
    targets = torch.arange(shape[0]) % CLASSES
    times: dict[str, list[float]] = {name: [] for name in augmentations}
    for _ in range(repeats):
        for name, augmentation in augmentations.items():
            start = time.perf_counter()
            augment(images, targets, augmentation, generator, CLASSES)
            times[name].append(1000 * (time.perf_counter() - start))
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--threads", type=int, default=1)
    torch.set_num_threads(parser.parse_args().threads)
    augmentations = {**PRESETS, "shift + flip": Augmentation(shift=0.07, flip="horizontal")}
    print(f"{'ms a batch':24}" + "".join(f"{name:>14}" for name in augmentations))
    for label, shape in SHAPES.items():
        found = measure(shape, augmentations, repeats=50 if shape[1] < 100 else 7)
        head = f"{label} {'x'.join(map(str, shape))}"
        print(f"{head:24}" + "".join(f"{found[name]:14.3f}" for name in augmentations))


if __name__ == "__main__":
    main()
