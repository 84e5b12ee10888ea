"""Cameras of tests: an http server that sends MJPEG, and GStreamer's RTSP server in a process of its own."""

from __future__ import annotations

import base64
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from making import encoded
from videos import stripes

PYTHON_WITH_GI = "/usr/bin/python3"
_RTSP = Path(__file__).with_name("rtsp_server.py")
_NEEDS = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"


class RtspServer:
    """rtsp://127.0.0.1:PORT/live, which can be killed, started again, stopped and continued."""

    def __init__(self, video: Path, *keys: str) -> None:
        if not has_gstreamer():
            pytest.skip("GStreamer's RTSP server (gir1.2-gst-rtsp-server-1.0) is not installed")
        self.port = free_port()
        self.address = f"rtsp://127.0.0.1:{self.port}/live"
        self._video, self._keys = video, keys
        self._process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        command = [PYTHON_WITH_GI, _RTSP, str(self.port), self._video, *self._keys]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def send(self, which: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(which)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def has_gstreamer() -> bool:
    if shutil.which(PYTHON_WITH_GI) is None:
        return False
    return subprocess.run([PYTHON_WITH_GI, "-c", _NEEDS], capture_output=True, check=False).returncode == 0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class MjpegServer:
    """http://127.0.0.1:PORT/video: frames whose grey tells their number, so many a second."""

    def __init__(self, rate: float = 20.0, keys: str = "", with_length: bool = True) -> None:
        self.rate, self.keys, self.with_length = rate, keys, with_length
        self.number = 0
        self.silent = False
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/video"
        self._server: ThreadingHTTPServer | None = None
        self.start()

    def start(self) -> None:
        camera = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                camera.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Answer)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """The cable is pulled: connections that stand are cut, too."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = "Basic " + base64.b64encode(self.keys.encode()).decode()
        if self.keys and request.headers.get("Authorization") != wanted:
            request.send_response(401)
            request.send_header("WWW-Authenticate", 'Basic realm="camera"')
            request.end_headers()
            return
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=--frame")
        request.end_headers()
        with suppress(OSError):
            self._send_frames(request)

    def _send_frames(self, request: BaseHTTPRequestHandler) -> None:
        server = self._server
        while self._server is server and server is not None:
            time.sleep(1 / self.rate)
            if self.silent:
                continue
            picture = encoded(Image.fromarray(stripes(self.number % 32)), "JPEG")
            length = f"Content-Length: {len(picture)}\r\n" if self.with_length else ""
            head = f"--frame\r\nContent-Type: image/jpeg\r\n{length}\r\n"
            request.wfile.write(head.encode() + picture + b"\r\n")
            self.number += 1


@contextmanager
def mjpeg(**settings: object) -> Iterator[MjpegServer]:
    server = MjpegServer(**settings)  # type: ignore[arg-type]
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def rtsp(video: Path, *keys: str) -> Iterator[RtspServer]:
    server = RtspServer(video, *keys)
    try:
        yield server
    finally:
        server.kill()
