"""How a page asks its server: with the key of this tab, for which a form asks where one is due."""

from __future__ import annotations

from pathlib import Path

KEYED = Path(__file__).parent
WORDS = "keyed."
