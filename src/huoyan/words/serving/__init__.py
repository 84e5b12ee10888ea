"""What is said by a server, and about it."""

from __future__ import annotations

from huoyan.words.serving import inputs

# Each area has a file of its own.
AREAS = (inputs.PHRASES,)
