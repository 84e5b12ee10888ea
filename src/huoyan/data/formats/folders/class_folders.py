"""The folders of single classes, with the pictures in them and the part that each picture is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.dataset import Split
from huoyan.data.formats.folders.layout import Place, class_name, parts_in
from huoyan.data.formats.folders.tree import listing, subfolders
from huoyan.images.sources.listing import Listing


@dataclass(frozen=True, slots=True)
class ClassFolder:
    """One folder of one class. parts: the part of the folders in it by their names, where these are parts."""

    name: str
    place: Place
    folder: Path
    listing: Listing
    parts: Mapping[str, Split]

    def split_of(self, file: Path) -> Split | None:
        if self.place.split or not self.parts:
            return self.place.split
        return self.parts.get(file.relative_to(self.folder).parts[0])

    @property
    def bare(self) -> bool:
        """Without any file, not merely without a picture."""
        return not self.listing.pictures and not self.listing.passed

    def open_pictures(self) -> int:
        """How many pictures are in no part."""
        return sum(self.split_of(file) is None for file in self.listing.pictures)


def read_place(place: Place, *, inside: bool) -> Iterator[ClassFolder]:
    """Every folder in `place`, also those without a picture; with its own parts where `inside`."""
    for folder in subfolders(place.folder):
        parts = {part.name: split for part, split in parts_in(folder).items()} if inside else {}
        yield ClassFolder(class_name(folder), place, folder, listing(folder), parts)
