"""Pictures that a caller holds, of any depth and form, give what their files would give, or a coded error."""

from __future__ import annotations

import io
import multiprocessing
import os
import pickle
import threading
from concurrent.futures import ProcessPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

import huoyan
from huoyan.api import load
from huoyan.errors import ArtifactError, DownloadError, HuoyanError, ImageError, UsageError
from huoyan.images.in_memory import pixels_in_memory
from huoyan.predict import Predictor
from huoyan.preprocess import Preprocess
from huoyan.results import Failure
from making import colour_artifact, encoded, pictures

WINDOW = (300.0, 3200.0)


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    """A model that was trained on pictures of 16 bits."""
    folder = tmp_path_factory.mktemp("deep")
    colour_artifact(folder / "model", preprocess=Preprocess(height=16, width=16, window=WINDOW))
    return load(folder, engine="onnxruntime", threads=1)


def sensor(height: int = 16, width: int = 16) -> np.ndarray:
    values = np.random.default_rng(0).integers(300, 1200, (height, width)).astype(np.uint16)
    values[:, : width // 2] += 2000
    return values


def code_of(predictor: Predictor, picture: object) -> str:
    with pytest.raises(HuoyanError) as caught:
        predictor(picture)  # type: ignore[arg-type]
    return caught.value.code


# Depth: the file is the truth.
def test_deep_pictures_of_pillow_go_the_way_of_their_file(deep: Predictor, tmp_path: Path) -> None:
    values = sensor()
    Image.fromarray(values).save(tmp_path / "a.tif")
    big = Image.frombytes("I;16B", (16, 16), values.astype(">u2").tobytes())
    big.save(tmp_path / "b.tif")
    expected = deep.prepare(tmp_path / "a.tif").pixels
    assert 30 < expected.mean() < 200
    forms = {
        "I;16": Image.fromarray(values),
        "I;16B": big,
        "I": Image.fromarray(values.astype(np.int32)),
        "F": Image.fromarray(values.astype(np.float32)),
        "opened": Image.open(tmp_path / "b.tif"),
    }
    for mode, picture in forms.items():
        np.testing.assert_array_equal(deep.prepare(picture).pixels, expected, mode)
        assert deep(picture) == deep(tmp_path / "b.tif")


@pytest.mark.parametrize(
    "kind", ["uint16", ">u2", "int32", "int64", "uint32", "float32", "float64", "float16"]
)
def test_deep_arrays_go_the_way_of_their_file(deep: Predictor, kind: str) -> None:
    values = sensor()
    expected = deep.prepare(encoded(Image.fromarray(values))).pixels
    for shaped in (values, values[:, :, None], np.asfortranarray(values), values[::-1][::-1]):
        found = deep.prepare(shaped.astype(kind)).pixels
        worst = np.abs(found.astype(int) - expected).max()
        assert worst <= (1 if kind == "float16" else 0), shaped.shape


def test_without_a_window_deep_grey_is_mapped_as_from_its_file(predictor: Predictor) -> None:
    values = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    expected = predictor.prepare(encoded(Image.fromarray(values))).pixels
    np.testing.assert_array_equal(predictor.prepare(values).pixels, expected)
    np.testing.assert_array_equal(predictor.prepare(Image.fromarray(values)).pixels, expected)
    np.testing.assert_array_equal(
        predictor.prepare(Image.fromarray(values.astype(np.int32))).pixels, expected
    )
    assert code_of(predictor, Image.fromarray(values.astype(np.float32))) == "image.depth"
    assert code_of(predictor, values.astype(np.int64)) == "image.pixels"
    assert code_of(predictor, values.astype(np.float32)) == "image.pixels"


def test_sixteen_bit_colour_keeps_its_upper_byte_as_from_its_file(predictor: Predictor) -> None:
    picture = pictures(1)[0]
    wide = picture.astype(np.uint16) * 256 + 77
    np.testing.assert_array_equal(predictor.prepare(wide).pixels, predictor.prepare(picture).pixels)


def test_shares_of_white_are_no_values_of_a_sensor(deep: Predictor) -> None:
    """A model with the window 300..3200 would see black: it says what it wants instead."""
    with pytest.raises(ImageError, match=r"300\.\.3200"):
        deep(sensor() / 65535)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_floats_from_0_to_1_are_shares_of_white(predictor: Predictor, kind: type) -> None:
    picture = pictures(2)[1]
    exact = predictor.prepare((picture / 255).astype(kind)).pixels
    assert np.abs(exact.astype(int) - picture).max() <= (1 if kind is np.float16 else 0)
    grey = picture[:, :, 0]
    np.testing.assert_array_equal(predictor.prepare(grey / 255).pixels, predictor.prepare(grey).pixels)


def test_transparency_in_an_array_is_shown_over_white(predictor: Predictor) -> None:
    rgba = np.dstack([pictures(1)[0], np.full((16, 16), 128, np.uint8)])
    expected = predictor.prepare(encoded(Image.fromarray(rgba))).pixels
    np.testing.assert_array_equal(predictor.prepare(rgba).pixels, expected)
    np.testing.assert_array_equal(predictor.prepare(rgba.astype(np.uint16) * 257).pixels, expected)
    np.testing.assert_array_equal(predictor.prepare(rgba / 255).pixels, expected)


def test_masks_and_single_channels_are_grey(predictor: Predictor) -> None:
    mask = np.eye(16, dtype=bool)
    expected = predictor.prepare(encoded(Image.fromarray(mask))).pixels
    np.testing.assert_array_equal(predictor.prepare(mask).pixels, expected)
    np.testing.assert_array_equal(predictor.prepare(mask[:, :, None]).pixels, expected)
    np.testing.assert_array_equal(predictor.prepare(mask[:, :, None].astype(np.uint8) * 255).pixels, expected)


def test_a_tensor_is_a_picture_in_either_order_of_its_channels(predictor: Predictor, deep: Predictor) -> None:
    torch = pytest.importorskip("torch")
    picture = pictures(2)[1]
    expected = predictor.prepare(picture).pixels
    hwc = torch.from_numpy(picture)
    for tensor in (
        hwc,
        hwc.permute(2, 0, 1),
        hwc.permute(2, 0, 1).float() / 255,
        (hwc.permute(2, 0, 1).double() / 255).requires_grad_(),
    ):
        np.testing.assert_array_equal(predictor.prepare(tensor).pixels, expected)
    assert (
        np.abs(predictor.prepare((hwc.permute(2, 0, 1) / 255).bfloat16()).pixels.astype(int) - expected).max()
        <= 1
    )
    batch = torch.from_numpy(pictures(3)).permute(0, 3, 1, 2)
    assert [x.result.top.label for x in predictor.predict(batch)] == ["red", "green", "blue"]
    values = sensor()
    for tensor in (
        torch.from_numpy(values.astype(np.int32)),
        torch.from_numpy(values.astype(np.int32))[None],
    ):
        np.testing.assert_array_equal(deep.prepare(tensor).pixels, deep.prepare(values).pixels)
    normalised = (hwc.permute(2, 0, 1) / 255 - 0.45) / 0.225
    assert code_of(predictor, normalised) == "image.pixels"
    assert code_of(predictor, torch.zeros(3, 4, device="meta")) == "image.pixels"


def test_what_has_an_array_is_a_picture(predictor: Predictor) -> None:
    """As TensorFlow's and JAX's tensors."""

    class Tensor:
        ndim = 3

        def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
            return pictures(2)[1]

    assert predictor(Tensor()).top.label == "green"  # type: ignore[arg-type]
    assert predictor(memoryview(pictures(2)[1])).top.label == "green"


@pytest.mark.parametrize("mode", ["La", "RGBa", "LAB", "HSV", "YCbCr", "RGBX", "PA"])
def test_rare_modes_of_pillow_are_read(predictor: Predictor, mode: str) -> None:
    plain = Image.fromarray(pictures(2)[1])
    via = {"La": "LA", "RGBa": "RGBA", "PA": "LA"}.get(mode)
    if mode == "LAB":
        made = ImageCms.profileToProfile(
            plain, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
        )
    else:
        made = (plain.convert(via) if via else plain).convert(mode)
    expected = plain.convert("L").convert("RGB") if mode in ("La", "PA") else plain
    assert np.abs(pixels_in_memory(made).astype(int) - np.asarray(expected)).mean() < 3


def test_a_picture_of_pillow_without_pixels_is_none(predictor: Predictor) -> None:
    assert code_of(predictor, Image.new("RGB", (0, 5))) == "image.pixels"


def test_a_palette_with_transparent_colours_is_shown_over_white() -> None:
    indexed = Image.new("P", (2, 1))
    indexed.putpalette([10, 20, 30, 0, 200, 100, 50, 255], "RGBA")
    indexed.putpixel((1, 0), 1)
    assert pixels_in_memory(indexed).tolist() == [[[255, 255, 255], [200, 100, 50]]]


# Forms: whatever it is, the answer or a code.
def test_encoded_pictures_may_come_in_anything_that_holds_bytes(predictor: Predictor, tmp_path: Path) -> None:
    data = encoded(Image.fromarray(pictures(2)[1]))
    path = tmp_path / "a.png"
    path.write_bytes(data)
    written = io.BytesIO()
    written.write(data)  # and not rewound
    with path.open("rb") as opened, path.open("rb", buffering=0) as raw:
        forms = [data, bytearray(data), memoryview(data), io.BytesIO(data), written, opened, raw, path]
        answers = list(predictor.predict([*forms, *os.scandir(tmp_path)]))
        assert opened.tell() == 0
        assert predictor(opened).top.label == "green"  # a second time
    assert [x.result.top.label for x in answers] == ["green"] * 9
    assert written.tell() == len(data)


def test_a_pipe_that_gives_little_at_a_time_is_read_to_its_end(predictor: Predictor) -> None:
    data = encoded(Image.fromarray(pictures(2)[1]))

    class Pipe:
        at = 0

        def read(self, most: int = -1) -> bytes:
            self.at += 7
            return data[self.at - 7 : self.at]

    assert predictor(Pipe()).top.label == "green"  # type: ignore[arg-type]


# The ids name the kinds: two processes of a test run must give a test one name.
@pytest.mark.parametrize(
    "wrong", [None, 3, 2.5, [], ["a.png"], {}, object(), (1, 2)], ids=lambda x: type(x).__name__
)
def test_what_is_no_picture_is_told_so(predictor: Predictor, wrong: object) -> None:
    assert code_of(predictor, wrong) == "image.pixels"


def test_files_that_cannot_be_read_are_told_so(predictor: Predictor, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no picture")
    with (tmp_path / "a.txt").open() as text:
        assert code_of(predictor, text) == "image.read"
    assert code_of(predictor, text) == "image.read"  # closed
    assert code_of(predictor, io.BytesIO()) == "image.empty"
    assert code_of(predictor, tmp_path / "none.png") == "image.missing"
    assert code_of(predictor, "a\0b") == "image.missing"
    assert code_of(predictor, "//[a.png") == "image.missing"
    assert code_of(predictor, "http://[") == "download.failed"
    (tmp_path / "b.png").write_bytes(encoded(Image.new("L", (4, 4))))
    (tmp_path / "c.png").write_bytes(encoded(Image.new("L", (4, 4))))
    assert code_of(predictor, tmp_path) == "image.several"


def test_a_cut_off_picture_of_pillow_is_a_failure_of_its_own(predictor: Predictor) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    closed = Image.open(io.BytesIO(encoded(noise)))
    closed.close()
    cut = [Image.open(io.BytesIO(encoded(noise, kind)[:2000])) for kind in ("JPEG", "PNG", "BMP")]
    good = Image.fromarray(pictures(1)[0])
    answers = list(predictor.predict([*cut, closed, good, None, good]))
    codes = [x.result.code if isinstance(x.result, Failure) else x.result.top.label for x in answers]
    assert codes == ["image.truncated"] * 3 + ["image.corrupt", "red", "image.pixels", "red"]


def test_a_picture_of_pillow_is_left_as_it_was(predictor: Predictor) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stream = io.BytesIO(encoded(Image.fromarray(pictures(1)[0]).convert("P"), exif=exif))
    opened = Image.open(stream)
    for _ in range(2):
        predictor(opened)
    assert (opened.mode, opened.size, opened.getexif()[0x0112]) == ("P", (16, 16), 6)
    assert not stream.closed


def test_one_picture_of_pillow_may_be_given_many_times(predictor: Predictor) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (300, 300, 3), dtype=np.uint8))
    opened = Image.open(io.BytesIO(encoded(noise)))
    answers = {str(x.result) for x in predictor.predict([opened] * 16, workers=8)}
    assert len(answers) == 1
    assert all(x.ok for x in predictor.predict([io.BytesIO(encoded(noise))] * 16, workers=8))


