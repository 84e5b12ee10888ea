"""Which clips belong together: those of one recording, and those of one person, scene or camera."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path


def recordings(files: Sequence[Path | None], said: Sequence[str]) -> list[str | None]:
    """The group of each clip; None for one that stands alone.

    said: the group that the data name for each, "" for none. Clips of one file are together, however its path
    is written and whatever the groups that they name: these then are one, called by the first of them.
    """
    real = [None if file is None else file.resolve() for file in files]
    home: dict[str, str] = {}

    def root(name: str) -> str:
        while home.setdefault(name, name) != name:
            home[name] = home[home[name]]
            name = home[name]
        return name

    times = Counter(real)
    owners: list[str | None] = []
    for file, group in zip(real, said, strict=True):
        several = file is not None and times[file] > 1
        known = [f"group {group}"] if group else []
        known += [f"file {file}"] if several else []
        for other in known[1:]:
            first, second = root(known[0]), root(other)
            home[max(first, second)] = min(first, second)  # `file` comes before `group`
        owners.append(known[0] if known else None)
    names = _short([file for file in real if file is not None])
    members: dict[str, str] = {}
    for owner, file, group in zip(owners, real, said, strict=True):
        if owner is not None:
            members.setdefault(root(owner), group or (names[file] if file else ""))
    return [None if owner is None else members[root(owner)] for owner in owners]


def _short(files: Iterable[Path]) -> dict[Path, str]:
    """Each by its name, or where several are called so by as many folders above it as tell them apart."""
    distinct = tuple(dict.fromkeys(files))
    for depth in count(1):
        names = {file: "/".join(file.parts[-depth:]) for file in distinct}
        if len({*names.values()}) == len(distinct):
            break
    return names
