"""A font that has the characters to be drawn, of any script, looked for where systems keep them."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

from huoyan.words import Message

PROBE = "火眼识别"

# Named fonts first: among many files these are known to hold simplified Chinese. (file, face index)
KNOWN = (
    ("NotoSansCJK-Regular.ttc", 2),  # face 2 is SC: the Chinese forms of characters shared with Japanese
    ("NotoSansCJKsc-Regular.otf", 0),
    ("NotoSansSC-Regular.otf", 0),
    ("NotoSansSC-Regular.ttf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("SourceHanSansCN-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("DroidSansFallbackFull.ttf", 0),
    ("uming.ttc", 0),
    ("PingFang.ttc", 0),
    ("Hiragino Sans GB.ttc", 0),
    ("STHeiti Light.ttc", 0),
    ("STHeiti Medium.ttc", 0),
    ("Arial Unicode.ttf", 0),
    ("msyh.ttc", 0),
    ("msyh.ttf", 0),
    ("simhei.ttf", 0),
    ("simsun.ttc", 0),
    ("Deng.ttf", 0),
)
_PLAIN = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf", "Helvetica.ttc")
# Of other scripts: fonts of many, then the family that has a file for each.
_WIDE = (
    "NotoSans-Regular.ttf",
    "FreeSans.ttf",
    "Arial Unicode.ttf",
    "segoeui.ttf",
    "Nirmala.ttf",
    "Nirmala.ttc",
)
_FAMILY = re.compile(r"NotoSans[A-Z]\w*-Regular\.(ttf|otf)|NotoSans(Arabic|Hebrew|Devanagari|Thai)[^-]*\.ttf")

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def font_folders() -> list[Path]:
    """Where Linux, macOS and Windows keep fonts; those that are not there are left out."""
    home = Path.home()
    windows = Path(os.environ.get("WINDIR", "C:/Windows"))
    shared = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(os.pathsep)
    folders = [Path(folder) / "fonts" for folder in shared if folder]
    folders += [home / ".local/share/fonts", home / ".fonts", home / "Library/Fonts"]
    folders += [Path("/Library/Fonts"), Path("/System/Library/Fonts"), windows / "Fonts"]
    folders += [home / "AppData/Local/Microsoft/Windows/Fonts"]
    return [folder for folder in folders if folder.is_dir()]


@cache
def _files(folders: tuple[Path, ...]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        for here, _, names in os.walk(folder):
            for name in names:
                found.setdefault(name, Path(here) / name)
    return found


def chinese_font(folders: tuple[Path, ...] | None = None) -> Path | None:
    """The file of the first font that draws Chinese, or None (then `install_advice` says what to install)."""
    return next((path for path, _ in _chinese(_known(folders))), None)


def font_for(text: str, size: int, folders: tuple[Path, ...] | None = None) -> tuple[Font, str]:
    """A font of `size` pixels, and the text as that font can draw it.

    It is the first that has every character, else the one that lacks fewest: `?` stands in their place.
    Where there is none for Chinese, a warning is logged once.
    """
    known = _known(folders)
    best: tuple[int, Font, str] | None = None
    for path, index in _candidates(text, known):
        font = _open(path, index, size)
        if font is None:
            continue
        drawable = text if text.isascii() else _drawable(text, path, index)
        lacking = sum(a != b for a, b in zip(text, drawable, strict=True))
        if best is None or lacking < best[0]:
            best = lacking, font, drawable
        if not lacking:
            break
    if not text.isascii() and (best is None or best[0]) and next(_chinese(known), None) is None:
        _warn_once()
    if best is not None:
        return best[1:]
    return ImageFont.load_default(size), "".join(x if x == "\n" or " " <= x <= "~" else "?" for x in text)


def _candidates(text: str, known: dict[str, Path]) -> Iterator[tuple[Path, int]]:
    plain = [(known[name], 0) for name in _PLAIN if name in known]
    if text.isascii():
        yield from plain
    yield from _chinese(known)
    if not text.isascii():
        yield from plain
        yield from ((known[name], 0) for name in _WIDE if name in known)
        yield from ((known[name], 0) for name in sorted(known) if _FAMILY.fullmatch(name))


def _known(folders: tuple[Path, ...] | None) -> dict[str, Path]:
    return _files(tuple(font_folders()) if folders is None else folders)


def _chinese(known: dict[str, Path]) -> Iterator[tuple[Path, int]]:
    for name, index in KNOWN:
        if name in known and all(_has(known[name], index, x) for x in PROBE):
            yield known[name], index


@lru_cache(64)
def _open(path: Path, index: int, size: int) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(str(path), size, index=index)
    except (OSError, ImportError):  # a broken file, or Pillow without FreeType
        return None


@cache
def _has(path: Path, index: int, character: str) -> bool:
    """True if the font draws the character otherwise than one that no font has."""
    try:
        # Glyph by glyph: shaping would set what it lacks on a circle.
        font = ImageFont.truetype(str(path), 16, index=index, layout_engine=ImageFont.Layout.BASIC)
    except (OSError, ImportError):
        return False
    return bytes(font.getmask(character)) != bytes(font.getmask("\U0010fffe"))


def _drawable(text: str, path: Path, index: int) -> str:
    return "".join(x if x in " \n" or _has(path, index, x) else "?" for x in text)


@cache
def _warn_once() -> None:
    logging.getLogger("huoyan").warning(Message("image.no_chinese_font", how=install_advice()))


def install_advice() -> Message:
    """How each system comes by a Chinese font."""
    return Message("image.font_install")
