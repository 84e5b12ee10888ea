"""Every place that answers is compared with onnxruntime on the same pictures; a difference is found out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from browser import NEEDS_CHROMIUM
from huoyan.artifact.certificate import certificate_file, read_certificate, write_certificate
from huoyan.artifact.read import Artifact, open_artifact
from huoyan.browser.site import RECOGNISER
from huoyan.cli import main
from huoyan.errors import ArtifactError, EngineError, UsageError
from huoyan.everywhere.agreement import agree, certify
from huoyan.everywhere.chromium.answers import browser_answers
from huoyan.everywhere.chromium.program import find_chromium
from huoyan.everywhere.material import material
from huoyan.everywhere.odd_pictures import odd_pictures
from huoyan.everywhere.places import BROWSER, Elsewhere, Places, places_of
from huoyan.everywhere.server_answers import server_answers, server_lacks
from huoyan.everywhere.shown_picture import ShownPicture
from huoyan.results import Failure
from huoyan.runtimes import open_on
from huoyan.runtimes.base import Runtime
from huoyan.tasks.base import Outputs
from huoyan.verify import verify
from huoyan.words import Message
from making import colour_artifact, encoded, photo, photos
from making_detectors import bright_detector
from making_watches import made_frames
from site_engine import needs_engine

GAIN = 3.0  # so that no probability is 0 or 1


@pytest.fixture
def artifact(tmp_path: Path) -> Artifact:
    return colour_artifact(tmp_path / "run" / "model", gain=GAIN)


class Shifted:
    """Answers of another arithmetic: each first logit is larger by `by`."""

    def __init__(self, runtime: Runtime, by: float) -> None:
        self._runtime, self._by = runtime, by

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        return {"logits": self._runtime.run(batch)["logits"] + np.array([self._by, 0, 0])}


def shifted(artifact: Artifact, by: float) -> Places:
    return Places({"openvino": Shifted(open_on("onnxruntime", artifact), by)}, {})


def test_an_engine_that_answers_alike_passes(artifact) -> None:
    found = agree(artifact, odd_pictures(24), "made up", shifted(artifact, 0.001))
    assert found.passed
    assert (found.places[0].n, found.places[0].agreement) == (24, 1.0)
    assert 0 < found.places[0].difference < 0.001


def test_probabilities_that_are_apart_by_more_than_a_hundredth_do_not_pass(artifact) -> None:
    found = agree(artifact, odd_pictures(24), "made up", shifted(artifact, 0.1))
    assert not found.passed
    assert 0.01 < found.places[0].difference < 0.05
    assert found.places[0].worst.startswith("odd-")


def elsewhere(answers: Sequence[Outputs | Failure], **more: bool) -> Places:
    return Places({}, {"server": Elsewhere("1", lambda pictures: iter(answers), **more)})


def refusal() -> Failure:
    return Failure("server.400", Message("everywhere.refused", code=400))


def test_a_server_must_answer_all_that_python_reads_and_a_browser_need_not(artifact) -> None:
    pictures = odd_pictures(3)
    runtime = open_on("onnxruntime", artifact)
    outputs = [runtime.run(artifact.preprocess.read(x.content).pixels[None]) for x in pictures]
    answers = [*outputs[:2], refusal()]
    server = agree(artifact, pictures, "made up", elsewhere(answers))
    browser = agree(artifact, pictures, "made up", elsewhere(answers, may_refuse=True))
    assert (server.places[0].refused, server.places[0].passed) == (1, False)
    assert (browser.places[0].refused, browser.places[0].passed) == (1, True)


def test_a_place_that_refuses_all_has_not_passed(artifact) -> None:
    found = agree(artifact, odd_pictures(2), "made up", elsewhere([refusal()] * 2, may_refuse=True))
    assert not found.passed


def test_what_python_cannot_read_is_counted_apart(artifact) -> None:
    runtime = open_on("onnxruntime", artifact)
    pictures = [*odd_pictures(1), ShownPicture("none.jpg", b"no picture")]
    outputs = runtime.run(artifact.preprocess.read(pictures[0].content).pixels[None])
    found = agree(artifact, pictures, "made up", elsewhere([outputs, outputs]))
    assert (found.unreadable, found.places[0].n, found.places[0].beyond) == (1, 1, 1)


def test_a_place_that_breaks_off_has_not_passed_and_says_why(artifact) -> None:
    def broken(pictures: Sequence[bytes]) -> Iterator[Outputs | Failure]:
        raise EngineError(Message("browser.no_npm"), code="engine.browser")
        yield

    found = agree(artifact, odd_pictures(2), "made up", Places({}, {"chromium": Elsewhere("1", broken)}))
    assert not found.passed
    assert found.places[0].reason == "npm is not installed"
    assert any("npm is not installed" in line for line in found.lines(artifact.manifest.task.measure))


def test_large_jpegs_are_compared_as_each_place_decodes_them(artifact) -> None:
    large = ShownPicture("large.jpg", encoded(photo(900, 1400), "JPEG"))
    answers = {}

    def full(pictures: Sequence[bytes]) -> Iterator[Outputs | Failure]:
        whole = artifact.preprocess(np.asarray(Image.open(large_file).convert("RGB")))
        answers["full"] = open_on("onnxruntime", artifact).run(whole.pixels[None])
        yield answers["full"]

    large_file = artifact.folder.parent / "large.jpg"
    large_file.write_bytes(large.content)
    found = agree(artifact, [large], "made up", Places({}, {"browser": Elsewhere("1", full, in_full=True)}))
    assert found.scaled == 1
    assert found.scaled_difference > 0
    assert found.places[0].difference == 0


@NEEDS_CHROMIUM
def test_chromium_answers_odd_pictures_as_python_does(artifact) -> None:
    needs_engine()
    found = agree(artifact, odd_pictures(24), "made up", chromium(artifact))
    assert found.places[0].reason == ""
    assert found.passed
    assert (found.places[0].n, found.places[0].refused) == (24, 0)


@NEEDS_CHROMIUM
def test_chromium_finds_things_as_python_does(tmp_path) -> None:
    needs_engine()
    artifact = bright_detector(tmp_path / "run" / "model")
    frames = [ShownPicture("frame", encoded(Image.fromarray(x.pixels))) for x in made_frames(4)]
    found = agree(artifact, frames, "made up", chromium(artifact))
    assert found.passed
    assert found.places[0].n == 4


@NEEDS_CHROMIUM
def test_an_altered_resize_is_found_out(artifact, tmp_path) -> None:
    needs_engine()
    scripts = tmp_path / "recogniser"
    shutil.copytree(RECOGNISER, scripts)
    resize = scripts / "pictures" / "resize.js"
    antialiased = "const wide = Math.max(scale, 1);"
    assert antialiased in resize.read_text()
    # As most libraries do: from the nearest pixels only.
    resize.write_text(resize.read_text().replace(antialiased, "const wide = 1;"))
    found = agree(artifact, odd_pictures(24), "made up", chromium(artifact, scripts))
    assert not found.passed
    assert found.places[0].difference > 0.01


def chromium(artifact: Artifact, scripts: Path = RECOGNISER) -> Places:
    browser = find_chromium()
    assert browser is not None
    answers = partial(browser_answers, artifact, browser, recogniser=scripts)
    return Places({}, {BROWSER: Elsewhere("", answers, in_full=True, may_refuse=True)})


@pytest.mark.skipif(server_lacks() is not None, reason="the extra serve is not installed")
def test_the_server_answers_as_python_does(artifact) -> None:
    places = Places({}, {"server": Elsewhere("", partial(server_answers, artifact))})
    found = agree(artifact, odd_pictures(12), "made up", places)
    assert found.places[0].reason == ""
    assert found.passed


def test_what_is_not_here_is_said(artifact, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("HUOYAN_CHROMIUM", str(tmp_path / "none"))
    absent = places_of(artifact, None).absent
    assert "torch is not installed" in absent["torch"]
    assert "HUOYAN_CHROMIUM" in absent["chromium"]


def test_what_pytorch_does_not_run_is_compared_elsewhere(artifact, monkeypatch, tmp_path) -> None:
    def refusing(given: Artifact) -> Runtime:
        raise EngineError(Message("everywhere.refused", code=1), code="engine.model")

    monkeypatch.setenv("HUOYAN_CHROMIUM", str(tmp_path / "none"))
    assert "torch" in places_of(artifact, refusing).absent


def test_data_that_are_all_of_training_will_do(artifact, tmp_path) -> None:
    photos(tmp_path / "photos" / "train")
    found, _ = material(artifact, tmp_path / "photos", 5, lambda said: None)
    assert [x.name.startswith("odd-") for x in found] == [False] * 4 + [True]


def test_the_certificate_lies_beside_the_model_and_is_shown_by_verify(artifact) -> None:
    certificate = agree(artifact, odd_pictures(2), "2 made-up pictures", shifted(artifact, 0.0))
    assert write_certificate(artifact, certificate) == artifact.folder.parent / "everywhere.json"
    outcome = verify(artifact.folder.parent)
    assert outcome.ok
    assert outcome.beside == ()
    assert outcome.certificate == certificate
    assert any("one answer everywhere: onnxruntime" in line for line in outcome.lines())
    assert outcome.to_json()["everywhere"]["passed"] is True


def test_a_certificate_of_another_model_is_none(artifact, tmp_path) -> None:
    write_certificate(artifact, agree(artifact, odd_pictures(2), "made up", shifted(artifact, 0.0)))
    other = colour_artifact(tmp_path / "other" / "model", gain=GAIN + 1)
    shutil.copy(certificate_file(artifact), certificate_file(other))
    assert read_certificate(artifact) is not None
    assert read_certificate(other) is None


def test_a_certificate_that_is_no_json_is_none(artifact) -> None:
    certificate_file(artifact).write_text("{")
    assert read_certificate(artifact) is None
    assert verify(artifact.folder).ok


def test_a_model_that_is_in_no_run_names_its_certificate_after_itself(tmp_path) -> None:
    assert certificate_file(colour_artifact(tmp_path / "mine")) == tmp_path / "mine.everywhere.json"


def test_a_certificate_that_cannot_be_written_is_told(artifact) -> None:
    certificate = agree(artifact, odd_pictures(2), "made up", shifted(artifact, 0.0))
    certificate_file(artifact).mkdir()
    with pytest.raises(ArtifactError, match=r"everywhere\.json"):
        write_certificate(artifact, certificate)
    assert not list(artifact.folder.parent.glob(".everywhere*"))


def test_pictures_are_of_the_data_and_made_up(artifact, tmp_path) -> None:
    photos(tmp_path / "photos")
    found, source = material(artifact, tmp_path / "photos", 10, lambda said: None)
    assert [x.name.startswith("odd-") for x in found] == [False] * 8 + [True] * 2
    assert source == "8 pictures of photos and 2 made-up ones"


def test_without_data_all_are_made_up(artifact) -> None:
    found, source = material(artifact, None, 5, lambda said: None)
    assert len(found) == 5
    assert source == "5 made-up pictures"


def test_no_pictures_are_refused(artifact) -> None:
    with pytest.raises(UsageError) as told:
        certify(artifact, None, 0, lambda said: None, None)
    assert told.value.code == "usage.pictures"


def test_odd_pictures_are_the_same_each_time_and_are_read() -> None:
    first, again = odd_pictures(30), odd_pictures(30)
    assert [x.content for x in first] == [x.content for x in again]
    assert len({x.name.split(".", 1)[1] for x in first}) >= 11
    for picture in first:
        Image.open(BytesIO(picture.content)).load()


def test_the_command_says_what_was_compared_and_ends_with_1_where_something_differs(
    artifact, monkeypatch, capsys
) -> None:
    def places(given: Artifact, torch: object) -> Places:
        return shifted(given, by[0])

    monkeypatch.setattr("huoyan.everywhere.agreement.places_of", places)
    by = [0.0]
    assert main(["verify", str(artifact.folder), "--everywhere", "--pictures", "3"]) == 0
    assert "ok      one answer everywhere: onnxruntime" in capsys.readouterr().out
    by = [0.5]
    assert main(["verify", str(artifact.folder), "--everywhere", "--pictures", "3", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["passed"] is False
    assert open_artifact(artifact.folder).manifest == artifact.manifest
