"""From a record's arrays to its charts: curves of each class, bins of confidence, the confusion matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from huoyan.metrics import calibration, ranking
from huoyan.report import compared, figures
from huoyan.report.charts.classes import count_chart, recall_chart
from huoyan.report.charts.confusion import READABLE, Pair, confused_pairs, confusion_chart
from huoyan.report.charts.learning import LearningNames, loss_chart, score_chart
from huoyan.report.charts.pairs import Two, pair_chart
from huoyan.report.charts.ranking import Curve, CurveNames, curve_chart
from huoyan.report.charts.reliability import Bin, ReliabilityNames, reliability_chart
from huoyan.report.compared import Comparison
from huoyan.report.record import RunRecord
from huoyan.report.shell.words import Words

PAIRS_BESIDE, PAIRS_ALONE = 8, 30
# Charts with a row a class are drawn twice, for a desk and for a telephone: scaled text would be unreadable.
WIDE, NARROW = 960, 350


def charts(record: RunRecord, words: Words) -> dict[str, str]:
    """SVG by name; empty where there is nothing to draw."""
    remedy, random = compared.remedy(record, words), compared.random(record, words)
    return {
        **_pairs("remedy_figures", remedy, lambda found: found.figures),
        **_pairs("remedy_classes", remedy, lambda found: found.classes),
        **_pairs("random_figures", random, lambda found: found.figures),
        "recalls": _recalls(record, words, WIDE),
        "recalls_narrow": _recalls(record, words, NARROW),
        "confusion": _confusion(record, words),
        "reliability": _reliability(record, words),
        "roc": _roc(record, words),
        "pr": _pr(record, words),
        "loss": loss_chart(record.epochs, _learning_names(words, words("training.loss"))),
        "score": score_chart(record.epochs, _learning_names(words, words("training.score"))),
        "counts": _counts(record, words, WIDE),
        "counts_narrow": _counts(record, words, NARROW),
    }


def _pairs(
    name: str, found: Comparison | None, rows: Callable[[Comparison], Sequence[Two]]
) -> dict[str, str]:
    """The chart for a desk and for a telephone."""
    return {
        f"{name}{end}": pair_chart(rows(found), *found.names, width, falls=found.falls)
        if found is not None
        else ""
        for end, width in (("", WIDE), ("_narrow", NARROW))
    }


def pairs(record: RunRecord) -> list[Pair]:
    """The most common mix-ups: a few beside a matrix, more where they stand for it."""
    matrix = record.summary.confusion
    if matrix is None:
        return []
    most = PAIRS_BESIDE if len(record.classes) <= READABLE else PAIRS_ALONE
    return confused_pairs(matrix, record.classes, most=most)


def bins(record: RunRecord) -> list[Bin]:
    """Bins of confidence: of the first class, or multi-label of every yes-or-no answer."""
    if not len(record.targets):
        return []
    if record.multilabel:
        found = calibration.reliability(record.probabilities.ravel(), record.targets.ravel() > 0)
    else:
        found = calibration.reliability(*calibration.top_label(record.probabilities, record.targets))
    columns = (found.low, found.high, found.count, found.confidence, found.accuracy)
    return [
        Bin(float(a), float(b), int(n), float(c), float(s)) for a, b, n, c, s in zip(*columns, strict=True)
    ]


def roc_curves(record: RunRecord) -> list[Curve]:
    """One class against the rest, for classes with both kinds of pictures."""
    curves = []
    for name, scores, positive in _columns(record):
        if positive.any() and not positive.all():
            x, y, _ = ranking.roc_curve(scores, positive)
            curves.append(Curve(name, x, y, float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))))
    return curves


def pr_curves(record: RunRecord) -> list[Curve]:
    """Precision over recall; the area is the average precision, which does not interpolate.

    Ends at the first cut with all positives: what follows only adds false alarms.
    """
    curves = []
    for name, scores, positive in _columns(record):
        if positive.any():
            precision, recall, _ = ranking.pr_curve(scores, positive)
            area = float(np.sum(np.diff(recall) * precision[1:]))
            end = int(np.argmax(recall >= 1)) + 1
            curves.append(Curve(name, recall[:end], precision[:end], area))
    return curves


def _columns(record: RunRecord) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Name, scores (N,) and truth bool (N,) of each class; of two exclusive classes the second says all."""
    first = 1 if len(record.classes) == 2 and not record.multilabel else 0
    for index, name in list(enumerate(record.classes))[first:]:
        truth = record.targets[:, index] > 0 if record.multilabel else record.targets == index
        yield name, record.probabilities[:, index], truth


def _counts(record: RunRecord, words: Words, width: float) -> str:
    return count_chart(
        record.counts, record.classes, {split: words.split(split) for split in record.counts}, width
    )


def _recalls(record: RunRecord, words: Words, width: float) -> str:
    found = figures.recalls(record)
    level = sum(each.value for each in found) / max(1, len(found))
    return recall_chart(found, level, words("classes.level"), width)


def _confusion(record: RunRecord, words: Words) -> str:
    matrix = record.summary.confusion
    if matrix is None:
        return ""
    return confusion_chart(matrix, record.classes, words("confusion.truth"), words("confusion.predicted"))


def _reliability(record: RunRecord, words: Words) -> str:
    names = ReliabilityNames(
        words("trust.confidence"),
        words("trust.share_labels" if record.multilabel else "trust.share"),
        words("trust.ideal"),
        words("trust.pictures"),
    )
    return reliability_chart(bins(record), names)


def _roc(record: RunRecord, words: Words) -> str:
    names = CurveNames(
        words("ranking.fpr"), words("ranking.tpr"), words("ranking.average"), words("ranking.weakest")
    )
    known = "roc_auc" not in record.summary.left_out
    return curve_chart(roc_curves(record), names, rising=True, areas=known)


def _pr(record: RunRecord, words: Words) -> str:
    names = CurveNames(
        words("ranking.recall"),
        words("ranking.precision"),
        words("ranking.average"),
        words("ranking.weakest"),
    )
    known = not {"average_precision", "mean_average_precision"} & record.summary.left_out.keys()
    return curve_chart(pr_curves(record), names, rising=False, areas=known)


def _learning_names(words: Words, y: str) -> LearningNames:
    return LearningNames(words("training.epoch"), y, words("training.train"), words("training.validation"))
