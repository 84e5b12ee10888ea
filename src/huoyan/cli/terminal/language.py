"""The language of the help pages: that of the user's environment."""

from __future__ import annotations

import os
from typing import Literal


def language() -> Literal["zh", "en"]:
    """zh where the environment speaks Chinese, as gettext reads it; else en."""
    for name in ("HUOYAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        spoken = os.environ.get(name)
        if spoken:
            return "zh" if spoken.lower().startswith("zh") else "en"
    return "en"


def said(text: str) -> str:
    """`text` in the user's language."""
    if language() == "en":
        return text
    from huoyan.cli.terminal.chinese import CHINESE  # English needs none of it

    return CHINESE.get(text, text)
