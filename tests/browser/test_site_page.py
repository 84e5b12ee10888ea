"""The page of a site in a real browser: it recognises by itself, and says in words where it cannot."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from browser import NEEDS_CHROMIUM
from huoyan.artifact.read import Artifact
from huoyan.browser.site import write_site
from huoyan.predict import Predictor
from huoyan.runtimes import open_runtime
from making import colour_artifact, encoded
from making_detectors import bright_detector
from making_numbers import colour_numbers
from making_watches import made_frames
from pages import PHONE, Opened, as_file, asks_for_files, chromium, faults, give, opened
from site_engine import needs_engine
from static_server import served

pytestmark = NEEDS_CHROMIUM
METRICS = {
    "split": "test",
    "n": 297,
    "metrics": {"accuracy": {"value": 0.95, "low": 0.92, "high": 0.97, "n": 297}},
}


def plain(colour: tuple[int, int, int], format: str = "PNG") -> bytes:
    return encoded(Image.new("RGB", (60, 40), colour), format)


RED, GREEN, BLUE = plain((230, 20, 20)), plain((20, 230, 20)), plain((0, 0, 250))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def site_of(artifact: Artifact, folder: Path) -> Path:
    needs_engine()
    folder.mkdir()
    write_site(artifact, folder)
    return folder


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> tuple[Artifact, Path]:
    """A model of colours with the figures of its run, and its site."""
    folder = tmp_path_factory.mktemp("colours")
    artifact = colour_artifact(folder / "run" / "model")
    (folder / "run" / "metrics.json").write_text(json.dumps(METRICS))
    return artifact, site_of(artifact, folder / "site")


@contextmanager
def shown(browser: Browser, site: Path, *, isolated: bool = False, **context: Any) -> Iterator[Opened]:
    """The page of a site, once pictures can be given."""
    with served(site, isolated=isolated) as address, opened(browser, f"{address}/", **context) as found:
        found.page.wait_for_selector("html[data-ready]")
        yield found


def stands(page: Opened, words: str) -> None:
    """How it stands with the recogniser, once it begins so."""
    expect(page.page.locator("#standing")).to_have_text(re.compile("^" + re.escape(words)))


@contextmanager
def altered(
    browser: Browser, site: Path, folder: Path, change: Callable[[dict[str, Any]], None]
) -> Iterator[Opened]:
    """The page of a copy of a site whose self-test expects something else."""
    shutil.copytree(site, folder)
    described = json.loads((folder / "model.json").read_text())
    change(described["selftest"])
    (folder / "model.json").write_text(json.dumps(described))
    with shown(browser, folder) as found:
        yield found


def test_a_picture_is_answered_as_python_answers_it_and_nothing_is_asked_of_anybody_else(
    colours, browser, tmp_path
) -> None:
    artifact, site = colours
    (tmp_path / "picture.png").write_bytes(plain((40, 200, 90)))
    expected = Predictor(artifact, open_runtime(artifact, "onnxruntime"))(tmp_path / "picture.png")
    with served(site) as address, opened(browser, f"{address}/") as page:
        page.page.wait_for_selector("html[data-ready]")
        give(page.page, as_file(plain((40, 200, 90)), "picture.png"))
        assert page.text(".answer h3") == expected.top.label == "green"
        rows = page.page.locator(".answer .scores li").all_inner_texts()
        assert re.split(r"\s+", rows[0].strip()) == ["green", f"{100 * expected.top.score:.1f}%"]
        assert re.search(r"run, version [0-9a-f]{8}, decoded [\d.]+ ms", page.text(".times"))
        expect(page.page.locator("#status")).to_have_text(re.compile(r"picture\.png: green \d"))
        outside = [each for each in page.requests if not each.startswith((address, "blob:", "data:"))]
        assert outside == []
        assert page.errors == []


def test_after_loading_no_network_is_needed(colours, browser) -> None:
    with shown(browser, colours[1]) as page:
        stands(page, "Ready.")
        page.page.context.set_offline(True)
        give(page.page, as_file(BLUE), as_file(RED), as_file(b"no picture"))
        titles = page.page.locator(".answer h3").all_inner_texts()
        assert titles == ["blue", "red", "No answer"]


def test_pictures_given_while_the_model_is_loaded_are_answered_once_it_is(colours, browser) -> None:
    with shown(browser, colours[1]) as page:
        give(page.page, *(as_file(each) for each in (RED, GREEN, BLUE, RED, GREEN, BLUE)))
        titles = page.page.locator(".answer h3").all_inner_texts()
        assert titles == ["red", "green", "blue", "red", "green", "blue"]


def test_threads_are_used_where_the_page_is_isolated(colours, browser) -> None:
    with shown(browser, colours[1], isolated=True) as page:
        cores = page.page.evaluate("navigator.hardwareConcurrency")
        expected = f"Ready, on {min(cores, 4)} threads." if cores > 1 else "Ready."
        stands(page, expected)


def test_it_stands_on_the_shell_of_the_server_with_the_card_of_the_model(colours, browser) -> None:
    with shown(browser, colours[1]) as page:
        assert page.text("h1") == "run"
        assert "On 297 test pictures: Accuracy 95.0%" in page.text(".verdict")
        assert "Pictures stay in this browser" in page.text("#where")
        card = page.text("#card")
        for told in ("learnt from your pictures alone", "16 × 16 × 3", "92.0%", "red", "green", "blue"):
            assert told in card
        expect(page.page.locator("#code")).to_be_hidden()
        give(page.page, as_file(RED))
        give(page.page, as_file(GREEN, "green.png"))
        expect(page.page.locator("#shots li")).to_have_count(1)


def test_the_language_is_switched_with_all_that_is_shown_refusals_too(colours, browser) -> None:
    with shown(browser, colours[1]) as page:
        stands(page, "Ready.")
        give(page.page, as_file(b"no picture", "bad.jpg"))
        assert "browser.no_picture" in page.text(".answer")
        page.page.click("#language")
        assert page.page.get_attribute("html", "lang") == "zh-Hans"
        assert "bad.jpg 不是此处可读取的图片" in page.text(".answer .why")
        assert page.text("#standing") == "就绪。"
        assert page.text("#choose") == "选择图片"


def test_the_light_is_switched_and_kept(colours, browser) -> None:
    with shown(browser, colours[1]) as page:
        page.page.click(".theme button")
        assert page.page.get_attribute("html", "data-theme") == "dark"
        page.page.reload()
        assert page.page.get_attribute("html", "data-theme") == "dark"


def test_opened_as_a_file_it_says_what_to_do(colours, browser) -> None:
    with opened(browser, (colours[1] / "index.html").as_uri()) as page:
        expect(page.page.locator("#unserved")).to_be_visible()
        assert "python3 -m http.server" in page.text("#unserved")


def test_a_browser_that_decodes_otherwise_is_refused(colours, browser, tmp_path) -> None:
    def change(selftest: dict[str, Any]) -> None:
        selftest["pictures"][0]["crc"] ^= 1

    with altered(browser, colours[1], tmp_path / "site", change) as page:
        stands(page, "This browser decodes JPEG otherwise")
        assert page.page.is_disabled("#choose")
        assert page.page.is_disabled("#camera")
        page.page.set_input_files("#files", [as_file(RED)])
        expect(page.page.locator(".answer")).to_have_count(0)


def test_only_a_rarer_format_that_is_decoded_otherwise_is_refused(colours, browser, tmp_path) -> None:
    def change(selftest: dict[str, Any]) -> None:
        for expected in selftest["pictures"]:
            expected["crc"] ^= expected["format"] == "GIF"

    with altered(browser, colours[1], tmp_path / "site", change) as page:
        stands(page, "Ready. This browser does not read GIF")
        give(page.page, as_file(plain((200, 0, 0), "GIF"), "one.gif"), as_file(RED))
        first, second = page.page.locator(".answer").all()
        assert "decodes otherwise than it should" in first.inner_text()
        assert second.locator("h3").inner_text() == "red"


def test_a_network_that_answers_otherwise_is_refused_and_whoever_waited_is_told(
    colours, browser, tmp_path
) -> None:
    def change(selftest: dict[str, Any]) -> None:
        selftest["answers"][0]["labels"][0]["score"] -= 0.02

    with altered(browser, colours[1], tmp_path / "site", change) as page:
        give(page.page, as_file(RED))
        assert "browser.answers_otherwise" in page.text(".answer")
        stands(page, "The model's self-test gives other answers")


@pytest.mark.parametrize("name", ["model.onnx", "model.json", "recogniser/model/answer.js"])
def test_a_missing_file_is_named(colours, browser, tmp_path, name: str) -> None:
    site = tmp_path / "site"
    shutil.copytree(colours[1], site)
    (site / name).unlink()
    with shown(browser, site) as page:
        said = f"{name.split('/', maxsplit=1)[0]}/" if "/" in name else name
        stands(page, f"{said} is not beside this page")


def test_without_its_card_the_page_says_so(colours, browser, tmp_path) -> None:
    site = tmp_path / "site"
    shutil.copytree(colours[1], site)
    (site / "page" / "card.json").unlink()
    with served(site) as address, opened(browser, f"{address}/") as page:
        expect(page.page.locator("#problem")).to_have_text(re.compile("^page/card.json is not beside"))


def test_things_are_found_where_python_finds_them_and_have_boxes_on_the_picture(browser, tmp_path) -> None:
    artifact = bright_detector(tmp_path / "run" / "model")
    frame = encoded(Image.fromarray(list(made_frames(3))[2].pixels))
    (tmp_path / "frame.png").write_bytes(frame)
    found = Predictor(artifact, open_runtime(artifact, "onnxruntime"))(tmp_path / "frame.png").detections
    with shown(browser, site_of(artifact, tmp_path / "site")) as page:
        give(page.page, as_file(frame))
        assert page.text(".answer h3") == f"Found: {len(found)} × thing"
        rows = page.page.locator(".found li").all_inner_texts()
        assert [row.split() for row in rows] == [["thing", "90.0%"]] * len(found)
        left, top, _, bottom = found[0].box
        colour = page.page.evaluate(
            """([x, y]) => {
              const canvas = document.querySelector(".seen canvas");
              const at = [Math.round(x / 320 * canvas.width), Math.round(y / 240 * canvas.height)];
              return [...canvas.getContext("2d").getImageData(...at, 1, 1).data];
            }""",
            [left, (top + bottom) / 2],
        )
        assert abs(colour[0] - 255) < 40
        assert abs(colour[1] - 176) < 40
        page.page.locator("#least").fill("0.95")
        expect(page.page.locator(".answer h3")).to_have_text("Nothing above this score.")


def test_several_labels_are_marked_where_they_are_chosen(browser, tmp_path) -> None:
    artifact = colour_artifact(tmp_path / "run" / "model", multilabel=True)
    task = replace(artifact.manifest.task, thresholds=(0.5, 0.9, 0.6))
    moved = replace(artifact, manifest=artifact.manifest.model_copy(update={"task": task}))
    with shown(browser, site_of(moved, tmp_path / "site")) as page:
        give(page.page, as_file(plain((255, 255, 0))))
        assert page.page.locator(".chosen .name").all_inner_texts() == ["red", "green"]
        assert "chosen from 0.9" in page.text(".answer")


def test_numbers_stand_with_their_intervals(browser, tmp_path) -> None:
    with shown(browser, site_of(colour_numbers(tmp_path / "numbers"), tmp_path / "site")) as page:
        give(page.page, as_file(RED))
        low, high = re.findall(r"90% interval ([\d.]+) – ([\d.]+)", page.text(".quantity >> nth=0"))[0]
        assert float(high) - float(low) == pytest.approx(3.0, abs=0.01)


def test_everything_can_be_done_with_the_keyboard(colours, browser) -> None:
    with shown(browser, colours[1]) as found:
        page = found.page
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "choose":
                break
        asks_for_files(page, "Enter")
        give(page, as_file(RED))
        assert found.text(".answer h3") == "red"


def test_it_fits_on_a_phone(colours, browser) -> None:
    with shown(browser, colours[1], viewport=PHONE, has_touch=True) as page:
        give(page.page, as_file(BLUE, "a" * 120 + ".png"))
        assert page.overflow() <= 0


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_nothing(colours, browser, look: str) -> None:
    size = PHONE if look == "phone" else {"width": 1280, "height": 900}
    scheme = "dark" if look == "dark" else "light"
    with shown(browser, colours[1], viewport=size, color_scheme=scheme) as page:
        give(page.page, as_file(RED), as_file(b"no picture"))
        give(page.page, as_file(GREEN))
        assert faults(page.page) == []
