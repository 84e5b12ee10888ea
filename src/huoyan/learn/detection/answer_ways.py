"""How often a detector answers for a thing: many times, of which suppression leaves one, or once."""

from __future__ import annotations

from collections.abc import Mapping

MANY, ONCE, BOTH = "many", "once", "both"
WAYS = (MANY, ONCE, BOTH)


def answers_once(options: Mapping[str, object]) -> bool:
    """Whether the options of a network say that nothing of its answers is to be suppressed."""
    return options.get("answers") == ONCE
