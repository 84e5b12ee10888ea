"""What outputs mean in the page is what they mean in Python, for every task that a page answers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from browser import NEEDS_CHROMIUM, Browser, Page
from huoyan.artifact.manifest import task_section
from huoyan.browser.description import TASKS
from huoyan.browser.site import RECOGNISER
from huoyan.placement import Placement
from huoyan.tasks import Task
from huoyan.tasks.classify import Classify
from huoyan.tasks.detect import Detect
from huoyan.tasks.regress import Regress
from huoyan.tasks.tags import Tags
from static_server import served

pytestmark = NEEDS_CHROMIUM

LABELS = tuple(f"label {k}" for k in range(7))
PLACE = Placement(300, 400, 0.5, 0.5, 10.0, -20.0)
RNG = np.random.default_rng(5)
LOGITS = {"logits": (4 * RNG.standard_normal((1, 7))).astype(np.float32)}


def boxes(n: int) -> dict[str, np.ndarray]:
    """Many that overlap, some inside out, some outside of the source."""
    corners = RNG.uniform(-40, 200, (1, n, 2))
    sides = RNG.uniform(-5, 90, (1, n, 2))
    return {
        "boxes": np.concatenate([corners, corners + sides], axis=2).astype(np.float32),
        "scores": RNG.uniform(0, 1, (1, n)).astype(np.float32),
        "classes": RNG.integers(0, 7, (1, n)),
    }


CASES: dict[str, list[tuple[Task, dict[str, np.ndarray]]]] = {
    "classify": [(Classify(LABELS), LOGITS), (Classify(LABELS, 2.5), LOGITS)],
    "tags": [
        (Tags(LABELS), LOGITS),
        (Tags(LABELS, 1.5, (0.1, 0.9, 0.5, 0.3, 0.7, 0.2, 0.8)), LOGITS),
    ],
    "regress": [
        (Regress(("a", "b"), (0.0, 1.0), (1.0, 2.0)), {"values": np.array([[1.25, -3e4]], np.float32)}),
        (Regress(("a",), (0.0,), (1.0,), (0.5,)), {"values": np.array([[7.125]], np.float32)}),
    ],
    "detect": [
        (Detect(LABELS), boxes(300)),
        (Detect(LABELS, (0.5, 0.1, 0.9, 0.3, 0.2, 0.6, 0.4), nms_iou=0.3, most=9), boxes(300)),
        (Detect(LABELS, nms_iou=None), boxes(40)),
        (Detect(LABELS, (1.0,)), boxes(10)),
    ],
}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(RECOGNISER, folder, dirs_exist_ok=True)
    (folder / "blank.html").write_text("<!doctype html><title>answers</title>")
    with served(folder) as address, Browser() as browser, browser.open(f"{address}/blank.html") as opened:
        yield opened


def test_every_task_that_a_page_answers_is_tried() -> None:
    assert set(CASES) == set(TASKS)


@pytest.mark.parametrize(
    ("task", "outputs"), [case for cases in CASES.values() for case in cases], ids=lambda x: type(x).__name__
)
def test_outputs_mean_the_same(page: Page, task: Task, outputs: dict[str, np.ndarray]) -> None:
    expected = task.decode(outputs, [PLACE])[0]
    found = answered(page, task, outputs)
    if isinstance(task, Detect):
        assert [x["label"] for x in found["detections"]] == [x.label for x in expected.detections]
        sides = ("xmin", "ymin", "xmax", "ymax")
        placed = [[x["box"][side] for side in sides] for x in found["detections"]]
        assert_close(placed, [list(x.box) for x in expected.detections])
        assert_close([x["score"] for x in found["detections"]], [x.score for x in expected.detections])
    elif isinstance(task, Regress):
        given = [{k: v for k, v in asdict(each).items() if v is not None} for each in expected.quantities]
        assert found["values"] == given
    else:
        assert [x["label"] for x in found["labels"]] == [x.label for x in expected.labels]
        assert_close([x["score"] for x in found["labels"]], [x.score for x in expected.labels])
        assert found["chosen"] == list(expected.chosen)


def answered(page: Page, task: Task, outputs: dict[str, np.ndarray]) -> dict[str, Any]:
    place = {
        "width": PLACE.source_width,
        "height": PLACE.source_height,
        **{name: getattr(PLACE, name) for name in ("scale_x", "scale_y", "offset_x", "offset_y")},
    }
    given = {name: values.ravel().tolist() for name, values in outputs.items()}
    script = f"""(async () => {{
      const {{ answer }} = await import('./model/answer.js');
      const given = {json.dumps(given)};
      const outputs = Object.fromEntries(Object.entries(given).map(([name, data]) => [
        name, {{ data: name === 'classes' ? BigInt64Array.from(data, BigInt) : Float32Array.from(data) }}]));
      return answer({json.dumps(task_section(task))}, outputs, {json.dumps(place)});
    }})()"""
    found: dict[str, Any] = page.evaluate(script)
    return found


def assert_close(found: list[Any], expected: list[Any]) -> None:
    assert np.array(found).shape == np.array(expected).shape
    assert np.allclose(np.array(found), np.array(expected), rtol=1e-6, atol=1e-6)
