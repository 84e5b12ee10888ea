"""MJPEG over http: pictures that a camera sends one after another. Their only time is that of arrival."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit, urlunsplit

import numpy as np
import simplejpeg

from huoyan.images.video.child.engine import Declared, Unreadable
from huoyan.images.video.child.multipart import MultipartError, Parts, boundary_of
from huoyan.images.video.process.messages import Order

_MOST_DAMAGED = 25  # pictures in a row


class Mjpeg:
    """The address of the order, opened; Unreadable "another_kind" for what is no MJPEG."""

    timed = False

    def __init__(self, order: Order) -> None:
        self._answer = _answer(order)
        boundary = boundary_of(self._answer.headers.get("Content-Type", ""))
        if boundary is None:
            self._answer.close()
            raise Unreadable("another_kind")
        self._parts = Parts(cast(BinaryIO, self._answer), boundary)
        self._first: bytes | None = self._sound_picture()
        self._picture = self._first
        if self._first is None:
            raise Unreadable("no_frames")
        height, width, *_ = simplejpeg.decode_jpeg_header(self._first)
        self.declared = Declared(width, height)

    def grab(self) -> float | None:
        self._picture, self._first = self._first or self._sound_picture(), None
        return None if self._picture is None else time.monotonic()

    def into(self, pixels: np.ndarray) -> None:
        try:
            decoded = simplejpeg.decode_jpeg(self._picture, "RGB")
        except ValueError:  # damaged behind its head: the frame before stays
            return
        if decoded.shape != pixels.shape:
            raise Unreadable("size_changed")
        pixels[:] = decoded

    def restarts(self, beat: Callable[[], None]) -> bool:
        return False

    def seek(self, stamp: float) -> bool:
        return False

    def rewind(self) -> None:
        """What a camera has sent does not come again."""

    def close(self) -> None:
        self._answer.close()

    def _sound_picture(self) -> bytes | None:
        for _ in range(_MOST_DAMAGED):
            picture = self._next()
            if picture is None or simplejpeg.is_jpeg(picture):
                return picture
        raise Unreadable("damaged")

    def _next(self) -> bytes | None:
        try:
            return self._parts.next()
        except (OSError, http.client.HTTPException, MultipartError):
            return None


def _answer(order: Order) -> http.client.HTTPResponse:
    address, user, password = _without_user(order.source)
    keys = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    keys.add_password(None, address, user, password)
    opener = urllib.request.build_opener(
        urllib.request.HTTPBasicAuthHandler(keys), urllib.request.HTTPDigestAuthHandler(keys)
    )
    request = urllib.request.Request(address, headers={"User-Agent": "huoyan"})
    try:
        return cast(http.client.HTTPResponse, opener.open(request, timeout=order.open_s))
    except urllib.error.HTTPError as error:
        with error:
            raise Unreadable("status", f"{error.code} {error.reason}") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        why = error.reason if isinstance(error, urllib.error.URLError) else error
        said = (isinstance(why, OSError) and why.strerror) or str(why)
        raise Unreadable("unreachable", said) from None


def _without_user(source: str) -> tuple[str, str, str]:
    parts = urlsplit(source)
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return bare, unquote(user), unquote(password)
