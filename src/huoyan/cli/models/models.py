"""huoyan models: the networks that can be trained."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from huoyan.cli.terminal.flags import flag_help, parser
from huoyan.cli.terminal.language import language, phrase
from huoyan.cli.terminal.speech import tell, tell_json
from huoyan.runs.recipe import SECTIONS
from huoyan.text import padded
from huoyan.words import Listed, Message, told

if TYPE_CHECKING:
    from huoyan.learn.networks.catalogue import CatalogueRow

EXAMPLES = (
    "huoyan models                          # example.models",
    "huoyan models --task detect            # example.models_task",
    "huoyan models 'vit_*'                  # example.pattern",
    "huoyan models resnet18 --measure       # example.measure",
)

# Cells of a terminal; below 0 for numbers, which stand at the right.
COLUMNS = {"model": 30, "parameters": -12, "gflops": -9, "size": -6, "speed": -7, "rate": -12}
WEIGHTS = 22


def run(argv: list[str]) -> int:
    arguments_of = parser("models", EXAMPLES)
    arguments_of.add_argument("pattern", nargs="?", metavar="PATTERN", help=flag_help("flag.pattern"))
    arguments_of.add_argument("--task", choices=tuple(SECTIONS), help=flag_help("flag.listed_task"))
    arguments_of.add_argument("--measure", action="store_true", help=flag_help("flag.measure"))
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_lines"))
    arguments = arguments_of.parse_args(argv)

    from huoyan.errors import UsageError
    from huoyan.runs.training_extra import require_training

    require_training(Message("extra.listing_networks"))
    from huoyan.learn.networks.catalogue.search import rows
    from huoyan.learn.networks.catalogue.speed import measure

    found = rows(arguments.pattern, arguments.task)
    if not found:
        raise UsageError(Message("arguments.no_network", pattern=arguments.pattern), code="usage.model")
    if arguments.measure:
        found = [
            row if row.size is None else dataclasses.replace(row, images_per_second=measure(row.name))
            for row in found
        ]
    if arguments.json:
        for row in found:
            tell_json(dataclasses.asdict(row))
        return 0
    tasks_of = attrgetter("tasks")
    for tasks, together in groupby(sorted(found, key=tasks_of), tasks_of):
        _tell(tasks, list(together))
    return 0


def _tell(tasks: tuple[str, ...], rows: Sequence[CatalogueRow]) -> None:
    """A table of networks for the same tasks."""
    tell(Message("listed.things" if "detect" in tasks else "listed.whole", tasks=Listed(tasks)))
    heads = "".join(padded(phrase(f"column.{name}"), width) for name, width in COLUMNS.items())
    tell(f"{heads}  {padded(phrase('column.weights'), WEIGHTS)}{phrase('column.note')}")
    for row in rows:
        rate = None if row.images_per_second is None else round(row.images_per_second)
        numbers = (row.parameters, row.gflops, row.size, row.speed, rate)
        name, *columns = COLUMNS.values()
        cells = "".join(f"{_known(each):>{-width}}" for each, width in zip(numbers, columns, strict=True))
        tell(f"{row.name:<{name}}{cells}  {row.weights or '-':<{WEIGHTS}}{told(row.note, language())}")


def _known(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:,}" if isinstance(number, int) else f"{number:.3g}"
