"""A server that fetches pictures for callers must reach nothing that they could not reach themselves."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from huoyan.errors import ServeError, UsageError
from huoyan.serve.inputs.addresses import Addresses
from huoyan.serve.inputs.allowed_hosts import AllowedHosts, target_of
from huoyan.serve.inputs.look_ups import LookUps, looked_up
from huoyan.serve.inputs.public_networks import is_public
from huoyan.serve.statuses import status_of

# Spellings of 127.0.0.1, of metadata services and of other closed places; PORT is one that really answers.
SPELLINGS = [
    "http://127.0.0.1:PORT/", "http://localhost:PORT/", "http://localhost.:PORT/", "http://LOCALHOST:PORT/",
    "http://127.1:PORT/", "http://127.0.1:PORT/", "http://0:PORT/", "http://0.0.0.0:PORT/",
    "http://2130706433:PORT/", "http://017700000001:PORT/", "http://0x7f000001:PORT/", "http://0x7f.1:PORT/",
    "http://0177.0.0.1:PORT/", "http://0177.0x0.0.01:PORT/", "http://127.0.0.1.:PORT/", "http://127.0.0.0x1:PORT/",
    "http://[::1]:PORT/", "http://[::]:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:7f00:1]:PORT/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/", "http://[::127.0.0.1]:PORT/", "http://[64:ff9b::7f00:1]:PORT/",
    "http://[::1%25lo]:PORT/", "http://[fe80::1%25eth0]:PORT/",
    "http://１２７.０.０.１:PORT/", "http://127。0。0。1:PORT/", "http://①②⑦.⓪.⓪.①:PORT/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/",
    "http://%31%32%37.0.0.1:PORT/", "http://pictures.example.com%00.evil.com:PORT/",
    "http://pictures.example.com@127.0.0.1:PORT/", "http://127.0.0.1:PORT#@pictures.example.com/",
    "http://127.0.0.1:PORT\\@pictures.example.com/", "http://127.0.0.1:PORT?.example.com/",
    "http://user:pass@pictures.example.com:PORT/", "http:\\\\127.0.0.1:PORT\\", "http:///127.0.0.1:PORT/",
    "http:127.0.0.1:PORT/", "//127.0.0.1:PORT/", "http://127.0.0.1:PORT\n.example.com/",
    "http://\t127.0.0.1:PORT/", " http://127.0.0.1:PORT/", "http://127.0.0.1 .example.com:PORT/",
    "http://example.com.127.0.0.1.nip.io:PORT/", "http://evilexample.com:PORT/", "http://example.com:PORT/",
    "http://pictures.example.com.evil.net:PORT/", "http://pictures.example.com:0/",
    "http://pictures.example.com:22/", "http://pictures.example.com:99999/", "http://pictures.example.com:-1/",
    "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://0xa9fea9fe/",
    "http://[fd00:ec2::254]/", "http://metadata.google.internal/", "http://metadata/", "http://kubernetes/",
    "file:///etc/passwd", "ftp://pictures.example.com/", "gopher://127.0.0.1:PORT/",
    "data:image/png;base64,AA==",
    "javascript:1", "unix:///run/docker.sock", "http://", "", "https://", "http://.:PORT/", "http://..:PORT/",
    "http://-a.example.com:PORT/", "http://a..example.com:PORT/", "http://[", "http://[::1",
    "http://" + "a" * 5000,
]  # fmt: skip

CLOSED = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1",
    "169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "192.0.2.1",
    "224.0.0.1", "255.255.255.255", "240.0.0.1",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "fec0::1",
    "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::ffff:0:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2a00:1450::5efe:7f00:1", "100::1", "", "no address",
]  # fmt: skip
OPEN = [
    "1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808",
    "2002:808:808::1", "172.32.0.1", "100.128.0.1",
]  # fmt: skip


class Pictures(BaseHTTPRequestHandler):
    """/ok gives a picture; /to/N leads to N; other paths misbehave as they say."""

    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.asked.append((self.headers["Host"], self.path))
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.end_headers()
            return
        self.send_response(404 if self.path == "/missing" else 200)
        if self.path == "/short":
            self.send_header("Content-Length", "100")
        self.end_headers()
        if self.path == "/drip":
            while True:
                self.wfile.write(b"x")
                time.sleep(0.02)
        self.wfile.write(b"x" * 5000 if self.path == "/large" else b"picture")

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def running() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pictures) as made:
        made.daemon_threads = True
        made.block_on_close = False
        made.handle_error = lambda *_: None  # type: ignore[method-assign]  # who fetched has hung up
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def server(running: ThreadingHTTPServer) -> ThreadingHTTPServer:
    Pictures.asked = []
    return running


def addresses(port: int, *, deadline_s: float = 10.0, resolve: Callable | None = None, **more) -> Addresses:
    """Of `*.example.com`, each of which is on this machine, which for once counts as open."""
    more.setdefault("reachable", lambda address: address == "127.0.0.1")
    return Addresses(
        [f"*.example.com:{port}"],
        most_bytes=1000,
        deadline_s=deadline_s,
        resolve=resolve or (lambda host, port: ["127.0.0.1"]),
        **more,
    )


def fetched(by: Addresses, url: str) -> bytes:
    try:
        return asyncio.run(by.fetch(url))
    finally:
        by.close()


def refusal(by: Addresses, url: str) -> str:
    with pytest.raises(ServeError) as told:
        fetched(by, url)
    assert 400 <= status_of(told.value) < 500
    return told.value.code


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_reaches_a_server_on_this_machine(server, spelling):
    port = server.server_address[1]
    code = refusal(
        addresses(port, resolve=looked_up, reachable=lambda address: True),
        spelling.replace("PORT", str(port)),
    )
    assert code in ("serve.address.url", "serve.address.host")
    assert not Pictures.asked


def test_there_are_as_many_spellings_as_were_asked_for():
    assert len(set(SPELLINGS)) >= 70


@pytest.mark.parametrize("address", CLOSED)
def test_a_name_that_leads_to_a_closed_address_is_not_followed(server, address):
    port = server.server_address[1]
    assert not is_public(address)
    by = addresses(port, resolve=lambda host, port: ["8.8.8.8", address], reachable=is_public)
    assert refusal(by, f"http://pictures.example.com:{port}/ok") == "serve.address.private"
    assert not Pictures.asked


@pytest.mark.parametrize("address", OPEN)
def test_an_address_of_the_open_internet_is_open(address):
    assert is_public(address)


def test_a_picture_of_an_allowed_host_is_fetched_in_its_name(server):
    port = server.server_address[1]
    assert fetched(addresses(port), f"http://Pictures.Example.COM.:{port}/ok?a=中#part") == b"picture"
    assert Pictures.asked == [(f"pictures.example.com:{port}", "/ok?a=%E4%B8%AD")]


def test_the_connection_goes_to_the_address_that_was_checked(server):
    """A name that answers openly when it is asked first, and with this machine afterwards."""
    port = server.server_address[1]
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    assert fetched(addresses(port, resolve=resolve), f"http://a.example.com:{port}/ok") == b"picture"
    assert asked == ["a.example.com"]


def test_a_name_that_turns_to_this_machine_between_two_hops_is_caught(server):
    port = server.server_address[1]
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    by = addresses(port, resolve=lambda host, port: next(answers))
    assert refusal(by, f"http://a.example.com:{port}/to//ok") == "serve.address.private"
    assert len(Pictures.asked) == 1


def test_three_hops_are_followed_and_a_fourth_is_not(server):
    port = server.server_address[1]
    assert fetched(addresses(port), f"http://a.example.com:{port}/to//to//to//ok") == b"picture"
    by = addresses(port)
    assert refusal(by, f"http://a.example.com:{port}/to//to//to//to//ok") == "serve.address.hops"


@pytest.mark.parametrize(
    "where",
    ["http://127.0.0.1:PORT/ok", "http://evil.net/ok", "//localhost:PORT/ok", "file:///etc/passwd",
     "http://2130706433:PORT/ok", "http://[::1]:PORT/ok", "https://a.example.com@127.0.0.1:PORT/ok"],
)  # fmt: skip
def test_a_hop_is_held_to_the_same_rules(server, where):
    port = server.server_address[1]
    where = where.replace("PORT", str(port))
    assert refusal(addresses(port), f"http://a.example.com:{port}/to/{where}") in (
        "serve.address.url", "serve.address.host",
    )  # fmt: skip
    assert len(Pictures.asked) == 1


@pytest.mark.parametrize(
    ("path", "code"),
    [("/large", "too_large"), ("/missing", "status"), ("/short", "failed"), ("/drip", "late")],
)
def test_an_answer_is_taken_within_bounds(server, path, code):
    port = server.server_address[1]
    by = addresses(port, deadline_s=0.3 if path == "/drip" else 10.0)
    assert refusal(by, f"http://a.example.com:{port}{path}") == f"serve.address.{code}"


def test_nobody_there_and_a_name_unknown_are_told_alike():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        assert refusal(addresses(port), f"http://a.example.com:{port}/") == "serve.address.failed"

    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror

    assert refusal(addresses(80, resolve=unknown), "http://a.example.com/") == "serve.address.failed"


def test_a_look_up_that_hangs_is_given_up():
    ended = threading.Event()

    def hang(host: str, port: int) -> list[str]:
        ended.wait(10)
        return []

    try:
        by = addresses(80, deadline_s=0.1, resolve=hang)
        assert refusal(by, "http://a.example.com/") == "serve.address.late"
    finally:
        ended.set()


def test_look_ups_that_hang_take_no_thread_from_other_fetches(server):
    port, ended = server.server_address[1], threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        if host.startswith("hangs"):
            ended.wait(30)
        return ["127.0.0.1"]

    by = addresses(port, deadline_s=0.2, resolve=resolve)

    async def many_and_one() -> bytes:
        hanging = (by.fetch(f"http://hangs{at}.example.com:{port}/ok") for at in range(20))
        found = await asyncio.gather(*hanging, return_exceptions=True)
        assert [each.code for each in found if isinstance(each, ServeError)] == ["serve.address.late"] * 20
        by._deadline_s = 20.0
        return await by.fetch(f"http://answers.example.com:{port}/ok")

    try:
        assert asyncio.run(many_and_one()) == b"picture"
    finally:
        ended.set()
        by.close()


def test_only_so_many_look_ups_hang_at_once():
    ended = threading.Event()
    asked: list[str] = []

    def hang(host: str, port: int) -> list[str]:
        asked.append(host)
        ended.wait(30)
        return []

    look_ups = LookUps(hang, most=2)
    try:
        for name in "abc":
            with pytest.raises(TimeoutError):
                look_ups.addresses(name, 80, time.monotonic() + 0.1)
        assert asked == ["a", "b"]
        ended.set()
        look_ups.addresses("d", 80, time.monotonic() + 20)
    finally:
        ended.set()


def test_a_server_without_the_certificate_of_its_name_is_not_believed(server):
    port = server.server_address[1]
    by = addresses(port, tls=ssl.create_default_context(), deadline_s=2.0)
    assert refusal(by, f"https://a.example.com:{port}/ok") in ("serve.address.failed", "serve.address.late")
    assert not Pictures.asked


def test_an_address_is_read_in_one_form():
    target = target_of("HTTPS://Bücher.example:8443/a b".replace(" ", "%20") + "?q=1&r=中#x")
    assert (target.scheme, target.host, target.port) == ("https", "xn--bcher-kva.example", 8443)
    assert target.path == "/a%20b?q=1&r=%E4%B8%AD"
    assert target_of("http://a.example").path == "/"


@pytest.mark.parametrize(
    ("rule", "url", "allowed"),
    [
        ("a.example.com", "https://a.example.com/", True),
        ("A.Example.com.", "http://a.example.com/", True),
        ("a.example.com", "https://b.a.example.com/", False),
        ("a.example.com", "https://a.example.com:8443/", False),
        ("a.example.com:8443", "https://a.example.com:8443/", True),
        ("a.example.com:8443", "https://a.example.com/", False),
        ("*.example.com", "https://x.y.example.com/", True),
        ("*.example.com", "https://example.com/", False),
        ("*.example.com", "https://notexample.com/", False),
        ("bücher.example", "https://xn--bcher-kva.example/", True),
    ],
)
def test_a_rule_allows_what_it_says(rule, url, allowed):
    hosts = AllowedHosts([rule])
    if allowed:
        assert hosts.target(url).host
        return
    with pytest.raises(ServeError) as told:
        hosts.target(url)
    assert told.value.code == "serve.address.host"


@pytest.mark.parametrize(
    "rule", ["*", "*.com:x", "127.0.0.1", "localhost", "", "http://a.example", "a.example/x", "[::1]",
             "*.*.com", "a.example:0", "a.example:70000", "10"],
)  # fmt: skip
def test_a_rule_that_allows_too_much_or_nothing_is_refused_at_the_start(rule):
    with pytest.raises(UsageError) as told:
        AllowedHosts([rule])
    assert told.value.code == "usage.url_hosts"
