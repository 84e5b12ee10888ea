"""A model of clips answers videos and folders of frames, streams as they run, and scores labelled clips."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import huoyan
import making_clips
from cameras import mjpeg
from huoyan.artifact.read import Artifact
from huoyan.cli import main
from huoyan.clips import ClipPreprocess, Sampling, SequencePreprocess
from huoyan.data.say import silent
from huoyan.errors import DataError, ImageError, UsageError, VideoError
from huoyan.images.limits import Limits
from huoyan.images.video.frame import Frame
from huoyan.images.video.kinds import is_live
from huoyan.images.video.reading import open_video
from huoyan.predict import Predictor
from huoyan.predict.clips import ClipAnswers
from huoyan.predict.stream import Moments, name_of_source
from huoyan.runtimes.clips import ClipSignature
from huoyan.tasks.classify import Classify
from huoyan.tasks.clip import Clip
from making import colour_artifact
from making_clip_models import GREY, NUMBERS, Gru, gru_artifact, mean_artifact, some_frames


def film(path: Path, frames: list[Frame], rate: float = 10.0) -> Path:
    return making_clips.film(path, np.stack([frame.pixels for frame in frames]), rate)


def folder_of(path: Path, frames: list[Frame]) -> Path:
    path.mkdir(parents=True)
    for frame in frames:
        Image.fromarray(frame.pixels).save(path / f"{frame.index}.png")
    return path


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    return gru_artifact(tmp_path_factory.mktemp("gru") / "model")


@pytest.fixture(scope="module")
def predictor(artifact: Artifact) -> Predictor:
    return huoyan.load(artifact.folder, engine="onnxruntime", threads=1)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("films") / "a.avi", some_frames(30))


def running(path: Path) -> np.ndarray:
    """The answers at each frame, by the network written out in numpy."""
    with open_video(path) as frames:
        steps = GREY(list(frames))
    answers, _ = Gru(48, 3).reference(steps.pixels[None])
    shares = np.exp(answers[0] - answers[0].max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def shares(result: huoyan.results.Classification, labels: tuple[str, ...]) -> list[float]:
    by_name = {each.label: each.score for each in result.labels}
    return [by_name[label] for label in labels]


def test_a_clip_is_answered_as_after_its_last_frame(predictor: Predictor, video: Path):
    np.testing.assert_allclose(shares(predictor(video), predictor.labels), running(video)[-1], atol=1e-4)


def test_a_folder_of_frames_and_the_frames_themselves_are_clips_too(predictor: Predictor, tmp_path: Path):
    frames = some_frames(12)
    folder = folder_of(tmp_path / "frames", frames)
    wanted = predictor(frames)
    assert predictor(folder) == wanted
    assert [answer.result for answer in predictor.predict([folder, frames])] == [wanted, wanted]
    (named,) = predictor.predict(frames)
    assert named.source == "clip-0"


def test_a_folder_of_clips_is_answered_in_natural_order(predictor: Predictor, tmp_path: Path):
    for name in ("10", "9"):
        film(tmp_path / f"{name}.avi", some_frames(4, int(name)))
    folder_of(tmp_path / "11", some_frames(4))
    answers = list(predictor.predict(tmp_path, workers=2))
    assert [Path(answer.source).name for answer in answers] == ["9.avi", "10.avi", "11"]
    assert all(answer.ok for answer in answers)
    assert answers[0].result == predictor(tmp_path / "9.avi")


def test_numbers_are_answered_too(tmp_path: Path, video: Path):
    predictor = huoyan.load(gru_artifact(tmp_path / "model", task=NUMBERS).folder, engine="onnxruntime")
    assert [each.label for each in predictor(video).quantities] == ["speed"]


def test_a_stream_is_answered_at_every_frame(predictor: Predictor, video: Path):
    found = list(predictor.stream(video))
    assert [round(each.seconds, 3) for each in found] == [round(at / 10, 3) for at in range(30)]
    each = [shares(decision.result, predictor.labels) for decision in found]
    np.testing.assert_allclose(each, running(video), atol=1e-4)
    assert json.loads(json.dumps(found[-1].to_json(1)))["seconds"] == 2.9


def test_every_so_many_seconds_and_the_last_answer_are_told(predictor: Predictor, video: Path):
    whole = list(predictor.stream(video))
    found = list(predictor.stream(video, every=1.0))
    assert [round(each.seconds, 3) for each in found] == [0.0, 1.0, 2.0, 2.9]
    assert [each.result for each in found] == [whole[at].result for at in (0, 10, 20, 29)]


@pytest.mark.parametrize("every", [0, -1, float("nan"), float("inf"), "1"])
def test_every_must_be_seconds(predictor: Predictor, video: Path, every):
    with pytest.raises(UsageError, match="seconds above 0") as wrong:
        predictor.stream(video, every=every)
    assert wrong.value.code == "usage.every"


def test_a_network_that_needs_the_whole_clip_is_refused_before_the_source_is_opened(tmp_path: Path):
    predictor = huoyan.load(mean_artifact(tmp_path / "model").folder, engine="onnxruntime")
    with pytest.raises(UsageError, match="without --stream, or train a causal one") as refused:
        predictor.stream(tmp_path / "not_there.avi")
    assert refused.value.code == "usage.stream"


def test_a_causal_network_on_steps_of_the_whole_clip_is_refused_too(tmp_path: Path, video: Path):
    clip = ClipPreprocess(GREY.frame, sampling=Sampling(steps=4))
    predictor = huoyan.load(gru_artifact(tmp_path / "model", clip=clip).folder, engine="onnxruntime")
    assert len(predictor(video).labels) == 3
    with pytest.raises(UsageError, match="4 steps") as refused:
        predictor.stream(video)
    assert refused.value.code == "usage.stream"


def test_a_model_of_pictures_answers_each_frame_of_a_stream_by_itself(tmp_path: Path, video: Path):
    predictor = huoyan.load(colour_artifact(tmp_path / "model").folder, engine="onnxruntime")
    found = list(predictor.stream(video, every=0.5))
    assert [round(each.seconds, 3) for each in found] == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 2.9]
    with open_video(video) as frames:
        assert found[0].result == predictor(next(frames).pixels)


def test_a_model_of_pictures_says_how_a_video_is_answered(tmp_path: Path, video: Path):
    predictor = huoyan.load(colour_artifact(tmp_path / "model").folder, engine="onnxruntime")
    (answer,) = predictor.predict(video)
    assert answer.result.code == "image.video"
    assert "Add --stream" in answer.result.message


def test_a_closed_stream_has_closed_its_video(predictor: Predictor, video: Path):
    stream = predictor.stream(video)
    assert isinstance(stream, Iterator)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert list(stream) == []


def truncated(path: Path) -> Path:
    whole = film(path, some_frames(40)).read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    return path


def no_frames(path: Path) -> Path:
    film(path, some_frames(1))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (32, 24))
    writer.release()
    return path


def sound(path: Path) -> Path:
    """A WAV under a video's name."""
    data = bytes(8000)
    head = b"RIFF" + (36 + len(data)).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    head += (1).to_bytes(2, "little") + (1).to_bytes(2, "little") + (8000).to_bytes(4, "little")
    head += (8000).to_bytes(4, "little") + (1).to_bytes(2, "little") + (8).to_bytes(2, "little")
    path.write_bytes(head + b"data" + len(data).to_bytes(4, "little") + data)
    return path


