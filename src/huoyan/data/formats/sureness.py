"""How surely a format takes a path for its own: the surest reads it; a tie is for the user to settle."""

from __future__ import annotations

NO = 0.0
# It can be read so where that is wanted, but others read it better.
HARDLY = 0.25
# What lies there can be read so.
LIKELY = 0.5
# What lies there has the marks of this format, which nothing else has.
MARKED = 0.75
# The user says how this format is to be read, or no other has such a file.
CERTAIN = 1.0
# What the user says is of several formats, and this one has its marks.
CERTAIN_AND_MARKED = 1.25
