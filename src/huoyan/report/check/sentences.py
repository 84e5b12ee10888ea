"""Findings about classes and shortcuts as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from huoyan.data.check.finding import Finding
from huoyan.report.shell.words import Words
from huoyan.words.catalogue import PHRASES


def says(finding: Finding, words: Words) -> str:
    """Only for the kinds of SENTENCES: the others speak in pictures."""
    return SENTENCES[finding.kind](finding.detail, words)


def typical(finding: Finding, words: Words) -> tuple[str, str] | None:
    """The usual value of a shortcut's property in the class that it gives away, and elsewhere, with units."""
    name, values = finding.detail["property"], finding.detail["typical"]
    if values is None or f"unit.{name}" not in PHRASES:
        return None
    scale = 100 if name == "border" else 1  # a share of the side, told in percent
    here, there = (words(f"unit.{name}", n=f"{value * scale:.3g}") for value in values)
    return here, there


def _imbalance(detail: dict[str, Any], words: Words) -> str:
    (most, n), (least, m) = detail["largest"], detail["smallest"]
    ratio = f"{detail['ratio']:.1f}"
    key = "imbalance.says_boxes" if detail.get("of") == "boxes" else "imbalance.says"
    return words(key, most=most, least=least, ratio=ratio, n=f"{n:,}", m=f"{m:,}")


def _too_few(detail: dict[str, Any], words: Words) -> str:
    part, classes = _part(detail["part"], words), _classes(detail["classes"], words)
    return words(f"too-few.{detail['reason']}", part=part, classes=classes)


def _split_shares(detail: dict[str, Any], words: Words) -> str:
    first, part = (_part(name, words) for name in detail["parts"])
    worst = words.listed(
        words("split-shares.worst", label=name, a=f"{a:.0%}", b=f"{b:.0%}") for name, a, b in detail["worst"]
    )
    distance, chance = f"{detail['distance']:.0%}", f"{detail['chance']:.0%}"
    return words("split-shares.says", distance=distance, part=part, first=first, chance=chance, worst=worst)


def _class_names(detail: dict[str, Any], words: Words) -> str:
    return words(f"class-names.{detail['why']}", classes=_classes(detail["classes"], words))


def _classes(classes: dict[str, int], words: Words) -> str:
    return words.listed(words("label.count", label=name, n=f"{n:,}") for name, n in classes.items())


def _part(name: str, words: Words) -> str:
    return words("part.all") if name == "all" else words.split(name)


SENTENCES: dict[str, Callable[[dict[str, Any], Words], str]] = {
    "imbalance": _imbalance,
    "too-few": _too_few,
    "split-shares": _split_shares,
    "class-names": _class_names,
}
