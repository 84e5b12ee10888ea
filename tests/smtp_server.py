"""A small SMTP server on loopback: STARTTLS, AUTH PLAIN, and what it was sent."""

from __future__ import annotations

import base64
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path


@dataclass
class MailServer:
    """tls: offered. rules: what it answers to the beginning of a command, where that is not yes."""

    tls: ssl.SSLContext | None = None
    port: int = 0
    rules: dict[str, str] = field(default_factory=dict)
    mails: list[Message] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    clear: list[str] = field(default_factory=list)
    """Commands that came unencrypted."""


class _Talk(socketserver.StreamRequestHandler):
    server_state: MailServer

    def handle(self) -> None:
        self.encrypted = False
        self.say("220 loopback")
        while line := self.rfile.readline():
            command = line.decode().strip()
            if not self.encrypted:
                self.server_state.clear.append(command)
            if not self.answer(command):
                break

    def finish(self) -> None:
        super().finish()
        if self.encrypted:  # the server itself knows only the socket below
            self.connection.close()

    def answer(self, command: str) -> bool:
        verb = command.split(" ", maxsplit=1)[0].upper()
        for beginning, answer in self.server_state.rules.items():
            if command.upper().startswith(beginning):
                self.say(answer)
                return True
        if verb == "EHLO":
            offers = ["250-loopback", "250-AUTH PLAIN"]
            if self.server_state.tls is not None and not self.encrypted:
                offers.append("250-STARTTLS")
            self.say("\r\n".join([*offers, "250 8BITMIME"]))
        elif verb == "STARTTLS" and self.server_state.tls is not None:
            self.say("220 go ahead")
            self.encrypt(self.server_state.tls)
        elif verb == "AUTH":
            _, user, password = base64.b64decode(command.split(" ")[2]).decode().split("\0")
            self.server_state.logins.append((user, password))
            self.say("235 welcome")
        elif verb == "DATA":
            self.say("354 go on")
            self.server_state.mails.append(self.read_mail())
            self.say("250 taken")
        else:
            self.say("221 bye" if verb == "QUIT" else "250 yes")
        return verb != "QUIT"

    def encrypt(self, tls: ssl.SSLContext) -> None:
        self.request = self.connection = tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.encrypted = True

    def read_mail(self) -> Message:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=default)

    def say(self, answer: str) -> None:
        self.wfile.write(answer.encode() + b"\r\n")


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None, **rules: str) -> Iterator[MailServer]:
    state = MailServer(tls, rules=rules)
    talk = type("Talk", (_Talk,), {"server_state": state})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def own_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost and the server's side of it; made anew each time by the openssl command."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context
