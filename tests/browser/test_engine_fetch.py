"""The engine of a browser comes through npm once, is checked by its lock, and may be put there by hand."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from huoyan.browser.onnxruntime_web import write_engine
from huoyan.errors import DownloadError

PACKAGE = "onnxruntime-web-1.30.0.tgz"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def npm(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The only program there is: one that says and does what npm might."""
    folder.mkdir()
    (folder / "npm").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "npm").chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_without_npm_it_is_told_which_file_goes_where(cache, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DownloadError) as told:
        write_engine(tmp_path / "engine")
    assert told.value.code == "download.failed"
    assert "npm pack onnxruntime-web@1.30.0" in str(told.value)
    assert str(cache / "browser" / PACKAGE) in str(told.value)
    assert not (tmp_path / "engine").exists()


def test_without_a_network_the_reason_of_npm_is_told(cache, tmp_path, monkeypatch) -> None:
    npm(tmp_path / "bin", "echo no network >&2; exit 1", monkeypatch)
    with pytest.raises(DownloadError, match="no network") as told:
        write_engine(tmp_path / "engine")
    assert str(cache / "browser" / PACKAGE) in str(told.value)


def test_of_all_that_npm_says_the_reason_is_told(cache, tmp_path, monkeypatch) -> None:
    lines = (
        "code ENOTFOUND",
        "network request to http://npm.test/ failed, reason: not found",
        "network",
        "In most",
    )
    said = "\\n".join(f"npm error {line}" for line in lines)
    npm(tmp_path / "bin", f"printf '{said}' >&2; exit 1", monkeypatch)
    with pytest.raises(DownloadError) as told:
        write_engine(tmp_path / "engine")
    assert "1.30.0 cannot be fetched: request to http://npm.test/ failed, reason: not found. Fetch" in str(
        told.value
    )


def test_another_package_from_npm_is_not_kept(cache, tmp_path, monkeypatch) -> None:
    npm(tmp_path / "bin", f"echo other > {PACKAGE}", monkeypatch)
    with pytest.raises(DownloadError) as told:
        write_engine(tmp_path / "engine")
    assert told.value.code == "download.checksum"
    assert not list(cache.rglob("*.tgz"))


def test_another_file_put_there_by_hand_is_refused_and_stays(cache, tmp_path) -> None:
    (cache / "browser").mkdir(parents=True)
    (cache / "browser" / PACKAGE).write_bytes(b"other")
    with pytest.raises(DownloadError) as told:
        write_engine(tmp_path / "engine")
    assert told.value.code == "download.checksum"
    assert (cache / "browser" / PACKAGE).read_bytes() == b"other"
