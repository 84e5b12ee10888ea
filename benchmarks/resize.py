"""How fast a photo becomes the network's picture with each resizer, and what the difference does to answers.

    python benchmarks/resize.py speed FOLDER... [--models RUN...] [--sizes 32,224,384] [--rounds 7]
    python benchmarks/resize.py answers FOLDER... --models RUN... [--weights FILE...] [--pictures 2000]

FOLDER holds photos. speed: CPU time, once with Pillow as the resizer and once as it is, in turns, medians of
the rounds; both decode alike, and memory is kept as `huoyan train` keeps it. answers: every model answers
every photo of every folder twice, once with Pillow as the resizer; a file of weights (known by its card) is
taken with bilinear pictures, whatever its card says. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest import mock

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

import huoyan
from common import alternate, machine, spread, table
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import FilePicture
from huoyan.data.sample.truth import OneLabel
from huoyan.errors import HuoyanError
from huoyan.images import resize
from huoyan.images.sources.listing import list_folder
from huoyan.learn.feed.pictures import load_pictures
from huoyan.preprocess import Preprocess
from huoyan.runs.weight_cards.known_cards import card_for
from huoyan.system.freed_memory import keep_freed_memory

Score = Callable[[Path], np.ndarray]
CLOSE = 0.005


@contextmanager
def pillow_only() -> Iterator[None]:
    with mock.patch.object(resize, "_fast_library", return_value=None):
        yield


def photos(folder: Path, most: int) -> list[Path]:
    found = list_folder(folder).pictures
    return found[:: max(1, len(found) // most)][:most]


def milliseconds(work: Callable[[], object], photos: int) -> float:
    """CPU time of all threads of this process, a photo."""
    began = time.process_time()
    work()
    return (time.process_time() - began) / photos * 1e3


def speed(name: str, work: Callable[[], object], photos: int, rounds: int) -> list[object]:
    def slow(turn: int) -> float:
        with pillow_only():
            return milliseconds(work, photos)

    took = alternate({"before": slow, "now": lambda turn: milliseconds(work, photos)}, rounds)
    before, now = (statistics.median(each) for each in took.values())
    return [
        name,
        before,
        now,
        f"{before / now:.2f}x",
        spread([a / b for a, b in zip(*took.values(), strict=True)]),
    ]


def works(
    files: Sequence[Path], sizes: Sequence[int], models: Sequence[Path]
) -> dict[str, Callable[[], object]]:
    """What is timed, by name: from bytes to arrays, from files to one array of all, from files to answers."""
    data = [path.read_bytes() for path in files]
    samples = tuple(Sample(str(i), OneLabel(0), FilePicture(path)) for i, path in enumerate(files))
    dataset = Dataset(name="photos", classes=("photo",), samples=samples)
    found: dict[str, Callable[[], object]] = {}
    for size in sizes:
        preprocess = Preprocess(size, size)
        found[f"photo to array, {size} px"] = partial(lambda by: [by.read(each) for each in data], preprocess)
        found[f"all photos decoded once, {size} px"] = partial(load_pictures, dataset, preprocess)
    for run in models:
        predictor = huoyan.load(run, threads=1)
        name = f"predict, {run.name}, {predictor.preprocess.height} px"
        found[name] = partial(lambda by: list(by.predict(files, workers=1)), predictor)
    return found


def of_run(run: Path) -> Score:
    predictor = huoyan.load(run)

    def scores(photo: Path) -> np.ndarray:
        each = {x.label: x.score for x in predictor(photo).labels}
        return np.array([each[label] for label in predictor.labels])

    return scores


def of_weights(file: Path) -> Score:
    from huoyan.learn.weights.ready_network import ready_network

    card = card_for(file)
    if card is None:
        raise SystemExit(f"{file} has no card: see huoyan weights describe")
    network = ready_network(file, card)
    preprocess = replace(network.preprocess, interpolation="bilinear")

    def scores(photo: Path) -> np.ndarray:
        logits = network.logits(preprocess.read(photo.read_bytes()).pixels[None])[0]
        raised = np.exp(logits - logits.max())
        return raised / raised.sum()

    return scores


def answers(name: str, score: Score, folder: Path, files: Sequence[Path]) -> list[object]:
    gaps, same = [], []
    for photo in files:
        try:
            now = score(photo)
            with pillow_only():
                before = score(photo)
        except HuoyanError:
            continue
        gaps.append(np.abs(now - before).max())
        same.append(now.argmax() == before.argmax())
    gap = np.array(gaps)
    close = float((gap <= CLOSE).mean())
    return [
        name, folder.name, len(gap), f"{np.mean(same):.2%}", len(same) - sum(same), f"{np.median(gap):.5f}",
        f"{np.quantile(gap, 0.99):.5f}", f"{gap.max():.5f}", f"{close:.2%}",
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["speed", "answers"])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--sizes", default="32,224,384")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--models", type=Path, nargs="*", default=[])
    parser.add_argument("--weights", type=Path, nargs="*", default=[])
    asked = parser.parse_args()
    keep_freed_memory()
    print(machine("pillow", "cykooz-resizer", "simplejpeg", "numpy"))
    if asked.what == "speed":
        header = ["CPU time a photo", "Pillow resizes, ms", "now, ms", "ratio", "ratios of the rounds"]
        for folder in asked.folders:
            files = photos(folder, asked.pictures)
            table_of = works(files, [int(x) for x in asked.sizes.split(",")], asked.models)
            rows = [speed(name, work, len(files), asked.rounds) for name, work in table_of.items()]
            print(f"\n{folder.name}, {len(files)} photos\n\n{table(header, rows)}")
        return
    header = ["model", "photos", "n", "same first class", "others", "median", "99 %", "largest", "<= 0.005"]
    rows = []
    scores = [(run.name, of_run(run)) for run in asked.models]
    scores += [(file.stem, of_weights(file)) for file in asked.weights]
    for folder in asked.folders:
        files = photos(folder, asked.pictures)
        rows += [answers(name, score, folder, files) for name, score in scores]
    print(table(header, rows))
    answered = sum(int(str(row[2])) for row in rows)
    print(f"\nin all {answered:,} answers, {sum(int(str(row[4])) for row in rows)} with another first class")


if __name__ == "__main__":
    main()
