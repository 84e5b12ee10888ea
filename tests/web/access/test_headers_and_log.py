from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp

from huoyan.web.access.caller import Caller
from huoyan.web.access.headers import SecurityHeaders
from huoyan.web.access.log_lines import LogLines
from huoyan.web.access.request_log import RequestLog
from making_requests import answer_of


def answering(response: Response, caller: Caller | None = None) -> ASGIApp:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        scope["huoyan.caller"] = caller
        await receive()
        await response(scope, receive, send)

    return app


def logged(app: ASGIApp, **asked: Any) -> tuple[dict[str, Any], dict[str, str]]:
    lines: list[str] = []
    answer = answer_of(RequestLog(app, lines.append), **asked)
    (line,) = lines
    return json.loads(line), answer.headers


def test_a_page_may_load_from_its_server_alone_and_runs_nothing_inline():
    headers = answer_of(SecurityHeaders(answering(HTMLResponse("<p>")))).headers
    policy = dict(rule.partition(" ")[::2] for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")


def test_data_loads_nothing_and_no_other_site_may_read_it():
    headers = answer_of(SecurityHeaders(answering(JSONResponse({}))), origin="https://evil.example").headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] == "no-store"
    assert not [name for name in headers if name.startswith("access-control")]


def test_what_an_answer_says_of_itself_stays():
    given = {"cache-control": "max-age=9", "content-security-policy": "default-src 'self'"}
    headers = answer_of(SecurityHeaders(answering(HTMLResponse("", headers=given)))).headers
    assert {name: headers[name] for name in given} == given


def test_a_request_is_one_line_that_says_how_it_ended():
    app = answering(PlainAnswer("labels", 422), Caller("gate", "user"))
    entry, headers = logged(app, path="/models/a", body=b"12345")
    assert entry.pop("ms") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", entry.pop("time"))
    assert entry.pop("id") == headers["x-request-id"]
    assert entry == {
        "method": "POST", "path": "/models/a", "status": 422, "bytes_in": 5, "bytes_out": 6,
        "client": "127.0.0.1", "key": "gate",
    }  # fmt: skip


def test_the_id_of_a_proxy_is_kept_and_one_that_steers_the_log_is_not():
    assert logged(answering(PlainAnswer("")), x_request_id="a-1.b_2")[1]["x-request-id"] == "a-1.b_2"
    for strange in ("a b", "x" * 65, '"', "a\\n"):
        entry, headers = logged(answering(PlainAnswer("")), x_request_id=strange)
        assert re.fullmatch("[0-9a-f]{32}", headers["x-request-id"])
        assert entry["id"] == headers["x-request-id"]


def test_neither_key_nor_picture_nor_query_is_told():
    lines: list[str] = []
    app = RequestLog(answering(PlainAnswer("")), lines.append)
    headers = {"authorization": "Bearer hy_secret", "x_api_key": "hy_secret", "cookie": "secret"}
    answer_of(app, path="/a", body=b"Exif secret GPS", **headers)
    assert "secret" not in lines[0]
    assert "GPS" not in lines[0]


def test_a_path_neither_ends_the_line_nor_fills_the_disk():
    entry, _ = logged(answering(PlainAnswer("")), path="/\n\x1b[2J" + "x" * 5000)
    assert len(entry["path"]) == 200


def test_probes_are_told_of_only_where_they_fail():
    for status, n in ((200, 0), (503, 1)):
        lines: list[str] = []
        answer_of(RequestLog(answering(PlainAnswer("", status)), lines.append), "GET", "/readyz")
        assert len(lines) == n


def test_a_failure_is_a_line_with_500():
    async def failing(scope: Any, receive: Any, send: Any) -> None:
        raise ValueError

    lines: list[str] = []
    with pytest.raises(ValueError):  # noqa: PT011 - that very error
        answer_of(RequestLog(failing, lines.append))
    assert json.loads(lines[0])["status"] == 500


def test_lines_are_written_in_order_and_whole():
    stream = io.StringIO()
    lines = LogLines(stream)
    for number in range(100):
        lines.write(str(number))
    lines.close()
    assert stream.getvalue().split() == [str(number) for number in range(100)]


def test_a_reader_that_has_gone_stops_nothing():
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    lines = LogLines(Gone())
    lines.write("a")
    lines.close()


class PlainAnswer(Response):
    media_type = "text/plain"

    def __init__(self, text: str, status: int = 200) -> None:
        super().__init__(text, status)
