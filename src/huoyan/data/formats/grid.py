"""What a table file holds, whatever wrote it: a header and cells, all as text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rows:
    """`cells` has the columns of `header`; `lines` are their places in the file, for messages.

    `guessed` names the encoding where the file does not say it.
    """

    header: tuple[str, ...]
    cells: list[list[str]]
    lines: list[int]
    guessed: str | None = None

    def column(self, at: int) -> list[str]:
        return [cells[at] for cells in self.cells]

    def name(self, at: int) -> str:
        """The column's header, or its place where that is empty."""
        return self.header[at] or f"(column {at + 1})"
