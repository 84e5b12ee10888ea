"""Pictures from outside the data's folder are used, but no page holds a copy of them unless asked."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import huoyan
from huoyan.cli import main
from huoyan.data.open import read_dataset
from huoyan.data.outside_pictures import withhold_outside


def save(path: Path, colour: tuple[int, int, int], seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).integers(0, 40, (40, 40, 3), dtype=np.uint8)
    Image.fromarray(noise + np.array(colour, np.uint8)).save(path)
    return path


def embedded(page: Path) -> list[tuple[int, ...]]:
    """The mean colour of every picture in a page."""
    uris = re.findall(r"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=]+)", page.read_text())
    pictures = [Image.open(io.BytesIO(base64.b64decode(uri))).convert("RGB") for uri in uris]
    return [
        tuple(np.asarray(picture).reshape(-1, 3).mean(axis=0).round().astype(int)) for picture in pictures
    ]


def is_secret(colour: tuple[int, ...]) -> bool:
    return colour[0] > 180 and colour[1] < 60


def outside_of(folder: Path, say: list[str]) -> set[str]:
    read = withhold_outside(read_dataset(folder, say=str), say.append)
    return {Path(sample.source).name for sample in read.samples if not sample.embed}


def test_what_a_table_names_elsewhere_is_outside(tmp_path: Path) -> None:
    secret = save(tmp_path / "secret.png", (200, 0, 0))
    own = tmp_path / "data"
    save(own / "a.png", (0, 0, 200))
    save(own / "sub" / "b.png", (0, 200, 0))
    (own / "link.png").symlink_to(secret)
    (own / "away").symlink_to(save(tmp_path / "far" / "c.png", (0, 0, 0)).parent)
    rows = ["a.png", "sub/b.png", "sub/../a.png", "../data/sub/b.png", str(own / "sub" / "b.png")]
    away = ["../secret.png", str(secret), "sub/../../secret.png", "link.png", "away/c.png"]
    lines = [f"{row},{'xy'[at % 2]}" for at, row in enumerate([*rows[:2], *away])]
    (own / "t.csv").write_text("\n".join(["path,label", *lines]))
    said: list[str] = []
    assert outside_of(own / "t.csv", said) == {"secret.png", "link.png", "c.png"}
    assert len(said) == 1
    assert "outside its folder: used, but not embedded in pages (--allow-outside" in said[0]
    (own / "t.csv").write_text(
        "\n".join(["path,label", *(f"{row},{'xy'[at % 2]}" for at, row in enumerate(rows))])
    )
    assert outside_of(own / "t.csv", said) == set()
    assert len(said) == 1


def test_a_folder_that_is_reached_by_a_link_is_at_home(tmp_path: Path) -> None:
    for label in ("x", "y"):
        save(tmp_path / "real" / label / "a.png", (0, 0, 0))
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    assert outside_of(tmp_path / "linked", []) == set()
    (tmp_path / "real" / "x" / "b.png").symlink_to(save(tmp_path / "secret.png", (200, 0, 0)))
    assert outside_of(tmp_path / "linked", []) == {"b.png"}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Two classes; half of the pictures of one, copies of each other, lie elsewhere and are red."""
    own, lines = tmp_path / "data", ["path,label"]
    for at in range(12):
        save(own / f"{at}.png", (0, 20 * at, 150), at)
        lines.append(f"{at}.png,{'xy'[at % 2]}")
    for at in range(12):
        save(tmp_path / "far" / f"{at}.png", (210, 0, 0), at // 2)
        lines.append(f"../far/{at}.png,{'xy'[at % 2]}")
    (own / "t.csv").write_text("\n".join(lines))
    return own / "t.csv"


def test_the_page_of_findings_holds_no_copy_unless_asked(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "check.html"
    main(["check", str(table), "--quick", "--out", str(page)])
    assert "12 pictures of t.csv lie outside its folder" in capsys.readouterr().err
    assert not any(map(is_secret, embedded(page)))
    assert "lies outside the data&#39;s folder: not embedded" in page.read_text()
    main(["check", str(table), "--quick", "--out", str(page), "--allow-outside"])
    assert any(map(is_secret, embedded(page)))
    assert "outside its folder" not in capsys.readouterr().err


@pytest.mark.parametrize("allowed", [False, True])
def test_the_report_of_a_training_holds_no_copy_unless_asked(
    table: Path, tmp_path: Path, allowed: bool
) -> None:
    choices = {"epochs": 1, "size": 32, "options": {"widths": [4]}, "beside": [], "augment": "none"}
    run = huoyan.train(table, out=tmp_path / "run", progress=False, allow_outside=allowed, **choices)
    shown = embedded(run.report)
    assert shown
    assert any(map(is_secret, shown)) == allowed
    assert ("lie outside its folder" in run.report.read_text()) != allowed


PRIVATE = (
    b"root:x:0:0:secret", b"P6 secretpassword 1 255\n", b"P3 1 1 255\nsecret", b"P7\nsecret",
    b"Pf 1 1 secret\nabc",
    b"BMsecretpassword" * 9, b"\x89PNG\r\n\x1a\n\0\0\0\x0dsecretsecretsecret", b"GIF89a" + b"secret" * 9,
    b"\xff\xd8\xff\xe0secretsecret" * 3, b"8BPSsecretsecret" * 9, b"\x01\xdasecretsecret" * 40, b"secret",
)  # fmt: skip


def test_a_reason_never_quotes_what_a_file_holds(tmp_path: Path) -> None:
    lines = ["path,label"]
    for at, content in enumerate(PRIVATE):
        (tmp_path / f"{at}.png").write_bytes(content)
        save(tmp_path / "data" / f"{at}.png", (at, 0, 0), at)
        lines += [f"{at}.png,{'xy'[at % 2]}", f"../{at}.png,{'xy'[at % 2]}"]
    (tmp_path / "data" / "t.csv").write_text("\n".join(lines))
    found = huoyan.check(tmp_path / "data" / "t.csv", quick=True, say=str)
    told = " ".join(str(finding.to_json()) for finding in found.of("unreadable"))
    assert len(found.of("unreadable")) == len(PRIVATE)
    assert "secret" not in told
    assert "secr" not in told
    assert b"secret"[:4].hex(" ") not in told
