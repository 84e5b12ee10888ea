"""report.html in a real browser: it renders, keeps to itself, fits the screen, says what the arrays say."""

from __future__ import annotations

import ast
import io
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import accuracy_score

from browser import NEEDS_CHROMIUM, Browser
from huoyan.errors import ArtifactError, UsageError
from huoyan.metrics.minimum_counts import What
from huoyan.report import page
from huoyan.report.page import render, write_report
from huoyan.report.record import Mistake
from huoyan.report.shell import thumbs as pictures
from huoyan.report.shell.numbers import duration, figure, moment, size
from huoyan.report.shell.words import Words
from huoyan.report.tasks.labels.evidence import evidence_of
from huoyan.tasks.scored_labels import scored
from huoyan.tasks.tags import Tags
from huoyan.words import LANGS
from huoyan.words.catalogue import PHRASES
from huoyan.words.figure_names import part_name
from huoyan.words.report.figures import PHRASES as FIGURE_PHRASES
from huoyan.words.report.page import PHRASES as REPORT_PHRASES
from report_records import (
    HOSTILE,
    RECORDS,
    answers,
    classified,
    digits,
    hostile,
    invented,
    multilabel,
    noise,
    with_evidence,
)

# Texts that leave their chart at a side, and pairs within one chart whose boxes cross. Slanted texts are
# left out: their boxes say nothing.
CROSSINGS = """[...document.querySelectorAll('.chart')].flatMap(chart => {
  const texts = [...chart.querySelectorAll('text:not([transform])')];
  const boxes = texts.map(t => [t.textContent, t.getBoundingClientRect()]).filter(([, r]) => r.width);
  const cross = (p, q) => p.left < q.right - 1 && q.left < p.right - 1
    && p.top < q.bottom - 4 && q.top < p.bottom - 4;
  const frame = chart.getBoundingClientRect();
  const leaves = ([, p]) => p.left < frame.left - 3 || p.right > frame.right + 3;
  const outside = boxes.filter(leaves).map(([a]) => a);
  return outside.concat(boxes.flatMap(([a, p], i) =>
    boxes.slice(i + 1).filter(([, q]) => cross(p, q)).map(([b]) => a + ' | ' + b)));
})"""
PACKAGE = Path(page.__file__).parent


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


@NEEDS_CHROMIUM
@pytest.mark.parametrize("name", RECORDS)
def test_the_page_renders_without_errors_or_requests(browser, tmp_path, name):
    for lang, width, dark in (("en", 1440, False), ("zh", 390, True)):
        path = write_report(RECORDS[name](), tmp_path / "report.html", lang)
        with browser.open(path, width=width, dark=dark) as opened:
            assert opened.errors == []
            assert opened.requests == []
            assert opened.evaluate("document.compatMode") == "CSS1Compat"
            assert opened.evaluate("document.documentElement.scrollWidth") == width
            assert opened.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
            assert opened.evaluate("document.querySelectorAll('.chart').length") >= 4


@pytest.mark.parametrize(("lang", "word"), [("en", "training, made"), ("zh", "训练（生成）")])
def test_made_pictures_stand_apart_from_the_real_ones_of_their_class(lang, word):
    record = digits()
    classes = len(evidence_of(record).classes)
    made = (5, *(0,) * (classes - 1))
    before, after = render(record, lang), render(with_evidence(record, made=made), lang)
    assert word not in before
    assert f"{word} 5<" in after  # the key of the chart
    first = evidence_of(record).counts["train"][0]
    assert f": {first - 5}<" in after  # what a bar says of itself
    assert f"{word}: 5<" in after


@NEEDS_CHROMIUM
@pytest.mark.parametrize("width", [320, 768, 1100, 1920])
@pytest.mark.parametrize("lang", LANGS)
def test_the_page_fits_screens_of_every_width(browser, tmp_path, lang, width):
    with browser.open(write_report(digits(), tmp_path / "r.html", lang), width=width) as opened:
        assert opened.evaluate("document.documentElement.scrollWidth") == width


@NEEDS_CHROMIUM
@pytest.mark.parametrize("width", [390, 600, 768, 1100, 1440])
def test_a_chart_with_a_row_a_class_is_seen_whole_without_scrolling(browser, tmp_path, width):
    with browser.open(write_report(RECORDS["multilabel"](), tmp_path / "r.html"), width=width) as opened:
        shown = "[...document.querySelectorAll('.desk, .phone')].filter(each => each.clientWidth > 0)"
        assert opened.evaluate(f"{shown}.length") >= 2
        assert opened.evaluate(f"{shown}.filter(each => each.scrollWidth > each.clientWidth).length") == 0


