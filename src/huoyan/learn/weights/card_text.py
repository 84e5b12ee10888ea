"""A card as the text of its file, with remarks on single values as comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

from huoyan.runs.weight_cards.card import Card
from huoyan.runs.weight_cards.card_file import PARTS
from huoyan.words import Lang, Message


def card_text(card: Card, remarks: Mapping[str, Message], lang: Lang = "en") -> str:
    """Values that are not those of an empty card, and those with a remark; without a value they are comments.

    `remarks` by the name of the value: `input.range`.
    """
    lines = [f'sha256 = "{card.sha256}"'] if card.sha256 else []
    for part in PARTS:
        told = list(_lines(part, getattr(card, part), remarks, lang))
        if told:
            lines += ["", f"[{part}]", *told]
    return "\n".join(lines) + "\n"


def _lines(part: str, values: Any, remarks: Mapping[str, Message], lang: Lang) -> Iterator[str]:
    import tomli_w

    for each in fields(values):
        value, remark = getattr(values, each.name), remarks.get(f"{part}.{each.name}")
        if remark is not None:
            yield f"# {Message('draft.unsure', reason=remark).told(lang)}"
        elif value == _empty(each):
            continue
        if value is None or value in ((), {}):
            yield f"# {each.name} ="
        elif isinstance(value, dict):
            inner = ", ".join(tomli_w.dumps({name: _plain(x)}).strip() for name, x in value.items())
            yield f"{each.name} = {{ {inner} }}"
        elif isinstance(value, tuple):
            items = (tomli_w.dumps({"x": x}).strip().removeprefix("x = ") for x in value)
            yield f"{each.name} = [{', '.join(items)}]"
        else:
            yield tomli_w.dumps({each.name: value}).strip()


def _empty(each: Field[Any]) -> Any:
    if each.default is not MISSING:
        return each.default
    return None if each.default_factory is MISSING else each.default_factory()


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
