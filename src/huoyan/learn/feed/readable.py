"""What could be read of each part of the data: said, and an error where it is too little."""

from __future__ import annotations

from collections.abc import Mapping

from huoyan.learn.feed.pictures import Pictures, check_broken
from huoyan.runs.events import Listener, Said
from huoyan.runs.run_folder import RunFolder
from huoyan.words import Listed, Message, counted

PART_NAMES = ("training", "validation", "test")


def _unread_of(part: str, pictures: Pictures) -> Message:
    return Message("feed.unread_part", n=len(pictures.broken), part=Message(f"feed.part_{part}"))


def check_readable(
    read: Mapping[str, Pictures], max_broken: float, folder: RunFolder, tell: Listener
) -> None:
    """Says how many pictures of each part are broken; an error where they are too many."""
    broken = [each for pictures in read.values() for each in pictures.broken]
    if broken:
        unread = Message(
            "feed.unread",
            pictures=counted(len(broken), "picture"),
            where=Listed(_unread_of(name, p) for name, p in read.items() if p.broken),
            names=Listed((each.sample.source for each in broken), 3),
            file=folder.quarantine,
        )
        tell(Said(unread, warning=True))
    for name, pictures in read.items():
        check_broken(pictures, max_broken, name)
