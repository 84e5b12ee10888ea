"""Phrases of the pages: the report of a run, and that of a check."""

from __future__ import annotations

from huoyan.words.pages import check, compared, figures, report, values

AREAS = (report.PHRASES, figures.PHRASES, compared.PHRASES, check.PHRASES, values.PHRASES)
