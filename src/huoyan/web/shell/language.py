"""In which language a caller wants to be spoken to."""

from __future__ import annotations

from collections.abc import Mapping

from huoyan.words import LANGS, Lang


def language_of(headers: Mapping[str, str]) -> Lang:
    """The first of Accept-Language that huoyan speaks, English where none is; browsers name theirs first."""
    for wanted in headers.get("accept-language", "").split(","):
        name = wanted.partition(";")[0].strip().lower().partition("-")[0]
        for lang in LANGS:
            if name == lang:
                return lang
    return "en"
