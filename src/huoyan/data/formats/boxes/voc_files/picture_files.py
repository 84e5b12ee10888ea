"""The picture of each XML file: by the file's own name, else by the name that it gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from huoyan.data.formats.boxes.voc_files.annotation import VocAnnotation
from huoyan.errors import DataError
from huoyan.text import nfc, printable
from huoyan.words import Listed, Message


class PictureFiles:
    """The pictures below a folder, by their names without endings.

    The XML's own name goes before the one inside it, which is stale wherever files were renamed.
    """

    def __init__(self, home: Path, pictures: Iterable[Path]) -> None:
        self.home = home
        self.stems: defaultdict[str, list[Path]] = defaultdict(list)
        for file in pictures:
            self.stems[_key(file.stem)].append(file)

    def of(self, found: VocAnnotation) -> Path | None:
        """DataError data.ambiguous where several are as near to the XML file."""
        given = PurePosixPath(found.picture.replace("\\", "/"))
        near = self.stems.get(_key(found.file.stem)) or self._named(given)
        if not near:
            return None
        shared = {file: _shared(file.parent, found.file.parent) for file in near}
        best = [file for file in near if shared[file] == max(shared.values())]
        named = [file for file in best if _key(file.name) == _key(given.name)]
        best = named if len(named) == 1 else best
        if len(best) > 1:
            places = Listed((printable(file.relative_to(self.home).as_posix()) for file in best), 3)
            told = Message("voc.two_pictures", file=found.file.name, pictures=places)
            raise DataError(told, code="data.ambiguous")
        return best[0]

    def _named(self, given: PurePosixPath) -> list[Path]:
        """A name may come without its ending, and hold points."""
        return self.stems.get(_key(given.stem)) or self.stems.get(_key(given.name)) or []


def _key(name: str) -> str:
    return nfc(name).casefold()


def _shared(one: Path, other: Path) -> int:
    """How many folders two places have in common: from above, and below the kinds of files from the end."""
    common = 0
    for a, b in zip(one.parts, other.parts, strict=False):
        if a != b:
            break
        common += 1
    own, others = one.parts[common + 1 :], other.parts[common + 1 :]
    same = own == others  # images/night and annotations/night
    return 2 * common + (one == other) + (2 * len(own) + 1 if same and own else 0)
