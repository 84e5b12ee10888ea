"""What every test may use: real data where it is present, and no network but loopback."""

from __future__ import annotations

import socket
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from huoyan.predict import Predictor

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
LOOPBACK = ("127.", "localhost", "::1")

# How long an example takes says more of what runs beside the tests than of the code.
settings.register_profile("huoyan", deadline=None)
settings.load_profile("huoyan")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"the test reached out to {address}; only loopback is allowed")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What one version of the code has kept in the cache folder is nothing to the tests of another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUOYAN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session", autouse=True)
def short_speeds() -> Iterator[dict[str, Any]]:
    """A run that is trained here measures its speed on one engine alone: all of them take as long as what a
    test trains. Gives what a run measures elsewhere.
    """
    with pytest.MonkeyPatch.context() as patch:
        from huoyan.learn.ship import own_speeds

        kept = {name: getattr(own_speeds, name) for name in ("ENGINES", "BATCHES")}
        patch.setattr(own_speeds, "ENGINES", ("onnxruntime",))
        patch.setattr(own_speeds, "BATCHES", (1,))
        yield kept


@pytest.fixture
def real_speeds(short_speeds: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is trained in this test measures its speed on every engine."""
    for name, value in short_speeds.items():
        monkeypatch.setattr(f"huoyan.learn.ship.own_speeds.{name}", value)


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """Gives the path of a real file, or skips the test with the reason."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"real data is absent: shared/data/{name}")
        return path

    return find


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Unpacks a real archive once a session, or skips the test with the reason."""
    done: dict[str, Path] = {}

    def unpack(name: str) -> Path:
        archive = SHARED / name
        if not archive.exists():
            pytest.skip(f"real data is absent: shared/data/{name}")
        if name not in done:
            done[name] = tmp_path_factory.mktemp(archive.stem)
            with zipfile.ZipFile(archive) as opened:
                opened.extractall(done[name])
        return done[name]

    return unpack


@pytest.fixture(scope="session")
def digits_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run on the embedded digits, trained for a few epochs. Treat it as read-only."""
    from huoyan.learn.train import train
    from huoyan.runs.recipe import Recipe

    folder = tmp_path_factory.mktemp("digits") / "run"
    train("digits", out=folder, recipe=Recipe(epochs=4.0, seed=1))
    return folder


@pytest.fixture(scope="module")
def predictor(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    """A small model that tells red, green and blue apart."""
    from huoyan.api import load
    from making import colour_artifact

    folder = tmp_path_factory.mktemp("run")
    colour_artifact(folder / "model")
    return load(folder, engine="onnxruntime", threads=1)
