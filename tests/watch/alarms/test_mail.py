"""Mail by SMTP: encrypted or not at all, known again by its Message-ID, its password seen nowhere."""

from __future__ import annotations

import json
import shutil
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from huoyan.errors import UsageError
from huoyan.watch.alarms.sinks import open_sink, open_sinks
from huoyan.watch.alarms.sinks.sink import Parcel, Refused, Unreachable
from made_alarms import alarm_at
from smtp_server import mail_server, own_certificate

ALARM = alarm_at(7.5, rule="仓库 enters person")


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUOYAN_SMTP_FROM", "camera@example.org")


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make a certificate with")
    return own_certificate(tmp_path_factory.mktemp("certificate"))


def send(
    monkeypatch: pytest.MonkeyPatch,
    server: str,
    value: str = "mailto:guard@example.org",
    picture: Path | None = None,
):
    monkeypatch.setenv("HUOYAN_SMTP", server)
    open_sink(value).send(Parcel(ALARM, json.dumps(ALARM.to_json(), ensure_ascii=False).encode(), picture))


def test_a_mail_says_what_happened_and_is_known_again_by_the_key(monkeypatch: pytest.MonkeyPatch):
    with mail_server() as server:
        send(monkeypatch, f"smtp+plain://127.0.0.1:{server.port}")
    (mail,) = server.mails
    assert mail["Subject"] == "仓库 enters person at gate.mp4"
    assert (mail["From"], mail["To"]) == ("camera@example.org", "guard@example.org")
    assert mail["Message-ID"] == f"<{ALARM.key}@huoyan.invalid>"
    assert "second 7.5 of gate.mp4" in mail.get_content()
    assert '"confidence": 0.9' in mail.get_content()


def test_the_picture_is_attached_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    picture = tmp_path / "a.jpg"
    picture.write_bytes(b"\xff\xd8 a picture")
    with mail_server() as server:
        address = f"smtp+plain://127.0.0.1:{server.port}"
        send(monkeypatch, address, "mailto:guard@example.org#picture", picture)
        send(monkeypatch, address, "mailto:guard@example.org", picture)
    attached = [[each.get_content() for each in mail.iter_attachments()] for mail in server.mails]
    assert attached == [[b"\xff\xd8 a picture"], []]


def test_user_and_password_go_over_an_encrypted_line_only(
    monkeypatch: pytest.MonkeyPatch, certified: tuple[Path, ssl.SSLContext]
):
    certificate, context = certified
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("HUOYAN_SMTP_USER", "camera")
    monkeypatch.setenv("HUOYAN_SMTP_PASSWORD", "hunter2")
    with mail_server(context) as server:
        send(monkeypatch, f"smtp://localhost:{server.port}")
    assert server.logins == [("camera", "hunter2")]
    assert len(server.mails) == 1
    assert [each.split(" ")[0].upper() for each in server.clear] == ["EHLO", "STARTTLS"]


def test_a_server_without_encryption_gets_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HUOYAN_SMTP_USER", "camera")
    monkeypatch.setenv("HUOYAN_SMTP_PASSWORD", "hunter2")
    with mail_server() as server, pytest.raises(Unreachable, match="offers no encryption"):
        send(monkeypatch, f"smtp://127.0.0.1:{server.port}")
    assert (server.logins, server.mails) == ([], [])


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, certified: tuple[Path, ssl.SSLContext]
):
    _, context = certified
    with mail_server(context) as server, pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        send(monkeypatch, f"smtp://localhost:{server.port}")
    assert server.mails == []


@pytest.mark.parametrize(("rules", "error"), [
    ({"RCPT": "550 no such person"}, Refused), ({"DATA": "552 too much"}, Refused),
    ({"RCPT": "450 come later"}, Unreachable), ({"MAIL": "421 closing"}, Unreachable),
])  # fmt: skip
def test_the_answer_says_whether_to_try_again(
    monkeypatch: pytest.MonkeyPatch, rules: dict[str, str], error: type[Exception]
):
    (answer,) = rules.values()
    with mail_server(**rules) as server, pytest.raises(error, match=f"said {answer}"):
        send(monkeypatch, f"smtp+plain://127.0.0.1:{server.port}")


