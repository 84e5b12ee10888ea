"""Phrases of the command line: help, what a call lacks, and what a command tells."""

from __future__ import annotations

from collections.abc import Mapping

from huoyan.words.commands import arguments, generate, help, kinds, recipe, serve, terminal, watch

AREAS = (
    generate.PHRASES,
    help.PHRASES,
    recipe.PHRASES,
    arguments.PHRASES,
    terminal.PHRASES,
    kinds.PHRASES,
    serve.PHRASES,
    watch.PHRASES,
)
PHRASES: Mapping[str, tuple[str, str]] = {key: both for area in AREAS for key, both in area.items()}
