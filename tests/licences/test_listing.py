"""All that a model is made of, with its licences, from Python and from the terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path

import pytest
from tests.making import colour_artifact

import huoyan
from huoyan.artifact.read import Artifact
from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.cli import main
from huoyan.licences import Terms, licences_of, packages


@pytest.fixture
def own(tmp_path: Path) -> Artifact:
    return colour_artifact(tmp_path / "我的 模型")


def begun(artifact: Artifact, *origins: WeightsOrigin) -> Artifact:
    return replace(artifact, manifest=artifact.manifest.model_copy(update={"begun_from": origins}))


def row(artifact: Artifact, part: str, name: str) -> Terms:
    return next(each for each in licences_of(artifact, "m").terms if (each.part, each.name) == (part, name))


def test_weights_of_ones_own_stand_against_nothing(own: Artifact) -> None:
    found = licences_of(own, "m")
    assert found.commercial
    assert row(own, "weights", "weights.safetensors").kind == "yours"
    assert row(own, "runs", "FFmpeg").kind == "copyleft"


@pytest.mark.parametrize(
    ("licence", "kind", "commercial"),
    [
        ("Apache 2.0", "permissive", True),
        ("AGPL-3.0", "copyleft", True),
        ("cc-by-nc-4.0", "non-commercial", False),
        (None, "unknown", False),
    ],
)
def test_weights_of_others_are_judged_by_what_is_stated(
    own: Artifact, licence: str | None, kind: str, commercial: bool
) -> None:
    stated = None if licence is None else "card"
    model = begun(own, WeightsOrigin(name="net.pth", stated_by=stated, licence=licence))
    assert row(model, "weights", "net.pth").kind == kind
    assert licences_of(model, "m").commercial is commercial


def test_one_bad_origin_of_two_is_enough(own: Artifact) -> None:
    free = WeightsOrigin(name="a.pth", stated_by="card", licence="MIT")
    bad = WeightsOrigin(name="b.pth", stated_by="card", licence="for research only")
    assert [each.name for each in licences_of(begun(own, free, bad), "m").against] == ["b.pth"]


def test_terms_of_data_are_told_and_not_judged(own: Artifact) -> None:
    origin = WeightsOrigin(name="n", stated_by="timm", licence="apache-2.0", trained_on="ImageNet-1k")
    model = begun(own, origin)
    assert "non-commercial" in str(row(model, "data", "ImageNet-1k").said)
    assert licences_of(model, "m").commercial


def test_of_several_data_each_has_its_row(own: Artifact) -> None:
    origin = WeightsOrigin(name="n", stated_by="timm", licence="mit", trained_on="LAION-2B, ImageNet-1k")
    terms = licences_of(begun(own, origin), "m").terms
    said = [str(each.said) for each in terms if each.name == "LAION-2B, ImageNet-1k"]
    assert len(said) == 2
    assert any("non-commercial" in each for each in said)


def test_code_that_is_not_installed_as_a_package_stands_against(
    own: Artifact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "distribution", no_package)
    assert [each.name for each in licences_of(own, "m").against] == ["huoyan"]


def no_package(name: str) -> Distribution:
    raise PackageNotFoundError(name)


def test_a_gate_for_pipelines(own: Artifact, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["licences", str(own.folder), "--commercial"]) == 0
    assert "Nothing in the licences" in capsys.readouterr().out
    assert main(["licences", str(own.folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["commercial"] is True
    assert told["model"] == str(own.folder)
    assert {each["part"] for each in told["terms"]} == {"weights", "runs", "data"}
    assert huoyan.licences(own.folder).commercial
    assert main(["licences", str(own.folder), "--lang", "zh"]) == 0
    assert "归你所有" in capsys.readouterr().out
    assert main(["licences", str(own.folder / "nothing")]) == 2


def test_a_model_from_weights_that_nobody_states_fails_the_gate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = colour_artifact(tmp_path / "m", begun_from=(WeightsOrigin(name="found.pth"),))
    assert main(["licences", str(model.folder), "--commercial"]) == 1
    told = capsys.readouterr().out
    assert "! found.pth" in told
    assert "source.licence" in told
    assert main(["licences", str(model.folder)]) == 0
