"""The life of a server: real processes, real signals, real HTTP."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from answering_server import call
from making import colour_artifact, encoded, photo
from serving_process import ServingProcess, asking, serving, wait_until

# The one that it listens on, that of its supervisor, and the pair with which its event loop is woken.
OWN_SOCKETS = 4
PICTURE = encoded(photo(), "JPEG")
PROCESSES_SHARE_A_SOCKET = pytest.mark.skipif(os.name == "nt", reason="processes share a socket")


def models(folder: Path, *names: str) -> list[Path]:
    for name in names:
        colour_artifact(folder / name / "model")
    return [folder / name for name in names]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second model of `both`."""
    return models(tmp_path_factory.mktemp("served"), "one", "two")[1]


@pytest.fixture(scope="module")
def both(two: Path) -> Iterator[ServingProcess]:
    """A server of the models `one` and `other`."""
    with serving(two.parent / "one", f"other={two}") as server:
        yield server
        assert server.process.poll() is None


@pytest.fixture(scope="module")
def of_two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServingProcess]:
    """A server of the model `one` in two processes; each test leaves two behind."""
    (one,) = models(tmp_path_factory.mktemp("shared"), "one")
    with serving(one, "--workers", "2") as server:
        yield server
    assert server.process.returncode == 0


def version(server: ServingProcess, model: str) -> str:
    return call(f"{server.address}/readyz").json()["models"][model]


def next_version(server: ServingProcess, model: str) -> str:
    return str(int(version(server, model)) + 1)


def test_models_are_called_as_their_folders_or_as_they_are_named(both: ServingProcess):
    ready = call(f"{both.address}/readyz").json()
    assert (ready["ready"], [*ready["models"]]) == (True, ["one", "other"])
    assert both.post("other", PICTURE).status == 200
    assert both.post("two", PICTURE).status == 404
    assert call(f"{both.address}/livez").status == 200
    assert call(f"{both.address}/nowhere").json()["error"]["code"] == "serve.no_path"


def test_sighup_reads_models_again_and_a_broken_one_changes_nothing(both: ServingProcess, two: Path):
    of_one, of_other = next_version(both, "one"), version(both, "other")
    (two / "model" / "model.onnx").write_bytes(b"broken")
    both.process.send_signal(signal.SIGHUP)
    assert wait_until(lambda: version(both, "one") == of_one)
    assert both.told("other goes on as it was")
    assert version(both, "other") == of_other
    assert both.post("other", PICTURE).status == 200
    refused = call(f"{both.address}/models/other/reload", b"")
    assert (refused.status, refused.json()["error"]["code"]) == (409, "artifact.graph")
    shutil.rmtree(two)
    models(two.parent, "two")
    reloaded = {"model": "other", "version": str(int(of_other) + 1)}
    assert call(f"{both.address}/models/other/reload", b"").json() == reloaded


def test_models_may_be_exchanged_while_many_ask(both: ServingProcess):
    with asking(both, "one", PICTURE) as found:
        for _ in range(5):
            assert call(f"{both.address}/models/one/reload", b"").status == 200
        found.go_on = False
    assert set(found.ended) == {"200"}
    assert len(found.ended) > 5


def test_sigterm_ends_it_with_0_when_all_that_it_took_is_answered(tmp_path: Path):
    (one,) = models(tmp_path, "one")
    with serving(one) as server, asking(server, "one", PICTURE) as found:
        assert call(f"{server.address}/readyz").json() == {"ready": True, "models": {"one": "1"}}
        assert found.answered(11)
        assert server.end() == 0
    # Who connects just before the socket ends is never taken: the system breaks that off.
    assert sum(each not in {"200", "refused"} for each in found.ended) <= 1
    assert server.told("all that it had taken was answered")


def test_from_sigterm_on_it_is_not_ready_and_a_request_that_is_still_being_sent_is_answered(tmp_path: Path):
    (one,) = models(tmp_path, "one")
    with serving(one) as server:
        port = int(server.address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=60) as sent:
            head = f"POST /models/one HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(PICTURE)}\r\n\r\n"
            sent.sendall(head.encode() + PICTURE[:100])
            # The head has been read before the signal comes.
            assert call(f"{server.address}/livez").status == 200
            server.process.send_signal(signal.SIGTERM)
            ready = call(f"{server.address}/readyz")
            while ready.status == 200:  # until the signal has arrived
                ready = call(f"{server.address}/readyz")
            assert ready.status == 503
            assert ready.json()["ready"] is False
            assert ready.headers["connection"] == "close"
            assert wait_until(lambda: is_closed(port))
            sent.sendall(PICTURE[100:])
            assert b" 200 OK" in sent.recv(100)
        assert server.process.wait(60) == 0


def is_closed(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=60).close()
    except OSError:
        return True
    return False


@PROCESSES_SHARE_A_SOCKET
def test_workers_share_connections_that_are_kept(of_two: ServingProcess):
    workers = two_workers(of_two)
    port = int(of_two.address.rpartition(":")[2])

    def shared() -> bool:
        kept = [HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(16)]
        for each in kept:
            each.request("GET", "/livez")
            assert each.getresponse().read()
        held = [connections(each) for each in workers]
        for each in kept:
            each.close()
        return min(held) >= 4

    assert wait_until(shared)  # the second may still be opening its model


def connections(pid: int) -> int:
    """Sockets that a worker has open, besides the few that it has of itself."""
    links = (str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir())
    return sum(link.startswith("socket:") for link in links) - OWN_SOCKETS


@PROCESSES_SHARE_A_SOCKET
def test_a_worker_that_is_killed_is_replaced_and_others_answer_meanwhile(of_two: ServingProcess):
    with asking(of_two, "one", PICTURE) as found:
        workers = two_workers(of_two)
        assert found.answered(20)
        os.kill(workers[0], signal.SIGKILL)
        assert of_two.told(f"Worker {workers[0]} ended (code -9)")
        again = two_workers(of_two)
        assert workers[0] not in again
        assert workers[1] in again
        assert found.answered(20)
        found.go_on = False
    assert "refused" not in found.ended
    lost = [each for each in found.ended if each != "200"]
    assert len(lost) <= 4  # what the killed one had taken


@PROCESSES_SHARE_A_SOCKET
def test_a_model_that_one_worker_reads_again_all_read_again(of_two: ServingProcess):
    wanted = next_version(of_two, "one")
    assert call(f"{of_two.address}/models/one/reload", b"").json()["version"] == wanted
    assert wait_until(lambda: {version(of_two, "one") for _ in range(20)} == {wanted})
    workers = two_workers(of_two)
    for each in workers:  # those that take their places go on counting where these were
        os.kill(each, signal.SIGKILL)
    assert all(of_two.told(f"Worker {each} ended") for each in workers)
    two_workers(of_two)
    assert {version(of_two, "one") for _ in range(20)} == {wanted}


@PROCESSES_SHARE_A_SOCKET
def test_workers_end_when_their_supervisor_is_killed(tmp_path: Path):
    (one,) = models(tmp_path, "one")
    with serving(one, "--workers", "2") as server:
        workers = two_workers(server)
        server.process.kill()
        assert wait_until(lambda: not any(Path(f"/proc/{each}").exists() for each in workers))


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


def two_workers(server: ServingProcess) -> list[int]:
    """Once both answer."""
    assert wait_until(lambda: len(server.workers()) == 2)
    return server.workers()
