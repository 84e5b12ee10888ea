"""report.html: one file that shows a run, pictures first. No request leaves it, no script enters it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huoyan.artifact.whole import write_whole
from huoyan.errors import ArtifactError
from huoyan.report import compared, evidence, figures
from huoyan.report.charts import classes, confusion, ranking
from huoyan.report.charts import pairs as pair_rows
from huoyan.report.figures import Cell, Table, cell
from huoyan.report.record import Mistake, RunRecord
from huoyan.report.remarks import said
from huoyan.report.shell.fill import filled
from huoyan.report.shell.thumbs import Thumb, thumb
from huoyan.report.shell.words import Words
from huoyan.words import Lang, Message

# Sides in pixels and numbers of pictures, so that the file stays well under 2 MB.
MISTAKE_SIDE, EXAMPLE_SIDE, BATCH_SIDE = 160, 112, 96
MISTAKES_SHOWN, MISTAKES_MORE, EXAMPLES, BATCH = 24, 24, 120, 32
# Up to so many classes each gets a row of pictures, beyond it one picture.
ROWS_OF_CLASSES = 24


@dataclass(frozen=True, slots=True)
class Shot:
    """A mistake as the page shows it."""

    thumb: Thumb
    mistake: Mistake

    @property
    def folder(self) -> str:
        """The source up to its last separator, `name` the rest: the end of a path is what tells."""
        return self.mistake.source[: len(self.mistake.source) - len(self.name)]

    @property
    def name(self) -> str:
        return re.split(r"[/\\]", self.mistake.source)[-1]


def write_report(record: RunRecord, path: str | Path, lang: Lang = "en") -> Path:
    """Writes the page and returns its path. ArtifactError where the file cannot be written."""
    target = Path(path)
    # A path of the user's may hold bytes that are no text: they are shown as \\udc80, not refused.
    data = render(record, lang).encode("utf-8", "backslashreplace")
    try:
        write_whole(target, data)
    except OSError as error:
        raise ArtifactError(
            Message("page.report_not_written", path=target, reason=error.strerror),
            code="artifact.report",
        ) from error
    return target


def render(record: RunRecord, lang: Lang = "en") -> str:
    """The page as text."""
    from markupsafe import Markup

    words = Words(lang)
    context = {
        "record": record,
        "words": words,
        "charts": {name: Markup(svg) for name, svg in evidence.charts(record, words).items()},
        **_figures(record, words),
        **_pictures(record),
    }
    context["contents"] = _contents(context, words)
    return filled("template.html", context)


def _figures(record: RunRecord, words: Words) -> dict[str, Any]:
    return {
        "cards": figures.cards(record, words),
        "created": figures.moment(record.created),
        "verdict": figures.verdict(record, words),
        "metrics": figures.metric_table(record, words),
        "measured": figures.measured(record, words),
        "left_out": figures.left_out(record, words),
        "class_table": figures.class_table(record, words),
        "count_table": figures.count_table(record, words),
        "acceptance": figures.acceptance_table(record, words),
        "training_facts": figures.training_facts(record.epochs, words),
        "wrong": record.wrong_count(),
        "pairs": evidence.pairs(record),
        "pair_table": _pair_table(record, words),
        "speed_table": _speed_table(record, words),
        "parity_table": _parity_table(record, words),
        "quarantine_table": _quarantine_table(record, words),
        "file_table": _file_table(record, words),
        "recipe_table": _recipe_table(record.recipe, words),
        "matrix_small": len(record.classes) <= confusion.SMALL,
        "curves_cut": len(record.classes) > ranking.MANY,
        "recalls_cut": max(0, len(figures.recalls(record)) - classes.ROWS),
        "recalls_shown": classes.ROWS,
        "remedy": compared.remedy(record, words),
        "random": compared.random(record, words),
        "world": compared.world(record, words),
        "notes": [said(note, words.lang) for note in record.notes],
        "choices": [said(choice, words.lang) for choice in record.choices],
        "licence": said(record.model.licence, words.lang) if record.model else "",
        "pairs_shown": pair_rows.ROWS,
    }


def _pictures(record: RunRecord) -> dict[str, Any]:
    shots = [
        Shot(thumb(m.picture, MISTAKE_SIDE), m) for m in record.mistakes[: MISTAKES_SHOWN + MISTAKES_MORE]
    ]
    groups = [(name, pictures) for name, pictures in record.examples if len(pictures)][:EXAMPLES]
    single = len(groups) > ROWS_OF_CLASSES
    each = 1 if single else max(1, min(6, EXAMPLES // max(1, len(groups))))
    batch = [] if record.batch is None else list(record.batch[:BATCH])
    return {
        "shots": shots[:MISTAKES_SHOWN],
        "more_shots": shots[MISTAKES_SHOWN:],
        "examples": [(name, [thumb(p, EXAMPLE_SIDE) for p in pictures[:each]]) for name, pictures in groups],
        "examples_single": single,
        "examples_each": each,
        "batch": [thumb(picture, BATCH_SIDE) for picture in batch],
    }


def _contents(context: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """(anchor, title) of the sections that the page has."""
    charts, record = context["charts"], context["record"]
    present = {
        "mistakes": True,
        "classes": bool(charts["recalls"]) or context["class_table"] is not None,
        "remedy": context["remedy"] is not None,
        "confusion": record.summary.confusion is not None,
        "trust": bool(charts["reliability"]),
        "random": context["random"] is not None,
        "ranking": bool(charts["roc"] or charts["pr"]),
        "training": bool(record.epochs or context["batch"]),
        "data": True,
        "model": record.model is not None or bool(record.speeds or record.parities or record.files),
        "recipe": True,
    }
    return [(name, words(f"{name}.title")) for name, there in present.items() if there]


def _pair_table(record: RunRecord, words: Words) -> Table:
    heads = ("truth", "predicted", "count", "share")
    rows = (
        (cell(pair.truth), cell(pair.predicted), cell(pair.count), cell(pair.share, f"{pair.share:.1%}"))
        for pair in evidence.pairs(record)
    )
    return figures.plain_table([words(f"confusion.{head}") for head in heads], rows)


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
    return figures.plain_table([words(f"speed.{head}") for head in heads], rows)


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
            _passed(parity.passed, words),
        )
        for parity in record.parities
    )
    return figures.plain_table([words(head) for head in heads], rows)


def _passed(passed: bool, words: Words) -> Cell:
    return Cell(
        words("parity.passed" if passed else "parity.failed"),
        str(passed),
        False,
        "pass" if passed else "fail",
    )


def _quarantine_table(record: RunRecord, words: Words) -> Table:
    rows = ((cell(each.source), cell(each.code), cell(each.message)) for each in record.quarantine)
    return figures.plain_table([words(f"quarantine.{head}") for head in ("source", "code", "message")], rows)


def _file_table(record: RunRecord, words: Words) -> Table:
    rows = (
        (cell(file.name), cell(file.size, figures.size(file.size)), cell(file.sha256))
        for file in record.files
    )
    return figures.plain_table([words("files.name"), words("files.size"), "sha256"], rows)


def _recipe_table(recipe: Mapping[str, Any], words: Words) -> Table:
    rows = (
        (
            cell(key),
            cell(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)),
        )
        for key, value in recipe.items()
    )
    return figures.plain_table([words("recipe.key"), words("recipe.value")], rows)
