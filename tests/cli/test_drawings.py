"""huoyan predict --save: what was answered is drawn on once, as new files, whatever the source is."""

from __future__ import annotations

import io
import json
import re
import threading
import warnings
from base64 import b64decode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image

import huoyan
from huoyan.cli.answering.drawings import Drawings, check_apart, stem_of
from huoyan.cli.answering.predict import run
from huoyan.errors import UsageError
from huoyan.images.draw import draw_labels
from huoyan.images.limits import DEFAULT, Limits
from huoyan.images.sources.source import Source
from huoyan.preprocess import Preprocess
from making import colour_artifact, encoded, pictures

WINDOW = (1000.0, 1200.0)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("run")
    colour_artifact(folder / "model", preprocess=Preprocess(height=16, width=16, window=WINDOW))
    return str(folder)


class Answers(BaseHTTPRequestHandler):
    """A new picture for every request: the second is another one."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        data = encoded(Image.fromarray(pictures(3)[len(self.asked) % 3]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def address() -> Iterator[str]:
    Answers.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_stdin_is_read_once_and_saved_with_its_answer(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = encoded(Image.fromarray(pictures(2)[1]))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert run([model, "-", "--save", str(tmp_path / "drawn")]) == 0
    assert "green" in capsys.readouterr().out
    with Image.open(tmp_path / "drawn" / "stdin.png") as drawn:
        assert drawn.getpixel((drawn.width - 1, drawn.height - 1)) == tuple(pictures(2)[1][-1, -1])


def test_an_address_is_fetched_once_and_saved_with_its_answer(
    model: str, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = [f"{address}/a.jpg?size=1", f"{address}/%E7%8C%AB.png", f"{address}/"]
    assert run([model, *sources, "--save", str(tmp_path)]) == 0
    assert len(Answers.asked) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "picture.png", "猫.png"]
    assert capsys.readouterr().err == ""


def test_a_picture_that_is_answered_but_not_saved_is_told_and_counted(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded(Image.fromarray(pictures(1)[0])))
    real = Drawings.save

    def gone(self: Drawings, *given: object) -> None:
        path.unlink()  # as somebody else may, between the answer and the drawing
        real(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Drawings, "save", gone)
    assert run([model, str(path), "--save", str(tmp_path / "drawn")]) == 1
    said = capsys.readouterr()
    assert "red" in said.out
    assert "image.missing" in said.err
    assert "1 of 1 pictures were answered, but not saved" in said.err


def test_a_link_that_leads_nowhere_is_not_written_through(model: str, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded(Image.fromarray(pictures(1)[0])))
    folder, elsewhere = tmp_path / "shared", tmp_path / "elsewhere.png"
    folder.mkdir()
    (folder / "a.png").symlink_to(elsewhere)
    assert run([model, str(path), "--save", str(folder)]) == 0
    assert not elsewhere.exists()
    assert (folder / "a.png").is_symlink()
    assert (folder / "a-2.png").read_bytes().startswith(b"\x89PNG")


def test_pictures_of_one_name_are_numbered_and_none_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a-2.png").write_bytes(b"mine")
    drawings = Drawings(tmp_path, None, DEFAULT)
    data = encoded(Image.fromarray(pictures(1)[0]))
    for folder in "xyz":
        drawings.save(f"{folder}/a.png", lambda: data, lambda pixels: draw_labels(pixels, ["red 1.0"]))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-2.png", "a-3.png", "a-4.png", "a.png"]
    assert (tmp_path / "a-2.png").read_bytes() == b"mine"


def test_deep_pictures_are_drawn_through_the_window_of_the_model(model: str, tmp_path: Path) -> None:
    values = np.full((300, 300), 1000, np.uint16)
    values[:, 200:] = 1200
    Image.fromarray(values).save(tmp_path / "deep.png")
    assert run([model, str(tmp_path / "deep.png"), "--save", str(tmp_path / "drawn")]) == 0
    with Image.open(tmp_path / "drawn" / "deep.png") as drawn:
        assert drawn.getpixel((100, 290)) == (0, 0, 0)
        assert drawn.getpixel((290, 290)) == (255, 255, 255)


def test_a_jpeg_beyond_what_is_decoded_is_drawn_at_half_its_sides(tmp_path: Path) -> None:
    data = encoded(Image.new("RGB", (1000, 600), (10, 200, 10)), "JPEG")
    Drawings(tmp_path, None, Limits(max_pixels=300_000)).save(
        "a.jpg", lambda: data, lambda pixels: draw_labels(pixels, ["green 1.0"])
    )
    with Image.open(tmp_path / "a.png") as drawn:
        assert drawn.size == (500, 300)


def test_the_limit_on_pixels_can_be_raised(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded(Image.new("RGB", (40, 40), (10, 200, 10))))
    assert run([model, str(path), "--max-pixels", "1599"]) == 1
    assert "--max-pixels" in capsys.readouterr().err
    assert run([model, str(path), "--max-pixels", "1600"]) == 0


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("-", "stdin"),
        ("photos/a.b.jpg", "a.b"),
        ("photos/猫 1.png", "猫 1"),
        ("photos/.hidden.png", "hidden"),
        ("https://x.org/cats/7.jpg?size=3&a=b/c#top", "7"),
        ("http://x.org/", "picture"),
        ("http://x.org/a%2Fb%00%0A.png", "b"),
        ("http://x.org/..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("http://x.org/..", "picture"),
        ("x" * 300 + ".png", "x" * 200),
    ],
)
def test_a_drawing_is_named_after_its_source(name: str, stem: str) -> None:
    assert stem_of(name) == stem


def test_the_report_of_a_run_on_deep_pictures_shows_something(tmp_path: Path) -> None:
    """Values of 1000..1800 of 65,535 are black without the window of the run."""
    rng = np.random.default_rng(0)
    for name, column in (("left", slice(0, 8)), ("right", slice(8, 16))):
        (tmp_path / "data" / name).mkdir(parents=True)
        for index in range(12):
            values = rng.integers(1000, 1200, (16, 16)).astype(np.uint16)
            values[:, column] += 600
            Image.fromarray(values).save(tmp_path / "data" / name / f"{index}.png")
    run = huoyan.train(tmp_path / "data", out=tmp_path / "run", epochs=1, beside=("none",), progress=False)
    page = run.report.read_text(encoding="utf-8")
    shown = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", page)
    pictures = [np.asarray(Image.open(io.BytesIO(b64decode(each)))) for each in shown]
    assert len(pictures) > 10
    assert min(int(picture.max()) for picture in pictures) > 200


def test_one_limit_on_pixels_reaches_every_command_that_reads_pictures(tmp_path: Path) -> None:
    """One picture of each class is beyond the limit: with it they are read, without it they are told."""
    rng = np.random.default_rng(0)
    for name, channel in (("red", 0), ("blue", 2)):
        (tmp_path / "data" / name).mkdir(parents=True)
        for index in range(12):
            side = 40 if index == 5 else 16
            pixels = rng.integers(0, 90, (side, side, 3), dtype=np.uint8)
            pixels[:, :, channel] = 200
            Image.fromarray(pixels).save(tmp_path / "data" / name / f"{index}.png")
    data, few = tmp_path / "data", 40 * 40 - 1
    found = huoyan.check(data, quick=True, max_pixels=few)
    assert [x.detail["code"] for x in found.of("unreadable")] == ["image.too_large"] * 2
    assert not huoyan.check(data, quick=True).of("unreadable")
    choices = {"epochs": 1, "beside": ("none",), "progress": False, "max_broken": 0.5}
    run = huoyan.train(data, out=tmp_path / "few", max_pixels=few, **choices)
    listed = run.folder / "quarantine.jsonl"
    lost = {each.sample.source for each in run.evaluation.broken}
    lost |= (
        {json.loads(line)["source"] for line in listed.read_text().splitlines()} if listed.exists() else set()
    )
    assert lost == {"blue/5.png", "red/5.png"}
    assert f"max_pixels = {few}" in (run.folder / "recipe.toml").read_text(encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        others = data.rename(tmp_path / "others")
        for path in others.rglob("*.png"):  # new pictures
            Image.open(path).rotate(90).save(path)
        assert len(huoyan.evaluate(run.folder, others, max_pixels=few).broken) == 2
        assert not huoyan.evaluate(run.folder, others).broken
        assert len(huoyan.evaluate(huoyan.load(run.folder, max_pixels=few), others).broken) == 2


def test_nothing_is_drawn_among_the_pictures_that_are_read(tmp_path: Path):
    (tmp_path / "图 片").mkdir()
    sources = [Source(str(tmp_path / "图 片" / "a.png"), lambda: b""), Source("-", lambda: b"")]
    with pytest.raises(UsageError, match=r"holds pictures that are read.*图 片-drawn'") as caught:
        check_apart(tmp_path / "图 片" / ".." / "图 片", sources)
    assert caught.value.code == "usage.save"
    check_apart(tmp_path, sources)
    check_apart(tmp_path / "图 片" / "drawn", sources)
