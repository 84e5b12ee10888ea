"""Whether fine-tuning that begins at a fitted head beats that head, and what it costs.

    python benchmarks/fine_tuning.py weather4 brain_mri --each 40 --splits 3

No test part is opened: of every class of the training part `--each` pictures to learn from, and of the others
up to `--judge` to compare on; of grocery40, whose neighbours show the same shelf, all of them, and its own
validation part. "frozen" is the network before its first step: ridge regression on what
it pools, joined with the means of its last stages. "tuned" is the same network after its last step, whatever
validation said: `huoyan train` keeps the better one. The network is the MobileNetV2 of the shared data.
Seconds are of the processor, one thread, the frozen stages' views included.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
import torch

from common import SHARED, machine, table
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.learn.build import build_training
from huoyan.learn.feed.feed import ArrayFeed
from huoyan.learn.feed.pictures import load_pictures
from huoyan.learn.fine_tuning.from_head import fit_from_head
from huoyan.learn.fit.learner import Part, Surroundings
from huoyan.learn.machine.global_settings import own_settings
from huoyan.learn.plan.look import look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.plan import plan
from huoyan.runs.recipe import recipe_from

# Archive, and the folder of the training part in it.
SETS = {
    "weather4": ("weather4/weather4.zip", "train"),
    "brain_mri": ("medical/brain_mri.zip", "."),
    "cifar10": ("cifar10/cifar10_jpeg_subset.zip", "train"),
    "grocery40": ("products/grocery40.zip", "train"),
    "vehicle_types6": ("vehicles/vehicle_types6.zip", "train"),
}
# What is compared on, where it is a part of the set.
JUDGED = {"grocery40": "val"}
WEIGHTS = SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """Accuracy in % before the first step and after the last; processor seconds."""

    frozen: float
    tuned: float
    loss_frozen: float
    loss_tuned: float
    pictures: int
    seconds: float


def training_part(name: str, folder: Path) -> Dataset:
    archive, part = SETS[name]
    with zipfile.ZipFile(SHARED / archive) as opened:
        opened.extractall(folder)
    place = next(found for found in [folder / part, *folder.glob(f"*/{part}")] if found.is_dir())
    if part == ".":
        place = next(found.parent for found in folder.rglob("*") if found.is_dir() and found.name == "yes")
    return read_dataset(place, say=lambda text: None)


def judged_part(name: str, folder: Path) -> Dataset | None:
    if name not in JUDGED:
        return None
    return read_dataset(next(folder.rglob(JUDGED[name])), say=lambda text: None)


def divided(data: Dataset, each: int, judge: int, seed: int) -> tuple[Dataset, Dataset]:
    """`each` pictures a class to learn from, at most four fifths of it; others to compare on."""
    rng, targets = np.random.default_rng(seed), data.targets()
    drawn = [rng.permutation(np.flatnonzero(targets == at)) for at in range(len(data.classes))]
    taken = [rows[: min(each, round(0.8 * len(rows)))] for rows in drawn]
    learnt = np.concatenate(taken)
    left = rng.permutation(np.setdiff1d(np.arange(len(data)), learnt))[:judge]
    return data.take(np.sort(learnt)), data.take(np.sort(left))


@own_settings()
def one(train: Dataset, val: Dataset, seed: int, choices: dict[str, object]) -> Result:
    recipe = recipe_from(
        {
            "task": "classify",
            "model": "mobilenetv2_100",
            "weights": str(WEIGHTS),
            "options": {"pad_type": "same"},
            "mean": (0.5, 0.5, 0.5),
            "std": (0.5, 0.5, 0.5),
            "imbalance": "none",
            "threads": 1,
            "seed": seed,
            **choices,
        }
    )
    settled = plan(recipe, look(train, 0), name=train.name, machine=Machine(bf16=True, cores=1, free_cores=1))
    learnt, judged = (load_pictures(part, settled.preprocess) for part in (train, val))
    began = time.process_time()
    built = build_training(settled, learnt.dataset, pixels=learnt.pixels, budget_s=None)
    parts = [
        Part(ArrayFeed.of(part.pixels, built.device), built.task.targets(part.dataset, part.places))
        for part in (learnt, judged)
    ]
    fitted = fit_from_head(built, learnt.dataset, *parts, built.settings, Surroundings(built.device))
    first, last = fitted.history[0], fitted.history[-1]
    return Result(
        100 * (first.val_score or 0),
        100 * (last.val_score or 0),
        first.val_loss or 0,
        last.val_loss or 0,
        len(train),
        time.process_time() - began,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sets", nargs="*", default=list(SETS))
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--judge", type=int, default=200)
    parser.add_argument("--splits", type=int, default=3)
    parser.add_argument("--choice", action="append", default=[], metavar="NAME=VALUE", help="of the recipe")
    given = parser.parse_args()
    choices = {name: _value(text) for name, text in (each.split("=", 1) for each in given.choice)}
    torch.set_num_threads(1)
    rows = []
    for name in given.sets:
        with tempfile.TemporaryDirectory() as folder:
            data = training_part(name, Path(folder))
            judged = judged_part(name, Path(folder))
            found = []
            for seed in range(given.splits):
                both = divided(data, given.each, given.judge, seed) if judged is None else (data, judged)
                found.append(one(*both, seed, choices))
        gains = [each.tuned - each.frozen for each in found]
        rows.append(
            [
                name,
                str(found[0].pictures),
                f"{np.mean([each.frozen for each in found]):.1f}",
                f"{np.mean([each.tuned for each in found]):.1f}",
                " ".join(f"{gain:+.1f}" for gain in gains),
                f"{np.mean([each.loss_frozen for each in found]):.3f}",
                f"{np.mean([each.loss_tuned for each in found]):.3f}",
                f"{np.mean([each.seconds for each in found]):.0f}",
            ]
        )
        print(*rows[-1], flush=True)
    print(machine())
    print(table(["set", "pictures", "frozen", "tuned", "gains", "loss frozen", "tuned", "CPU s"], rows))


def _value(text: str) -> object:
    try:
        return float(text) if "." in text or "e" in text else int(text)
    except ValueError:
        return text


if __name__ == "__main__":
    main()
