"""check.html: every kind of finding has its place, in both languages, and nothing leaves the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from browser import NEEDS_CHROMIUM, Browser
from huoyan.data.check import check
from huoyan.data.check.finding import FINDING_KINDS, Check, Finding
from huoyan.data.check.look.glance import glance
from huoyan.data.check.look.odd_pictures import ODDITIES
from huoyan.data.check.look.properties import properties
from huoyan.data.dataset import Dataset
from huoyan.data.sample.truth import Numbers
from huoyan.errors import ArtifactError
from huoyan.images.sources.other_files import PassedOver
from huoyan.report.check.copies import IN_SET, SETS
from huoyan.report.check.odd import ODD
from huoyan.report.check.page import render, write_check
from huoyan.report.check.suspects import SUSPECTS
from huoyan.report.check.view import BOXES
from huoyan.report.shell.words import Words
from huoyan.words import LANGS
from huoyan.words.catalogue import PHRASES
from making import sample_of

HOSTILE = "<img src=x onerror=window.hit=1>\u202e"
CLASSES = ("cat", "Cat", f"dog {HOSTILE}", "狐狸")
PASSED = PassedOver(Counter({(".xcf", "cat"): 30, ("", "cat"): 2, ("hidden", ""): 1}), Counter({"@eaDir": 9}))
AREA = {"value": 0.99, "low": 0.97, "high": 1.0, "n": 60}


def shown(n: int = 60) -> Dataset:
    """Small pictures in memory, one file that is no picture, two parts."""
    rng = np.random.default_rng(0)
    samples = [
        sample_of(
            f"{'train' if i % 3 else 'test'}/{CLASSES[i % 4]}/图 {i}.png",
            i % 4,
            pixels=rng.integers(0, 256, (24 + i % 5, 32, 3), dtype=np.uint8),
            split="train" if i % 3 else "test",
        )
        for i in range(n)
    ]
    return Dataset("田 野", CLASSES, tuple(samples))


def every_kind(dataset: Dataset, many: int = 1) -> Check:
    """A finding of each kind; `many` of those that are shown in pictures."""
    sources = [sample.source for sample in dataset.samples]
    labels = [[CLASSES[0]], [CLASSES[1]]]
    pairs = [(sources[2 * i % 58], sources[(2 * i + 1) % 58]) for i in range(many)]
    findings = [
        Finding("unreadable", "error", "it is cut off", (sources[0],),
                {"code": "image.truncated", "exclude": [sources[0]]}),
        *[Finding("leak", "error", "m", p, {"how": "duplicate", "splits": ["train", "test"]}) for p in pairs],
        *[Finding("contradiction", "error", "m", p, {"how": "duplicate", "labels": labels}) for p in pairs],
        Finding("duplicate", "warning", "m", tuple(sources[:7]), {"exclude": sources[1:7], "labels": []}),
        Finding("near-duplicate", "note", "m", tuple(sources[8:10]), {"labels": labels, "similarity": 0.9}),
        Finding("mirrored", "note", "m", tuple(sources[10:12]), {"labels": labels, "splits": []}),
        Finding("alike", "warning", "m", tuple(sources[12:15]),
                {"points": 40, "labels": labels, "splits": ["test", "train"]}),
        *[
            Finding("label", "warning", "m", (sources[i % 60],),
                    {"given": CLASSES[2], "suggested": CLASSES[3], "chance": 0.02, "certainty": 0.97,
                     "agreement": {"value": 0.91, "low": 0.9, "high": 0.92, "n": 60}})
            for i in range(many)
        ],
        *[
            Finding("shortcut", severity, "m", tuple(sources[:12]),
                    {"property": name, "content": severity == "note",
                     "accuracy": {"value": 0.61, "low": 0.55, "high": 0.66, "n": 60}, "chance": 0.25,
                     "given_away": [{"class": CLASSES[2], "area": AREA}], "typical": typical})
            for name, severity, typical in (("border", "warning", [0.03, 0.0]), ("brightness", "note", None))
        ],
        Finding("imbalance", "warning", "m", (),
                {"part": "train", "ratio": 12.0, "largest": ["cat", 1200], "smallest": ["狐狸", 100]}),
        *[
            Finding("too-few", "warning", "m", (), {"reason": reason, "part": "test", "classes": {"cat": 3}})
            for reason in ("learn", "unseen", "unscored", "score")
        ],
        Finding("split-shares", "warning", "m", (),
                {"parts": ["train", "test"], "distance": 0.3, "chance": 0.1, "worst": [["cat", 0.5, 0.2]]}),
        Finding("class-names", "warning", "m", (), {"why": "case", "classes": {"cat": 15, "Cat": 15}}),
        Finding("made-picture", "error", "m", tuple(sources[40:43]), {"split": "test", "exclude": []}),
        Finding("odd", "note", "m", tuple(sources[20:40]), {"odd": "blurred"}),
        Finding("passed-over", "warning", "m", (), PASSED.to_json()),
    ]  # fmt: skip
    seconds = {"reading": 1.0, "files": 0.1, "labels": 0.2, "shortcuts": 0.1}
    counts = dataset.counts()
    parts = {"train": 40, "test": 20}
    return Check(dataset.name, len(dataset), counts, parts, tuple(findings), seconds, passed=PASSED)


def clean(dataset: Dataset, *, quick: bool = False) -> Check:
    seconds = {"reading": 1.0} if quick else {"reading": 1.0, "labels": 0.1, "shortcuts": 0.1}
    return Check(dataset.name, len(dataset), dataset.counts(), {"none": len(dataset)}, (), seconds)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_has_its_tile_and_its_section(lang):
    dataset = shown()
    page, words = render(every_kind(dataset), dataset, lang), Words(lang)
    for kind in sorted({*FINDING_KINDS} - {*BOXES}):
        assert f'<div class="kind">{words(f"{kind}.title")}</div>' in page, kind
        in_classes = kind in ("imbalance", "too-few", "split-shares", "class-names")
        assert (f'id="{kind}"' in page) != in_classes, kind
    assert 'id="balance"' in page


def test_the_page_counts_what_was_passed_over_by_kind():
    dataset = shown()
    page = render(every_kind(dataset), dataset)
    for kind, n in ((".xcf", 30), ("without an ending", 2), ("hidden", 1), ("pictures in @eaDir", 9)):
        row = rf"<bdi>{re.escape(kind)}</bdi></th><td[^>]*><bdi>{n}</bdi>"
        assert re.search(row, page), kind


def test_every_oddity_and_every_property_has_a_phrase():
    dataset = shown()
    seen = glance(dataset)
    for name in ODDITIES:
        assert f"odd.{name}" in PHRASES
    for each in properties(seen, seen.readable):
        assert f"property.{each.name}" in PHRASES
        assert f"subject.{each.name}" in PHRASES


@pytest.mark.parametrize("lang", LANGS)
def test_clean_data_is_called_clean_and_says_what_was_not_looked_for(lang):
    dataset, words = shown(), Words(lang)
    page = render(clean(dataset), dataset, lang)
    assert words("check.clean") in page
    assert words("check.unseen") not in page
    assert 'class="tile' not in page
    quick = render(clean(dataset, quick=True), dataset, lang)
    assert quick.count(words("check.unseen") + ")") == 2


def test_notes_alone_are_no_trouble():
    dataset = shown()
    note = Finding("odd", "note", "m", (dataset.samples[0].source,), {"odd": "dark"})
    check = Check("d", 60, {}, {}, (note,), {"labels": 0.0, "shortcuts": 0.0})
    assert Words("en")("check.only_notes") in render(check, dataset)


def test_a_page_of_many_findings_shows_the_first_and_says_how_many_there_are():
    dataset = shown()
    page = render(every_kind(dataset, many=500), dataset)
    assert len(re.findall('<div class="set[ "]', page)) == 2 * 2 * SETS + 4
    assert "Showing 24 of 500." in page
    assert page.count('class="score"') == 2 * SUSPECTS
    assert f"+{7 - IN_SET}" in page
    assert f"Showing {ODD} of 20." in page
    assert len(page) < 4_000_000


def test_what_may_be_left_out_is_listed_with_the_commands():
    dataset = shown()
    page = render(every_kind(dataset), dataset, data="my photos/")
    assert "huoyan check &#39;my photos/&#39; --fix leave_out.csv" in page
    assert "7 pictures to leave out" in page
    assert "No picture can be left out without a look." in render(clean(dataset), dataset)


def test_files_are_shown_small_and_a_missing_one_leaves_a_gap(tmp_path: Path):
    path = tmp_path / "large.jpg"
    Image.effect_noise((2000, 1000), 50).save(path)
    samples = (sample_of("a", 0, path), sample_of("b", 1, tmp_path / "gone.jpg"))
    dataset = Dataset("files", ("x", "y"), samples)
    finding = Finding(
        "contradiction", "error", "m", ("a", "b"), {"how": "duplicate", "labels": [["x"], ["y"]]}
    )
    page = render(Check("files", 2, {"x": 1, "y": 1}, {"none": 2}, (finding,), {}), dataset)
    assert 'width="160" height="80"' in page
    assert page.count('title="cannot be shown"') == 2  # on the board and in its section
    assert len(page) < 120_000


def test_a_page_that_cannot_be_written_says_so(tmp_path: Path):
    dataset = shown()
    with pytest.raises(ArtifactError, match="cannot be written"):
        write_check(clean(dataset), dataset, tmp_path / "no folder" / "check.html")


@pytest.mark.parametrize("lang", LANGS)
def test_of_numbers_nothing_about_classes_is_said_to_be_in_order(lang):
    samples = (replace(sample, truth=Numbers((3.0,))) for sample in shown().samples)
    dataset = Dataset("cells", ("cells",), tuple(samples), "numbers")
    page = render(check(dataset), dataset, lang)
    words = Words(lang)
    assert words("unreadable.title") in page
    for key in ("imbalance.title", "too-few.title", "label.title", "shortcut.title", "balance.read"):
        assert words(key) not in page


@NEEDS_CHROMIUM
@pytest.mark.parametrize(
    ("lang", "width", "dark"), [("en", 1440, False), ("zh", 390, True), ("zh", 1100, False)]
)
def test_the_page_renders_without_errors_or_requests(browser, tmp_path, lang, width, dark):
    dataset = shown()
    path = write_check(every_kind(dataset, many=40), dataset, tmp_path / "check.html", lang)
    with browser.open(path, width=width, dark=dark) as opened:
        assert opened.errors == []
        assert opened.requests == []
        assert opened.evaluate("document.compatMode") == "CSS1Compat"
        assert opened.evaluate("document.documentElement.scrollWidth") == width
        assert opened.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
        missing = (
            "[...document.querySelectorAll('a.tile, nav a')].filter(a => !document.querySelector(a.hash))"
        )
        assert opened.evaluate(f"{missing}.length") == 0


@NEEDS_CHROMIUM
def test_hostile_names_are_shown_and_never_run(browser, tmp_path):
    dataset = shown()
    path = write_check(every_kind(dataset), dataset, tmp_path / "check.html", data=HOSTILE)
    with browser.open(path) as opened:
        assert opened.evaluate("window.hit") is None
        assert opened.evaluate("document.querySelectorAll('[onerror]').length") == 0
        assert opened.evaluate("document.scripts.length") == 1
        shown_name = opened.evaluate("document.querySelector('#label .truth').textContent")
    assert shown_name == CLASSES[2].replace("\u202e", "\ufffd")


@NEEDS_CHROMIUM
def test_the_pictures_of_the_worst_come_first(browser, tmp_path):
    dataset = shown()
    path = write_check(every_kind(dataset), dataset, tmp_path / "check.html")
    with browser.open(path) as opened:
        order = opened.evaluate("[...document.querySelectorAll('.tile')].map(t => t.classList[1])")
        # On a screen of 900 pixels the first row of pictures is in sight.
        bottom = opened.evaluate("document.querySelector('.tile img').getBoundingClientRect().bottom")
    assert order == sorted(order, key=("error", "warning", "note").index)
    assert bottom < 900
