"""The pictures of all parts, decoded without PyTorch, the broken ones listed."""

from __future__ import annotations

from huoyan.data.dataset import Dataset, Split
from huoyan.data.sample.broken import Broken
from huoyan.learn.feed.decoding import begin_decoding, parts_to_decode
from huoyan.learn.feed.pictures import Pictures, check_learnable, load_pictures
from huoyan.learn.feed.readable import PART_NAMES, check_readable
from huoyan.learn.job import Job
from huoyan.preprocess import Preprocess
from huoyan.runs.events import Listener
from huoyan.runs.run_folder import write_quarantine


def read_parts(
    job: Job, dataset: Dataset, preprocess: Preprocess, tell: Listener
) -> tuple[dict[Split, Pictures], tuple[Broken, ...]]:
    """Those of the test are only tried. Raises DataError (data.broken)."""
    parts = parts_to_decode(dataset)
    progress = begin_decoding(sum(map(len, parts.values())), tell)
    read = {
        split: load_pictures(part, preprocess, keep=split != "test", progress=progress)
        for split, part in parts.items()
    }
    named = dict(zip(PART_NAMES, read.values(), strict=True))
    broken = tuple(each for pictures in read.values() for each in pictures.broken)
    write_quarantine(job.folder, broken)
    check_readable(named, job.recipe.max_broken, job.folder, tell)
    check_learnable(read["train"])
    return read, broken
