"""The page of clips: one class of several for what happens over time."""

from __future__ import annotations

from huoyan.report.tasks.classify import cards, data, evidence, facts, sections, verdict

__all__ = ["cards", "data", "evidence", "facts", "sections", "verdict"]
