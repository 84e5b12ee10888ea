"""The flags of `huoyan watch`, and what its help page says of rules and of where alarms go."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from huoyan.cli.terminal.flags import Parser, add_engine_flags, add_limit_flag, flag_help
from huoyan.cli.terminal.language import phrase
from huoyan.runs.recipe.value import bare
from huoyan.watch.asked import GROUPS, AskedFlag, asked_flags

RULES = ("crosses", "enters", "stays", "more_than", "also", "kinds", "directions")
# The form of each --send, and the key of what is said of it.
SENDS = {
    "jsonl:FILE": "jsonl",
    "command:PROGRAM": "command",
    "https://HOST/PATH": "webhook",
    "mqtt[s]://HOST/TOPIC": "mqtt",
    "mailto:SOMEBODY": "mail",
}


def add_arguments(made: Parser) -> None:
    """SOURCE, the models, and the fields of `Asked` as flags."""
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


def help_sections() -> list[str]:
    """The sentences of --alarm, and the values of --send."""
    rules = [phrase("rules.title"), *(f"  {phrase(f'rules.{name}')}" for name in RULES)]
    width = max(map(len, SENDS)) + 2
    lines = (f"  {form:<{width}}{phrase(f'sinks.{name}')}" for form, name in SENDS.items())
    return ["\n".join(rules), "\n".join([phrase("sinks.title"), *lines])]


def asked_values(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said on the command line of the fields of `Asked`."""
    names = (each.name for each in asked_flags())
    return {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}


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