def photo(path: Path) -> Path:
    Image.new("RGB", (20, 10)).save(path, "JPEG")
    return path


def numbers(path: Path) -> Path:
    np.save(path, np.zeros((3, 4, 5)))
    return path


BAD = {
    "truncated.avi": (truncated, {"video.truncated"}),
    "no_frames.avi": (no_frames, {"video.no_frames", "video.empty", "video.truncated", "video.damaged"}),
    "sound.avi": (sound, {"video.no_frames"}),
    "photo.mp4": (photo, {"video.picture"}),
    "numbers.npy": (numbers, {"video.sequence"}),
    "nothing.avi": (lambda path: path.write_bytes(b""), {"video.empty"}),
    "text.avi": (lambda path: path.write_text("no video at all" * 99), {"video.damaged", "video.no_frames"}),
    "not_there.avi": (lambda path: None, {"video.missing"}),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_clip_is_a_failure_in_its_place(predictor: Predictor, tmp_path: Path, video: Path, name):
    make, codes = BAD[name]
    make(tmp_path / name)  # type: ignore[operator]
    bad, good = predictor.predict([tmp_path / name, video])
    assert bad.result.code in codes, bad
    assert good.ok
    with pytest.raises(ImageError) as wrong:
        predictor(tmp_path / name)
    assert wrong.value.code in codes


def test_one_frame_is_too_short_for_what_is_seen_between_frames(tmp_path: Path):
    clip = ClipPreprocess(GREY.frame, "difference")
    predictor = huoyan.load(gru_artifact(tmp_path / "model", clip=clip).folder, engine="onnxruntime")
    (answer,) = predictor.predict(film(tmp_path / "one.avi", some_frames(1)))
    assert (answer.result.code, "has 1 frame," in answer.result.message) == ("video.too_short", True)


def test_a_stream_that_is_too_short_for_a_word_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    clip = ClipPreprocess(GREY.frame, "difference")
    model = str(gru_artifact(tmp_path / "model", clip=clip).folder)
    one = str(film(tmp_path / "one.avi", some_frames(1)))
    assert main(["predict", model, one, "--stream"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["error"]["code"] == "video.too_short"
    assert main(["predict", model, one]) == 1
    assert "1 of 1 clips have no answer" in capsys.readouterr().err


def test_what_is_no_sequence_of_frames_is_refused(predictor: Predictor):
    for given in (3, [np.zeros((4, 4, 3), np.uint8)]):
        with pytest.raises(ImageError, match="no clip") as wrong:
            predictor(given)
        assert wrong.value.code == "image.pixels"


class NeverRun:
    """A runtime of sequences of three numbers a row, which must not be asked."""

    takes = ClipSignature(SequencePreprocess(3), {}, ("logits",))

    def whole(self, frames: object, name: str) -> None:
        raise AssertionError(name)


@pytest.mark.parametrize(
    "values",
    [
        np.array([[1, np.nan, 0]]),
        np.array([[1e300, 0, 0]]),
        np.ones((4, 3), complex),
        np.array([["a", "b", "c"]]),
        np.array([[1, None, "c"]], object),
        np.ones(3),
        np.ones((0, 3)),
    ],
)
def test_numbers_in_memory_are_checked_as_those_of_files_are(values: np.ndarray):
    answers = ClipAnswers(Clip(Classify(("a", "b"))), NeverRun(), Limits())  # type: ignore[arg-type]
    with pytest.raises(VideoError) as wrong:
        answers(values)
    assert wrong.value.code == "video.sequence"


@pytest.mark.parametrize("shape", [(), (5,), (4, 6, 8, 3)])
def test_bare_pixels_are_no_clip_as_they_have_no_moments(predictor: Predictor, shape: tuple[int, ...]):
    with pytest.raises(ImageError, match="frames in order") as wrong:
        predictor(np.zeros(shape, np.uint8))
    assert wrong.value.code == "image.pixels"


@pytest.mark.parametrize("given", [None, 3])
def test_what_is_nothing_to_look_through_is_one_failure(predictor: Predictor, given: object):
    (answer,) = predictor.predict(given)
    assert answer.result.code == "image.pixels"


def test_clips_of_a_folder_are_several(predictor: Predictor, tmp_path: Path):
    for name in "ab":
        film(tmp_path / f"{name}.avi", some_frames(2))
    with pytest.raises(ImageError, match="2 clips"):
        predictor(tmp_path)


def test_a_predictor_of_clips_is_sent_to_other_processes(predictor: Predictor, video: Path):
    assert pickle.loads(pickle.dumps(predictor))(video) == predictor(video)


def test_labelled_clips_are_scored(predictor: Predictor, tmp_path: Path):
    for at, label in enumerate(predictor.labels * 2):
        film(tmp_path / label / f"{at}.avi", some_frames(6, at))
    (tmp_path / "left" / "bad.avi").write_bytes(b"")
    found = huoyan.evaluate(predictor, tmp_path, say=silent)
    assert (found.score.n, len(found.broken)) == (6, 1)
    right = [predictor(sample.path).top.label == Path(sample.source).parts[0] for sample in found.samples]
    assert found.score.metrics["accuracy"].value == pytest.approx(np.mean(right))
    assert json.loads(json.dumps(found.to_json()))["failed"] == 1


def test_pictures_are_no_data_for_a_model_of_clips(predictor: Predictor, tmp_path: Path):
    from making import photos

    data = huoyan.data.open.read_dataset(photos(tmp_path / "photos"), say=silent)
    with pytest.raises(DataError, match="holds pictures; the model was trained on clips") as wrong:
        huoyan.evaluate(predictor, data, say=silent)
    assert wrong.value.code == "data.kind"


def test_a_model_of_clips_is_verified_timed_and_exported(artifact: Artifact, tmp_path: Path):
    found = huoyan.verify(artifact.folder)
    assert found.ok, found.problems
    assert {each.n for each in found.parity} == {35}
    assert all(row.milliseconds > 0 for row in huoyan.bench(artifact.folder, batch=2, seconds=0.0))
    written = huoyan.export(artifact.folder, tmp_path / "out")
    assert written.parity.passed


def test_a_camera_is_answered_while_it_runs(predictor: Predictor):
    with mjpeg(rate=30) as server:
        stream = predictor.stream(server.address)
        found = [next(stream) for _ in range(5)]
        stream.close()  # type: ignore[attr-defined]
    seconds = [each.seconds for each in found]
    assert seconds == sorted(set(seconds))
    assert {each.source for each in found} == {server.address}


@pytest.mark.parametrize("source", ["0", 0, "rtsp://10.0.0.7/live", "http://10.0.0.7/video.mjpg?x=1"])
def test_cameras_and_addresses_are_live(source: str | int):
    assert is_live(source)


@pytest.mark.parametrize("source", ["-", "a.mp4", "http://10.0.0.7/film.mp4"])
def test_files_are_not_live_wherever_they_lie(source: str):
    assert not is_live(source)


def test_passwords_are_not_told():
    assert name_of_source("rtsp://admin:secret@10.0.0.7/live") == "rtsp://***@10.0.0.7/live"


def test_moments_are_told_once_a_span_even_where_frames_are_missing():
    moments = Moments(1.0)
    assert [at for at in (5.0, 5.5, 6.0, 6.9996, 9.2, 9.9, 10.0) if moments.takes(at)] == [
        5,
        6,
        6.9996,
        9.2,
        10,
    ]
