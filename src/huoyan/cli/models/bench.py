"""huoyan bench: how fast a model runs here."""

from __future__ import annotations

import dataclasses

from huoyan.cli.terminal.flags import flag_help, parser
from huoyan.cli.terminal.language import phrase
from huoyan.cli.terminal.lists import integers, is_numbers
from huoyan.cli.terminal.speech import remark, tell, tell_json
from huoyan.text import padded
from huoyan.words import spoken_of, warning

EXAMPLES = ("huoyan bench runs/mine", "huoyan bench runs/mine --batch 1 8 64 --seconds 3 --json")

# Cells of a terminal; below 0 for numbers, which stand at the right.
COLUMNS = {"engine": 14, "precision": 11, "threads": -8, "batch": -7, "milliseconds": -13, "rate": -13}


def run(argv: list[str]) -> int:
    arguments_of = parser("bench", EXAMPLES)
    arguments_of.add_argument("model", metavar="MODEL", help=flag_help("flag.model"))
    arguments_of.add_list(
        arguments_of,
        "--batch",
        is_numbers,
        type=integers,
        default=(1, 16),
        metavar="N,N",
        help=flag_help("flag.batch_sizes"),
    )
    arguments_of.add_argument(
        "--seconds", type=float, default=1.0, metavar="X", help=flag_help("flag.seconds")
    )
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_rows"))
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import bench
    from huoyan.artifact.read import open_artifact
    from huoyan.system.cores import cpu_has_int8

    made = open_artifact(arguments.model).manifest.int8
    if made is not None and not cpu_has_int8():
        remark(warning("int8.slow_here" if made.seven_bits else "int8.overflows_here"))
    rows = bench(arguments.model, batch=arguments.batch, seconds=arguments.seconds)
    if arguments.json:
        for row in rows:
            tell_json(dataclasses.asdict(row))
        return 0
    with spoken_of(open_artifact(arguments.model).manifest.task.medium):
        tell("".join(padded(phrase(f"column.{name}"), width) for name, width in COLUMNS.items()))
    for row in rows:
        tell(
            f"{row.engine:<14}{row.precision:<11}{row.threads:>8}{row.batch:>7}"
            f"{row.milliseconds:>13.3f}{row.images_per_second:>13,.0f}"
        )
    return 0