@NEEDS_CHROMIUM
@pytest.mark.parametrize("name", ["digits", "25 long names", "120 classes", "multilabel"])
def test_no_text_of_a_chart_lies_on_another_or_leaves_the_chart(browser, tmp_path, name):
    path = write_report(RECORDS[name](), tmp_path / "r.html")
    for width in (390, 1440):
        with browser.open(path, width=width) as opened:
            crossings = opened.evaluate(CROSSINGS)
            assert crossings == []


@NEEDS_CHROMIUM
def test_hostile_names_are_shown_and_never_run(browser, tmp_path):
    path = write_report(hostile(), tmp_path / "r.html")
    with browser.open(path) as opened:
        assert opened.evaluate("window.hit") is None
        assert opened.evaluate("document.scripts.length") == 1
        assert opened.evaluate("document.querySelectorAll('[onerror]').length") == 0
        assert opened.evaluate("document.querySelector('h1').textContent") == HOSTILE[0]
        source = opened.evaluate("document.querySelector('.path').textContent")
    assert source == f"dir/{HOSTILE[0]}/\\udcff{HOSTILE[1]}".replace("\u202e", "\ufffd")


@NEEDS_CHROMIUM
def test_the_policy_forbids_scripts_that_are_not_the_pages_own(browser, tmp_path):
    path = write_report(digits(), tmp_path / "r.html")
    path.write_text(path.read_text("utf-8").replace("<main", "<script>window.hit = 1</script><main"), "utf-8")
    with browser.open(path) as opened:
        assert opened.evaluate("window.hit") is None
        assert any("Content Security Policy" in error for error in opened.errors)


@NEEDS_CHROMIUM
def test_the_button_switches_the_theme(browser, tmp_path):
    path = write_report(digits(), tmp_path / "r.html")
    colour = "getComputedStyle(document.body).backgroundColor"
    with browser.open(path) as light, browser.open(path, dark=True) as dark:
        bright, dim = light.evaluate(colour), dark.evaluate(colour)
        assert bright != dim
        light.evaluate("document.querySelector('.theme button').click()")
        assert light.evaluate(colour) == dim
        assert light.evaluate("document.querySelector('.theme button').ariaPressed") == "true"
        light.evaluate("document.querySelector('.theme button').click()")
        assert light.evaluate(colour) == bright


@NEEDS_CHROMIUM
def test_a_click_sorts_a_table_by_its_numbers_and_another_turns_it(browser, tmp_path):
    path = write_report(digits(), tmp_path / "r.html")
    column = (
        "[...document.querySelectorAll('#data table td:last-child')].slice(0, 10).map(c => +c.textContent)"
    )
    click = "document.querySelector('#data table th:last-child button').click()"
    totals = [sum(c) for c in zip(*evidence_of(digits()).counts.values(), strict=True)]
    with browser.open(path) as opened:
        assert opened.evaluate(column) == totals
        opened.evaluate(click)
        assert opened.evaluate(column) == sorted(totals, reverse=True)
        opened.evaluate(click)
        assert opened.evaluate(column) == sorted(totals)
        assert opened.evaluate("document.querySelector('#data th:last-child').ariaSort") == "ascending"


@NEEDS_CHROMIUM
def test_pointing_at_a_dot_tells_its_value(browser, tmp_path):
    dot = "document.querySelector('#training .point').getBoundingClientRect()"
    with browser.open(write_report(digits(), tmp_path / "r.html")) as opened:
        opened.evaluate("document.querySelector('#training').scrollIntoView({behavior: 'instant'})")
        opened.settle()
        x, y = opened.evaluate(f"[{dot}.x + 3, {dot}.y + 3]")
        opened.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        assert opened.evaluate("document.querySelector('.tip.on').textContent") == "Epoch 1 · training 2"


