"""A small tree of an XML file that knows the line of each element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from huoyan.data.formats.boxes.parts.file_text import MOST_OF_PICTURE
from huoyan.data.formats.rows.encoding import decode_text
from huoyan.data.formats.rows.file_bytes import bytes_of
from huoyan.errors import DataError
from huoyan.words import Message

_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["']([\w.-]+)["']""")


@dataclass(slots=True)
class Element:
    """text: all that stands directly in it, without outer blanks. attributes: names alone."""

    tag: str
    line: int
    attributes: tuple[str, ...] = ()
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def find(self, tag: str) -> Element | None:
        """The first direct child of that name."""
        return next(self.all(tag), None)

    def all(self, tag: str) -> Iterator[Element]:
        return (child for child in self.children if child.tag == tag)

    def said(self, tag: str) -> str:
        """The text of the first direct child of that name; "" where there is none."""
        found = self.find(tag)
        return "" if found is None else found.text


def xml_tree(file: Path) -> Element:
    """Its root. Raises DataError data.xml; entities, which can grow without end, are not read."""
    root = Element("", 0)
    above = [root]
    text = _text_of(file)
    parser = expat.ParserCreate("utf-8")

    def start(tag: str, attributes: dict[str, str]) -> None:
        above[-1].children.append(Element(tag, parser.CurrentLineNumber, tuple(attributes)))
        above.append(above[-1].children[-1])

    def end(tag: str) -> None:
        above[-1].text = above[-1].text.strip()
        above.pop()

    def said(data: str) -> None:
        above[-1].text += data

    def entity(*declared: object) -> None:
        raise DataError(Message("voc.entities", file=file), code="data.xml")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = said, entity
    try:
        parser.Parse(text.encode(), True)
    except (expat.ExpatError, ValueError) as error:
        told = Message("voc.no_xml", file=file, line=parser.CurrentLineNumber, reason=str(error))
        raise DataError(told, code="data.xml") from error
    return root.children[0]


def _text_of(file: Path) -> str:
    """In the encoding that the file declares, of which expat knows but few; else as of any text."""
    data = bytes_of(file, MOST_OF_PICTURE)
    declared = _DECLARED.match(data)
    if declared is not None:
        try:
            return data.decode(declared[1].decode("ascii")).removeprefix("\ufeff")
        except (LookupError, UnicodeError):
            pass  # it declares what it is not: files were converted without a look at their first line
    return decode_text(data, file)[0]
