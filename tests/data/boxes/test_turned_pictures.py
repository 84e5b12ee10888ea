"""Boxes in pictures with an EXIF turn: in shown pixels or in stored ones, as their files say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from box_files import boxes, coco_json, picture, read, text, voc_xml
from huoyan import placement
from huoyan.images.decoding.orientation import upright

WIDTH, HEIGHT = 40, 30  # stored
STORED = (4, 6, 20, 13)


def shown(turn: int) -> tuple[tuple[int, int], tuple[int, ...]]:
    """Size of the shown picture and the box in it, found by turning the pixels inside."""
    pixels = np.zeros((HEIGHT, WIDTH), np.uint8)
    pixels[STORED[1] : STORED[3], STORED[0] : STORED[2]] = 1
    turned = upright(pixels, turn)
    y, x = np.nonzero(turned)
    return turned.shape[::-1], (int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1)  # type: ignore[return-value]


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_box_turns_with_its_pixels(turn: int) -> None:
    _, box = shown(turn)
    assert placement.upright(turn, HEIGHT, WIDTH).to_model(np.array([STORED])).tolist() == [list(box)]


@pytest.mark.parametrize("turn", range(1, 9))
def test_boxes_are_those_of_the_shown_picture_where_its_size_is_said(turn: int, tmp_path: Path) -> None:
    size, (xmin, ymin, xmax, ymax) = shown(turn)
    picture(tmp_path / "a.jpg", WIDTH, HEIGHT, turn)
    voc_xml(tmp_path / "a.xml", [("car", (xmin + 1, ymin + 1, xmax, ymax))], size)
    assert boxes(read(tmp_path)) == {"a.jpg": [("car", xmin, ymin, xmax, ymax)]}


@pytest.mark.parametrize("turn", [5, 6, 7, 8])
def test_boxes_are_turned_where_the_stored_size_is_said(turn: int, tmp_path: Path) -> None:
    _, box = shown(turn)
    picture(tmp_path / "a.jpg", WIDTH, HEIGHT, turn)
    bbox = [STORED[0], STORED[1], STORED[2] - STORED[0], STORED[3] - STORED[1]]
    annotation = {"image_id": 10, "category_id": 1, "bbox": bbox}
    coco_json(tmp_path / "a.json", {"a.jpg": (WIDTH, HEIGHT)}, [annotation], {1: "car"})
    said: list[str] = []
    assert boxes(read(tmp_path, said.append)) == {"a.jpg": [("car", *box)]}
    assert any("1 picture with an EXIF turn (a.jpg): by the sizes that are said" in each for each in said)


def test_what_a_size_cannot_tell_the_other_pictures_do(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg", WIDTH, HEIGHT, 6)
    picture(tmp_path / "b.jpg", WIDTH, HEIGHT, 3)
    for stem in "ab":
        corners = (STORED[0] + 1, STORED[1] + 1, STORED[2], STORED[3])
        voc_xml(tmp_path / f"{stem}.xml", [("car", corners)], (WIDTH, HEIGHT))
    assert boxes(read(tmp_path))["b.jpg"] == [("car", *shown(3)[1])]
    (tmp_path / "a.xml").unlink()
    said: list[str] = []
    assert boxes(read(tmp_path, said.append))["b.jpg"] == [("car", *STORED)]
    assert any("b.jpg): boxes are taken as drawn on the picture as it is shown" in each for each in said)


def test_shares_are_of_the_shown_picture(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg", WIDTH, HEIGHT, 6)
    text(tmp_path / "labels" / "a.txt", "0 0.5 0.25 1 0.5")
    assert boxes(read(tmp_path)) == {"a.jpg": [("0", 0, 0, HEIGHT, WIDTH / 2)]}
