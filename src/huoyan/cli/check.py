"""huoyan check: what is wrong with a data set, before it is trained on."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.cli.arguments import parser

if TYPE_CHECKING:
    from huoyan.data.check.finding import Check, Finding

EXAMPLES = (
    "huoyan check photos/                                   # what is wrong, on the terminal",
    "huoyan check photos/ --out check.html                  # the same with the pictures, as one page",
    "huoyan check photos/ --json --strict > findings.jsonl  # for a build: exit code 1 if there is trouble",
    "huoyan check photos/ --fix leave_out.csv && huoyan train photos/ --exclude leave_out.csv",
)
MARKS = {"error": "✗", "warning": "!", "note": "·"}
# Findings of one kind on the terminal, and paths of one finding; --json and --out have all of them.
SHOWN, PATHS = 5, 4


def run(argv: list[str]) -> int:
    arguments_of = parser(
        "check", "Looks for what would spoil a training or its score. Changes no file of the data.", EXAMPLES
    )
    arguments_of.add_argument("data", metavar="DATA", help="a folder, a CSV or Parquet file, or a name")
    arguments_of.add_argument(
        "--out", type=Path, metavar="FILE", help="write a page with pictures (check.html)"
    )
    arguments_of.add_argument(
        "--fix", type=Path, metavar="FILE", help="write what may be left out, for train --exclude"
    )
    arguments_of.add_argument("--quick", action="store_true", help="no search for wrong labels and shortcuts")
    arguments_of.add_argument("--strict", action="store_true", help="exit with 1 on an error or a warning")
    arguments_of.add_argument("--json", action="store_true", help="one JSON object a finding, then a summary")
    arguments_of.add_argument("--lang", choices=("en", "zh"), default=None, help="language of the page")
    arguments = arguments_of.parse_args(argv)

    from huoyan.cli.meter import Meter
    from huoyan.data.check import check
    from huoyan.data.open import read_dataset

    dataset = read_dataset(arguments.data, say=lambda text: print(f"· {text}", file=sys.stderr))
    meter = Meter(len(dataset))
    found = check(dataset, quick=arguments.quick, progress=lambda done, _: meter(done))
    meter.close()
    if arguments.out is not None:
        from huoyan.cli.language import language
        from huoyan.report.check_page import write_check

        write_check(found, dataset, arguments.out, arguments.lang or language(), data=arguments.data)
    if arguments.fix is not None:
        _write_fix(found, arguments.fix)
    _show(found, arguments)
    return 1 if arguments.strict and not found.clean else 0


def _show(found: Check, arguments: argparse.Namespace) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        # The name of a file may be no text; \udc80 is then what JSON understands, too.
        sys.stdout.reconfigure(errors="backslashreplace")
    if arguments.json:
        for finding in found.findings:
            print(json.dumps(finding.to_json(), ensure_ascii=False))
        print(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        _tell(found)
    for path, what in ((arguments.out, "page"), (arguments.fix, "list")):
        if path is not None:
            print(f"{what}  {path}", file=sys.stderr)


def _tell(found: Check) -> None:
    """A block a kind: how many, then the first few."""
    from huoyan.data.check.finding import KINDS
    from huoyan.data.say import count

    for kind in KINDS:
        findings = found.of(kind)
        if findings:
            print(f"{kind} ({len(findings):,})")
            for message, same in groupby(findings[:SHOWN], lambda each: (each.severity, each.message)):
                print("\n".join(_lines(message, list(same))))
            if len(findings) > SHOWN:
                print(f"      … and {len(findings) - SHOWN:,} more")
    worst = found.to_json()["summary"]["severities"]
    said = ", ".join(count(worst[name], name) for name in ("error", "warning", "note"))
    split = ", ".join(f"{name} {n:,}" for name, n in found.splits.items() if name != "none")
    print(
        f"{found.dataset}: {count(found.n, 'picture')}, {count(len(found.classes), 'class')}"
        f"{f' ({split})' if split else ''}: {said} in {sum(found.seconds.values()):.1f} s"
    )


def _lines(said: tuple[str, str], findings: Sequence[Finding]) -> list[str]:
    """A sentence once, and below it the files of each finding that it is about."""
    severity, message = said
    lines = [f"  {MARKS[severity]} {message}"]
    for finding in findings:
        if finding.paths and finding.kind not in ("label", "unreadable"):  # their sentences name the file
            more = f" … {len(finding.paths) - PATHS:,} more" if len(finding.paths) > PATHS else ""
            lines.append(f"      {'  '.join(finding.paths[:PATHS])}{more}")
    return lines


def _write_fix(found: Check, path: Path) -> None:
    """What `train --exclude` reads. A name that is no text cannot stand in it, which is told."""
    from huoyan.data.exclude import write_exclusions

    exclusions = found.exclusions()
    written = [row for row in exclusions if _is_text(row[0])]
    write_exclusions(path, written)
    for source, _ in exclusions:
        if not _is_text(source):
            print(f"· {source!a} is no text and not in {path}: rename the file.", file=sys.stderr)


def _is_text(name: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in name)
