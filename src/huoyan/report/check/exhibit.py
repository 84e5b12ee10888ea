"""A picture as the check page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.report.shell.caption import Caption
from huoyan.report.shell.thumbs import Thumb


@dataclass(frozen=True, slots=True)
class Exhibit:
    """thumb: None where it cannot be read, or lies outside the data's folder and is not to be embedded;
    split: "" where it has none.
    """

    source: Caption
    label: str
    split: str
    thumb: Thumb | None
    outside: bool = False
