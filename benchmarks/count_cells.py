"""Counting as regression: the number of cells in each picture of BCCD, beside always saying the mean.

Makes a table of pictures and numbers of boxes from the XML of Pascal VOC and trains `--task regress` on it,
by default from scratch; prints the mean absolute error on the test part with its interval, that of saying the
mean of the training part, and how many of the test pictures lie in their 90 % interval.

    python benchmarks/count_cells.py path/to/bccd [--weights FILE --model NAME ...]
"""

from __future__ import annotations

import argparse
import csv
import xml.etree.ElementTree as ET
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import huoyan
from huoyan.data.formats.reading import Reading
from huoyan.data.open import read_dataset

KINDS = ("RBC", "WBC", "Platelets")


def table(root: Path, file: Path, kinds: tuple[str, ...]) -> None:
    """One row a picture: its file, its part, and its number of boxes of each kind, or of all together."""
    parts = {
        name: part
        for part in ("train", "val", "test")
        for name in (root / "ImageSets" / "Main" / f"{part}.txt").read_text().split()
    }
    with file.open("w", newline="") as opened:
        write = csv.writer(opened)
        write.writerow(["path", "split", *(kinds or ("cells",))])
        for xml in sorted((root / "Annotations").glob("*.xml")):
            names = [each.findtext("name") for each in ET.parse(xml).iter("object")]
            counts = [names.count(kind) for kind in kinds] or [len(names)]
            picture = root / "JPEGImages" / f"{xml.stem}.jpg"
            if xml.stem in parts:
                write.writerow([picture.resolve(), parts[xml.stem], *counts])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("root", type=Path, help="the folder with Annotations/ and JPEGImages/")
    arguments.add_argument("--each", action="store_true", help="a number for each kind of cell")
    arguments.add_argument("--out", type=Path)
    arguments.add_argument("--epochs", type=float)
    arguments.add_argument("--size", type=int)
    arguments.add_argument("--model")
    arguments.add_argument("--weights")
    arguments.add_argument("--loss")
    arguments.add_argument("--augment")
    arguments.add_argument("--flip")
    arguments.add_argument("--seed", type=int, default=0)
    given = vars(arguments.parse_args())
    root, out = given.pop("root"), given.pop("out")
    root = next(root.rglob("Annotations")).parent
    kinds = KINDS if given.pop("each") else ()
    names = ",".join(kinds or ("cells",))
    choices = {name: value for name, value in given.items() if value is not None}
    if choices.get("weights"):
        choices |= {"options": {"pad_type": "same"}, "mean": (0.5,) * 3, "std": (0.5,) * 3}
    with TemporaryDirectory() as folder:
        file = Path(folder, "cells.csv")
        table(root, file, kinds)
        run = huoyan.train(
            file,
            out=out or Path(folder, "run"),
            task="regress",
            label_column=names,
            allow_outside=True,
            progress=False,
            **choices,
        )
        train = read_dataset(file, reading=Reading(label_column=names, kind="numbers")).split("train")
        score = run.evaluation.score
        said = np.abs(score.truth - train.targets().mean(axis=0)).mean(axis=0)
        print(f"test pictures: {score.n}")
        for name, each in score.metrics.items():
            print(f"{name:<16} {each.value:8.3f}  [{each.low:.3f}, {each.high:.3f}]")
        for name, error in zip(names.split(","), said, strict=True):
            print(f"mae of always saying the mean of training, {name}: {error:.3f}")


if __name__ == "__main__":
    main()
