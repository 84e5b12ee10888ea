"""Whether a generator has seen what is tested: then its pictures would carry it into training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huoyan.data.dataset import Dataset
from huoyan.errors import DataError
from huoyan.generator.on_disk import Generator
from huoyan.learn.seen_before import seen_before
from huoyan.words import Listed, Message


def check_unlearnt(
    generator: Generator, dataset: Dataset, contents: Sequence[str], together: Mapping[str, int]
) -> None:
    """Raises DataError (data.learnt) where validation or test hold what the generator saw (`seen_before`)."""
    for part, met in seen_before(generator.pictures(), dataset, contents, together).items():
        told = Message(
            "synthesis.learnt",
            run=generator.folder.parent,
            n=len(met),
            part=Message(f"part_name.{part}"),
            names=Listed(met, 3),
        )
        raise DataError(told, code="data.learnt")
