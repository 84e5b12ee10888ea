"""A number, or several, for a picture: learnt, with an interval that holds, refused where data have none."""

from __future__ import annotations

import csv
import html
import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torch import nn

import huoyan
from halves import halves, picture
from huoyan.cli import main
from huoyan.data.say import silent
from huoyan.errors import HuoyanError, UsageError
from huoyan.learn.job import Run
from huoyan.learn.networks.in_units import InUnits
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.regress import TrainRegress, conformal_margins
from huoyan.learn.tasks.validators import ValueValidator
from huoyan.results import Quantities
from huoyan.runs.recipe import Recipe
from huoyan.tasks.regress import Regress

SHORT = {
    "seed": 1,
    "threads": 1,
    "batch": 16,
    "progress": False,
    "model": "cnn",
    "options": {"widths": [8, 8]},
}


def lights(folder: Path, n: int = 200) -> Path:
    """t.csv: how much light is above (0..10) and below (500..600) in each picture."""
    rng = np.random.default_rng(0)
    folder.mkdir(parents=True)
    rows = []
    for at in range(n):
        above, below = rng.uniform(size=2).tolist()
        Image.fromarray(picture((above, below), rng)).save(folder / f"{at}.png")
        rows.append([f"{at}.png", 10 * above, 500 + 100 * below, ("train", "val", "train", "test")[at % 4]])
    path = folder / "t.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["path", "above", "below", "split"], *rows])
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return halves(tmp_path_factory.mktemp("light"), "numbers", n=240)


@pytest.fixture(scope="module")
def run(data: Path) -> Run:
    return huoyan.train(data, out=data.parent / "run", task="regress", epochs=20, **SHORT)


def test_the_light_of_a_picture_is_learnt(run: Run):
    figures = run.evaluation.score.metrics
    assert figures["r2"].value > 0.9
    assert figures["spearman"].value > 0.9
    assert 0.6 < figures["coverage"].value <= 1
    beside = json.loads((run.folder / "metrics.json").read_text("utf-8"))
    (of_the_mean,) = beside["mean_absolute_error_of_the_mean"].values()
    assert figures["mae"].value < 0.4 * of_the_mean


@pytest.mark.parametrize("loss", ["mse", "huber", "l1"])
def test_every_loss_learns(loss: str, data: Path, tmp_path: Path):
    found = huoyan.train(data, out=tmp_path / "run", task="regress", loss=loss, epochs=10, **SHORT)
    assert found.evaluation.score.metrics["r2"].value > 0.8
    assert f'loss = "{loss}"' in (found.folder / "recipe.toml").read_text("utf-8")


def test_two_quantities_of_different_size_are_both_learnt(tmp_path: Path):
    data = lights(tmp_path / "data")
    found = huoyan.train(
        data,
        out=tmp_path / "run",
        task="regress",
        label_column="above,below",
        epochs=40,
        flip="none",
        **SHORT,
    )
    score = found.evaluation.score
    assert score.metrics["r2 above"].value > 0.8
    assert score.metrics["r2 below"].value > 0.8
    answer = huoyan.load(found.folder)(data.parent / "0.png")
    assert isinstance(answer, Quantities)
    assert 0 < answer["above"].value < 12
    assert 490 < answer["below"].low < answer["below"].value < answer["below"].high < 620
    again = huoyan.evaluate(found.folder, data, label_column="above,below", say=silent).score
    assert again.metrics.keys() == score.metrics.keys()


def test_a_random_split_stands_beside_the_run_in_figures(data: Path, tmp_path: Path, capsys):
    flags = ["--epochs", "3", "--model", "cnn", "--option", "widths=8,8", "--beside", "random-split"]
    assert main(["train", str(data), "--task", "regress", *flags, "--out", str(tmp_path / "run")]) == 0
    told = capsys.readouterr()
    assert "random split: R² there is " in told.out + told.err
    page = (tmp_path / "run" / "report.html").read_text("utf-8")
    section = page[page.index('id="random"') :].partition("</section>")[0]
    assert "R² there is " in section
    for name in ("R²", "Mean absolute error", "Rank correlation"):
        assert f"<bdi>{name}</bdi>" in section
    assert 'scope="col" class="num">Change</th>' in section


