"""huoyan models: the networks that can be trained."""

from __future__ import annotations

import dataclasses

from huoyan.cli.terminal.flags import parser
from huoyan.cli.terminal.speech import tell, tell_json

EXAMPLES = (
    "huoyan models                          # a good few, with parameters and speed",
    "huoyan models 'vit_*'                  # all of timm that match",
    "huoyan models resnet18 --measure       # its speed on this machine",
)


def run(argv: list[str]) -> int:
    arguments_of = parser("models", "Lists the networks that can be trained.", EXAMPLES)
    arguments_of.add_argument("pattern", nargs="?", metavar="PATTERN", help="a name, * allowed")
    arguments_of.add_argument(
        "--measure", action="store_true", help="measure the speed here (onnxruntime, batch 1)"
    )
    arguments_of.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments = arguments_of.parse_args(argv)

    from huoyan.errors import UsageError
    from huoyan.runs.training_extra import require_training

    require_training("Listing networks")
    from huoyan.learn.networks.catalogue import measure, rows

    found = rows(arguments.pattern)
    if not found:
        raise UsageError(
            f"No network is named like {arguments.pattern!r}. huoyan models lists some.", code="usage.model"
        )
    if arguments.measure:
        found = [dataclasses.replace(row, images_per_second=measure(row.name)) for row in found]
    if arguments.json:
        for row in found:
            tell_json(dataclasses.asdict(row))
        return 0
    tell(f"{'model':<36}{'parameters':>12}{'size':>6}{'pictures/s':>12}  note")
    for row in found:
        speed = f"{row.images_per_second:,.0f}" if row.images_per_second is not None else "-"
        tell(f"{row.name:<36}{row.parameters:>12,}{row.size:>6}{speed:>12}  {row.note}")
    return 0
