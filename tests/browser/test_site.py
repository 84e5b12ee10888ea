"""What a site consists of: all that answers, nothing of the machine; and which models it cannot hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huoyan.artifact.read import Artifact
from huoyan.browser.site import PAGE, RECOGNISER, write_site
from huoyan.errors import UsageError
from huoyan.export import export
from huoyan.preprocess import Preprocess
from huoyan.words.catalogue import PHRASES
from making import LABELS, colour_artifact
from site_engine import needs_engine


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> tuple[Artifact, Path]:
    """A model of colours and its site."""
    needs_engine()
    folder = tmp_path_factory.mktemp("colours")
    artifact = colour_artifact(folder / "run" / "model")
    export(artifact, "browser", folder / "site")
    return artifact, folder / "site"


def read(file: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(file.read_text("utf-8"))
    return found


def test_no_path_of_the_users_is_in_the_site(colours, tmp_path) -> None:
    artifact, _ = colours
    manifest = artifact.manifest
    provenance = manifest.provenance.model_copy(update={"data": "/home/ann/secret/photos"})
    moved = replace(artifact, manifest=manifest.model_copy(update={"provenance": provenance}))
    write_site(moved, tmp_path)
    assert read(tmp_path / "page" / "card.json")["data"]["name"] == "photos"
    for file in (*tmp_path.rglob("*.json"), *tmp_path.rglob("*.html")):
        assert "secret" not in file.read_text("utf-8")


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


def test_it_says_of_the_model_what_a_server_says_and_which_one_it_is(colours) -> None:
    artifact, site = colours
    card = read(site / "page" / "card.json")
    assert (card["name"], card["labels"]) == ("run", list(LABELS))
    assert artifact.manifest.sha256.startswith(str(card["version"]))
    described = read(site / "model.json")
    assert described["task"]["labels"] == list(LABELS)
    inputs = np.fromfile(site / described["selftest"]["inputs"], np.uint8)
    assert inputs.size == len(described["selftest"]["answers"]) * 16 * 16 * 3


def test_every_script_and_sheet_that_is_named_lies_in_the_site(colours) -> None:
    _, site = colours
    named = re.findall(r'(?:src|href)="([^"#]+)"', (site / "index.html").read_text("utf-8"))
    assert "page/page.js" in named
    for name in named:
        assert (site / name).is_file(), name
    scripts = [*site.glob("page/*.js"), *site.glob("recogniser/*/*.js")]
    assert len(scripts) > 20
    for script in scripts:
        for other in re.findall(r'(?:from|URL\()\s*"(\.[^"]+\.m?js(?:on)?)"', script.read_text("utf-8")):
            assert (script.parent / other).is_file(), f"{script.name} names {other}"


def test_the_policy_lets_nothing_in_from_elsewhere_and_the_markup_needs_no_exception(colours) -> None:
    markup = (colours[1] / "index.html").read_text("utf-8")
    policy = re.findall(r'Content-Security-Policy" content="([^"]+)"', markup)[0]
    assert "default-src 'none'" in policy
    assert policy.replace("'wasm-unsafe-eval'", "").count("unsafe") == 0
    assert "http" not in policy
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", markup)


def test_everything_that_scripts_refuse_and_say_is_a_phrase() -> None:
    scripts = "".join(file.read_text("utf-8") for file in sorted(RECOGNISER.rglob("*.js")))
    codes = {*re.findall(r'new Failure\("(\w+)"', scripts), "other"}
    assert len(codes) > 10
    assert {f"site.failure.{code}" for code in codes} == {x for x in PHRASES if x.startswith("site.failure.")}
    said = "".join(file.read_text("utf-8") for file in sorted(PAGE.glob("*.js")))
    for key in re.findall(r'"(site\.\w+)"', said):
        assert key in PHRASES
