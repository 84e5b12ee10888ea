"""A predictor answers every picture, in order, whatever some of them are."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.api import load
from huoyan.errors import ImageError, UsageError
from huoyan.images.sources.source import Source
from huoyan.predict import Predictor
from huoyan.preprocess import Preprocess
from huoyan.results import Answer, Classification, Failure
from making import LABELS, colour_artifact, pictures, reference_logits


def png(pixels: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven pictures: red, green, blue, red ... named in order, with one Chinese name and a blank."""
    folder = tmp_path_factory.mktemp("photos")
    names = ["1.png", "2.png", "3 three.png", "4.png", "5.png", "图片6.png", "10.png"]
    for name, pixels in zip(names, pictures(7), strict=True):
        (folder / name).write_bytes(png(pixels))
    return folder


def tops(answers: list[Answer]) -> list[str]:
    return [x.result.code if isinstance(x.result, Failure) else x.result.top.label for x in answers]


def test_one_picture_gets_the_same_answer_in_every_form(predictor: Predictor, photos: Path) -> None:
    pixels = pictures(7)[1]
    forms = [photos / "2.png", str(photos / "2.png"), png(pixels), pixels, Image.fromarray(pixels)]
    answers = [predictor(form) for form in forms]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0].top.label == "green"
    logits = reference_logits(pixels[None])[0].astype(np.float64)
    expected = np.exp(logits) / np.exp(logits).sum()
    found = {x.label: x.score for x in answers[0].labels}
    np.testing.assert_allclose([found[x] for x in LABELS], expected, atol=1e-5)


def test_grey_pixels_are_a_picture_too(predictor: Predictor) -> None:
    grey = np.full((40, 30), 90, np.uint8)
    assert predictor(grey) == predictor(np.repeat(grey[..., None], 3, axis=2))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "HSV", "I;16"])
def test_a_pillow_picture_of_any_mode_is_read_as_its_file_would_be(predictor: Predictor, mode: str) -> None:
    picture = Image.fromarray(pictures(1)[0])
    made = Image.fromarray(np.full((16, 16), 30_000, np.uint16)) if mode == "I;16" else picture.convert(mode)
    answer = predictor(made)
    assert isinstance(answer, Classification)
    if mode in ("LA", "P", "RGBA", "I;16", "L"):
        stream = io.BytesIO()
        made.save(stream, "PNG")
        assert answer == predictor(stream.getvalue())


def test_a_pillow_picture_is_turned_as_its_exif_says(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("tall")
    colour_artifact(folder / "model", size=(24, 16))
    tall = load(folder, engine="onnxruntime", threads=1)
    lying = np.zeros((16, 24, 3), np.uint8)
    lying[:, :5, 1] = 200
    lying[:4, :, 0] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    stream = io.BytesIO()
    Image.fromarray(lying).save(stream, "PNG", exif=exif)
    opened = Image.open(io.BytesIO(stream.getvalue()))
    ready = tall.prepare(opened).pixels
    np.testing.assert_array_equal(ready, tall.prepare(stream.getvalue()).pixels)
    np.testing.assert_array_equal(ready, np.rot90(lying, 3))


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((4, 4, 3), 200.0, np.float32),
        np.full((4, 4), -0.5),
        np.full((4, 4), np.nan),
        np.zeros((4, 4, 3), np.int64),
        np.zeros((4, 4), np.int32),
        np.zeros((4, 4, 3), np.complex64),
        np.zeros((4, 4, 5), np.uint8),
        np.zeros((3, 6, 7), np.uint8),
        np.zeros((1, 4, 4, 3), np.uint8),
        np.zeros(9, np.uint8),
        np.zeros((0, 4, 3), np.uint8),
        np.array([["a", "b"]]),
    ],
    ids=lambda x: f"{x.dtype} {x.shape}",
)
def test_pixels_that_are_no_picture_are_refused(predictor: Predictor, pixels: np.ndarray) -> None:
    with pytest.raises(ImageError, match=r"expected as uint8, .* of shape \(H, W\)") as caught:
        predictor(pixels)
    assert caught.value.code == "image.pixels"


def test_a_broken_picture_alone_is_an_image_error(predictor: Predictor, tmp_path: Path) -> None:
    with pytest.raises(ImageError) as caught:
        predictor(tmp_path / "none.png")
    assert caught.value.code == "image.missing"
    with pytest.raises(ImageError):
        predictor(b"not a picture")