def test_lists_of_paths_may_be_arrays_generators_and_sets(predictor: Predictor, tmp_path: Path) -> None:
    for name, pixels in zip("ab", pictures(2), strict=True):
        (tmp_path / f"{name}.png").write_bytes(encoded(Image.fromarray(pixels)))
    paths = [str(tmp_path / "a.png"), str(tmp_path / "b.png")]
    forms = [
        np.array(paths),
        np.array(paths, object),
        np.array([x.encode() for x in paths]),
        np.array([Path(x) for x in paths], object),
        np.array([paths]),
        (x for x in paths),
        dict.fromkeys(paths),
        [np.str_(x) for x in paths],
    ]
    for form in forms:
        answers = list(predictor.predict(form))  # type: ignore[arg-type]
        assert [x.result.top.label for x in answers] == ["red", "green"], form
        assert [x.source for x in answers] == paths
    mixed = np.empty(2, object)
    mixed[:] = [pictures(2)[1], None]
    assert [x.ok for x in predictor.predict(mixed)] == [True, False]
    for alone in (None, 5, io.BytesIO(b"x")):
        assert [x.ok for x in predictor.predict(alone)] == [False]  # type: ignore[arg-type]


def test_an_address_is_fetched_in_a_call_too(predictor: Predictor) -> None:
    data = encoded(Image.fromarray(pictures(2)[1]))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert predictor(f"http://127.0.0.1:{server.server_port}/a.png").top.label == "green"
        thread.join()
    with pytest.raises(DownloadError):
        predictor("http://127.0.0.1:9/a.jpg")


