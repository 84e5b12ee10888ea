"""Which planted shortcuts `huoyan check` finds, and what it says of the data as it is.

    python benchmarks/check_shortcuts.py FOLDER [--classes N] [--scale N...]

FOLDER: a data set of photos, a folder a class. Into one class after the other a shortcut is planted; each
picture of every class is decoded and saved anew as JPEG of quality 85, so that nothing but the shortcut
differs. Prints markdown tables: balanced accuracy of the planted property alone beside guessing, the ROC area
of the class, what was told of it, and what else was warned of (which must be what the clean data has, too).
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import time
from collections.abc import Callable
from dataclasses import replace

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from common import machine, table
from huoyan.data.check.finding import Finding
from huoyan.data.check.labels.quick_model import deal
from huoyan.data.check.labels.shortcuts import predictability, shortcuts, tell_lopsided
from huoyan.data.check.look.glance import Glance, glance
from huoyan.data.check.look.properties import properties
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.data.sample.picture import PixelPicture

Change = Callable[[Image.Image], Image.Image]


def border(share: float, colour: str) -> Change:
    def change(image: Image.Image) -> Image.Image:
        edge = (0, 0, image.width - 1, image.height - 1)
        width = max(1, round(share * min(image.size)))
        ImageDraw.Draw(image := image.copy()).rectangle(edge, outline=colour, width=width)
        return image

    return change


def bars(image: Image.Image) -> Image.Image:
    """Black above and below, a tenth each."""
    pen = ImageDraw.Draw(image := image.copy())
    tenth = image.height // 10
    pen.rectangle((0, 0, image.width, tenth), fill="black")
    pen.rectangle((0, image.height - tenth, image.width, image.height), fill="black")
    return image


def mark(opacity: float, anchor: str, part: float = 14) -> Change:
    """A name in white, its height a `part`th of the shorter side."""

    def change(image: Image.Image) -> Image.Image:
        layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
        x = image.width * (0.97 if anchor[0] == "r" else 0.03)
        y = image.height * (0.97 if anchor[1] == "s" else 0.03)
        size = max(7, min(image.size) / part)
        fill = (255, 255, 255, round(255 * opacity))
        ImageDraw.Draw(layer).text((x, y), "© huoyan", fill=fill, anchor=anchor, font_size=size)
        return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")

    return change


def date(image: Image.Image) -> Image.Image:
    """Orange digits at the lower left, another date on each picture, as cameras print them."""
    pen = ImageDraw.Draw(image := image.copy())
    day = int(np.asarray(image).sum()) % 28 + 1
    size = max(7, min(image.size) / 16)
    place, orange = (image.width * 0.03, image.height * 0.97), (255, 140, 30)
    pen.text(place, f"2019 07 {day:02d}", fill=orange, anchor="ls", font_size=size)
    return image


PLANTED: dict[str, tuple[str, Change]] = {
    "black border, 3 % of the side": ("border", border(0.03, "black")),
    "white border, 1 % of the side": ("border", border(0.01, "white")),
    "bars above and below": ("border", bars),
    "watermark, opacity 0.6": ("corners", mark(0.6, "rs")),
    "watermark, opacity 0.3": ("corners", mark(0.3, "rs")),
    "watermark at the top left, 0.6": ("corners", mark(0.6, "la")),
    "small watermark (1/24), 0.6": ("corners", mark(0.6, "rs", 24)),
    "printed date": ("corners", date),
    "enlarged by a third": ("size", lambda image: ImageOps.scale(image, 4 / 3)),
}


def saved(dataset: Dataset, label: int | None, change: Change) -> Dataset:
    """Pictures in memory after JPEG, those of one class changed before it."""
    samples = []
    for sample in dataset.samples:
        assert sample.path is not None
        image = Image.open(sample.path).convert("RGB")
        if sample.labels == (label,):
            image = change(image)
        stream = io.BytesIO()
        image.save(stream, "JPEG", quality=85)
        samples.append(replace(sample, picture=PixelPicture(np.asarray(Image.open(stream)))))
    return replace(dataset, samples=tuple(samples))


def told(findings: list[Finding], name: str) -> list[object]:
    """What was said of one property, and of which others it warned."""
    others = [
        f.detail["property"] for f in findings if f.severity == "warning" and f.detail["property"] != name
    ]
    for finding in findings:
        if finding.detail["property"] == name:
            accuracy, first = finding.detail["accuracy"], finding.detail["given_away"][0]
            area = first["area"]["value"]
            shown = f"{accuracy['value']:.0%} ({accuracy['low']:.0%}-{accuracy['high']:.0%})"
            return [shown, f"{area:.3f}", finding.severity, first["class"], ", ".join(others) or "-"]
    return ["-", "-", "not told", "-", ", ".join(others) or "-"]


def measured(seen: Glance, dataset: Dataset) -> list[list[object]]:
    """Every property of the data as it is, told or not."""
    rows, targets = seen.readable, dataset.targets()[seen.readable]
    folds = deal(targets)
    findings = {each.detail["property"]: each for each in shortcuts(dataset, seen)}
    answer: list[list[object]] = []
    for each in properties(seen, rows):
        if each.varies:
            result = (tell_lopsided if each.mirrored else predictability)(each.values, targets, folds)
            best = int(np.argmax([area.value for area in result.areas]))
            accuracy, severity = (
                result.accuracy,
                findings[each.name].severity if each.name in findings else "-",
            )
            answer.append(
                [
                    each.name,
                    f"{accuracy.value:.0%} ({accuracy.low:.0%}-{accuracy.high:.0%})",
                    f"{dataset.classes[best]} {result.areas[best].value:.2f}",
                    severity,
                ]
            )
    return answer


def repeated(seen: Glance, n: int) -> Glance:
    """Rows drawn with replacement, so that only the work is real."""
    chosen = np.random.default_rng(0).choice(seen.readable, n)
    columns = {name: getattr(seen, name) for name in seen.__slots__ if name != "failures"}
    grown = {
        name: column[chosen] if isinstance(column, np.ndarray) else tuple(column[i] for i in chosen)
        for name, column in columns.items()
    }
    return Glance(**grown, failures={})


def scaled(seen: Glance, dataset: Dataset, sizes: list[int]) -> list[list[object]]:
    rows: list[list[object]] = []
    for n in sizes:
        chosen = np.random.default_rng(0).choice(seen.readable, n)
        larger, grown = dataset.take(chosen), repeated(seen, n)
        began = time.perf_counter()
        shortcuts(larger, grown)
        took = time.perf_counter() - began
        rows.append([f"{n:,}", took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data")
    parser.add_argument("--classes", type=int, default=2, help="plant into so many classes, one at a time")
    parser.add_argument("--scale", type=int, nargs="+", default=[])
    arguments = parser.parse_args()
    dataset = read_dataset(arguments.data, say=lambda text: None)
    seen = glance(dataset)
    print(
        machine("numpy", "scikit-learn"),
        f"\n\n{dataset.name} as it is, guessing {1 / len(dataset.classes):.0%}:\n",
    )
    print(
        table(("property", "balanced accuracy", "best class, ROC area", "told as"), measured(seen, dataset))
    )
    rows = [["nothing (saved anew)", "-", *told(_found(saved(dataset, None, bars)), "")]]
    for name, (property_name, change) in PLANTED.items():
        for label in range(min(arguments.classes, len(dataset.classes))):
            findings = _found(saved(dataset, label, change))
            rows.append([name, dataset.classes[label], *told(findings, property_name)])
    head = ("planted", "into", "accuracy by it", "ROC area", "told as", "named", "other warnings")
    print("\n" + table(head, rows))
    if arguments.scale:
        print("\n" + table(("pictures", "seconds", "peak MB"), scaled(seen, dataset, arguments.scale)))


def _found(dataset: Dataset) -> list[Finding]:
    return shortcuts(dataset, glance(dataset))


if __name__ == "__main__":
    main()
