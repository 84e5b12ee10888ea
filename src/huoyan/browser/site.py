"""A site that recognises in the browser: a folder of static files around a model."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from huoyan.artifact.names import ONNX
from huoyan.artifact.read import Artifact
from huoyan.browser.description import describe
from huoyan.browser.onnxruntime_web import write_engine
from huoyan.browser.test_pictures import write_pictures
from huoyan.placement import unmoved
from huoyan.results import Result

PAGE = Path(__file__).parent / "page"
_ENGINE, _SELFTEST, _MODEL = "onnxruntime", "selftest", "model.json"
# Of the model's own self-test: each takes the time of an answer before the first one.
INPUTS, SHOWN = 1, 5


def write_site(artifact: Artifact, folder: Path, page: Path = PAGE) -> tuple[str, ...]:
    """Into the folder `folder`; the names of what lies in it, the model first.

    page: the files of the page. Raises UsageError (usage.format) for a model that no browser runs,
    DownloadError, OSError.
    """
    description = describe(artifact)
    write_engine(folder / _ENGINE)
    shutil.copyfile(artifact.onnx, folder / ONNX)
    shutil.copytree(page, folder, dirs_exist_ok=True)
    tested = folder / _SELFTEST
    tested.mkdir()
    description["selftest"] = {
        **_answers(artifact, tested),
        "pictures": write_pictures(tested, _SELFTEST),
    }
    (folder / _MODEL).write_text(json.dumps(description, ensure_ascii=False), "utf-8")
    return (ONNX, *sorted(x.name for x in folder.iterdir() if x.name != ONNX))


def _answers(artifact: Artifact, folder: Path) -> dict[str, Any]:
    """Pictures of the model's self-test, and what was answered to them there."""
    stored, task = artifact.selftest(), artifact.manifest.task
    images = stored["images"][:INPUTS]
    (folder / "inputs.bin").write_bytes(images.tobytes())
    outputs = {name: stored[name][:INPUTS] for name in task.outputs}
    places = [unmoved(*image.shape[:2]) for image in images]
    found: list[Result] = list(task.decode(outputs, places))
    return {"inputs": f"{_SELFTEST}/inputs.bin", "answers": [each.to_json(SHOWN) for each in found]}
