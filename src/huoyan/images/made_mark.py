"""How a file says that a program made its picture, as IPTC names it."""

from __future__ import annotations

# The text of a PNG that says so, and what it says.
MARK, MARKED = "DigitalSourceType", "trainedAlgorithmicMedia"
