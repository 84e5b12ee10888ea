"""Keys, TLS, roles and the log of a server that really runs."""

from __future__ import annotations

import http.client
import json
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from answering_server import answering, call
from huoyan.cli import main
from huoyan.web.access.keys import add_key
from making import colour_artifact, encoded, photo
from serving_process import ServingProcess, serving, wait_until

PICTURE = encoded(photo(), "JPEG")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "one"
    colour_artifact(folder / "model")
    return folder


@pytest.fixture(scope="module")
def guarded(model: Path) -> Iterator[tuple[ServingProcess, Path, str, str]]:
    """A server with keys and a log: its file of keys, a user's key and an admin's."""
    keys = model.parent / "keys.txt"
    user, admin = add_key(keys, "shop"), add_key(keys, "deploy", "admin")
    arguments = (model, "--host", "0.0.0.0", "--api-key-file", keys, "--request-log", model.parent / "log")
    with serving(*arguments) as server:
        server.address = server.address.replace("0.0.0.0", "127.0.0.1")
        yield server, keys, user, admin


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--host", "0.0.0.0"], "--no-auth"),
        (["--host", "::"], "--api-key-file"),
        (["--api-key-file", "absent.txt"], "absent.txt"),
        (["--host", "0.0.0.0", "--api-key-file", "absent.txt", "--no-auth"], "one of the two"),
        (["--tls-cert", "absent.pem"], "--tls-key is missing"),
        (["--tls-cert", "absent.pem", "--tls-key", "absent.key"], "cannot be read"),
        (["--url-hosts", "127.0.0.1"], "127.0.0.1 is no host"),
        (["--url-hosts", "*"], "is no host"),
        (["--rate", "5"], "--api-key-file keys.txt"),
        (["--rate", "5", "--no-auth", "--host", "0.0.0.0"], "--rate 5 counts the calls of each key"),
    ],
)
def test_what_is_not_safe_or_cannot_be_does_not_start(model: Path, flags: list[str], told: str, capsys):
    assert main(["serve", str(model), "--port", "0", "--lang", "en", *flags]) == 2
    assert told in capsys.readouterr().err


def test_a_user_asks_and_an_admin_also_reloads(guarded):
    server, _, user, admin = guarded
    ask, reload = f"{server.address}/models/one", f"{server.address}/models/one/reload"
    assert call(ask, PICTURE).status == 401
    assert call(ask, PICTURE, authorization=f"Bearer {user}").status == 200
    assert call(reload, b"").status == 401
    refused = call(reload, b"", x_api_key=user)
    assert (refused.status, refused.json()["error"]["code"]) == (403, "serve.forbidden")
    assert call(reload, b"", x_api_key=admin).status == 200
    assert call(ask, PICTURE, x_api_key=user).headers["x-model-version"] == "2"


def test_each_protocol_is_refused_in_its_own_words(guarded):
    server, *_ = guarded
    assert call(f"{server.address}/predict", PICTURE).json()["error"]["code"] == "serve.key"
    assert isinstance(call(f"{server.address}/v2/models/one/infer", b"{}").json()["error"], str)
    assert call(f"{server.address}/v2/models/one").status == 401
    assert call(f"{server.address}/metrics").status == 401
    assert call(f"{server.address}/readyz").json() == {"ready": True}  # not which models there are
    for open_to_all in ("/livez", "/readyz", "/v2/health/live", "/"):
        assert call(f"{server.address}{open_to_all}").status == 200


def test_keys_are_read_again_at_sighup_and_broken_ones_change_nothing(guarded):
    import signal

    server, keys, user, _ = guarded
    ask = f"{server.address}/models/one"
    later = add_key(keys, "later")
    assert call(ask, PICTURE, x_api_key=later).status == 401
    server.process.send_signal(signal.SIGHUP)
    assert wait_until(lambda: call(ask, PICTURE, x_api_key=later).status == 200)
    good = keys.read_text()
    keys.write_text("nonsense")
    server.process.send_signal(signal.SIGHUP)
    assert server.told("The keys stay as they were")
    assert call(ask, PICTURE, x_api_key=user).status == 200
    keys.write_text(good)


def test_the_log_tells_who_asked_what_and_no_key_and_no_picture(guarded):
    server, _, user, admin = guarded
    call(f"{server.address}/predict?key={user}", PICTURE, x_api_key=user)
    call(f"{server.address}/predict", b"not a picture, GPS", x_api_key=user, x_request_id="mine-1")
    log = server_log(guarded, "mine-1")
    (entry,) = (x for x in map(json.loads, log.splitlines()) if x["id"] == "mine-1")
    assert (entry["path"], entry["status"], entry["key"]) == ("/predict", 422, "shop")
    assert entry["code"].startswith("image.")
    assert not any(secret in log for secret in (user, admin, "GPS"))


def server_log(guarded, wanted: str) -> str:
    path = guarded[1].parent / "log"
    assert wait_until(lambda: wanted in path.read_text())
    return str(path.read_text())


def test_without_keys_other_sites_and_foreign_names_are_refused(model: Path):
    with answering({"one": model}) as address:
        ask = f"{address}/models/one"
        assert call(ask, PICTURE).status == 200
        assert call(ask, PICTURE, origin=address).status == 200
        assert call(ask, PICTURE, origin="https://evil.example").status == 403
        assert call(ask, PICTURE, host="evil.example").status == 403
        refused = call(f"{address}/predict", b'{"url": "http://127.0.0.1/a.jpg"}')
        assert (refused.status, refused.json()["error"]["code"]) == (403, "serve.address.off")
        preflight = call(ask, method="OPTIONS", origin="https://evil.example")
        assert not [name for name in preflight.headers if name.startswith("access-control")]


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate; it is absent")
def test_a_server_with_a_certificate_speaks_tls_alone_and_a_key_that_calls_too_often_waits(model: Path):
    cert, key, keys = (model.parent / name for name in ("c.pem", "k.pem", "rated.txt"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    user, other = add_key(keys, "shop"), add_key(keys, "other")
    rated = ("--api-key-file", keys, "--rate", "0.01")
    with serving(model, "--tls-cert", cert, "--tls-key", key, *rated) as server:
        assert server.told("https://127.0.0.1:")
        port = int("".join(server.said).partition("https://127.0.0.1:")[2].split()[0].rstrip("."))
        trusted = ssl.create_default_context(cafile=cert)

        def ask(shown: str) -> tuple[int, bytes, str | None]:
            connection = http.client.HTTPSConnection("localhost", port, context=trusted, timeout=60)
            connection.request("POST", "/models/one", PICTURE, {"x-api-key": shown})
            answer = connection.getresponse()
            told = answer.status, answer.read(), answer.getheader("retry-after")
            connection.close()
            return told

        assert ask(user)[0] == 200
        status, body, retry_after = ask(user)
        assert (status, json.loads(body)["error"]["code"]) == (429, "serve.rate")
        assert 1 <= int(retry_after or 0) <= 100
        assert ask(other)[0] == 200
        with pytest.raises((OSError, http.client.HTTPException)):
            call(f"http://127.0.0.1:{port}/livez")
