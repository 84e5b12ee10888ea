"""The phase in which pictures are decoded: which ones, and how far it is."""

from __future__ import annotations

from collections.abc import Callable

from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.runs.events import Advanced, Listener, Phase
from huoyan.words import Message


def parts_to_decode(dataset: Dataset) -> dict[Split, Dataset]:
    """Those of the test are only tried: none of them where all lie in memory, for such can be read."""
    parts = {split: dataset.split(split) for split in SPLITS}
    if all(sample.path is None for sample in parts["test"].samples):
        parts["test"] = parts["test"].take([])
    return parts


def begin_decoding(n: int, tell: Listener) -> Callable[[int], None]:
    """Of `n` pictures. The answer is called with how many more are done."""
    tell(Phase(Message("feed.decoding"), n))
    done = 0

    def progress(count: int) -> None:
        nonlocal done
        done += count
        tell(Advanced(done))

    return progress