@NEEDS_CHROMIUM
@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_its_ground(browser, tmp_path, dark):
    """Contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3) for every colour that text has."""
    path = write_report(digits(), tmp_path / "r.html")
    with browser.open(path, dark=dark) as opened:
        names = ["bg", "surface", "sunk", "ink", "soft", "first", "second-text", "good", "note", "on-full"]
        read = "getComputedStyle(document.documentElement).getPropertyValue('--' + n).trim()"
        colours = dict(zip(names, opened.evaluate(f"{names}.map(n => {read})"), strict=True))
    pairs = [("ink", "bg"), ("ink", "surface"), ("ink", "note"), ("soft", "bg"), ("soft", "surface")]
    pairs += [("second-text", "bg"), ("good", "bg"), ("first", "bg"), ("first", "sunk"), ("on-full", "first")]
    for text, ground in pairs:
        assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


def _contrast(a: str, b: str) -> float:
    bright, dim = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    channels = np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


@NEEDS_CHROMIUM
def test_it_can_be_printed(browser, tmp_path):
    with browser.open(write_report(digits(), tmp_path / "r.html")) as opened:
        assert opened.pdf().startswith(b"%PDF")
        assert opened.errors == []


@NEEDS_CHROMIUM
def test_headings_pictures_and_cells_are_named_for_a_screen_reader(browser, tmp_path):
    with browser.open(write_report(digits(), tmp_path / "r.html", "zh")) as opened:
        levels = opened.evaluate(
            "[...document.querySelectorAll('main :is(h1,h2,h3)')].map(h => +h.tagName[1])"
        )
        assert levels.count(1) == 1
        assert opened.evaluate("[...document.images].every(i => i.alt)")
        assert opened.evaluate("[...document.querySelectorAll('th')].every(t => t.scope)")
        assert opened.evaluate(
            "[...document.querySelectorAll('svg')].every(s => s.ariaLabel || s.ariaHidden)"
        )
        assert opened.evaluate(
            "[...document.querySelectorAll('section')].every(s => s.querySelector('.read'))"
        )
        assert opened.evaluate("document.documentElement.lang") == "zh-Hans"


def test_the_verdict_and_the_cards_agree_with_scikit_learn():
    score = answers(digits())
    right = accuracy_score(score.targets, score.probabilities.argmax(axis=1))
    html = render(digits())
    assert f"Of 897 test pictures it named {round(right * 897)} correctly." in html
    assert f'<div class="value">{right:.1%}</div>' in html
    assert score.wrong == 897 - round(right * 897)


def test_figures_of_other_splits_are_qualified():
    assert Words("en")("verdict.test") in render(digits())
    assert Words("en")("verdict.val") in render(replace(digits(), split="val"))
    assert Words("zh")("verdict.train") in render(replace(digits(), split="train"), "zh")


def test_what_was_not_recorded_has_no_section():
    html = render(invented(("a", "b", "c")))
    for absent in ("training", "model"):
        assert f'id="{absent}"' not in html
        assert f'id="{absent}"' in render(digits())


def test_figures_with_too_few_pictures_are_left_out_with_the_reason_in_both_languages():
    run, few = digits(), slice(0, 12)
    groups = ("p1", "p1", None) * 4
    score, classes = answers(run), evidence_of(run).classes
    small = with_evidence(
        run, score=classified(score.probabilities[few], score.targets[few], classes, groups)
    )
    english, chinese = render(small), render(small, "zh")
    assert "Calibration error: pictures of 20 groups or more are needed, there are 5." in english
    assert "校准误差：至少需要 20 组的图片，现有 5 组。" in chinese
    assert "n = 12 of 5 groups" in english
    assert "12 pictures of 5 groups" in english
    assert "5 组共 12 张图片" in chinese
    assert "left out" not in render(run)


def test_curves_name_no_area_that_is_left_out():
    named = re.compile(r"weakest: \w+: [01]\.\d{3}|mean: [01]\.\d{3}")
    assert len(named.findall(render(invented(("cat", "dog", "fox"), 300)))) >= 4
    few = invented(("cat", "dog", "fox"), 9)
    assert {"roc_auc", "average_precision"} <= answers(few).left_out.keys()
    assert "weakest:" in render(few)
    assert not named.findall(render(few))


def test_multilabel_counts_a_picture_as_wrong_when_any_label_is():
    score = answers(multilabel())
    assert score.wrong == round((1 - score.metrics["exact_match"].value) * 200)
    assert f"For {200 - score.wrong} of 200 test pictures, every label was right." in render(multilabel())
    assert "no label" in render(multilabel())
    task = Tags(score.task.labels, thresholds=(1.0,) * 4)
    never = scored(task, score.probabilities, score.targets, score.named_groups)
    assert never.wrong == int(score.targets.any(axis=1).sum())


