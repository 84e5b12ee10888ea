"""Faces are painted over: found by two detectors, and nothing of them is left in what is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from huoyan.errors import UsageError
from huoyan.watch.privacy import hide_of
from huoyan.watch.privacy.face_finders import open_face_finder
from huoyan.watch.privacy.hidden_faces import HiddenFaces, paint_over
from huoyan.watch.rules.scene import scene_of

DETECTORS = {"YuNet": "weights/yunet_n_face_dynamic.onnx", "UltraFace": "weights/ultraface_rfb320.onnx"}
HALL = cv2.resize(
    np.random.default_rng(0).integers(60, 200, (9, 16, 3), np.uint8),
    (960, 540),
    interpolation=cv2.INTER_CUBIC,
)


def with_face(file: Path, *, at: tuple[int, int] = (400, 200), height: int = 120) -> np.ndarray:
    face = Image.open(file).convert("RGB").resize((height * 92 // 112, height))
    frame = HALL.copy()
    frame[at[1] : at[1] + height, at[0] : at[0] + face.width] = face
    return frame


@pytest.mark.parametrize("detector", DETECTORS)
def test_the_faces_of_forty_persons_are_found_and_none_is_left(
    detector: str, shared_data: Callable[[str], Path], unpacked: Callable[[str], Path]
):
    find = open_face_finder(shared_data(DETECTORS[detector]))
    persons = sorted(unpacked("faces/orl_faces.zip").rglob("1.pgm"))
    assert len(persons) == 40
    found: list[np.ndarray] = []

    def noted(pixels: np.ndarray) -> np.ndarray:
        found.append(find(pixels))
        return found[-1]

    for person in persons:
        frame = with_face(person)
        hidden = HiddenFaces(noted)(frame)
        assert any(xmin < 449 < xmax and ymin < 260 < ymax for xmin, ymin, xmax, ymax in found[-1]), person
        assert len(find(hidden)) == 0, person
        assert (hidden[:100] == frame[:100]).all()


def test_what_is_kept_does_not_hang_on_the_face_at_all(unpacked: Callable[[str], Path]):
    """Not a mosaic, from which 8 of 10 persons are known again: see the module."""
    persons = sorted(unpacked("faces/orl_faces.zip").rglob("1.pgm"))
    kept = set()
    for person in persons:
        hide = HiddenFaces(lambda pixels: np.array([[410.0, 210.0, 488.0, 310.0]]))
        kept.add(hide(with_face(person)).tobytes())
    assert len(kept) == 1


def test_a_face_that_is_missed_for_a_moment_stays_painted_over():
    now, found = 0.0, [np.array([[100.0, 100.0, 140.0, 150.0]])]
    hide = HiddenFaces(lambda pixels: found[0], monotonic=lambda: now)
    assert (hide(HALL)[125, 120] != HALL[125, 120]).any()
    found[0] = np.zeros((0, 4))
    now = 0.9
    assert (hide(HALL)[125, 120] != HALL[125, 120]).any()
    now = 1.1
    assert (hide(HALL) == HALL).all()


@pytest.mark.parametrize("box", [
    (-50, -50, 20, 20), (940, 500, 1100, 700), (0, 0, 960, 540), (-5, -5, 2000, 2000), (2000, 10, 2100, 90),
    (30.2, 40.7, 30.3, 40.9),
])  # fmt: skip
def test_a_box_at_or_beyond_the_edge_is_painted_as_far_as_it_is_there(box: tuple[float, ...]):
    pixels = HALL.copy()
    paint_over(pixels, np.array(box))
    assert pixels.shape == HALL.shape


def test_the_given_frame_is_left_as_it_is():
    frame = HALL.copy()
    HiddenFaces(lambda pixels: np.array([[100.0, 100.0, 140.0, 150.0]]))(frame)
    assert (frame == HALL).all()


def test_blur_names_the_file_of_a_detector(
    shared_data: Callable[[str], Path], unpacked: Callable[[str], Path]
):
    scene = scene_of((), ("yard=0,0,1,0,1,1",), (), ())
    hide = hide_of(f"faces={shared_data(DETECTORS['YuNet'])}", scene)
    frame = with_face(sorted(unpacked("faces/orl_faces.zip").rglob("1.pgm"))[0])
    assert (hide(frame)[260, 449] != frame[260, 449]).any()


def test_a_file_that_is_no_face_detector_is_refused(tmp_path: Path, shared_data: Callable[[str], Path]):
    scene = scene_of((), ("yard=0,0,1,0,1,1",), (), ())
    (tmp_path / "notes.onnx").write_text("notes")
    for file in (
        tmp_path / "notes.onnx",
        tmp_path / "absent.onnx",
        shared_data("weights/yolox_nano_coco.onnx"),
    ):
        with pytest.raises(UsageError, match="ONNX file of YuNet / UltraFace"):
            hide_of(f"faces={file}", scene)
