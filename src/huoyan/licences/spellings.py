"""The SPDX name of a licence as people, packages and hubs write it."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What tells nothing apart.
_BLANKS = re.compile(
    r"\b(the|licen[cs]es?|licensed|software|version|v|osi approved|public domain dedication)\b|::|[,\"'()]",
    re.IGNORECASE,
)
_BLANKS_BETWEEN = re.compile(r"\s+")
SPELLINGS: Mapping[str, str] = {
    "academic free": "AFL-3.0",
    "academic free 3.0": "AFL-3.0",
    "academic free afl": "AFL-3.0",
    "afl-3.0": "AFL-3.0",
    "apache": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache-2": "Apache-2.0",
    "apache2": "Apache-2.0",
    "apache2.0": "Apache-2.0",
    "bsd": "BSD",
    "2-clause bsd": "BSD-2-Clause",
    "bsd 2-clause": "BSD-2-Clause",
    "freebsd": "BSD-2-Clause",
    "simplified bsd": "BSD-2-Clause",
    "3-clause bsd": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "modified bsd": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "boost 1.0": "BSL-1.0",
    "boost 1.0 bsl-1.0": "BSL-1.0",
    "cc by 3.0": "CC-BY-3.0",
    "cc by 4.0": "CC-BY-4.0",
    "cc by-sa 4.0": "CC-BY-SA-4.0",
    "cc0": "CC0-1.0",
    "cc0 1.0": "CC0-1.0",
    "cc0 1.0 universal": "CC0-1.0",
    "cc0 1.0 universal cc0 1.0": "CC0-1.0",
    "expat": "MIT",
    "historical permission notice and disclaimer hpnd": "HPND",
    "isc iscl": "ISC",
    "mit": "MIT",
    "mit mit": "MIT",
    "mozilla public 2.0 mpl 2.0": "MPL-2.0",
    "mpl 2.0": "MPL-2.0",
    "psf": "PSF-2.0",
    "python foundation": "PSF-2.0",
    "unlicense unlicense": "Unlicense",
}


# "gnu general public v3 or later gplv3+", "lgplv2.1", "agpl": the name in brackets says it again.
_GNU = re.compile(
    r"(?:gnu )?(?:(?P<family>affero |lesser |library )?general public|(?P<letter>[al]?)gpl)"
    r"(?:[ -]?v?(?P<number>[23](?:\.[01])?))?(?:\+|[ -]or[ -]later)?(?: [al]?gpl[v0-9.+]*)?"
)


def spdx_of(stated: str) -> str | None:
    """`stated` as an SPDX expression, as far as it may be one; None for what is none in any spelling.

    A version that is not said is the only one in use (Apache 2.0); else the family counts (BSD).
    """
    plain = _BLANKS_BETWEEN.sub(" ", _BLANKS.sub(" ", stated)).strip().lower()
    if plain in SPELLINGS:
        return SPELLINGS[plain]
    if gnu := _GNU.fullmatch(plain):
        letter = (gnu["family"] or gnu["letter"] or "")[:1].upper()
        return f"{letter}GPL-{gnu['number'] or '1.0'}"  # no version stated: any, from the first on
    return stated.strip() if re.fullmatch(r"[A-Za-z0-9.+() -]+", stated.strip()) else None
