"""huoyan check: what is wrong with a data set, before it is trained on."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.cli.terminal.flags import (
    add_limit_flag,
    add_option_flag,
    add_table_flags,
    flag_help,
    parser,
    read_option,
    table_values,
)
from huoyan.cli.terminal.language import language, phrase
from huoyan.cli.terminal.lists import floats, is_numbers
from huoyan.cli.terminal.speech import note, remark, tell, tell_json
from huoyan.data.home_folder import at_home
from huoyan.runs.recipe.sections import SECTIONS
from huoyan.words import Listed, Message, counted, spoken_of, told
from huoyan.words.figure_names import part_name

if TYPE_CHECKING:
    from huoyan.data.check.finding import Check, Finding

EXAMPLES = (
    "huoyan check photos/                                   # example.check",
    "huoyan check photos/ --out check.html                  # example.check_page",
    "huoyan check photos/ --json --strict > findings.jsonl  # example.strict",
    "huoyan check photos/ --backbone runs/other             # example.backbone",
    "huoyan check photos/ --fix leave_out.csv && huoyan train photos/ --exclude leave_out.csv",
)
MARKS = {"error": "✗", "warning": "!", "note": "·"}
# Of the network that --backbone names.
NETWORK_FLAGS = ("weights", "card", "pretrained", "option", "mean", "std")
# Findings of one kind on the terminal, and paths of one finding; --json and --out have all of them.
SHOWN, PATHS = 5, 4


def run(argv: list[str]) -> int:
    arguments = _arguments(argv)
    from huoyan.api import check
    from huoyan.artifact.own_file import EXCLUSIONS, check_own_file
    from huoyan.cli.terminal.meter import Meter
    from huoyan.data.splitting.exclusions import write_exclusions

    if arguments.fix is not None:
        check_own_file(arguments.fix, EXCLUSIONS, "--fix")
    meter = Meter()
    found = check(
        arguments.data,
        **_backbone(arguments),
        **table_values(arguments),
        task=arguments.task,
        quick=arguments.quick,
        max_pixels=arguments.max_pixels,
        allow_outside=arguments.allow_outside,
        out=arguments.out,
        lang=arguments.lang or language(),
        say=remark,
        progress=meter.of,
    )
    meter.close()
    if arguments.fix is not None:
        write_exclusions(arguments.fix, found.exclusions())
    with spoken_of("pictures" if found.clips is None else "clips"):
        _show(found, arguments)
    return 1 if arguments.strict and not found.clean else 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    arguments_of = parser("check", EXAMPLES)
    arguments_of.add_argument("data", metavar="DATA", help=flag_help("flag.data"))
    arguments_of.add_argument("--task", choices=tuple(SECTIONS), help=flag_help("flag.check_task"))
    arguments_of.add_argument("--out", type=at_home, metavar="FILE", help=flag_help("flag.check_page"))
    arguments_of.add_argument("--allow-outside", action="store_true", help=flag_help("recipe.allow_outside"))
    arguments_of.add_argument("--fix", type=Path, metavar="FILE", help=flag_help("flag.fix"))
    network = arguments_of.add_argument_group(phrase("group.backbone"))
    network.add_argument("--backbone", metavar="MODEL", help=flag_help("flag.backbone"))
    network.add_argument("--weights", metavar="FILE", help=flag_help("flag.backbone_weights"))
    network.add_argument("--card", metavar="FILE", help=flag_help("recipe.card"))
    network.add_argument("--pretrained", action="store_true", help=flag_help("flag.backbone_pretrained"))
    add_option_flag(arguments_of, network, help=flag_help("flag.backbone_option"))
    for name in ("mean", "std"):
        text = flag_help(f"flag.backbone_{name}")
        arguments_of.add_list(network, f"--{name}", is_numbers, type=floats, metavar="X,X,X", help=text)
    add_limit_flag(arguments_of)
    arguments_of.add_argument("--quick", action="store_true", help=flag_help("flag.quick"))
    arguments_of.add_argument("--strict", action="store_true", help=flag_help("flag.strict"))
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_findings"))
    add_table_flags(arguments_of)
    return arguments_of.parse_args(argv)


def _backbone(arguments: argparse.Namespace) -> dict[str, Any]:
    """What `huoyan.check` takes of a network."""
    given = {name: getattr(arguments, name) for name in NETWORK_FLAGS}
    options = dict(read_option(text) for text in given.pop("option") or ())
    sides = {name: tuple(given[name]) if given[name] else None for name in ("mean", "std")}
    return {**given, **sides, "options": options, "backbone": arguments.backbone}


def _show(found: Check, arguments: argparse.Namespace) -> None:
    if arguments.json:
        for finding in found.findings:
            tell_json(finding.to_json())
        tell_json(found.to_json())
    else:
        _tell(found)
    for path, key in ((arguments.out, "terminal.page"), (arguments.fix, "terminal.list")):
        if path is not None:
            note(Message(key, path=path))


def _tell(found: Check) -> None:
    """A block a kind: how many, then the first few."""
    from huoyan.data.check.finding import FINDING_KINDS

    for kind in FINDING_KINDS:
        findings = found.of(kind)
        if findings:
            tell(Message("terminal.kind", kind=Message(f"kind.{kind}"), n=len(findings)))
            for message, same in groupby(findings[:SHOWN], lambda each: (each.severity, each.message)):
                for line in _lines(message, list(same)):
                    tell(line)
            if len(findings) > SHOWN:
                tell(Message("terminal.more_findings", n=len(findings) - SHOWN))
    worst = found.to_json()["summary"]["severities"]
    held = [counted(found.n, "picture" if found.clips is None else "clip")]
    held += [counted(len(found.classes), "class")] if found.classes else []
    held += [counted(found.boxes.total, "box")] if found.boxes else []
    parts = [f"{part_name(name, language())} {n:,}" for name, n in found.splits.items() if name != "none"]
    tell(
        Message(
            "terminal.checked_parts" if parts else "terminal.checked",
            data=found.dataset,
            held=Listed(held),
            parts=Listed(parts, len(parts)),
            findings=Listed([counted(worst[name], name) for name in MARKS]),
            seconds=sum(found.seconds.values()),
        )
    )


def _lines(said: tuple[str, str], findings: Sequence[Finding]) -> list[str]:
    """A sentence once, and below it the files of each finding that it is about."""
    severity, message = said
    lines = [f"  {MARKS[severity]} {told(message, language())}"]
    for finding in findings:
        if finding.paths and finding.kind not in ("label", "unreadable"):  # their sentences name the file
            paths, more = "  ".join(finding.paths[:PATHS]), len(finding.paths) - PATHS
            lines.append(
                Message("terminal.more_paths", paths=paths, n=more) if more > 0 else f"      {paths}"
            )
    return lines
