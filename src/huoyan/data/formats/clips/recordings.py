"""Which clips belong together: those of one recording, and those of one person, scene or camera."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path


def recordings(files: Sequence[Path | None], said: Sequence[str]) -> list[str | None]:
    """The group of each clip; None for one that stands alone.

    said: the group that the data name for each, "" for none. Clips of one file are together, whatever the
    groups that they name: these then are one, called by the first of them.
    """
    home: dict[str, str] = {}

    def root(name: str) -> str:
        while home.setdefault(name, name) != name:
            home[name] = home[home[name]]
            name = home[name]
        return name

    times = Counter(files)
    owners: list[str | None] = []
    for file, group in zip(files, said, strict=True):
        several = file is not None and times[file] > 1
        known = [f"group {group}"] if group else []
        known += [f"file {file}"] if several else []
        for other in known[1:]:
            first, second = root(known[0]), root(other)
            home[max(first, second)] = min(first, second)  # `file` comes before `group`
        owners.append(known[0] if known else None)
    members: dict[str, str] = {}
    for owner, file, group in zip(owners, files, said, strict=True):
        if owner is not None:
            members.setdefault(root(owner), group or (file.name if file else ""))
    return [None if owner is None else members[root(owner)] for owner in owners]