def test_the_file_stays_small_with_many_photos(tmp_path):
    photo = noise(480, 640)
    classes = tuple(f"c{i}" for i in range(60))
    run = invented(
        classes,
        n=2000,
        mistakes=tuple(Mistake(photo, f"{i}.jpg", "c1", "c2", 0.9) for i in range(200)),
        batch=np.repeat(noise(224, 224)[None], 64, axis=0),
    )
    run = with_evidence(run, examples=tuple((c, (photo,) * 8) for c in classes))
    assert write_report(run, tmp_path / "r.html").stat().st_size < 2_000_000
    assert write_report(digits(), tmp_path / "d.html").stat().st_size < 400_000


def test_thumbnails_are_small_new_and_bare():
    made = pictures.thumb(noise(300, 600), 160)
    with Image.open(io.BytesIO(b64decode(made.uri.split(",")[1]))) as image:
        assert image.size == (160, 80) == (made.width, made.height)
        assert not image.getexif()
    assert not made.pixelated


@pytest.mark.parametrize("shape", [(8, 8), (8, 8, 1), (28, 20, 3)])
def test_tiny_pictures_keep_their_very_pixels(shape):
    picture = np.random.default_rng(0).integers(0, 255, shape, dtype=np.uint8)
    made = pictures.thumb(picture, 160)
    with Image.open(io.BytesIO(b64decode(made.uri.split(",")[1]))) as image:
        assert np.array_equal(np.asarray(image).reshape(shape), picture)
    assert made.pixelated


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(ArtifactError, match="cannot be written") as caught:
        write_report(digits(), tmp_path / "absent" / "r.html")
    assert caught.value.code == "artifact.report"


def test_an_unknown_language_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="en, zh"):
        render(digits(), "fr")  # type: ignore[arg-type]


def test_no_phrase_is_missing_and_none_is_unused(monkeypatch):
    asked: set[str] = set()

    class Noting(dict[str, tuple[str, str]]):
        def __getitem__(self, key: str) -> tuple[str, str]:
            asked.add(key)
            return super().__getitem__(key)

    noting = Noting(PHRASES)
    for reader in ("huoyan.report.shell.words", "huoyan.words.catalogue"):
        monkeypatch.setattr(f"{reader}.PHRASES", noting)
    for name in ("digits", "no mistake", "bare", "120 classes", "multilabel"):
        render(RECORDS[name]())
    for split in ("train", "val", "test"):
        render(replace(digits(), split=split))
    render(with_evidence(digits(), made=(1,) * 10))
    for seconds in (1, 500, 10_000):
        duration(seconds, Words("en"))
    for part in ("all", "unseen"):  # what `evaluate` scores where data have no parts
        part_name(part, "zh")
    named = {
        each for file in PACKAGE.rglob("*.*") if file.suffix in (".py", ".html") for each in _strings(file)
    }
    lacks = {f"left.{what}" for what in get_args(What)}
    assert {*REPORT_PHRASES, *FIGURE_PHRASES} - asked - named - lacks == set()


def _strings(file: Path) -> set[str]:
    """String literals, but for those that are the keys of the phrases themselves."""
    if file.name == "words.py":
        return set()
    if file.suffix == ".html":
        return set(re.findall(r"words\('([\w.]+)'", file.read_text("utf-8")))
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_times_read_as_people_write_them():
    assert moment("2026-11-20T11:02:58+00:00") == "2026-11-20 11:02 UTC"
    assert [moment(t) for t in ("2026-11-20", "yesterday")] == ["2026-11-20", "yesterday"]


def test_figures_read_as_people_write_them():
    assert figure("accuracy", 0.98765) == "98.8%"
    assert figure("log_loss", 0.98765) == "0.988"
    assert figure("roc_auc", float("nan")) == "–"
    assert [size(n) for n in (512, 1_400, 5_300_000)] == ["512 B", "1.4 kB", "5.3 MB"]
    words = Words("en")
    assert [duration(s, words) for s in (42.0, 210.0, 9_000.0)] == ["42 s", "3.5 min", "2.5 h"]


def test_a_page_without_all_probabilities_has_no_curves_but_the_rest():
    score = answers(digits())
    page = render(with_evidence(digits(), score=replace(score, probabilities=np.empty((0, 10)))))
    assert 'id="ranking"' not in page
    for name in ("classes", "confusion", "trust", "training", "data", "model", "recipe"):
        assert f'<section id="{name}"' in page
