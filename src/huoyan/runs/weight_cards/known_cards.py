"""The card of a file of weights: one that is given or lies beside it, else one of those that ship."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from huoyan.artifact.checksum import sha256_file
from huoyan.errors import UsageError
from huoyan.runs.weight_cards.card import Card
from huoyan.runs.weight_cards.card_file import parse_card, read_card
from huoyan.words import Message

ENDING = ".toml"


def card_for(file: Path, given: Path | None = None) -> Card | None:
    """The card of `file`: `given`, else FILE.toml beside it, else by its sha256 among those that ship.

    None where none is known, or the file is not there. Raises UsageError (usage.card) for a card that cannot
    be read, or that is of another file.
    """
    own = given or card_beside(file)
    if own is None:
        return shipped_cards().get(sha256_file(file)) if file.is_file() else None
    card = read_card(own)
    if card.sha256 is not None and file.is_file() and (found := sha256_file(file)) != card.sha256:
        raise UsageError(
            Message("card.other_file", card=own, file=file, found=found[:12], expected=card.sha256[:12]),
            code="usage.card",
        )
    return card


def card_beside(file: Path) -> Path | None:
    """The file of that name with `.toml` behind it, if it is there."""
    beside = file.with_name(file.name + ENDING)
    return beside if beside.is_file() else None


@cache
def shipped_cards() -> dict[str, Card]:
    """Cards that come with the project, by the sha256 of their files."""
    found: dict[str, Card] = {}
    for each in sorted(files("huoyan.runs.weight_cards").joinpath("known").iterdir(), key=lambda x: x.name):
        card = parse_card(each.read_text(encoding="utf-8"), Path(each.name))
        assert card.sha256 is not None, each.name
        found[card.sha256] = card
    return found
