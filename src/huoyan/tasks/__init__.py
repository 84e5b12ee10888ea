"""Tasks: what the named outputs of a network mean. A new one is a file here and a line in TASKS."""

from __future__ import annotations

from huoyan.tasks.classify import Classify

TASKS = {"classify": Classify}
