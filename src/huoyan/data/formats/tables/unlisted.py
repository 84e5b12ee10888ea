"""Pictures in the folder of a table that no row names: counted and said, with the folders that hold them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from huoyan.data.say import Say
from huoyan.images.sources.listing import list_folder
from huoyan.text import named, printable
from huoyan.words import Listed, Message, counted, warning


def tell_unlisted(folder: Path, table: str | Listed, files: Iterable[Path | None], say: Say) -> None:
    """`files`: those that the rows of `table` name, in any spelling of their paths."""
    known = {_plain(file) for file in files if file is not None}
    left = [file for file in list_folder(folder).pictures if _plain(file) not in known]
    if left:
        places = Counter(_place(file.relative_to(folder)) for file in left)
        say(
            warning(
                "tables.unlisted_picture" if len(left) == 1 else "tables.unlisted_pictures",
                pictures=counted(len(left), "picture"),
                folder=named(folder),
                table=table,
                places=Listed((_told(place, n) for place, n in places.most_common()), 3),
            )
        )


def _plain(file: Path) -> str:
    return os.path.abspath(file)  # noqa: PTH100  Path.resolve would follow links, and ask the disk


def _place(file: Path) -> str:
    """The folder that holds a file; "" beside the table."""
    return printable(file.parts[0]) if len(file.parts) > 1 else ""


def _told(folder: str, n: int) -> Message:
    return Message("tables.in_folder", n=n, folder=folder) if folder else Message("tables.beside_it", n=n)