def test_predict_gives_numbers_with_their_intervals(run: Run, data: Path, tmp_path: Path, capsys):
    files = [str(data.parent / f"{at}.png") for at in range(4)]
    assert main(["predict", str(run.folder), *files, "--json", "--save", str(tmp_path / "drawn")]) == 0
    for line in capsys.readouterr().out.splitlines():
        ((value,),) = [json.loads(line)["values"]]
        assert value["label"] == "label"
        assert value["low"] < value["value"] < value["high"]
    with Image.open(sorted((tmp_path / "drawn").iterdir())[0]) as drawn:
        assert np.ptp(np.asarray(drawn)) > 200  # white letters on the dark
    assert main(["predict", str(run.folder), files[0]]) == 0
    assert "label " in (told := capsys.readouterr().out)
    assert "[" in told


def test_evaluate_scores_it_on_its_test_part(run: Run, data: Path, capsys):
    assert main(["evaluate", str(run.folder), str(data), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["metrics"]["mae"]["value"] == pytest.approx(
        run.evaluation.score.metrics["mae"].value, abs=0.05
    )
    assert found["metrics"]["mae"]["n"] == 60


def test_the_commands_that_check_and_train_print_can_be_run_as_they_stand(
    tmp_path: Path, capsys, monkeypatch
):
    data = lights(tmp_path / "my data", n=60)
    (data.parent / "2.png").write_bytes((data.parent / "0.png").read_bytes())  # with unlike numbers
    with data.open("a", encoding="utf-8") as file:
        file.write(data.read_text("utf-8").splitlines()[-1].replace("59.png", "0 again.png") + "\n")
    (data.parent / "0 again.png").write_bytes((data.parent / "59.png").read_bytes())
    monkeypatch.chdir(tmp_path)
    column = ["--task", "regress", "--label-column", "above,below"]
    train = ["train", "my data/t.csv", *column, "--epochs", "0.1", "--out", "run", "--beside", "none"]
    assert main(train) == 0
    pointer = re.findall("huoyan (.* --out check.html)", capsys.readouterr().err)
    page = Path("check.html")
    assert main(shlex.split(*pointer)) == 0
    commands = re.findall('<pre id="command">(.*?)</pre>', page.read_text("utf-8"), re.DOTALL)
    fix, again = (shlex.split(line)[1:] for line in html.unescape(*commands).splitlines())
    assert fix == ["check", "my data/t.csv", *column, "--fix", "leave_out.csv"]
    assert main(fix) == 0
    assert again == ["train", "my data/t.csv", *column, "--exclude", "leave_out.csv"]
    assert main([*again, "--epochs", "0.1", "--out", "again"]) == 0


@pytest.mark.parametrize("kind", ["class", "labels"])
def test_a_table_of_classes_is_refused_with_a_remedy(kind: str, tmp_path: Path):
    with pytest.raises(HuoyanError, match="--label-column"):
        huoyan.train(halves(tmp_path, kind), out=tmp_path / "run", task="regress", progress=False)  # type: ignore[arg-type]
    assert not (tmp_path / "run" / "model").exists()


def test_a_folder_of_classes_is_refused_with_a_remedy(tmp_path: Path):
    for name in ("cat", "dog"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for at in range(6):
            Image.new("RGB", (8, 8), (at, 0, 0)).save(tmp_path / "photos" / name / f"{at}.png")
    with pytest.raises(HuoyanError) as caught:
        huoyan.train(tmp_path / "photos", out=tmp_path / "run", task="regress", progress=False)
    assert "table" in caught.value.message or "--task" in caught.value.message


def test_a_model_of_classes_does_not_score_numbers(data: Path, tmp_path: Path):
    found = huoyan.train(
        halves(tmp_path / "d", "class"), out=tmp_path / "run", epochs=1, beside=("none",), **SHORT
    )
    with pytest.raises(HuoyanError):
        huoyan.evaluate(found.folder, data, say=silent)


@pytest.mark.parametrize(
    "flag", [("--imbalance", "sampling"), ("--label-smoothing", "0.1"), ("--mixup", "0.2")]
)
def test_flags_of_classes_are_refused(flag: tuple[str, str], data: Path, tmp_path: Path, capsys):
    assert main(["train", str(data), "--task", "regress", *flag, "--out", str(tmp_path / "run")]) == 2
    told = capsys.readouterr().err
    assert flag[0].removeprefix("--").replace("-", "_") in told
    assert "classify" in told


def test_answers_keep_all_their_digits_under_bf16():
    """Bf16 has three digits: 1,000 and 1,003 are one number to it."""
    inner = nn.Linear(1, 1, bias=False)
    nn.init.ones_(inner.weight)
    network = InUnits(inner, torch.tensor([1_000.0]), torch.tensor([2.0]))
    spreads = torch.tensor([[-1.0], [0.5], [1.5]])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = network(spreads)
    assert found.dtype == torch.float32
    assert found.flatten().tolist() == [998, 1001, 1003]


def test_a_network_before_training_answers_with_the_mean_of_training(data: Path, tmp_path: Path):
    found = huoyan.train(data, out=tmp_path / "run", task="regress", epochs=0.05, lr=1e-9, **SHORT)
    values = found.evaluation.score.predicted
    assert np.ptp(values) < 0.01
    assert abs(values.mean() - 5) < 1


@pytest.mark.parametrize("model", ["levit_conv_128s", "dla34"])
def test_networks_of_two_heads_or_a_convolution_begin_with_the_mean_too(model: str):
    network = TrainRegress().network(NetworkShape(model, {}, 3, 224), ("age", "height"), None)
    norms = [each for each in network.modules() if isinstance(each, nn.BatchNorm1d)]
    assert all(bool(norm.weight.any()) for norm in norms)
    answers = network(torch.rand(2, 3, 224, 224))
    assert answers.tolist() == [[0, 0], [0, 0]]
    answers.sub(1).square().sum().backward()
    assert all(p.grad is not None for p in network.parameters() if p.ndim == 1 and p.shape == (2,))


def flip_of(*quantities: str) -> Choice:
    seen = Look(2, quantities, (), ((8, 8), (8, 8)), True, None)
    return next(each for each in TrainRegress().defaults(Recipe(), seen, False) if each.name == "flip")


@pytest.mark.parametrize(
    "name",
    [
        "angle",
        "Steering Angle",
        "yawRate",
        "pos_x",
        "x1",
        "X",
        "distance-left",
        "HEADING",
        "方向盘转角",
        "左眼",
    ],
)
def test_a_quantity_that_a_mirror_changes_is_not_mirrored_and_the_reason_names_it(name: str):
    flip = flip_of("speed", name)
    assert flip.value == "none"
    assert flip.because == f"mirrored pictures have another {name}"


@pytest.mark.parametrize(
    "name", ["n", "cells", "y", "age", "brightness", "triangles", "copyright", "xl", "重量"]
)
def test_other_quantities_are_mirrored(name: str):
    assert flip_of(name) == Choice("flip", "horizontal")


@pytest.mark.parametrize("n", [9, 20, 100])
def test_intervals_hold_new_truths_as_often_as_they_promise(n: int):
    rng = np.random.default_rng(0)
    held = []
    for _ in range(2_000):
        past, new = np.abs(rng.standard_t(3, (n, 2))), np.abs(rng.standard_t(3, 2))
        margins = conformal_margins(past, 0.9)
        assert margins is not None
        held.append(new <= margins)
    assert 0.885 < np.mean(held) < 0.9 + 1 / (n + 1) + 0.015


@given(st.integers(1, 8))
def test_of_too_few_pictures_there_is_no_interval(n: int):
    assert conformal_margins(np.ones((n, 1)), 0.9) is None


def test_margins_are_sorted_errors_counted_by_hand():
    assert conformal_margins(np.arange(1.0, 10.0)[:, None], 0.9) == (9.0,)
    assert conformal_margins(np.arange(1.0, 20.0)[:, None], 0.9) == (18.0,)
    assert conformal_margins(np.stack([np.arange(9.0), -np.arange(9.0) + 20], axis=1), 0.9) == (8.0, 20.0)


def test_a_run_of_few_validation_pictures_ships_numbers_without_intervals(tmp_path: Path):
    data = halves(tmp_path / "data", "numbers", n=32)
    found = huoyan.train(data, out=tmp_path / "run", task="regress", epochs=1, **SHORT)
    assert found.artifact.manifest.task.margins is None
    answer = huoyan.load(found.folder)(data.parent / "0.png")
    assert answer.to_json()["values"][0].keys() == {"label", "value"}
    assert "coverage" not in found.evaluation.score.metrics


def test_the_validator_explains_variance_in_parts_as_in_one():
    from sklearn.metrics import r2_score

    from huoyan.learn.distributed.world import ALONE

    rng = np.random.default_rng(0)
    truth = torch.from_numpy(rng.normal(size=(50, 2)) * [1, 1000] + [0, 1e6]).float()
    found = truth + torch.from_numpy(rng.normal(size=(50, 2)) * [0.3, 400]).float()
    validator = ValueValidator(truth)
    validator.begin()
    for rows in torch.arange(50).split(16):
        validator.add(found[rows], truth[rows], rows)
    assert validator.finish(ALONE) == pytest.approx(r2_score(truth.double(), found.double()), abs=1e-5)


@pytest.mark.parametrize(
    "given",
    [
        {"centre": (1.0, 2.0), "spread": (1.0,)},
        {"centre": (1.0,), "spread": (0.0,)},
        {"centre": (1.0,), "spread": (float("nan"),)},
        {"centre": (1.0,), "spread": (1.0,), "margins": (-1.0,)},
        {"centre": (1.0,), "spread": (1.0,), "margins": (1.0, 2.0)},
        {"coverage": 1.0},
        {"margins": ()},
        {"centre": (1.0,)},
        {"spread": (1.0,)},
    ],
)
def test_values_that_are_none_are_refused(given: dict[str, object]):
    with pytest.raises(UsageError, match="coverage between 0 and 1 are needed"):
        Regress(("cells",), **given)  # type: ignore[arg-type]


def test_answers_are_the_same_within_a_hundredth_of_the_spread():
    task = Regress(("cells",), (20.0,), (10.0,))
    ours = np.array([[20.0], [20.09], [20.2], [np.nan]], np.float32)
    found = task.difference({"values": ours}, {"values": np.full((4, 1), 20, np.float32)})
    assert found.same.tolist() == [True, True, False, False]
    assert found.distances.tolist() == pytest.approx([0, 0.009, 0.02, np.inf], abs=1e-6)


@pytest.mark.parametrize("unit", [1e-16, 1.0, 1e16])
def test_the_validator_explains_variance_in_any_unit(unit: float):
    from huoyan.learn.distributed.world import ALONE

    truth = torch.tensor([[1.0], [2.0], [3.0], [6.0]]) * unit
    validator = ValueValidator(truth)
    validator.begin()
    validator.add(torch.tensor([[1.0], [2.0], [3.0], [5.0]]) * unit, truth, torch.arange(4))
    assert validator.finish(ALONE) == pytest.approx(1 - 1 / 14)


def test_an_answer_in_a_small_unit_keeps_its_digits():
    task = Regress(("metres",), (2e-9,), (1e-9,), (5e-10,))
    (answer,) = task.decode({"values": np.array([[1.23456789e-9]])})
    assert answer.to_json() == {
        "values": [{"label": "metres", "value": 1.23456789e-9, "low": 7.3456789e-10, "high": 1.73456789e-9}]
    }


def test_a_network_that_starts_from_the_weights_of_a_regression_has_all_of_them(run: Run):
    weights = str(run.folder / "model" / "weights.safetensors")
    side = run.artifact.preprocess.height
    shape = NetworkShape("cnn", {"widths": [8, 8]}, channels=3, size=side, weights=weights)
    begun = TrainRegress().network(shape, ("label",), None).state_dict()
    trained = {name.removeprefix("network."): tensor for name, tensor in run.artifact.weights().items()}
    head = [name for name in begun if "classifier" in name]
    assert len(head) == 2
    for name in head:
        np.testing.assert_array_equal(begun[name].numpy(), trained[name])
