"""A form of several parts (multipart/form-data), as pages and `curl -F` send it: its files and its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from huoyan.errors import ServeError
from huoyan.text import printable
from huoyan.words import Message

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_PARTS = 256
_MOST_FIELD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    name: str  # of the file, as the sender has it; "" where it has none
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    files: tuple[Upload, ...]
    fields: Mapping[str, str]


def read_form(body: bytes, content_type: str) -> Form:
    """Raises ServeError serve.form."""
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise ServeError(Message("serving.form_boundary"), code="serve.form")
    parts = _Parts()
    try:
        reading = MultipartParser(boundary, parts.callbacks())
        reading.write(body)
        reading.finalize()
    except FormParserError as error:
        raise ServeError(Message("serving.form_damaged"), code="serve.form") from error
    if not parts.ended:
        raise ServeError(Message("serving.form_cut_off"), code="serve.form")
    return Form(tuple(parts.files), parts.fields)


@dataclass(slots=True)
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)
    header: bytes = b""
    value: bytes = b""


class _Parts:
    """Collects what the parser calls out."""

    def __init__(self) -> None:
        self.files: list[Upload] = []
        self.fields: dict[str, str] = {}
        self.ended = False
        self._count = 0
        self._part = _Part()

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._part_begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def _part_begin(self) -> None:
        self._count += 1
        if self._count > MOST_PARTS:
            raise ServeError(Message("serving.form_parts", most=MOST_PARTS), code="serve.form")
        self._part = _Part()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._part.header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._part.value += data[start:end]

    def _header_end(self) -> None:
        part = self._part
        part.headers[part.header.lower()] = part.value
        part.header = part.value = b""

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        self._part.content += data[start:end]

    def _part_end(self) -> None:
        part = self._part
        _, options = parse_options_header(part.headers.get(b"content-disposition", b""))
        if b"filename" in options or b"filename*" in options:
            name = options.get(b"filename", b"").decode("utf-8", "replace")
            self.files.append(Upload(printable(name), bytes(part.content)))
        elif len(part.content) > _MOST_FIELD:
            # `curl -F image=@x.jpg` sends the name of its file; some programs forget it.
            self.files.append(Upload("", bytes(part.content)))
        else:
            self._field(options.get(b"name", b"").decode("utf-8", "replace"), bytes(part.content))

    def _field(self, name: str, content: bytes) -> None:
        try:
            self.fields[printable(name)] = content.decode("utf-8")
        except UnicodeDecodeError:  # no text: a picture, then
            self.files.append(Upload("", content))

    def _end(self) -> None:
        self.ended = True
