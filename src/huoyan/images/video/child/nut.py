"""Frames with their time stamps out of a NUT stream, which `ffmpeg -f nut` writes to a pipe.

Of the container (https://ffmpeg.org/~michael/nut.txt) as much as one stream of raw video needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_NAME = b"nut/multimedia container\0"
_MAIN, _STREAM, _SYNCPOINT = 0x4E4D7A561F5F04AD, 0x4E5311405BF2F9DB, 0x4E4BE4ADEECA4569
_CODED_PTS, _STREAM_ID, _SIZE_MSB, _CHECKSUM, _RESERVED = 8, 16, 32, 64, 128
_SIDE_DATA, _HEADER, _MATCH, _CODED, _INVALID = 256, 1024, 2048, 4096, 8192
_CHECKED_HEADER = 4096  # a packet longer than this has a checksum of its head
_CHECKSUM_BYTES = 4


class NutError(ValueError):
    """The bytes are no such stream."""


@dataclass(frozen=True, slots=True)
class _Code:
    """What one byte before a frame says of it."""

    flags: int
    size_factor: int
    size: int
    pts_step: int
    reserved: int
    header: int


class NutFrames:
    """`next` gives the time stamp in seconds and the bytes of the frame that then begins in `stream`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.width = self.height = 0
        self.elided = b""  # what the next frame begins with, before the bytes of the stream
        self._codes: list[_Code] = []
        self._bases: list[tuple[int, int]] = []
        self._headers: list[bytes] = [b""]
        self._base = self._shift = self._pts = 0
        if stream.read(len(_NAME)) != _NAME:
            raise NutError
        while not self.width:
            if self._byte() != ord("N"):
                raise NutError
            self._packet()

    def next(self) -> tuple[float, int] | None:
        """None at the end."""
        while code := self._stream.read(1):
            if code == b"N":
                self._packet()
            else:
                return self._frame(self._codes[code[0]])
        return None

    def _frame(self, code: _Code) -> tuple[float, int]:
        flags = code.flags
        if flags & _CODED:
            flags ^= self._number()
        if flags & (_INVALID | _SIDE_DATA):
            raise NutError
        if flags & _STREAM_ID:
            self._number()
        self._pts = self._full(self._number()) if flags & _CODED_PTS else self._pts + code.pts_step
        size = code.size + (code.size_factor * self._number() if flags & _SIZE_MSB else 0)
        if flags & _MATCH:
            self._number()
        header = self._number() if flags & _HEADER else code.header
        for _ in range(self._number() if flags & _RESERVED else code.reserved):
            self._number()
        if flags & _CHECKSUM:
            self._stream.read(_CHECKSUM_BYTES)
        self.elided = self._headers[header]
        return self._seconds(self._pts, self._base), size - len(self.elided)

    def _full(self, coded: int) -> int:
        """The time stamp whose low bits are given, nearest to the last one; or all of it."""
        if coded >= 1 << self._shift:
            return coded - (1 << self._shift)
        mask = (1 << self._shift) - 1
        least = self._pts - mask // 2
        return ((coded - least) & mask) + least

    def _seconds(self, pts: int, base: int) -> float:
        numerator, denominator = self._bases[base]
        return pts * numerator / denominator

    def _packet(self) -> None:
        startcode = int.from_bytes(b"N" + self._stream.read(7), "big")
        length = self._number()
        if length > _CHECKED_HEADER:
            self._stream.read(_CHECKSUM_BYTES)
        content = self._stream.read(length)
        if len(content) < length:
            raise NutError
        numbers = _Numbers(content)
        if startcode == _MAIN:
            self._main(numbers)
        elif startcode == _STREAM:
            self._one_stream(numbers)
        elif startcode == _SYNCPOINT:
            moment, base = divmod(numbers.one(), len(self._bases))
            self._pts = self._rescaled(moment, base)

    def _rescaled(self, moment: int, base: int) -> int:
        (n, d), (to_n, to_d) = self._bases[base], self._bases[self._base]
        return moment * n * to_d // (d * to_n)

    def _main(self, numbers: _Numbers) -> None:
        if numbers.one() > 3:  # version
            numbers.one()
        numbers.one()  # streams
        numbers.one()  # largest distance between syncpoints
        self._bases = [(numbers.one(), numbers.one()) for _ in range(numbers.one())]
        self._codes = list(_codes(numbers))
        self._headers = [b"", *(numbers.text() for _ in range(numbers.one()))]

    def _one_stream(self, numbers: _Numbers) -> None:
        numbers.one()  # its number
        numbers.one()  # its class
        numbers.text()  # its codec
        self._base, self._shift = numbers.one(), numbers.one()
        for _ in range(3):  # largest distance of time stamps, delay, flags
            numbers.one()
        numbers.text()  # of the codec
        self.width, self.height = numbers.one(), numbers.one()

    def _byte(self) -> int:
        byte = self._stream.read(1)
        if not byte:
            raise NutError
        return byte[0]

    def _number(self) -> int:
        value = 0
        while (byte := self._byte()) & 0x80:
            value = value << 7 | byte & 0x7F
        return value << 7 | byte


class _Numbers:
    """Numbers of 7 bits a byte, most significant first."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def one(self) -> int:
        value = 0
        while (byte := self._content[self._at]) & 0x80:
            value, self._at = value << 7 | byte & 0x7F, self._at + 1
        self._at += 1
        return value << 7 | byte

    def signed(self) -> int:
        value = self.one() + 1
        return -(value >> 1) if value & 1 else value >> 1

    def text(self) -> bytes:
        length = self.one()
        self._at += length
        return self._content[self._at - length : self._at]


def _codes(numbers: _Numbers) -> Iterator[_Code]:
    """The 256 codes, which are declared in runs."""
    step, factor, header, made = 0, 1, 0, 0
    while made < 256:
        flags, given = numbers.one(), numbers.one()
        step = numbers.signed() if given > 0 else step
        factor = numbers.one() if given > 1 else factor
        if given > 2:
            numbers.one()  # the stream
        size = numbers.one() if given > 3 else 0
        reserved = numbers.one() if given > 4 else 0
        count = numbers.one() if given > 5 else factor - size
        if given > 6:
            numbers.signed()
        header = numbers.one() if given > 7 else header
        for _ in range(8, given):
            numbers.one()
        run = 0
        while run < count and made < 256:
            invalid = made == ord("N")
            yield _Code(_INVALID if invalid else flags, factor, size + run, step, reserved, header)
            run, made = run + (not invalid), made + 1
