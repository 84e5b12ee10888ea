"""A picture fetched over http or https: bounded in time and bytes, errors with their codes."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from huoyan.errors import DownloadError, ImageError
from huoyan.images.decode import DEFAULT, Limits

_CHUNK = 64 * 1024


def fetch(url: str, limits: Limits = DEFAULT, timeout_s: float = 20.0) -> bytes:
    """The bytes behind `url`, within `timeout_s` in all.

    Raises DownloadError download.status, .timeout or .failed, and ImageError image.too_large.
    """
    deadline = time.monotonic() + timeout_s
    try:
        request = urllib.request.Request(_ascii(url), headers={"User-Agent": "huoyan"})
        with _opener().open(request, timeout=timeout_s) as answer:
            return _read(answer, url, limits, deadline)
    except urllib.error.HTTPError as error:
        with error:
            raise DownloadError(
                f"{url} was answered with {error.code} {error.reason}. Check the address.",
                code="download.status",
            ) from error
    except TimeoutError as error:
        raise _late(url, timeout_s) from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise _late(url, timeout_s) from error
        raise _failed(url, error.reason) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise _failed(url, error) from error


def _opener() -> urllib.request.OpenerDirector:
    """http and https only: a redirect must not lead to a file or an ftp server."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.UnknownHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


def _ascii(url: str) -> str:
    """Chinese characters and blanks in path and query, percent-encoded; what is encoded stays so."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    path, query = (quote(x, safe="/%:=&?~#+!$,;'@()*[]") for x in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host, path, query, ""))


def _read(answer: Any, url: str, limits: Limits, deadline: float) -> bytes:
    received = bytearray()
    while chunk := answer.read1(_CHUNK):
        received += chunk
        if len(received) > limits.max_bytes:
            raise ImageError(
                f"{url} gives more than {limits.max_bytes:,} bytes, the most that is read.",
                code="image.too_large",
            )
        if time.monotonic() > deadline:
            raise TimeoutError
    if answer.length:  # read1 ends quietly where the connection breaks
        raise http.client.IncompleteRead(bytes(received), answer.length)
    return bytes(received)


def _late(url: str, timeout_s: float) -> DownloadError:
    return DownloadError(f"{url} did not arrive within {timeout_s:g} s. Try again.", code="download.timeout")


def _failed(url: str, reason: object) -> DownloadError:
    return DownloadError(f"{url} cannot be fetched: {reason}. Check the address.", code="download.failed")
