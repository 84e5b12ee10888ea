"""How fast picture files become the network's pictures, by which way, and how far from Pillow's answer.

    python benchmarks/decode.py FOLDER [--size 224] [--enlarge 3000] [--pictures 40] [--rounds 5]

FOLDER holds JPEG photos. The ways take turns in every round, so that a busy machine slows all of them;
a figure is the median of the rounds. One thread. Difference: mean absolute difference, of 255, to
Pillow's full decoding and antialiased bilinear resize. Prints a markdown table.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import cv2
import numpy as np
import simplejpeg
from PIL import Image

from huoyan.images.sources.listing import list_folder
from huoyan.preprocess import Preprocess

Way = Callable[[bytes], np.ndarray]
BILINEAR = Image.Resampling.BILINEAR


def ways(size: int) -> dict[str, Way]:
    shape = (size, size)
    preprocess = Preprocess(size, size, "squash")

    def opened(data: bytes, draft: bool = False) -> Image.Image:
        image = Image.open(io.BytesIO(data))
        if draft:
            image.draft("RGB", (2 * size, 2 * size))
        return image.convert("RGB")

    def array(data: bytes) -> np.ndarray:
        return np.asarray(simplejpeg.decode_jpeg(data, "RGB", fastdct=False, fastupsample=False))

    def resized(image: Image.Image, gap: float | None = None) -> np.ndarray:
        return np.asarray(image.resize(shape, BILINEAR, reducing_gap=gap))

    def halved(data: bytes) -> np.ndarray:
        # Linear to twice the size, a small blur, then 2 x 2 means: antialiased by OpenCV's fast paths.
        double = cv2.resize(array(data), (2 * size, 2 * size), interpolation=cv2.INTER_LINEAR)
        return np.asarray(
            cv2.resize(cv2.GaussianBlur(double, (3, 3), 0.56), shape, interpolation=cv2.INTER_AREA)
        )

    found: dict[str, Way] = {
        "Pillow": lambda data: resized(opened(data)),
        "**Preprocess.read**": lambda data: preprocess.read(data).pixels,
        "simplejpeg + Pillow resize": lambda data: resized(Image.fromarray(array(data))),
        "Pillow, reducing_gap 2": lambda data: resized(opened(data), 2.0),
        "Pillow draft": lambda data: resized(opened(data, draft=True)),
        "simplejpeg + OpenCV double, blur, halve": halved,
        "simplejpeg + OpenCV INTER_AREA": lambda data: np.asarray(
            cv2.resize(array(data), shape, interpolation=cv2.INTER_AREA)
        ),
        "simplejpeg + OpenCV INTER_LINEAR (aliased)": lambda data: np.asarray(
            cv2.resize(array(data), shape, interpolation=cv2.INTER_LINEAR)
        ),
        "simplejpeg, no resize": array,
    }
    onnx = getattr(cv2, "resizeONNX", getattr(cv2, "resizeOnnx", None))
    if onnx is not None:  # not in every OpenCV
        flags = cv2.INTER_LINEAR | getattr(cv2, "INTER_ANTIALIAS", 0)
        found["simplejpeg + OpenCV resizeONNX"] = lambda data: np.asarray(
            onnx(array(data), shape, None, flags)
        )
    return {**found, **_reference(size, array)}


def _reference(size: int, array: Way) -> dict[str, Way]:
    """torchvision's uint8 resize: a reference only, the package does not need torch to run."""
    try:
        import torch
        from torchvision.transforms.v2 import functional
    except ImportError:
        return {}
    torch.set_num_threads(1)

    def run(data: bytes) -> np.ndarray:
        planes = torch.from_numpy(array(data)).permute(2, 0, 1)
        return np.asarray(functional.resize(planes, [size, size], antialias=True).permute(1, 2, 0))

    return {"simplejpeg + torchvision v2 (reference)": run}


def measure(data: list[bytes], table: dict[str, Way], rounds: int) -> str:
    expected = [table["Pillow"](picture).astype(int) for picture in data]
    seconds: dict[str, list[float]] = {name: [] for name in table}
    for _ in range(rounds):
        for name, way in table.items():
            began = time.perf_counter()
            for picture in data:
                way(picture)
            seconds[name].append(time.perf_counter() - began)
    lines = ["| way | images/s | against Pillow | difference |", "|---|---|---|---|"]
    pillow = statistics.median(seconds["Pillow"])
    for name, way in table.items():
        took = statistics.median(seconds[name])
        found = [way(picture) for picture in data]
        same = all(a.shape == b.shape for a, b in zip(found, expected, strict=True))
        gap = np.mean([np.abs(a - b).mean() for a, b in zip(found, expected, strict=True)]) if same else None
        shown = "-" if gap is None else f"{gap:.3f}"
        lines.append(f"| {name} | {len(data) / took:.0f} | {pillow / took:.2f} x | {shown} |")
    return "\n".join(lines)


def enlarged(data: bytes, side: int) -> bytes:
    image = Image.open(io.BytesIO(data)).convert("RGB")
    scale = side / max(image.size)
    large = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BICUBIC)
    stream = io.BytesIO()
    large.save(stream, "JPEG", quality=90)
    return stream.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--enlarge", type=int, help="enlarge every photo to this longer side first")
    parser.add_argument("--pictures", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    files = [
        path for path in list_folder(arguments.folder).pictures if path.suffix.lower() in (".jpg", ".jpeg")
    ]
    data = [path.read_bytes() for path in files[:: max(1, len(files) // arguments.pictures)]]
    data = data[: arguments.pictures]
    if arguments.enlarge:
        data = [enlarged(picture, arguments.enlarge) for picture in data]
    sides = sorted(max(Image.open(io.BytesIO(picture)).size) for picture in data)
    print(f"{len(data)} JPEG, longer side {sides[len(sides) // 2]} px (median), to {arguments.size} px\n")
    print(measure(data, ways(arguments.size), arguments.rounds))


if __name__ == "__main__":
    main()
