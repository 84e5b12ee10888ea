"""Phrases of the command line: help, what a call lacks, and what a command tells."""

from __future__ import annotations

from huoyan.words.commands import arguments, help, kinds, recipe, terminal

AREAS = (help.PHRASES, recipe.PHRASES, arguments.PHRASES, terminal.PHRASES, kinds.PHRASES)