def test_a_wrong_password_is_no_fault_of_the_alarm(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HUOYAN_SMTP_USER", "camera")
    monkeypatch.setenv("HUOYAN_SMTP_PASSWORD", "hunter2")
    with mail_server(AUTH="535 wrong") as server, pytest.raises(Unreachable, match="535 wrong") as caught:
        send(monkeypatch, f"smtp+plain://127.0.0.1:{server.port}")
    assert "hunter2" not in str(caught.value)


def test_of_several_receivers_one_that_is_refused_does_not_go_unnoticed(monkeypatch: pytest.MonkeyPatch):
    with mail_server(**{"RCPT TO:<CHEF": "550 no such person"}) as server:
        monkeypatch.setenv("HUOYAN_SMTP", f"smtp+plain://127.0.0.1:{server.port}")
        guard, chef = open_sinks(["mailto:guard@example.org, chef@example.org#picture"])
        guard.send(Parcel(ALARM, b"{}"))
        with pytest.raises(Refused, match="no such person"):
            chef.send(Parcel(ALARM, b"{}"))
    assert (guard.name, chef.name) == ("mailto:guard@example.org", "mailto:chef@example.org")
    assert [mail["To"] for mail in server.mails] == ["guard@example.org"]


def test_a_rule_of_several_lines_and_a_source_with_an_odd_name_are_a_subject_of_one(
    monkeypatch: pytest.MonkeyPatch,
):
    alarm = replace(alarm_at(1.0, rule="yard enters\nperson"), source="a\r\nBcc: x@y.mp4")
    with mail_server() as server:
        monkeypatch.setenv("HUOYAN_SMTP", f"smtp+plain://127.0.0.1:{server.port}")
        open_sink("mailto:guard@example.org").send(Parcel(alarm, b"{}"))
    (mail,) = server.mails
    assert mail["Subject"] == r"yard enters\nperson at a\r\nBcc: x@y.mp4"
    assert mail["Bcc"] is None


def test_a_farewell_that_fails_sends_no_mail_twice(monkeypatch: pytest.MonkeyPatch):
    with mail_server(QUIT="500 what?") as server:
        send(monkeypatch, f"smtp+plain://127.0.0.1:{server.port}")
    assert len(server.mails) == 1


def test_what_mail_needs_is_named(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(UsageError, match="set HUOYAN_SMTP to smtp://HOST:587"):
        open_sink("mailto:guard@example.org")
    monkeypatch.setenv("HUOYAN_SMTP", "smtp+plain://mail.example.org")
    for value in ("mailto:", "mailto:nobody", "mailto:a@b\r\nBcc: c@d"):
        with pytest.raises(UsageError, match="Write it as mailto:guard"):
            open_sink(value)
    monkeypatch.setenv("HUOYAN_SMTP_PASSWORD", "hunter2")
    with pytest.raises(UsageError, match="unencrypted") as caught:
        open_sink("mailto:guard@example.org")
    assert "hunter2" not in str(caught.value)
    monkeypatch.delenv("HUOYAN_SMTP_PASSWORD")
    monkeypatch.delenv("HUOYAN_SMTP_FROM")
    with pytest.raises(UsageError, match="set HUOYAN_SMTP_FROM"):
        open_sink("mailto:guard@example.org")


def test_a_mail_speaks_the_language_that_was_asked_for(monkeypatch: pytest.MonkeyPatch):
    with mail_server() as server:
        monkeypatch.setenv("HUOYAN_SMTP", f"smtp+plain://127.0.0.1:{server.port}")
        (sink,) = open_sinks(["mailto:guard@example.org"], "zh")
        sink.send(Parcel(ALARM, json.dumps(ALARM.to_json(), ensure_ascii=False).encode()))
    (mail,) = server.mails
    assert mail["Subject"] == "gate.mp4：仓库 enters person"
    assert "gate.mp4 的第 7.5 秒" in mail.get_content()
