"""Pictures of a data set for its page: each read once, small, by the source that findings name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from huoyan.data.check.look.pixels import sample_pixels
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.boxes import Boxes
from huoyan.errors import ImageError
from huoyan.report.check.boxes.marked import with_all_boxes
from huoyan.report.check.exhibit import Exhibit
from huoyan.report.shell.caption import Caption
from huoyan.report.shell.thumbs import Thumb, thumb

# Pixels of the longer side where boxes are drawn in: thin lines must be seen.
BOXES_SIDE = 240
# Of clips, which are shown as some frames side by side.
STRIP_SIDE = 320


class Shelf:
    """Exhibits of `dataset` by source. `fetch` reads many at once; a second request costs nothing."""

    def __init__(self, dataset: Dataset, side: int) -> None:
        self._dataset, self._side = dataset, side
        self._samples = {sample.source: sample for sample in reversed(dataset.samples)}
        self._ready: dict[str, Exhibit] = {}

    def fetch(self, sources: Iterable[str]) -> None:
        wanted = [source for source in dict.fromkeys(sources) if source not in self._ready]
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            self._ready.update(zip(wanted, pool.map(self._made, wanted), strict=True))

    def exhibits(self, sources: Sequence[str]) -> list[Exhibit]:
        self.fetch(sources)
        return [self._ready[source] for source in sources]

    def _made(self, source: str) -> Exhibit:
        sample = self._samples.get(source)
        if sample is None:
            return Exhibit(Caption(source), "", "", None)
        if isinstance(sample.truth, Boxes):
            return with_all_boxes(sample, self._dataset.classes, BOXES_SIDE)
        label = " + ".join(sample.truth.worded(self._dataset.classes))
        side = STRIP_SIDE if sample.clip is not None else self._side
        shown = _thumb(sample, side) if sample.embed else None
        return Exhibit(Caption(source), label, sample.split or "", shown, outside=not sample.embed)


def _thumb(sample: Sample, side: int) -> Thumb | None:
    try:
        return thumb(_pixels(sample, side), side)
    except ImageError:
        return None


def _pixels(sample: Sample, side: int) -> np.ndarray:
    # Scaled decoding keeps twice what is asked for.
    return sample_pixels(sample, (max(1, side // 2), max(1, side // 2)))
