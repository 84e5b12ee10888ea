from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from huoyan.errors import ServeError, UsageError
from huoyan.web.access.caller import caller_of, check_admin
from huoyan.web.access.exposure import is_loopback, keys_due
from huoyan.web.access.guard import Guard, Public
from huoyan.web.access.keys import Key, add_key, read_keys
from huoyan.web.access.rates import Rates
from huoyan.web.access.request_log import RequestLog
from making_requests import Answer, answer_of


async def tells_caller(scope: Any, receive: Any, send: Any) -> None:
    caller = caller_of(scope)
    await PlainTextResponse(f"{caller.name} {caller.role}")(scope, receive, send)


def asked(keys: Sequence[Key] | None, method: str = "POST", path: str = "/", **headers: str) -> Answer:
    headers = {"host": "127.0.0.1:8000", **headers}
    return answer_of(Guard(tells_caller, keys=lambda: keys), method, path, **headers)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Key, ...], str, str]:
    file = tmp_path_factory.mktemp("keys") / "keys.txt"
    user, admin = add_key(file, "gate"), add_key(file, "deploy", "admin")
    return read_keys(file), user, admin


def test_a_key_opens_by_either_header(made):
    keys, user, admin = made
    assert asked(keys, authorization=f"Bearer {user}").body == b"gate user"
    assert asked(keys, authorization=f"bearer  {user} ").body == b"gate user"
    assert asked(keys, x_api_key=admin).body == b"deploy admin"


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": "Bearer"}, {"authorization": "Bearer hy_wrong"}, {"x_api_key": ""},
     {"authorization": "Basic aHk6aHk="}, {"x_api_key": "hy_" + "x" * 10_000}],
)  # fmt: skip
def test_without_a_known_key_nothing_is_answered(made, headers):
    answer = asked(made[0], **headers)
    assert (answer.status, answer.code, answer.headers["www-authenticate"]) == (401, "serve.key", "Bearer")


def test_probes_and_the_page_open_without_a_key_but_only_to_be_read(made):
    guard = Guard(
        tells_caller, keys=lambda: made[0], public=Public(frozenset({"/", "/livez"}), prefixes=("/page/",))
    )
    reads = [answer_of(guard, "GET", path).status for path in ("/", "/livez", "/page/a.js")]
    assert reads == [200, 200, 200]
    assert answer_of(guard, "HEAD", "/").status == 200
    assert answer_of(guard, "POST", "/").status == 401
    assert [answer_of(guard, "GET", x).status for x in ("/pages", "/livez/x", "/metrics", "/v2")] == [401] * 4


def test_keys_of_today_count(made):
    keys: list[Key] = list(made[0])
    guard = Guard(tells_caller, keys=lambda: keys)
    assert answer_of(guard, x_api_key=made[1]).status == 200
    keys.pop(0)
    assert answer_of(guard, x_api_key=made[1]).status == 401


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000", "127.0.0.1"])
def test_this_machine_needs_no_key(host):
    assert asked(None, host=host).body == b" admin"


@pytest.mark.parametrize("host", ["evil.example:8000", "evil.example", "192.168.1.2:8000", "", "0.0.0.0:80"])
def test_a_foreign_name_that_leads_here_is_refused(host):
    answer = asked(None, host=host)
    assert (answer.status, answer.code) == (403, "serve.forbidden")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://127.0.0.1:8000"}, 200),
        ({"origin": "http://127.0.0.1:8000", "sec_fetch_site": "same-origin"}, 200),
        ({"sec_fetch_site": "none"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9000"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
    ],
)
def test_pages_of_others_may_not_call_a_server_without_keys(headers, status):
    assert asked(None, **headers).status == status


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "via", "x_real_ip"])
def test_whoever_comes_by_way_of_a_proxy_does_not_sit_at_this_machine(header, made):
    answer = asked(None, host="127.0.0.1:8000", **{header: "203.0.113.9"})
    assert (answer.status, answer.code) == (403, "serve.forbidden")
    with_key = answer_of(Guard(tells_caller, keys=lambda: made[0]), x_api_key=made[1], **{header: "1.2.3.4"})
    assert with_key.status == 200


def test_without_keys_whoever_reaches_an_open_server_may_ask_but_not_change_it():
    guard = Guard(tells_caller, keys=lambda: None, no_auth=True)
    assert answer_of(guard, host="shop.example", origin="https://other.example").body == b" user"


def test_an_admin_may_what_a_user_may_not():
    from huoyan.web.access.caller import Caller

    check_admin({"huoyan.caller": Caller("deploy", "admin")})
    for scope in ({}, {"huoyan.caller": Caller("gate", "user")}):
        with pytest.raises(ServeError) as told:
            check_admin(scope)
        assert told.value.code == "serve.forbidden"


def test_a_key_that_calls_too_often_is_told_when_to_come_back(made):
    guard = Guard(tells_caller, keys=lambda: made[0], rate=0.5)
    first, second = (answer_of(guard, x_api_key=made[1]) for _ in range(2))
    assert (first.status, second.status, second.code) == (200, 429, "serve.rate")
    assert 1 <= int(second.headers["retry-after"]) <= 2
    assert answer_of(guard, x_api_key=made[2]).status == 200


def test_the_log_names_the_key_that_calls_too_often(made):
    lines: list[str] = []
    logged = RequestLog(Guard(tells_caller, keys=lambda: made[0], rate=0.5), lines.append)
    for _ in range(2):
        answer_of(logged, x_api_key=made[1])
    told = [json.loads(line) for line in lines]
    assert [each["status"] for each in told] == [200, 429]
    assert told[0]["key"] == told[1]["key"]


def test_a_rate_holds_over_time_with_a_burst_at_its_start():
    rates, allowed = Rates(10.0), []
    for tenth in range(1000):  # a call each 10 ms, for 10 s
        allowed.append(rates.wait_s("a", tenth / 100) == 0)
    assert sum(allowed[:20]) == 20
    assert sum(allowed) in range(118, 122)  # 20 at once, then 10 a second
    assert rates.wait_s("a", 10.0) == pytest.approx(0.1, abs=0.1)
    assert rates.wait_s("b", 10.0) == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1", "[::1]", "::ffff:127.0.0.1"])
def test_on_loopback_a_server_starts_without_keys(host):
    assert is_loopback(host)
    assert keys_due(host, None, no_auth=False) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.2", "myhost", "127.0.0.1.example.com"])
def test_elsewhere_it_does_not_start_without_keys_or_a_word(host, made, tmp_path: Path):
    with pytest.raises(UsageError, match=r"--api-key-file.*--no-auth") as told:
        keys_due(host, None, no_auth=False)
    assert told.value.code == "usage.keys"
    assert keys_due(host, None, no_auth=True) is None
    add_key(tmp_path / "k", "a")
    assert [key.name for key in keys_due(host, tmp_path / "k", no_auth=False) or ()] == ["a"]


def test_keys_and_no_keys_at_once_is_no_answer(tmp_path: Path):
    with pytest.raises(UsageError, match="one of the two"):
        keys_due("0.0.0.0", tmp_path / "k", no_auth=True)


def test_a_refusal_is_told_in_the_language_of_the_caller(made):
    told = asked(made[0], accept_language="zh-CN,zh;q=0.9").body.decode()
    assert "这里需要密钥" in told
    assert "A key is needed" in asked(made[0]).body.decode()
