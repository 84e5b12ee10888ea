"""A site recognises by itself, and says in words where it cannot."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from browser import NEEDS_CHROMIUM, Browser, Page
from huoyan.artifact.read import Artifact
from huoyan.browser.site import write_site
from huoyan.errors import UsageError
from huoyan.export import export
from huoyan.predict import Predictor
from huoyan.preprocess import Preprocess
from huoyan.runtimes import open_runtime
from making import LABELS, colour_artifact
from making_detectors import bright_detector
from making_watches import made_frames
from site_engine import needs_engine
from static_server import served

# Told by people and by checks of a page.
ANSWERED = "[...document.querySelectorAll('#answers li')].every(x => x.dataset.state !== 'waiting')"
SETTLED = "document.body.dataset.state !== 'loading'"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> tuple[Artifact, Path]:
    """A model of colours and its site."""
    needs_engine()
    folder = tmp_path_factory.mktemp("colours")
    artifact = colour_artifact(folder / "run" / "model")
    export(artifact, "browser", folder / "site")
    return artifact, folder / "site"


def picture(folder: Path, colour: tuple[int, int, int], name: str = "picture.png") -> Path:
    Image.new("RGB", (60, 40), colour).save(folder / name)
    return folder / name


def status(page: Page) -> str:
    page.wait_for(SETTLED)
    return str(page.evaluate("document.getElementById('status').textContent"))


def answers(page: Page, *files: Path) -> str:
    page.wait_for(SETTLED)
    page.choose("#files", *files)
    page.wait_for(f"document.querySelectorAll('#answers li').length >= {len(files)} && {ANSWERED}")
    return str(page.evaluate("document.getElementById('answers').innerText"))


@NEEDS_CHROMIUM
def test_a_chosen_picture_is_answered_as_python_answers_it(colours, browser, tmp_path) -> None:
    artifact, site = colours
    file = picture(tmp_path, (40, 200, 90))
    expected = Predictor(artifact, open_runtime(artifact, "onnxruntime"))(file)
    with served(site) as address, browser.open(f"{address}/") as page:
        told = answers(page, file)
        assert page.errors == []
        assert all(url.startswith(address) for url in page.requests)
    assert expected.top.label == "green"
    assert "picture.png" in told
    assert f"green\t\t{100 * expected.top.score:.1f} %" in told


@NEEDS_CHROMIUM
def test_after_loading_no_network_is_needed(colours, browser, tmp_path) -> None:
    with served(colours[1]) as address, browser.open(f"{address}/") as page:
        status(page)
        page.call(
            "Network.emulateNetworkConditions",
            offline=True,
            latency=0,
            downloadThroughput=0,
            uploadThroughput=0,
        )
        assert "blue" in answers(page, picture(tmp_path, (0, 0, 250))).splitlines()[1]


@NEEDS_CHROMIUM
def test_threads_are_used_where_the_page_is_isolated(colours, browser) -> None:
    with served(colours[1]) as address, browser.open(f"{address}/") as page:
        assert status(page) == "Ready. 1 thread(s)."
    with served(colours[1], isolated=True) as address, browser.open(f"{address}/") as page:
        cores = page.evaluate("navigator.hardwareConcurrency")
        assert status(page) == f"Ready. {min(cores, 4)} thread(s)."


@NEEDS_CHROMIUM
def test_the_page_speaks_chinese_too(colours, browser, tmp_path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    with served(colours[1]) as address, browser.open(f"{address}/") as page:
        answers(page, tmp_path / "bad.jpg")
        page.evaluate("document.getElementById('language').click()")
        assert "bad.jpg 不是此处可读取的图片" in page.evaluate("document.getElementById('answers').innerText")
        assert page.evaluate("document.documentElement.lang") == "zh-CN"


@NEEDS_CHROMIUM
def test_opened_as_a_file_it_says_what_to_do(colours, browser) -> None:
    with browser.open(colours[1] / "index.html") as page:
        page.wait_for("getComputedStyle(document.getElementById('unserved')).visibility === 'visible'")
        assert "python3 -m http.server" in page.evaluate("document.body.innerText")


@NEEDS_CHROMIUM
def test_a_browser_that_decodes_otherwise_is_refused(colours, browser, tmp_path) -> None:
    site = tmp_path / "site"
    shutil.copytree(colours[1], site)
    described = json.loads((site / "model.json").read_text())
    described["selftest"]["pictures"][0]["crc"] ^= 1
    (site / "model.json").write_text(json.dumps(described))
    with served(site) as address, browser.open(f"{address}/") as page:
        assert status(page).startswith("This browser decodes JPEG otherwise than the model was trained with")
        assert page.evaluate("document.getElementById('files').disabled")


@NEEDS_CHROMIUM
def test_only_a_rarer_format_that_is_decoded_otherwise_is_refused(colours, browser, tmp_path) -> None:
    site = tmp_path / "site"
    shutil.copytree(colours[1], site)
    described = json.loads((site / "model.json").read_text())
    for expected in described["selftest"]["pictures"]:
        expected["crc"] ^= expected["format"] == "GIF"
    (site / "model.json").write_text(json.dumps(described))
    picture(tmp_path, (200, 0, 0), "one.gif")
    with served(site) as address, browser.open(f"{address}/") as page:
        assert "decodes otherwise than it should" in answers(page, tmp_path / "one.gif")


@NEEDS_CHROMIUM
def test_a_network_that_answers_otherwise_is_refused(colours, browser, tmp_path) -> None:
    site = tmp_path / "site"
    shutil.copytree(colours[1], site)
    described = json.loads((site / "model.json").read_text())
    described["selftest"]["answers"][0]["labels"][0]["score"] -= 0.02
    (site / "model.json").write_text(json.dumps(described))
    with served(site) as address, browser.open(f"{address}/") as page:
        assert status(page).startswith("The model's self-test gives other answers")


@NEEDS_CHROMIUM
def test_a_missing_file_is_named(colours, browser, tmp_path) -> None:
    site = tmp_path / "site"
    shutil.copytree(colours[1], site)
    (site / "model.onnx").unlink()
    with served(site) as address, browser.open(f"{address}/") as page:
        assert status(page).startswith("model.onnx is not beside this page.")


@NEEDS_CHROMIUM
def test_things_are_found_where_python_finds_them(browser, tmp_path) -> None:
    needs_engine()
    artifact = bright_detector(tmp_path / "run" / "model")
    write_site_into(artifact, tmp_path / "site")
    frame = list(made_frames(3))[2].pixels
    Image.fromarray(frame).save(tmp_path / "frame.png")
    found = Predictor(artifact, open_runtime(artifact, "onnxruntime"))(tmp_path / "frame.png")
    assert found.detections
    with served(tmp_path / "site") as address, browser.open(f"{address}/") as page:
        lines = answers(page, tmp_path / "frame.png").splitlines()
    assert [line for line in lines if line.startswith("thing")] == ["thing\t\t90.0 %"] * len(found.detections)


@NEEDS_CHROMIUM
def test_several_labels_are_marked_where_they_are_chosen(browser, tmp_path) -> None:
    needs_engine()
    artifact = colour_artifact(tmp_path / "run" / "model", multilabel=True)
    task = replace(artifact.manifest.task, thresholds=(0.5, 0.9, 0.6))
    moved = replace(artifact, manifest=artifact.manifest.model_copy(update={"task": task}))
    write_site_into(moved, tmp_path / "site")
    with served(tmp_path / "site") as address, browser.open(f"{address}/") as page:
        answers(page, picture(tmp_path, (255, 255, 0)))
        chosen = page.evaluate("[...document.querySelectorAll('.chosen th')].map(x => x.textContent)")
    assert chosen == ["red", "green"]


@NEEDS_CHROMIUM
def test_it_fits_on_a_telephone_in_the_dark(colours, browser, tmp_path) -> None:
    with served(colours[1]) as address, browser.open(f"{address}/", width=360, height=700, dark=True) as page:
        answers(page, picture(tmp_path, (0, 0, 250), "a" * 120 + ".png"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_no_path_of_the_users_is_in_the_site(colours) -> None:
    artifact, site = colours
    manifest = artifact.manifest
    provenance = manifest.provenance.model_copy(update={"data": "/home/ann/secret/photos"})
    moved = replace(artifact, manifest=manifest.model_copy(update={"provenance": provenance}))
    shutil.rmtree(site.parent / "other", ignore_errors=True)
    write_site_into(moved, site.parent / "other")
    assert "secret" not in (site.parent / "other" / "model.json").read_text()


def test_the_site_is_small_without_its_model(colours) -> None:
    files = [x for x in colours[1].rglob("*") if x.is_file() and x.name != "model.onnx"]
    assert sum(x.stat().st_size for x in files) <= 30e6


def test_what_needs_opencv_is_refused_with_words(tmp_path) -> None:
    preprocess = Preprocess(height=16, width=16, steps=("brightness=1.2", "contrast"))
    artifact = colour_artifact(tmp_path / "model", preprocess=preprocess)
    with pytest.raises(UsageError, match="go through contrast, which need OpenCV") as told:
        export(artifact, "browser", tmp_path / "site")
    assert told.value.code == "usage.format"
    assert not (tmp_path / "site").exists()


def write_site_into(artifact: Artifact, folder: Path) -> None:
    folder.mkdir()
    write_site(artifact, folder)


def test_the_labels_are_those_of_the_model(colours) -> None:
    described = json.loads((colours[1] / "model.json").read_text())
    assert described["labels"] == list(LABELS)
    inputs = np.fromfile(colours[1] / described["selftest"]["inputs"], np.uint8)
    assert inputs.size == len(described["selftest"]["answers"]) * 16 * 16 * 3
