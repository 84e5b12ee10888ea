"""The verdict of a trial in a sentence, for the terminal, the log and the report."""

from __future__ import annotations

from collections.abc import Mapping

from huoyan.results import Estimate
from huoyan.runs.trial.outcome import Outcome
from huoyan.runs.trial.verdict import FIGURES, GAN
from huoyan.words import Message


def verdict_told(outcome: Outcome, flags: Mapping[str, str]) -> Message:
    """flags: of `huoyan train`, by arm, that train as it does."""
    if outcome.kept:
        return Message("trial.kept", best=_arm(outcome.best), **_figures(outcome))
    if outcome.ended == "impossible":
        return Message("trial.one_unit")
    if outcome.ended == "failed":
        return Message("trial.failed", pairs=outcome.pairs, reason=outcome.reason)
    if outcome.why == "better":
        return Message("trial.no_generator", pairs=outcome.pairs)
    if outcome.why == "few_pairs" or outcome.ended == "interrupted":
        return Message("trial.too_few", pairs=outcome.pairs, wanted=outcome.wanted)
    assert outcome.best is not None
    best = outcome.best
    told = Message(f"trial.{outcome.why}", best=_arm(best), **_figures(outcome))
    flag = Message("trial.flags", best=_arm(best), flags=flags[best]) if best in flags else told
    return Message("trial.left_out", told=told, flags=flag)


def _figures(outcome: Outcome) -> dict[str, object]:
    """Of made pictures, and how far they are from the best of the others, in points."""
    assert outcome.best is not None
    recall, balanced = (_points(outcome.differences[outcome.best][name]) for name in FIGURES)
    ours = outcome.figures[GAN]
    return {
        "recall": ours["short_recall"].value,
        "balanced": ours["balanced_accuracy"].value,
        "recall_by": recall,
        "balanced_by": balanced,
        "pairs": outcome.pairs,
    }


def _points(found: Estimate) -> Message:
    return Message("trial.points", value=100 * found.value, low=100 * found.low, high=100 * found.high)


def _arm(name: str | None) -> Message:
    return Message(f"trial.arm_{name}")
