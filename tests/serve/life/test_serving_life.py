"""The life of a server: real processes, real signals, real HTTP."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from answering_server import call
from making import colour_artifact, encoded, photo
from serving_process import ServingProcess, asking, serving

# The one that it listens on, that of its supervisor, and the pair with which its event loop is woken.
OWN_SOCKETS = 4
PICTURE = encoded(photo(), "JPEG")


def models(folder: Path, *names: str) -> list[Path]:
    for name in names:
        colour_artifact(folder / name / "model")
    return [folder / name for name in names]


def version(server: ServingProcess, model: str) -> str:
    return call(f"{server.address}/readyz").json()["models"][model]


def wait_for_version(server: ServingProcess, model: str, wanted: str) -> None:
    until = time.monotonic() + 30
    while version(server, model) != wanted:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_models_are_called_as_their_folders_or_as_they_are_named(tmp_path: Path):
    one, two = models(tmp_path, "one", "two")
    with serving(one, f"other={two}") as server:
        assert call(f"{server.address}/readyz").json() == {
            "ready": True,
            "models": {"one": "1", "other": "1"},
        }
        assert server.post("other", PICTURE).status == 200
        assert server.post("two", PICTURE).status == 404
        assert call(f"{server.address}/livez").status == 200
        assert call(f"{server.address}/nowhere").json()["error"]["code"] == "serve.no_path"


def test_sigterm_ends_it_with_0_when_all_that_it_took_is_answered(tmp_path: Path):
    (one,) = models(tmp_path, "one")
    with serving(one) as server, asking(server, "one", PICTURE) as found:
        time.sleep(1)
        assert server.end() == 0
    # Who connects just before the socket ends is never taken: the system breaks that off.
    assert sum(each not in {"200", "refused"} for each in found.ended) <= 1
    assert found.ended.count("200") > 10
    assert server.told("all that it had taken was answered")


def test_after_sigterm_it_is_not_ready_from_the_first_moment(tmp_path: Path):
    (one,) = models(tmp_path, "one")
    with serving(one) as server:
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        ready = call(f"{server.address}/readyz")
        assert ready.status == 503
        assert ready.json()["ready"] is False
        assert ready.headers["connection"] == "close"
        assert server.process.wait(30) == 0


def test_a_request_that_is_still_being_sent_at_sigterm_is_answered(tmp_path: Path):
    (one,) = models(tmp_path, "one")
    with serving(one) as server:
        port = int(server.address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=20) as sent:
            head = f"POST /models/one HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(PICTURE)}\r\n\r\n"
            sent.sendall(head.encode() + PICTURE[:100])
            time.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(2)  # by now the socket is closed to others
            sent.sendall(PICTURE[100:])
            assert b" 200 OK" in sent.recv(100)
        assert server.process.wait(30) == 0


def test_sighup_reads_models_again_and_a_broken_one_changes_nothing(tmp_path: Path):
    one, two = models(tmp_path, "one", "two")
    with serving(one, two) as server:
        (two / "model" / "model.onnx").write_bytes(b"broken")
        server.process.send_signal(signal.SIGHUP)
        wait_for_version(server, "one", "2")
        assert server.told("two goes on as it was")
        assert version(server, "two") == "1"
        assert server.post("two", PICTURE).status == 200
        refused = call(f"{server.address}/models/two/reload", b"")
        assert (refused.status, refused.json()["error"]["code"]) == (409, "artifact.graph")
        shutil.rmtree(two)
        models(tmp_path, "two")
        assert call(f"{server.address}/models/two/reload", b"").json() == {"model": "two", "version": "2"}


def test_models_may_be_exchanged_while_many_ask(tmp_path: Path):
    (one,) = models(tmp_path, "one")
    with serving(one) as server, asking(server, "one", PICTURE) as found:
        for _ in range(5):
            assert call(f"{server.address}/models/one/reload", b"").status == 200
        found.go_on = False
    assert set(found.ended) == {"200"}
    assert len(found.ended) > 5


@pytest.mark.skipif(os.name == "nt", reason="processes share a socket")
def test_a_worker_that_is_killed_is_replaced_and_others_answer_meanwhile(tmp_path: Path):
    (one,) = models(tmp_path, "one")
    with serving(one, "--workers", "2") as server, asking(server, "one", PICTURE) as found:
        workers = wait_for_workers(server, 2)
        time.sleep(1)
        os.kill(workers[0], signal.SIGKILL)
        assert server.told(f"Worker {workers[0]} ended (code -9)")
        again = wait_for_workers(server, 2)
        assert workers[0] not in again
        assert workers[1] in again
        time.sleep(1)
        found.go_on = False
    assert "refused" not in found.ended
    lost = [each for each in found.ended if each != "200"]
    assert len(lost) <= 4  # what the killed one had taken
    assert server.process.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="processes share a socket")
def test_workers_share_connections_that_are_kept(tmp_path: Path):
    (one,) = models(tmp_path, "one")
    with serving(one, "--workers", "2") as server:
        workers = wait_for_workers(server, 2)
        port = int(server.address.rpartition(":")[2])
        until = time.monotonic() + 60
        while True:
            kept = [HTTPConnection("127.0.0.1", port, timeout=20) for _ in range(16)]
            for each in kept:
                each.request("GET", "/livez")
                assert each.getresponse().read()
            held = [connections(each) for each in workers]
            for each in kept:
                each.close()
            if min(held) >= 4:
                return
            assert time.monotonic() < until, held  # the second may still be opening its model
            time.sleep(0.5)


def connections(pid: int) -> int:
    """Sockets that a worker has open, besides the few that it has of itself."""
    links = (str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir())
    return sum(link.startswith("socket:") for link in links) - OWN_SOCKETS


@pytest.mark.skipif(os.name == "nt", reason="processes share a socket")
def test_a_model_that_one_worker_reads_again_all_read_again(tmp_path: Path):
    (one,) = models(tmp_path, "one")
    with serving(one, "--workers", "2") as server:
        workers = wait_for_workers(server, 2)
        time.sleep(1)
        assert call(f"{server.address}/models/one/reload", b"").json()["version"] == "2"
        until = time.monotonic() + 30
        while {version(server, "one") for _ in range(20)} != {"2"}:
            assert time.monotonic() < until
        os.kill(workers[0], signal.SIGKILL)  # the next one goes on counting where this one was
        assert server.told(f"Worker {workers[0]} ended")
        wait_for_workers(server, 2)
        time.sleep(1)
        assert {version(server, "one") for _ in range(20)} == {"2"}


@pytest.mark.skipif(os.name == "nt", reason="processes share a socket")
def test_workers_end_when_their_supervisor_is_killed(tmp_path: Path):
    (one,) = models(tmp_path, "one")
    with serving(one, "--workers", "2") as server:
        workers = wait_for_workers(server, 2)
        server.process.kill()
        until = time.monotonic() + 30
        while any(Path(f"/proc/{each}").exists() for each in workers):
            assert time.monotonic() < until
            time.sleep(0.1)


def test_a_port_that_is_taken_and_a_model_that_is_none_are_told_with_exit_code_2(tmp_path: Path):
    from huoyan.cli import main

    (one,) = models(tmp_path, "one")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["serve", str(one), "--port", str(taken.getsockname()[1])]) == 2
    assert main(["serve", str(tmp_path / "nothing"), "--port", "0"]) == 2
    assert main(["serve", str(tmp_path / "nothing"), "--port", "0", "--workers", "2"]) == 2
    assert main(["serve", str(one), "--host", "0.0.0.0", "--port", "0"]) == 2  # neither keys nor --no-auth
    assert main(["serve"]) == 2
    assert main(["serve", str(one), "--queue", "0"]) == 2
    assert main(["serve", str(one), f"one={one}"]) == 2


def wait_for_workers(server: ServingProcess, n: int) -> list[int]:
    """The processes below the supervisor, once there are so many."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    until = time.monotonic() + 60
    while True:
        found = [int(each) for each in children.read_text().split()]
        if len(found) == n:
            return found
        assert time.monotonic() < until
        time.sleep(0.05)
