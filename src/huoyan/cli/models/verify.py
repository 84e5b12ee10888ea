"""huoyan verify: checks a model's files and repeats its self-test here; or compares all that answers."""

from __future__ import annotations

from argparse import Namespace

from huoyan.cli.terminal.flags import flag_help, parser
from huoyan.cli.terminal.speech import remark, tell, tell_json

EXAMPLES = (
    "huoyan verify runs/mine",
    "huoyan verify runs/mine/model --json",
    "huoyan verify runs/mine --everywhere    # example.everywhere",
)


def run(argv: list[str]) -> int:
    arguments_of = parser("verify", EXAMPLES)
    arguments_of.add_argument("model", metavar="MODEL", help=flag_help("flag.model"))
    arguments_of.add_argument("--everywhere", action="store_true", help=flag_help("flag.everywhere"))
    arguments_of.add_argument("--data", metavar="DATA", help=flag_help("flag.everywhere_data"))
    arguments_of.add_argument("--pictures", type=int, default=200, help=flag_help("flag.pictures"))
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_outcome"))
    arguments = arguments_of.parse_args(argv)

    if arguments.everywhere:
        return _everywhere(arguments)
    from huoyan.api import verify

    outcome = verify(arguments.model)
    if arguments.json:
        tell_json(outcome.to_json())
    else:
        for line in outcome.lines():
            tell(line)
    return 0 if outcome.ok else 1


def _everywhere(arguments: Namespace) -> int:
    from huoyan.api import verify_everywhere
    from huoyan.artifact.read import open_artifact

    certificate = verify_everywhere(
        arguments.model, data=arguments.data, pictures=arguments.pictures, say=remark
    )
    if arguments.json:
        tell_json(certificate.model_dump())
    else:
        for line in certificate.lines(open_artifact(arguments.model).manifest.task.measure):
            tell(line)
    return 0 if certificate.passed else 1
