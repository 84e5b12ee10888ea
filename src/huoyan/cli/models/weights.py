"""huoyan weights: what a file of pretrained weights is, and how well it does on labelled photos."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.cli.terminal.figures import with_interval
from huoyan.cli.terminal.flags import add_limit_flag, add_table_flags, flag_help, parser, table_values
from huoyan.cli.terminal.language import language, phrase
from huoyan.cli.terminal.speech import note, note_failed, remark, tell, tell_json
from huoyan.errors import UsageError
from huoyan.text import cells, padded
from huoyan.words import Listed, Message

if TYPE_CHECKING:
    from huoyan.learn.weights.describe import Description

EXAMPLES = (
    "huoyan weights describe net.pth                         # example.describe",
    "huoyan weights describe net.pth --out net.pth.toml      # example.describe_out",
    "huoyan weights test net.pth photos/                     # example.weights_test",
    "huoyan weights test net.pth labels.csv --label-column wnid --json",
)
ACTIONS = ("describe", "test")
# Candidates on the terminal; --json has all.
SHOWN = 5


def run(argv: list[str]) -> int:
    arguments_of = parser("weights", EXAMPLES)
    arguments_of.add_argument("action", choices=ACTIONS, help=flag_help("flag.weights_action"))
    arguments_of.add_argument("file", metavar="FILE", help=flag_help("flag.weights_file"))
    arguments_of.add_argument("photos", metavar="PHOTOS", nargs="?", help=flag_help("flag.photos"))
    arguments_of.add_argument("--card", metavar="FILE", help=flag_help("flag.card"))
    arguments_of.add_argument("--out", metavar="FILE", help=flag_help("flag.card_out"))
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_outcome"))
    add_limit_flag(arguments_of)
    add_table_flags(arguments_of)
    arguments = arguments_of.parse_args(argv)
    if arguments.action == "describe":
        return _describe(arguments)
    return _test(arguments)


def _describe(arguments: argparse.Namespace) -> int:
    given = {"PHOTOS": arguments.photos, "--card": arguments.card}
    if stray := [name for name, value in given.items() if value is not None]:
        raise UsageError(Message("arguments.describe", given=Listed(stray, None)), code="usage.weights")
    from huoyan.api import describe_weights

    found = describe_weights(arguments.file, out=arguments.out, lang=language())
    if arguments.json:
        tell_json(found.to_json())
        return 0
    for heard in _heard(found):
        note(heard)
    if arguments.out is None:
        for line in found.to_toml(language()).splitlines():
            tell(line)
    else:
        note(Message("terminal.card", path=arguments.out))
    return 0


def _heard(found: Description) -> list[Message]:
    """What stands beside the card: which networks fit, and how long it took."""
    if found.known:
        return [Message("terminal.card_known", file=found.file)]
    lines = [
        Message(
            f"terminal.fits_by_{each.by}",
            network=Listed([each.model, *each.alike], 4),
            share=each.share,
            prefix=each.prefix,
        )
        for each in found.candidates[:SHOWN]
    ]
    return [*lines, Message("terminal.described", file=found.file, seconds=found.seconds)]


def _test(arguments: argparse.Namespace) -> int:
    if arguments.photos is None or arguments.out is not None:
        key = "arguments.no_photos" if arguments.photos is None else "arguments.test_out"
        raise UsageError(Message(key), code="usage.weights")
    from huoyan.api import score_weights
    from huoyan.cli.terminal.meter import Meter

    meter = Meter()
    score = score_weights(
        Path(arguments.file),
        arguments.photos,
        card=arguments.card,
        max_pixels=arguments.max_pixels,
        say=remark,
        progress=meter,
        **table_values(arguments),
    )
    meter.close()
    if arguments.json:
        tell_json(score.to_json())
    else:
        rows = {"terminal.first_right": score.accuracy, "terminal.among_five": score.top5}
        told = {phrase(key): with_interval(value, None) for key, value in rows.items() if value is not None}
        width = max(cells(name) + 2 for name in told)
        for name, value in told.items():
            tell(f"{padded(name, width)}{value}")
    for source, failure in score.broken:
        note_failed(source, failure)
    return 1 if score.broken else 0
