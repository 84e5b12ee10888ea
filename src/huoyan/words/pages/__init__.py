"""Phrases of the pages: the report of a run, and that of a check."""

from __future__ import annotations

from huoyan.words.pages import check, compared, comparison, figures, report, values

AREAS = (report.PHRASES, figures.PHRASES, compared.PHRASES, comparison.PHRASES, check.PHRASES, values.PHRASES)
