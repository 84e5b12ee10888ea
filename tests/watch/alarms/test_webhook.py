"""A webhook is signed, goes nowhere but where it was sent, and gives no secret away."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest

from huoyan.errors import UsageError
from huoyan.watch.alarms.sinks import open_sink
from huoyan.watch.alarms.sinks.sink import Parcel, Refused, Unreachable
from huoyan.watch.alarms.sinks.webhook import signed
from made_alarms import alarm_at, receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUOYAN_WEBHOOK_SECRET", SECRET)


def parcel(seconds: float = 1.0, picture: Path | None = None) -> Parcel:
    alarm = alarm_at(seconds)
    return Parcel(alarm, json.dumps(alarm.to_json()).encode(), picture)


def test_the_signature_is_that_of_the_standard_webhooks_specification():
    """The example that its libraries are tested with."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    body = b'{"test": 2432232314}'
    headers = signed(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_receiver_checks_the_post_with_the_secret_and_knows_the_alarm_by_its_key():
    with receiver() as received:
        open_sink(received.url).send(parcel())
    ((headers, body),) = received.posts
    sent = {name.lower(): value for name, value in headers.items()}
    content = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert sent["webhook-signature"] == f"v1,{expected}"
    assert sent["webhook-id"] == alarm_at(1.0).key == json.loads(body)["key"]
    assert sent["content-type"] == "application/json"
    assert json.loads(body)["confidence"] == 0.9


def test_the_picture_goes_along_only_where_it_is_asked_for(tmp_path: Path):
    picture = tmp_path / "a.jpg"
    picture.write_bytes(b"\xff\xd8 a picture")
    with receiver() as received:
        open_sink(received.url).send(parcel(picture=picture))
        open_sink(received.url + "#picture").send(parcel(picture=picture))
        open_sink(received.url + "#picture").send(parcel(picture=tmp_path / "gone.jpg"))
    sent = [json.loads(body).get("picture_jpeg") for _, body in received.posts]
    assert sent == [None, base64.b64encode(b"\xff\xd8 a picture").decode(), None]


@pytest.mark.parametrize(("status", "error"), [
    (400, Refused), (401, Refused), (404, Refused), (500, Refused), (302, Refused),
    (408, Unreachable), (429, Unreachable), (502, Unreachable), (503, Unreachable), (504, Unreachable),
])  # fmt: skip
def test_an_answer_blames_the_alarm_or_says_that_nobody_is_there(status: int, error: type[Exception]):
    with receiver() as received:
        received.statuses.append(status)
        with pytest.raises(error, match=f"it answered {status}"):
            open_sink(received.url).send(parcel())


def test_a_receiver_may_ask_for_time_but_not_for_a_day():
    with receiver() as received:
        for asked, got in [
            ("7", 7.0),
            ("86400", 3600.0),
            ("-5", 0.0),
            ("Fri, 31 Dec 1999", 0.0),
        ]:
            received.statuses.append(503)
            received.headers["Retry-After"] = asked
            with pytest.raises(Unreachable) as caught:
                open_sink(received.url).send(parcel())
            assert caught.value.after_s == got


def test_a_redirect_is_not_followed():
    with receiver() as other, receiver() as received:
        received.statuses.append(302)
        received.headers["Location"] = other.url
        with pytest.raises(Refused):
            open_sink(received.url).send(parcel())
        assert other.posts == []


def test_nobody_at_the_port_is_unreachable():
    with receiver() as received:
        pass
    with pytest.raises(Unreachable, match="no answer"):
        open_sink(received.url).send(parcel())


def test_the_name_of_a_webhook_tells_no_path_and_tells_two_of_one_host_apart():
    one, other = (open_sink(f"https://hooks.example.org/T0/{secret}").name for secret in ("abc", "def"))
    assert one != other
    assert one.startswith("https://hooks.example.org (")
    assert "abc" not in one


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("HUOYAN_WEBHOOK_SECRET")
    monkeypatch.setenv("HUOYAN_WEBHOOK_SECRET_FILE", str(tmp_path / "secret"))
    with pytest.raises(UsageError, match="HUOYAN_WEBHOOK_SECRET_FILE names"):
        open_sink("https://example.org/")
    (tmp_path / "secret").write_text("plain words\n")
    with receiver() as received:
        open_sink(received.url).send(parcel())
    headers, body = received.posts[0]
    sent = {name.lower(): value for name, value in headers.items()}
    expected = signed(b"plain words", sent["webhook-id"], int(sent["webhook-timestamp"]), body)
    assert sent["webhook-signature"] == expected["webhook-signature"]


@pytest.mark.parametrize(("value", "remedy"), [
    ("https://joe:hunter2@example.org/x", "environment variables"),
    ("https:///x", "https://example.org/alarms"),
    ("https://example.org:notaport/", "https://example.org/alarms"),
    ("https://example.org/#pictures", "#picture"),
    ("smoke signals", "jsonl:FILE"),
    ("fax:12345", "jsonl:FILE"),
])  # fmt: skip
def test_an_address_that_cannot_be_is_refused_with_the_remedy(value: str, remedy: str):
    with pytest.raises(UsageError, match="--send") as caught:
        open_sink(value)
    assert remedy in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert caught.value.code == "usage.send"


def test_without_a_secret_nothing_is_posted_unsigned(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("HUOYAN_WEBHOOK_SECRET")
    with pytest.raises(UsageError, match="openssl rand -hex 32"):
        open_sink("https://example.org/")
    monkeypatch.setenv("HUOYAN_WEBHOOK_SECRET", "whsec_no base64!")
    with pytest.raises(UsageError, match="no base64"):
        open_sink("https://example.org/")


def test_an_empty_secret_signs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Anybody could sign with it."""
    monkeypatch.setenv("HUOYAN_WEBHOOK_SECRET", "whsec_")
    with pytest.raises(UsageError, match="no base64"):
        open_sink("https://example.org/")
    monkeypatch.delenv("HUOYAN_WEBHOOK_SECRET")
    (tmp_path / "secret").write_text("\n")
    monkeypatch.setenv("HUOYAN_WEBHOOK_SECRET_FILE", str(tmp_path / "secret"))
    with pytest.raises(UsageError, match="openssl rand -hex 32"):
        open_sink("https://example.org/")


def test_an_address_in_any_script_is_posted_to():
    with receiver() as received:
        open_sink(f"{received.url}/警报 1?who=门卫&x=%E9").send(parcel())
    assert received.paths == ["/alarms/%E8%AD%A6%E6%8A%A5%201?who=%E9%97%A8%E5%8D%AB&x=%E9"]
    with pytest.raises(UsageError, match="--send"):
        open_sink(f"https://{'ü' * 80}.example.org/")


def test_a_wrong_end_of_an_address_does_not_show_its_path():
    with pytest.raises(UsageError, match="#pictures") as caught:
        open_sink("https://hooks.example.org/T0/abc#pictures")
    assert "abc" not in str(caught.value)
