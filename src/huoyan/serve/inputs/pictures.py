"""The pictures in a request: its bytes as they are, a form with files, or JSON with base64 or addresses."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.requests import Request

from huoyan.artifact.bounded_json import read_bounded, within_bounds
from huoyan.errors import ServeError
from huoyan.serve.inputs.bodies import read_body
from huoyan.serve.inputs.held_bodies import hold
from huoyan.serve.inputs.multipart import read_form
from huoyan.words import Listed, Message

Fetch = Callable[[str], Awaitable[bytes]]

# Keys of JSON that hold pictures: ours, one or a list; `inputs` is what huggingface's clients send.
PICTURE_KEYS = ("image", "images", "inputs")
ADDRESS_KEYS = ("url", "urls")
MOST_PICTURES = 64
# Longer bodies are taken apart on a thread: the loop has other callers.
_ON_THREAD = 64 * 1024
_ALPHABET, _BLANKS = bytes.maketrans(b"-_", b"+/"), b" \t\n\r\v\f"
_DATA_ADDRESS = re.compile(r"data:[^,]{0,200};base64,", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    content: bytes  # encoded, not yet looked at
    name: str = ""  # of the uploaded file, or its address


@dataclass(frozen=True, slots=True)
class Posted:
    """At least one picture, in the order of the request; and what was sent beside them.

    The values of `fields` are texts where they came in a form.
    """

    pictures: tuple[Picture, ...]
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Address:
    url: str


@dataclass(frozen=True, slots=True)
class _Found:
    pictures: tuple[Picture | _Address, ...]
    fields: Mapping[str, Any] = field(default_factory=dict)


async def read_pictures(request: Request, most_bytes: int, fetch: Fetch | None = None) -> Posted:
    """fetch: gives what is behind an address, as the application has it (`fetch_of`); without it they are
    refused.

    Raises ServeError: what `read_body` and `fetch` raise, and serve.no_picture, serve.json, serve.base64,
    serve.form, serve.pictures (too many), serve.address.off.
    """
    body = await read_body(request, most_bytes)
    held = partial(_held, request, fetch) if fetch else None
    return await pictures_in(body, request.headers.get("content-type", ""), held)


def fetch_of(request: Request) -> Fetch | None:
    """How this server fetches pictures, where it does."""
    fetch: Fetch | None = getattr(request.app.state, "fetch", None)
    return fetch


async def pictures_in(body: bytes, content_type: str, fetch: Fetch | None = None) -> Posted:
    """The pictures in a body that was read."""
    if len(body) > _ON_THREAD:
        found = await asyncio.to_thread(_found, body, content_type)
    else:
        found = _found(body, content_type)
    if not found.pictures:
        raise _no_picture()
    if len(found.pictures) > MOST_PICTURES:
        message = Message("serving.too_many_pictures", found=len(found.pictures), most=MOST_PICTURES)
        raise ServeError(message, code="serve.pictures")
    # Together, so that the deadline of one is the deadline of all.
    each_fetched = (_fetched(each, fetch or _no_fetch) for each in found.pictures)
    pictures = await asyncio.gather(*each_fetched, return_exceptions=True)
    for each in pictures:
        if isinstance(each, BaseException):
            raise each
    return Posted(tuple(each for each in pictures if isinstance(each, Picture)), found.fields)


def is_json(body: bytes, content_type: str) -> bool:
    """By its type; else by its first character: many programs post JSON without saying so, and no picture
    begins with a brace."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith("image/"):
        return False
    return kind == "application/json" or kind.endswith("+json") or body[:64].lstrip()[:1] == b"{"


async def _fetched(found: Picture | _Address, fetch: Fetch) -> Picture:
    return found if isinstance(found, Picture) else Picture(await fetch(found.url), found.url)


async def _no_fetch(url: str) -> bytes:
    raise ServeError(Message("serving.address_off"), code="serve.address.off")


async def _held(request: Request, fetch: Fetch, url: str) -> bytes:
    content = await fetch(url)
    hold(request, len(content))
    return content


def _found(body: bytes, content_type: str) -> _Found:
    if content_type.strip().lower().startswith("multipart/form-data"):
        return _of_form(body, content_type)
    if is_json(body, content_type):
        return _of_json(body)
    return _Found((Picture(body),) if body else ())


def _of_form(body: bytes, content_type: str) -> _Found:
    form = read_form(body, content_type)
    addresses = [_Address(form.fields[key]) for key in ADDRESS_KEYS if key in form.fields]
    fields = {key: value for key, value in form.fields.items() if key not in ADDRESS_KEYS}
    return _Found((*(Picture(x.content, x.name) for x in form.files if x.content), *addresses), fields)


def _of_json(body: bytes) -> _Found:
    try:
        value = read_bounded(body)
    except ValueError as error:
        raise ServeError(
            Message("serving.json", reason=within_bounds(error.args[0] if error.args else "")),
            code="serve.json",
        ) from error
    if not isinstance(value, dict):
        raise _no_picture()
    found: list[Picture | _Address] = []
    for key in (*PICTURE_KEYS, *ADDRESS_KEYS):
        given = value.get(key)
        for each in given if isinstance(given, list) else () if given is None else (given,):
            found.append(_one(each, key))
    fields = {key: x for key, x in value.items() if key not in (*PICTURE_KEYS, *ADDRESS_KEYS)}
    return _Found(tuple(found), fields)


def _one(value: Any, key: str) -> Picture | _Address:
    """Base64, `data:image/jpeg;base64,...`, an address, or an object that holds one: {"base64": ...}."""
    if isinstance(value, dict):
        key = "url" if "url" in value else "base64"
        value = value.get(key)
    if not isinstance(value, str):
        raise ServeError(Message("serving.not_base64", key=key[:80]), code="serve.base64")
    if value[:8].lower().startswith(("http://", "https://")) or key in ADDRESS_KEYS:
        return _Address(value)
    return Picture(of_base64(value, key))


def of_base64(text: str, key: str) -> bytes:
    """What a text holds; key: where it stood. Raises ServeError serve.base64."""
    if scheme := _DATA_ADDRESS.match(text[:256]):
        text = text[scheme.end() :]
    try:
        # Lines of 76 characters and the alphabet of addresses are base64, too; ends may lack their padding.
        # As bytes: of a text a list of its pieces would take twenty times its room.
        content = text.encode("ascii").translate(_ALPHABET, _BLANKS).rstrip(b"=")
        return base64.b64decode(content + b"=" * (-len(content) % 4), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ServeError(Message("serving.not_base64", key=key[:80]), code="serve.base64") from error


def _no_picture() -> ServeError:
    message = Message("serving.no_picture", keys=Listed((*PICTURE_KEYS, *ADDRESS_KEYS), None))
    return ServeError(message, code="serve.no_picture")
