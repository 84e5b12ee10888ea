"""Sources: paths, patterns, stdin and web addresses (a server on loopback)."""

from __future__ import annotations

import contextlib
import io
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pytest

from huoyan.errors import DownloadError, HuoyanError, ImageError, UsageError
from huoyan.images.limits import Limits
from huoyan.images.sources.source import expand

PICTURE = b"\x89PNG picture"
PNG = b"\x89PNG\r\n\x1a\n and more"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answers = {
            "/a.png": self.picture,
            "/云 朵.png?尺=1": self.picture,
            "/moved": lambda: self.redirect("/a.png"),
            "/to-file": lambda: self.redirect("file:///etc/hostname"),
            "/round": lambda: self.redirect("/round"),
            "/slow": self.slow,
            "/slow-headers": self.slow_headers,
            "/slow-round": self.slow_round,
            "/cut": self.cut,
        }
        answer = answers.get(unquote(self.path)) or answers.get(self.path.partition("?")[0])
        if answer is None:
            self.send_error(404)
        else:
            answer()

    def picture(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(PICTURE)))
        self.end_headers()
        self.wfile.write(PICTURE)

    def redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def slow(self) -> None:
        """A byte now and then: each arrives in time, all of them never do."""
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(40):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def slow_headers(self) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        with contextlib.suppress(OSError):
            for number in range(40):
                self.wfile.write(f"X-{number}: x\r\n".encode())
                self.wfile.flush()
                time.sleep(0.05)

    def slow_round(self) -> None:
        time.sleep(0.1)
        self.redirect("/slow-round?" + str(time.monotonic()))

    def cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"half")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    thread.join()
    served.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("多云/10.jpg", "多云/9 号.jpg", "rain/a[1].png", "rain/b.png", "notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path


def names(source: str | Path, root: Path) -> list[str]:
    return [Path(found.name).relative_to(root).as_posix() for found in expand(source)]


def code_of(source: str, **options: object) -> str:
    with pytest.raises(HuoyanError) as caught:
        next(expand(source, **options)).read()
    return caught.value.code


def test_a_folder_gives_its_pictures_in_natural_order(folder):
    assert names(folder, folder) == ["rain/a[1].png", "rain/b.png", "多云/9 号.jpg", "多云/10.jpg"]


def test_a_picture_gives_itself_even_with_pattern_characters_in_its_name(folder):
    (source,) = expand(folder / "rain/a[1].png")
    assert source.read() == b"rain/a[1].png"
    assert names(folder / "notes.txt", folder) == ["notes.txt"]  # named by the user: the content decides


def test_a_pattern_gives_the_pictures_that_match(folder):
    assert names(f"{folder}/*/*.jpg", folder) == ["多云/9 号.jpg", "多云/10.jpg"]
    assert names(f"{folder}/**/b*", folder) == ["rain/b.png"]
    assert code_of(f"{folder}/*.webp") == "usage.source"


def test_a_wrong_path_names_the_nearest_ones(folder):
    with pytest.raises(UsageError, match=r"rain.b\.png") as caught:
        expand(folder / "rain/bb.png")
    assert caught.value.code == "usage.source"
    with pytest.raises(UsageError, match="rain"):
        expand(folder / "rian/b.png")
    assert code_of("x" * 5000) == "usage.source"
    assert code_of("a\0b") == "usage.source"


@pytest.mark.parametrize("wrong", ["nothing", "../nothing", "./nothing", "../../nothing"])
def test_where_it_looked_is_named_even_by_dots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    here = tmp_path / "outer" / "inner" / "here"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    looked = (here / wrong).resolve().parent
    with pytest.raises(UsageError, match=re.escape(f"Looked in {looked}.")):
        expand(wrong)


def test_a_folder_without_pictures_is_an_error(tmp_path):
    assert code_of(str(tmp_path)) == "usage.source"
    (tmp_path / "a.cr2").write_bytes(b"II*\0")
    with pytest.raises(UsageError, match=r"1 other file passed over: 1 \.cr2\..*Convert"):
        expand(tmp_path)


@pytest.mark.parametrize("pattern", ["", "/**/*"])
def test_what_a_folder_or_pattern_holds_beside_pictures_is_counted(folder, pattern):
    for name in ("rain/c", "rain/@eaDir/b.png", "rain/.thumbs/b.png", "rain/Thumbs.db", "rain/d.nef"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(PNG if name == "rain/c" else b"x")
    said: list[str] = []
    found = [Path(source.name).name for source in expand(f"{folder}{pattern}", say=said.append)]
    assert sorted(found) == ["10.jpg", "9 号.jpg", "a[1].png", "b.png", "c"]
    told = "\n".join(said)
    assert told.startswith(f"{folder}{pattern}: 1 file (1 without an ending) is a picture by content")
    assert "2 other files passed over: 1 .nef, 1 .txt" in told
    assert "1 in @eaDir" in told


def test_a_system_folder_that_is_named_is_read(folder):
    (folder / "@eaDir").mkdir()
    (folder / "@eaDir" / "x.png").write_bytes(b"x")
    assert names(folder / "@eaDir", folder) == ["@eaDir/x.png"]
    assert names(f"{folder}/@eaDir/*", folder) == ["@eaDir/x.png"]


def test_a_picture_that_vanishes_is_reported_when_it_is_read(folder):
    (source,) = expand(folder / "rain/b.png")
    (folder / "rain/b.png").unlink()
    with pytest.raises(ImageError) as caught:
        source.read()
    assert caught.value.code == "image.missing"


def test_a_dash_reads_one_picture_from_stdin(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PICTURE)))
    (source,) = expand("-")
    assert (source.name, source.read()) == ("-", PICTURE)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PICTURE)))
    assert code_of("-", limits=Limits(max_bytes=3)) == "image.too_large"


def test_a_web_address_is_fetched_when_it_is_read(server):
    for path in ("/a.png", "/moved", "/云 朵.png?尺=1", "/%E4%BA%91%20朵.png?尺=1"):
        (source,) = expand(server + path)
        assert (source.name, source.read()) == (server + path, PICTURE)


def test_fetching_can_be_switched_off(server):
    assert code_of(f"{server}/a.png", allow_network=False) == "usage.network"


def test_a_missing_page_has_its_code(server):
    with pytest.raises(DownloadError, match="404") as caught:
        next(expand(f"{server}/none.png")).read()
    assert caught.value.code == "download.status"


def test_a_download_is_bounded_in_bytes_and_time(server):
    assert code_of(f"{server}/a.png", limits=Limits(max_bytes=5)) == "image.too_large"
    for path in ("/slow", "/slow-headers", "/slow-round"):
        began = time.monotonic()
        assert code_of(server + path, timeout_s=0.3) == "download.timeout"
        assert time.monotonic() - began < 1.5


def test_the_look_up_of_a_name_counts_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(2))
    began = time.monotonic()
    assert code_of("http://nowhere.invalid/a.png", timeout_s=0.2) == "download.timeout"
    assert time.monotonic() - began < 1


def test_a_broken_connection_is_not_half_a_picture(server):
    assert code_of(f"{server}/cut") == "download.failed"


def test_a_redirect_leads_to_the_web_only_and_ends(server):
    for path in ("/to-file", "/round"):
        assert code_of(server + path) in ("download.status", "download.failed")


def test_nobody_there_and_nonsense_addresses_have_a_code():
    assert code_of("http://127.0.0.1:9/a.png", timeout_s=2) == "download.failed"
    assert code_of("http://127.0.0.1:port/a.png") == "download.failed"
    assert code_of("http:///a.png") == "download.failed"
