"""The certificate and the key of a server, looked at before it starts."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import NoReturn

from huoyan.errors import UsageError
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

CODE = "usage.tls"


def check_tls(cert: Path | None, key: Path | None) -> bool:
    """Whether the server speaks TLS. Raises UsageError usage.tls where it could not."""
    if cert is None and key is None:
        return False
    if cert is None or key is None:
        raise UsageError(Message("access.tls_half", missing="--tls-cert" if key else "--tls-key"), code=CODE)
    for path in (cert, key):
        try:
            path.open("rb").close()
        except OSError as error:
            message = Message("access.tls_unreadable", path=path, reason=system_reason(error))
            raise UsageError(message, code=CODE) from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(cert, key, password=_no_password)
    except _Encrypted as error:
        raise UsageError(Message("access.tls_encrypted", path=key), code=CODE) from error
    except (ssl.SSLError, OSError, ValueError) as error:
        fitting = "KEY_VALUES_MISMATCH" in str(error)
        which = "access.tls_mismatch" if fitting else "access.tls_damaged"
        raise UsageError(Message(which, cert=cert, key=key), code=CODE) from error
    return True


class _Encrypted(Exception):
    pass


def _no_password() -> NoReturn:
    """Else OpenSSL asks at the terminal, and a server that nobody watches waits for ever."""
    raise _Encrypted
