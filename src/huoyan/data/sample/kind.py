"""The kinds of truth that data can have, see `truth`, and of what. Without NumPy, as flags need the names."""

from __future__ import annotations

from typing import Literal

Kind = Literal["class", "labels", "numbers", "boxes", "quality"]
# Pictures, or clips: what is seen over time.
Medium = Literal["pictures", "clips"]
