"""What a licence allows in a few words: from its name, an SPDX expression or a whole text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from huoyan.licences.spellings import spdx_of

# From the freest on. copyleft: to be used for money, too, with duties for whoever passes it on.
Kind = Literal["permissive", "copyleft", "unknown", "non-commercial"]
ORDER: tuple[Kind, ...] = ("permissive", "copyleft", "unknown", "non-commercial")

PERMISSIVE = {
    "0BSD", "AFL-3.0", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Clear",
    "BSL-1.0", "BlueOak-1.0.0", "CC-BY-3.0", "CC-BY-4.0", "CC0-1.0", "CDLA-Permissive-2.0", "FTL",
    "HPND", "IJG", "ISC", "MIT", "MIT-0", "MIT-CMU", "NCSA", "PSF-2.0", "Python-2.0", "Unicode-3.0",
    "Unlicense", "W3C", "WTFPL", "X11", "Zlib", "bzip2-1.0.6", "libpng-2.0",
}  # fmt: skip
COPYLEFT = (
    "AGPL-",
    "CC-BY-SA-",
    "CDDL-",
    "CECILL-",
    "EPL-",
    "EUPL-",
    "GPL-",
    "LGPL-",
    "MPL-",
    "ODbL-",
    "OSL-",
)
# With these even the GPL asks nothing of a program that is only linked with what stands under it.
LINKING = (
    "Autoconf-exception",
    "Classpath-exception",
    "GCC-exception",
    "LLVM-exception",
    "Qt-LGPL-exception",
)
# Of licences that are on no list: terms of research, as they call themselves, with any hyphen.
_NON = r"non[ \u2010-\u2013-]?commercial"
RESEARCH = re.compile(
    rf"{_NON}|research[ -](use )?only|academic (use|purposes|research)|\bby[ -]nc\b|-nc-|amlr|seer-license"
    r"|not for commercial (use|purpose)"
    r"|commercial (use|purposes?) (is |are )?(prohibited|forbidden|not (allowed|permitted))"
    r"|非商[业用]|禁止商[业用]",
    re.IGNORECASE,
)
# Who names both forbids neither.
_AND = r",? *(?:and|or|as well as|&|/) *(?:for )?"
BOTH = re.compile(rf"\bcommercial{_AND}{_NON}|{_NON}{_AND}commercial", re.IGNORECASE)


@cache
def kind_of(stated: str) -> Kind:
    """Of what somebody states. A licence that is not known is never guessed at: "unknown".

    Of `A AND B` the stricter one counts, of `A OR B` the freer.
    """
    found = None if BOTH.search(stated) else spdx_of(stated)  # "and" would make an expression of it
    if found is not None and (tree := _parsed(found)) is not None:
        return _kind(tree)
    return "non-commercial" if of_research(stated) else "unknown"


def of_research(text: str) -> bool:
    """Whether its words say that it is for research or for no commerce."""
    return RESEARCH.search(BOTH.sub(" ", text)) is not None


def _parsed(expression: str) -> Any:
    """A tree of `license_expression`; None for what is no expression."""
    from boolean.boolean import ParseError
    from license_expression import ExpressionError, get_spdx_licensing

    try:
        return get_spdx_licensing().parse(expression)
    except (ExpressionError, ParseError):
        return None


def _kind(tree: Any) -> Kind:
    from license_expression import AND, OR, LicenseWithExceptionSymbol

    if isinstance(tree, AND | OR):
        kinds = sorted(map(_kind, tree.args), key=ORDER.index)
        return kinds[-1] if isinstance(tree, AND) else kinds[0]
    if isinstance(tree, LicenseWithExceptionSymbol):
        if not tree.exception_symbol.is_exception:  # what SPDX does not list may as well be a condition
            return "non-commercial" if of_research(tree.exception_symbol.key) else "unknown"
        linked = tree.exception_symbol.key.startswith(LINKING)
        kind = _of_name(tree.license_symbol.key)
        return "permissive" if linked and kind == "copyleft" else kind
    return _of_name(tree.key)


def _of_name(name: str) -> Kind:
    if name in PERMISSIVE:
        return "permissive"
    if name.startswith(COPYLEFT):
        return "copyleft"
    return "non-commercial" if of_research(name) else "unknown"


# What whole texts say, the first that is found: SPDX names by a sentence of theirs.
TEXTS: Mapping[str, str] = {
    r"gnu affero general public license": "AGPL-3.0-only",
    r"gnu lesser general public license|gnu library general public license|\blgpl": "LGPL-2.1-or-later",
    r"gnu general public license": "GPL-2.0-or-later",
    r"mozilla public license": "MPL-2.0",
    r"apache license\W+version 2\.0": "Apache-2.0",
    r"permission is hereby granted, free of charge": "MIT",
    r"permission to use, copy, modify,? and/?(or)? distribute": "ISC",
    r"redistribution and use in source and binary forms.*neither the name": "BSD-3-Clause",
    r"redistribution and use in source and binary forms": "BSD-2-Clause",
}


def licence_of_text(text: str) -> str | None:
    """The licence that a file of one holds; None where its words are not known, or where a condition that is
    not of it stands beside them. (The GPL itself speaks of non-commercial copies.)
    """
    plain = " ".join(text.lower().split())
    name = next((name for words, name in TEXTS.items() if re.search(words, plain)), None)
    limited = "commons clause" in plain or (name in PERMISSIVE and of_research(plain))
    return None if limited else name
