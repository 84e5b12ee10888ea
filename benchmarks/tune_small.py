"""Choose the recipe for small pictures on validation pictures only: a grid of settings in plain PyTorch.

    python benchmarks/tune_small.py mnist epochs=1,1.5 shift=0,1 --seeds 3
    python benchmarks/tune_small.py fashion-mnist epochs=3 flip=1 widths=32p-64p-64

Every `name=a,b` is one axis of the grid; a name is a field of `Setting`. The test part of a data set is
never opened: validation is the end of the training file (mnist, fashion-mnist), pictures 1,200 to 1,499
(digits), or every fifth file (cifar10-jpeg). Accuracy does not depend on how busy the machine is; the cost
printed beside it is processor time on one thread, which a busy neighbour still lengthens by up to a half.
"""

from __future__ import annotations

import argparse
import ctypes
import gzip
import itertools
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Setting:
    """One recipe. `widths`: a convolution each, "p" = followed by a 2x2 max pool."""

    widths: str = "32p-64p-64"
    padding: int = 0
    head: str = "flat"  # flat | gmp (global max pool) | gap
    dropout: float = 0.0
    epochs: float = 1.0
    batch: int = 128
    lr: float = 0.01
    beta2: float = 0.99
    decay: float = 1e-4
    warmup: float = 0.25
    last: float = 0.01
    smoothing: float = 0.05
    shift: int = 0  # largest integer shift in pixels, drawn for each picture
    group: int = 1  # pictures that share one shift
    flip: int = 0  # 1: half of the pictures mirrored; 2: every picture alternates between epochs
    cutout: int = 0  # side of a grey square, 0 = none
    ema: float = 0.0


@dataclass(frozen=True, slots=True)
class Pictures:
    """Two parts of a training file; images uint8 NCHW."""

    train: torch.Tensor
    train_labels: torch.Tensor
    val: torch.Tensor
    val_labels: torch.Tensor
    classes: int


def keep_freed_memory() -> None:
    """glibc keeps freed memory instead of giving it back and faulting it in again at every step."""
    trim_threshold, top_pad, mmap_max = -1, -2, -4  # names and values of malloc.h
    libc = ctypes.CDLL(None)
    for name, value in ((mmap_max, 0), (trim_threshold, 2**31 - 1), (top_pad, 64 << 20)):
        libc.mallopt(name, value)


def idx(path: Path) -> np.ndarray:
    """An IDX file: two zero bytes, type, number of axes, big-endian sizes, data."""
    data = gzip.decompress(path.read_bytes())
    shape = tuple(np.frombuffer(data, ">i4", data[3], 4))
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def load(name: str, val: int, folder: Path) -> Pictures:
    import torch

    images, labels, is_val = {"digits": _digits, "cifar10-jpeg": _cifar}.get(name, _mnist)(name, val, folder)
    tensor = torch.from_numpy(np.array(images))
    tensor = tensor[:, None] if tensor.ndim == 3 else tensor.permute(0, 3, 1, 2).contiguous()
    targets, chosen = torch.from_numpy(labels.astype(np.int64)), torch.from_numpy(is_val)
    return Pictures(tensor[~chosen], targets[~chosen], tensor[chosen], targets[chosen], int(labels.max()) + 1)


