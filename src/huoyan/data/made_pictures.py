"""Which samples a program made: what the files say of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import FilePicture
from huoyan.images.made_mark import says_made

# Heads of files are waited for, not worked for.
_THREADS = 8


def with_made(dataset: Dataset, made: Iterable[bool]) -> Dataset:
    """The samples, those that are `made`, row for row, told apart; what was known of others stays."""
    pairs = zip(dataset.samples, made, strict=True)
    samples = tuple(
        replace(sample, made=True) if now and not sample.made else sample for sample, now in pairs
    )
    return replace(dataset, samples=samples)


def with_marks_read(dataset: Dataset) -> Dataset:
    """The same by the marks in the heads of the files, which costs opening each."""
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="huoyan-marks") as pool:
        return with_made(dataset, pool.map(_says_made, dataset.samples))


def _says_made(sample: Sample) -> bool:
    return isinstance(sample.picture, FilePicture) and says_made(sample.picture.path)
