"""The kinds of truth that data can have: see `truth`. Without NumPy, as flags need the names."""

from __future__ import annotations

from typing import Literal

Kind = Literal["class", "labels", "numbers", "boxes"]
