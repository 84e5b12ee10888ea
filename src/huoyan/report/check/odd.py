"""Odd pictures: those of few-pictured oddities in one row, the others under a heading each."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.report.check.exhibit import Exhibit
from huoyan.report.check.view import View, how_many
from huoyan.report.shell.section import Section, section

# Pictures of one oddity; one of so few pictures gets no heading of its own.
ODD, FEW = 12, 3


@dataclass(frozen=True, slots=True)
class Oddity:
    """Pictures that are odd in the same way; `total` of them are."""

    title: str
    total: int
    exhibits: list[Exhibit]
    rest: str


def odd(view: View) -> Section:
    words, found = view.words, view.check.of("odd")
    few = [
        (words(f"odd.{each.detail['odd']}"), one)
        for each in found
        if len(each.paths) <= FEW
        for one in view.shelf.exhibits(each.paths)
    ]
    many = [
        Oddity(
            words(f"odd.{each.detail['odd']}"),
            len(each.paths),
            view.shelf.exhibits(each.paths[:ODD]),
            how_many(ODD, len(each.paths), words),
        )
        for each in found
        if len(each.paths) > FEW
    ]
    return section("odd", words, "check/html/odd.html", {"few": few, "many": many})
