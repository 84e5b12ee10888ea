"""Phrases of every page whose words its scripts fill in: those of servers, and that of a site."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "shell.skip": ("Skip to the page", "跳到正文"),
    "shell.close": ("Close", "关闭"),
}
