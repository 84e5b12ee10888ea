"""What a watch sees with is checked before anything is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

import huoyan
from huoyan.errors import UsageError
from huoyan.watch.asked import Asked
from huoyan.watch.finding import seeing
from making import colour_artifact
from making_detectors import bright_detector, made_frames


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return colour_artifact(tmp_path_factory.mktemp("colours") / "model").folder


def test_a_model_that_finds_no_things_is_refused(colours: Path):
    with pytest.raises(UsageError, match="finds no things with boxes") as caught:
        huoyan.watch("road.mp4", colours)
    assert caught.value.code == "usage.model"


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"tracker": "sort"}, "There is no tracker 'sort'. Expected bytetrack, ocsort"),
        ({"kinds": ["car"]}, "--kinds says which things --classify looks at"),
    ],
)
def test_what_names_nothing_is_refused(colours: Path, given: dict, what: str):
    with pytest.raises(UsageError, match=what):
        huoyan.watch("road.mp4", colours, **given)


def test_kinds_stand_one_each_or_with_commas_and_in_quotes_where_a_name_has_one(
    colours: Path, tmp_path: Path
):
    model = huoyan.load(bright_detector(tmp_path / "model", ("car", "truck, large")).folder, threads=1)
    names = huoyan.load(colours, threads=1)
    for kinds in (["car", "truck, large"], ['cars，"truck, large"'], ["Car,"]):
        assert seeing(model, names, Asked(kinds=tuple(kinds))).votes is not None
    for kinds in (["car,lorry"], ["car", "lorry"]):
        with pytest.raises(UsageError, match=r"--kinds 'lorry': .* finds no things of this name"):
            seeing(model, names, Asked(kinds=tuple(kinds)))


def test_only_what_is_followed_is_found_and_rules_speak_of_nothing_else(tmp_path: Path):
    model = huoyan.load(bright_detector(tmp_path / "model", ("car", "truck")).folder, threads=1)
    pixels = next(iter(made_frames(12))).pixels
    assert len(seeing(model, None, Asked()).find(pixels))
    assert len(seeing(model, None, Asked(follow=("cars",))).find(pixels))
    trucks = seeing(model, None, Asked(follow=("truck",)))
    assert len(trucks.find(pixels)) == 0
    assert trucks.labels == ("truck",)
    with pytest.raises(UsageError, match=r"--follow 'lorry': .* finds no things of this name"):
        seeing(model, None, Asked(follow=("lorry",)))
