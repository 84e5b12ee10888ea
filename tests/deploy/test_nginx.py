"""The nginx of deploy/, a real one, before real servers."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from answering_server import call
from huoyan.web.access.keys import add_key
from making import colour_artifact, encoded, photo
from serving_process import ServingProcess, serving

CONF = Path(__file__).parents[2] / "deploy" / "nginx.conf"
PICTURE = encoded(photo(), "JPEG")
PROGRAM = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")

pytestmark = pytest.mark.skipif(
    not PROGRAM or not shutil.which("openssl"), reason="nginx, or openssl for its certificate, is absent"
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Front:
    port: int
    tls: ssl.SSLContext
    key: str
    servers: list[ServingProcess]
    log: Path

    def ask(self, path: str = "/models/one", body: bytes | None = PICTURE, **headers: str) -> Answer:
        connection = http.client.HTTPSConnection("localhost", self.port, context=self.tls, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request("GET" if body is None else "POST", path, body, named)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    def ask_with_key(self, path: str = "/models/one", body: bytes | None = PICTURE) -> Answer:
        return self.ask(path, body, authorization=f"Bearer {self.key}")


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def configured(folder: Path, port: int, upstream: list[str]) -> Path:
    """The file as it ships, but for places of this machine."""
    text = CONF.read_text()
    kept = text
    for was, becomes in (
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("/etc/nginx/tls/", f"{folder}/"),
        ("/run/nginx.pid", f"{folder}/nginx.pid"),
        ("/var/log/nginx/", f"{folder}/"),
        ("127.0.0.1:8000", upstream[0]),
        ("127.0.0.1:8001", upstream[1]),
        ("http {\n", "http {\n" + "".join(f"    {kind}_temp_path {folder};\n" for kind in TEMPORARY)),
    ):
        assert was in text, was
        text = text.replace(was, becomes)
    assert text != kept
    made = folder / "nginx.conf"
    made.write_text(text)
    return made


TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o777)  # nginx's workers are another user where the tests run as root
    colour_artifact(folder / "one" / "model")
    key = add_key(folder / "keys.txt", "shop")
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject,
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    with contextlib.ExitStack() as stack:
        arguments = (folder / "one", "--api-key-file", folder / "keys.txt")
        servers = [stack.enter_context(serving(*arguments)) for _ in range(2)]
        port = free_port()
        conf = configured(folder, port, [x.address.removeprefix("http://") for x in servers])
        stack.enter_context(running(folder, conf))
        tls = ssl.create_default_context(cafile=folder / "fullchain.pem")
        yield Front(port, tls, key, servers, folder / "huoyan.log")


@contextlib.contextmanager
def running(folder: Path, conf: Path) -> Iterator[None]:
    assert PROGRAM
    command = [PROGRAM, "-p", str(folder), "-c", str(conf), "-g", "daemon off;"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            until = time.monotonic() + 20
            while not (folder / "nginx.pid").exists():
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() < until
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


def test_a_picture_is_answered_through_nginx_over_tls(front: Front):
    answer = front.ask_with_key()
    assert answer.status == 200
    assert {each["label"] for each in json.loads(answer.body)} == {"red", "green", "blue"}
    assert "max-age" in answer.headers["strict-transport-security"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


def test_the_key_is_asked_for_behind_nginx_and_measures_stay_inside(front: Front):
    assert front.ask().status == 401
    assert front.ask("/", None).status == 200
    assert front.ask_with_key("/metrics", None).status == 404


def test_what_is_too_large_stops_at_nginx(front: Front):
    assert front.ask_with_key(body=bytes(33 << 20)).status == 413


def test_the_log_of_nginx_tells_neither_query_nor_key(front: Front):
    front.ask("/models/one?url=https://secret.example/", key=front.key)
    lines = [json.loads(line) for line in front.log.read_text().splitlines()]
    assert "/models/one" in {line["path"] for line in lines}
    assert "secret" not in front.log.read_text()
    assert front.key not in front.log.read_text()


def test_when_a_replica_ends_nobody_is_left_without_an_answer(front: Front):
    before = [front.ask_with_key().status for _ in range(10)]
    front.servers[0].process.terminate()
    during = [front.ask_with_key().status for _ in range(40)]
    front.servers[0].process.wait(30)
    after = [front.ask_with_key().status for _ in range(10)]
    assert {*before, *during, *after} == {200}


BARE = """
pid {folder}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
{temporary}
    access_log off;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass {address}; }}
        location /said/ {{
            proxy_pass {address}/;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }}
        location /named/ {{
            proxy_pass {address}/;
            proxy_set_header Host pictures.example.com;
        }}
    }}
}}
"""


def test_without_keys_only_a_proxy_that_says_for_whom_it_asks_is_told_from_this_machine(tmp_path: Path):
    """What the guide warns of: a bare proxy_pass makes everybody this machine."""
    tmp_path.chmod(0o777)
    colour_artifact(tmp_path / "one" / "model")
    port = free_port()
    with serving(tmp_path / "one") as server:
        temporary = "".join(f"    {kind}_temp_path {tmp_path};\n" for kind in TEMPORARY)
        made = BARE.format(folder=tmp_path, port=port, address=server.address, temporary=temporary)
        (tmp_path / "bare.conf").write_text(made)
        with running(tmp_path, tmp_path / "bare.conf"):
            found = {
                begin: call(
                    f"http://127.0.0.1:{port}{begin}/models/one", PICTURE, host="pictures.example.com"
                )
                for begin in ("", "/said", "/named")
            }
    assert {begin: answer.status for begin, answer in found.items()} == {"": 200, "/said": 403, "/named": 403}
