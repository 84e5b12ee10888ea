"""The exported model: its facts, whether it answers as the trained one did, its speed, its files."""

from __future__ import annotations

from huoyan.artifact.manifest import Parity
from huoyan.report.record import ModelFacts, RunRecord
from huoyan.report.shell.numbers import size
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Cell, Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.words import told

# What a fact is called, and what it is.
Facts = list[tuple[str, str]]


def model(record: RunRecord, settled: Facts, words: Words) -> list[Section]:
    """`settled`: what the task tells of itself. None where nothing of the model was recorded."""
    if record.model is None and not (record.speeds or record.parities or record.files):
        return []
    context = {
        "facts": _facts(record.model, settled, words) if record.model else [],
        "weights": record.model.weights if record.model else "",
        "parities": _parity_table(record, words),
        "speeds": _speed_table(record, words),
        "files": _file_table(record, words),
    }
    return [section("model", words, "sections/html/model.html", context)]


def _facts(facts: ModelFacts, settled: Facts, words: Words) -> Facts:
    return [
        (words("model.network"), facts.network),
        (words("model.parameters"), f"{facts.parameters:,}"),
        (words("model.input"), " × ".join(map(str, facts.size))),
        *settled,
        (words("model.licence"), told(facts.licence, words.lang)),
    ]


def _parity_table(record: RunRecord, words: Words) -> Table:
    heads = (
        "speed.engine",
        "speed.precision",
        "parity.n",
        "parity.agreement",
        "parity.difference",
        "parity.result",
    )
    rows = (
        (
            cell(parity.engine),
            cell(parity.precision),
            cell(parity.n),
            cell(parity.agreement, f"{parity.agreement:.2%}"),
            cell(parity.difference, f"{parity.difference:.2g}"),
            _passed(parity, words),
        )
        for parity in record.parities
    )
    return table([words(head) for head in heads], rows)


def _passed(parity: Parity, words: Words) -> Cell:
    text, kind = ("parity.passed", "pass") if parity.passed else ("parity.failed", "fail")
    if parity.needed is not None:
        text = "parity.unproven"
    return Cell(words(text), str(parity.passed), False, kind)


def _speed_table(record: RunRecord, words: Words) -> Table:
    heads = ("engine", "precision", "batch", "threads", "milliseconds", "rate")
    rows = (
        (
            cell(speed.engine),
            cell(speed.precision),
            cell(speed.batch),
            cell(speed.threads),
            cell(speed.milliseconds, f"{speed.milliseconds:.3g}"),
            cell(speed.images_per_second, f"{speed.images_per_second:,.0f}"),
        )
        for speed in record.speeds
    )
    return table([words(f"speed.{head}") for head in heads], rows)


def _file_table(record: RunRecord, words: Words) -> Table:
    rows = ((cell(file.name), cell(file.size, size(file.size)), cell(file.sha256)) for file in record.files)
    return table([words("files.name"), words("files.size"), "sha256"], rows)
