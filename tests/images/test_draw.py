"""Drawn answers: readable at any size, Chinese with and without a font; thumbnails and encoding."""

from __future__ import annotations

import io
import logging

import numpy as np
import pytest
from PIL import Image

from huoyan.images import fonts
from huoyan.images.draw import chinese_font, draw_labels, encode_jpeg, encode_png, thumbnail

LINES = ("cat 93.1 %", "dog 4.2 %")


def box_of(before: np.ndarray, after: np.ndarray) -> tuple[int, int]:
    """Height and width of the part that was drawn on."""
    changed = (before != after).any(axis=2)
    return int(np.flatnonzero(changed.any(axis=1)).max()) + 1, int(
        np.flatnonzero(changed.any(axis=0)).max()
    ) + 1


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_text_is_light_on_dark_on_any_picture(shade):
    picture = np.full((300, 400, 3), shade, np.uint8)
    drawn = draw_labels(picture, LINES)
    part = drawn[:50, :100]
    assert part.max() > 240
    assert np.median(part) < 100
    assert (drawn[200:] == shade).all()
    assert (picture == shade).all()


@pytest.mark.parametrize("size", [(28, 28), (1, 1), (32, 500), (500, 32), (224, 224), (2000, 3000)])
def test_small_pictures_are_enlarged_by_a_whole_factor_and_large_ones_kept(size):
    source = np.full((*size, 3), 200, np.uint8)
    drawn = draw_labels(source, LINES)
    factor = drawn.shape[0] // size[0]
    assert drawn.shape == (size[0] * factor, size[1] * factor, 3)
    assert (factor > 1) == (min(size) < 240)
    assert (drawn != 200).any()


def test_the_box_leaves_half_of_the_picture_free():
    before = np.full((300, 300, 3), 255, np.uint8)
    height, width = box_of(
        before, draw_labels(before, ["a label that is far too long for this picture"] * 30)
    )
    assert height <= 160
    assert width <= 300


def test_grey_pictures_and_empty_lines_are_fine():
    assert draw_labels(np.zeros((28, 28), np.uint8), LINES).shape == (252, 252, 3)
    assert not draw_labels(np.zeros((300, 300, 3), np.uint8), []).any()
    assert not draw_labels(np.zeros((300, 300, 3), np.uint8), ["", " "]).any()


def test_different_chinese_words_are_drawn_differently():
    if chinese_font() is None:
        pytest.skip(f"no Chinese font is installed: {fonts.install_advice()}")
    picture = np.zeros((300, 300, 3), np.uint8)
    assert (draw_labels(picture, ["晴天 90 %"]) != draw_labels(picture, ["雨天 90 %"])).any()
    assert fonts.font_for("晴天 ok", 20)[1] == "晴天 ok"


def test_without_a_chinese_font_a_warning_names_the_package_once(caplog):
    fonts._warn_once.cache_clear()
    with caplog.at_level(logging.WARNING, logger="huoyan"):
        for _ in range(3):
            font, text = fonts.font_for("雨天 93 %", 20, folders=())
    assert text == "?? 93 %"
    assert font.getlength(text) > 20
    assert [("fonts-noto-cjk" in record.getMessage()) for record in caplog.records] == [True]
    assert chinese_font(folders=()) is None
    fonts._warn_once.cache_clear()


def test_a_font_is_chosen_that_has_every_character():
    if "DejaVuSans.ttf" not in fonts._known(None) or chinese_font() is None:
        pytest.skip("the fonts DejaVu Sans and Noto Sans CJK are not both installed")
    assert fonts.font_for("شخص 0.9", 20)[1] == "شخص 0.9"
    assert fonts.font_for("汽车 пешеход", 20)[1] == "汽车 пешеход"
    assert fonts.font_for("汽车 \u0915\u093f", 20)[1] == "汽车 ??"


def test_a_broken_font_file_is_passed_over(tmp_path):
    (tmp_path / "msyh.ttc").write_bytes(b"no font")
    assert chinese_font(folders=(tmp_path,)) is None


def test_a_thumbnail_fits_keeps_the_aspect_and_is_never_enlarged():
    assert thumbnail(np.zeros((300, 600, 3), np.uint8), 100).shape == (50, 100, 3)
    assert thumbnail(np.zeros((600, 300), np.uint8), 100).shape == (100, 50)
    assert thumbnail(np.zeros((10, 20, 3), np.uint8), 100).shape == (10, 20, 3)


def test_encoded_pictures_read_back():
    source = np.random.default_rng(0).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    with Image.open(io.BytesIO(encode_png(source))) as png:
        assert (np.asarray(png) == source).all()
    with Image.open(io.BytesIO(encode_jpeg(source))) as jpeg:
        assert (jpeg.format, jpeg.size) == ("JPEG", (7, 9))
    with Image.open(io.BytesIO(encode_png(source[:, :, :1]))) as grey:
        assert (np.asarray(grey) == source[:, :, 0]).all()
