"""--send https://... posts each alarm as JSON, signed as the Standard Webhooks specification says.

Headers: `webhook-id` (the key of the alarm, the same at every try), `webhook-timestamp` (seconds since 1970)
and `webhook-signature`: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`. Libraries of many languages
check it: https://www.standardwebhooks.com.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import http.client
import urllib.error
import urllib.request

from huoyan.errors import UsageError
from huoyan.watch.alarms.clock import Clock
from huoyan.watch.alarms.sinks.address import Address, in_ascii, parse_address
from huoyan.watch.alarms.sinks.credentials import credential
from huoyan.watch.alarms.sinks.sink import Parcel, Refused, Unreachable, with_picture
from huoyan.words import Message

SECRET = "HUOYAN_WEBHOOK_SECRET"
PREFIX = "whsec_"  # what follows it is base64
TIMEOUT_S = 10.0
# Too early, too many, or something between us and the receiver speaks: no fault of this alarm.
AWAY = frozenset({408, 425, 429, 502, 503, 504})
MOST_ASKED_S = 3600.0  # of waiting, by Retry-After


class Webhook:
    def __init__(self, address: Address, secret: bytes, clock: Clock | None = None) -> None:
        self.name = address.name
        self._address, self._secret, self._clock = address, secret, clock or Clock()
        self._url = in_ascii(address.url)
        self._opener = urllib.request.build_opener(_NoRedirects)

    def send(self, parcel: Parcel) -> None:
        body = with_picture(parcel) if self._address.picture else parcel.body
        headers = signed(self._secret, parcel.alarm.key, int(self._clock.wall()), body)
        headers |= {"Content-Type": "application/json", "User-Agent": "huoyan"}
        request = urllib.request.Request(self._url, body, headers, method="POST")
        try:
            with self._opener.open(request, timeout=TIMEOUT_S):
                pass
        except urllib.error.HTTPError as error:
            with error:
                raise _answered(error) from None
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise Unreachable(
                Message("alarms.no_answer", reason=str(reason) or type(error).__name__)
            ) from None

    def close(self) -> None:
        """Every post has a connection of its own."""


def open_webhook(value: str) -> Webhook:
    address = parse_address(value)
    secret = credential(SECRET)
    if secret is None:
        raise UsageError(Message("alarms.webhook_without_secret", name=SECRET), code="usage.send")
    return Webhook(address, _key(secret))


def signed(secret: bytes, key: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers, by which a receiver knows sender, content and age."""
    content = f"{key}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.digest(secret, content, hashlib.sha256)).decode()
    return {"webhook-id": key, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{signature}"}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An alarm goes where the user said, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


def _answered(error: urllib.error.HTTPError) -> Unreachable | Refused:
    message = Message("alarms.answered", status=error.code, reason=error.reason)
    if error.code not in AWAY:
        return Refused(message)
    asked = error.headers.get("Retry-After", "")
    return Unreachable(message, min(float(asked), MOST_ASKED_S) if asked.isdecimal() else 0.0)


def _key(secret: str) -> bytes:
    if not secret.startswith(PREFIX):
        return secret.encode()
    message = Message("alarms.webhook_secret_no_base64", name=SECRET, prefix=PREFIX)
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise UsageError(message, code="usage.send") from error
    if not key:
        raise UsageError(message, code="usage.send")
    return key
