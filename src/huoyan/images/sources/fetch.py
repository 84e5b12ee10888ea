"""A picture fetched over http or https: bounded in time and bytes, errors with their codes."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from huoyan.errors import DownloadError, ImageError
from huoyan.images.limits import DEFAULT, Limits
from huoyan.images.sources.deadline import Deadline, within
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

_CHUNK = 64 * 1024


def fetch(url: str, limits: Limits = DEFAULT, timeout_s: float = 20.0) -> bytes:
    """The bytes behind `url`, within `timeout_s` in all: the name's look-up, redirects and headers too.

    Raises DownloadError download.status, .timeout or .failed, and ImageError image.too_large.
    """
    with Deadline(timeout_s) as deadline:
        try:
            return within(timeout_s, partial(_fetched, url, limits, timeout_s, deadline))
        except urllib.error.HTTPError as error:
            with error:
                raise DownloadError(
                    Message("image.fetch_status", url=url, status=error.code, reason=str(error.reason)),
                    code="download.status",
                ) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            if deadline.over or isinstance(reason, TimeoutError):
                raise _late(url, timeout_s) from error
            raise _failed(url, reason) from error


def _fetched(url: str, limits: Limits, timeout_s: float, deadline: Deadline) -> bytes:
    request = urllib.request.Request(_ascii(url), headers={"User-Agent": "huoyan"})
    with _opener(deadline).open(request, timeout=timeout_s) as answer:
        received = _read(answer, url, limits)
    if deadline.over:  # a connection that is ended looks like the end of what it brings
        raise TimeoutError
    return received


def _opener(deadline: Deadline) -> urllib.request.OpenerDirector:
    """http and https only: a redirect must not lead to a file or an ftp server."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        *deadline.handlers(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _ascii(url: str) -> str:
    """Chinese characters and blanks in path and query, percent-encoded; what is encoded stays so."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    path, query = (quote(x, safe="/%:=&?~#+!$,;'@()*[]") for x in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host, path, query, ""))


def _read(answer: Any, url: str, limits: Limits) -> bytes:
    received = bytearray()
    while chunk := answer.read1(_CHUNK):
        received += chunk
        if len(received) > limits.max_bytes:
            raise ImageError(
                Message("image.fetch_too_large", url=url, most=limits.max_bytes),
                code="image.too_large",
            )
    if answer.length:  # read1 ends quietly where the connection breaks
        raise http.client.IncompleteRead(bytes(received), answer.length)
    return bytes(received)


def _late(url: str, timeout_s: float) -> DownloadError:
    return DownloadError(Message("image.fetch_late", url=url, timeout=timeout_s), code="download.timeout")


def _failed(url: str, reason: BaseException | str) -> DownloadError:
    said = reason if isinstance(reason, str) else system_reason(reason)
    return DownloadError(Message("image.fetch_failed", url=url, reason=said), code="download.failed")
