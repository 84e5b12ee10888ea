"""huoyan verify: checks a model's files and repeats its self-test on this machine."""

from __future__ import annotations

import json

from huoyan.cli.arguments import parser

EXAMPLES = ("huoyan verify runs/mine", "huoyan verify runs/mine/model --json")


def run(argv: list[str]) -> int:
    arguments_of = parser(
        "verify", "Checks every file against its sha256 and repeats the self-test.", EXAMPLES
    )
    arguments_of.add_argument("model", metavar="MODEL", help="a run folder or its model/")
    arguments_of.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import verify

    outcome = verify(arguments.model)
    if arguments.json:
        print(json.dumps(outcome.to_json(), ensure_ascii=False))
    else:
        for line in outcome.lines():
            print(line)
    return 0 if outcome.ok else 1
