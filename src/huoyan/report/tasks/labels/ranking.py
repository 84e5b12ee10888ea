"""Telling one class from the rest: ROC and precision-recall curves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from huoyan.metrics import ranking as curves_of
from huoyan.metrics.probabilities import one_hot
from huoyan.report.charts.ranking import MANY, Curve, CurveNames, curve_chart
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.words import Words
from huoyan.report.tasks.labels.evidence import LabelEvidence


def ranking(found: LabelEvidence, words: Words) -> list[Section]:
    """None where no class has pictures of both kinds, or the probabilities were too many to be kept."""
    from markupsafe import Markup

    if not len(found.score.probabilities):
        return []
    roc, pr = _roc_chart(found, words), _pr_chart(found, words)
    if not (roc or pr):
        return []
    read = [words("ranking.read")]
    if len(found.classes) > MANY:
        read.append(words("ranking.part", n=len(found.classes)))
    context = {"read": words.joined(read), "roc": Markup(roc), "pr": Markup(pr)}
    return [section("ranking", words, "tasks/labels/html/ranking.html", context)]


def roc_curves(found: LabelEvidence) -> list[Curve]:
    """One class against the rest, for classes with both kinds of pictures."""
    curves = []
    for name, scores, positive in _columns(found):
        if positive.any() and not positive.all():
            x, y, _ = curves_of.roc_curve(scores, positive)
            curves.append(Curve(name, x, y, float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))))
    return curves


def pr_curves(found: LabelEvidence) -> list[Curve]:
    """Precision over recall; the area is the average precision, which does not interpolate.

    Ends at the first cut with all positives: what follows only adds false alarms.
    """
    curves = []
    for name, scores, positive in _columns(found):
        if positive.any():
            precision, recall, _ = curves_of.pr_curve(scores, positive)
            area = float(np.sum(np.diff(recall) * precision[1:]))
            end = int(np.argmax(recall >= 1)) + 1
            curves.append(Curve(name, recall[:end], precision[:end], area))
    return curves


def _columns(found: LabelEvidence) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Name, scores (N,) and truth bool (N,) of each class; of two exclusive classes the second says all."""
    score = found.score
    truth = score.targets > 0 if score.several else one_hot(score.targets, len(found.classes))
    first = 1 if len(found.classes) == 2 and not score.several else 0
    for index, name in list(enumerate(found.classes))[first:]:
        yield name, score.probabilities[:, index], truth[:, index]


def _roc_chart(found: LabelEvidence, words: Words) -> str:
    names = _names("ranking.fpr", "ranking.tpr", words)
    known = "roc_auc" not in found.score.left_out
    return curve_chart(roc_curves(found), names, rising=True, areas=known)


def _pr_chart(found: LabelEvidence, words: Words) -> str:
    names = _names("ranking.recall", "ranking.precision", words)
    known = not {"average_precision", "mean_average_precision"} & found.score.left_out.keys()
    return curve_chart(pr_curves(found), names, rising=False, areas=known)


def _names(x: str, y: str, words: Words) -> CurveNames:
    return CurveNames(words(x), words(y), words("ranking.average"), words("ranking.weakest"))
