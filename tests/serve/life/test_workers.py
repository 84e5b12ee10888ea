"""What a worker is told while it starts is not lost."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from answering_server import call
from huoyan.serve.life.control import Line
from huoyan.serve.life.supervisor import PROGRAM
from huoyan.serve.life.worker import order
from huoyan.serve.serving import Serving
from huoyan.web.listening import address_of, bound
from making import colour_artifact
from serving_process import wait_until


def test_a_worker_that_is_told_to_read_again_before_it_answers_does_so_afterwards(tmp_path: Path):
    colour_artifact(tmp_path / "one" / "model")
    ours, theirs = socket.socketpair()
    ours.settimeout(120)
    line = Line(ours)
    with bound("127.0.0.1", 0) as listener, theirs:
        numbers = listener.fileno(), theirs.fileno()
        serving = Serving(engine="onnxruntime", threads=1)
        assert line.say(order({"one": tmp_path / "one"}, serving, {"one": 1}, "en"))
        assert line.say({"reload": "one", "version": 2})
        with subprocess.Popen([sys.executable, "-c", PROGRAM.format(*numbers)], pass_fds=numbers) as process:
            try:
                assert line.hear() == [{"started": process.pid}]
                readyz = f"{address_of(listener, None)}/readyz"
                assert wait_until(lambda: call(readyz).json()["models"]["one"] == "2")
            finally:
                line.close()
                process.wait(60)
