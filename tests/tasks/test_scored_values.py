"""Numbers are scored by their names, whatever the order of the data's columns."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.formats.reading import Reading
from huoyan.data.sample.picture import PixelPicture
from huoyan.data.sample.truth import Numbers
from huoyan.errors import DataError
from huoyan.report.sections.summary import left_out
from huoyan.report.shell.words import Words
from huoyan.tasks.base import Score
from huoyan.tasks.regress import Regress
from huoyan.words.figure_names import figure_name

TASK = Regress(("length", "width", "height"), margins=(1.0, 1.0, 1.0))
BLANK = PixelPicture(np.zeros((2, 2), np.uint8))


def measured(names: tuple[str, ...], values: np.ndarray) -> Dataset:
    samples = (Sample(str(at), Numbers(tuple(row)), BLANK) for at, row in enumerate(values.tolist()))
    return Dataset("boxes", names, tuple(samples), "numbers")


def scored(data: Dataset, predicted: np.ndarray) -> Score:
    scorer = TASK.scorer(data)
    scorer.add(np.arange(len(predicted)), {"values": predicted}, ())
    return scorer.finish()


def test_a_quantity_is_compared_with_the_column_of_its_name() -> None:
    answers = np.arange(60.0).reshape(20, 3) ** 1.1
    turned = measured(("height", "length", "width"), answers[:, [2, 0, 1]])
    score = scored(turned, answers)
    assert score.metrics["mae height"].value == pytest.approx(0, abs=1e-5)
    assert score.wrong == 0


def test_every_quantity_is_told_first_by_its_own_name() -> None:
    answers = np.random.default_rng(0).normal(size=(20, 3))
    told = scored(measured(TASK.labels, answers + 0.5), answers).metrics
    assert [name for name in TASK.headlines if name in told] == [*told]
    assert Regress(("cells",)).headlines == ("mae", "rmse", "r2", "spearman", "coverage")


def test_of_too_few_pictures_every_figure_is_left_out_by_its_name() -> None:
    few = np.random.default_rng(0).normal(size=(9, 3))
    score = scored(measured(TASK.labels, few), few + 1)
    assert [*score.left_out] == [name for name in TASK.headlines if name != "coverage"]
    assert str(score.left_out["mae width"]) == "needs 10 test pictures or more, there are 9"


def test_every_headline_is_measured_or_left_out_with_its_reason() -> None:
    task = Regress(("length", "width", "height"))
    rng = np.random.default_rng(0)
    truth, answers = rng.normal(size=(20, 3)), rng.normal(size=(20, 3))
    truth[:, 1], answers[:, 2] = 5, 7
    truth[4, 1] = 6  # one picture alone: without it all are equal
    scorer = task.scorer(measured(task.labels, truth))
    scorer.add(np.arange(20), {"values": answers}, ())
    score = scorer.finish()
    assert {*score.metrics} | {*score.left_out} == {*task.headlines}
    assert not {*score.metrics} & {*score.left_out}
    assert {name: lack.what for name, lack in score.left_out.items()} == {
        "r2 width": "unequal_truths",
        "spearman width": "unequal_truths",
        "spearman height": "unequal_answers",
        "coverage": "margins",
    }
    assert left_out(score, Words("en"))[0].startswith("R² width, Rank correlation width: true values that")
    assert [text[-1] for text in left_out(score, Words("zh"))] == ["。"] * 3


def test_data_without_a_quantity_of_the_model_are_refused_by_name() -> None:
    with pytest.raises(DataError, match=r"boxes does not say width, .* --label-column length,width,height"):
        TASK.scorer(measured(("length", "height"), np.ones((3, 2))))


def test_a_quantity_that_the_model_does_not_give_is_called_a_quantity():
    with pytest.raises(DataError, match=r"has 1 quantity that the model does not give: depth\. It gives"):
        TASK.scorer(measured(("depth",), np.ones((3, 1))))


def test_a_result_is_asked_by_the_name_of_its_quantity():
    (found,) = TASK.decode({"values": np.array([[1.0, 2.0, 3.0]], np.float32)})
    assert found["width"].value == 2
    with pytest.raises(KeyError, match="there is no quantity depth; the model gives length, width, height"):
        found["depth"]


def test_figures_of_several_quantities_are_named_in_chinese():
    assert figure_name("mae length", "zh") == "平均绝对误差 length"
    assert figure_name("mae length", "en") == "mae length"


def test_a_table_is_read_for_the_quantities_of_the_model() -> None:
    assert TASK.reading(Reading()) == Reading(known=TASK.labels, kind="numbers")
