"""What stands between several values of a sentence, and between sentences: see `joined`."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "joined.and": ("{one} and {other}", "{one} 和 {other}"),
    "joined.or": ("{one} or {other}", "{one} 或 {other}"),
    "joined.against": ("{one} / {other}", "{one} 或 {other}"),
    "joined.sentences": ("{one} {other}", "{one}{other}"),
    "joined.semicolon": ("{one}; {other}", "{one}；{other}"),
}
