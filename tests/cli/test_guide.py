"""The pages of the guide: what they link to and call is there, and both languages have the same parts."""

from __future__ import annotations

import contextlib
import importlib
import io
import re
from functools import cache
from pathlib import Path

import pytest

from huoyan.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([DOCS / "guide.md", DOCS / "guide.zh-CN.md", *(DOCS / "guide").glob("*.md")])
READERS = [*PAGES, ROOT / "README.md", ROOT / "README.zh-CN.md"]
ENGLISH = [page for page in PAGES if not page.name.endswith(".zh-CN.md")]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def fences(page: Path) -> list[tuple[str, str]]:
    """The language and the text of every fenced block."""
    return re.findall(r"^```(\w*)\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def headings(page: Path) -> list[tuple[str, str]]:
    """The marks and the words of every heading."""
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"^(#+) (.+)$", prose, re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    return {re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for _, words in headings(page)}


def calls(page: Path) -> list[str]:
    """Every `huoyan ...` of a block or a sentence, in one line each, without what is remarked on it."""
    text = page.read_text("utf-8").replace("\\\n", " ")
    lines = re.findall(r"^(?:\$ )?(huoyan [a-z][^\n]*)", text, re.MULTILINE)
    quoted = re.findall(r"`(huoyan [a-z][^`]*)`", text)
    return [re.sub(r"\s+# .*", "", call).strip() for call in (*lines, *quoted)]


@cache
def known_flags(command: str) -> set[str]:
    with contextlib.redirect_stdout(io.StringIO()) as told, pytest.raises(SystemExit):
        importlib.import_module(COMMANDS[command]).run(["--help"])
    return set(re.findall(r"--[a-z-]+", told.getvalue()))


@pytest.mark.parametrize("page", READERS, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if link.startswith("http"):
            continue
        file, _, anchor = link.partition("#")
        aim = page.parent / file if file else page
        if not aim.exists() or (anchor and anchor not in anchors(aim)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_of_the_guide_has_the_flags_that_are_shown(page: Path) -> None:
    wrong = []
    for call in calls(page):
        command = call.split()[1]
        known = known_flags(command) if command in COMMANDS else set[str]()
        wrong += [(call, flag) for flag in re.findall(r"(?<!\S)--[a-z-]+", call) if flag not in known]
    assert wrong == []
    assert calls(page)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_python_of_the_guide_can_be_read(page: Path) -> None:
    for language, text in fences(page):
        if language == "python":
            compile(text, named(page), "exec")


@pytest.mark.parametrize("page", ENGLISH, ids=named)
def test_both_languages_have_the_same_headings_pictures_and_blocks(page: Path) -> None:
    chinese = page.with_name(page.name.replace(".md", ".zh-CN.md"))
    assert [marks for marks, _ in headings(page)] == [marks for marks, _ in headings(chinese)]
    shown = [re.findall(r"!\[[^\]]*\]\(([^)]+)\)", each.read_text("utf-8")) for each in (page, chinese)]
    assert shown[0] == shown[1]
    assert [language for language, _ in fences(page)] == [language for language, _ in fences(chinese)]


def test_pages_are_short_enough_to_be_read() -> None:
    assert {named(page): n for page in PAGES if (n := len(page.read_text("utf-8").splitlines())) > 600} == {}
