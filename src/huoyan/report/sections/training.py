"""How the network learned, and what it saw."""

from __future__ import annotations

from collections.abc import Sequence

from huoyan.report.charts.learning import LearningNames, loss_chart, score_chart
from huoyan.report.record import RunRecord
from huoyan.report.shell.numbers import PERCENT, duration
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.thumbs import thumb
from huoyan.report.shell.words import Words
from huoyan.runs.learning_curve import Epoch

BATCH, SIDE = 32, 96  # pictures of the batch, and pixels of each


def training(record: RunRecord, words: Words) -> list[Section]:
    """None where neither curve nor pictures were kept."""
    from markupsafe import Markup

    batch = [] if record.batch is None else list(record.batch[:BATCH])
    if not (record.epochs or batch):
        return []
    context = {
        "known": bool(record.epochs),
        "loss": Markup(loss_chart(record.epochs, _names(words, words("training.loss")))),
        "score": Markup(_score_chart(record.epochs, words)),
        "facts": _facts(record.epochs, words),
        "seen": words("batch.read" if record.epochs else "batch.plain"),
        "batch": [thumb(picture, SIDE) for picture in batch],
    }
    return [section("training", words, "sections/html/training.html", context)]


def _score_chart(epochs: Sequence[Epoch], words: Words) -> str:
    if not epochs:
        return ""
    name = epochs[-1].score
    return score_chart(epochs, _names(words, words.metric(name)), percent=name in PERCENT)


def _names(words: Words, y: str) -> LearningNames:
    return LearningNames(words("training.epoch"), y, words("training.train"), words("training.validation"))


def _facts(epochs: Sequence[Epoch], words: Words) -> list[tuple[str, str]]:
    """(name, value) pairs of what was measured of the training."""
    if not epochs:
        return []
    facts = [(words("training.epochs"), f"{max(each.epoch for each in epochs):g}")]
    seconds = [each.seconds for each in epochs if each.seconds is not None]
    if seconds:
        facts.append((words("training.time"), duration(max(seconds), words)))
    rates = sorted(each.images_per_second for each in epochs if each.images_per_second is not None)
    if rates:
        facts.append((words("training.speed"), f"{rates[len(rates) // 2]:,.0f}"))
    if epochs[-1].lr is not None:
        facts.append((words("training.lr"), f"{epochs[-1].lr:.2g}"))
    return facts
