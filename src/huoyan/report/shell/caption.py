"""The source of a picture as a caption writes it: the end of a path is what tells."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caption:
    """`folder`: up to the last separator; `name`: the rest."""

    whole: str

    @property
    def folder(self) -> str:
        return self.whole[: len(self.whole) - len(self.name)]

    @property
    def name(self) -> str:
        return re.split(r"[/\\]", self.whole)[-1]
