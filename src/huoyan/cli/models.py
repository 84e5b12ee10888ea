"""huoyan models: the networks that can be trained."""

from __future__ import annotations

import dataclasses

from huoyan.cli.terminal.flags import flag_help, parser
from huoyan.cli.terminal.language import language, phrase
from huoyan.cli.terminal.speech import tell, tell_json
from huoyan.text import padded
from huoyan.words import Message, told

EXAMPLES = (
    "huoyan models                          # example.models",
    "huoyan models 'vit_*'                  # example.pattern",
    "huoyan models resnet18 --measure       # example.measure",
)

# Cells of a terminal; below 0 for numbers, which stand at the right.
COLUMNS = {"model": 36, "parameters": -12, "size": -6, "rate": -12}


def run(argv: list[str]) -> int:
    arguments_of = parser("models", EXAMPLES)
    arguments_of.add_argument("pattern", nargs="?", metavar="PATTERN", help=flag_help("flag.pattern"))
    arguments_of.add_argument("--measure", action="store_true", help=flag_help("flag.measure"))
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_lines"))
    arguments = arguments_of.parse_args(argv)

    from huoyan.errors import UsageError
    from huoyan.runs.training_extra import require_training

    require_training(Message("extra.listing_networks"))
    from huoyan.learn.networks.catalogue import measure, rows

    found = rows(arguments.pattern)
    if not found:
        raise UsageError(Message("arguments.no_network", pattern=arguments.pattern), code="usage.model")
    if arguments.measure:
        found = [dataclasses.replace(row, images_per_second=measure(row.name)) for row in found]
    if arguments.json:
        for row in found:
            tell_json(dataclasses.asdict(row))
        return 0
    heads = "".join(padded(phrase(f"column.{name}"), width) for name, width in COLUMNS.items())
    tell(f"{heads}  {phrase('column.note')}")
    for row in found:
        speed = None if row.images_per_second is None else round(row.images_per_second)
        numbers = f"{_known(row.parameters):>12}{_known(row.size):>6}{_known(speed):>12}"
        tell(f"{row.name:<36}{numbers}  {told(row.note, language())}")
    return 0


def _known(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"
