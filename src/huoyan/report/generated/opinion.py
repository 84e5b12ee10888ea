"""What a classifier of real pictures takes made ones for, class by class."""

from __future__ import annotations

from huoyan.generator.manifest import ClassOpinion, MadeClass, MadeShare
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Cell, cell, table
from huoyan.report.shell.words import Words


def opinion_section(opinion: ClassOpinion, words: Words) -> Section:
    heads = [words(f"opinion.{name}") for name in ("class", "made", "real", "remark")]
    read = words(
        "opinion.read",
        learnt=opinion.n_training,
        made=opinion.made,
        n=opinion.n_made,
        real=opinion.real,
        n_real=opinion.n_real,
    )
    rows = table(heads, (_row(each, words) for each in opinion.classes))
    return section("opinion", words, "generated/html/opinion.html", {"read": read, "rows": rows})


def _row(found: MadeClass, words: Words) -> tuple[Cell, ...]:
    remark = words("opinion.short") if found.short else ""
    return (cell(found.label), _share(found.made, words), _share(found.real, words), cell(remark))


def _share(found: MadeShare | None, words: Words) -> Cell:
    if found is None:
        return cell(-1.0, "–")
    told = words("opinion.share", value=found.value, low=found.low, high=found.high, n=found.n)
    return cell(found.value, told)