@pytest.mark.parametrize("batch", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("workers", [1, 4])
def test_a_folder_is_answered_in_natural_order(
    predictor: Predictor, photos: Path, batch: int, workers: int
) -> None:
    answers = list(predictor.predict(photos, batch=batch, workers=workers))
    assert [Path(x.source).name for x in answers] == [
        "1.png", "2.png", "3 three.png", "4.png", "5.png", "10.png", "图片6.png",
    ]  # fmt: skip
    assert tops(answers) == ["red", "green", "blue", "red", "green", "red", "blue"]


def test_every_kind_of_source_may_stand_in_one_list(predictor: Predictor, photos: Path) -> None:
    image = pictures(3)[2]
    sources = [
        photos / "1.png",
        str(photos / "*.png"),
        png(image),
        image,
        Image.fromarray(image),
        Source("given", lambda: png(image)),
    ]
    answers = list(predictor.predict(sources))
    assert len(answers) == 1 + 7 + 4
    assert [x.source for x in answers[8:]] == ["image-2", "image-3", "image-4", "given"]
    assert tops(answers[8:]) == ["blue"] * 4


def test_a_batch_of_pixels_is_a_list_of_pictures(predictor: Predictor) -> None:
    assert tops(list(predictor.predict(pictures(4)))) == ["red", "green", "blue", "red"]
    assert tops(list(predictor.predict(pictures(4)[1]))) == ["green"]


def test_broken_pictures_become_failures_in_their_place(
    predictor: Predictor, photos: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    half = png(np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8))

    def breaks() -> bytes:
        raise OSError(5, "the disk broke")

    sources = [
        photos / "1.png",
        tmp_path / "none.png",
        tmp_path / "empty.png",
        half[: len(half) // 2],
        np.full((2, 2), 300.0),
        Source("breaks", breaks),
        "a\0b",
        photos / "2.png",
    ]
    answers = list(predictor.predict(sources, batch=3))
    assert tops(answers) == [
        "red", "image.missing", "image.empty", "image.truncated", "image.pixels", "image.read",
        "image.missing", "green",
    ]  # fmt: skip
    assert answers[1].to_json()["error"]["code"] == "image.missing"
    assert "none.png" in answers[1].to_json()["error"]["message"]


def test_only_broken_pictures_are_only_failures(predictor: Predictor) -> None:
    assert tops(list(predictor.predict([b"", b"x", b""], batch=2))) == [
        "image.empty",
        "image.format",
        "image.empty",
    ]
    assert list(predictor.predict([])) == []


def test_hostile_files_never_stop_a_run(predictor: Predictor, unpacked: object) -> None:
    folder = unpacked("hostile/hostile_images.zip")  # type: ignore[operator]
    files = sorted(x for x in folder.rglob("*") if x.is_file())
    answers = list(predictor.predict(files))
    assert [x.source for x in answers] == [str(x) for x in files]
    assert any(x.ok for x in answers)
    failures = [x.result for x in answers if isinstance(x.result, Failure)]
    assert len(failures) > 20
    assert all(x.code.startswith("image.") for x in failures)


def test_answers_come_while_sources_still_arrive(predictor: Predictor) -> None:
    """An endless source is answered as it goes, and is asked for no more than a little ahead."""
    asked = 0

    def endless() -> object:
        nonlocal asked
        while True:
            asked += 1
            yield pictures(3)[asked % 3]

    answers = predictor.predict(endless(), batch=2, workers=1)  # type: ignore[arg-type]
    assert [next(answers).ok for _ in range(10)] == [True] * 10
    assert asked <= 10 + 2 * 2 + 2
    answers.close()  # type: ignore[attr-defined]


def test_preprocessing_is_that_of_the_artifact(tmp_path: Path) -> None:
    """A crop sees the green middle only; the whole picture is mostly red."""
    picture = np.zeros((30, 90, 3), np.uint8)
    picture[..., 0] = 200
    picture[:, 30:60] = (0, 255, 0)
    crop = Preprocess(height=16, width=16, fit="crop")
    colour_artifact(tmp_path / "a" / "model", preprocess=crop)
    colour_artifact(tmp_path / "b" / "model")
    assert load(tmp_path / "a", engine="onnxruntime")(picture).top.label == "green"
    assert load(tmp_path / "b", engine="onnxruntime")(picture).top.label == "red"


def test_multilabel_chooses_all_above_their_threshold(tmp_path: Path) -> None:
    colour_artifact(tmp_path / "model", multilabel=True)
    answer = load(tmp_path, engine="onnxruntime")(np.full((16, 16, 3), (255, 0, 255), np.uint8))
    assert set(answer.chosen) >= {"red", "blue"}
    assert sum(x.score for x in answer.labels) > 1.5


@pytest.mark.parametrize(("name", "value"), [("batch", 0), ("workers", -1)])
def test_impossible_numbers_are_usage_errors(predictor: Predictor, name: str, value: int) -> None:
    with pytest.raises(UsageError, match=f"{name} is {value}"):
        list(predictor.predict([pictures(1)[0]], **{name: value}))  # type: ignore[arg-type]


def test_one_predictor_serves_several_threads(predictor: Predictor) -> None:
    wrong: list[str] = []

    def work(index: int) -> None:
        for _ in range(20):
            label = predictor(pictures(3)[index]).top.label
            if label != LABELS[index]:
                wrong.append(label)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_interrupt_ends_a_run_at_once(predictor: Predictor, tmp_path: Path) -> None:
    """Ctrl-C while an endless folder is being answered: the process is gone within seconds."""
    script = (
        "import sys, itertools\nfrom huoyan.api import load\nimport numpy as np\n"
        "predictor = load(sys.argv[1], engine='onnxruntime', threads=1)\n"
        "endless = (np.zeros((900, 900, 3), np.uint8) for _ in itertools.count())\n"
        "for i, answer in enumerate(predictor.predict(endless, batch=8)):\n"
        "    if i == 0: print('begun', flush=True)\n"
    )
    command = [sys.executable, "-c", script, str(predictor.artifact.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        started = time.perf_counter()
        os.kill(process.pid, signal.SIGINT)
        try:
            _, stderr = process.communicate(timeout=20)
        finally:
            process.kill()  # one that heard nothing would run for ever
    assert b"KeyboardInterrupt" in stderr
    assert time.perf_counter() - started < 5


def test_prediction_needs_no_torch(predictor: Predictor, photos: Path) -> None:
    script = (
        "import sys\nfrom huoyan.api import load\n"
        "answer = load(sys.argv[1])(sys.argv[2])\n"
        "heavy = {'torch', 'timm', 'torchvision', 'sklearn', 'scipy', 'pandas'}\n"
        "print(answer.top.label, sorted(heavy & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", script, str(predictor.artifact.folder), str(photos / "2.png")]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert said == "green []\n"
