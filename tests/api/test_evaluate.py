"""A score is that of the right pictures against the right labels, and nothing is left out silently."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.api import load
from huoyan.cli import main
from huoyan.cli.terminal.figures import headline
from huoyan.data.dataset import Dataset
from huoyan.data.sample.picture import FilePicture
from huoyan.data.sample.truth import OneLabel
from huoyan.errors import DataError
from huoyan.evaluate import evaluate
from huoyan.predict import Predictor
from huoyan.preprocess import Preprocess
from huoyan.tasks.classify import HEADLINES, Classify
from huoyan.tasks.tags import Tags
from making import LABELS, colour_artifact, pictures, reference_logits, sample_of


def in_memory(n: int, size: tuple[int, int] = (16, 16)) -> Dataset:
    """Right labels, but every fifth picture is called the next class: accuracy 0.8."""
    samples = tuple(
        sample_of(f"picture {i}", (i + (i % 5 == 0)) % 3, pixels=pixels)
        for i, pixels in enumerate(pictures(n, size))
    )
    return Dataset("colours", LABELS, samples)


def on_disk(dataset: Dataset, folder: Path) -> Dataset:
    samples = []
    for index, sample in enumerate(dataset.samples):
        assert sample.pixels is not None
        Image.fromarray(sample.pixels).save(folder / f"{index}.png")
        samples.append(replace(sample, picture=FilePicture(folder / f"{index}.png")))
    return replace(dataset, samples=tuple(samples))


def test_the_accuracy_is_the_share_of_right_answers(predictor: Predictor) -> None:
    evaluation = evaluate(predictor, in_memory(30))
    assert evaluation.score.summary.metrics["accuracy"].value == pytest.approx(0.8)
    assert evaluation.score.summary.n == 30
    assert evaluation.broken == ()
    logits = reference_logits(pictures(30)).astype(np.float64)
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(evaluation.score.probabilities, expected, atol=1e-5)


@pytest.mark.parametrize("batch", [1, 7, 30, 1000])
def test_files_arrays_and_batches_give_the_same_figures(
    predictor: Predictor, tmp_path: Path, batch: int
) -> None:
    dataset = in_memory(30)
    fast = evaluate(predictor, dataset, batch=batch)
    slow = evaluate(predictor, on_disk(dataset, tmp_path), batch=batch)
    np.testing.assert_allclose(fast.score.probabilities, slow.score.probabilities, atol=1e-6)
    np.testing.assert_array_equal(fast.score.targets, slow.score.targets)
    assert fast.score.summary.metrics == pytest.approx(slow.score.summary.metrics)


def test_arrays_of_another_size_and_grey_ones_are_preprocessed(predictor: Predictor) -> None:
    dataset = in_memory(9, (33, 21))
    assert evaluate(predictor, dataset).score.summary.metrics["accuracy"].n == 9
    grey = Dataset("grey", LABELS, (sample_of("g", 0, pixels=np.full((16, 16), 9, np.uint8)),))
    assert evaluate(predictor, grey).score.summary.n == 1
    mixed = replace(dataset, samples=(*dataset.samples, *grey.samples, *in_memory(3).samples))
    assert evaluate(predictor, mixed, batch=4).score.summary.n == 13


def test_steps_of_the_preprocessing_are_not_skipped_for_arrays(tmp_path: Path) -> None:
    plain = Preprocess(height=16, width=16)
    colour_artifact(tmp_path / "a" / "model", preprocess=plain)
    colour_artifact(tmp_path / "b" / "model", preprocess=replace(plain, steps=("brightness=0.5",)))
    one, other = (
        evaluate(load(tmp_path / x, engine="onnxruntime"), in_memory(6)).score.probabilities for x in "ab"
    )
    assert np.abs(one - other).max() > 0.01


def test_classes_are_matched_by_name_in_any_order(predictor: Predictor) -> None:
    dataset = in_memory(30)
    turned = ("blue", "red", "green")
    samples = tuple(replace(x, truth=OneLabel(turned.index(LABELS[x.labels[0]]))) for x in dataset.samples)
    again = evaluate(predictor, Dataset("turned", turned, samples))
    first = evaluate(predictor, dataset)
    np.testing.assert_array_equal(again.score.targets, first.score.targets)
    assert again.score.summary.metrics == first.score.summary.metrics


def test_the_data_may_know_fewer_classes_than_the_model(predictor: Predictor) -> None:
    dataset = Dataset("few", ("blue",), (sample_of("b", 0, pixels=pictures(3)[2]),))
    evaluation = evaluate(predictor, dataset)
    assert evaluation.score.targets.tolist() == [2]
    assert evaluation.score.summary.metrics["accuracy"].value == 1


def test_a_class_that_the_model_does_not_know_is_named(predictor: Predictor) -> None:
    dataset = replace(in_memory(3), classes=("red", "violet", "blue"))
    with pytest.raises(DataError, match=r"violet.*It knows: red, green, blue") as caught:
        evaluate(predictor, dataset)
    assert caught.value.code == "data.labels"


@pytest.mark.parametrize(("written", "meant"), [("Red", "red"), ("bleu", "blue"), ("GREEN ", "green")])
def test_an_unknown_class_names_the_label_that_is_near_it(
    predictor: Predictor, written: str, meant: str
) -> None:
    dataset = replace(in_memory(3), classes=(written, "violet", "sky"))
    with pytest.raises(DataError, match=rf"{written} \(near: {meant}\), violet, sky\."):
        evaluate(predictor, dataset)


def test_a_class_is_known_in_either_unicode_form(tmp_path: Path) -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    for trained, given in ((composed, decomposed), (decomposed, composed)):
        colour_artifact(tmp_path / given / "model", labels=("tea", trained))
        model = load(tmp_path / given, engine="onnxruntime", threads=1)
        data = Dataset("cups", (given,), (sample_of("b", 0, pixels=pictures(3)[1]),))
        assert evaluate(model, data).score.targets.tolist() == [1]


def test_broken_pictures_are_counted_and_listed(predictor: Predictor, tmp_path: Path) -> None:
    dataset = on_disk(in_memory(12), tmp_path)
    (tmp_path / "3.png").write_bytes(b"")
    (tmp_path / "7.png").unlink()
    evaluation = evaluate(predictor, dataset, batch=5)
    assert [(x.sample.source, x.failure.code) for x in evaluation.broken] == [
        ("picture 3", "image.empty"),
        ("picture 7", "image.missing"),
    ]
    assert evaluation.score.summary.n == len(evaluation.samples) == len(evaluation.score.targets) == 10
    assert [x.source for x in evaluation.samples] == [f"picture {i}" for i in range(12) if i not in (3, 7)]
    assert evaluation.score.targets.tolist() == [x.labels[0] for x in evaluation.samples]
    assert evaluation.to_json()["failed"] == 2


def test_nothing_to_score_is_an_error(predictor: Predictor, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        evaluate(predictor, replace(in_memory(3), samples=()))
    assert caught.value.code == "data.empty"
    missing = Dataset("gone", LABELS, (sample_of("x", 0, path=tmp_path / "x.png"),))
    with pytest.raises(DataError, match=r"None of the 1 pictures.*x\.png") as caught:
        evaluate(predictor, missing)
    assert caught.value.code == "data.unreadable"


def test_one_label_and_many_are_not_confused(predictor: Predictor) -> None:
    with pytest.raises(DataError) as caught:
        evaluate(predictor, replace(in_memory(3), kind="labels"))
    assert caught.value.code == "data.kind"


def test_multilabel_targets_follow_the_labels_of_the_model(tmp_path: Path) -> None:
    colour_artifact(tmp_path / "model", multilabel=True)
    samples = tuple(
        sample_of(str(i), labels, pixels=pixels)
        for i, (labels, pixels) in enumerate(zip([(0, 1), (), (2,)], pictures(3), strict=True))
    )
    dataset = Dataset("many", ("blue", "red", "green"), samples, kind="labels")
    evaluation = evaluate(load(tmp_path, engine="onnxruntime"), dataset)
    assert evaluation.score.targets.tolist() == [[1, 0, 1], [0, 0, 0], [0, 1, 0]]
    assert "exact_match" in evaluation.score.summary.metrics


def test_the_json_is_that_of_the_design(predictor: Predictor) -> None:
    evaluation = evaluate(predictor, in_memory(15), split="val")
    found = json.loads(json.dumps(evaluation.to_json(), allow_nan=False))
    assert list(found) == ["split", "n", "metrics", "left_out", "per_class", "seconds", "failed"]
    assert (found["split"], found["n"], found["failed"]) == ("val", 15, 0)
    assert set(found["metrics"]["accuracy"]) == {"value", "low", "high", "n"}
    assert set(found["per_class"]) == set(LABELS)
    assert set(found["seconds"]) == {"total", "decode", "inference"}


def test_pictures_of_one_group_widen_the_intervals_and_are_told(predictor: Predictor) -> None:
    dataset = in_memory(30)
    patients = replace(
        dataset, samples=tuple(replace(x, group=f"p{i // 5}") for i, x in enumerate(dataset.samples))
    )
    alone, grouped = evaluate(predictor, dataset), evaluate(predictor, patients)
    assert grouped.to_json()["groups"] == 6
    assert "groups" not in alone.to_json()
    wide, narrow = (x.score.summary.metrics["accuracy"] for x in (grouped, alone))
    assert (wide.value, wide.n) == (narrow.value, narrow.n) == (0.8, 30)
    assert wide.low <= narrow.low
    rows = dict(headline(grouped, HEADLINES))
    assert rows["test accuracy"].endswith("n = 30 of 6 groups")
    assert rows["test ece"] == "left out: needs test pictures of 20 groups or more, there are 6"
    assert dict(headline(alone, HEADLINES))["test accuracy"].endswith("n = 30")


def test_progress_tells_how_many_are_done(predictor: Predictor, tmp_path: Path) -> None:
    told: list[int] = []
    evaluate(predictor, in_memory(10), batch=4, progress=told.append)
    assert told == [4, 8, 10]
    told.clear()
    evaluate(predictor, on_disk(in_memory(10), tmp_path), batch=4, progress=told.append)
    assert told == [4, 8, 10]


def test_ten_thousand_small_pictures_take_about_a_second(predictor: Predictor) -> None:
    """The work of each picture is the engine's: what is added for one is a few microseconds."""
    many = pictures(10_000)
    dataset = Dataset(
        "many", LABELS, tuple(sample_of(str(i), i % 3, pixels=many[i]) for i in range(len(many)))
    )
    batch = predictor.good_batch()
    started = time.perf_counter()
    for at in range(0, len(many), batch):
        predictor.runtime.run(many[at : at + batch])
    bare = time.perf_counter() - started
    evaluation = evaluate(predictor, dataset)
    spent = evaluation.seconds["total"]
    assert evaluation.score.summary.metrics["accuracy"].value == 1
    assert evaluation.seconds["decode"] < 3
    # The figures with their bootstrap are most of the rest; slow machines get room.
    assert spent - bare < 4, (spent, bare)


def test_a_score_that_bf16_gave_says_so(digits_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("openvino", reason="the extra `openvino` is not installed")
    for engine in ("openvino", "onnxruntime"):
        runtime = load(digits_run, engine=engine).runtime
        assert main(["evaluate", str(digits_run), "digits", "--engine", engine]) == 0
        said = capsys.readouterr().err
        assert ("answered by openvino in bf16; a run's own score is" in said) == (runtime.precision == "bf16")


@pytest.mark.parametrize(
    ("multilabel", "words"), [(True, "counts as wrong"), (False, "scores are those of the other classes")]
)
def test_classes_that_no_picture_has_are_told(multilabel: bool, words: str) -> None:
    task = (Tags if multilabel else Classify)((*LABELS, "violet"))
    said = task.remarks(replace(in_memory(6), kind="labels" if multilabel else "class"))
    assert len(said) == 1
    assert "violet, which the model knows" in said[0]
    assert words in said[0]
    assert Classify(LABELS).remarks(in_memory(6)) == []
