"""How to repeat the run: its command, what was decided automatically, and every setting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from huoyan.report.record import RunRecord
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.words import told

# In the run folder, where the page lies too.
WINNER = "huoyan train DATA --recipe recipe.toml"


def recipe(record: RunRecord, words: Words) -> Section:
    context = {
        "command": record.command,
        "winner": WINNER if record.ascent is not None else None,
        "choices": [told(choice, words.lang) for choice in record.choices],
        "settings": _settings(record.recipe, words),
    }
    return section("recipe", words, "sections/html/recipe.html", context)


def _settings(values: Mapping[str, Any], words: Words) -> Table:
    rows = ((cell(key), cell(_written(value))) for key, value in values.items())
    return table([words("recipe.key"), words("recipe.value")], rows)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
