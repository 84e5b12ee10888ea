"""How surely a format takes a path for its own: the surest reads it; a tie is for the user to settle."""

from __future__ import annotations

NO = 0.0
# What lies there can be read so.
LIKELY = 0.5
# The user says how this format is to be read, or no other has such a file.
CERTAIN = 1.0
