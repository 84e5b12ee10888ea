"""The files that a page consists of: markup, scripts of its rooms, the look of the reports, its words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from huoyan.report.shell.fill import REPORT, filled
from huoyan.report.shell.page import SCRIPT
from huoyan.web.shell.phrases import phrases_of

INDEX = "index.html"
# Below this lie all files of a page but the page itself; scripts find each other by their names alone.
FOLDER = "page"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
SHELL = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class PageFile:
    """kind: its content type. tag: tells one content from another."""

    content: bytes
    kind: str
    tag: str


def page_files(rooms: Iterable[Path], words: Iterable[str]) -> Mapping[str, PageFile]:
    """By name: `index.html`, filled from the templates of the rooms, and all other files of theirs, of later
    ones what earlier ones have too; the shell comes first. words: the beginnings of the keys of the phrases
    that the page says.
    """
    furnished = (SHELL, *rooms)
    found = {
        INDEX: str(filled(INDEX, {}, furnished)).encode(),
        "report.css": str(filled("shell/style.css", {})).encode(),
        "report.js": (REPORT / SCRIPT).read_bytes(),
        "words.json": json.dumps(phrases_of(words), ensure_ascii=False).encode(),
    }
    for room in furnished:
        for path in sorted(room.iterdir()):
            if path.suffix in TYPES and path.suffix != ".html":
                found[path.name] = path.read_bytes()
    return {name: _page_file(name, content) for name, content in found.items()}


def _page_file(name: str, content: bytes) -> PageFile:
    tag = hashlib.sha256(content).hexdigest()[:16]
    return PageFile(content, TYPES[Path(name).suffix], f'"{tag}"')