def _mnist(name: str, val: int, folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    images = idx(folder / name / "train-images-idx3-ubyte.gz")
    labels = idx(folder / name / "train-labels-idx1-ubyte.gz")
    return images, labels, np.arange(len(labels)) >= len(labels) - val


def _digits(name: str, val: int, folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits

    digits = load_digits()
    images = np.round(digits.images[:1500] * (255 / 16)).astype(np.uint8)
    return images, digits.target[:1500], np.arange(1500) >= 1200


def _cifar(name: str, val: int, folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    import io
    import zipfile

    from PIL import Image

    with zipfile.ZipFile(folder / "cifar10" / "cifar10_jpeg_subset.zip") as archive:
        names = sorted(n for n in archive.namelist() if "train" in Path(n).parts and n.endswith(".jpg"))
        pixels = np.stack([np.asarray(Image.open(io.BytesIO(archive.read(n))).convert("RGB")) for n in names])
    classes = sorted({n.split("/")[-2] for n in names})
    labels = np.array([classes.index(n.split("/")[-2]) for n in names])
    return pixels, labels, np.arange(len(names)) % 5 == 4


def network(setting: Setting, channels: int, size: int, classes: int) -> torch.nn.Module:
    """Convolution, pool, batch norm, ReLU: pooled first, so that the rest sees a quarter of the pixels."""
    import torch
    from torch import nn

    layers: list[nn.Module] = []
    for part in setting.widths.split("-"):
        width = int(part.rstrip("p"))
        layers.append(nn.Conv2d(channels, width, 3, padding=setting.padding, bias=False))
        layers += [nn.MaxPool2d(2)] if part.endswith("p") else []
        layers += [nn.BatchNorm2d(width), nn.ReLU()]
        channels = width
    if setting.head != "flat":
        layers.append({"gmp": nn.AdaptiveMaxPool2d, "gap": nn.AdaptiveAvgPool2d}[setting.head](1))
    layers += [nn.Flatten(), nn.Dropout(setting.dropout)]
    with torch.no_grad():
        nn.Sequential(*layers).eval()(torch.zeros(1, _channels(layers), size, size))
        features = nn.Sequential(*layers).eval()(torch.zeros(1, _channels(layers), size, size)).shape[1]
    return nn.Sequential(*layers, nn.Linear(features, classes)).to(memory_format=torch.channels_last)


def _channels(layers: list[Any]) -> int:
    return int(layers[0].in_channels)


def batches(
    data: Pictures, setting: Setting, generator: torch.Generator
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Endless uint8 batches. A shifted crop is one gather: a padded set seen through sliding windows."""
    import torch

    n, _, height, width = data.train.shape
    k = setting.shift
    padded = torch.nn.functional.pad(data.train.float(), (k, k, k, k)).to(torch.uint8) if k else data.train
    windows = padded.unfold(2, height, 1).unfold(3, width, 1)  # (N, C, 2k+1, 2k+1, H, W), a view
    side = torch.randint(0, 2, (n,), generator=generator, dtype=torch.bool)
    for epoch in itertools.count():
        order = torch.randperm(n, generator=generator)
        for start in range(0, n - setting.batch + 1, setting.batch):
            chosen = order[start : start + setting.batch]
            count = -(-setting.batch // setting.group)
            offset = torch.randint(0, 2 * k + 1, (2, count), generator=generator)
            dy, dx = offset.repeat_interleave(setting.group, 1)[:, : setting.batch]
            images = windows[chosen, :, dy, dx]
            if setting.flip:
                drawn = torch.rand(len(chosen), generator=generator) < 0.5
                mirrored = side[chosen] ^ bool(epoch % 2) if setting.flip == 2 else drawn
                images = torch.where(mirrored[:, None, None, None], images.flip(-1), images)
            if setting.cutout:
                images = cut(images, setting.cutout, generator)
            yield images, data.train_labels[chosen]


def cut(images: torch.Tensor, side: int, generator: torch.Generator) -> torch.Tensor:
    import torch

    n, _, height, width = images.shape
    y = torch.randint(0, height, (n, 1), generator=generator)
    x = torch.randint(0, width, (n, 1), generator=generator)
    rows = (torch.arange(height)[None] - y).abs() * 2 <= side
    columns = (torch.arange(width)[None] - x).abs() * 2 <= side
    return images.masked_fill((rows[:, :, None] & columns[:, None, :])[:, None], 128)


def triangle(step: int, steps: int, setting: Setting) -> float:
    """Share of the highest rate: straight up over the warm-up, straight down to `last`."""
    top = max(1.0, setting.warmup * steps)
    if step < top:
        return (step + 1) / (top + 1)
    return 1 - (1 - setting.last) * (step - top) / max(1.0, steps - top)


def train(data: Pictures, setting: Setting, seed: int) -> dict[str, Any]:
    import torch
    from torch.nn.functional import cross_entropy

    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    began = time.process_time()
    net = network(setting, data.train.shape[1], data.train.shape[2], data.classes)
    pixels = data.train.float() / 255
    mean = pixels.mean((0, 2, 3), keepdim=True) * 255
    std = pixels.std((0, 2, 3), keepdim=True) * 255
    del pixels
    optimizer = torch.optim.AdamW(
        net.parameters(), lr=setting.lr, betas=(0.9, setting.beta2), weight_decay=setting.decay, fused=True
    )
    average = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(setting.ema), use_buffers=True
    )
    steps = max(1, round(setting.epochs * (len(data.train) // setting.batch)))
    net.train()
    for step, (images, labels) in zip(range(steps), batches(data, setting, generator), strict=False):
        optimizer.param_groups[0]["lr"] = setting.lr * triangle(step, steps, setting)
        inputs = ((images - mean) / std).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(inputs)
        loss = cross_entropy(logits.float(), labels, label_smoothing=setting.smoothing)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if setting.ema:
            average.update_parameters(net)
    spent = time.process_time() - began
    final = (average.module if setting.ema else net).eval()
    with torch.inference_mode():
        parts = [final((part - mean) / std).argmax(1) for part in data.val.split(1000)]
    accuracy = (torch.cat(parts) == data.val_labels).double().mean().item()
    parameters = sum(p.numel() for p in net.parameters())
    return {"accuracy": accuracy, "cpu_s": spent, "seen": steps * setting.batch, "parameters": parameters}


def grid(axes: list[str], base: Setting) -> list[Setting]:
    kinds = {field.name: type(getattr(base, field.name)) for field in fields(base)}
    named = [axis.split("=", 1) for axis in axes]
    choices = [[kinds[name](value) for value in values.split(",")] for name, values in named]
    names = [name for name, _ in named]
    return [replace(base, **dict(zip(names, row, strict=True))) for row in itertools.product(*choices)]


def difference(setting: Setting) -> str:
    base = asdict(Setting())
    changed = {k: v for k, v in asdict(setting).items() if v != base[k]}
    return " ".join(f"{k}={v}" for k, v in changed.items()) or "base"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", choices=["mnist", "fashion-mnist", "digits", "cifar10-jpeg"])
    parser.add_argument("axes", nargs="*", help="name=value,value of Setting")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--val", type=int, default=10_000, help="pictures held out (mnist, fashion-mnist)")
    parser.add_argument("--folder", type=Path, default=SHARED)
    parser.add_argument("--log", type=Path, help="append every run to this JSON-lines file")
    arguments = parser.parse_args()
    keep_freed_memory()
    import torch

    torch.set_num_threads(1)
    data = load(arguments.data, arguments.val, arguments.folder)
    print(f"{arguments.data}: {len(data.train)} to train on, {len(data.val)} for validation\n")
    print(
        "| setting | mean | min | max | runs | seen | parameters | CPU s |\n|---|---|---|---|---|---|---|---|"
    )
    for setting in grid(arguments.axes, Setting()):
        runs = []
        for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
            runs.append(train(data, setting, seed))
            if arguments.log:
                row = {
                    "data": arguments.data,
                    "val": arguments.val,
                    "seed": seed,
                    **asdict(setting),
                    **runs[-1],
                }
                with arguments.log.open("a") as log:
                    log.write(json.dumps(row) + "\n")
        scores = [100 * run["accuracy"] for run in runs]
        cost = statistics.median(run["cpu_s"] for run in runs)
        mean, low, high = statistics.mean(scores), min(scores), max(scores)
        print(
            f"| {difference(setting)} | {mean:.2f} | {low:.2f} | {high:.2f} | {len(runs)} "
            f"| {runs[0]['seen']} | {runs[0]['parameters']} | {cost:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
