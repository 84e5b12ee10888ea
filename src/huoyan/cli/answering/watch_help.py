"""The arguments of `huoyan watch`, and what its help page says of rules and of where alarms go."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from huoyan.cli.terminal.flags import add_engine_flags, add_limit_flag, flag_help, parser
from huoyan.cli.terminal.language import phrase
from huoyan.errors import UsageError
from huoyan.runs.recipe.value import bare
from huoyan.watch.asked import GROUPS, AskedFlag, asked_flags
from huoyan.words import Message

EXAMPLES = (
    "huoyan watch rtsp://10.0.0.7/live --model runs/cars --line gate=0.1,0.6,0.9,0.6 --out gate/",
    "huoyan watch road.mp4 --model runs/cars --line gate=0.1,0.6,0.9,0.6 --out watched/   # example.watch",
    "huoyan watch yard.mp4 --model runs/people --zone yard=0.1,0.1,0.5,0.1,0.5,0.5 "
    "--alarm 'yard enters person' --send https://example.org/alarms --out watched/   # example.watch_alarm",
    "huoyan watch yard.mp4 --model runs/people --zone door=0.4,0.2,0.6,0.2,0.6,0.9,0.4,0.9 "
    "--alarm 'door stays person longer than 30 s between 22:00 and 06:00' "
    "--taken 2026-11-27T22:00:00   # example.watch_stay",
    "huoyan watch road.mp4 --model runs/cars --classify runs/kinds --kinds car,truck "
    "--line gate=0,0.5,1,0.5 --json   # example.watch_kind",
    "huoyan watch --test-alarm --send mailto:guard@example.org   # example.test_alarm",
    "huoyan watch night.mp4 --model runs/people --zone yard=0.1,0.1,0.5,0.1,0.5,0.5 "
    "--alarm 'yard enters person' --quiet-footage   # example.quiet",
)
RULES = ("crosses", "enters", "stays", "more_than", "also", "kinds", "directions")
# The form of each --send, and the key of what is said of it.
SENDS = {
    "jsonl:FILE": "jsonl",
    "command:PROGRAM": "command",
    "https://HOST/PATH": "webhook",
    "mqtt[s]://HOST/TOPIC": "mqtt",
    "mailto:SOMEBODY": "mail",
}


def read_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Raises UsageError where it is not said what is watched, or with what."""
    made = parser("watch", EXAMPLES, [_rules(), _sends()])
    made.add_argument("source", nargs="?", metavar="SOURCE", help=flag_help("flag.watched"))
    made.add_argument("--model", metavar="RUN", help=flag_help("flag.watch_model"))
    made.add_argument("--json", action="store_true", help=flag_help("flag.json_events"))
    groups = {name: made.add_argument_group(phrase(f"group.{name}")) for name in GROUPS}
    groups["watched"].add_argument("--classify", metavar="RUN", help=flag_help("flag.classify"))
    groups["told"].add_argument("--out", type=Path, metavar="DIR", help=flag_help("flag.watch_out"))
    for each in asked_flags():
        _add_flag(groups[each.group], each)
    groups["told"].add_argument("--test-alarm", action="store_true", help=flag_help("flag.test_alarm"))
    add_limit_flag(made)
    add_engine_flags(made)
    arguments = made.parse_args(argv)
    if not arguments.test_alarm:
        _check_given(arguments)
    return arguments


def asked_values(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said on the command line of the fields of `Asked`."""
    names = (each.name for each in asked_flags())
    return {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}


def _check_given(arguments: argparse.Namespace) -> None:
    if arguments.source is None:
        raise UsageError(Message("watch.no_source"), code="usage.source")
    if arguments.model is None:
        raise UsageError(Message("watch.no_model"), code="usage.model")


def _add_flag(group: Any, each: AskedFlag) -> None:
    """What is not said is None, for which `Asked` has a value."""
    kind = bare(each.kind)
    common = {"dest": each.name, "default": None, "help": flag_help(f"asked.{each.name}")}
    if kind is bool:
        action = argparse.BooleanOptionalAction if each.default else "store_const"
        const = {} if each.default else {"const": True}
        group.add_argument(each.flag, action=action, **const, **common)
    elif each.many:
        group.add_argument(each.flag, action="append", metavar=each.metavar, **common)
    else:
        group.add_argument(each.flag, type=kind, metavar=each.metavar, **common)


def _rules() -> str:
    return "\n".join([phrase("rules.title"), *(f"  {phrase(f'rules.{name}')}" for name in RULES)])


def _sends() -> str:
    width = max(map(len, SENDS)) + 2
    lines = (f"  {form:<{width}}{phrase(f'sinks.{name}')}" for form, name in SENDS.items())
    return "\n".join([phrase("sinks.title"), *lines])
