"""How reading a data set speaks to the person: one remark at a time, on stderr unless told otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

Say = Callable[[str], None]


def to_stderr(remark: str) -> None:
    """The default: stdout belongs to answers (`--json`)."""
    print(remark, file=sys.stderr)


def some(names: Iterable[object], limit: int = 5) -> str:
    """The first few names, and how many more there are: `a, b and 3 more`."""
    listed = [str(name) for name in names]
    if len(listed) <= limit:
        return ", ".join(listed)
    return f"{', '.join(listed[:limit])} and {len(listed) - limit:,} more"


def count(n: int, thing: str) -> str:
    """`1 picture`, `1,200 pictures`, `3 classes`."""
    if n == 1:
        return f"1 {thing}"
    return f"{n:,} {thing}{'es' if thing.endswith('s') else 's'}"
