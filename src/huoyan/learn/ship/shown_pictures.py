"""Pictures of a run that its report shows: small copies, and the worst answers."""

from __future__ import annotations

from dataclasses import replace

from huoyan.data.check.look.pixels import sample_picture
from huoyan.data.dataset import Sample
from huoyan.errors import ImageError
from huoyan.evaluate import Evaluation
from huoyan.images.decode import DecodedPicture, decode
from huoyan.images.decoding.colour import Window
from huoyan.images.draw import thumbnail
from huoyan.images.files import read_bytes
from huoyan.report.record import Mistake

# How many wrong answers are kept for the page, and their side in pixels.
MISTAKES, SIDE = 24, 160


def small_picture(sample: Sample, window: Window | None, side: int = SIDE) -> DecodedPicture | None:
    """A sample small enough for the page, in its own shape; None where it cannot or must not be shown. A clip
    is some of its frames side by side.

    window: of the model, so that deep pictures look as the network saw them. side: the longer one, in pixels.
    """
    if not sample.embed:
        return None
    if sample.clip is not None:
        return _strip(sample)
    if sample.pixels is not None:
        height, width = sample.pixels.shape[:2]
        small = thumbnail(sample.pixels, side) if max(height, width) > side else sample.pixels
        return DecodedPicture(small, height, width)
    assert sample.path is not None
    try:
        data, limits = read_bytes(sample.path, sample.limits), sample.limits
        shown = decode(data, limits=limits, window=window, at_least=(side, side), name=sample.source)
        return replace(shown, pixels=thumbnail(shown.pixels, side))
    except ImageError:
        return None


def _strip(sample: Sample) -> DecodedPicture | None:
    try:
        return sample_picture(sample)
    except ImageError:
        return None


def shown_mistakes(evaluation: Evaluation, window: Window | None) -> tuple[Mistake, ...]:
    """The worst answers, as far as their pictures can be shown."""
    found = []
    for worst in evaluation.score.worst(MISTAKES):
        sample = evaluation.samples[worst.row]
        shown = small_picture(sample, window)
        if shown is not None:
            found.append(Mistake(shown.pixels, sample.source, worst.truth, worst.answer, worst.certainty))
    return tuple(found)
