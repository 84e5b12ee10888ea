"""huoyan verify: checks a model's files and repeats its self-test on this machine."""

from __future__ import annotations

from huoyan.cli.terminal.flags import flag_help, parser
from huoyan.cli.terminal.speech import tell, tell_json

EXAMPLES = ("huoyan verify runs/mine", "huoyan verify runs/mine/model --json")


def run(argv: list[str]) -> int:
    arguments_of = parser("verify", EXAMPLES)
    arguments_of.add_argument("model", metavar="MODEL", help=flag_help("flag.model"))
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_outcome"))
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import verify

    outcome = verify(arguments.model)
    if arguments.json:
        tell_json(outcome.to_json())
    else:
        for line in outcome.lines():
            tell(line)
    return 0 if outcome.ok else 1
