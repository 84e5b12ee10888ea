"""The one transform: geometry, placement, steps, validation, JSON."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from huoyan.errors import ImageError, UsageError
from huoyan.preprocess import PAD_GREY, STEPS, Preprocess, choose_fit

FITS = ("squash", "crop", "pad", "corner")
sides = st.integers(1, 400)


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def as_file(pixels: np.ndarray, kind: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, kind, **options)
    return stream.getvalue()


def refused(match: str, **changes: object) -> None:
    with pytest.raises(UsageError, match=match) as caught:
        Preprocess(**{"height": 32, "width": 32, **changes})
    assert caught.value.code == "usage.preprocess"


@pytest.mark.parametrize(("name", "most"), [("bilinear", 1), ("bicubic", 0), ("lanczos", 0), ("nearest", 0)])
def test_squash_is_pillows_antialiased_resize_of_255_at_most_1_beside(name, most):
    source = noise(75, 100)
    found = Preprocess(32, 48, "squash", interpolation=name)(source).pixels
    expected = Image.fromarray(source).resize((48, 32), Image.Resampling[name.upper()])
    assert np.abs(found.astype(int) - np.asarray(expected)).max() <= most


def test_crop_keeps_the_centre():
    source = np.zeros((10, 30, 3), np.uint8)
    source[:, 10:20] = 255
    found = Preprocess(10, 10, "crop")(source)
    assert (found.pixels == 255).all()
    assert found.place.to_source(np.array([[0, 0, 10, 10]])).tolist() == [[10, 0, 20, 10]]


def test_crop_ratio_leaves_a_margin_on_every_side():
    placement = Preprocess(8, 8, "crop", crop_ratio=0.8)(noise(100, 100)).place
    assert placement.to_source(np.array([[0, 0, 8, 8]])) == pytest.approx(np.array([[10, 10, 90, 90]]))


def test_pad_keeps_all_and_fills_up_with_grey():
    prepared = Preprocess(8, 8, "pad")(np.full((10, 20, 3), 255, np.uint8))
    found, placement = prepared.pixels, prepared.place
    assert (found[2:6] == 255).all()
    assert (found[:2] == PAD_GREY).all()
    assert (found[6:] == PAD_GREY).all()
    assert placement.to_source(np.array([[0, 2, 8, 6]])).tolist() == [[0, 0, 20, 10]]
    assert placement.to_source(np.array([[-3, 0, 9, 8]])).tolist() == [[0, 0, 20, 10]]


def test_grey_has_one_channel_whatever_comes_in():
    colour = Preprocess(8, 8, colour="grey")
    assert colour.channels == 1
    for shape in ((20, 20), (20, 20, 1), (20, 20, 3)):
        assert colour(np.full(shape, 9, np.uint8)).pixels.tolist() == [[[9]] * 8] * 8
    assert Preprocess(8, 8)(np.full((20, 20), 9, np.uint8)).pixels.shape == (8, 8, 3)


@settings(max_examples=200)
@given(st.tuples(sides, sides), st.tuples(sides, sides), st.sampled_from(FITS), st.floats(0.3, 1), st.data())
def test_a_box_comes_back_from_the_networks_picture(source, model, fit, ratio, data):
    (height, width), (h, w) = source, model
    prepared = Preprocess(h, w, fit, crop_ratio=ratio)(np.zeros((height, width, 3), np.uint8))
    found, placement = prepared.pixels, prepared.place
    assert found.shape == (h, w, 3)
    x = sorted(data.draw(st.floats(0, width)) for _ in range(2))
    y = sorted(data.draw(st.floats(0, height)) for _ in range(2))
    box = np.array([[x[0], y[0], x[1], y[1]]])
    assert placement.to_source(placement.to_model(box)) == pytest.approx(box, abs=1e-6)


@settings(max_examples=100)
@given(sides, sides, st.sampled_from(FITS))
def test_the_whole_source_lies_where_the_placement_says(height, width, fit):
    placement = Preprocess(64, 48, fit)(np.zeros((height, width, 3), np.uint8)).place
    x0, y0, x1, y1 = placement.to_model(np.array([[0, 0, width, height]]))[0]
    inside = x0 >= -1e-6 and y0 >= -1e-6 and x1 <= 48 + 1e-6 and y1 <= 64 + 1e-6
    covers = x0 <= 1e-6 and y0 <= 1e-6 and x1 >= 48 - 1e-6 and y1 >= 64 - 1e-6
    assert {"pad": inside, "corner": inside, "crop": covers, "squash": inside and covers}[fit]


@pytest.mark.parametrize("fit", FITS)
def test_a_marked_corner_lands_where_its_box_says(fit):
    source = np.zeros((120, 200, 3), np.uint8)
    source[50:70, 90:130] = 255
    prepared = Preprocess(60, 60, fit, interpolation="nearest")(source)
    found, placement = prepared.pixels, prepared.place
    x0, y0, x1, y1 = np.rint(placement.to_model(np.array([[90, 50, 130, 70]]))[0]).astype(int)
    assert (found[y0 + 1 : y1 - 1, x0 + 1 : x1 - 1] == 255).all()
    found[max(y0 - 1, 0) : y1 + 1, max(x0 - 1, 0) : x1 + 1] = 0
    assert not (found == 255).any()


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (2, 999)])
def test_extreme_sizes_work_through_every_step(fit, size):
    steps = ("contrast", "balance", "denoise", "sharpen", "edges", "brightness=1.5")
    for side in (1, 28):
        found = Preprocess(side, side, fit, steps=steps)(noise(*size)).pixels
        assert found.shape == (side, side, 3)
        assert found.dtype == np.uint8


preprocesses = st.builds(
    Preprocess,
    height=st.integers(1, 64),
    width=st.integers(1, 64),
    fit=st.sampled_from(FITS),
    interpolation=st.sampled_from(["bilinear", "bicubic", "lanczos", "nearest"]),
    colour=st.sampled_from(["rgb", "grey"]),
    steps=st.lists(
        st.sampled_from(
            ["contrast", "contrast=3", "denoise=8", "sharpen", "edges", "edges=90", "brightness=2"]
        ),
        max_size=3,
    ).map(tuple),
    window=st.none() | st.tuples(st.integers(0, 99), st.integers(100, 65535)),
    crop_ratio=st.floats(0.1, 1),
)


@given(preprocesses)
def test_json_gives_the_same_value_back(preprocess):
    assert Preprocess.from_json(json.loads(json.dumps(preprocess.to_json()))) == preprocess


@settings(max_examples=40)
@given(preprocesses, sides, sides)
def test_the_same_picture_gives_the_same_bits_and_stays_as_it_was(preprocess, height, width):
    source = noise(height, width)
    before = source.copy()
    first, again = preprocess(source), preprocess(source)
    assert (first.pixels == again.pixels).all()
    assert first.place == again.place
    assert (source == before).all()
    assert first.pixels.shape == (preprocess.height, preprocess.width, preprocess.channels)


@settings(max_examples=60)
@given(preprocesses, st.booleans())
def test_what_is_kept_passes_unchanged(preprocess, grey):
    shape = (preprocess.height, preprocess.width, 1 if grey else 3)
    source = noise(*shape[:2])[:, :, : shape[2]].copy()
    if preprocess.keeps(*shape):
        assert (preprocess(source).pixels == source).all()
    else:
        whole = preprocess.fit != "crop" or preprocess.crop_ratio == 1
        assert preprocess.steps or shape[2] != preprocess.channels or not whole
    assert not preprocess.keeps(shape[0] + 1, shape[1], shape[2])


@pytest.mark.parametrize("fit", FITS)
def test_a_large_jpeg_is_placed_in_full_pixels(fit):
    y, x = np.mgrid[0:1500, 0:2000]
    smooth = np.stack([x // 8, y // 6, (x + y) // 14], axis=2).astype(np.uint8)
    data = as_file(smooth, "JPEG", quality=92)
    preprocess = Preprocess(160, 160, fit, crop_ratio=0.9)
    with Image.open(io.BytesIO(data)) as opened:
        slow = preprocess(np.asarray(opened))
    fast = preprocess.read(data)
    assert fast.place == slow.place
    assert np.abs(fast.pixels.astype(int) - slow.pixels).mean() < 1
    exact = Preprocess(160, 160, fit, interpolation="nearest")
    with Image.open(io.BytesIO(data)) as opened:
        assert (exact.read(data).pixels == exact(np.asarray(opened)).pixels).all()


def test_scaled_decoding_of_real_photos_differs_by_less_than_one_grey_value(unpacked):
    preprocess = Preprocess(64, 64, "squash")
    files = sorted(unpacked("imagenet-sample/imagenet_sample100.zip").rglob("*.jpg"))[:25]
    differences, scaled = [], 0
    for file in files:
        with Image.open(file) as opened:
            full = np.asarray(opened.convert("RGB").resize((64, 64), Image.Resampling.BILINEAR))
        found = preprocess.read(file.read_bytes()).pixels.astype(int)
        differences.append(np.abs(found - full).mean())
        scaled += differences[-1] > 0
    assert np.mean(differences) < 1
    assert scaled > 20  # they really were decoded at a lower scale


def test_sixteen_bit_files_are_read_through_the_window():
    values = np.linspace(1000, 2000, 64 * 64).reshape(64, 64).astype(np.uint16)
    preprocess = Preprocess(64, 64, colour="grey", window=(1000, 2000))
    found = preprocess.read(as_file(values)).pixels
    assert found.min() == 0
    assert found.max() == 255
    with pytest.raises(ImageError, match=r"x\.png"):
        preprocess.read(b"no picture", "x.png")


def test_brightness_multiplies():
    assert Preprocess(1, 1, steps=("brightness=1.5",))(np.full((1, 1, 3), 100, np.uint8)).pixels.max() == 150
    assert Preprocess(1, 1, steps=("brightness=9",))(np.full((1, 1, 3), 100, np.uint8)).pixels.max() == 255


def test_balance_takes_a_colour_cast_away():
    cast = (noise(32, 32) * np.array([0.9, 0.6, 0.3])).astype(np.uint8)
    means = Preprocess(32, 32, steps=("balance",))(cast).pixels.mean(axis=(0, 1))
    assert np.ptp(cast.mean(axis=(0, 1))) > 50
    assert np.ptp(means) < 3


def test_contrast_spreads_a_flat_picture():
    flat = (100 + noise(64, 64) // 16).astype(np.uint8)
    for colour in ("rgb", "grey"):
        found = Preprocess(64, 64, colour=colour, steps=("contrast=4",))(flat).pixels
        plain = Preprocess(64, 64, colour=colour)(flat).pixels
        assert found.std() > 1.5 * plain.std()


def test_denoise_brings_a_noisy_picture_nearer_to_the_clean_one():
    clean = np.zeros((48, 48, 3), np.uint8)
    clean[:, 24:] = 180
    noisy = np.clip(clean + np.random.default_rng(0).normal(0, 10, clean.shape), 0, 255).astype(np.uint8)
    found = Preprocess(48, 48, steps=("denoise=10",))(noisy).pixels
    assert np.abs(found.astype(int) - clean).mean() < 0.5 * np.abs(noisy.astype(int) - clean).mean()


def test_sharpen_steepens_an_edge():
    ramp = np.repeat(np.linspace(50, 200, 32).astype(np.uint8)[None, :, None], 32, axis=0).repeat(3, axis=2)
    ramp[:, 16:] = np.minimum(ramp[:, 16:].astype(int) + 30, 255)
    found = Preprocess(32, 32, steps=("sharpen=1",))(ramp).pixels.astype(int)
    assert found[16, 16, 0] - found[16, 15, 0] > int(ramp[16, 16, 0]) - int(ramp[16, 15, 0])


@pytest.mark.parametrize("step", ["edges", "edges=100"])
def test_edges_are_bright_where_the_picture_changes_and_black_elsewhere(step):
    source = np.zeros((20, 20, 3), np.uint8)
    source[:, 10:] = 255
    for colour in ("rgb", "grey"):
        found = Preprocess(20, 20, colour=colour, steps=(step,))(source).pixels
        assert found[:, 9:11].max() == 255
        assert found[:, :8].max() == 0
        assert found[:, 12:].max() == 0


def test_the_order_of_the_steps_counts():
    source = noise(16, 16)
    one = Preprocess(16, 16, steps=("brightness=2", "contrast"))(source).pixels
    other = Preprocess(16, 16, steps=("contrast", "brightness=2"))(source).pixels
    assert (one != other).any()


def test_every_step_of_the_table_runs_with_its_default():
    for name, step in STEPS.items():
        text = f"{name}=1.2" if step.needs_value else name
        assert Preprocess(24, 24, steps=(text,))(noise(24, 24)).pixels.shape == (24, 24, 3)


def test_wrong_values_are_refused_with_the_nearest_name():
    refused("Did you mean 'squash'", fit="squish")
    refused("Did you mean 'bicubic'", interpolation="bicubik")
    refused("Did you mean 'grey'", colour="gray")
    refused("Did you mean 'contrast'", steps=("contrasts",))
    refused("needs a value", steps=("brightness",))
    refused("takes no value", steps=("balance=3",))
    refused("'soft'", steps=("sharpen=soft",))
    refused("'nan'", steps=("sharpen=nan",))
    refused("list of NAME", steps="edges")
    refused("colour is grey", steps=("balance",), colour="grey")
    refused("height is 0", height=0)
    refused("width is 2.5", width=2.5)
    refused("height is True", height=True)
    refused("crop_ratio is 0", crop_ratio=0)
    refused("crop_ratio is nan", crop_ratio=float("nan"))
    refused("below the second", window=(3, 3))
    refused("two numbers", window=(1, 2, 3))


def test_json_with_unknown_or_missing_fields_is_refused():
    with pytest.raises(UsageError, match="Did you mean 'height'"):
        Preprocess.from_json({"heigth": 3, "width": 3})
    with pytest.raises(UsageError, match="also width"):
        Preprocess.from_json({"height": 3})


def test_pixels_of_another_type_are_refused():
    for wrong in (np.zeros((4, 4, 3)), np.zeros((4, 4, 4), np.uint8), np.zeros((0, 4, 3), np.uint8)):
        with pytest.raises(UsageError, match="expected uint8"):
            Preprocess(8, 8)(wrong)


def test_the_chosen_fit_never_cuts_an_object_off():
    fit, reason = choose_fit([(480, 640), (240, 320), (481, 640)])
    assert fit == "squash"
    assert "3 pictures" in reason
    fit, reason = choose_fit([(480, 640), (640, 480)])
    assert fit == "pad"
    assert "0.75 to 1.33" in reason
    assert choose_fit([(28, 28)] * 1000)[0] == "squash"
    with pytest.raises(UsageError):
        choose_fit([])
