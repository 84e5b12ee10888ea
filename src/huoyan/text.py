"""Names and numbers as text: what every file, page, pipe and terminal can take, and what reads well."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path  # a third of the time of `huoyan --help`


def printable(text: str) -> str:
    r"""`text` as valid Unicode: what is not UTF-8 in the name of a file is written as `\xff`.

    Systems allow any bytes in a name (an archive packed on a GBK system leaves such ones); Python carries
    them as lone surrogates, which nothing can write.
    """
    if text.isascii():
        return text
    try:
        content = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte: Windows allows these
        content = text.encode("utf-8", "backslashreplace")
    return content.decode("utf-8", "backslashreplace")


# As `printable` and Python write a byte or a surrogate that stands for no character.
_ESCAPE = re.compile(r"\\x[89a-f][0-9a-f]|\\ud[89a-f][0-9a-f]{2}")
_WRITTEN = re.compile(rf"\\\\|{_ESCAPE.pattern}")


def spelt(name: str) -> str:
    r"""The name of a file as text that no other name gives: as `printable`, but never ambiguous.

    In a name with bytes that are not UTF-8, or with a real backslash that looks like one of these (`\xff`),
    the real backslashes are doubled.
    """
    if printable(name) == name and not _ESCAPE.search(name):
        return name
    return printable(name.replace("\\", "\\\\"))


def unspelt(text: str) -> str:
    """The name that `spelt` wrote so."""
    if not _ESCAPE.search(text):
        return text
    return _WRITTEN.sub(lambda found: _character(found[0]), text)


def _character(written: str) -> str:
    if written == "\\\\":
        return "\\"
    # How Python carries a byte that is no text in the name of a file: PEP 383.
    return chr(0xDC00 + int(written[2:], 16) if written[1] == "x" else int(written[2:], 16))


# What must not reach a terminal or a page as it is: control characters, the two line separators of Unicode,
# and marks that turn the direction of reading, with which a name could feign another ending. Tab and the
# ends of lines are left out: to a page they are blanks.
_RANGES = ((0, 8), (0xB, 0xC), (0xE, 0x1F), (0x7F, 0x9F), (0x2028, 0x202E), (0x2066, 0x2069))
UNSEEN = frozenset(code for first, last in _RANGES for code in range(first, last + 1))
_ESCAPED = {code: ascii(chr(code))[1:-1] for code in (*UNSEEN, *b"\t\n\r")}


def shown(text: str) -> str:
    r"""`text` as one line that steers no terminal: escape is written as `\x1b`, the end of a line as `\n`."""
    return printable(text).translate(_ESCAPED)


def nfc(text: str) -> str:
    """`text` with composed accents: the one form of a name that macOS and Linux spell in two (NFD, NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def named(folder: Path) -> Path:
    """The folder by a path that tells which it is: `.` and `..` do not."""
    return folder if folder.name not in ("", "..") else folder.resolve()


def padded(text: str, width: int) -> str:
    """`text` filled with blanks to `width` cells of a terminal; below 0: from the left."""
    blanks = " " * (abs(width) - cells(text))
    return text + blanks if width > 0 else blanks + text


def cells(text: str) -> int:
    """How wide a terminal shows `text`: Chinese characters take two cells."""
    return sum(2 if unicodedata.east_asian_width(x) in "WF" else 1 for x in text)


def shortened(text: str, most: int = 500) -> str:
    """`text` of at most `most` characters, its middle left out."""
    return text if len(text) <= most else f"{text[: most // 2]} ... {text[-most // 2 :]}"


def number_form(value: float, places: int) -> str:
    """The format of a figure: so many decimals, or four digits where all these would be zeros.

    Below 1e-100 a figure is nothing.
    """
    return ".4g" if 1e-100 < abs(value) < 10**-places else f".{places}f"
