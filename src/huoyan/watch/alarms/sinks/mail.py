"""--send mailto:SOMEBODY writes a mail an alarm, by a server that the environment names.

HUOYAN_SMTP: smtp://HOST:587 (STARTTLS, insisted on), smtps://HOST:465, or smtp+plain://HOST:25. Beside it
HUOYAN_SMTP_USER, HUOYAN_SMTP_PASSWORD (or ..._FILE) and HUOYAN_SMTP_FROM. The Message-ID is made of the key
of the alarm, so that a mail that came twice is known.
"""

from __future__ import annotations

import contextlib
import os
import smtplib
import ssl
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote

from huoyan.errors import UsageError
from huoyan.text import shown
from huoyan.watch.alarms.sinks.address import PICTURE, Address, parse_address
from huoyan.watch.alarms.sinks.credentials import credential
from huoyan.watch.alarms.sinks.sink import Parcel, Refused, Unreachable, picture_of
from huoyan.words import Lang, Message

SERVER, USER, PASSWORD, FROM = "HUOYAN_SMTP", "HUOYAN_SMTP_USER", "HUOYAN_SMTP_PASSWORD", "HUOYAN_SMTP_FROM"
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
TIMEOUT_S = 30.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Mail:
    """lang: of what is said in the mail around the alarm."""

    def __init__(self, value: str, server: Address, sender: str, receiver: str, lang: Lang) -> None:
        address, _, extra = value.partition("#")
        self._lang = lang
        self.name = address
        self._server, self._sender, self._receiver = server, sender, receiver
        self._picture = extra == PICTURE

    def send(self, parcel: Parcel) -> None:
        message = self._written(parcel)
        try:
            server = SERVERS[self._server.scheme](self._server)
            try:
                _log_in(server)
                server.send_message(message)
            finally:  # the mail is taken, or not: how the server says farewell changes nothing
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    server.quit()
        except smtplib.SMTPResponseException as error:
            raise _refused(error) from error
        except smtplib.SMTPRecipientsRefused as error:
            ((status, reason),) = error.recipients.values()
            raise _refused(smtplib.SMTPResponseException(status, reason)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(Message("alarms.no_answer", reason=str(error))) from error

    def close(self) -> None:
        """Every mail has a connection of its own."""

    def _written(self, parcel: Parcel) -> EmailMessage:
        alarm, event = parcel.alarm, parcel.alarm.event
        mail = EmailMessage()
        mail["From"], mail["To"] = self._sender, self._receiver
        mail["Date"], mail["Message-ID"] = formatdate(), f"<{alarm.key}@huoyan.invalid>"
        subject = Message("alarms.mail_subject", rule=event.rule, source=alarm.source)
        mail["Subject"] = shown(subject.told(self._lang))  # a rule may have ends of lines in it
        values = {"rule": event.rule, "what": event.what, "time": alarm.time, "source": alarm.source}
        first = Message("alarms.mail_body", seconds=event.seconds, **values)
        mail.set_content(f"{first.told(self._lang)}\n\n{parcel.body.decode()}\n")
        if self._picture and (picture := picture_of(parcel)):
            mail.add_attachment(picture, maintype="image", subtype="jpeg", filename=f"{alarm.key}.jpg")
        return mail


def open_mail(value: str, lang: Lang) -> Mail:
    address, _, extra = value.partition(":")[2].partition("#")
    receiver = unquote(address).strip()
    if "@" not in receiver or "," in receiver or not receiver.isprintable():
        raise UsageError(Message("alarms.mail_without_receiver", value=value), code="usage.send")
    if extra not in ("", PICTURE):
        raise UsageError(Message("alarms.unknown_fragment", value=value), code="usage.send")
    return Mail(value, _server(), _sender(), receiver, lang)


def each_receiver(value: str) -> list[str]:
    """A `mailto:` a receiver: of one mail to several a server may refuse one, which nobody would be told."""
    addresses, hash_mark, extra = value.partition(":")[2].partition("#")
    found = [each.strip() for each in addresses.split(",") if each.strip()]
    return [f"mailto:{each}{hash_mark}{extra}" for each in found] or [value]


def _server() -> Address:
    value = os.environ.get(SERVER, "")
    if value.partition(":")[0] not in PORTS:
        raise UsageError(Message("alarms.mail_without_server", name=SERVER), code="usage.send")
    server = parse_address(value)
    plain = server.scheme == "smtp+plain" and server.host not in LOOPBACK
    if plain and credential(PASSWORD) is not None:
        message = Message("alarms.mail_password_in_the_clear", server=server.name, name=PASSWORD)
        raise UsageError(message, code="usage.send")
    return server


def _sender() -> str:
    sender = os.environ.get(FROM) or credential(USER) or ""
    if "@" not in sender:
        raise UsageError(Message("alarms.mail_without_sender", name=FROM), code="usage.send")
    return sender


def _plain(server: Address) -> smtplib.SMTP:
    return smtplib.SMTP(server.host, server.port or PORTS[server.scheme], timeout=TIMEOUT_S)


def _starttls(server: Address) -> smtplib.SMTP:
    opened = _plain(server)
    opened.ehlo()
    if not opened.has_extn("starttls"):
        opened.close()
        raise Unreachable(Message("alarms.mail_without_starttls"))
    try:
        opened.starttls(context=ssl.create_default_context())
    except OSError:
        opened.close()
        raise
    return opened


def _encrypted(server: Address) -> smtplib.SMTP:
    port = server.port or PORTS[server.scheme]
    return smtplib.SMTP_SSL(server.host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())


SERVERS: Mapping[str, Callable[[Address], smtplib.SMTP]] = {
    "smtp": _starttls,
    "smtps": _encrypted,
    "smtp+plain": _plain,
}


def _log_in(server: smtplib.SMTP) -> None:
    user, password = credential(USER), credential(PASSWORD)
    if user is not None and password is not None:
        server.login(user, password)


def _refused(error: smtplib.SMTPResponseException) -> Unreachable | Refused:
    """4xx: not now (RFC 5321, 4.2.1). 5xx to a login is no fault of this alarm, any other is."""
    said = error.smtp_error
    reason = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    message = Message("alarms.mail_refused", status=error.smtp_code, reason=reason)
    passing = error.smtp_code < 500 or isinstance(error, smtplib.SMTPAuthenticationError)
    return Unreachable(message) if passing else Refused(message)
