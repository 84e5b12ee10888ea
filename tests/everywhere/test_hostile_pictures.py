"""Hostile files: a browser answers them as Python does, or refuses them, and goes on."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from browser import NEEDS_CHROMIUM
from huoyan.everywhere.chromium.answers import browser_answers
from huoyan.everywhere.chromium.program import find_chromium
from huoyan.everywhere.comparing import differing
from huoyan.everywhere.readings import read_both
from huoyan.everywhere.shown_picture import ShownPicture
from huoyan.results import Failure
from huoyan.runtimes import open_on
from making import colour_artifact
from site_engine import needs_engine

# Answered where Python refuses: odd BMPs, and PNGs with far more or other data than they need.
BEYOND = 6


@NEEDS_CHROMIUM
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_is_answered_at_all_is_answered_alike(tmp_path: Path, shared_data) -> None:
    needs_engine()
    artifact = colour_artifact(tmp_path / "run" / "model", gain=3.0)
    with zipfile.ZipFile(shared_data("hostile") / "hostile_images.zip") as opened:
        pictures = [
            ShownPicture(each.filename, opened.read(each)) for each in opened.infolist() if not each.is_dir()
        ]
    chromium = find_chromium()
    assert chromium is not None
    runtime, task = open_on("onnxruntime", artifact), artifact.manifest.task
    beyond, apart, alike = [], [], 0
    answers = browser_answers(artifact, chromium, [each.content for each in pictures])
    for picture, found in zip(pictures, answers, strict=True):
        read = read_both(picture, artifact.preprocess)
        if isinstance(found, Failure):
            continue
        if isinstance(read, Failure):
            beyond.append(picture.name)
            continue
        same, distance = differing(found, runtime.run(read.full[None]), task)
        alike += same and distance <= task.allowed["anywhere"]
        if not same or distance > task.allowed["anywhere"]:
            apart.append((picture.name, distance))
    assert apart == []
    assert len(beyond) <= BEYOND, beyond
    assert alike > 100
