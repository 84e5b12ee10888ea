"""huoyan licences: under what a model's weights and code may be used, and what is known of the data."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from huoyan.cli.terminal.flags import flag_help, parser
from huoyan.cli.terminal.language import language
from huoyan.cli.terminal.speech import tell, tell_json
from huoyan.text import padded
from huoyan.words import Listed, Message

if TYPE_CHECKING:
    from huoyan.licences import Licences, Terms

EXAMPLES = (
    "huoyan licences runs/mine",
    "huoyan licences runs/mine --commercial  # example.commercial",
    "huoyan licences runs/mine --json",
)
# Cells of a terminal.
NAME, KIND = 36, 15


def run(argv: list[str]) -> int:
    arguments_of = parser("licences", EXAMPLES)
    arguments_of.add_argument("model", metavar="MODEL", help=flag_help("flag.model"))
    arguments_of.add_argument("--commercial", action="store_true", help=flag_help("flag.commercial"))
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_outcome"))
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import licences

    found = licences(arguments.model)
    if arguments.json:
        tell_json(found.to_json())
    else:
        _tell(found)
    return 1 if arguments.commercial and not found.commercial else 0


def _tell(found: Licences) -> None:
    for part, terms in groupby(found.terms, attrgetter("part")):
        tell(Message(f"licences.part.{part}"))
        for each in terms:
            tell(_row(each))
    if found.commercial:
        tell(Message("licences.nothing_against"))
    else:
        names = Listed([each.name for each in found.against], None)
        tell(Message("licences.against", names=names, n=len(found.against)))
    tell(Message("licences.no_advice"))


def _row(terms: Terms) -> str:
    lang = language()
    name = terms.name if terms.version is None else f"{terms.name} {terms.version}"
    kind = "" if terms.kind in (None, "yours") else Message(f"licences.kind.{terms.kind}").told(lang)
    said = "" if terms.said is None else terms.said.told(lang)
    licence = "" if terms.part in ("weights", "data") else terms.licence
    stated = [licence if licence is not None else Message("licences.not_stated").told(lang), said]
    mark = "!" if terms.stands_against else " "
    return f"{mark} {padded(name, NAME)} {padded(kind, KIND)} {'; '.join(filter(None, stated))}".rstrip()
