"""check.html of data with boxes: what was found is drawn, all boxes are counted, measured and shown."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from boxed import CAR, DOG, boxed, boxed_data, ground, with_things
from browser import NEEDS_CHROMIUM, Browser
from huoyan.data.check import check
from huoyan.data.check.finding import Finding
from huoyan.data.dataset import Dataset
from huoyan.data.sample.boxes import Box
from huoyan.images.draw_boxes import colour_of
from huoyan.report.check.boxes.marked import Marked, exhibits, of_finding
from huoyan.report.check.page import render, write_check
from huoyan.report.check.view import BOXES, CLASSES
from huoyan.report.shell.words import Words
from huoyan.words import LANGS

STREET = (Box(CAR, 20, 30, 90, 80), Box(CAR, 150, 40, 230, 100), Box(DOG, 100, 150, 140, 190))
OUTSIDE = (Box(CAR, 300, 200, 380, 260), Box(DOG, 400, 10, 440, 50), Box(DOG, 5, 5, 5, 9))
HOSTILE = "<img src=x onerror=window.hit=1>"


def bad_streets(n: int = 12) -> Dataset:
    """Boxes beyond the edge, doubled, tiny and missing in a copy; a picture without any; a hostile name."""
    scene = with_things(ground(7), STREET)
    return boxed_data(
        *(boxed(f"{at}.png", STREET, with_things(ground(at), STREET), "train") for at in range(n)),
        boxed("twice/a.png", STREET, scene, "train"),
        boxed("twice/b.png", STREET[:2], scene, "test"),
        boxed("outside.png", OUTSIDE),
        boxed("doubled.png", [*STREET, Box(CAR, 21, 30, 90, 80), Box(DOG, 150, 40, 230, 101)]),
        boxed("tiny.png", [Box(DOG, 200, 100, 203, 102)]),
        boxed("none.png"),
        classes=("car", f"狗 {HOSTILE}"),
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_that_was_found_has_its_tile_and_its_section(lang):
    dataset, words = bad_streets(), Words(lang)
    found = check(dataset)
    page = render(found, dataset, lang)
    kinds = {finding.kind for finding in found.findings}
    assert {"contradiction", "leak", "outside-box", "doubled-box", "odd-box", "no-box"} <= kinds
    for kind in sorted(kinds - {*CLASSES}):
        assert f'id="{kind}"' in page, kind
        assert f'<div class="kind">{words(f"{kind}.title")}</div>' in page, kind
    assert 'id="boxes"' in page
    assert words("label.title") not in page


def test_of_good_boxes_it_is_said_what_was_not_found_and_only_what_was_looked_for():
    words = Words("en")
    good = boxed_data(*(boxed(f"{at}.png", STREET) for at in range(3)))
    whole, quick = (render(check(good, quick=quick), good) for quick in (False, True))
    for kind in BOXES:
        assert words(f"{kind}.title") in whole
        assert (words(f"{kind}.title") in quick) == (kind != "unlabelled")
    assert words("check.unseen_why") not in quick


def pixels_of(uri: str) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(b64decode(uri.partition(",")[2]))).convert("RGB")).astype(int)


def share_of(picture: np.ndarray, colour: tuple[int, int, int]) -> float:
    """The share of pixels that have about this colour."""
    return float((np.abs(picture - colour).max(axis=2) < 40).mean())


def test_the_boxes_that_are_meant_are_drawn_in_the_colour_of_their_class():
    sample = boxed("a.png", STREET, np.full((240, 320, 3), 128, np.uint8))
    (shown,) = exhibits([Marked(sample, STREET[2:])], ("car", "dog"), near=False)
    assert shown.label == "1 × dog"
    assert shown.thumb is not None
    assert share_of(pixels_of(shown.thumb.uri), colour_of(DOG)) > 0.003
    assert share_of(pixels_of(shown.thumb.uri), colour_of(CAR)) > 0.001  # dashed


def test_a_small_box_is_looked_at_closely():
    sample = boxed("a.png", [Box(DOG, 200, 100, 206, 106)], np.full((240, 320, 3), 128, np.uint8))
    near, far = (
        exhibits([Marked(sample, (Box(DOG, 200, 100, 206, 106),))], ("car", "dog"), near=near)[0].thumb
        for near in (True, False)
    )
    assert near is not None
    assert far is not None
    assert (far.width, far.height) == (320, 240)
    assert share_of(pixels_of(near.uri), colour_of(DOG)) > 3 * share_of(pixels_of(far.uri), colour_of(DOG))


def test_a_finding_is_shown_with_the_boxes_of_each_picture_together():
    dataset = boxed_data(boxed("a.png", STREET), boxed("b.png", STREET))
    told = [
        {"path": path, "label": "car", "box": {"xmin": 1.0, "ymin": 2.0, "xmax": 3.0, "ymax": 4.0}}
        for path in ("b.png", "a.png", "b.png")
    ]
    finding = Finding("odd-box", "note", "m", ("b.png", "a.png"), {"why": "tiny", "boxes": told})
    shown = of_finding(finding, dataset, 5)
    assert [(each.sample.source, len(each.boxes)) for each in shown] == [("b.png", 2), ("a.png", 1)]
    assert len(of_finding(finding, dataset, 1)) == 1


def test_pictures_that_must_not_be_embedded_are_not():
    streets = bad_streets(2)
    hidden = replace(streets, samples=tuple(replace(sample, embed=False) for sample in streets.samples))
    page = render(check(hidden), hidden)
    assert "data:image/jpeg" not in page
    assert "--allow-outside embeds it" in page


def test_of_many_boxes_the_page_stays_small():
    many = [Box(x % 2, x, y, x + 8, y + 7) for x in range(300) for y in (0, 40, 80)]
    dataset = boxed_data(*(boxed(f"{at}.png", many) for at in range(20)))
    page = render(check(dataset), dataset)
    assert len(page) < 3_000_000
    assert len(re.findall('class="dot box"', page)) < 2 * 1520


@NEEDS_CHROMIUM
@pytest.mark.parametrize(("lang", "width", "dark"), [("en", 1440, False), ("zh", 390, True)])
def test_the_page_renders_without_errors_or_requests(browser, tmp_path, lang, width, dark):
    dataset = bad_streets()
    path = write_check(check(dataset), dataset, tmp_path / "check.html", lang)
    with browser.open(path, width=width, dark=dark) as opened:
        assert opened.errors == []
        assert opened.requests == []
        assert opened.evaluate("window.hit") is None
        assert opened.evaluate("document.documentElement.scrollWidth") == width