# A predictor travels.
def _labels(predictor: Predictor, pixels: np.ndarray) -> list[str]:
    return [x.result.top.label for x in predictor.predict(pixels, workers=1)]


def test_a_predictor_can_be_sent_to_another_process(predictor: Predictor) -> None:
    again = pickle.loads(pickle.dumps(predictor))
    assert again(pictures(2)[1]) == predictor(pictures(2)[1])
    assert (again.runtime.name, again.runtime.threads, again.limits) == ("onnxruntime", 1, predictor.limits)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(_labels, predictor, pictures(3)).result() == ["red", "green", "blue"]


def test_a_predictor_on_torch_and_its_limits_travel_too(digits_run: Path) -> None:
    one = huoyan.load(digits_run, engine="torch", max_pixels=1000)
    again = pickle.loads(pickle.dumps(one))
    assert (again.runtime.name, again.limits.max_pixels) == ("torch", 1000)
    picture = np.arange(64, dtype=np.uint8).reshape(8, 8)
    assert again(picture) == one(picture)
    assert code_of(again, encoded(Image.new("L", (40, 40)))) == "image.too_large"


def test_a_predictor_without_its_folder_says_so(tmp_path: Path) -> None:
    colour_artifact(tmp_path / "a" / "model")
    sent = pickle.dumps(load(tmp_path / "a", engine="onnxruntime"))
    (tmp_path / "a").rename(tmp_path / "b")
    with pytest.raises(ArtifactError):
        pickle.loads(sent)


def test_a_predictor_that_was_loaded_by_a_relative_path_may_be_sent_from_another_folder(
    digits_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(digits_run)
    predictor = load(".")
    monkeypatch.chdir(tmp_path)
    assert pickle.loads(pickle.dumps(predictor)).labels == predictor.labels


@pytest.mark.parametrize(
    "wrong", [{"batch": 1.5}, {"batch": "3"}, {"workers": 0}, {"workers": None, "batch": 0}]
)
def test_a_batch_or_workers_that_are_no_whole_number_are_refused(wrong: dict[str, Any], digits_run: Path):
    with pytest.raises(UsageError, match="whole number of 1 or more"):
        list(load(digits_run).predict([], **wrong))
