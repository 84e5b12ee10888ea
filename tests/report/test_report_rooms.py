"""The rooms of the report: only `report/tasks/` knows what a task's answers are."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

import huoyan.report
from huoyan.report import page as report_page
from huoyan.report.record import RunRecord
from huoyan.report.shell.section import Section
from huoyan.report.tasks import TASK_PAGES
from huoyan.tasks import TASKS

ROOT = Path(huoyan.report.__file__).parent
COMMON = [ROOT / "page.py", *(ROOT / "sections").rglob("*.*"), *(ROOT / "shell").glob("*.py")]


@pytest.mark.parametrize("file", [each for each in COMMON if each.suffix in (".py", ".html")], ids=str)
def test_what_every_task_has_asks_for_no_classes_and_not_whether_there_are_several_labels(file: Path):
    text = file.read_text("utf-8")
    assert not re.search(r"multilabel|several|\.classes|probabilities|confusion|evidence\.(?!score)", text)
    if file.suffix == ".py":
        named = {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)}
        assert not named & {"counts", "labels", "thresholds", "targets"}


def test_every_task_has_a_page():
    assert TASK_PAGES.keys() == TASKS.keys()


def test_no_line_of_markup_stands_in_two_templates_of_the_pages():
    seen: dict[str, Path] = {}
    for file in ROOT.rglob("*.html"):
        for line in file.read_text("utf-8").splitlines():
            markup = len(line) > 60 and not line.startswith("{%")
            if markup and seen.setdefault(line, file) != file:
                pytest.fail(f"{file} and {seen[line]} both say {line}")


@dataclass(frozen=True)
class Found:
    """What a toy task measured."""

    n: int = 7
    wrong: int = 2
    groups: int | None = None
    metrics: dict[str, object] = field(default_factory=dict)
    left_out: dict[str, object] = field(default_factory=dict)


def test_a_third_task_is_a_module_and_a_line(monkeypatch: pytest.MonkeyPatch):
    from markupsafe import Markup

    toy = SimpleNamespace(
        cards=lambda record: ("smell",),
        verdict=lambda record, words: ["It smells of roses."],
        sections=lambda record, words: [Section("nose", "The nose", Markup("<p>fine</p>"))],
        facts=lambda record, words: [("Scent", "sweet")],
        data=lambda record, words: Markup("<p>7 roses</p>"),
    )
    monkeypatch.setattr(report_page, "TASK_PAGES", {"toy": toy})
    record = RunRecord("roses", "roses/", "now", "run", "toy", "test", SimpleNamespace(score=Found()))
    html = report_page.render(record)
    assert re.findall(r'<section id="(\w+)"', html) == ["nose", "data", "recipe"]
    assert re.findall(r'<a href="#(\w+)"', html) == ["nose", "data", "recipe"]
    for said in ("It smells of roses.", "test, 7 pictures", "<p>fine</p>", "<p>7 roses</p>"):
        assert said in html
