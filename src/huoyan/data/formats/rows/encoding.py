"""Bytes of a table as text: UTF-8, UTF-16, what the user names, or GB 18030 where that is plausible."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from huoyan.errors import DataError, UsageError
from huoyan.words import Message, joined

# Lead bytes of the characters that are met in running text, for encodings that are easily confused: each
# national standard lists the common ones first, after punctuation, kana and letters with accents.
_COMMON = {
    "gb18030": ((0xA1, 0xA3), (0xA8, 0xA8), (0xB0, 0xD7)),  # GB 2312, level 1
    "big5": ((0xA1, 0xC6),),
    "shift_jis": ((0x81, 0x83), (0x88, 0x97)),  # JIS X 0208, level 1
    "euc_jp": ((0xA1, 0xA1), (0xA4, 0xA5), (0xB0, 0xCF)),
    "euc_kr": ((0xB0, 0xC8),),
}
# Share of the characters that must be common ones; the names of animals and plants have many rare ones.
_PLAUSIBLE = 0.6
_ZIP = b"PK\3\4"
# So many different characters that are all Korean, or pairs of Cyrillic letters, are hardly Chinese.
_HARDLY_CHANCE = {"euc_kr": 8, "cp1251": 3}


def decode_text(data: bytes, path: Path, encoding: str | None = None) -> tuple[str, str | None]:
    """The text, and the name of the encoding where it was guessed. DataError data.encoding.

    A GB 18030 table of very few Chinese characters can happen to be valid UTF-8; it is then read as that.
    """
    if encoding is not None:
        return _as_named(data, path, encoding), None
    if data.startswith(_ZIP):
        raise DataError(Message("rows.zip", path=path), code="data.encoding")
    unicode = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    unmarked = {b"\0": "utf-16-be", data[1:2]: "utf-16-le"}.get(b"\0") if b"\0" in data[:2] else None
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        unicode = "utf-32"
    try:
        text = data.decode(unmarked or unicode)
        _check_zeros(text, path)
        return text, unmarked and "UTF-16"
    except UnicodeDecodeError:
        likely = _likely(data)
    if likely == ["gb18030"]:
        return data.decode("gb18030"), "GB 18030"
    raise DataError(_not_utf8(data, path, likely), code="data.encoding")


def _not_utf8(data: bytes, path: Path, likely: list[str]) -> Message:
    if not likely:
        return Message("rows.not_utf8", path=path, odd=_first_odd(data))
    return Message("rows.not_utf8_likely", path=path, odd=_first_odd(data), likely=joined(likely, "or"))


def _check_zeros(text: str, path: Path) -> None:
    """A file that was cut off while it was written is filled up with zero bytes; its last rows are lost."""
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise DataError(
            Message("rows.zero_bytes", path=path, line=line, n=text.count("\0")), code="data.encoding"
        )


def _likely(data: bytes) -> list[str]:
    """Encodings in which the text is plausible. One of GB 18030 alone is sure enough to be taken."""
    if _stand_alone(data):
        return ["cp1252"]
    plausible = [name for name in _COMMON if _plausibility(data, name) >= _PLAUSIBLE]
    if "gb18030" not in plausible:
        return plausible or ["cp1251"] * _is_cyrillic(data)
    odd = {character for character in data.decode("gb18030") if not character.isascii()}
    korean = _plausibility(data, "euc_kr") == 1 and len(odd) >= _HARDLY_CHANCE["euc_kr"]
    cyrillic = len(odd) >= _HARDLY_CHANCE["cp1251"] and _is_cyrillic(data)
    rivals = [name for name, met in (("euc_kr", korean), ("cp1251", cyrillic)) if met]
    return ["gb18030", *rivals]


def _as_named(data: bytes, path: Path, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        raise UsageError(Message("rows.unknown_encoding", encoding=encoding), code="usage.table") from error
    except UnicodeError as error:
        raise DataError(
            Message("rows.other_encoding", path=path, encoding=encoding, reason=str(error)),
            code="data.encoding",
        ) from error


def _plausibility(data: bytes, encoding: str) -> float:
    """Share of common characters among those that are not ASCII.

    0 where the bytes do not fit, or where more than a few characters are not of the national standard.
    """
    standard = "gb2312" if encoding == "gb18030" else encoding
    try:
        odd = [character for character in data.decode(encoding) if not character.isascii()]
    except UnicodeDecodeError:
        return 0.0
    written = [character.encode(standard, "ignore") for character in odd]
    if 10 * sum(len(pair) != 2 for pair in written) > len(odd):
        return 0.0
    ranges = _COMMON[encoding]
    common = sum(len(pair) == 2 and any(low <= pair[0] <= high for low, high in ranges) for pair in written)
    return common / len(odd)


def _is_cyrillic(data: bytes) -> bool:
    """Whether the bytes above ASCII are Cyrillic letters, capitals only where words have them."""
    words = re.findall(rb"[\x80-\xff]+", data)
    spelt = [word.decode("cp1251", "replace") for word in words]
    return all(
        min(word) >= 0xC0 and (text.isupper() or text[1:].islower())
        for word, text in zip(words, spelt, strict=True)
    )


def _stand_alone(data: bytes) -> bool:
    """Whether most bytes above ASCII stand alone among ASCII, as letters with accents do."""
    high = [at for at, byte in enumerate(data[:100_000]) if byte >= 0x80]
    alone = sum(data[at + 1 : at + 2].isascii() and data[max(0, at - 1) : at].isascii() for at in high)
    return 2 * alone > len(high)


def _first_odd(data: bytes) -> Message:
    """`\\xe9 in 'Caf\\xe9'`: the first byte that is not ASCII, with its neighbours."""
    at = next(at for at, byte in enumerate(data) if byte >= 0x80)
    line = data.count(b"\n", 0, at) + 1
    around = data[max(0, at - 6) : at + 7].decode("ascii", "backslashreplace")
    return Message("rows.odd_bytes", around=around.strip(), line=line)
