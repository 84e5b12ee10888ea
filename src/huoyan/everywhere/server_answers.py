"""What `huoyan serve` answers to picture files over the Open Inference Protocol."""

from __future__ import annotations

import json
import struct
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from socket import AF_INET, SOCK_STREAM, socket
from typing import Any

import numpy as np

from huoyan.artifact.read import Artifact
from huoyan.errors import ServeError
from huoyan.results import Failure
from huoyan.system.child_program import running
from huoyan.system.own_process import own_command, own_environment
from huoyan.tasks.base import Outputs
from huoyan.words import Message
from huoyan.words.foreign_reason import foreign_reason

SERVER = "server"
NAME = "everywhere"
START_S, ANSWER_S, PATIENCE_S, POLL_S = 120.0, 60.0, 30.0, 0.2


def server_lacks() -> Message | None:
    """Why there is no server here; None where there is."""
    for package in ("uvicorn", "starlette"):
        if find_spec(package) is None:
            return Message("everywhere.not_installed", package=package)
    return None


def server_answers(artifact: Artifact, pictures: Sequence[bytes]) -> Iterator[Outputs | Failure]:
    """For each picture file in order the outputs of the network, a row each, or why there are none.

    On onnxruntime, so that what is compared is how it reads and answers. Raises ServeError where it does not
    start, or ends.
    """
    names = tuple(artifact.manifest.task.outputs)
    with _started(artifact) as address:
        for content in pictures:
            yield _asked(f"{address}/v2/models/{NAME}/infer", content, names)


@contextmanager
def _started(artifact: Artifact) -> Iterator[str]:
    address = f"http://127.0.0.1:{(port := _free_port())}"
    folder = artifact.folder.absolute()
    served = (f"{NAME}={folder}", "--port", str(port), "--engine", "onnxruntime")
    call = own_command("huoyan", "serve", *served)
    with running(call, PATIENCE_S, own_environment()) as process:
        _wait(process, f"{address}/v2/models/{NAME}/ready")
        yield address


def _free_port() -> int:
    with socket(AF_INET, SOCK_STREAM) as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
    return port


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise _lost(Message("browser.ended", code=process.returncode))
        try:
            with _open(urllib.request.Request(url)):
                return
        except OSError:
            time.sleep(POLL_S)
    raise _lost(Message("browser.silent", seconds=START_S))


def _asked(url: str, content: bytes, names: Sequence[str]) -> Outputs | Failure:
    data = struct.pack("<I", len(content)) + content
    head = {
        "inputs": [
            {
                "name": "picture",
                "shape": [1],
                "datatype": "BYTES",
                "parameters": {"binary_data_size": len(data)},
            }
        ],
        "outputs": [{"name": name} for name in names],
    }
    begin = json.dumps(head).encode()
    length = {"Inference-Header-Content-Length": str(len(begin))}
    try:
        with _open(urllib.request.Request(url, begin + data, length)) as response:
            told: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            raise _lost(f"{error.code}") from error
        return Failure(f"server.{error.code}", Message("everywhere.refused", code=error.code))
    except OSError as error:
        raise _lost(foreign_reason(str(error))) from error
    return {each["name"]: _array(each) for each in told["outputs"]}


def _open(request: urllib.request.Request) -> Any:
    """Straight to this machine, whatever proxy is set."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(request, timeout=ANSWER_S)


def _array(given: dict[str, Any]) -> np.ndarray:
    return np.array(given["data"], dtype=np.float64).reshape(given["shape"])


def _lost(reason: str) -> ServeError:
    return ServeError(Message("everywhere.server_lost", reason=reason), code="serve.lost")
