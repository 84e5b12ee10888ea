"""SIGHUP to servers that really run: it ends nothing, whenever it comes, and everything is read again."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from answering_server import call
from making import colour_artifact, encoded, photo
from serving_process import ServingProcess, serving

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGHUP")

PICTURE = encoded(photo(), "JPEG")
# huoyan, which is told to read again as soon as it has its port: before any model is open.
TOLD_EARLY = """
import os, signal, sys
from huoyan.serve import start
bound = start.bound
def told(*address):
    os.kill(os.getpid(), signal.SIGHUP)
    return bound(*address)
start.bound = told
from huoyan.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    colour_artifact(tmp_path / "one" / "model")
    return tmp_path / "one"


def versions(server: ServingProcess) -> set[str]:
    """Of several connections, which any worker may take."""
    return {call(f"{server.address}/readyz").json()["models"]["one"] for _ in range(20)}


def wait_for_versions(server: ServingProcess, wanted: set[str]) -> None:
    until = time.monotonic() + 60
    while versions(server) != wanted:
        assert time.monotonic() < until, versions(server)
        time.sleep(0.1)


@pytest.mark.parametrize("flags", [(), ("--workers", "2")], ids=["one process", "workers"])
def test_one_that_comes_while_models_are_opened_is_done_once_they_are(model: Path, flags: tuple[str, ...]):
    with serving(model, *flags, program=("-c", TOLD_EARLY)) as server:
        wait_for_versions(server, {"2"})
        assert server.post("one", PICTURE).status == 200
        assert server.process.poll() is None


def test_a_worker_that_cannot_be_replaced_is_once_the_model_is_mended_and_no_number_is_lost(model: Path):
    graph = model / "model" / "model.onnx"
    good = graph.read_bytes()
    with serving(model, "--workers", "2") as server:
        until = time.monotonic() + 60
        while len(first := server.workers()) < 2:
            assert time.monotonic() < until
            time.sleep(0.1)
        wait_for_versions(server, {"1"})
        graph.write_bytes(b"broken")
        server.process.send_signal(signal.SIGHUP)
        assert server.told("one goes on as it was")
        os.kill(first[0], signal.SIGKILL)
        assert server.told("A worker that ended cannot be replaced. 1 of 2 answer meanwhile")
        assert server.told("[artifact.")
        time.sleep(2)
        told = [each for each in server.said if "cannot be replaced" in each]
        assert len(told) == 1, told
        assert {server.post("one", PICTURE).status for _ in range(10)} == {200}
        assert versions(server) == {"1"}
        graph.write_bytes(good)
        server.process.send_signal(signal.SIGHUP)
        assert server.told("Workers can start again")
        wait_for_versions(server, {"2"})
        assert first[1] in server.workers()


def test_the_log_of_requests_is_opened_anew_where_it_was_moved_away(model: Path):
    log, moved = model.parent / "log", model.parent / "log.1"
    with serving(model, "--request-log", log) as server:
        ask(server, "before")
        wait_for_line(log, "before")
        log.rename(moved)
        server.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 20
        while not log.exists():  # without a request, too
            assert time.monotonic() < until
            time.sleep(0.05)
        ask(server, "after")
        wait_for_line(log, "after")
    assert ids(moved) == ["before"]
    assert ids(log)[0] == "after"


def test_a_log_that_cannot_be_opened_anew_goes_on_where_it_was(model: Path):
    folder = model.parent / "logs"
    folder.mkdir()
    with serving(model, "--request-log", folder / "log") as server:
        folder.rename(model.parent / "gone")
        server.process.send_signal(signal.SIGHUP)
        assert server.told("The log of requests goes on where it was")
        ask(server, "still")
        wait_for_line(model.parent / "gone" / "log", "still")


def test_what_it_logs_is_said_in_the_language_that_was_asked_for(model: Path):
    with serving(model, lang="zh") as server:
        server.process.send_signal(signal.SIGHUP)
        assert server.told("one 现为版本 2。")
        (model / "model" / "model.onnx").write_bytes(b"broken")
        server.process.send_signal(signal.SIGHUP)
        assert server.told("one 保持原样：")


def ask(server: ServingProcess, identity: str) -> None:
    call(f"{server.address}/models/one", PICTURE, x_request_id=identity)


def wait_for_line(path: Path, identity: str) -> None:
    until = time.monotonic() + 20
    while not path.exists() or identity not in ids(path):
        assert time.monotonic() < until
        time.sleep(0.05)


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text().splitlines()]
