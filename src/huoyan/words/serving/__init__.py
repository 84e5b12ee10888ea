"""What is said by a server, and about it."""

from __future__ import annotations

from huoyan.words.serving import access, answering, inputs, open_inference, posting, starting

# Each area has a file of its own.
AREAS = (
    access.PHRASES,
    answering.PHRASES,
    inputs.PHRASES,
    open_inference.PHRASES,
    posting.PHRASES,
    starting.PHRASES,
)
