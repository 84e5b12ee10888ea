"""The data: what the task shows of them, and the pictures that could not be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huoyan.report.record import RunRecord
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import cell, table
from huoyan.report.shell.words import Words
from huoyan.words import told

if TYPE_CHECKING:
    from markupsafe import Markup


def data(record: RunRecord, shown: Markup, words: Words) -> Section:
    """shown: by the task, such as how many pictures each class has."""
    rows = (
        (
            cell(each.sample.source),
            cell(each.failure.code),
            cell(told(each.failure.message, words.lang)),
        )
        for each in record.quarantine
    )
    heads = [words(f"quarantine.{head}") for head in ("source", "code", "message")]
    context = {"shown": shown, "quarantine": table(heads, rows)}
    return section("data", words, "sections/html/data.html", context)
