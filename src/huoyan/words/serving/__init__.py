"""What is said by a server, and about it."""

from __future__ import annotations

from huoyan.words.serving import access, answering, inputs, open_inference, openapi, posting, starting

# Each area has a file of its own.
AREAS = (
    access.PHRASES,
    answering.PHRASES,
    inputs.PHRASES,
    open_inference.PHRASES,
    openapi.PHRASES,
    posting.PHRASES,
    starting.PHRASES,
)
