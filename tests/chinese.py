"""Looks for English in what is said in Chinese."""

from __future__ import annotations

import html
import re
from pathlib import Path

# Two words in a row. Single ones may be terms of the field, flags, classes and values.
ENGLISH = re.compile(r"(?<![\w./'-])[A-Za-z]{2,}(?:[ ,;:]+[A-Za-z]{2,})+(?![\w./'-])")
# Names of several words, which every language writes so.
NAMES = ("ROC AUC", "Vision Transformer", "MODEL, SOURCE")
# A setting with its value, as --flags and recipe.toml have them.
SETTINGS = re.compile(r"\b(?:model|fit|colour|flip|precision|imbalance|loss|augment|widths) [\w-]+(?=：|$)")
COMMAND = re.compile(r"\bhuoyan [a-z]+( [-./\w]+| '[^']*')*|--[a-z-]+( [\w.-]+)?")


def english_in(text: str) -> list[str]:
    """What reads like a piece of an English sentence."""
    for known in NAMES:
        text = text.replace(known, "·")
    text = re.sub(r"^huoyan: ", "", text, flags=re.MULTILINE)
    return [found[0] for found in ENGLISH.finditer(SETTINGS.sub("·", COMMAND.sub("·", text)))]


def english_on(page: Path) -> list[str]:
    """The same of what a page shows, its titles, hints and the texts of its charts."""
    text = re.sub(r"<(script|style)\b.*?</\1>", "", page.read_text("utf-8"), flags=re.DOTALL)
    hints = re.findall(r'(?:alt|title|aria-label|data-sort|data-copied)="([^"]*)"', text)
    shown = re.split(r"<[^>]*>", text)
    return [found for part in (*shown, *hints) for found in english_in(html.unescape(part))]
