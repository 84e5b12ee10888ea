"""A file of names of classes, one a line."""

from __future__ import annotations

from pathlib import Path

from huoyan.errors import UsageError
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason


def read_labels(file: Path) -> list[str]:
    """Empty lines count for nothing. Raises UsageError (usage.labels)."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _refuse(Message("imported.labels_unread", file=file, reason=system_reason(error))) from error
    except UnicodeDecodeError as error:
        raise _refuse(Message("imported.labels_encoding", file=file)) from error
    names = [line.strip() for line in text.splitlines() if line.strip()]
    doubled = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if doubled is not None:
        raise _refuse(Message("imported.labels_doubled", file=file, name=doubled))
    return names


def _refuse(message: Message) -> UsageError:
    return UsageError(message, code="usage.labels")
