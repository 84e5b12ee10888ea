"""huoyan evaluate: scores a model on labelled pictures."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from huoyan.cli.terminal.figures import headline_lines
from huoyan.cli.terminal.flags import add_scoring_flags, flag_help, parser, running_values, table_values
from huoyan.cli.terminal.speech import note, note_failed, remark, tell, tell_json
from huoyan.words import Message, spoken_of

if TYPE_CHECKING:
    from huoyan.predict import Predictor

EXAMPLES = (
    "huoyan evaluate runs/mine photos/                 # example.unseen",
    "huoyan evaluate runs/mine new.csv --json > metrics.json",
    "huoyan evaluate runs/mine mnist --split val --engine openvino",
)


def run(argv: list[str]) -> int:
    arguments_of = parser("evaluate", EXAMPLES)
    arguments_of.add_argument("model", metavar="MODEL", help=flag_help("flag.model"))
    arguments_of.add_argument("data", metavar="DATA", help=flag_help("flag.data"))
    arguments_of.add_argument("--split", choices=("train", "val", "test"), help=flag_help("flag.split"))
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_metrics"))
    add_scoring_flags(arguments_of)
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import load

    predictor = load(arguments.model, **running_values(arguments))
    with spoken_of(predictor.task.medium):
        return _scored(predictor, arguments)


def _scored(predictor: Predictor, arguments: argparse.Namespace) -> int:
    from huoyan.api import evaluate
    from huoyan.cli.terminal.meter import Meter

    meter = Meter()
    evaluation = evaluate(
        predictor,
        arguments.data,
        split=arguments.split,
        say=remark,
        progress=meter,
        **table_values(arguments),
    )
    meter.close()
    runtime = predictor.runtime
    if runtime.precision != "fp32":
        note(Message("terminal.other_precision", engine=runtime.name, precision=runtime.precision))
    if arguments.json:
        tell_json(evaluation.to_json())
    else:
        for line in headline_lines(evaluation, predictor.task.headlines):
            tell(line)
    for broken in evaluation.broken:
        note_failed(broken.sample.source, broken.failure)
    return 1 if evaluation.broken else 0
