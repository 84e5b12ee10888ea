"""huoyan evaluate: scores a model on labelled pictures."""

from __future__ import annotations

from huoyan.cli.terminal.figures import headline
from huoyan.cli.terminal.flags import (
    add_engine_flags,
    add_limit_flag,
    add_table_flags,
    flag_help,
    parser,
    table_values,
)
from huoyan.cli.terminal.speech import failed, note, remark, tell, tell_json
from huoyan.text import cells, padded
from huoyan.words import Message

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
    add_limit_flag(arguments_of)
    add_engine_flags(arguments_of)
    add_table_flags(arguments_of)
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import evaluate, load
    from huoyan.cli.terminal.meter import Meter

    meter = Meter()
    predictor = load(
        arguments.model, engine=arguments.engine, threads=arguments.threads, max_pixels=arguments.max_pixels
    )
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
        rows = headline(evaluation, predictor.task.headlines)
        width = max(24, *(cells(name) + 2 for name, _ in rows))
        for name, value in rows:
            tell(f"{padded(name, width)}{value}")
    for broken in evaluation.broken:
        note(f"! {failed(broken.sample.source, broken.failure)}")
    return 1 if evaluation.broken else 0
