"""A site that recognises in the browser: a folder of static files around a model."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from huoyan.artifact.names import MODEL_FOLDER, ONNX
from huoyan.artifact.read import Artifact
from huoyan.browser.description import describe
from huoyan.browser.onnxruntime_web import write_engine
from huoyan.browser.test_pictures import write_pictures
from huoyan.placement import unmoved
from huoyan.results import Result
from huoyan.web.shell.files import FOLDER, INDEX
from huoyan.web.trying.card import model_card
from huoyan.web.trying.files import trying_files

PAGE = Path(__file__).parent / "page"
RECOGNISER = Path(__file__).parent / "recogniser"
WORDS = ("site.",)
_ENGINE, _SELFTEST, _MODEL, _CARD, _HEADERS = "onnxruntime", "selftest", "model.json", "card.json", "_headers"
# Of the model's own self-test: each takes the time of an answer before the first one.
INPUTS, SHOWN = 1, 5
_VERSION_DIGITS = 8


def write_site(artifact: Artifact, folder: Path, recogniser: Path = RECOGNISER) -> tuple[str, ...]:
    """Into the folder `folder`; the names of what lies in it, the model first.

    recogniser: the scripts that answer. Raises UsageError (usage.format) for a model that no browser runs,
    DownloadError, OSError.
    """
    description = describe(artifact.manifest)
    write_engine(folder / _ENGINE)
    shutil.copyfile(artifact.onnx, folder / ONNX)
    shutil.copytree(recogniser, folder / RECOGNISER.name)
    _write_page(artifact, folder)
    tested = folder / _SELFTEST
    tested.mkdir()
    description["selftest"] = {
        **_answers(artifact, tested),
        "pictures": write_pictures(tested, _SELFTEST),
    }
    _write_json(folder / _MODEL, description)
    return (ONNX, *sorted(x.name for x in folder.iterdir() if x.name != ONNX))


def _write_page(artifact: Artifact, folder: Path) -> None:
    """The page on which a model is tried, and what it says of this one."""
    parts = folder / FOLDER
    parts.mkdir()
    for name, file in trying_files((PAGE,), WORDS).items():
        (folder if name == INDEX else parts).joinpath(name).write_bytes(file.content)
    version = artifact.manifest.sha256[:_VERSION_DIGITS] or "1"
    _write_json(parts / _CARD, model_card(artifact, _run_name(artifact.folder), version))
    shutil.copyfile(PAGE / _HEADERS, folder / _HEADERS)


def _run_name(folder: Path) -> str:
    whole = folder.resolve()
    return whole.parent.name if whole.name == MODEL_FOLDER else whole.name


def _write_json(file: Path, value: dict[str, Any]) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def _answers(artifact: Artifact, folder: Path) -> dict[str, Any]:
    """Pictures of the model's self-test, and what was answered to them there."""
    stored, task = artifact.selftest(), artifact.manifest.task
    images = stored["images"][:INPUTS]
    (folder / "inputs.bin").write_bytes(images.tobytes())
    outputs = {name: stored[name][:INPUTS] for name in task.outputs}
    places = [unmoved(*image.shape[:2]) for image in images]
    found: list[Result] = list(task.decode(outputs, places))
    return {"inputs": f"{_SELFTEST}/inputs.bin", "answers": [each.to_json(SHOWN) for each in found]}
