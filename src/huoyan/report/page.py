"""report.html: one file that shows a run, pictures first. No request leaves it, no script enters it."""

from __future__ import annotations

from pathlib import Path

from huoyan.report.record import RunRecord
from huoyan.report.sections.data import data
from huoyan.report.sections.ladder import ladder
from huoyan.report.sections.model import model
from huoyan.report.sections.recipe import recipe
from huoyan.report.sections.search import search
from huoyan.report.sections.side_by_side import side_by_side
from huoyan.report.sections.summary import measured, summary
from huoyan.report.sections.synthesis import synthesis
from huoyan.report.sections.training import training
from huoyan.report.shell.numbers import moment
from huoyan.report.shell.page import Head, whole_page, write_page
from huoyan.report.shell.section import Section
from huoyan.report.shell.words import Words
from huoyan.report.tasks import TASK_PAGES
from huoyan.tasks import medium_of
from huoyan.words import Lang, spoken_of

QUALIFIED = ("train", "val", "test")  # parts whose scores are worth a warning, or the lack of one


def write_report(record: RunRecord, path: str | Path, lang: Lang = "en") -> Path:
    """Writes the page and returns its path. ArtifactError where the file cannot be written."""
    return write_page(render(record, lang), path, "page.report_not_written")


def render(record: RunRecord, lang: Lang = "en") -> str:
    """The page as text."""
    words = Words(lang)
    with spoken_of(medium_of(record.task)):
        return whole_page(_head(record, words), _sections(record, words), words)


def _head(record: RunRecord, words: Words) -> Head:
    page = TASK_PAGES[record.task]
    return Head(
        kind=words("page.report"),
        title=record.title,
        skip=words("page.skip"),
        verdict=[*page.verdict(record, words), *_qualified(record.split, words)],
        facts=_facts(record, words),
        summary=summary(record, page.cards(record), words),
        created=moment(record.created),
    )


def _sections(record: RunRecord, words: Words) -> list[Section]:
    page = TASK_PAGES[record.task]
    return [
        *ladder(record, words),
        *search(record, words),
        *synthesis(record, words),
        *side_by_side(record, words),
        *page.sections(record, words),
        *training(record, words),
        data(record, page.data(record, words), words),
        *model(record, page.facts(record, words), words),
        recipe(record, words),
    ]


def _qualified(split: str, words: Words) -> list[str]:
    """What to think of a score on this part of the data."""
    return [words(f"verdict.{split}")] if split in QUALIFIED else []


def _facts(record: RunRecord, words: Words) -> list[tuple[str, str]]:
    network = [(words("hero.network"), record.model.network)] if record.model else []
    return [
        (words("hero.measured"), measured(record, words)),
        (words("hero.data"), record.data),
        *network,
        (words("hero.created"), moment(record.created)),
    ]
